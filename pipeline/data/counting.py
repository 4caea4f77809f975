"""How many words a text has, also in scripts that put no spaces between words; numbers with their words in sentences."""

from __future__ import annotations

import re

from pipeline.data.beyond import beyond_ascii

__all__ = ["DENSE", "UNPARTED", "count_words", "counted"]

UNPARTED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
"""Runs of letters of scripts that put no spaces between words."""
DENSE = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""A character that says about as much as three letters of an alphabet: Thai, Chinese, Japanese, Korean."""
_SPACE = re.compile(r"\s")
_AT_ONCE = 1 << 16
"""Characters whose words are counted together."""
_THAI_AND_NEIGHBOURS = "\u0e00", "\u17ff"
_MARKS = {ord(mark): " " for mark in "，。、；：！？「」『』（）《》〈〉【】“”‘’…—～·・"}
_LETTERS_OF_HAN = 2
_LETTERS_OF_THAI = 4
"""Letters and signs that make a word on average: two of Chinese and Japanese, four of Thai, Lao, Khmer and Burmese."""


def counted(number: int, word: str, more: str = "") -> str:
    """A number and its word. ``more``: the word of several, where it is not formed with an ``s``.

    >>> counted(1, "article"), counted(3, "article"), counted(1200, "copy", "copies")
    ('1 article', '3 articles', '1200 copies')
    """
    return f"{number} {word if number == 1 else more or f'{word}s'}"


def count_words(text: str) -> int:
    """Words, separated by white space; of scripts without spaces, as many as their letters make on average.

    >>> count_words("The pier is too short"), count_words("码头太短"), count_words("The 码头 is short")
    (5, 2, 4)
    """
    if text.isascii() or not UNPARTED.search(beyond_ascii(text)):
        return _many_words(text)
    runs = sum(_words_of_run(run.group()) for run in UNPARTED.finditer(text))
    return _many_words(UNPARTED.sub(" ", text).translate(_MARKS)) + runs


def _many_words(text: str) -> int:
    """Words separated by white space, counted part by part: each is an object of its own meanwhile."""
    if len(text) <= _AT_ONCE:
        return len(text.split())
    found = at = 0
    while at < len(text):
        space = _SPACE.search(text, at + _AT_ONCE)
        end = space.start() if space else len(text)
        found += len(text[at:end].split())
        at = end
    return found


def _words_of_run(run: str) -> int:
    letters = _LETTERS_OF_THAI if _THAI_AND_NEIGHBOURS[0] <= run[0] <= _THAI_AND_NEIGHBOURS[1] else _LETTERS_OF_HAN
    return -(-len(run) // letters)

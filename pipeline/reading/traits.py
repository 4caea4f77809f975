"""What can be said of a block from its own words, computed once and read by all evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from pipeline.data import Block
from pipeline.reading.marks import OPENERS, ends_sentence
from pipeline.reading.words import LINE, key_of

__all__ = ["Traits", "prose_of", "traits_of"]

_BEFORE_WORDS = "([{*_-–—… \u00a0"
_DIGIT = re.compile("[0-9]")
_URL = re.compile(r"(?:https?://|www\.)\S")
_DOMAIN_END = re.compile(r"\.\w")
_PROSE_WORDS = 12


class Traits(NamedTuple):
    """Measures of one block. ``key`` is its letters and digits in lower case, words apart by one space."""

    n: int
    key: str
    words: int
    terminal: bool
    """Ends as a sentence does."""
    last: str
    """The last character; empty for a block without text."""
    lower_start: bool
    prose: bool
    """Running text: a sentence of some length, not a row of names or links."""
    digits: float
    """Share of digits, 0 to 1; 0 in a long block."""
    url: bool
    """Holds an address of a page or a mailbox; not looked for in a long block."""
    opens_quote: bool


def traits_of(blocks: Sequence[Block]) -> tuple[Traits, ...]:
    """One `Traits` for each block, in order."""
    return tuple([Traits(b.n, *(_of_line(b.text) if len(b.text) <= LINE else _measures(b.text))) for b in blocks])


def _measures(text: str) -> tuple[Any, ...]:
    """The fields of a `Traits` without its number."""
    key = key_of(text)
    words = text.count(" ") + 1 if text else 0
    short = words <= 40
    first = text[:1]
    terminal = ends_sentence(text)
    first_sign = first if first not in _BEFORE_WORDS else next((c for c in text[:4] if c not in _BEFORE_WORDS), "")
    opens_low = first_sign.islower() and first not in OPENERS
    prose = _is_prose(text, words, terminal=terminal)
    digits = len(_DIGIT.findall(text)) / len(text) if short and text else 0.0
    return key, words, terminal, text[-1:], opens_low, prose, digits, short and _has_address(text), first in OPENERS


_of_line = lru_cache(maxsize=1 << 13)(_measures)
"""`_measures` of short lines: many lines of a page of HTML stand on it twice, and its menus on the next page of its site."""


def prose_of(text: str) -> tuple[int, bool]:
    """Number of words, and whether it is running text: two of the `Traits` of a block, without the others."""
    words = text.count(" ") + 1 if text else 0
    return words, words >= _PROSE_WORDS and _is_prose(text, words, terminal=ends_sentence(text))


def _has_address(text: str) -> bool:
    """Whether an address of a page or of a mailbox stands in a text."""
    page = ("://" in text or "www." in text) and _URL.search(text) is not None
    words = [word for word in text.split() if "@" in word] if "@" in text else ()
    return page or any((at := word.find("@", 1)) > 0 and _DOMAIN_END.search(word, at + 2) for word in words)


def _is_prose(text: str, words: int, *, terminal: bool) -> bool:
    if words < _PROSE_WORDS:
        return False
    separators = text.count("|") + text.count("•") + text.count("»") + text.count(" · ")
    if separators > words / 8:
        return False
    return words >= 30 or terminal or (words >= 20 and ("," in text or text[-1] in ":;—–-"))

"""One-byte encodings of Central and Northern Europe in short texts, which a detector takes for a neighbour of theirs.

Lithuanian and Latvian in windows-1257: every letter beyond ASCII is one of the language, and at least two of them are none of Icelandic, whose
``ð`` and ``þ`` stand for ``š`` and ``ž`` when the bytes are read as windows-1252. Polish in ISO 8859-2: bytes that are signs in windows-1250 touch
letters, and nearly all letters are Polish ones.
Romanian, whose letters are the same in windows-1250 and ISO 8859-2: nearly all letters are Romanian ones, and the words are; a byte that is none of
them is a sign of windows-1250 (``20°C±1``).
Icelandic in windows-1252, which a detector takes for a language of Central Europe: every letter is one of Icelandic, ``ð`` or ``þ`` among them.
"""

from __future__ import annotations

import codecs
import re

from pipeline.decoding.oddness import BEYOND_ASCII, WINDOWS_1252
from pipeline.reading.language import identify

__all__ = ["central_codec", "is_baltic"]

_ALPHABETS = {"lt": frozenset("ąčęėįšųūž"), "lv": frozenset("āčēģīķļņšūž")}
_NO_ICELANDIC = frozenset("ąčėųūāēģīļņ")
"""Letters whose bytes are letters of windows-1252 that Icelandic and Faroese do not have."""
_ICELANDIC, _TELLING, _VOWELS = frozenset("áéíóúýþðæö"), frozenset("þð"), frozenset("áéíóú")
"""Letters of Icelandic; those that hardly another language has; those that no language has which has ``ţ`` or ``đ`` in their place."""
_HISSING = frozenset("šž")
"""Letters whose bytes are ``ð`` and ``þ`` in windows-1252, which Romance languages do not have."""
_FEWEST, _FEWEST_WITHOUT = 2, 3
"""Different letters that are none of Icelandic: with a hissing letter, and without one, where the words must be of the language besides."""
_ISO_LETTERS = re.compile(rb"[\xa1\xa6\xac\xb1\xb6](?=[A-Za-z\xc0-\xff])|(?<=[A-Za-z\xc0-\xff])[\xa1\xa6\xac\xb1\xb6]")
"""Ą Ś Ź ą ś of ISO 8859-2 beside letters; in windows-1250 they are ˇ ¦ ¬ ± ¶, which touch letters too (``20°C±1``, ``¶New``)."""
_POLISH, _LEAST_POLISH = frozenset("ąćęłńóśźż"), 0.9
"""Letters of Polish, the only language with those letters; share of all letters beyond ASCII that they are in a text with a few foreign names."""
_ROMANIAN, _ONLY_ROMANIAN, _LEAST_ROMANIAN = frozenset("ăâîşţ"), frozenset("ăşţ"), 0.9
"""Letters of Romanian; those that no language of Western Europe has; share of all letters beyond ASCII that they are."""
_OF_WINDOWS = re.compile(rb"[\x80-\x9f]")
_SAMPLE = 65536


def is_baltic(data: bytes) -> bool:
    """Whether bytes that a detector takes for windows-1252 are Lithuanian or Latvian in windows-1257."""
    text = data[:_SAMPLE].decode("cp1257", "replace")
    letters = _letters(text)
    own = next((language for language, alphabet in _ALPHABETS.items() if letters <= alphabet), None)
    if own is None or len(letters & _NO_ICELANDIC) < _FEWEST:
        return False
    return not letters.isdisjoint(_HISSING) or (len(letters & _NO_ICELANDIC) >= _FEWEST_WITHOUT and identify(text)[0] in _ALPHABETS)


def central_codec(data: bytes, codec: str) -> str:
    """The encoding of a text that a detector takes for ``codec`` of Central Europe: ISO 8859-2 where only its letters make words of the bytes, and
    windows-1252 where they are Icelandic."""
    sample = data[:_SAMPLE]
    if codec in ("cp1250", "iso8859-2"):
        western = _letters(codecs.charmap_decode(sample, "strict", WINDOWS_1252)[0])
        if western <= _ICELANDIC and not western.isdisjoint(_TELLING) and not western.isdisjoint(_VOWELS):
            return "windows-1252"
    if codec in ("cp1250", "iso8859-2", "windows-1252") and _is_romanian(text := sample.decode("cp1250", "replace")):
        return "iso8859-2" if sample.decode("iso8859-2") == text else "cp1250"
    if codec == "cp1250" and not _OF_WINDOWS.search(sample) and _ISO_LETTERS.search(sample) and _is_polish(sample.decode("iso8859-2")):
        return "iso8859-2"
    return codec


def _is_polish(text: str) -> bool:
    """Whether hardly a letter beyond ASCII in a text is none of Polish."""
    letters = _every_letter(text)
    return sum(char in _POLISH for char in letters) >= _LEAST_POLISH * len(letters)


def _is_romanian(text: str) -> bool:
    """Whether hardly a letter beyond ASCII in a text is none of Romanian, and its words are Romanian."""
    letters = _every_letter(text)
    if len(_ONLY_ROMANIAN.intersection(letters)) < _FEWEST or sum(char in _ROMANIAN for char in letters) < _LEAST_ROMANIAN * len(letters):
        return False
    return identify(text)[0] == "ro"


def _letters(text: str) -> set[str]:
    """The different letters beyond ASCII of a text, in lower case."""
    return set(_every_letter(text))


def _every_letter(text: str) -> list[str]:
    """The letters beyond ASCII of a text, in lower case."""
    return [char for char in "".join(BEYOND_ASCII.findall(text)).lower() if char.isalpha()]

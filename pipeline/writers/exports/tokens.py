"""Words and signs of a text, for formats that hold one token a line.

Strategy: each character is given a class by its Unicode category, and a regular expression cuts the string of classes, so that words with
combining marks stay whole in every script. Han characters and hiragana are a token each, katakana and scripts without spaces (Thai,
Khmer …) a token a run: no dictionary is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["LONGEST", "Token", "part_length", "tokens"]

LONGEST = 1000
"""Characters of a token; a longer one is cut."""
_SURE = LONGEST // 3
"""Characters that stay below `_BYTES` whatever they are: composed (NFC) and in UTF-8, one has twelve bytes at most."""
_BYTES = 4096
"""Where the Corpus Workbench cuts a string, which it composes first."""

_CHUNK = re.compile(r"\S+")
_OPENING, _CLOSING = "([{<\"'“‘„«‹¿¡*", ".,;:!?…)]}>\"'”’»›*"
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[^@\s]+@[^@\s]+\.[^@\s.]+", re.IGNORECASE)
_CUT = re.compile("(?:am*\\.){2,}|1[1m]*(?:[.,:]1[1m]*)+|[a1m]+(?:['-][a1m]+)*|cm*|k[km]*|\\.+|-+|.m*")
_SIGNS = dict.fromkeys("'’ʼ＇", "'") | dict.fromkeys("-‐‑", "-") | {".": ".", ",": ",", ":": ":", "_": "a", "ー": "k"}
_SCRIPTS = (("CJK ", "c"), ("HIRAGANA ", "c"), ("KATAKANA ", "k"), ("HALFWIDTH KATAKANA ", "k"))


class Token(NamedTuple):
    """A token and whether white space stands before it."""

    text: str
    spaced: bool


class _Classes(dict[int, str]):
    """The class of each character, told when it first turns up."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _class_of(chr(code))
        return found


def _class_of(char: str) -> str:
    if char in _SIGNS:
        return _SIGNS[char]
    category = unicodedata.category(char)
    if category[0] == "L":
        name = unicodedata.name(char, "")
        return next((own for script, own in _SCRIPTS if name.startswith(script)), "a")
    return "m" if category[0] == "M" or category == "Cf" else "1" if category[0] == "N" else "x"


_CLASSES = _Classes()


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text in their order; put together, with a space where one stood, they are its words again."""
    for chunk in _CHUNK.finditer(text):
        spaced = True
        for start, end in _cuts(chunk[0]):
            length = part_length(chunk[0][start:end])
            for at in range(start, end, length):
                yield Token(chunk[0][at:min(at + length, end)], spaced)
                spaced = False


def part_length(text: str) -> int:
    """How many characters of a long text go into each part so that programs that read vertical files keep the parts whole."""
    if len(text) <= _SURE:
        return LONGEST
    parts = (text[at:at + LONGEST] for at in range(0, len(text), LONGEST))
    return LONGEST if all(len(unicodedata.normalize("NFC", part).encode()) < _BYTES for part in parts) else _SURE


def _cuts(chunk: str) -> Iterator[tuple[int, int]]:
    inner = chunk.lstrip(_OPENING).rstrip(_CLOSING)
    start = len(chunk) - len(chunk.lstrip(_OPENING))
    if inner and _ADDRESS.fullmatch(inner):
        yield from ((at, at + 1) for at in range(start))
        yield start, start + len(inner)
        yield from ((at, at + 1) for at in range(start + len(inner), len(chunk)))
        return
    for found in _CUT.finditer(chunk.translate(_CLASSES)):
        yield found.span()

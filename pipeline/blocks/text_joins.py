"""How the lines of one block become its text: hyphens at line ends, and scripts that put no space where a line ended."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from pipeline.blocks.initials import may_be_initial
from pipeline.blocks.text_lines import Line, is_spaceless
from pipeline.data import Page, Repair

__all__ = ["Joiner", "is_softly_divided"]

_LETTERS = r"[\w\u0300-\u036f]"
"""With the accents of decomposed text."""
_LAST_WORD = re.compile(rf"{_LETTERS}+$")
_FIRST_WORD = re.compile(rf"{_LETTERS}+")
_WORDS = re.compile(rf"{_LETTERS}+(?:-{_LETTERS}+)*")
_HYPHENS, _SOFT_HYPHEN, _SHOWN = ("-", "\u2010"), "\u00ad", "¬"
"""``¬`` is what programs print for a soft hyphen, and what the byte of one means on old machines."""
_LONGEST_WORD = 60


class Joiner:
    """Joins the lines of blocks, and keeps the repairs that this takes."""

    def __init__(self, page: Page, lines: Sequence[Line], *, wrapped: bool) -> None:
        self._page = page
        self._lines = lines
        self._wrapped = wrapped
        self.repairs: list[Repair] = []

    def join(self, group: Sequence[Line]) -> str:
        """The text of a block."""
        if len(group) == 1:
            return _folded_space(group[0].text)
        parts = [group[0].text]
        for before, line in pairwise(group):
            if is_softly_divided(before.text, line.text) or self._is_divided(before.text, line.text):
                if self._delete_last(before):
                    parts[-1] = parts[-1][:-1]
            elif not (may_be_initial(before.text, line.text) or self._touches(before.text, line.text)):
                parts.append(" ")
            parts.append(line.text)
        return _folded_space("".join(parts))

    def _delete_last(self, line: Line) -> bool:
        """Delete the hyphen at a line's end, on record; a hyphen that is itself the outcome of a repair stays."""
        at = self._page.place(line.end - 1)
        if self._page.text[at:at + 1] != line.text[-1]:
            return False
        self.repairs.append(Repair(at, at + 1, line.text[-1], "", "hyphen", (("delete",),)))
        return True

    def _touches(self, text: str, following: str) -> bool:
        """Whether no space belongs between two lines."""
        if self._wrapped and is_spaceless(text[-1]) and is_spaceless(following[0]):
            return True
        return self._wrapped and text[-1] in _HYPHENS and _parts_of(text, following) is not None

    def _is_divided(self, text: str, following: str) -> bool:
        """Whether the hyphen at a line's end is the typesetter's and not the word's, by the words of the same text."""
        if not self._wrapped or text[-1] not in _HYPHENS or (parts := _parts_of(text, following)) is None:
            return False
        joined, apart = "".join(parts), "-".join(parts)
        if self._words[joined] != self._words[apart]:
            return self._words[joined] > self._words[apart]
        return self._is_typeset

    @cached_property
    def _words(self) -> Counter[str]:
        return Counter(_folded(word) for word in _WORDS.findall(self._page.fixed))

    @cached_property
    def _is_typeset(self) -> bool:
        """Running text has a hyphenated compound at about one line end in fifty; a typesetter hyphenates more."""
        ends = sum(line.text[-1] in _HYPHENS and _LAST_WORD.search(line.text[-_LONGEST_WORD:-1]) is not None for line in self._lines)
        return ends > 0.06 * len(self._lines) and ends >= 3


def is_softly_divided(text: str, following: str) -> bool:
    """Whether a line ends in a soft hyphen inside a word. What is printed for one is a sign of logic too, before a capital."""
    return following[0].isalpha() and (text[-1] == _SOFT_HYPHEN or text[-1] == _SHOWN and text[-2:-1].isalpha() and following[0].islower())


def _folded_space(text: str) -> str:
    """A text without white space at its ends, with single spaces inside."""
    # What is printable has no white space but U+0020.
    return text if text.isprintable() and "  " not in text else " ".join(text.split())


def _parts_of(text: str, following: str) -> tuple[str, str] | None:
    """The two parts of a word with a hyphen at a line's end, folded; None where no word goes on in small letters."""
    left, right = _LAST_WORD.search(text[-_LONGEST_WORD:-1]), _FIRST_WORD.match(following)
    if left is None or right is None or not right.group()[0].islower():
        return None
    return _folded(left.group()), _folded(right.group())


def _folded(word: str) -> str:
    return word.casefold() if word.isascii() else unicodedata.normalize("NFC", word).casefold()

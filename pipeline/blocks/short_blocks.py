"""Very many blocks of a few characters: a table of data, which is refused, and whose blocks need not be held until then."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.blocks.html_blocks import Draft

__all__ = ["Room", "TooMany", "are_too_many"]

_SHORTEST = 16
"""Mean number of characters of a line or paragraph below which a source of very many of them is data; verse has more."""
_LAST = 64
"""Blocks that stay where others are only counted, since what follows may be joined to one of them."""
_HELD = 1024


class TooMany(Exception):
    """A page is refused: its blocks are many and short."""

    def __init__(self, many: int, length: int) -> None:
        """How many blocks there are, and the characters of all together."""
        super().__init__(many, length)
        self.many, self.length = many, length


def are_too_many(many: int, length: int, most: int) -> bool:
    """Whether so many blocks, with so many characters all together, are refused where ``most`` of them are allowed.

    >>> are_too_many(300, 1_000, most=200), are_too_many(300, 10_000, most=200)
    (True, False)
    """
    return many > most and length < _SHORTEST * many


class Room:
    """Counts the blocks of a page instead of holding them, where they are so many that their characters cannot be enough."""

    __slots__ = ("counted", "left", "length")

    def __init__(self, most: int, characters: int, expected: int) -> None:
        """``most``: blocks that are allowed, 0 for any number; ``characters``: about how many the text of the page has; ``expected``: blocks that
        its tags are expected to make, so that none of them is held from the beginning where these are too many already."""
        most = most or sys.maxsize
        self.left = _HELD if are_too_many(expected, characters, most) else max(most, _LAST, characters // _SHORTEST)
        """Blocks that a list may hold."""
        self.counted = self.length = 0
        """Blocks that are not held any more, and their characters."""

    def make(self, drafts: list[Draft]) -> int:
        """To be asked where a list holds more blocks than there is room for. Takes blocks out of the list, counts them, and returns how many."""
        self.left = _HELD
        many = len(drafts) - _LAST
        self.counted += many
        self.length += sum(len(draft.text) for draft in drafts[:many])
        del drafts[:many]
        return many

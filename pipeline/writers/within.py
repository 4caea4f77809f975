"""Ranges in a text by their places, so that one part of the text after another can be asked for what stands in it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

__all__ = ["Ranges"]

T = TypeVar("T")


class Ranges(Generic[T]):
    """Things with a first and a last place: a row of many cells looks at each of them in its own cell alone."""

    def __init__(self, things: Sequence[T], place: Callable[[T], tuple[int, int]]) -> None:
        self.things = things
        self._places = [place(thing) for thing in things]
        self._order = sorted(range(len(things)), key=lambda n: self._places[n][0])
        self._starts = [self._places[n][0] for n in self._order]
        self._reached = list(accumulate((self._places[n][1] for n in self._order), max))

    def within(self, lo: int, hi: int) -> list[T]:
        """Those that share characters with a part of the text, or stand in it and hold none, in the order in which they came."""
        at = bisect_left(self._starts, hi) - 1
        found = []
        while at >= 0 and self._reached[at] >= lo:
            start, end = self._places[self._order[at]]
            if end > lo or start == end == lo:
                found.append(self._order[at])
            at -= 1
        return [self.things[n] for n in sorted(found)]

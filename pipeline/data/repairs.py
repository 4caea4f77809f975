"""Very many repairs of one page, as columns: an object for each takes five times the memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, overload

from pipeline.data.pages import Repair

__all__ = ["Repairs", "together"]

_FEW = 1000
"""Repairs up to which a tuple is as good."""
_KNOWN = 4096
"""Characters that were mended, and what became of them, that are compared so that equal ones are one object."""


def together(repairs: Iterable[Repair]) -> Sequence[Repair]:
    """The same repairs in the same order, taken one by one: few of them as a tuple, many as `Repairs`."""
    each = iter(repairs)
    few = tuple(islice(each, _FEW))
    return few if len(few) < _FEW else Repairs(chain(few, each))


class Repairs(Sequence[Repair]):
    """Repairs that are made when they are asked for. Equal to any sequence of the same repairs."""

    __slots__ = ("_before", "_ends", "_others", "_starts")

    def __init__(self, repairs: Iterable[Repair]) -> None:
        self._starts, self._ends = array("q"), array("q")
        self._before, self._others = list[str](), list[tuple[Any, ...]]()
        known = dict[Any, Any]()
        for one in repairs:
            other = one.after, one.kind, one.steps
            if len(known) < _KNOWN:
                self._before.append(known.setdefault(one.before, one.before))
                self._others.append(known.setdefault(other, other))
            else:
                self._before.append(known.get(one.before, one.before))
                self._others.append(known.get(other, other))
            self._starts.append(one.start)
            self._ends.append(one.end)

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, at: int) -> Repair: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Repair]: ...

    def __getitem__(self, at: int | slice) -> Repair | Sequence[Repair]:
        if isinstance(at, slice):
            return tuple(map(self._made, range(len(self))[at]))
        return self._made(at)

    def _made(self, at: int) -> Repair:
        return Repair(self._starts[at], self._ends[at], self._before[at], *self._others[at])

    def __iter__(self) -> Iterator[Repair]:
        return map(self._made, range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Repairs | tuple):
            return NotImplemented
        return len(self) == len(other) and all(one == two for one, two in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

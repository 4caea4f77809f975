"""Very many records of one page, as columns: an object for each takes several times the memory."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import attrgetter
from typing import Any, TypeVar, overload

from pipeline.data.pages import Repair

__all__ = ["Columns", "in_columns", "repairs_in_columns", "values_of"]

_T = TypeVar("_T")
_FEW = 1000
"""Records up to which a tuple is as good; so many are taken at a time."""
_KNOWN = 4096
"""Values of a column that are compared, so that equal ones are one object."""


def in_columns(make: Callable[..., _T], rows: Iterable[tuple[Any, ...]]) -> Sequence[_T]:
    """The records that are made of rows, in order: few of them as a tuple, many as `Columns`."""
    each = iter(rows)
    few = list(islice(each, _FEW))
    return tuple(make(*row) for row in few) if len(few) < _FEW else Columns(make, chain(few, each))


def repairs_in_columns(repairs: Iterable[Repair]) -> Sequence[Repair]:
    """The same repairs in the same order."""
    return in_columns(Repair, repairs)


def values_of(records: Sequence[tuple[Any, ...]], field: str) -> Iterable[Any]:
    """One field of each record, in order. ``records``: of one kind of named tuple; no record is made where they stand in columns."""
    return records.column(field) if isinstance(records, Columns) else map(attrgetter(field), records)


class Columns(Sequence[_T]):
    """Records that are made when they are asked for. Equal to a tuple of the same records."""

    __slots__ = ("_columns", "_make")

    def __init__(self, make: Callable[..., _T], rows: Iterable[tuple[Any, ...]]) -> None:
        """``rows``: at least one; what is a whole number in the first is one in all."""
        self._make = make
        self._columns: list[Any] = []
        known = list[dict[Any, Any]]()
        each = iter(rows)
        while some := list(islice(each, _FEW)):
            if not known:
                self._columns = [array("q") if type(value) is int else [] for value in some[0]]
                known = [{} for _ in some[0]]
            for column, same, values in zip(self._columns, known, zip(*some, strict=True), strict=True):
                one = same.setdefault if len(same) < _KNOWN else same.get
                column.extend(values if isinstance(column, array) else map(one, values, values))

    def __len__(self) -> int:
        return len(self._columns[0])

    @overload
    def __getitem__(self, at: int) -> _T: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[_T, ...]: ...

    def __getitem__(self, at: int | slice) -> _T | tuple[_T, ...]:
        own = [column[at] for column in self._columns]
        return tuple(map(self._make, *own)) if isinstance(at, slice) else self._make(*own)

    def column(self, field: str) -> Sequence[Any]:
        """One field of each record, in order. The records have to be named tuples."""
        columns: Sequence[Sequence[Any]] = self._columns
        return columns[self._make._fields.index(field)]  # type: ignore[attr-defined]

    def __iter__(self) -> Iterator[_T]:
        return map(self._make, *self._columns)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Columns | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

"""Levels: the small whole numbers that columns of evidence hold.

A count becomes twice its binary logarithm, a share a number of sixteenths, a distance a level with its sign. All three are made of
integers alone, so every machine computes the same, and all columns of a table have values of one size.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["FAR", "Columns", "Ints", "distance", "level", "numbered", "prefix", "share", "shift", "spans", "sums"]

Ints = NDArray[np.int64]
_Key = TypeVar("_Key")
Columns = dict[str, NDArray[Any]]
"""Name of a column to its values, one for each block."""
FAR = 65_535
"""Distance to something that the page does not have; also the largest count that is told apart."""

_LEVELS = np.floor(2 * np.log2(np.arange(1, FAR + 2)) + 1e-9).astype(np.int8)


def level(counts: Any) -> NDArray[np.int8]:
    """Counts as levels: 0 for 0, 2 for 1, 4 for 3, 6 for 7 … 32 at most."""
    return np.asarray(_LEVELS.take(np.minimum(counts, FAR)))


def distance(steps: Any) -> NDArray[np.int8]:
    """Signed distances as levels with the same sign."""
    return np.asarray(_LEVELS.take(np.minimum(np.abs(steps), FAR)) * np.sign(steps), np.int8)


def share(part: Any, whole: Any) -> NDArray[np.int8]:
    """``part`` of ``whole`` in sixteenths, rounded down; 0 where the whole is 0. Values of 0 to 16, 32 at most where the part is larger."""
    return np.asarray(np.minimum(part * 16 // np.maximum(whole, 1), 32), np.int8)


def prefix(values: Any) -> Ints:
    """Running sums with a leading 0."""
    out = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=out[1:])
    return out


def shift(values: Any, step: int, missing: int = 0) -> NDArray[Any]:
    """The value ``step`` blocks earlier (later if negative); ``missing`` beyond the page."""
    out = np.full(len(values), missing, values.dtype)
    if abs(step) >= len(values):
        return out
    if step > 0:
        out[step:] = values[:-step]
    else:
        out[:step] = values[-step:]
    return out


def spans(count: int, sizes: tuple[int, ...]) -> tuple[Ints, Ints]:
    """For each size the first block of the window around each block, and the one after its last."""
    index, reach = np.arange(count), np.array(sizes)[:, None]
    return np.maximum(index - reach, 0), np.minimum(index + (reach + 1), count)


def sums(group: Ints | NDArray[np.int32], values: Any, size: int = 0) -> Ints:
    """Exact sums of integers by group."""
    return np.bincount(group, weights=values, minlength=size).astype(np.int64)


def numbered(keys: Iterable[_Key], rows: Ints | None = None) -> tuple[Ints, list[_Key]]:
    """For each key the number of those that are equal, and the different keys in the order of their numbers.

    ``rows``: the place among the keys of each row of a table, where rows share keys: then numbers are given for the rows.
    """
    known: dict[_Key, int] = {}
    numbers = np.array([known.setdefault(key, len(known)) for key in keys], np.int64)
    return numbers if rows is None else numbers[rows], list(known)

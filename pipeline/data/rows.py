"""Tables of small whole numbers that are large because a page has very many blocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Rows", "rows_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A table, blocks x columns, made for the rows that are asked for. Most columns of a page have one value, which is stored once."""

    first: NDArray[np.int8]
    varying: NDArray[np.int64]
    values: NDArray[np.int8]
    """Blocks x varying columns."""

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, rows: slice | NDArray[np.int64]) -> NDArray[np.int8]:
        values = self.values[rows]
        found = np.repeat(self.first[None], len(values), axis=0)
        found[:, self.varying] = values
        return found


_TOGETHER = 1024
"""Most rows of a table whose columns are joined before they are compared: quicker, and takes the memory of the columns twice."""


def rows_of(columns: list[NDArray[np.int8]]) -> Rows:
    """A table of columns, at least one, whose list loses them: each is freed when it stands in the table, so that it takes no memory besides."""
    if len(columns[0]) <= _TOGETHER:
        table = np.array(columns, np.int8)
        varying = (table != table[:, :1]).any(axis=1).nonzero()[0]
        return Rows(table[:, 0].copy(), varying, table[varying].T)
    first = np.array([column[0] for column in columns], np.int8)
    varying = np.array([n for n, column in enumerate(columns) if (column != column[0]).any()], np.int64)
    values = np.empty((len(columns[0]), len(varying)), np.int8, order="F")  # columns are written quicker where their values stand side by side
    for n in {*range(len(columns))}.difference(varying.tolist()):
        columns[n] = first
    for i, n in enumerate(varying.tolist()):
        values[:, i], columns[n] = columns[n], first
    return Rows(first, varying, values)

"""Tables of which columns with one value are stored once."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.data import rows as rows_module
from pipeline.data.rows import rows_of


@pytest.mark.parametrize("together", [1024, 3, 2], ids=["columns compared at once", "just so", "one by one"])
def test_rows_are_those_of_the_columns_and_only_columns_that_vary_are_stored(together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "_TOGETHER", together)
    columns = [np.array([3, 3, 3], np.int8), np.array([1, 2, 1], np.int8), np.array([True, True, True]), np.array([0, 0, -5], np.int8)]
    whole = np.stack([column.astype(np.int8) for column in columns], axis=1)
    rows = rows_of(list(columns))
    assert len(rows) == 3
    assert rows.values.shape == (3, 2)
    assert (rows.first.tolist(), rows.varying.tolist(), rows.varying.dtype) == ([3, 1, 1, 0], [1, 3], np.int64)
    assert rows[:].dtype == np.int8
    for asked in (slice(None), slice(1, 3), np.array([2, 0]), slice(3, 9)):
        assert np.array_equal(rows[asked], whole[asked])


def test_a_table_of_one_row_varies_nowhere() -> None:
    rows = rows_of([np.array([4], np.int8), np.array([False])])
    assert rows.values.shape == (1, 0)
    assert rows[:].tolist() == [[4, 0]]

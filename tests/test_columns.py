"""Records that stand in columns: what they give back, and the memory that they take."""

from __future__ import annotations

import pickle

from pipeline.data import Repair
from pipeline.data.columns import Columns, repairs_in_columns
from tests.makers.cost import bytes_for_each

STEPS = (("delete",),)


def repair(n: int) -> Repair:
    return Repair(1000 + 3 * n, 1002 + 3 * n, f"{n}."[:2], "", "markup", STEPS)


def test_records_come_back_as_they_were() -> None:
    made = [repair(n) for n in range(2500)]
    columns = repairs_in_columns(made)
    assert isinstance(columns, Columns)
    assert list(columns) == made
    assert (columns[0], columns[-1], columns[7:2400:50]) == (made[0], made[-1], tuple(made[7:2400:50]))
    assert columns == tuple(made) == pickle.loads(pickle.dumps(columns))


def test_few_records_are_a_tuple() -> None:
    assert repairs_in_columns(map(repair, range(3))) == (repair(0), repair(1), repair(2))


def test_columns_take_less_than_objects() -> None:
    assert bytes_for_each(lambda many: range(many), lambda numbers: repairs_in_columns(map(repair, numbers)), 2000) < 90

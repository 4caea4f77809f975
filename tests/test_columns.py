"""Records that stand in columns: what they give back, and the memory that they take."""

from __future__ import annotations

import pickle
from dataclasses import replace

from pipeline.data import Repair
from pipeline.data.columns import Columns, repairs_in_columns
from pipeline.writers.tei import write_tei
from tests.makers import articles
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


def test_tei_is_written_without_making_the_repairs() -> None:
    made = []

    def make(*row: object) -> Repair:
        made.append(row)
        return Repair(*row)  # type: ignore[arg-type]

    make._fields = ("start", "end", "before", "after", "kind", "steps")  # type: ignore[attr-defined]
    rows = [(n, n + 1, "x", "", "markup", STEPS) for n in range(50)]
    plain = articles.plain().article
    document = write_tei(replace(plain, chars=100, repairs=Columns(make, rows)))
    assert made == []
    assert document == write_tei(replace(plain, chars=100, repairs=tuple(Repair(*row) for row in rows)))

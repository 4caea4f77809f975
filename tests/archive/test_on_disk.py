"""Long lists on disk."""

from __future__ import annotations

from pipeline.archive.run.on_disk import Names, Rows


def test_rows_are_read_in_order_as_often_as_wanted_and_while_more_come():
    rows = Rows()
    assert list(rows) == [] and len(rows) == 0
    for n in range(3):
        rows.add((f"name {n}", "why\n\udcff\u2028"))
    first = iter(rows)
    assert next(first) == ("name 0", "why\n\udcff\u2028")
    rows.add(("last", ""))
    assert [name for name, _ in rows] == ["name 0", "name 1", "name 2", "last"]
    assert [name for name, _ in first] == ["name 1", "name 2", "last"]
    assert len(rows) == 4


def test_names():
    names = Names()
    names.add("a1")
    names.add("a1")
    assert "a1" in names and "a2" not in names

"""Tables flattened to lines: cells found again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.article.tables import cells_of
from pipeline.data import Label
from tests.makers.marked import explain, read_marked

TABLES = {
    "tabs": (["Lock\tBarges\tClerks", "Upper\t412\t3", "Lower\t208\t2"], ["Lock|Barges|Clerks", "Upper|412|3", "Lower|208|2"], True),
    "bars": (["| Lock | Barges |", "| Upper | 412 |"], ["Lock|Barges", "Upper|412"], True),
    "bars with empty cells": (["| | 1998 | 1999 |", "| Upper | 412 | |", "| Dry dock | | 9 |"], ["|1998|1999", "Upper|412|", "Dry dock||9"], False),
    "spaces": (["Lock      Barges", "Upper     412", "Dry dock  9"], ["Lock|Barges", "Upper|412", "Dry dock|9"], True),
    "no head": (["Upper\t412", "Lower\t208"], ["Upper|412", "Lower|208"], False),
    "words only": (["Upper\topen", "Lower\tshut"], ["Upper|open", "Lower|shut"], False),
    "empty corner": (["Barges\tClerks", "Upper\t412\t3"], ["|Barges|Clerks", "Upper|412|3"], True),
    "short row": (["Lock\tBarges\tClerks", "Upper\t412"], ["Lock|Barges|Clerks", "Upper|412|"], True),
    "years": (["1994 many barges", "1995 few barges"], ["1994|many barges", "1995|few barges"], False),
    "years below a head": (["Barges   Clerks", "1994 9 percent+ almost 3 percent", "1995 8 percent more than 2 percent"],
                           ["|Barges|Clerks", "1994|9 percent+|almost 3 percent", "1995|8 percent|more than 2 percent"], True),
    "single spaces": (["Time Count Light", "0015-0030 9 5.1", "0030-0045 14 5.3", "0045-0100 8 4.6"],
                      ["Time|Count|Light", "0015-0030|9|5.1", "0030-0045|14|5.3", "0045-0100|8|4.6"], True),
    "single spaces and labels of words": (["Upper lock 412 3 1.5%", "Lower 208 2 0.7%", "Old dry dock 9 1 -"],
                                          ["Upper lock|412|3|1.5%", "Lower|208|2|0.7%", "Old dry dock|9|1|-"], False),
    "a head of fewer words": (["Barges by lock", "Upper 412 3 7", "Lower 208 2 8"], ["Barges by lock|||", "Upper|412|3|7", "Lower|208|2|8"], True),
    "amounts": (["Rope and tar £40", "A new kettle £3.50"], ["Rope and tar|£40", "A new kettle|£3.50"], False),
}


@pytest.mark.parametrize(("rows", "wanted", "head"), TABLES.values(), ids=TABLES)
def test_cells(rows: list[str], wanted: list[str], head: bool) -> None:
    cells = cells_of(rows)
    assert ["|".join(c[0] for c in row) for row in cells] == wanted
    assert [any(c[3] for c in row) for row in cells] == [head] + [False] * (len(rows) - 1)
    assert all(c[1:3] == (1, 1) for row in cells for c in row)


@given(st.lists(st.lists(st.sampled_from(["tide", "9", "a b", "x.", "1998"]), min_size=1, max_size=4).map("\t".join), min_size=1, max_size=5))
def test_rows_are_of_one_width_and_no_word_is_lost(rows: list[str]) -> None:
    cells = cells_of(rows)
    assert len(cells) == len(rows) and len({len(row) for row in cells}) == 1
    assert [" ".join(c[0] for c in row).split() for row in cells] == [row.split() for row in rows]


def test_rows_of_one_table_share_a_group_and_two_tables_do_not() -> None:
    text, _ = read_marked("x | Title of it\n\nx | {1}\n\nx | Lock\tBarges\nx | Upper\t412\n\nx | {2}\n\nx | Bell\tHour\nx | Evening\t6\n\nx | {3}")
    rows = [b for b in explain(text).article.blocks if b.kind is Label.TABLE_ROW]
    assert [b.text for b in rows] == ["Lock Barges", "Upper 412", "Bell Hour", "Evening 6"]
    assert len({b.group for b in rows[:2]}) == len({b.group for b in rows[2:]}) == 1 and rows[0].group != rows[2].group


def test_a_rule_below_the_first_row_makes_it_the_head_and_is_no_row() -> None:
    text, _ = read_marked("x | Title of it\n\nx | {1}\n\nx | {2}\n\nx | Name | Office\nx | --- | ---\nx | Maud Effiong | clerk\nx | Rory Dorn | bell\n\nx | {3}")
    found = explain(text).article
    rows = [b for b in found.blocks if b.kind is Label.TABLE_ROW]
    assert [[cell[0] for cell in row.cells] for row in rows] == [["Name", "Office"], ["Maud Effiong", "clerk"], ["Rory Dorn", "bell"]]
    assert [row.cells[0][3] for row in rows] == [True, False, False]
    assert [removal.kind for removal in found.removed] == [Label.SEPARATOR]

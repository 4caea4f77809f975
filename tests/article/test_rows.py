"""Rows of tables that were flattened to lines. What becomes of them in documents is in tests/cases/structure/shapes.toml."""

from __future__ import annotations

import pytest

from pipeline.article.rows import ends_with_amount, is_table_rule, period_of, row_cells, split_amount
from tests.makers.cost import grows_with_length


@pytest.mark.parametrize(("line", "cells"), [
    ("Upper\t412\t3", ["Upper", "412", "3"]), ("| Upper | 412 |", ["Upper", "412"]), ("Upper     412   3", ["Upper", "412", "3"]),
    ("Upper 412 3", ["Upper 412 3"]), ("Upper lock\u00a0\u00a0412", ["Upper lock", "412"]), ("  Upper\t", ["Upper"]), ("", []),
    ("| Upper | | 3 |", ["Upper", "", "3"]), ("| | 2019 |", ["", "2019"]), ("Upper | | 3", ["Upper", "", "3"]), ("| Old  dry dock | 9", ["Old dry dock", "9"]), ("| |", []),
    ("Siding | Vinyl\t\t   £16,348\t\t   94%", ["Siding | Vinyl", "£16,348", "94%"]), ("Siding | Vinyl   16   94", ["Siding | Vinyl", "16", "94"]),
    ("||Port||Length||", ["Port", "Length"]), ("Port || Length", ["Port", "Length"]), ("|Port||Length|", ["Port", "", "Length"]), ("||||", []),
    ("Upper | 412 | ", ["Upper", "412", ""]), ("Upper |", ["Upper", ""]),
])
def test_cells_of_a_line(line: str, cells: list[str]) -> None:
    assert row_cells(line) == cells


@pytest.mark.parametrize(("line", "rule"), [
    ("|---|---|", True), ("| :-- | --: |", True), ("--- | ---", True), ("+----+====+", True), ("---", False), ("| a | - |", False), ("||", False), ("+ + +", False),
    ("- | b", False), ("", False),
])
def test_rules_of_tables(line: str, rule: bool) -> None:
    assert is_table_rule(line) is rule


@pytest.mark.parametrize(("cells", "columns"), [
    ("Lock Boats Upper 412 Lower 98", 2), ("Lock Boats Tons Upper 412 3 Lower 98 1", 3), ("Lock Boats Upper 412", 0), ("1 2 3 4 5 6", 0), ("a b c d e f", 0),
])
def test_columns_of_a_table_with_a_cell_a_line(cells: str, columns: int) -> None:
    assert period_of(cells.split()) == columns


@pytest.mark.parametrize(("line", "ends", "cells"), [
    ("Harbour dues £1,200", True, ["Harbour dues", "£1,200"]), ("Boats at night 40%", True, ["Boats at night", "40%"]),
    ("Loss (£300)", True, ["Loss", "(£300)"]), ("Boats 412", False, ["Boats", "412"]), ("Harbour dues", False, []), ("412", False, []),
])
def test_amounts_at_the_end_of_a_line(line: str, ends: bool, cells: list[str]) -> None:
    assert ends_with_amount(line) is ends
    assert split_amount(line) == cells


@pytest.mark.parametrize("unit", [" ", "|", "| ", "1 ", "\u00a0", "a 1", "£", "-", "|-", "+-- "])
def test_cost_grows_with_the_length_alone(unit: str) -> None:
    def read(text: str) -> None:
        row_cells(text), ends_with_amount(text), split_amount(text), period_of(text.split()), is_table_rule(text)

    assert grows_with_length(lambda count: unit * count, read, 12_500)

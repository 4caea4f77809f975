"""Lines as items of lists and as rows of tables. What becomes of them in documents is in tests/cases/structure/shapes.toml."""

from __future__ import annotations

import pytest
from pipeline.article.short_lines import list_marker, row_cells


@pytest.mark.parametrize(("text", "marker"), [
    ("• tea", "•"), ("- tea", "-"), ("– tea", "–"), ("* tea", "*"), ("1. tea", "1."), ("12) tea", "12)"), ("(3) tea", "(3)"), ("(a) tea",
    "(a)"), ("(iv) tea", "(iv)"),
    ("[7] tea", "[7]"), ("1.5 tons of tea", ""), ("-tea", ""), ("1994 tea", ""), ("a tea", ""), ("*tea*", ""), ("tea", ""), ("", ""),
])
def test_markers_of_lists(text: str, marker: str) -> None:
    assert list_marker(text) == marker


@pytest.mark.parametrize(("line", "cells"), [
    ("Upper\t412\t3", ["Upper", "412", "3"]), ("| Upper | 412 |", ["Upper", "412"]), ("Upper     412   3", ["Upper", "412",
    "3"]), ("Upper 412 3", ["Upper 412 3"]),
    ("Upper lock\u00a0\u00a0412", ["Upper lock", "412"]), ("  Upper\t", ["Upper"]), ("", []),
])
def test_cells_of_a_line(line: str, cells: list[str]) -> None:
    assert row_cells(line) == cells

"""The forms in which an invented page is trained on."""

from __future__ import annotations

import random
from collections import Counter

import pytest

pytest.importorskip("rapidfuzz")
from tools.train.examples import Line
from tools.train.invented import _with_table
from tools.train.labelled import DROPPED, varied
from tools.train.tables import table

PAGE = [
    Line(0, text, label, float(label in ("title", "byline", "paragraph", "heading")), 1.5) for label, text in (
        ("navigation", "Home"), ("navigation", "Contact"), ("title", "The weir is open"), ("byline", "Maud Effiong"), ("paragraph", "It rained."),
        ("paragraph", "The weir was shut for a year."), ("heading", "The gate"), ("paragraph", "It weighs two tons."), ("advert", "Advertisement"),
        ("paragraph", "It rained."), ("related", "More on weirs"), ("related", "The lock keeper's cat"), ("share", "Facebook"), ("legal", "© Weir News"),
    )
]


@pytest.mark.parametrize("seed", range(60))
def test_a_form_has_lines_of_its_page_alone_and_the_article_in_order(seed: int) -> None:
    found = varied(PAGE, random.Random(seed))
    assert not Counter((line.labels, line.text) for line in found) - Counter((line.labels, line.text) for line in PAGE)
    fixed = [line.text for line in PAGE if line.share and line.labels != "paragraph"]
    assert [line.text for line in found if line.share and line.labels != "paragraph"] == fixed
    order = [line.text for line in PAGE if line.labels == "paragraph"]
    left = [line.text for line in found if line.labels == "paragraph"]
    assert left == [text for text in order if text in left]


def test_what_stands_twice_is_not_thinned() -> None:
    for seed in range(40):
        assert [line.text for line in varied(PAGE, random.Random(seed))].count("It rained.") == 2


def test_boilerplate_of_the_end_comes_to_stand_inside_and_some_is_left_out() -> None:
    forms = [varied(PAGE, random.Random(seed)) for seed in range(200)]
    last = [max(n for n, line in enumerate(form) if line.share) for form in forms]
    inside = [any(line.labels in ("related", "share") for line in form[:end]) for form, end in zip(forms, last, strict=True)]
    assert 20 < sum(inside) < 150
    without = sum("Home" not in [line.text for line in form] for form in forms)
    assert 200 * DROPPED * 0.5 < without < 200 * DROPPED * 1.5


def test_tables_stand_in_the_article_with_all_of_its_lines() -> None:
    lines = [line for line in PAGE if line.share]
    made = [_with_table(lines, random.Random(seed)) for seed in range(300)]
    with_table = [found for found in made if len(found) > len(lines)]
    assert 10 < len(with_table) < 50
    for found in with_table:
        assert [line for line in found if line.labels != "table-row"] == lines
        assert found[0] == lines[0] and found[-1] == lines[-1]
        assert all(line.share == 1 and line.text.strip() for line in found)


def test_tables_have_their_cells_in_one_line_or_in_several() -> None:
    made = [table(PAGE, random.Random(seed)) for seed in range(60)]
    for mark in ("\t", " | ", "   "):
        assert any(mark in found[-1].text for found in made)
    assert any(not any(" " in line.text for line in found) and len(found) > 20 for found in made)

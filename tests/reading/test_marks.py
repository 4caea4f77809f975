"""Marks that structure a text: the cases of tests/cases/reading/marks.toml, and cost that grows with the text alone."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline.metadata import separators
from pipeline.reading import marks
from tests.makers.cost import grows_with_length

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "reading" / "marks.toml").read_text("utf-8"))
YES_OR_NO = ("ends_sentence", "ends_clause", "starts_item", "is_note_call")


@pytest.mark.parametrize(("name", "text", "wanted"), [(name, text, answer == "yes") for name in YES_OR_NO for answer in ("yes", "no")
                                                      for text in CASES[name][answer]])
def test_yes_or_no(name: str, text: str, wanted: bool) -> None:
    assert getattr(marks, name)(text) is wanted


@pytest.mark.parametrize(("text", "wanted"), CASES["list_marker"].items())
def test_markers_of_list_items(text: str, wanted: list[Any]) -> None:
    assert marks.list_marker(text) == (tuple(wanted) or None)


@pytest.mark.parametrize(("name", "text", "wanted"), [(name, *case) for name in ("note_mark", "without_bullet") for case in CASES[name].items()])
def test_marks_in_front_of_words(name: str, text: str, wanted: str) -> None:
    assert getattr(marks, name)(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), CASES["note_calls"].items())
def test_calls_of_notes(text: str, wanted: list[list[Any]]) -> None:
    assert marks.note_calls(text) == [tuple(call) for call in wanted]


@pytest.mark.parametrize(("text", "wanted"), CASES["heading_number"].items())
def test_numbers_of_headings(text: str, wanted: list[Any]) -> None:
    assert marks.heading_number(text) == (tuple(wanted) or None)


@pytest.mark.parametrize(("weak", "text", "wanted"), [(name == "weak_cuts", *case) for name in ("strong_cuts", "weak_cuts") for case in CASES[name].items()])
def test_separators_of_title_and_site(weak: bool, text: str, wanted: list[str]) -> None:
    parts, at = [], 0
    for start, end in separators.title_cuts(text, weak=weak):
        parts.append(text[at:start])
        at = end
    assert [*parts, text[at:]] == wanted


@pytest.mark.parametrize(("text", "wanted"), CASES["steps_of"].items())
def test_steps_of_a_breadcrumb_line(text: str, wanted: list[str]) -> None:
    assert separators.steps_of(text) == wanted


def test_quotation_marks_in_pairs() -> None:
    assert marks.closers_of("„") == "“”"
    assert marks.closers_of("x") == marks.closers_of("") == ""
    assert set(marks.CLOSERS) == {closer for opener in marks.OPENERS for closer in marks.closers_of(opener)}


_READERS = (marks.ends_sentence, marks.ends_clause, marks.starts_item, marks.is_note_call, marks.list_marker, marks.note_mark, marks.note_calls,
            marks.heading_number, separators.title_cuts, separators.steps_of)


@pytest.mark.parametrize("unit", [" ", "| ", "* ", "[1]", "\u00a0", ".”", "1.", "- "])
def test_cost_grows_with_the_length_alone(unit: str) -> None:
    def read_all(text: str) -> None:
        for read in _READERS:
            read(text)

    read_all(unit)  # the first call loads tables
    assert grows_with_length(lambda count: unit * count, read_all, 25_000)

"""Dates in text: the cases of tests/cases/dates, and places."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.datelines import is_dateline, publication_dates
from pipeline.reading.dates import dates_in

CASES = Path(__file__).parents[1] / "cases" / "dates"
PUBLISHED = ("published", "last updated", "updated", "publié", "posted")


def _cases(name: str) -> list[Any]:
    rows = tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))["case"]
    return [pytest.param(row, id=f"{row.get('language', 'en')}: {row['text']}"[:70]) for row in rows]


@pytest.mark.parametrize("case", [*_cases("found"), *_cases("thai"), *_cases("solar")])
def test_dates_are_as_precise_as_printed(case: dict[str, Any]) -> None:
    assert [hit.value for hit in dates_in(case["text"], case.get("language", "en"))] == case["dates"]


@pytest.mark.parametrize("case", _cases("lines"))
def test_lines_that_are_dates(case: dict[str, Any]) -> None:
    assert is_dateline(case["text"], case.get("language", "en"), PUBLISHED) is case["dateline"]


PLACES = tomllib.loads((CASES.parent / "metadata" / "date_lines.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", [pytest.param(row, id=row["text"][:70]) for row in PLACES])
def test_a_date_of_publication_stands_apart_from_running_text(case: dict[str, Any]) -> None:
    assert [hit.value for hit in publication_dates(case["text"], case.get("language", "en"))] == case["dates"]


def test_places_in_letters_apart_from_their_marks() -> None:
    text = "Publie\u0301 le 4 fe\u0301vrier 2023 a\u0300 17h05"
    assert [(h.value, text[h.start:h.end]) for h in dates_in(text, "fr")] == [("2023-02-04", "4 fe\u0301vrier 2023")]


def test_places_are_those_of_the_printed_date() -> None:
    text = "Posted (12 March 2009), updated 2010-01-02."
    assert [text[h.start:h.end] for h in dates_in(text, "en")] == ["12 March 2009", "2010-01-02"]


def test_a_line_of_many_words_is_no_dateline() -> None:
    assert not is_dateline("12 March 2009 " + "at " * 60, "en")


@given(st.dates(min_value=date(1500, 1, 1), max_value=date(2099, 12, 31)))
def test_every_iso_date_is_found(day: Any) -> None:
    assert [h.value for h in dates_in(f"so on {day.isoformat()} it was", "en")] == [day.isoformat()]


@given(st.text(alphabet="0123456789./- marchMAYof,", max_size=40))
def test_dates_do_not_overlap_and_are_real(text: str) -> None:
    at = 0
    for hit in dates_in(text, "en"):
        assert at <= hit.start < hit.end <= len(text)
        at = hit.end
        year, month, day = (*(int(p) for p in hit.value.split("-")), 1, 1)[:3]
        assert 1500 <= year < 2100 and 1 <= month <= 12 and 1 <= day <= 31

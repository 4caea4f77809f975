"""Dates in text: the cases of tests/cases/dates, and places."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.dates import dates_in, is_dateline

CASES = Path(__file__).parents[1] / "cases" / "dates"
PUBLISHED = ("published", "last updated", "updated", "publié", "posted")


def _cases(name: str) -> list[Any]:
    rows = tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))["case"]
    return [pytest.param(row, id=f"{row.get('language', 'en')}: {row['text']}"[:70]) for row in rows]


@pytest.mark.parametrize("case", _cases("found"))
def test_dates_are_as_precise_as_printed(case: dict[str, Any]) -> None:
    assert [hit.value for hit in dates_in(case["text"], case.get("language", "en"))] == case["dates"]


@pytest.mark.parametrize("case", _cases("lines"))
def test_lines_that_are_dates(case: dict[str, Any]) -> None:
    assert is_dateline(case["text"], case.get("language", "en"), PUBLISHED) is case["dateline"]


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

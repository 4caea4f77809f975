"""Which articles an export takes."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.archive.run.selection import Selection, date_of
from tests.makers.items import item

EVERYTHING = item("everything")
FITS: list[dict[str, Any]] = [
    {}, {"sites": {"harbour.example"}}, {"sites": {"example"}}, {"languages": {"en"}}, {"since": "2023-03-14"}, {"until": "2023-03-14"},
    {"since": "2023", "until": "2023"}, {"since": "2023-03", "until": "2024"}, {"kinds": {"verse"}}, {"kinds": {"comment-form"}},
    {"kinds": {"heading"}}, {"kinds": {"masthead"}}, {"least": 0.9}, {"ids": {EVERYTHING.row["id"]}}, {"without_copies": True},
]
FAILS: list[dict[str, Any]] = [
    {"sites": {"arbour.example"}}, {"sites": {"www.harbour.example"}}, {"languages": {"de"}}, {"languages": {"en-gb"}}, {"since": "2023-03-15"},
    {"until": "2023-03-13"}, {"until": "2022"}, {"since": "2024"}, {"kinds": {"paywall"}}, {"least": 0.91}, {"ids": set()},
]


def selection(asked: dict[str, Any]) -> Selection:
    return Selection(**{key: frozenset(value) if isinstance(value, set) else value for key, value in asked.items()})


@pytest.mark.parametrize("asked", FITS)
def test_fits(asked):
    assert selection(asked).takes(EVERYTHING.row, EVERYTHING.removed, None)


@pytest.mark.parametrize("asked", FAILS)
def test_does_not_fit(asked):
    assert not selection(asked).takes(EVERYTHING.row, EVERYTHING.removed, None)


def test_a_copy_is_left_out():
    assert not Selection(without_copies=True).takes(EVERYTHING.row, (), "a0123456789ab")
    assert Selection().takes(EVERYTHING.row, (), "a0123456789ab")


@pytest.mark.parametrize(("published", "captured", "date"), [
    ("2004-08", "2020-01-01T00:00:00Z", "2004-08"), (None, "2020-01-01T00:00:00Z", "2020-01-01"), (None, None, ""), (None, "yesterday", ""),
    (None, "20200101", ""), ("1999", None, "1999"),
])
def test_date(published, captured, date):
    assert date_of({"published": published, "source": {"captured": captured}}) == date


@pytest.mark.parametrize(("since", "until", "fits"), [
    ("2004-08-15", "", True), ("", "2004-08-15", True), ("2004-09", "", False), ("", "2004-07-31", False), ("2005", "", False), ("2004", "2004", True),
])
def test_a_month_fits_if_any_of_its_days_does(since, until, fits):
    row = item("plain", published="2004-08").row
    assert Selection(since=since, until=until).takes(row, (), None) is fits


def test_an_article_without_a_date_is_left_out_where_dates_are_asked_for():
    assert not Selection(since="1900").takes(item("plain").row, (), None)


def test_languages_take_their_regions():
    row = item("plain", language="pt-BR").row
    assert Selection(languages=frozenset({"pt"})).takes(row, (), None)
    assert Selection(languages=frozenset({"pt-br"})).takes(row, (), None)
    assert not Selection(languages=frozenset({"pt-pt"})).takes(row, (), None)


@pytest.mark.parametrize(("site", "fits"), [("paper", True), ("paper/2019", True), ("2019", False), ("pap", False), ("paper/2019/a.txt", False)])
def test_without_an_address_a_folder_is_the_site(site, fits):
    row = item("plain").row
    row["source"]["name"] = "paper/2019/a.txt"
    assert Selection(sites=frozenset({site})).takes(row, (), None) is fits

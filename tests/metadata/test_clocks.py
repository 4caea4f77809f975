"""No clock decides a date: every day on which the program runs gives the same answer, as precise as the page."""

from __future__ import annotations

import datetime as dt
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline.blocks.from_html import split_html
from pipeline.data import Encoding, Found, Page
from pipeline.metadata.html import html_metadata

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "metadata" / "clocks.toml").read_text("utf-8"))["case"]
DAYS = ((1970, 1, 1), (1999, 12, 31), (2023, 2, 28), (2024, 2, 29), (2026, 11, 17), (2038, 1, 19), (2099, 7, 31))
DATE, MOMENT = dt.date, dt.datetime


@pytest.fixture(params=DAYS, ids=str)
def clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> DATE:
    """Every clock of Python shows noon of a day."""
    noon = MOMENT(*request.param, 12, tzinfo=dt.UTC)

    class Moment(MOMENT):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return noon.astimezone(tz) if tz else noon.replace(tzinfo=None)

        today = utcnow = now

    class Day(DATE):
        @classmethod
        def today(cls) -> Any:
            return noon.date()

    monkeypatch.setattr(dt, "datetime", Moment)
    monkeypatch.setattr(dt, "date", Day)
    for name, value in (("time", noon.timestamp()), ("localtime", noon.timetuple()), ("gmtime", noon.timetuple())):
        monkeypatch.setattr(time, name, lambda *_, value=value: value)
    return noon.date()


def _found(html: str) -> list[Found]:
    page = Page("page.html", html, html, Encoding("utf-8", "utf-8"), media_type="text/html")
    split = split_html(page)
    return [f for f in html_metadata(split.head, split.blocks, page) if f.chosen]


@pytest.mark.parametrize("case", [pytest.param(c, id=c["name"]) for c in CASES])
def test_no_clock_decides_a_date(case: dict[str, Any], clock: DATE) -> None:
    told = {f.field: f.value for f in _found(case["html"])}
    assert told.get("published", "") == case.get("published", "")
    assert told.get("updated", "") == case.get("updated", "")

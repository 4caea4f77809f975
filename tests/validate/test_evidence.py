"""A value says no more than its evidence: `pipeline.validate.evidence`, and versions that go to and fro."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from pipeline.archive.verify.listing import Listing
from pipeline.archive.verify.verify import _unsettled
from pipeline.clean import clean
from pipeline.validate.evidence import validate_evidence

DAYS = tomllib.loads((Path(__file__).parents[1] / "cases/dates/days_of_years.toml").read_text("utf-8"))["case"]
SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.*"))


def codes(field: str, value: str, text: str) -> list[str]:
    return [p.code for p in validate_evidence({"metadata": [{"field": field, "value": value, "text": text, "chosen": True}]})]


@pytest.mark.parametrize(("value", "text"), [
    ("2023-05-04", "4 May 2023"), ("2023-05", "May 2023"), ("2023", "04/05/2023"), ("2023-05-04", "2023-05-04T10:00:00Z"), ("2023-05-04", "20230504"),
    ("2023-05-04", "1683194400"), ("2023-05-04", "2023年5月4日"), ("2023-05-04", "二〇二三年五月四日"), ("2023-05-04", "令和5年5月4日"),
    ("2023-05-04", "4 พฤษภาคม 2566"), ("2023-05-04", "Posted on May 4th, 2023 by Ada"), ("2023-05-04", "٤ مايو ٢٠٢٣"), ("2023-05-04", ""),
    ("2021-05-04", "4 May '21"), ("2021-05-04", "04.05.21"), ("2021", "04/05/21"), ("2021-05-04", "21.05.04"),
])
def test_dates_that_were_printed(value: str, text: str) -> None:
    assert codes("published", value, text) == []


@pytest.mark.parametrize("case", DAYS, ids=lambda case: f"{case['value']} of {case['text']}")
def test_days_of_a_year_that_an_older_version_read_as_months(case: dict[str, str]) -> None:
    problems = validate_evidence({"metadata": [{"field": "published", "value": case["value"], "text": case["text"], "chosen": True}]})
    wanted = (f"The date {case['value']} is not what its evidence says: {case['text']!r} is a day of a year, {case.get('day')}. Older versions read such "
              "a date as a month; engross archive --reapply makes the article again.")
    assert [problem.sentence for problem in problems] == ([wanted] if "day" in case else [])


@pytest.mark.parametrize(("value", "text"), [
    ("2023-05-28", "May 2023"), ("2026-05-04", "4 May 2023"), ("2023-05-05", "4 May 2023"), ("2023-05-04", "last Thursday"),
])
def test_dates_that_say_more_than_was_printed(value: str, text: str) -> None:
    """As where a clock filled in the day on which the program ran."""
    assert codes("published", value, text) == ["value-unproved"]


@pytest.mark.parametrize(("field", "value", "text"), [
    ("author", "Jane de Doyle", "Doyle, Jane de"), ("author", "Ada Quill", "By ADA QUILL"), ("author", "Hélène Évrard", "Par He\u0301le\u0300ne E\u0301vrard"),
    ("title", "The pier & the ferry", "The pier &amp; the ferry | Harbour Post"), ("author", "M. A. Effiong", "Effiong, M.A."),
    ("title", "A b&notinll", "A b&notinll"), ("title", "Of <p> and &lt;p&gt;", "Of <p> and &lt;p&gt;"),
])
def test_words_that_stand_in_their_evidence(field: str, value: str, text: str) -> None:
    assert codes(field, value, text) == []


@pytest.mark.parametrize(("field", "value", "text"), [
    ("author", "Ada Quill", "By Ben Quill"), ("title", "The pier is too long", "The pier is too short"), ("author", "admin", "By Ada Quill"),
])
def test_words_that_their_evidence_does_not_have(field: str, value: str, text: str) -> None:
    assert codes(field, value, text) == ["value-unproved"]


def test_a_value_without_evidence_is_not_judged() -> None:
    """Lines leave out `text` where nothing was printed, as they do every optional field that is empty."""
    assert validate_evidence({"metadata": [{"field": "published", "value": "2023-05-04", "chosen": True}]}) == []


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
def test_samples_are_proved(path: Path) -> None:
    assert validate_evidence(json.loads(clean(path.read_bytes(), name=path.name).to_json())) == []


Versions = tuple[tuple[int, str, str], ...]


def codes_of(*batches: Versions) -> list[str]:
    with Listing() as listing:
        for versions in batches:
            listing.notes_captures(("a0", number, captured, sha256) for number, captured, sha256 in versions)
        return [problem.code for problem in _unsettled(listing)]


def test_versions_that_go_to_and_fro() -> None:
    at = "2023-05-04T10:00:00Z"
    assert codes_of(((1, at, "x"), (2, at, "y")), ((3, at, "x"), (4, at, "y"))) == ["unsettled"]


@pytest.mark.parametrize("versions", [
    ((1, "t1", "x"), (2, "t1", "y")), ((1, "t1", "x"), (2, "t1", "x"), (3, "t1", "x"), (4, "t1", "x")), ((1, "t1", "x"), (2, "t2", "y"), (3, "t3", "x"), (4, "t4", "y")),
    ((1, "t1", "w"), (2, "t1", "x"), (3, "t1", "y"), (4, "t1", "z")),
])
def test_versions_that_settle(versions: Versions) -> None:
    assert codes_of(versions) == []

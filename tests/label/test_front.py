"""The top of an article: the cases of tests/cases/structure/front.toml, issue lines and parts of series."""

from __future__ import annotations

from typing import Any

import pytest
from tests.makers.marked import cases, check_labels

from pipeline.label.front import issue_in, part_in
from pipeline.label.phrases import load_packs, packs_for

ENGLISH = load_packs(packs_for("en"))


@pytest.mark.parametrize("case", cases("structure/front.toml"))
def test_front(case: dict[str, Any]) -> None:
    check_labels(case)


@pytest.mark.parametrize(("text", "issue"), [
    ("Issue No. 1989", "1989"), ("Issue 412", "412"), ("issue #691", "691"), ("ISSUE NO 12", "12"), ("Issue 12/2011",
    "12/2011"), ("Issue 412, March 2009", "412"), ("Issue XIV", "XIV"),
    ("Issue", None), ("Issues of the day", None), ("The issue of 1989",
    None), ("Issue taken by the clerks with the 12 new rules that the company wrote", None),
    ("Issued 12 times", None), ("", None),
])
def test_issue_lines(text: str, issue: str | None) -> None:
    assert issue_in(text, ENGLISH.words("issue_words")) == issue


@pytest.mark.parametrize(("text", "language", "issue"), [
    ("Nr 12/2011", "de", "12/2011"), ("Ausgabe 412", "de", "412"), ("Numéro 34", "fr", "34"), ("Número 7", "es", "7"),
])
def test_issue_lines_of_other_languages(text: str, language: str, issue: str) -> None:
    assert issue_in(text, load_packs(packs_for(language)).words("issue_words")) == issue


@pytest.mark.parametrize(("text", "language", "issue"), [("No. 7", "en", "7"), ("Nr. 12/2011", "de", "12/2011"), ("N° 34", "fr", "34")])
def test_issue_lines_with_an_abbreviation(text: str, language: str, issue: str) -> None:
    assert issue_in(text, load_packs(packs_for(language)).words("issue_words")) == issue


@pytest.mark.parametrize(("text", "part"), [
    ("The kettle and the ledger – Part Four", ("Four", "Part Four")), ("The kettle and the ledger (Part 2)", ("2",
    "Part 2")), ("Part III: The onions", ("III", "Part III")),
    ("The kettle, part two", ("two", "part two")),
    ("Part of the harbour", None), ("The part two clerks played in it", None), ("Parting 3", None), ("", None),
])
def test_parts_of_series(text: str, part: tuple[str, str] | None) -> None:
    found = part_in(text, ENGLISH.words("part_words"))
    assert (found and (found[0], text[found[1]:found[2]])) == part

"""Metadata of plain text: the cases of tests/cases/metadata, and what holds for every value."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.clean import clean_source
from pipeline.data import Source
from pipeline.decoding.repair import mend
from pipeline.metadata.choice import PLURAL
from pipeline.settings import Settings
from tests.makers.marked import cases, explain, read_marked

FIELDS = ("title", "authors", "published", "updated", "publisher", "issue", "standfirst", "subtitle", "series", "part", "section", "tags",
"licence", "description")


@pytest.mark.parametrize("case", cases("metadata/metadata.toml"))
def test_metadata(case: dict[str, Any]) -> None:
    text, _ = read_marked(case["doc"])
    article = explain(text).article
    wanted = {field: tuple(case[field]) if isinstance(case[field], list) else case[field] for field in FIELDS if field in case}
    assert {field: value for field in FIELDS if (value := getattr(article, field))} == wanted
    hows = {f.field: f.how for f in article.metadata if f.chosen}
    assert {field: hows.get(field) for field in case.get("how", {})} == case.get("how", {})


@pytest.mark.parametrize("case", cases("metadata/metadata.toml"))
def test_each_value_has_its_place_and_one_of_a_field_is_chosen(case: dict[str, Any]) -> None:
    text, _ = read_marked(case["doc"])
    article = explain(text).article
    chosen = [f.field for f in article.metadata if f.chosen]
    assert all(chosen.count(field) == 1 for field in chosen if field not in PLURAL)
    for found in article.metadata:
        assert found.start is not None
        there = text[found.start:found.end]
        shown, repairs = mend(there)
        assert found.text in shown if repairs else found.text == there, "the place of a value is exact where nothing was repaired, else its block's"
        assert 0 < found.confidence <= 1 and found.how


def test_what_was_read_from_a_removed_line_is_noted_there() -> None:
    text, _ = read_marked("x | The kettle and the ledger\n\nx | {1}\n\nx | {2}\n\nx | {3}\n\nx | Article information\n\nx | Wed 18 Mar 2009, 06:30 GMT")
    article = explain(text).article
    assert {r.text: r.used for r in article.removed if r.used} == {"Wed 18 Mar 2009, 06:30 GMT": ("published",)}


def test_honorifics_and_jobs_are_values_of_their_own() -> None:
    text, _ = read_marked("x | The kettle and the ledger\n\nx | By Dr Tomas Ferrow, political editor\n\nx | {1}\n\nx | {2}")
    found = {f.field: f.value for f in explain(text).article.metadata}
    assert (found["author"], found["honorific"], found["role"]) == ("Tomas Ferrow", "Dr", "political editor")


@pytest.mark.parametrize("case", cases("metadata/addresses.toml"))
def test_dates_in_addresses(case: dict[str, Any]) -> None:
    text, _ = read_marked(f"x | The kettle and the ledger\n\n{case['printed'] and 'x | ' + case['printed']}\n\nx | {{1}}\n\nx | {{2}}\n\nx | {{3}}")
    source = Source("a.txt", text.encode(), url=case["url"], media_type="text/plain", captured=case.get("captured"))
    article = clean_source(source, Settings())
    assert article.published == case.get("published")
    hows = [f.how for f in article.metadata if f.field == "published" and f.chosen]
    assert len(hows) == ("published" in case)
    assert "how" not in case or hows == [case["how"]]

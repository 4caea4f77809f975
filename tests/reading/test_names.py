"""Names of authors: the cases of tests/cases/names."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.people import people_declared, people_in, people_named, reporter_in
from tests.makers.cost import grows_with_length

CASES = Path(__file__).parents[1] / "cases" / "names"
BYLINE_WORDS = ("by", "written by", "von", "par", "por", "di", "door", "autor", "记者", "作者", "文")
HONORIFICS = ("comrade", "dr", "prof", "mr", "sir")
JOB_TITLES = ("editor", "correspondent", "reporter", "fellow")
KINDS = tomllib.loads((CASES.parent / "metadata" / "people.toml").read_text("utf-8"))


def _cases(name: str, table: str = "case") -> list[Any]:
    rows = tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))[table]
    return [pytest.param(row, id=row["text"] or "nothing") for row in rows]


@pytest.mark.parametrize("case", _cases("bylines"))
def test_bylines(case: dict[str, Any]) -> None:
    people = people_in(case["text"], BYLINE_WORDS, HONORIFICS, JOB_TITLES)
    assert [f"{p.honorific}|{p.name}|{p.role}" for p in people] == case["people"]
    for person in people:
        assert case["text"][person.start:person.end].casefold() == person.name.casefold()


@pytest.mark.parametrize("case", _cases("lines"))
def test_lines_of_names_alone(case: dict[str, Any]) -> None:
    assert [p.name for p in people_named(case["text"], HONORIFICS, JOB_TITLES)] == case["people"]


@pytest.mark.parametrize("case", _cases("reporters"))
def test_reporters(case: dict[str, Any]) -> None:
    person = reporter_in(case["text"])
    assert (person.name if person else "") == case["name"]
    if person:
        assert case["text"][person.start:person.end] == person.name


@pytest.mark.parametrize("case", [pytest.param(row, id=f"{kind}: {row['text']}") for kind, rows in KINDS.items() for row in rows])
def test_each_kind_of_value(case: dict[str, Any]) -> None:
    text = case["text"]
    byline = case["kind"] == "byline"
    people = people_in(text, BYLINE_WORDS, HONORIFICS, JOB_TITLES) if byline else people_declared(text, sure=case["kind"] == "sure")
    assert [p.name for p in people] == case["people"]
    assert [p.role for p in people] == case.get("roles", [p.role for p in people])
    assert all(0 <= p.start < p.end <= len(text) for p in people)


@pytest.mark.parametrize("text", ["a", "A ", "A,", " on ", "in  ", ", the a b", "(", "@a "])
def test_time_grows_with_the_length_of_a_line(text: str) -> None:
    def read(line: str) -> None:
        people_in("By " + line, BYLINE_WORDS, HONORIFICS, JOB_TITLES)
        people_named(line, HONORIFICS, JOB_TITLES)
        people_declared(line)

    read("Ada Quill")  # the first call loads tables
    assert grows_with_length(lambda count: text * count, read, 25_000)


@given(st.text(max_size=60))
def test_any_text_is_read_without_a_stumble(text: str) -> None:
    for person in (*people_in("By " + text, BYLINE_WORDS, HONORIFICS, JOB_TITLES), *people_named(text, HONORIFICS, JOB_TITLES), *people_declared(text),
                   *people_declared(text, sure=True)):
        assert person.name.strip() and 0 <= person.start <= person.end
    reporter_in(text)

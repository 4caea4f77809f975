"""Cases of inputs as data: what is read of each, and what the input says of it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline.data import Source
from pipeline.decoding import decode
from pipeline.faults import Fault
from pipeline.metadata.from_source import said_metadata
from pipeline.settings import Inputs
from pipeline.sources import read
from tests.makers.containers import good
from tests.makers.cost import grows_with_length

FOLDER = Path(__file__).resolve().parents[1] / "cases" / "inputs"
CASES = [(path.stem, case) for path in sorted(FOLDER.glob("*.toml")) for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]]
SAID = {"title", "published", "updated", "publisher", "section", "language"}
MANY = {"authors": "author", "tags": "tag"}


def assert_source(source: Source, wanted: dict[str, Any]) -> None:
    page = decode(source)
    found = [f for f in said_metadata(page, "de" if wanted.get("language") == "de" else "en") if f.chosen]
    for key, value in wanted.items():
        if key in SAID:
            assert [f.value for f in found if f.field == key] == [value]
        elif key in MANY:
            assert [f.value for f in found if f.field == MANY[key]] == value
        elif key == "text":
            assert page.text.strip() == value.strip()
        elif key == "metadata":
            assert set(value.items()) <= set(source.metadata)
        elif key == "holds":
            assert value in page.text
        else:
            assert (getattr(source, key) or False) == value
    assert all(f.how.startswith("container:") for f in found)


@pytest.mark.parametrize(("kind", "case"), CASES, ids=[f"{kind}: {case['label']}" for kind, case in CASES])
def test_case(kind: str, case: dict[str, Any]) -> None:
    data = case["input"].lstrip("\n").encode(case.get("encoding", "utf-8"))
    items = list(read(data, case["file"], inputs=Inputs(**case.get("settings", {}))))
    assert [item.code for item in items if isinstance(item, Fault)] == case.get("faults", [])
    assert all(case.get("told", "") in str(item) for item in items if isinstance(item, Fault))
    sources = [item for item in items if isinstance(item, Source)]
    assert len(sources) == len(case["sources"])
    for source, wanted in zip(sources, case["sources"], strict=True):
        assert_source(source, wanted)


LONG = b"<!-- " + b"The terms of this file are long. " * 1000 + b"-->\n"
IN_XML = {name: data for name, data in good().items() if name.endswith((".xml", ".nxml", ".newsml", ".enex", ".fb2"))}


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize("name", IN_XML)
def test_what_stands_behind_a_long_comment_is_read_alike(name: str, declared: bool) -> None:
    opening = re.match(rb"(?:<\?xml[^>]*\?>\s*)?", IN_XML[name])
    assert opening is not None
    head = b'<?xml version="1.0" encoding="UTF-8"?>\n' if declared else b""
    behind = head + LONG + IN_XML[name][opening.end():]
    assert list(read(behind, "a")) == list(read(head + IN_XML[name][opening.end():], "a")), "but for the comment"


def test_a_page_behind_a_long_comment_is_a_page() -> None:
    [source] = read(b"<!-- " + b"long " * 600 + b"--><!DOCTYPE html><p>The kiln was lit.", "a")
    assert isinstance(source, Source)
    assert decode(source).media_type == "text/html"


def test_the_cost_of_comments_grows_with_their_length() -> None:
    assert grows_with_length(lambda n: b"<!-- -" * n, lambda made: list(read(made, "a.xml")), 2000)
    assert grows_with_length(lambda n: b"<!-- -->" * n, lambda made: list(read(made, "a.xml")), 2000)


def test_each_kind_has_its_cases() -> None:
    assert {kind for kind, _ in CASES} >= {"json", "mail", "feeds", "press", "markdown", "tables"}


def test_the_cost_of_many_answers_grows_with_their_number() -> None:
    answer = b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n<p>The kiln was lit.</p>\n"
    assert grows_with_length(lambda n: answer * n, lambda made: list(read(made, "a")), 2000)
    whole = answer.replace(b"<p>", b"<html><p>").replace(b"</p>", b"</p></html>")
    assert grows_with_length(lambda n: whole * n, lambda made: list(read(made, "a")), 2000)


DAMAGED = {
    "a.csv": lambda n: b"id,title,text\n" + b'1,One,"The kiln was lit.\n2,Two,It burned.\n' * n,
    "b.csv": lambda n: b"id,title,text\n" + b'1,"One,The kiln was lit.\n' + b"2,Two,It burned.\n" * n,
    "a.jsonl": lambda n: b'{"text": "The kiln"}\n' + b'{"text": "was lit\n' * n,
    "b.jsonl": lambda n: b'{"text": "The kiln"}\n' + b'{"text": "was lit\n' + b"It burned.}\n" * n,
    "c.jsonl": lambda n: b'{"text": "The kiln"}\n' + b'{"text": "was lit."}' * n,
    "a.xml": lambda n: b"<rss><channel>" + b"<item><title>One</title><description>The kiln <br> was lit.</description></item>" * n,
    "b.xml": lambda n: b"<rss><channel>" + b"<item><description>The kiln" * n,
    "a.eml": lambda n: b"From: a@kiln.example\nSubject: x\nDate: y\nContent-Type: multipart/mixed\n\n" + b"--x\nContent-Type: text/plain\n\nThe kiln\n" * n,
    "b.eml": lambda n: b"From: a@kiln.example\nSubject: x\nDate: y\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + b"AAAA\n" * n + b"a b\n" * n,
    "factiva.txt": lambda n: b"12 words\n4 March 2022\nThe Post\n\nThe kiln was lit.\n\nDocument ALDC000020220304ei340001a\n\n" * n,
}


@pytest.mark.parametrize("name", DAMAGED)
def test_the_cost_of_damage_grows_with_the_length(name: str) -> None:
    assert grows_with_length(DAMAGED[name], lambda made: list(read(made, name)), 300)


@pytest.mark.parametrize("line", [b"{% highlight go %}\n", b"- {% highlight go %}\n", b"a_{n=1} b\n"])
def test_tags_of_markdown_that_nothing_ends_cost_what_they_are_long(line: bytes) -> None:
    assert grows_with_length(lambda n: b"# The kiln\n\n" + line * n, lambda made: list(read(made, "a.md")), 600)

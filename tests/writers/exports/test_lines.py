"""Exports that are lines of JSON, and those that are plain text."""

from __future__ import annotations

import json

from pipeline.writers.exports.jsonl import article_lines, removed_lines
from pipeline.writers.exports.text import text_lines, text_page
from tests.makers.items import item, items


def test_a_line_holds_the_article_and_what_was_removed():
    made = items()
    found = [json.loads(line) for line in article_lines(made)]
    assert [row["id"] for row in found] == [it.row["id"] for it in made]
    for row, it in zip(found, made, strict=True):
        assert row == it.row | {"removed": list(it.removed), "copy_of": None}


def test_every_line_of_articles_has_the_same_columns():
    assert len({tuple(json.loads(line)) for line in article_lines(items())}) == 1


def test_a_removal_says_where_it_stood():
    it = item("everything")
    found = [json.loads(line) for line in removed_lines([it])]
    assert [row["kind"] for row in found] == ["navigation", "duplicate", "join-us", "comment-form"]
    assert {row["article"] for row in found} == {it.row["id"]}
    assert found[0] | {"text": "Home | News | Letters", "start": 0, "end": 21, "url": it.row["source"]["url"], "twin": None} == found[0]
    assert found[1]["twin"].startswith(it.row["id"])


def test_text_has_the_title_and_the_text():
    assert text_page(item("plain")) == b"A walk\n\nWe went out early.\n\nWe came back late.\n"
    assert text_page(item("plain", title=None)) == b"We went out early.\n\nWe came back late.\n"


def test_lines_with_ids():
    it = item("everything")
    found = [line.split("\t") for line in text_lines(it).decode().splitlines()]
    wanted = [block for block in it.row["front"] if block["kind"] in ("title", "standfirst", "epigraph")]
    for section in it.row["sections"]:
        wanted += [*([section["head"]] if "head" in section else []), *section["blocks"]]
    assert found == [[block["id"], " ".join(block["text"].split())] for block in wanted if block["text"].strip() and block["kind"] != "image"]

"""The lines of articles and ledger."""

from __future__ import annotations

import json
from dataclasses import replace

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.validate.lines import all_blocks, text_of
from pipeline.validate.records import ArticleRecord
from pipeline.writers import jsonl, write_json, write_ledger
from pipeline.writers.jsonl import LongList, json_line
from tests.makers import articles
from tests.makers.random_articles import article as random_article

EVERYTHING = articles.everything()


def test_fields_stand_in_fixed_order():
    assert list(json.loads(write_json(EVERYTHING.article))) == [
        "id", "version", "supersedes", "source", "title", "subtitle", "authors", "published", "updated", "publisher", "issue", "series", "part",
        "section", "language", "standfirst", "tags", "description", "licence", "words", "text", "front", "sections", "metadata", "confidence",
        "doubts", "recipe"]
    assert list(json.loads(write_ledger(EVERYTHING.article))) == ["id", "version", "sha256", "media_type", "chars", "removed", "repairs", "gaps", "space"]


def test_every_line_has_the_same_fields():
    assert list(json.loads(write_json(articles.nothing().article))) == list(json.loads(write_json(EVERYTHING.article)))


def test_what_a_block_does_not_have_is_left_out():
    record = json.loads(write_json(articles.plain().article))
    assert record["sections"][0]["blocks"][0] == {
        "id": "aa8404455861b.p8", "kind": "paragraph", "text": "We went out early.", "start": 8, "end": 26}
    assert "head" not in record["sections"][0]


def test_values_come_through():
    article, record = EVERYTHING.article, json.loads(write_json(EVERYTHING.article))
    assert record["text"] == article.text == text_of(ArticleRecord.model_validate_json(write_json(article)))
    assert record["words"] == article.words
    assert [block["id"] for block in all_blocks(record)] == [
        *(b.id for b in article.front), *(b.id for s in article.sections for b in ([s.head] if s.head else []) + list(s.blocks))]
    row = next(block for block in all_blocks(record) if block["kind"] == "table-row")
    assert row["cells"] == [{"text": "Grade", "header": True}, {"text": "January", "header": True}]
    ledger = json.loads(write_ledger(article))
    assert [r["text"] for r in ledger["removed"]] == [r.text for r in article.removed]
    assert ledger["removed"][1]["twin"] == article.removed[1].twin
    assert ledger["repairs"][1]["steps"] == [["delete"]]
    assert ledger["repairs"][0]["before"] == "Ã©"
    assert [tuple(entry) for entry in ledger["space"]] == list(article.space)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.lists(st.text(max_size=9))))
def test_a_record_is_one_line_for_every_reader(record):
    line = json_line(record)
    assert line.endswith(b"\n")
    assert len(line.decode().splitlines()) == 1
    assert json.loads(line) == record == orjson.loads(line)


def test_lone_surrogates_become_the_replacement_character():
    line = json_line({"a": ["\udc00x", ("\ud83d",)], "n": 1})
    assert json.loads(line) == {"a": ["\ufffdx", ["\ufffd"]], "n": 1}


def test_absurd_articles_are_lines_too():
    for seed in range(100):
        article = random_article(seed)
        for line in (write_json(article), write_ledger(article)):
            assert line.count(b"\n") == 1
            assert json.loads(line)["id"] == article.id


def test_three_odd_line_ends_are_escaped():
    body = replace(articles.plain().article, title="a\u2028b\u2029c\u0085d")
    assert b'"a\\u2028b\\u2029c\\u0085d"' in write_json(body)


def test_a_removal_names_the_metadata_that_were_read_from_it():
    made = replace(EVERYTHING.article, removed=(EVERYTHING.article.removed[0]._replace(used=("author", "published")),))
    assert json.loads(write_ledger(made))["removed"][0]["used"] == ["author", "published"]


def test_confidences_are_rounded():
    made = replace(EVERYTHING.article, confidence=0.1 + 0.2, removed=(EVERYTHING.article.removed[0]._replace(confidence=2 / 3),))
    assert json.loads(write_json(made))["confidence"] == 0.3
    assert json.loads(write_ledger(made))["removed"][0]["confidence"] == 0.6667


@pytest.mark.parametrize("many", [0, 1, 999, 1000, 1001, 2500])
def test_a_long_list_is_written_in_parts_as_it_is_in_one(many: int) -> None:
    members = [{"n": n, "text": "a \ud800 b" if n == 7 else "é\u2028"} for n in range(many)]
    assert json_line({"id": 1, "list": LongList(members, dict), "end": None}) == json_line({"id": 1, "list": members, "end": None})


def test_a_long_section_is_written_in_parts_as_it_is_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = write_json(EVERYTHING.article)
    monkeypatch.setattr(jsonl, "_AT_ONCE", 4)
    assert any(len(section.blocks) > 4 for section in EVERYTHING.article.sections)
    assert write_json(EVERYTHING.article) == whole

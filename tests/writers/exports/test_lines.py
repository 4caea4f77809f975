"""Exports that are lines of JSON, and those that are plain text."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest

from pipeline.writers.exports.jsonl import article_lines, removed_lines
from pipeline.writers.exports.parquet import parquet_schema
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


def whole(value):
    """Without what is null or empty, for which Arrow and JSON have different signs."""
    if isinstance(value, dict):
        return {name: whole(inner) for name, inner in value.items() if inner not in (None, [], {})}
    return [whole(inner) for inner in value] if isinstance(value, list) else value


def test_pyarrow_reads_lines_with_the_columns_of_parquet():
    pa = pytest.importorskip("pyarrow.json")
    lines = b"".join(article_lines(items()))
    table = pa.read_json(io.BytesIO(lines), parse_options=pa.ParseOptions(explicit_schema=parquet_schema()))
    assert table.schema == parquet_schema()
    assert whole(table.to_pylist()) == whole([json.loads(line) for line in lines.splitlines()])


def test_pandas_reads_lines(tmp_path: Path):
    pandas = pytest.importorskip("pandas")
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"".join(article_lines(items()))))
    frame = pandas.read_json(path, lines=True)
    assert [list(frame[name]) for name in ("id", "text", "sections")] == [[it.row[name] for it in items()] for name in ("id", "text", "sections")]


@pytest.mark.parametrize("lines", [article_lines, removed_lines])
def test_datasets_loads_lines(tmp_path: Path, lines):
    datasets = pytest.importorskip("datasets")
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(lines(items())))
    found = datasets.load_dataset("json", data_files=str(path), cache_dir=str(tmp_path / "cache"), split="train")
    assert [found[name][:] for name in ("id", "language")] == [[row[name] for row in map(json.loads, path.read_bytes().splitlines())]
                                                               for name in ("id", "language")]


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

"""The rows of a database, and the database as SQLite reads it."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing

import pytest

from pipeline.archive.run.databases import write_database
from pipeline.writers.exports.neutral import neutral_item, neutral_text
from tests.makers.hostile import hostile
from tests.makers.items import item, items

DOCKSIDE = {it.row["id"] for it in items() if "dockside" in f"{it.row['title']} {it.row['standfirst']} {it.row['text']}".lower()}


@pytest.fixture
def read(tmp_path):
    """Writes items and gives back a way to ask."""
    with closing(sqlite3.connect(":memory:")) as nothing:
        opened = [nothing]

        def made(given):
            path = tmp_path / f"{len(opened)}.db"
            write_database(given, path)
            opened.append(sqlite3.connect(path))
            return lambda query, *values: opened[-1].execute(query, values).fetchall()

        yield made
        for each in opened:
            each.close()


def blocks_of(row):
    for section in row["sections"]:
        yield from ([(section["id"], section["head"])] if "head" in section else [])
        yield from ((section["id"], block) for block in section["blocks"])


def test_articles_have_their_fields(read):
    ask, made = read(items()), items()
    assert ask("SELECT id, title, text, words, json_extract(authors, '$[0]') FROM articles") == [
        (it.row["id"], it.row["title"], it.row["text"], it.row["words"], next(iter(it.row["authors"]), None)) for it in made]
    assert ask("SELECT name, url, encoding, file FROM articles") == [
        (it.row["source"]["name"], it.row["source"]["url"], it.row["source"]["encoding"]["name"], it.file) for it in made]


def test_every_block_is_there_with_its_id_in_order(read):
    ask = read(items())
    for it in items():
        wanted = [(None, block) for block in it.row["front"]] + list(blocks_of(it.row))
        found = ask('SELECT place, id, section, kind, text, start, "end" FROM blocks WHERE article = ? ORDER BY place', it.row["id"])
        assert found == [(n, b["id"], section, b["kind"], b["text"], b["start"], b["end"]) for n, (section, b) in enumerate(wanted)]
    assert ask("PRAGMA foreign_key_check") == []
    assert ask("PRAGMA integrity_check") == [("ok",)]


def test_what_was_removed_and_what_was_found(read):
    ask, it = read([item("everything")]), item("everything")
    assert ask("SELECT id, kind, text, json_array_length(evidence) FROM removed") == [
        (r["id"], r["kind"], r["text"], len(r["evidence"])) for r in it.removed]
    assert ask("SELECT field, value, chosen FROM metadata") == [(f["field"], f["value"], int(f["chosen"])) for f in it.row["metadata"]]
    assert ask("SELECT id, level, heading FROM sections ORDER BY place") == [(s["id"], s["level"], s["heading"]) for s in it.row["sections"]]


def test_words_are_found(read):
    ask, row = read(items()), item("everything").row
    assert (row["id"],) in ask("SELECT a.id FROM articles_fts JOIN articles a ON a.rowid = articles_fts.rowid WHERE articles_fts MATCH 'dockside'")
    [(ident, text), *_] = ask("SELECT b.id, b.text FROM blocks_fts JOIN blocks b ON b.rowid = blocks_fts.rowid WHERE blocks_fts MATCH 'offer'")
    assert ident.startswith(row["id"])
    assert "offer" in text.lower()


def test_the_same_articles_give_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_database(items(), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_texts_that_mean_harm_are_values(read):
    it = neutral_item(hostile())
    ask = read([it])
    [(title, authors)] = ask("SELECT title, authors FROM articles")
    assert (title, json.loads(authors)) == (it.row["title"], it.row["authors"])
    for table in ("articles", "blocks", "removed", "metadata", "sections"):
        for row in ask(f"SELECT * FROM {table}"):
            assert all(neutral_text(value) == value for value in row if isinstance(value, str))


def test_sqlite_utils_finds_the_search(tmp_path):
    sqlite_utils = pytest.importorskip("sqlite_utils")
    write_database(items(), tmp_path / "a.db")
    table = sqlite_utils.Database(tmp_path / "a.db")["articles"]
    assert table.detect_fts() == "articles_fts"
    assert {row["id"] for row in table.search("dockside")} == DOCKSIDE


def test_datasette_serves_it(tmp_path):
    app = pytest.importorskip("datasette.app")
    write_database(items(), tmp_path / "a.db")

    async def asked() -> dict[str, object]:
        served = app.Datasette([str(tmp_path / "a.db")])
        await served.invoke_startup()
        return (await served.client.get("/a/articles.json?_search=dockside&_shape=objects")).json()

    assert {row["id"] for row in asyncio.run(asked())["rows"]} == DOCKSIDE

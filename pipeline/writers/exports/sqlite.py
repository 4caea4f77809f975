"""``sqlite``: the tables of a database of articles, and the rows of each article in them.

Lists (authors, tags, evidence …) are JSON, which SQLite and Datasette can look into. Opening and writing the database is for the edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from pipeline.writers.exports.item import Item, blocks_of

__all__ = ["COLUMNS", "INDEXES", "SEARCH", "TABLES", "database_rows"]

_ARTICLE = (
    "id", "version", "title", "subtitle", "authors", "published", "updated", "publisher", "issue", "series", "part", "section", "language",
    "standfirst", "tags", "description", "licence", "words", "text", "confidence", "recipe",
)
_SOURCE = ("name", "url", "media_type", "captured", "origins", "sha256", "bytes", "chars")
_BLOCK = ("id", "kind", "text", "start", "end", "group", "level", "rend", "n", "target", "url", "lang", "cells", "inlines")
_REMOVAL = ("id", "kind", "text", "start", "end", "reason", "evidence", "confidence", "stage", "twin", "used")
_FOUND = ("field", "value", "how", "text", "start", "end", "confidence", "chosen")

COLUMNS: dict[str, tuple[str, ...]] = {
    "articles": (*_ARTICLE, *_SOURCE, "encoding", "file", "copy_of"),
    "sections": ("id", "parent", "level", "role", "heading", "article", "place"),
    "blocks": (*_BLOCK, "article", "section", "place"),
    "removed": (*_REMOVAL, "article"),
    "metadata": (*_FOUND, "article"),
    "doubts": ("code", "text", "start", "end", "article"),
}
"""Tables and their columns, in the order in which values are given."""
_INTEGERS = frozenset({"version", "words", "bytes", "chars", "start", "end", "group", "level", "place", "chosen"})


def _column(table: str, name: str) -> str:
    if name == "id":
        return '"id" TEXT PRIMARY KEY'
    belongs = {"article": "articles", "section": "sections" if table == "blocks" else ""}.get(name)
    kind = "INTEGER" if name in _INTEGERS else "REAL" if name == "confidence" else "TEXT"
    return f'"{name}" {kind}' + (f" REFERENCES {belongs} (id)" if belongs else "")


TABLES = "\n".join(f"CREATE TABLE {table} ({', '.join(_column(table, name) for name in names)});" for table, names in COLUMNS.items())
INDEXES = "\n".join([
    *(f"CREATE INDEX {table}_article ON {table} (article);" for table in COLUMNS if table != "articles"),
    "CREATE INDEX blocks_kind ON blocks (kind);", "CREATE INDEX removed_kind ON removed (kind);",
    "CREATE INDEX articles_published ON articles (published);",
])
SEARCH = "\n".join(
    f'CREATE VIRTUAL TABLE {table}_fts USING fts5 ({columns}, content="{table}", tokenize="unicode61 remove_diacritics 2");\n'
    f"INSERT INTO {table}_fts ({table}_fts) VALUES ('rebuild');\nINSERT INTO {table}_fts ({table}_fts) VALUES ('optimize');"
    for table, columns in (("articles", "title, standfirst, text"), ("blocks", "text"))
)
"""Full-text search over articles and over single blocks, made when all rows are there."""


def database_rows(item: Item) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Table and values of each row that an article makes."""
    row = item.row
    own = {"article": row["id"]}
    source = {name: row["source"][name] for name in _SOURCE}
    yield _row("articles", row | source | {"encoding": row["source"]["encoding"]["name"], "file": item.file, "copy_of": item.copy_of})
    place = 0
    for block in row["front"]:
        yield _row("blocks", block | own | {"place": place})
        place += 1
    for n, section in enumerate(row["sections"]):
        yield _row("sections", section | own | {"place": n})
        for block in blocks_of(section):
            yield _row("blocks", block | own | {"section": section["id"], "place": place})
            place += 1
    for table, rows in (("removed", item.removed), ("metadata", row["metadata"]), ("doubts", row["doubts"])):
        for each in rows:
            yield _row(table, each | own)


def _row(table: str, fields: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    return table, tuple(_value(fields.get(name)) for name in COLUMNS[table])


def _value(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, list) else value

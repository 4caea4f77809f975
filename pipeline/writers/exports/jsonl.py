"""``jsonl``: the line of an article in the archive, with what was removed and of what it is a copy. ``removed.jsonl``: a line a removal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.writers.exports.item import Item
from pipeline.writers.exports.neutral import json_escaped
from pipeline.writers.jsonl import json_line

__all__ = ["article_lines", "removed_lines"]


def article_lines(items: Iterable[Item]) -> Iterator[bytes]:
    """A line for each article."""
    for item in items:
        yield json_escaped(json_line(item.row | {"removed": item.removed, "copy_of": item.copy_of}))


def removed_lines(items: Iterable[Item]) -> Iterator[bytes]:
    """A line for each removal: what it is, where it stands in the source, and the article it was removed from."""
    for item in items:
        for removal in item.removed:
            yield json_escaped(json_line(_removal(item.row, removal)))


def _removal(row: dict[str, Any], removal: dict[str, Any]) -> dict[str, Any]:
    source = row["source"]
    article = {
        "article": row["id"], "version": row["version"], "title": row["title"], "language": row["language"], "published": row["published"],
        "name": source["name"], "url": source["url"],
    }
    own = {key: removal[key] for key in ("id", "kind", "text", "start", "end", "reason", "evidence", "confidence", "stage")}
    return own | {"twin": removal.get("twin"), "used": removal.get("used", [])} | article

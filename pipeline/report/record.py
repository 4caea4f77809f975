"""What the page of an article shows: the article and its ledger as one record, with each block as the source had it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.validate.lines import all_blocks
from pipeline.validate.rebuild import rebuild

__all__ = ["Record", "record_of"]

Record = dict[str, Any]
_FIELDS = (
    "id", "version", "source", "title", "subtitle", "authors", "published", "updated", "publisher", "issue", "series", "part", "section", "language",
    "tags", "licence", "words", "front", "sections", "confidence", "doubts",
)


def record_of(article: Record, book: Record) -> Record:
    """One record of a line of ``articles/`` and its line of ``ledger/``, without what the page does not show."""
    record = {name: article[name] for name in _FIELDS if article[name]}
    record["metadata"] = [found for found in article["metadata"] if found["chosen"]]
    record |= {name: book[name] for name in ("removed", "repairs", "gaps") if book[name]}
    record |= {name: book[name] for name in ("restored", "decisions", "unsure") if book.get(name)}
    if came := dict(_as_it_came(article, book)):
        record["came"] = came
    return record


def _as_it_came(article: Record, book: Record) -> Iterator[tuple[str, str]]:
    """Of plain text, the words of each kept block before they were repaired and folded, where they differ; by the id of the block."""
    if article["source"]["media_type"] != "text/plain":
        return
    page = rebuild(article, book)
    for block in all_blocks(article):
        came = page[block["start"]:block["end"]]
        if came != block["text"]:
            yield block["id"], came

"""``markdown``: an article as CommonMark with front matter, a file each. Tables are GitHub's, footnotes those of most programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from pipeline.writers.exports.item import Item
from pipeline.writers.exports.markdown_blocks import Notes, heading, named, write_blocks
from pipeline.writers.exports.markdown_inline import Around

__all__ = ["markdown_page"]

_FIELDS = (
    "title", "subtitle", "authors", "date", "published", "updated", "publisher", "issue", "series", "part", "section", "tags", "language",
    "description", "licence",
)
_IN_FRONT_MATTER = frozenset({"title", "subtitle", "kicker", "byline", "dateline", "masthead", "issue", "section-name", "series"})
_WHOLE_DATE = 10


def markdown_page(item: Item, *, ids: bool = False) -> bytes:
    """The file of an article. Its title stands in the front matter; sections begin with headings of the second level.

    ``ids``: a comment before each block, list, table or quotation names its blocks.
    """
    matter = yaml.safe_dump(_front_matter(item), allow_unicode=True, sort_keys=False, width=1 << 30)
    body = "\n\n".join(_body(item.row, ids=ids))
    return f"---\n{matter}---\n\n{body}\n".encode()


def _front_matter(item: Item) -> dict[str, Any]:
    """What is known of the article; static sites take ``title``, ``authors``, ``date``, ``tags`` and ``description`` from it."""
    row = item.row
    source = row["source"]
    date = row["published"] if len(row["published"] or "") == _WHOLE_DATE else None
    fields = {name: row.get(name) for name in _FIELDS} | {"date": date}
    if not row["authors"]:
        fields["byline"] = " ".join(block["text"] for block in row["front"] if block["kind"] == "byline")
    fields["kicker"] = " ".join(block["text"] for block in row["front"] if block["kind"] == "kicker")
    fields |= {"url": source["url"], "source": source["name"], "captured": source["captured"], "id": row["id"], "version": row["version"],
               "confidence": row["confidence"], "copy_of": item.copy_of}
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _body(row: Mapping[str, Any], *, ids: bool) -> Iterator[str]:
    front = [block for block in row["front"] if block["kind"] not in _IN_FRONT_MATTER]
    heads = [section["head"] for section in row["sections"] if "head" in section]
    notes = Notes([*front, *heads, *(block for section in row["sections"] for block in section["blocks"])])
    around = Around(row["source"]["url"], notes.calls, ids=ids)
    yield from write_blocks(front, around, notes, 2)
    for section in row["sections"]:
        level = section["level"] + 1
        if head := section.get("head") or (section["heading"] and {"id": section["id"], "text": section["heading"]}):
            yield from named([head], around)
            yield heading(head, level, around)
        yield from write_blocks(section["blocks"], around, notes, level + 1)

"""``text``: the title and the clean text of an article, a file each; or its blocks, a line each, with their ids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.writers.exports.item import Item, blocks_of

__all__ = ["text_lines", "text_page"]

_FRONT = frozenset({"title", "standfirst", "epigraph"})


def text_page(item: Item) -> bytes:
    """What ``engross clean`` prints of it."""
    return ("\n\n".join(part for part in (item.row["title"], item.row["text"]) if part) + "\n").encode()


def text_lines(item: Item) -> bytes:
    """A line for each block of title and text: its id, a tab, its words."""
    return "".join(f"{block['id']}\t{words}\n" for block in _blocks(item.row) if (words := " ".join(block["text"].split()))).encode()


def _blocks(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from (block for block in row["front"] if block["kind"] in _FRONT)
    for section in row["sections"]:
        yield from (block for block in blocks_of(section) if block["kind"] != "image")

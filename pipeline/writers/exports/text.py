"""``text``: the title and the clean text of an article, a file each."""

from __future__ import annotations

from pipeline.writers.exports.item import Item

__all__ = ["text_page"]


def text_page(item: Item) -> bytes:
    """What ``engross clean`` prints of it."""
    return ("\n\n".join(part for part in (item.row["title"], item.row["text"]) if part) + "\n").encode()

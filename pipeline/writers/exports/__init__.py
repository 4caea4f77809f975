"""Articles of an archive in the formats of other tools, one format a file.

Strategy: a writer takes what the archive holds of an article (an `item`: its line, its ledger, its TEI document) and gives bytes or rows. Which
articles are exported, and where the bytes go, is for the edge to say (`pipeline.archive.run.export`).

Formats: `jsonl`, `parquet` (with `card`), `sqlite`, `text`, `markdown` (with `markdown_blocks` and `markdown_inline`), `vertical` (with `tokens`),
`tei_corpus`. `neutral` replaces characters that act on a screen.
"""

from __future__ import annotations

from pipeline.writers.exports.item import Item

__all__ = ["Item"]

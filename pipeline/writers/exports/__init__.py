"""Articles of an archive in the formats of other tools, one format a file.

Strategy: a writer takes what the archive holds (the line of an article, its ledger, its TEI document) and gives bytes or rows. Which articles
are exported, and where the bytes go, is for the edge to say (`pipeline.archive.run.export`).
"""

from __future__ import annotations

from pipeline.writers.exports.item import Item

__all__ = ["Item"]

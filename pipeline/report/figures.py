"""The figures of the overview, counted while the list is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.report.rows import Row

__all__ = ["Figures", "Share"]


@dataclass(slots=True)
class Share:
    """Words kept and removed in some articles."""

    articles: int = 0
    doubted: int = 0
    kept: int = 0
    removed: int = 0

    @property
    def part(self) -> float:
        """The removed share of the words, 0 to 1."""
        return self.removed / max(1, self.kept + self.removed)


@dataclass(slots=True)
class Figures:
    """What the overview tells."""

    all: Share = field(default_factory=Share)
    copies: int = 0
    sites: dict[str, Share] = field(default_factory=dict)
    batches: dict[int, Share] = field(default_factory=dict)
    languages: Counter[str] = field(default_factory=Counter)
    blocks: Counter[str] = field(default_factory=Counter)
    """Removed blocks by kind."""
    words: Counter[str] = field(default_factory=Counter)
    """Removed words by kind."""
    repairs: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    site_numbers: dict[str, int] = field(default_factory=dict)

    def counted(self, rows: Iterable[Row], notes: frozenset[str]) -> Iterator[list[Any]]:
        """Counts each row and passes it on as the list needs it. ``notes``: codes that ask for nothing."""
        for row in rows:
            yield self._count(row, notes)

    def _count(self, row: Row, notes: frozenset[str]) -> list[Any]:
        removed = 0
        for kind, (blocks, words) in row.kinds.items():
            self.blocks[kind] += blocks
            self.words[kind] += words
            removed += words
        self.repairs.update(row.repairs)
        self.doubts.update(row.doubts)
        self.languages[row.language] += 1
        self.copies += bool(row.copy_of)
        asks = [code for code in row.doubts if code not in notes]
        for share in (self.all, self.sites.setdefault(row.site, Share()), self.batches.setdefault(row.batch, Share())):
            share.articles += 1
            share.doubted += bool(asks)
            share.kept += row.words
            share.removed += removed
        site = self.site_numbers.setdefault(row.site, len(self.site_numbers))
        return [row.id, row.version, row.batch, row.shard, row.title, site, row.place, row.published, row.language, row.words, removed,
                sum(row.repairs.values()), round(row.sure, 4), asks, row.copy_of]

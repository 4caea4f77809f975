"""The figures of the overview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Figures", "Share"]


@dataclass(frozen=True, slots=True)
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

    def __add__(self, other: Share) -> Share:
        """Both together."""
        return Share(self.articles + other.articles, self.doubted + other.doubted, self.kept + other.kept, self.removed + other.removed)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the overview tells."""

    sites: Mapping[str, Share] = field(default_factory=dict)
    batches: Mapping[int, Share] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    blocks: Mapping[str, int] = field(default_factory=dict)
    """Removed blocks by kind."""
    words: Mapping[str, int] = field(default_factory=dict)
    """Removed words by kind."""
    repairs: Mapping[str, int] = field(default_factory=dict)
    doubts: Mapping[str, int] = field(default_factory=dict)
    """Articles by the code of a doubt that asks for something."""
    notes: Mapping[str, int] = field(default_factory=dict)
    """Articles by the code of a doubt that asks for nothing."""
    copies: int = 0

    @property
    def all(self) -> Share:
        """All articles together."""
        return sum(self.batches.values(), Share())

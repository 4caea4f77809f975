"""The kept blocks of a document below its front matter, and what the finders of `shape` and `lines` have named so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.data import Block, Label, Vote
from pipeline.label.phrases import Phrases
from pipeline.reading.traits import Traits

__all__ = ["Kept"]


@dataclass(slots=True)
class Kept:
    """The kept blocks in order, and what is known of them so far."""

    blocks: Sequence[Block]
    traits: Sequence[Traits]
    order: list[int]
    """Numbers of the kept blocks below the front matter, in order."""
    phrases: Phrases
    votes: Sequence[Vote]
    authors: tuple[str, ...] = ()
    """Names in the front matter."""
    named: dict[int, tuple[Label, float, str]] = field(default_factory=dict)

    def name(self, n: int, label: Label, score: float, why: str) -> None:
        """Name a block unless it has a name already."""
        self.named.setdefault(n, (label, score, why))

    def runs(self, least: int) -> Iterator[list[int]]:
        """Stretches of unnamed kept blocks that stand together without a blank line (and with no removed block between), in order."""
        run: list[int] = []
        for n in self.order:
            if run and n == run[-1] + 1 and self.blocks[n].blank == 0 and n not in self.named:
                run.append(n)
                continue
            if len(run) >= least:
                yield run
            run = [n] if n not in self.named else []
        if len(run) >= least:
            yield run

"""The kept blocks of a text below its front matter, and what the finders of `shapes` and `short_lines` have named so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.data import Block, Label
from pipeline.data.counting import count_words
from pipeline.reading.traits import Traits

__all__ = ["Kept", "Named"]

Named = tuple[Label, float, str]
"""A label, how sure the finder is (0 to 1), and the reason in words."""


@dataclass(slots=True)
class Kept:
    """The kept blocks in order, and what is known of them so far."""

    blocks: Sequence[Block]
    traits: Sequence[Traits]
    order: list[int]
    """Numbers of the kept blocks below the front matter, in order."""
    labels: Sequence[Label]
    """What the labeller took each block for."""
    rules: frozenset[int] = frozenset()
    """Numbers of the rules inside tables, which are removed and part no rows."""
    authors: tuple[str, ...] = ()
    """Names in the front matter."""
    named: dict[int, Named] = field(default_factory=dict)
    members: frozenset[int] = frozenset()
    """The numbers of ``order`` once more, to look one up."""
    _words: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.members = frozenset(self.order)

    def words(self, n: int) -> int:
        """The words of a block, counted in scripts without spaces too."""
        found = self._words.get(n)
        if found is None:
            found = self._words[n] = count_words(self.blocks[n].text)
        return found

    def name(self, n: int, label: Label, score: float, why: str) -> None:
        """Name a block unless it has a name already."""
        self.named.setdefault(n, (label, score, why))

    def name_each(self, numbers: Iterable[int], label: Label, score: float, why: str) -> None:
        """Name blocks that have no name yet. They share one object."""
        name = (label, score, why)
        for n in numbers:
            self.named.setdefault(n, name)

    def follows(self, n: int, before: int) -> bool:
        """Whether a block is the next one below another, but for the rule of a table."""
        return n == before + 1 or (n == before + 2 and n - 1 in self.rules)

    def runs(self, least: int) -> Iterator[list[int]]:
        """Stretches of unnamed kept blocks that stand together without a blank line (and with no removed block between), in order."""
        run: list[int] = []
        for n in self.order:
            if run and self.follows(n, run[-1]) and self.blocks[n].blank == 0 and n not in self.named:
                run.append(n)
                continue
            if len(run) >= least:
                yield run
            run = [n] if n not in self.named else []
        if len(run) >= least:
            yield run

"""What the votes on a block come to, kind by kind, before its place and its neighbours are looked at.

The votes of different voters for one kind are independent doubts that multiply. Blocks of a page of HTML share their votes with many
others (the same class, the same menu: 210 blocks with votes have 40 sets of them), so each set is added up once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from pipeline.data import Label, Vote

__all__ = ["Adder", "Signs"]

_REPEATED = 0.8
_EDGE_ONLY = frozenset({"rule:run-of-short-lines"})

_Opinion: TypeAlias = tuple[Label, float, str]
"""A vote without its block: label, score, voter."""


class Signs(NamedTuple):
    """The votes for one kind on one block."""

    kind: Label
    doubt: float
    """What they leave of it, 0 to 1."""
    strongest: float
    others: float
    """The highest score of a vote for another kind."""
    standing: bool
    """In so many articles of its site that it is none of this author's own words."""
    repeated: bool
    """The same, beyond doubt."""


class Adder:
    """Adds up the votes on the blocks of one document."""

    def __init__(self) -> None:
        self._known: dict[tuple[_Opinion, ...], tuple[tuple[Signs, ...], tuple[Signs, ...]]] = {}

    def signs(self, votes: Sequence[Vote]) -> tuple[tuple[Signs, ...], tuple[Signs, ...]]:
        """The kinds that the votes on one block speak for, in the order of the votes: where it stands inside the text, and beyond it."""
        opinions = tuple([(v.label, v.score, v.by) for v in votes])
        known = self._known.get(opinions)
        if known is None:
            inside = tuple(_added([o for o in opinions if o[2] not in _EDGE_ONLY], opinions))
            known = self._known[opinions] = (inside, tuple(_added(opinions, opinions)))
        return known


def _added(counted: Sequence[_Opinion], every: Sequence[_Opinion]) -> list[Signs]:
    """Separators are left out: they are decided with the shape of the article."""
    out: list[Signs] = []
    for kind in dict.fromkeys(label for label, _, _ in every):
        own = [o for o in counted if o[0] in (kind, Label.SITE_REPEAT)]
        if kind is Label.SEPARATOR or not own:
            continue
        families: dict[str, float] = {}
        for _, score, by in own:
            family = by.split(":")[0]
            families[family] = max(score, families.get(family, score))
        doubt = 1.0
        for score in families.values():
            doubt *= 1 - score
        repeats = [score for label, score, _ in own if label is Label.SITE_REPEAT]
        others = max((score for label, score, _ in every if label is not kind), default=0.0)
        strongest = max(score for _, score, _ in own)
        out.append(Signs(kind, doubt, strongest, others, bool(repeats), any(score >= _REPEATED for score in repeats)))
    return out

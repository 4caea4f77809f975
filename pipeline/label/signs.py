"""What the votes on a block come to, kind by kind, before its place and its neighbours are looked at.

The votes of different voters for one kind are independent doubts that multiply. Blocks of a page of HTML share their votes with many
others (the same class, the same menu: 210 blocks with votes have 40 sets of them), and pages share them too, so each set is added up once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from pipeline.data import Label, Vote

__all__ = ["STRONG", "Signs", "Sum", "sum_up"]

STRONG = 0.6
_REPEATED = 0.8
_EDGE_ONLY = frozenset({"rule:run-of-short-lines"})
_OF_COMMENTS = (Label.COMMENTS, Label.COMMENT_FORM)

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


class Sum(NamedTuple):
    """All votes on one block."""

    strongest: float
    busy: float
    """The strongest without separators."""
    comments: bool
    """Some speak of comments."""
    inside: tuple[Signs, ...]
    """The kinds they speak for, in the order of the votes, if the block stands inside the text."""
    beyond: tuple[Signs, ...]
    """The same before the text and after it."""
    strong: bool = False
    """For one kind at least they leave no more than the doubt of `STRONG`: without it a block needs a neighbour of its kind to go."""


def sum_up(votes: Sequence[Vote]) -> Sum:
    """The votes on one block, which are for boilerplate, all of them."""
    return _sum(tuple([(v.label, v.score, v.by) for v in votes]))


@lru_cache(maxsize=4096)
def _sum(opinions: tuple[_Opinion, ...]) -> Sum:
    central = [o for o in opinions if o[2] not in _EDGE_ONLY]
    beyond = tuple(_added(opinions, opinions))
    inside = beyond if len(central) == len(opinions) else tuple(_added(central, opinions))
    return Sum(
        strongest=max(score for _, score, _ in opinions),
        busy=max((score for label, score, _ in opinions if label is not Label.SEPARATOR), default=0.0),
        comments=any(label in _OF_COMMENTS for label, _, _ in opinions),
        inside=inside,
        beyond=beyond,
        strong=any(1 - signs.doubt >= STRONG for signs in (*inside, *beyond)),
    )


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

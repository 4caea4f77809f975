"""Merges votes into decisions: first what is boilerplate, then what each kept block is.

The only place where votes meet and neighbours are looked at. ``weigh`` says which blocks go, ``front`` and ``shape`` name those that
stay; here the last word is said: on separators, and on pages where nothing or nearly nothing would be left.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.data import Block, Decision, Label, Vote
from pipeline.label.doubles import Occurrences
from pipeline.label.front import Front, authors_of, find_front
from pipeline.label.phrases import Phrases
from pipeline.label.shape import Kept, find_shapes
from pipeline.label.traits import Traits
from pipeline.label.weigh import Verdict, weigh

__all__ = ["decide"]

_NONE: tuple[Label | None, float, str] = (None, 0.0, "")
_BODY = frozenset(
    {
        Label.PARAGRAPH,
        Label.VERSE,
        Label.QUOTATION,
        Label.LIST_ITEM,
        Label.TABLE_ROW,
        Label.SLOGAN,
        Label.CAPTION,
        Label.CREDIT,
        Label.MILESTONE,
    }
)


def decide(
    blocks: Sequence[Block], traits: Sequence[Traits], votes: Sequence[Vote], phrases: Phrases, language: str
) -> tuple[Decision, ...]:
    """One decision a block, in order, each with the votes that were cast on it."""
    gone = _spare(blocks, traits, weigh(blocks, traits, votes))
    occurrences = Occurrences(traits)
    kept = [b.n for b in blocks if b.n not in gone and traits[b.n].key]
    front = Front(blocks, traits, kept, phrases, language, votes, occurrences)
    find_front(front)
    rest = [n for n in kept if n not in front.named]
    shapes = find_shapes(Kept(blocks, traits, rest, phrases, votes, authors=authors_of(front)))
    named = {**shapes, **front.named}
    _separators(blocks, traits, named, gone)
    cast: dict[int, list[Vote]] = {}
    for vote in votes:
        cast.setdefault(vote.block, []).append(vote)
    return tuple(_decision(b, gone, named, cast.get(b.n, [])) for b in blocks)


def _decision(block: Block, gone: dict[int, Verdict], named: dict[int, tuple[Label, float, str]], cast: list[Vote]) -> Decision:
    verdict = gone.get(block.n)
    if verdict is not None:
        signs = tuple(Vote(block.n, verdict.label, verdict.score, "place", s) for s in verdict.signs)
        return Decision(block.n, verdict.label, verdict.score, verdict.reason, (*cast, *signs), verdict.twin)
    label, score, why = named[block.n]
    return Decision(block.n, label, score, "kept", (*cast, Vote(block.n, label, score, "shape", why)))


def _spare(blocks: Sequence[Block], traits: Sequence[Traits], gone: dict[int, Verdict]) -> dict[int, Verdict]:
    """If no words would be left, only what is boilerplate beyond doubt goes: an empty article is a mistake more often than not."""
    total = sum(t.words for t in traits)
    left = sum(t.words for t in traits if t.n not in gone)
    if total and (left == 0 or (left < 0.1 * total and not any(t.prose for t in traits if t.n not in gone))):
        return {n: v for n, v in gone.items() if v.reason in ("boilerplate-sure", "duplicate")}
    return gone


def _separators(
    blocks: Sequence[Block], traits: Sequence[Traits], named: dict[int, tuple[Label, float, str]], gone: dict[int, Verdict]
) -> None:
    """A rule between two stretches of the body is a milestone; at its edges it is only furniture."""
    for block in blocks:
        n = block.n
        if traits[n].key or n in gone:
            continue
        before = next((m for m in range(n - 1, -1, -1) if m in named or m in gone), None)
        after = next((m for m in range(n + 1, len(blocks)) if m in named or m in gone), None)
        above, below = named.get(before, _NONE)[0] if before is not None else None, named.get(after, _NONE)[0] if after is not None else None
        if above in _BODY and below in _BODY and before not in gone and after not in gone:
            named[n] = (Label.MILESTONE, 0.8, "a rule between two stretches of the text")
        else:
            gone[n] = Verdict(Label.SEPARATOR, 0.9, "separator", None, ("a rule at the edge of the text",))

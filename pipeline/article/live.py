"""Entries of a live blog: each keeps its time and its heading, which elsewhere would be a dateline or front matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.data import Block, Decision, Label
from pipeline.metadata.candidates import LIVE_ENTRY

__all__ = ["with_entries"]

_TIME = re.compile(r"\D{0,20}\d{1,2}\s?[:.h]\s?\d\d.{0,25}|\D{0,20}\d{1,2}\s?(?:am|pm|Uhr|h)\b.{0,25}", re.IGNORECASE)
_NEAREST = 6
"""Hints that are looked at."""
_FRONT = frozenset({Label.BYLINE, Label.SUBTITLE, Label.KICKER, Label.STANDFIRST})


def with_entries(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions, with times and headings of a live blog's entries among its text."""
    inside = [_is_in_entry(block) for block in blocks]
    if not any(inside):
        return tuple(decisions)
    told = [_of_entry(block, decision) if entry else decision for block, decision, entry in zip(blocks, decisions, inside, strict=True)]
    times = frozenset(block.n for block, entry in zip(blocks, inside, strict=True) if entry and _TIME.fullmatch(block.text))
    above, below = _neighbours(told), _neighbours(told[::-1])[::-1]
    return tuple(_as_head(*three) if three[1].block in times else three[1] for three in zip(above, told, below, strict=True))


def _neighbours(decisions: Sequence[Decision]) -> list[Decision | None]:
    """Of each decision, the last one before it on a block that stays."""
    out: list[Decision | None] = []
    last: Decision | None = None
    for decision in decisions:
        out.append(last)
        last = last if decision.label.removed else decision
    return out


def _as_head(before: Decision | None, decision: Decision, after: Decision | None) -> Decision:
    """A time that opens an entry heads it; one below the heading of an entry is a line of its text."""
    if decision.label is not Label.PARAGRAPH or after is None:
        return decision
    opens = after.label is Label.HEADING or before is None or before.label is not Label.HEADING
    return decision._replace(label=Label.HEADING, evidence=(*decision.evidence, "the time that opens an entry")) if opens else decision


def _is_in_entry(block: Block) -> bool:
    return block.markup is not None and _names_entry(block.markup.hints[:_NEAREST])


@lru_cache(maxsize=1 << 12)
def _names_entry(hints: tuple[str, ...]) -> bool:
    return any(LIVE_ENTRY.fullmatch(hint) for hint in hints)


def _of_entry(block: Block, decision: Decision) -> Decision:
    judged = decision.label.removed and decision.reason == "labeller"
    if block.markup is not None and block.markup.heading and (decision.label in _FRONT or judged):
        return decision._replace(label=Label.HEADING, reason="kept", evidence=(*decision.evidence, "a heading of an entry"))
    if (decision.label.removed or decision.label.front or decision.label in _FRONT) and _TIME.fullmatch(block.text):
        return decision._replace(label=Label.PARAGRAPH, reason="kept", twin=None, evidence=(*decision.evidence, "the time of an entry"))
    return decision

"""Entries of a live blog: each keeps its time and its heading, which elsewhere would be a dateline or front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.article.overruled import Proved
from pipeline.data import Block, Decision, Label
from pipeline.metadata.candidates import LIVE_ENTRY

__all__ = ["parts_of_entries", "with_entry_heads"]

_TIME = re.compile(r"\D{0,20}\d{1,2}\s?[:.h]\s?\d\d.{0,25}|\D{0,20}\d{1,2}\s?(?:am|pm|Uhr|h)\b.{0,25}", re.IGNORECASE)
_NEAREST = 6
"""Hints that are looked at."""
_FRONT = frozenset({Label.BYLINE, Label.SUBTITLE, Label.KICKER, Label.STANDFIRST})
_REMOVED = frozenset({"labeller", "duplicate", "site-repeat"})
"""Reasons for which the time of an entry may have been removed, wrongly."""


def parts_of_entries(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """Headings and times of the entries of a live blog that were removed or taken for front matter. A time that stands twice is no copy."""
    for block, decision in zip(blocks, decisions, strict=True):
        if not _is_in_entry(block):
            continue
        heading = block.markup is not None and block.markup.heading
        if heading and (decision.label in _FRONT or decision.removed_by_labeller):
            yield Proved(block.n, Label.HEADING, "a heading of an entry")
        elif (decision.label.removed or decision.label.front) and _TIME.fullmatch(block.text):
            yield Proved(block.n, Label.PARAGRAPH, "the time of an entry", over=_REMOVED)


def with_entry_heads(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions; a time that opens an entry of a live blog heads it."""
    times = frozenset(block.n for block in blocks if _is_in_entry(block) and _TIME.fullmatch(block.text))
    if not times:
        return tuple(decisions)
    above, below = _neighbours(decisions), _neighbours(decisions[::-1])[::-1]
    return tuple(_as_head(*three) if three[1].block in times else three[1] for three in zip(above, decisions, below, strict=True))


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

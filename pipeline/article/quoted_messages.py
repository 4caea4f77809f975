"""Messages that an answer quotes: no line of theirs, and not the line that announces one (``John Roche wrote:``), is front matter of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.data import Block, Decision, Label
from pipeline.reading.message_heads import MESSAGE

__all__ = ["FRONT", "without_announcements", "without_front_of_quoted"]

FRONT = frozenset(label for label in Label if label.front) | {Label.AUTHOR_NOTE, Label.EDITOR_NOTE, Label.CORRECTION}
"""Labels of front matter, and of notes on an article and its author."""
_ABOVE = frozenset({Label.BYLINE, Label.DATELINE, Label.STANDFIRST, Label.HEADING})
"""What the line that announces a quoted message may be taken for."""


def without_front_of_quoted(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Sequence[Decision]:
    """The decisions; front matter of a quoted message is text of the answer."""
    quoted = {n for n, block in enumerate(blocks) if _is_quoted(block)}
    return [_as_text(d) if d.block in quoted and d.label in FRONT else d for d in decisions] if quoted else decisions


def without_announcements(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Sequence[Decision]:
    """The decisions; the line that announces a quoted message is text. A heading of a page of HTML is one by its element."""
    above = {n for n, (block, following) in enumerate(pairwise(blocks)) if block.text.endswith((":", "：")) and _is_deeper(block, following)}
    return [_as_text(d) if d.block in above and _may_announce(blocks[d.block], d.label) else d for d in decisions] if above else decisions


def _may_announce(block: Block, label: Label) -> bool:
    return label in _ABOVE and (block.markup is None or label is not Label.HEADING)


def _is_quoted(block: Block) -> bool:
    return block.verbatim.startswith(">") if block.markup is None else MESSAGE in block.markup.hints


def _is_deeper(block: Block, following: Block) -> bool:
    """Whether the second of two neighbours is quoted, and deeper than the first."""
    if block.markup is None or following.markup is None:
        return following.verbatim.startswith(">")
    return following.markup.quote > block.markup.quote


def _as_text(decision: Decision) -> Decision:
    return decision._replace(label=Label.PARAGRAPH) if decision.stays_by_labeller else decision

"""Lines of one element that ``<br>`` parts, as of a stanza or an address, stay together where most of them stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.article.overruled import Proved
from pipeline.data import Block, Decision, Label
from pipeline.data.counting import counted

__all__ = ["lines_of_text"]

_OF_TEXT = frozenset({Label.PARAGRAPH, Label.VERSE, Label.QUOTATION, Label.LIST_ITEM})


def lines_of_text(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """Lines that the labeller removed where at least as many lines of their element are text and no line is anything else."""
    lines: dict[int, list[Decision]] = {}
    for block, decision in zip(blocks, decisions, strict=True):
        if block.chunk > 0 and block.markup is not None:
            lines.setdefault(block.chunk, []).append(decision)
    for group in lines.values():
        text = [d for d in group if d.label in _OF_TEXT]
        removed = [d for d in group if d.removed_by_labeller]
        if len(removed) <= len(text) and len(removed) + len(text) == len(group):
            yield from (Proved(d.block, text[0].label, f"one of {counted(len(group), 'line')} of one element") for d in removed)

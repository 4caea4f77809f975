"""Lines of one element that ``<br>`` parts, as of a stanza or an address, stay together where most of them stay."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.data import Block, Decision, Label

__all__ = ["with_lines"]

_OF_TEXT = frozenset({Label.PARAGRAPH, Label.VERSE, Label.QUOTATION, Label.LIST_ITEM})


def with_lines(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions; a line that the labeller removed stays where at least as many lines of its element are text and no line is anything else."""
    lines: dict[int, list[Decision]] = {}
    for block, decision in zip(blocks, decisions, strict=True):
        if block.chunk > 0 and block.markup is not None:
            lines.setdefault(block.chunk, []).append(decision)
    kept = {d.block: told for group in lines.values() if len(group) > 1 for d, told in _taken_back(group)}
    return tuple(kept.get(d.block, d) for d in decisions) if kept else tuple(decisions)


def _taken_back(group: list[Decision]) -> list[tuple[Decision, Decision]]:
    text = [d for d in group if d.label in _OF_TEXT]
    removed = [d for d in group if d.label.removed and d.reason == "labeller"]
    if not removed or len(removed) > len(text) or len(removed) + len(text) < len(group):
        return []
    why = f"one of {len(group)} lines of one element"
    return [(d, d._replace(label=text[0].label, reason="kept", twin=None, evidence=(*d.evidence, why))) for d in removed]

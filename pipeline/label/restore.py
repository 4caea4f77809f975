"""Removed matter that a person wants back."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.data import Block, Decision, Label, Vote

__all__ = ["Range", "restore"]

Range = tuple[int, int]
"""Start and end of characters in the page."""


def restore(blocks: Sequence[Block], decisions: Sequence[Decision], ranges: Sequence[Range]) -> tuple[Decision, ...]:
    """The decisions with every removed block that lies in one of the ranges back in the article; its last vote says what it was.

    A block counts as lying there if it shares a character with the range: what was one block may have become two since it was named.
    """
    return tuple(
        _restored(decision, decisions) if decision.label.removed and _is_wanted(blocks[n], ranges) else decision
        for n, decision in enumerate(decisions)
    )


def _is_wanted(block: Block, ranges: Sequence[Range]) -> bool:
    return any(start < block.end and block.start < end for start, end in ranges)


def _restored(decision: Decision, decisions: Sequence[Decision]) -> Decision:
    """As a paragraph; as what its twin is, where it was removed for standing twice."""
    twin = decisions[decision.twin] if decision.twin is not None else None
    label = twin.label if twin and not twin.label.removed and not twin.label.front else Label.PARAGRAPH
    vote = Vote(decision.block, decision.label, decision.score, "restore", f"was removed as {decision.label} ({decision.reason})")
    return decision._replace(label=label, score=1.0, reason="restored", votes=(*decision.votes, vote), twin=None)

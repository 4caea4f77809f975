"""Removed matter that a person wants back: by kind, or one block by its range.

A wish is a word, so that it can stand in a file and on a command line: ``kind:comments`` for all blocks of a kind, ``range:120-340`` for the
block that covers these characters of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.data import Block, Decision, Label, Vote

__all__ = ["restore"]


def restore(blocks: Sequence[Block], decisions: Sequence[Decision], wishes: Sequence[str]) -> tuple[Decision, ...]:
    """The decisions with what was wished for back in the article; each keeps the label it had as its last vote."""
    return tuple(
        _restored(decision, decisions) if decision.label.removed and _is_wished(blocks[n], decision, wishes) else decision
        for n, decision in enumerate(decisions)
    )


def _is_wished(block: Block, decision: Decision, wishes: Sequence[str]) -> bool:
    return f"kind:{decision.label}" in wishes or f"range:{block.start}-{block.end}" in wishes


def _restored(decision: Decision, decisions: Sequence[Decision]) -> Decision:
    """As a paragraph; as what its twin is, where it was removed for standing twice."""
    twin = decisions[decision.twin] if decision.twin is not None else None
    label = twin.label if twin and not twin.label.removed and not twin.label.front else Label.PARAGRAPH
    vote = Vote(decision.block, decision.label, decision.score, "restore", f"was removed as {decision.label} ({decision.reason})")
    return replace(decision, label=label, score=1.0, reason="restored", votes=(*decision.votes, vote), twin=None)

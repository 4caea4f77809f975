"""Notes that the text calls stay, whatever the labeller takes them for; of the sources of a paper, which are many, the labeller decides."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.data import Block, Decision, Label

__all__ = ["SERVICES", "with_called_notes"]

_MARK = 4
"""Letters of the longest block that is nothing but the mark of a note."""
_MOST = 24
"""Removed notes of a page up to which they are taken back."""
SERVICES = frozenset({
    Label.SHARE, Label.SUBSCRIBE, Label.LOGIN, Label.COMMENT_FORM, Label.JOIN_US, Label.PAYWALL, Label.APP_PROMO, Label.COOKIE_NOTICE,
    Label.BREADCRUMB, Label.PRINT_TOOLS})
"""Kinds of boilerplate that no labeller confuses with parts of a text."""
_WHY = "a note that the text calls"


def with_called_notes(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions; a block that the labeller removed is a note where a block that stays calls it. Where that block is the mark alone, the next
    one is the note too."""
    called = {i.value for d in decisions if not d.label.removed for i in blocks[d.block].inlines if i.kind == "noteref"}
    if not called:
        return tuple(decisions)
    back = set[int]()
    marked = False
    for n, block in enumerate(blocks):
        note = block.markup is not None and dict(block.markup.attributes).get("note") in called
        if (note or marked) and _may_stay(block, decisions[n]):
            back.add(n)
        marked = note and len(block.text) <= _MARK
    if len(back) > _MOST:
        return tuple(decisions)
    return tuple(d._replace(label=Label.NOTE, reason="kept", twin=None, evidence=(*d.evidence, _WHY)) if d.block in back else d for d in decisions)


def _may_stay(block: Block, decision: Decision) -> bool:
    removed = decision.label.removed and decision.reason == "labeller" and decision.label not in SERVICES
    if not removed or not block.text or block.markup is None or block.markup.hidden:
        return False
    return not block.markup.heading or len(block.text) <= _MARK  # a longer heading stands above the notes

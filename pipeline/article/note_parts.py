"""The further paragraphs of a note of a page of HTML: what stands in the same item of a list as the note is a note too."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.data import Block, Decision, Label

__all__ = ["with_note_parts"]

_MAY_BE = frozenset({Label.PARAGRAPH, Label.LIST_ITEM})


def with_note_parts(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions; a paragraph that follows a note in its item is one."""
    out = list(decisions)
    item = ""
    for n, block in enumerate(blocks):
        own = dict(block.markup.attributes) if block.markup is not None else {}
        if "note" in own:
            item = own.get("item", "") if decisions[n].label is Label.NOTE else ""
        elif not item or own.get("item") != item:
            item = ""
        elif decisions[n].label in _MAY_BE:
            out[n] = decisions[n]._replace(label=Label.NOTE, evidence=(*decisions[n].evidence, "a further paragraph of a note"))
    return tuple(out)

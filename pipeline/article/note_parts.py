"""The further paragraphs of a note of a page of HTML: what stands in the same item of a list, or in the same element of a note, is a note too."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.data import Block, Decision, Label

__all__ = ["with_note_parts"]

_MAY_BE = frozenset({Label.PARAGRAPH, Label.LIST_ITEM})
_HOLDER = re.compile(r"(?:[\w-]{0,40}[-_])?(?:foot|end|side)-?note(?:[-_](?:content|text|body))?", re.IGNORECASE)
"""Classes of an element that holds one note."""


def with_note_parts(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions; a paragraph that follows a note in its item or element is one."""
    out = list(decisions)
    holder = ""
    for n, block in enumerate(blocks):
        own = dict(block.markup.attributes) if block.markup is not None else {}
        if "note" in own:
            holder = _holder(block, own) if decisions[n].label is Label.NOTE else ""
        elif not holder or _holder(block, own) != holder:
            holder = ""
        elif decisions[n].label in _MAY_BE:
            out[n] = decisions[n]._replace(label=Label.NOTE, evidence=(*decisions[n].evidence, "a further paragraph of a note"))
    return tuple(out)


def _holder(block: Block, own: dict[str, str]) -> str:
    """The item of a list in which a block stands, or the element of one note around it; empty where there is neither."""
    if item := own.get("item", ""):
        return item
    markup = block.markup
    if markup is None or len(markup.nodes) < 2 or not any(map(_HOLDER.fullmatch, markup.hints[:2])):
        return ""
    return f"element {markup.nodes[-2]}"

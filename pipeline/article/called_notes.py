"""Notes that the text calls stay, whatever the labeller takes them for; of the sources of a paper, which are many, the labeller decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.article.overruled import Proved, may_be_text
from pipeline.data import Block, Decision, Label

__all__ = ["called_notes"]

_MARK = 4
"""Letters of the longest block that is nothing but the mark of a note."""
_MOST = 24
"""Removed notes of a page up to which they are taken back."""


def called_notes(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """Removed blocks that are a note, since a block that stays calls it. Where such a block is the mark alone, the next one is the note too."""
    called = {i.value for d in decisions if not d.label.removed for i in blocks[d.block].inlines if i.kind == "noteref"}
    back: list[int] = []
    marked = False
    for n, block in enumerate(blocks if called else ()):
        note = block.markup is not None and dict(block.markup.attributes).get("note") in called
        if (note or marked) and _may_stay(block, decisions[n]):
            back.append(n)
        marked = note and len(block.text) <= _MARK
    if len(back) <= _MOST:
        yield from (Proved(n, Label.NOTE, "a note that the text calls") for n in back)


def _may_stay(block: Block, decision: Decision) -> bool:
    heading = block.markup is not None and block.markup.heading and len(block.text) > _MARK  # it stands above the notes
    return may_be_text(block, decision) and not heading

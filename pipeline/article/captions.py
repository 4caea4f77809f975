"""Captions of pictures that stay: the ``figcaption`` of a picture among the text is no entry of a menu, whatever its few words look like."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.data import Block, Decision, Label

__all__ = ["with_captions"]

_TEXT = frozenset({Label.PARAGRAPH, Label.STANDFIRST, Label.LIST_ITEM})
_NEAR = 8
"""Blocks above and below a caption among which text of the article stands."""
_WHOLE = 0.9
"""The share of a caption that is a link, from which on the figure is a teaser of another page."""


def with_captions(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions; a caption that the labeller took for navigation stays where the picture of its figure stays, with the title or
    text above and text below."""
    pictures = {b.markup.figure for b, d in zip(blocks, decisions, strict=True) if b.markup and b.markup.figure and d.label is Label.IMAGE}
    out = list(decisions)
    for block, decision in zip(blocks, decisions, strict=True):
        if decision.label is not Label.NAVIGATION or decision.reason != "labeller" or not block.text or block.markup is None:
            continue
        if block.markup.figure not in pictures or "figcaption" not in block.markup.path or _is_teaser(block):
            continue
        above, below = decisions[max(0, block.n - _NEAR):block.n], decisions[block.n + 1:block.n + 1 + _NEAR]
        if any(d.label in _TEXT or d.label.front for d in above) and any(d.label in _TEXT for d in below):
            out[block.n] = decision._replace(label=Label.CAPTION, reason="kept", evidence=(*decision.evidence, "the caption of a picture that stays"))
    return tuple(out)


def _is_teaser(block: Block) -> bool:
    return any(i.kind == "link" and i.end - i.start >= _WHOLE * len(block.text) for i in block.inlines)

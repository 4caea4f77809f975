"""Code between the paragraphs of a page of HTML stays, whatever the labeller takes it for."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.data import Block, Decision, Label

__all__ = ["with_code_inside"]

_CODE = frozenset({"pre", "code"})
_WHY = "code between the paragraphs of the text"


def with_code_inside(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions; preformatted text without links that the labeller removed between the first and the last paragraph that stay is kept."""
    text = [d.block for d in decisions if d.label is Label.PARAGRAPH]
    back = {d.block for d in decisions[text[0]:text[-1]] if _is_code(blocks[d.block], d)} if text else ()
    if not back:
        return tuple(decisions)
    return tuple(
        d._replace(label=Label.PREFORMATTED, reason="kept", twin=None, evidence=(*d.evidence, _WHY)) if d.block in back else d for d in decisions)


def _is_code(block: Block, decision: Decision) -> bool:
    markup = block.markup
    if not decision.label.removed or decision.reason != "labeller" or markup is None:
        return False
    return markup.tag in _CODE and not markup.hidden and not markup.link_chars and bool(block.text)

"""Code between the paragraphs of a page of HTML stays, whatever the labeller takes it for; the same code in a field, from which a reader may copy it,
is a duplicate."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.article.called_notes import SERVICES
from pipeline.data import Block, Decision, Label
from pipeline.reading.words import key_of

__all__ = ["with_code_inside"]

_CODE = frozenset({"pre", "code"})
_WHY = "code between the paragraphs of the text"
_FIELD = "a field with the code that stands beside it"


def with_code_inside(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions; preformatted text without links that the labeller removed between the first and the last paragraph that stay is kept."""
    text = [d.block for d in decisions if d.label is Label.PARAGRAPH]
    back = {d.block for d in decisions[text[0]:text[-1]] if _is_code(blocks[d.block], d)} if text else ()
    out = [
        d._replace(label=Label.PREFORMATTED, reason="kept", twin=None, evidence=(*d.evidence, _WHY)) if d.block in back else d for d in decisions]
    fields = [n for n, block in enumerate(blocks) if block.text and block.markup is not None and block.markup.tag == "textarea"]
    if fields:
        code = {key_of(block.text): n for n, block in enumerate(blocks) if _is_of_code(block) and not out[n].label.removed}
        for n in fields:
            if out[n].stays_by_labeller and (twin := code.get(key_of(blocks[n].text))) is not None:
                out[n] = Decision(n, Label.DUPLICATE, 0.95, "duplicate", (_FIELD,), twin)
    return tuple(out)


def _is_code(block: Block, decision: Decision) -> bool:
    removed = decision.label.removed and decision.reason == "labeller" and decision.label not in SERVICES
    return removed and _is_of_code(block) and block.markup is not None and not block.markup.link_chars


def _is_of_code(block: Block) -> bool:
    return block.markup is not None and block.markup.tag in _CODE and not block.markup.hidden and bool(block.text)

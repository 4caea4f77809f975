"""Code between the paragraphs of a page of HTML stays, whatever the labeller takes it for; the same code in a field, from which a reader may copy it,
is a duplicate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.article.overruled import Proved, copy_of, may_be_text
from pipeline.data import Block, Decision, Label
from pipeline.reading.words import key_of

__all__ = ["code_inside", "fields_of_code"]

_CODE = frozenset({"pre", "code"})


def code_inside(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """Preformatted text without links that the labeller removed between the first and the last paragraph that stay."""
    text = [d.block for d in decisions if d.label is Label.PARAGRAPH]
    for d in decisions[text[0]:text[-1]] if text else ():
        block = blocks[d.block]
        if may_be_text(block, d) and _is_code(block) and block.markup is not None and not block.markup.link_chars:
            yield Proved(d.block, Label.PREFORMATTED, "code between the paragraphs of the text")


def fields_of_code(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """Fields of many lines that hold the same as code that stays."""
    fields = [n for n, block in enumerate(blocks) if block.text and block.markup is not None and block.markup.tag == "textarea"]
    if not fields:
        return
    code = {key_of(block.text): n for n, block in enumerate(blocks) if _is_code(block) and not decisions[n].label.removed}
    for n in fields:
        if decisions[n].stays_by_labeller and (twin := code.get(key_of(blocks[n].text))) is not None:
            yield copy_of(twin, n, "a field with the code that stands beside it")


def _is_code(block: Block) -> bool:
    return block.markup is not None and block.markup.tag in _CODE and not block.markup.hidden and bool(block.text)

"""Captions of a page of HTML: that of a table or of code stays with it, and what a class calls a caption beside a picture is one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.article.overruled import Proved, may_be_text
from pipeline.data import Block, Decision, Label, Markup

__all__ = ["captions"]

_CAPTION = re.compile(
    r"(?:[\w-]{1,40}[-_]{1,2})?(?:caption|cutline|bildunterschrift|legende|pie-de-foto|didascalia)(?:[-_]{1,2}(?:text|content|body|wrapper))?",
    re.IGNORECASE)
"""Classes of captions."""
_TAGS, _PICTURES = frozenset({"p", "div", "span", "figcaption", "small"}), frozenset({"img", "picture", "video", "iframe", "audio", "amp-img"})
_CAPTIONED = frozenset({Label.TABLE_ROW, Label.PREFORMATTED, Label.QUOTATION, Label.VERSE})
_LONGEST = 600
"""Characters of the longest caption."""
_NEAR, _LEVELS = 2, 2
"""Blocks in which the picture of a caption is looked for, and elements in which both stand."""
_OF_KEPT, _CALLED = "the caption of what stays", "a class calls it a caption, beside a picture"


def captions(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """The captions of tables, of code and of quotations that stay, whatever the labeller takes them for, and paragraphs beside a picture that their
    class calls a caption."""
    figures = {m.figure for d in decisions if d.label in _CAPTIONED and (m := blocks[d.block].markup) is not None and m.figure}
    for block, decision in zip(blocks, decisions, strict=True):
        markup = block.markup
        if markup is None or not 0 < len(block.text) <= _LONGEST:
            continue
        if markup.figure in figures and "figcaption" in markup.path and may_be_text(block, decision) and not markup.link_chars:
            yield Proved(block.n, Label.CAPTION, _OF_KEPT)
        elif decision.label is Label.PARAGRAPH and _is_called_caption(blocks, block, markup):
            yield Proved(block.n, Label.CAPTION, _CALLED)


def _is_called_caption(blocks: Sequence[Block], block: Block, markup: Markup) -> bool:
    """Whether the class of a short block, which is no list and no table, calls it a caption, and a picture stands beside it."""
    if markup.tag not in _TAGS or not any(map(_CAPTION.fullmatch, markup.hints[:2])):
        return False
    around = set(markup.nodes[-1 - _LEVELS:-1])
    near = (*blocks[max(block.n - _NEAR, 0):block.n], *blocks[block.n + 1:block.n + 1 + _NEAR])
    return any(b.markup is not None and b.markup.tag in _PICTURES and not around.isdisjoint(b.markup.nodes[-2 - _LEVELS:-1]) for b in near)

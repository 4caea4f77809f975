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
_SHORTEST = 12
"""Characters of the shortest caption of one word."""
_NEAR, _LEVELS = 2, 2
"""Blocks in which the picture of a caption is looked for, and elements in which both stand."""
_FAR = 8
"""Blocks in which the text around a figure is looked for."""
_TEXT = frozenset({Label.PARAGRAPH, Label.HEADING, Label.QUOTATION, Label.LIST_ITEM, Label.TABLE_ROW, Label.VERSE, Label.PREFORMATTED})
_OF_KEPT, _CALLED = "the caption of what stays", "a class calls it a caption, beside a picture"
_OF_PICTURE = "the caption of a picture between two passages of the text"


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
        elif _is_of_picture(blocks, decisions, block, markup):
            yield Proved(block.n, Label.CAPTION, _OF_PICTURE)
        elif decision.label is Label.PARAGRAPH and _is_called_caption(blocks, block, markup):
            yield Proved(block.n, Label.CAPTION, _CALLED)


def _is_of_picture(blocks: Sequence[Block], decisions: Sequence[Decision], block: Block, markup: Markup) -> bool:
    """Whether a block without links is all of the caption of a figure with a picture, and blocks of the text stand before and behind the figure."""
    if not markup.figure or "figcaption" not in markup.path or markup.link_chars or not may_be_text(block, decisions[block.n]):
        return False
    if len(block.text) < _SHORTEST and " " not in block.text:
        return False  # a word such as "(more)"
    around = [_beside(blocks, step, block.n) for step in (-1, 1)]
    own = blocks[max(block.n - _FAR, 0):block.n + _FAR]
    pictured = any(b.markup is not None and b.markup.figure == markup.figure and b.markup.tag in _PICTURES for b in own)
    return pictured and all(n is not None and decisions[n].label in _TEXT for n in around)


def _beside(blocks: Sequence[Block], step: int, at: int) -> int | None:
    """The number of the nearest block with words, before or behind a place, that stands in no figure; None where there is none near."""
    end = max(at - _FAR, -1) if step < 0 else min(at + _FAR, len(blocks))
    return next((n for n in range(at + step, end, step) if blocks[n].text and not ((m := blocks[n].markup) is not None and m.figure)), None)


def _is_called_caption(blocks: Sequence[Block], block: Block, markup: Markup) -> bool:
    """Whether the class of a short block, which is no list and no table, calls it a caption, and a picture stands beside it."""
    if markup.tag not in _TAGS or not any(map(_CAPTION.fullmatch, markup.hints[:2])):
        return False
    around = set(markup.nodes[-1 - _LEVELS:-1])
    near = (*blocks[max(block.n - _NEAR, 0):block.n], *blocks[block.n + 1:block.n + 1 + _NEAR])
    return any(b.markup is not None and b.markup.tag in _PICTURES and not around.isdisjoint(b.markup.nodes[-2 - _LEVELS:-1]) for b in near)

"""What belongs together on a page of HTML stays together: rows of a table, items of a list, a quotation and its source, a picture's caption.

The model speaks on one block after the other. Inside a table or a list that it takes for text, a row of figures or a short item that it takes
for none is more often its mistake than the site's doing.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence

from pipeline.data import Block, Label, Markup
from pipeline.label.traits import Traits
from pipeline.label.weigh import Verdict

__all__ = ["keep_together"]

_WHOLE = ("ul", "ol", "dl", "blockquote")
_MOST = 0.6  # share of the words of a whole that must stay already
_UNSURE = 0.75  # bench: taking back every caption costs .001 of word F1 (half of the gold has none), those up to here cost nothing
_NEAR = 4  # blocks, pictures counted, to the nearest text that stays


def keep_together(blocks: Sequence[Block], traits: Sequence[Traits], gone: dict[int, Verdict]) -> None:
    """Takes back what only the model removed from a table, list or quotation of which most stays, and from figures inside the text."""
    wholes: dict[tuple[str, int], list[int]] = {}
    for block in blocks:
        if block.markup is not None and traits[block.n].key and not block.markup.hidden:
            whole = _whole_of(block.markup)
            if whole is not None:
                wholes.setdefault(whole, []).append(block.n)
    for members in wholes.values():
        lost = [n for n in members if n in gone]
        if lost and len(lost) < len(members):
            words = sum(traits[n].words for n in members)
            if sum(traits[n].words for n in members if n not in gone) >= _MOST * words:
                for n in lost:
                    if _only_by_model(gone[n]):
                        del gone[n]
    _captions(blocks, traits, gone)


def _captions(blocks: Sequence[Block], traits: Sequence[Traits], gone: dict[int, Verdict]) -> None:
    """A caption goes with its picture: inside the text it stays."""
    kept = [t.n for t in traits if t.key and t.n not in gone]
    for block in blocks:
        n, markup = block.n, block.markup
        if markup is None or markup.hidden or "figcaption" not in markup.path or n not in gone:
            continue
        if _only_by_model(gone[n]) and gone[n].score <= _UNSURE:
            at = bisect(kept, n)
            if 0 < at < len(kept) and n - kept[at - 1] <= _NEAR and kept[at] - n <= _NEAR:
                del gone[n]


def _whole_of(markup: Markup) -> tuple[str, int] | None:
    """The table of data, or the outermost list or quotation, that a block stands in; a table that only lays out a page is none."""
    if markup.cells:
        return "table", markup.table
    if not (markup.list_depth or markup.list_kind or markup.quote):
        return None
    return next(((tag, node) for tag, node in zip(markup.path, markup.nodes, strict=False) if tag in _WHOLE), None)


def _only_by_model(verdict: Verdict) -> bool:
    return verdict.reason == "model" and verdict.label is Label.OTHER

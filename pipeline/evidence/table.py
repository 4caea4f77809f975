"""The table of evidence of a page: one row a block, one named column for each thing that speaks for or against a label.

Every value is a small whole number, so the table, and what the labeller makes of it, is the same on every machine. Columns decide nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.blocks import HeadData
from pipeline.data import Block, Label
from pipeline.data.memory import give_back
from pipeline.data.rows import Rows, rows_of
from pipeline.evidence.characters import Shape, word_hashes
from pipeline.evidence.copies import copies, shared_words, whole_hashes
from pipeline.evidence.declared import declared_columns
from pipeline.evidence.levels import Columns, level, numbered, share
from pipeline.evidence.markup import link_characters, markup_columns
from pipeline.evidence.measures import densest, measures, running
from pipeline.evidence.phrases import Hit, load_phrases
from pipeline.evidence.signs import signs
from pipeline.evidence.tokens import Tokens, markup_tokens, word_tokens
from pipeline.reading.words import LINE

__all__ = ["GROUPS", "Evidence", "evidence_of"]

GROUPS = ("measures", "signs", "phrases", "copies", "markup")
"""Groups of columns, in the order in which they stand in the table; ``markup`` only where blocks have markup."""
_KINDS = tuple(label for label in Label if label.removed and label not in (Label.DUPLICATE, Label.SEPARATOR, Label.SITE_REPEAT))
_OTHERS = "opens with words of other boilerplate and a mark"
_OPENING = {Label.RELATED: "opens with words of related and a mark"}
"""Columns for lines such as ``Read also: …``, by kind; `_OTHERS` for the other kinds of boilerplate."""
_NOTES = (Label.AUTHOR_NOTE, Label.EDITOR_NOTE, Label.CORRECTION, Label.BYLINE)


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What is known of the blocks of a page."""

    names: tuple[str, ...]
    """Names of the columns, which the model files have too; `pipeline.evidence.sentences` has what people read of them."""
    groups: tuple[str, ...]
    """The group of each column."""
    rows: Rows
    """Blocks x columns."""
    words: Tokens
    markup: Tokens | None
    hits: tuple[tuple[Hit, ...], ...]
    """The phrases that were found in each block."""

    @property
    def tokens(self) -> tuple[Tokens, ...]:
        """Words, and class names where blocks have markup."""
        return (self.words,) if self.markup is None else (self.words, self.markup)


def evidence_of(blocks: Sequence[Block], head: HeadData | None = None) -> Evidence:
    """The evidence on blocks with text, in page order, at least one. With markup columns where every block has markup.

    ``head``: what a page of HTML says of itself.
    """
    shape = Shape([block.text for block in blocks])
    hashes = word_hashes(shape)
    whole = whole_hashes(shape, hashes)
    markups = [block.markup for block in blocks if block.markup is not None]
    marked = len(markups) == len(blocks)
    text = running(shape)
    hits = tuple([_hits_of_line(b.text) if len(b.text) <= LINE else _hits(b.text) for b in blocks])
    groups: dict[str, Columns] = {
        "measures": {}, "signs": signs(blocks), "phrases": {**_phrase_columns(hits), **_function_words(shape, hashes)}, "copies": {}}
    if marked:
        links = link_characters(markups, shape)
        text = np.where(links * 2 > shape.lengths, 0, text)
        row, around = numbered((m.path, m.hints) for m in markups)
        groups["markup"] = {**markup_columns(blocks, markups, row, around, shape, text, links), **declared_columns(blocks, head)}
    shared, words = shared_words(shape, text, densest(text)), word_tokens(shape, hashes, whole)
    del shape.sums  # as large as the page eight times over, and no more stretches of it are compared
    groups["copies"] = {**copies(shape, hashes, whole), **shared}
    groups["measures"] = measures(blocks, shape, text)
    del shape, hashes, whole
    names, owners = zip(*((name, group) for group, columns in groups.items() for name in columns), strict=True)
    rows = rows_of([groups[group].pop(name) for name, group in zip(names, owners, strict=True)])
    give_back(len(blocks))
    return Evidence(names, owners, rows, words, markup_tokens(row, around) if marked else None, hits)


def _hits(text: str) -> tuple[Hit, ...]:
    return load_phrases().match(text) + load_phrases().opening(text)


_hits_of_line = lru_cache(maxsize=1 << 13)(_hits)
"""The phrases in a line, looked for once, however often a page, or the pages of a site, print it."""


def _phrase_columns(hits: Sequence[Sequence[Hit]]) -> Columns:
    """For each kind how strongly the phrases in a block speak for it: 0, or 1 to 3; and the same of phrases that open it with a mark behind them."""
    names = [f"words of {kind}" for kind in (*_KINDS, *_NOTES)] + [*_OPENING.values(), _OTHERS]
    place = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(names), len(hits)), np.int8)
    for n, found in enumerate(hits):
        for hit in found:
            i = place.get(f"words of {hit.kind}" if hit.where != "opening" else _OPENING.get(hit.kind, _OTHERS))
            if i is not None and hit.strength > table[i, n] and (hit.where != "opening" or hit.kind.removed):
                table[i, n] = hit.strength
    return {name: table[i] for name, i in place.items()}


def _function_words(shape: Shape, hashes: NDArray[np.uint64]) -> Columns:
    """How many words of each block are function words of any language of the packs: running text has many."""
    stop = _stop_hashes()
    n = len(shape.lengths)
    at = np.minimum(np.searchsorted(stop, hashes), max(len(stop) - 1, 0))
    found = np.bincount(shape.word_block[stop[at] == hashes], minlength=n) if len(stop) and len(hashes) else np.zeros(n, np.int64)
    return {"function words": share(found, shape.words), "number of function words": level(found)}


@lru_cache(maxsize=1)
def _stop_hashes() -> NDArray[np.uint64]:
    """Hashes of the function words, ascending."""
    return np.unique(word_hashes(Shape(load_phrases().words("stop_words"))))

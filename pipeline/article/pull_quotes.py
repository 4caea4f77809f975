"""Sentences of the text that a page of HTML sets large beside it: what is printed again there is a duplicate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from pipeline.article.overruled import Proved, copy_of
from pipeline.data import Block, Decision, Label
from pipeline.reading.words import key_of

__all__ = ["repeated_pull_quotes"]

_FEWEST = 4
"""Words of the shortest such sentence."""
_MOST = 40
"""Pull quotes of a page that are looked at."""
_TEXT = frozenset({Label.PARAGRAPH, Label.QUOTATION, Label.LIST_ITEM})


def repeated_pull_quotes(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """Pull quotes whose words, one after another, stand in another block of the text."""
    quotes = {d.block: key for d in decisions
              if d.label is Label.PULL_QUOTE and d.stays_by_labeller and (key := key_of(blocks[d.block].text)).count(" ") + 1 >= _FEWEST}
    if not quotes:
        return
    text = {d.block: f" {key_of(blocks[d.block].text)} " for d in decisions if d.label in _TEXT}
    for n, key in islice(quotes.items(), _MOST):
        twin = next((other for other, words in text.items() if f" {key} " in words), None)
        if twin is not None:
            yield copy_of(twin, n, "a pull quote whose words stand in the text")

"""Sentences of the text that a page of HTML sets large beside it: what is printed again there is a duplicate."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from pipeline.data import Block, Decision, Label
from pipeline.reading.words import key_of

__all__ = ["without_pull_quotes"]

_FEWEST = 4
"""Words of the shortest such sentence."""
_MOST = 40
"""Pull quotes of a page that are looked at."""
_TEXT = frozenset({Label.PARAGRAPH, Label.QUOTATION, Label.LIST_ITEM})
_WHY = ("its words stand in the text",)


def without_pull_quotes(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions; a pull quote whose words, one after another, stand in another block of the text is a duplicate of it."""
    quotes = {d.block: key for d in decisions
              if d.label is Label.PULL_QUOTE and d.stays_by_labeller and (key := key_of(blocks[d.block].text)).count(" ") + 1 >= _FEWEST}
    if not quotes:
        return tuple(decisions)
    quotes = dict(islice(quotes.items(), _MOST))
    text = {d.block: f" {key_of(blocks[d.block].text)} " for d in decisions if d.label in _TEXT}
    twins = {n: next((other for other, words in text.items() if f" {key} " in words), None) for n, key in quotes.items()}
    return tuple(
        Decision(d.block, Label.DUPLICATE, 0.95, "duplicate", _WHY, twin) if (twin := twins.get(d.block)) is not None else d for d in decisions)

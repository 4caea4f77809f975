"""Headings of plain text that bear the signs of Markdown or a wiki (``## The old stones``), where the labeller takes the first one below the title
for a byline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.article.overruled import Proved
from pipeline.data import Block, Decision, Label
from pipeline.evidence.phrases import word_lists
from pipeline.metadata.signatures import line_people
from pipeline.metadata.titles import without_hashes
from pipeline.reading.dates import dates_in

__all__ = ["typed_headings"]

_LOWER = re.compile(r"(?:#{2,6}|={2,6}) [^\W_]")
"""A heading below the first level."""


def typed_headings(blocks: Sequence[Block], decisions: Sequence[Decision], language: str) -> Iterator[Proved]:
    """The lines with the signs of a heading that are taken for bylines, and have neither a date nor a word that announces a name."""
    for decision in decisions:
        block = blocks[decision.block]
        if decision.label is not Label.BYLINE or block.markup is not None or not _LOWER.match(block.text):
            continue
        text = without_hashes(block.text)
        if not dates_in(text, language) and not line_people(text, word_lists(language), language)[1]:
            yield Proved(block.n, Label.HEADING, "a line with the signs of a heading")

"""A text whose title the input says in a field, and which begins without one: the labeller may take its first sentence for the title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.article.overruled import Proved
from pipeline.data import Block, Decision, Label, Page
from pipeline.metadata.titles import likeness, words_of
from pipeline.reading.marks import ends_sentence
from pipeline.sources.said import said_in

__all__ = ["is_statement", "sentence_for_title"]

_SAME = 0.5
"""Share of words in common from which a line is a form of the title that the input says."""


def sentence_for_title(page: Page, blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """The line of plain text that the labeller took for the title, where the input says another title and the line is a whole sentence."""
    said = [words_of(value) for field, _, value in said_in(page.metadata) if field == "title"]
    for decision in decisions if said else ():
        block = blocks[decision.block]
        if decision.label is Label.TITLE and block.markup is None and is_statement(block.text):
            if all(likeness(words_of(block.text), title) < _SAME for title in said):
                yield Proved(block.n, Label.PARAGRAPH, "a whole sentence, and the input says another title")


def is_statement(text: str) -> bool:
    """Whether a line ends as a sentence does that neither asks nor calls; such titles have no full stop."""
    return ends_sentence(text) and not any(mark in text[-3:] for mark in "?!？！؟")

"""Verse of a page of HTML: short lines in a row that go on with one another, parted by ``<br>``, by style or by an element each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.data import Block, Decision, Label
from pipeline.data.counting import count_words

__all__ = ["with_verse"]

_POEM = re.compile(r"(?:^|[-_])(?:poem|poetry|verses?|stanza|lyrics?)(?:$|[-_])", re.IGNORECASE)
_NO_VERSE = re.compile(r"^\d|[=<>{}]|:$")
"""In figures, code and the lines of a list."""
_WORDS, _CHARACTERS = 12, 65
"""Of the longest line."""
_FEWEST = 3
"""Lines of a poem that nothing names as one."""
_NEAREST = 4
"""Hints that are looked at."""


def with_verse(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions; lines that read like a poem, or stand in an element that is called one, are verse."""
    found = {n: why for run in _runs(blocks, decisions) if (why := _why(run)) for n in (b.n for b in run)}
    return tuple(_as_verse(d, found[d.block]) if d.block in found else d for d in decisions) if found else tuple(decisions)


def _as_verse(decision: Decision, why: str) -> Decision:
    return decision._replace(label=Label.VERSE, evidence=(*decision.evidence, why))


def _runs(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[list[Block]]:
    """Short lines of text in a row, in elements of one name at one depth."""
    run: list[Block] = []
    for block, decision in zip(blocks, decisions, strict=True):
        may_be = decision.label in (Label.PARAGRAPH, Label.VERSE) or decision.label is Label.QUOTATION and _is_called_poem(block)
        line = may_be and _is_short(block)
        if run and not (line and _beside(run[-1], block)):
            yield run
            run = []
        if line:
            run.append(block)
    if run:
        yield run


def _is_short(block: Block) -> bool:
    return block.markup is not None and 0 < len(block.text) <= _CHARACTERS and count_words(block.text) <= _WORDS


def _beside(one: Block, other: Block) -> bool:
    return one.markup is not None and other.markup is not None and (_is_called_poem(one) == _is_called_poem(other)) and (
        one.markup.path == other.markup.path)


def _is_called_poem(block: Block) -> bool:
    return block.markup is not None and _names_poem(block.markup.hints[:_NEAREST])


@lru_cache(maxsize=1 << 12)
def _names_poem(hints: tuple[str, ...]) -> bool:
    return any(_POEM.search(hint) for hint in hints)


def _why(run: Sequence[Block]) -> str:
    """Why a run is verse; empty where it is none."""
    if len(run) > 1 and _is_called_poem(run[0]):
        return "in an element that is called a poem"
    least = _FEWEST if run[0].chunk > 0 and run[0].chunk == run[-1].chunk else _FEWEST + 1
    texts = [block.text for block in run]
    if len(run) < least or sum(map(count_words, texts)) < 3 * len(run) or any(_NO_VERSE.search(text) for text in texts):
        return ""
    soft = sum(text[-1] in ",;—–" or text[0].islower() for text in texts)
    return f"{len(run)} short lines that go on with one another" if 2 * soft >= len(run) else ""

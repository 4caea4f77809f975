"""Bylines and datelines that the labeller took for text: lines between the title and the text that hold metadata and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.blocks import Split
from pipeline.data import Block, Decision, Label, Page
from pipeline.evidence.phrases import word_lists
from pipeline.metadata.front_labels import LONGEST, front_label, may_be_front
from pipeline.metadata.places import metadata_of
from pipeline.metadata.signatures import is_long
from pipeline.reading.datelines import is_dateline
from pipeline.reading.dates import dates_in
from pipeline.reading.marks import ends_sentence

__all__ = ["with_front_lines"]

_TEXT = (Label.PARAGRAPH, Label.HEADING, Label.CAPTION, Label.CREDIT, Label.AUTHOR_NOTE, Label.STANDFIRST, Label.SUBTITLE)
"""What the labeller may have taken such a line for, besides a dateline that names an author."""
_MOST = 12
"""Lines below the title that are looked at."""
_MOST_DATES = 2
"""Lines with dates in the front of an article: when it was published, and updated."""
_WHY = "holds metadata and nothing else"


def with_front_lines(page: Page, split: Split, decisions: Sequence[Decision], language: str) -> tuple[Decision, ...]:
    """The decisions; a kept line between the title and the first running text is a byline or a dateline where the metadata tell all of its words."""
    lists = word_lists(language)
    dated = {d.block for d in decisions if d.label is Label.DATELINE}
    lines = [n for n in _between(split.blocks, decisions) if may_be_front(split.blocks[n].text, lists, language, named=n in dated)]
    if not lines:
        return tuple(decisions)
    if _has_entries(split.blocks, decisions, language):
        lines = [n for n in lines if n in dated or not dates_in(split.blocks[n].text, language)]
    found = [f for f in metadata_of(page, split, decisions, language) if f.chosen]
    days = _days(split.blocks, decisions, lines, language)
    labels = {n: front_label(split.blocks[n].text, found, lists, language, {day for m in days if m != n for day in days[m]}) for n in lines}
    return tuple(_named(d, labels.get(d.block)) for d in decisions)


def _days(blocks: Sequence[Block], decisions: Sequence[Decision], lines: Sequence[int], language: str) -> dict[int, list[str]]:
    """The dates of the lines that are front matter already, and of those of ``lines`` that hold a date and nothing else."""
    words = tuple(word for name in ("published_words", "updated_words") for word in word_lists(language).words(name))
    front = [d.block for d in decisions if d.label in (Label.DATELINE, Label.BYLINE)]
    bare = [n for n in lines if is_dateline(blocks[n].text, language, words)]
    return {n: [hit.value for hit in dates_in(blocks[n].text, language)] for n in (*front, *bare)}


def _between(blocks: Sequence[Block], decisions: Sequence[Decision]) -> list[int]:
    """The kept lines below the title and above the first running text that are labelled as text, or as datelines."""
    title = next((d.block for d in decisions if d.label is Label.TITLE), len(blocks))
    out: list[int] = []
    for block, decision in zip(blocks[title:], decisions[title:], strict=True):
        if len(out) == _MOST or decision.label is Label.PARAGRAPH and is_long(block.text):
            break
        beside = block.markup is not None and (block.markup.figure or block.markup.cells)
        if decision.label in (*_TEXT, Label.DATELINE) and decision.stays_by_labeller and not beside:
            out.append(block.n)
    return out


def _named(decision: Decision, label: Label | None) -> Decision:
    """The decision with the label; a date that is set as a heading heads what stands below it."""
    if label in (None, decision.label) or label is Label.DATELINE and decision.label is Label.HEADING:
        return decision
    return decision._replace(label=label, evidence=(*decision.evidence, _WHY))


def _has_entries(blocks: Sequence[Block], decisions: Sequence[Decision], language: str) -> bool:
    """Whether more lines of the text tell a date than the front of an article has: those of a diary, of the posts of a thread."""
    lines = (block.text for block, d in zip(blocks, decisions, strict=True) if d.label in _TEXT and len(block.text) <= LONGEST)
    return sum(bool(dates_in(line, language)) and not ends_sentence(line) for line in lines) > _MOST_DATES

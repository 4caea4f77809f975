"""The structure of kept blocks: headings, lists, tables, verse, slogans, quotations, captions, notes.

In plain text each finder takes the kept blocks in order, looks at a block and its kept neighbours, and names what it is sure of; an earlier finder's
name stands, and what no finder names keeps the labeller's label. In HTML the elements say what a block is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from pipeline.article.caption_lines import find_captions
from pipeline.article.heading_lines import find_headings
from pipeline.article.kept import Kept
from pipeline.article.letters import with_signers
from pipeline.article.markup_shapes import shape_of
from pipeline.article.note_lines import find_author_notes, find_editor_notes, find_notes
from pipeline.article.quotations import find_epigraphs, find_quotations, find_quoted_lines, is_speech
from pipeline.article.quoted_messages import FRONT, without_announcements, without_front_of_quoted
from pipeline.article.rows import table_rules
from pipeline.article.short_lines import find_labelled_lists, find_lists, find_plain_lists, find_slogans, find_tables, find_verse
from pipeline.article.speakers import find_speakers
from pipeline.data import Block, Decision, Label
from pipeline.evidence.phrases import word_lists
from pipeline.reading.bylines import byline_of
from pipeline.reading.people import reporter_in
from pipeline.reading.traits import Traits, traits_of

__all__ = ["structured"]

_FINDERS: tuple[Callable[[Kept], None], ...] = (
    find_quoted_lines, find_epigraphs, find_captions, find_notes, find_tables, find_lists, find_slogans, find_verse, find_quotations,
    find_editor_notes, find_author_notes, find_labelled_lists, find_speakers, find_headings, find_plain_lists,
)
_STARS = re.compile(r"[*\u2042\u273b\u2766\u2022~\s]{1,40}")
"""Signs that part two passages."""
_BY_LABELLER = frozenset({
    Label.PARAGRAPH, Label.NOTE, Label.REFERENCE, Label.QUOTATION, Label.PULL_QUOTE, Label.CAPTION, Label.CREDIT,
})
"""Labels of text that a block of plain text keeps where no finder names it; headings, lists, tables and the like need a finder."""
_CREDIT_WORDS = 20
"""Words of the longest credit."""


def structured(blocks: Sequence[Block], decisions: Sequence[Decision], language: str, traits: Sequence[Traits] = ()) -> tuple[Decision, ...]:
    """The decisions with the structure of what stays: each kept block below the front matter has its place in a section, list, table …

    ``traits``: those of the blocks, where they are known already.
    """
    decisions = without_front_of_quoted(blocks, decisions)
    if any(block.markup is not None for block in blocks):
        decisions = without_announcements(blocks, decisions)
        return tuple(_by_markup(block, decision) for block, decision in zip(blocks, decisions, strict=True))
    decisions = without_announcements(blocks, with_signers(blocks, decisions))
    rules = table_rules(blocks)
    decisions = [Decision(d.block, Label.SEPARATOR, 0.9, "separator", ("the rule of a table",)) if d.block in rules and d.reason == "kept" else d
                 for d in decisions]
    order = [d.block for d in decisions if not d.label.removed and d.label not in FRONT and d.label is not Label.MILESTONE]
    kept = Kept(blocks, traits or traits_of(blocks), order, [d.label for d in decisions], rules, authors=_authors(blocks, decisions, language))
    for finder in _FINDERS:
        finder(kept)
    for n in order:
        kept.name(n, _unnamed(kept, n), decisions[n].score, "")
    return tuple(_renamed(d, *kept.named[d.block]) if d.block in kept.named else d for d in decisions)


def _unnamed(kept: Kept, n: int) -> Label:
    """The label of a block that no finder names."""
    label = kept.labels[n]
    speech = label is Label.QUOTATION and is_speech(kept.blocks[n].text)
    long = label is Label.CREDIT and kept.traits[n].words > _CREDIT_WORDS
    return label if label in _BY_LABELLER and not speech and not long else Label.PARAGRAPH


def _renamed(decision: Decision, label: Label, score: float, why: str) -> Decision:
    if label is decision.label:
        return decision
    evidence = _with(decision.evidence, why) if why else decision.evidence
    return Decision(decision.block, label, score, decision.reason, evidence, decision.twin)


@lru_cache(maxsize=1 << 10)
def _with(evidence: tuple[str, ...], why: str) -> tuple[str, ...]:
    """The evidence with one more reason. Cached, so that the items of a long list share one object."""
    return (*evidence, why)


def _by_markup(block: Block, decision: Decision) -> Decision:
    """What elements say of a block that stays; front matter and notes are the labeller's."""
    if decision.label.removed or decision.label in FRONT or block.markup is None or not block.text:
        return decision
    if decision.label is Label.IMAGE and _STARS.fullmatch(block.text):
        return _renamed(decision, Label.MILESTONE, 0.9, "signs between two passages")
    found = shape_of(block, block.markup)
    if found is not None:
        return _renamed(decision, *found)
    return decision if decision.label in (Label.CAPTION, Label.NOTE) else decision._replace(label=Label.PARAGRAPH)


def _authors(blocks: Sequence[Block], decisions: Sequence[Decision], language: str) -> tuple[str, ...]:
    """The names in the byline and at the end of the standfirst."""
    out: list[str] = []
    for decision in decisions:
        if decision.label is Label.BYLINE:
            out += [person.name for person in byline_of(blocks[decision.block].text, word_lists(language).words, language)]
        elif decision.label is Label.STANDFIRST and (person := reporter_in(blocks[decision.block].text)):
            out.append(person.name)
    return tuple(dict.fromkeys(out))

"""The date of publication that a page prints beside its text or below it: under a label, or in an element whose class says that it is the post's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.data import Block
from pipeline.metadata.candidates import Candidates, is_of_other_things
from pipeline.reading.datelines import is_bare_date

__all__ = ["add_dates_aside"]

_LABEL = re.compile(
    r"(?:(?:first |originally |date )?published(?: on)?|publi(?:sh|cation) date|date of publication|date(?: posted)?|posted(?: on)?|release date"
    r"|veröffentlicht(?: am)?|erschienen(?: am)?|(?:erscheinungs|veröffentlichungs)?datum|(?:publié|mis en ligne) le|date de (?:publication|parution)"
    r"|fecha(?: de publicación)?|data(?: de publicação| di pubblicazione)?|publicad[oa](?: el| em)?|gepubliceerd(?: op)?|publicatiedatum"
    r"|publicerad|publisert|udgivet|opublikowano|data publikacji)\s*:?", re.IGNORECASE)
"""A line that says what the date below it is."""
_OF_THE_POST = re.compile(
    r"(?:^|\s)(?:single|entry|post|article)[-_]{1,2}(?:(?:post|article)[-_]{1,2})?(?:date|published)(?:\s|$)", re.IGNORECASE)
_OF_OTHERS = re.compile(r"related|recommend|teaser|card|recent|latest|popular|trending|comment|newsletter|event|product", re.IGNORECASE)
_NOT_HERE = frozenset({"nav", "footer", "form", "figure", "figcaption", "table"})
_NEAR_HINTS, _LONGEST_LABEL = 6, 30
_CONFIDENCE = 0.72


def add_dates_aside(c: Candidates) -> None:
    """Adds the one date that is labelled as that of publication, or marked as the post's; nothing where there are several days."""
    for found in (_labelled(c), _marked(c)):
        dates = {block.text: block for block in found}
        if len(dates) == 1:
            [(text, block)] = dates.items()
            c.date("published", text, "date-aside", _CONFIDENCE, block=block.n)
            return


def _labelled(c: Candidates) -> Iterator[Block]:
    label: Block | None = None
    for block in c.blocks:
        if not block.text:
            continue
        if label is not None and _may_hold(block) and is_bare_date(block.text, c.language):
            yield block
        label = block if len(block.text) <= _LONGEST_LABEL and _LABEL.fullmatch(block.text.strip()) else None


def _marked(c: Candidates) -> Iterator[Block]:
    for mark in c.head.marks:
        block = c.blocks[mark.block] if 0 <= mark.block < len(c.blocks) else None
        if block is not None and block.text == mark.text and _may_hold(block) and _OF_THE_POST.search(mark.get("class")):
            yield block


def _may_hold(block: Block) -> bool:
    """Whether a block is shown, and is no part of what belongs to other articles and things."""
    markup = block.markup
    if markup is None or markup.hidden or not _NOT_HERE.isdisjoint(markup.path) or is_of_other_things(markup):
        return False
    return _OF_OTHERS.search(" ".join(markup.hints[:_NEAR_HINTS])) is None

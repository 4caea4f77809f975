"""The date of publication that a page prints beside its text or below it (under a label, behind one, in an element whose class says that it is
the post's), or keeps among the data of its scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.data import Block
from pipeline.metadata.candidates import Candidates, is_of_other_things
from pipeline.reading.datelines import is_bare_date
from pipeline.reading.dates import dates_in

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
_LINE, _WORDS_BETWEEN, _WORDS_BEHIND = 80, 2, 8
"""Characters of the longest line that opens with a label, and the most words between its label and its date, and behind the date."""
_MONTH = len("2023-05")
_POSTED = re.compile(
    r"(?:(?:this (?:article|post|entry) was )?(?:first |originally )?(?:published|posted)|veröffentlicht|erschienen|publié|mis en ligne|publicad[oa]"
    r"|pubblicato|gepubliceerd|geplaatst|publicerad|udgivet|opublikowano)\b", re.IGNORECASE)
_CHANGED = re.compile(
    r"(?:(?:page |article )?last (?:updated|modified|revised)|updated|zuletzt (?:aktualisiert|geändert)|(?:letzte (?:änderung|aktualisierung)|stand):"
    r"|(?:dernière )?mise? à jour|última actualización|actualizado|ultimo aggiornamento|aggiornato|última atualização|atualizado"
    r"|laatst (?:bijgewerkt|gewijzigd))\b", re.IGNORECASE)
"""How lines open that say when a page was published, and when it was changed."""
_LEAST = 0.5
_QUOTE = r"(?:\\{0,4}[\"']|&quot;|&\#34;)"
_IN_DATA = re.compile(
    rf"(?<![\w-]){_QUOTE}?(?:date_?published|publish(?:ed)?_?(?:date|at|time|on)|publication_?date|first_?published(?:_?(?:at|date))?|pub_?date){_QUOTE}?"
    rf"\s?:\s?{_QUOTE}((?:19|20)\d\d-\d\d-\d\d)(?!\d)", re.IGNORECASE)
"""A day of publication among the data of a script or an attribute."""
_OF_DATA = 0.6


def add_dates_aside(c: Candidates) -> None:
    """Adds the one date that is labelled as that of publication, or marked as the post's; nothing where there are several days."""
    if not any(_add_the_one(c, "published", found, _CONFIDENCE) for found in (_labelled(c), _marked(c), _opened(c, _POSTED))):
        days = set(_IN_DATA.findall(c.page.fixed)).difference(*map(_IN_DATA.findall, c.head.json_ld))
        if len(days) == 1 and c.best("updated") < _LEAST:
            c.date("published", days.pop(), "page-data", _OF_DATA)
    if max(c.best("published"), c.best("updated")) < _LEAST:
        _add_the_one(c, "updated", _opened(c, _CHANGED), _CONFIDENCE)


def _add_the_one(c: Candidates, field: str, found: Iterator[Block], confidence: float) -> bool:
    """Adds the date of the only text among some blocks; whether there is one such text."""
    dates = {block.text: block for block in found}
    for text, block in dates.items() if len(dates) == 1 else ():
        c.date(field, text, "date-aside", confidence, block=block.n)
    return len(dates) == 1


def _opened(c: Candidates, label: re.Pattern[str]) -> Iterator[Block]:
    """The short lines that open with a label and hold one date and little else."""
    for block in c.blocks:
        if len(block.text) <= _LINE and (match := label.match(block.text)) and _may_hold(block):
            hits = dates_in(block.text, c.language)
            if len(hits) != 1 or len(hits[0].value) < _MONTH:
                continue
            between, behind = block.text[match.end():hits[0].start], block.text[hits[0].end:]
            if len(between.split()) <= _WORDS_BETWEEN and len(behind.split()) <= _WORDS_BEHIND:
                yield block


def _labelled(c: Candidates) -> Iterator[Block]:
    label: Block | None = None
    for block in c.blocks:
        if not block.text:
            continue
        if label is not None and _may_hold(block) and is_bare_date(block.text, c.language) or _is_labelled(c, block):
            yield block
        label = block if len(block.text) <= _LONGEST_LABEL and _LABEL.fullmatch(block.text.strip()) else None


def _is_labelled(c: Candidates, block: Block) -> bool:
    """Whether a line is a label in bold type, and a date behind it."""
    label = next((i for i in block.inlines if i.kind == "bold" and not i.start), None) if len(block.text) <= _LINE else None
    if label is None or not _LABEL.fullmatch(block.text[:label.end].strip()) or not _may_hold(block):
        return False
    return is_bare_date(block.text[label.end:], c.language)


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

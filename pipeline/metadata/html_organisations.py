"""Organisations, teams and pseudonyms that a page names as its author, for pages that name no person.

A value is taken as it stands, from where an author is declared or marked; the site itself is an author only where it is declared to machines.
``admin``, ``Staff``, ``Redaktion`` alone name nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.metadata.candidates import IN_ANGLES, OWNS, PRODUCT, Candidates, is_of_other_things
from pipeline.metadata.declared import field_of
from pipeline.metadata.eastern import eastern_people
from pipeline.metadata.html_author_forms import opening_of
from pipeline.metadata.html_marked_authors import told_by_markup
from pipeline.metadata.json_ld import texts
from pipeline.metadata.teams import WIRES, is_team
from pipeline.metadata.titles import key_of_title
from pipeline.reading.dates import dates_in
from pipeline.reading.names import is_nobody_at_all

__all__ = ["organisations"]

_CONFIDENCE = {"json-ld": 0.6, "author": 0.58, "article:author": 0.57, "parsely-author": 0.57, "sailthru.author": 0.57, "cxenseparse:author": 0.57,
               "dc.creator": 0.57, "twitter:data": 0.56, "rel-author": 0.56, "microdata": 0.56, "byline-class": 0.54, "byline": 0.52}
_METAS = tuple(name for name in _CONFIDENCE if name not in ("json-ld", "twitter:data", "rel-author", "microdata", "byline-class", "byline"))
_ADDRESS = re.compile(r"://|@|^[#/]|^\d+(?![^\W\d_])|\b\d+\s?(?:min|read)", re.IGNORECASE)
_NO_NAME = re.compile(
    r"(?:about|om|über|à propos|sobre|over|by|von|par|por|di|de|door|av|af)(?:\s.*)?"
    r"|(?:last\s)?(?:updated|published|posted|modified|reviewed)(?:\s(?:on|by))?",
    re.IGNORECASE)
"""A heading or a word that stands where a name would."""
_BORDER = re.compile(
    rf"{WIRES}|(?<!\s)\s*(?:[|•·–—]|\s-\s|,\s|\s(?:with|mit|avec)\s).*$"
    r"|\s(?:on|am|le|el|il|op)(?:\s(?i:mon|tues?|wed|thu|fri|sat|sun)[a-z]{0,6})?$|(?:\s(?:on|am|le|el|il|op))?(?<!\s)\s+\d.*$")
_SITE_BEHIND = re.compile(r"\s?\((?:https?:|www\.)[^()]{1,100}\)$")
"""The address of a firm in brackets behind its name."""
_PERSON_BESIDE_TEXT = 0.55
"""Confidence of a person from which no organisation is looked for; people named less surely are elsewhere on the page."""
_TEAM = re.compile(r"(?<!\s)\s+(?:staff|team|editors?|redaktion|newsroom|desk)$")
_OF_THE_SITE = 0.55
"""Confidence of the site itself where it is declared: another organisation that is declared or marked goes before it."""
_ONE = frozenset({"byline", "byline-class"})
"""Places of which only the first name counts: further elements hold other facts."""
_MARKED, _BESIDE = frozenset({"byline-class"}), 3
"""Places marked as a byline (a link to the author alone is often one to the site), and blocks below the main heading of which one is beside it."""
_LONGEST = 60
_MOST_WORDS = 6


def organisations(c: Candidates) -> None:
    """Adds the organisation that is declared as author, where no person is named."""
    if c.best("author") >= _PERSON_BESIDE_TEXT:
        return
    signed: set[str] = set()
    for how, text, block in _told(c):
        name = _name(text, c.language)
        if block is not None and OWNS.search(name):
            continue
        if name and not PRODUCT.search(name) and how not in signed and (not _is_site(c, name) or _may_be_site(c, name, how, block)):
            c.add("author", name, how, _OF_THE_SITE if block is None and _is_site(c, name) else _CONFIDENCE[how], text=text, block=block)
            signed |= {how} & _ONE


def _is_site(c: Candidates, name: str) -> bool:
    """Whether a name is the site's, or that of its team."""
    return _TEAM.sub("", name.lower()) in c.nobodies


def _may_be_site(c: Candidates, name: str, how: str, block: int | None) -> bool:
    """Whether the site or its team signs in a place: where it is declared, and beside the main heading in an element marked as a byline, under
    a name that is written as one (``Quay Staff``, not ``Quay staff``)."""
    if block is None or how == "microdata":
        return True
    return how in _MARKED and 0 <= block - c.heading <= _BESIDE and (is_team(name) or key_of_title(name) in map(key_of_title, c.site_names))


def _told(c: Candidates) -> Iterator[tuple[str, str, int | None]]:
    """The places that name an author, surest first: how, the value, the block."""
    for node in c.main_nodes:
        for text in texts(node.get("author") or node.get("creator")) if node else ():
            yield "json-ld", text, None
    for name in _METAS:
        for text in c.metas.get(name, ()):
            yield name, text, None
    others = (text for name, there in c.metas.items() if name not in _CONFIDENCE and field_of(name) == "author" for text in there)
    yield from (("author", text, None) for text in others)
    yield from (("twitter:data", text, None) for text in c.twitter_authors)
    for mark, how in told_by_markup(c):
        yield how, mark.get("content") or mark.text, mark.block
    opening = opening_of(c.language, names_only=False)
    for block in c.blocks[max(0, c.heading):c.heading + 8] if c.heading >= 0 else ():
        if block.markup is not None and is_of_other_things(block.markup):
            continue
        if len(block.text) < 2 * _LONGEST and (match := opening.match(block.text)):
            yield "byline", block.text[match.end():], block.n


def _name(text: str, language: str) -> str:
    """A value without "by", dates and what stands beside it; empty where it names nobody."""
    text = " ".join(IN_ANGLES.sub(" ", text).split())
    if eastern_people(text, language) is not None:  # credits that name other people, as an editor
        return ""
    if match := opening_of(language, names_only=False).match(text):
        text = text[match.end():]
    hits = dates_in(text, language)
    text = text[:hits[0].start].rstrip() if hits else text
    name = _BORDER.sub("", _SITE_BEHIND.sub("", text)).strip(" ,;:|·•[]-–—")
    name = name if name.count("(") == name.count(")") else name.partition("(")[0].strip(" )")
    if not 1 < len(name) <= _LONGEST or len(name.split()) > _MOST_WORDS or _ADDRESS.search(name):
        return ""
    if _NO_NAME.fullmatch(name):
        return ""
    return "" if is_nobody_at_all(name) or not any(c.isalpha() for c in name) else name

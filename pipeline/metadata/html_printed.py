"""Metadata that a page shows to readers: headings, bylines, dates beside the title, tags at the end."""

from __future__ import annotations

import re

from pipeline.blocks import Mark
from pipeline.metadata.candidates import Candidates
from pipeline.metadata.html_bylines import bylines, marked_authors

__all__ = ["printed"]

_UPDATED = re.compile(r"updat|modif|revis|aktualisiert|mis à jour|actualiza|aggiornat|bijgewerkt|geändert", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"publish|posted|pubdate|pub-date|created|veröffentlicht|publié|publicad|pubblicat|geplaatst|erstellt|entry-date|post-date", re.IGNORECASE)
_NAMING = ("class", "id", "itemprop", "property", "data-testid")
_DATE_NAME = re.compile(r"date|time|publish|posted", re.IGNORECASE)
_FIRST_PUBLISHED = re.compile(
    r"\b(?:originally|first) (?:published|posted|appeared)\b[^.]{0,30}?(?=\d|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)")

_COMMONS = "creativecommons.org/"
_LICENCE = re.compile(r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/")


def printed(c: Candidates) -> None:
    """Adds what headings, marked elements and the lines about the heading say."""
    _headings(c)
    marked_authors(c)
    bylines(c)
    _dates(c)
    _others(c)


def _headings(c: Candidates) -> None:
    if c.heading >= 0:
        block = c.blocks[c.heading]
        level = block.markup.heading if block.markup else 1
        c.title(block.text, f"h{level}", 0.8 if level == 1 else 0.55, c.heading)
    for mark in c.head.marks:
        if "headline" in (mark.get("itemprop"), mark.get("property")) and mark.text and not c.elsewhere(mark):
            c.title(mark.text, "microdata", 0.75, mark.block)
            break


def _dates(c: Candidates) -> None:
    for mark in c.head.marks:
        names = _names(mark)
        if mark.tag != "time" and not _DATE_NAME.search(names) or c.elsewhere(mark):
            continue
        place = 0.0 if c.near(mark.block) else 0.2
        said = f"{mark.get('itemprop')} {mark.get('property')}".lower()
        text = mark.get("datetime") or mark.get("content") or mark.text
        before = _line_before(c, mark)
        updated = bool("modified" in said or _is_in_updated(c, mark) or _UPDATED.search(names) or _UPDATED.search(before)
                       or _UPDATED.match(mark.text))
        if "datepublished" in said or "datecreated" in said:
            c.date("published", text, "microdata", 0.9 - place, block=mark.block)
        elif "datemodified" in said:
            c.date("updated", text, "microdata", 0.88 - place, block=mark.block)
        elif mark.tag == "time":
            sure = 0.86 if "pubdate" in dict(mark.attributes) or _PUBLISHED.search(names) or _PUBLISHED.search(before) else 0.78
            c.date("updated" if updated else "published", text, "time", sure - place, block=mark.block)
        elif len(mark.text) < 80:
            sure = 0.76 if _PUBLISHED.search(names) or _PUBLISHED.search(mark.text) else 0.7
            c.date("updated" if updated else "published", mark.text, "date-class", sure - place, block=mark.block)
    _date_lines(c)


def _date_lines(c: Candidates) -> None:
    """Short lines with a date about the heading; only where nothing surer told, for words cost the names of months."""
    for block in c.blocks:
        if len(block.text) < 400 and "ublished" in block.text and (match := _FIRST_PUBLISHED.search(block.text)):
            c.date("published", block.text[match.end():match.end() + 40], "first-published", 0.85, block=block.n)
            break
    if c.best("published") >= 0.7 or c.heading < 0:
        return
    for block in c.blocks[max(0, c.heading - 5):c.heading + 12]:
        if not block.text or len(block.text) > 120 or block.n == c.heading or block.markup and block.markup.hidden:
            continue
        update = _UPDATED.search(block.text)
        if update and (said := _PUBLISHED.search(block.text)) and said.start() < update.start():
            c.date("published", block.text[:update.start()], "date-line", 0.72, block=block.n)
            c.date("updated", block.text[update.start():], "date-line", 0.72, block=block.n)
            continue
        field = "updated" if _UPDATED.search(block.text) and not _PUBLISHED.search(block.text) else "published"
        c.date(field, block.text, "date-line", 0.72 if _PUBLISHED.search(block.text) else 0.62, block=block.n)


def _is_in_updated(c: Candidates, mark: Mark) -> bool:
    return mark.parent >= 0 and _UPDATED.search(_names(c.head.marks[mark.parent])) is not None


def _names(mark: Mark) -> str:
    told = dict(reversed(mark.attributes))
    return " ".join([told.get(name, "") for name in _NAMING])


def _line_before(c: Candidates, mark: Mark) -> str:
    """The words of the block before a marked date's own text."""
    if not 0 <= mark.block < len(c.blocks) or not mark.text:
        return ""
    text = c.blocks[mark.block].text
    at = text.find(mark.text)
    return text[max(0, at - 30):at] if at > 0 else ""


def _others(c: Candidates) -> None:
    for mark in c.head.marks:
        rel = mark.get("rel").split()
        if "tag" in rel and mark.text and len(mark.text) < 60 and not c.elsewhere(mark):
            c.add("tag", mark.text.lstrip("#"), "rel-tag", 0.8, block=mark.block)
        elif "license" in rel and mark.get("href"):
            c.add("licence", mark.get("href"), "rel-license", 0.85, text=mark.text, block=mark.block)
        if (said := mark.get("itemprop") or mark.get("property")) and not c.elsewhere(mark):
            _other_property(c, mark, said.split())
    for block in c.blocks if _COMMONS in c.page.fixed else ():
        for inline in block.inlines:
            if inline.kind == "link" and (match := _LICENCE.match(inline.value)):
                c.add("licence", inline.value, "licence-link", 0.6, text=block.text[inline.start:inline.end] or match[0], block=block.n)


def _other_property(c: Candidates, mark: Mark, said: list[str]) -> None:
    """Microdata and RDFa for what is neither title nor author nor date."""
    text = mark.get("content") or mark.text
    if "articleSection" in said:
        c.add("section", text, "microdata", 0.8, block=mark.block)
    elif "license" in said:
        c.add("licence", mark.get("href") or text, "microdata", 0.85, block=mark.block)
    elif "keywords" in said and len(text) < 300:
        for tag in re.split(r"[,;]", text):
            c.add("tag", tag, "microdata", 0.75, block=mark.block)
    elif "description" in said and len(text) > 20 and _of_article(c, mark):
        c.add("description", text, "microdata", 0.7, block=mark.block)
    elif "name" in said and mark.parent >= 0 and "publisher" in _names(c.head.marks[mark.parent]).split():
        c.add("publisher", text, "microdata", 0.82, block=mark.block)


def _of_article(c: Candidates, mark: Mark) -> bool:
    """Whether the item that a property belongs to is an article, not a product, a place or a person in it."""
    while mark.parent >= 0:
        mark = c.head.marks[mark.parent]
        if kind := mark.get("itemtype") or mark.get("typeof"):
            return kind.lower().rstrip("/").endswith(("article", "posting", "report", "webpage"))
    return False

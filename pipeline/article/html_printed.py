"""Metadata that markup shows to readers: headings, bylines, dates beside the title, tags at the end."""

from __future__ import annotations

import re

from pipeline.article.html_candidates import Candidates
from pipeline.blocks import Mark

__all__ = ["printed"]

_AUTHOR_CLASS = re.compile(r"(?:^|[-_\s])(?:author|authors|byline|by-line|writer|contributor)s?(?:[-_]{0,2}(?:name|link|title|names|text|info))?(?=$|\s)", re.IGNORECASE)
_AUTHOR_BOX = re.compile(r"bio|box|avatar|image|photo|desc|about|social|follow|count|job|role|position|articles", re.IGNORECASE)
_UPDATED = re.compile(r"updat|modif|revis|aktualisiert|mis à jour|actualiza|aggiornat|bijgewerkt|geändert", re.IGNORECASE)
_PUBLISHED = re.compile(r"publish|posted|pubdate|pub-date|created|veröffentlicht|publié|publicad|pubblicat|geplaatst|erstellt|entry-date|post-date", re.IGNORECASE)
_DATE_CLASS = re.compile(r"date|time|publish|posted", re.IGNORECASE)
_BYLINE = re.compile(r"(?:(?:written|posted|reviewed|words|story|text|reporting|published)\s+)?(?:by|von|par|por|di|door|av|af)[:\s]\s*(?=[A-ZÀ-Þ])", re.IGNORECASE)


def printed(c: Candidates) -> None:
    """Adds what headings, marked elements and the lines about the heading say."""
    _headings(c)
    _authors(c)
    _bylines(c)
    _dates(c)
    _others(c)


def _headings(c: Candidates) -> None:
    if c.heading >= 0:
        block = c.blocks[c.heading]
        level = block.markup.heading if block.markup else 1
        c.title(block.text, f"h{level}", 0.8 if level == 1 else 0.55, c.heading)
    for mark in c.head.marks:
        if mark.get("itemprop") in ("headline",) and mark.text and not c.elsewhere(mark):
            c.title(mark.text, "microdata", 0.75, mark.block)
            break


def _authors(c: Candidates) -> None:
    marks = c.head.marks
    inner = {m.parent for m in marks if "name" in m.get("itemprop").split()}
    for number, mark in enumerate(marks):
        if c.elsewhere(mark) or not mark.text and not mark.get("content"):
            continue
        place = 0.0 if c.near(mark.block) else 0.25
        text = mark.get("content") or mark.text
        itemprop = f"{mark.get('itemprop')} {mark.get('property')}".split()
        if "name" in itemprop and mark.parent >= 0 and _says_author(marks[mark.parent]):
            c.authors(text, "microdata", 0.88 - place, sure=True, block=mark.block)
        elif "author" in itemprop and number not in inner:
            c.authors(text, "microdata", 0.84 - place, sure=len(text.split()) < 4, block=mark.block)
        elif "author" in mark.get("rel").split():
            c.authors(text, "rel-author", 0.84 - place, sure=len(text.split()) < 4, block=mark.block)
        elif _says_author_by_class(mark) and len(text) < 160:
            c.authors(text, "byline-class", 0.76 - place, sure=False, block=mark.block)


def _says_author(mark: Mark) -> bool:
    return "author" in f"{mark.get('itemprop')} {mark.get('property')}".split()


def _says_author_by_class(mark: Mark) -> bool:
    names = f"{mark.get('class')} {mark.get('id')} {mark.get('data-testid')}"
    return bool(_AUTHOR_CLASS.search(names)) and not _AUTHOR_BOX.search(names)


def _bylines(c: Candidates) -> None:
    """Lines that open with "by" about the heading."""
    low, high = (max(0, c.heading - 6), c.heading + 16) if c.heading >= 0 else (0, 25)
    for block in c.blocks[low:high]:
        if block.text and len(block.text) < 160 and block.markup and not block.markup.hidden and (match := _BYLINE.match(block.text)):
            line = block.text[match.end():]
            c.authors(line, "byline", 0.8, sure=False, block=block.n)


def _dates(c: Candidates) -> None:
    updated_parents = {i for i, m in enumerate(c.head.marks) if _UPDATED.search(_names(m))}
    for mark in c.head.marks:
        if c.elsewhere(mark):
            continue
        names = _names(mark)
        place = 0.0 if c.near(mark.block) else 0.2
        said = f"{mark.get('itemprop')} {mark.get('property')}".lower()
        text = mark.get("datetime") or mark.get("content") or mark.text
        before = _line_before(c, mark)
        updated = "modified" in said or bool(_UPDATED.search(names)) or mark.parent in updated_parents or bool(_UPDATED.search(before))
        if "datepublished" in said or "datecreated" in said:
            c.date("published", text, "microdata", 0.9 - place, block=mark.block)
        elif "datemodified" in said:
            c.date("updated", text, "microdata", 0.88 - place, block=mark.block)
        elif mark.tag == "time":
            sure = 0.86 if "pubdate" in dict(mark.attributes) or _PUBLISHED.search(names) or _PUBLISHED.search(before) else 0.78
            c.date("updated" if updated else "published", text, "time", sure - place, block=mark.block)
        elif _DATE_CLASS.search(names) and len(mark.text) < 80:
            sure = 0.76 if _PUBLISHED.search(names) or _PUBLISHED.search(mark.text) else 0.7
            c.date("updated" if updated else "published", mark.text, "date-class", sure - place, block=mark.block)
    _date_lines(c)


def _date_lines(c: Candidates) -> None:
    """Short lines with a date about the heading; only where nothing surer told, for words cost the names of months."""
    if c.best("published") >= 0.7 or c.heading < 0:
        return
    for block in c.blocks[max(0, c.heading - 5):c.heading + 12]:
        if not block.text or len(block.text) > 120 or block.n == c.heading or block.markup and block.markup.hidden:
            continue
        field = "updated" if _UPDATED.search(block.text) and not _PUBLISHED.search(block.text) else "published"
        c.date(field, block.text, "date-line", 0.72 if _PUBLISHED.search(block.text) else 0.62, block=block.n)


def _names(mark: Mark) -> str:
    return f"{mark.get('class')} {mark.get('id')} {mark.get('itemprop')} {mark.get('data-testid')}"


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
        elif "articleSection" in mark.get("itemprop").split() and mark.text:
            c.add("section", mark.text, "microdata", 0.8, block=mark.block)

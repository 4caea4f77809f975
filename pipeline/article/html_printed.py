"""Metadata that markup shows to readers: headings, bylines, dates beside the title, tags at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.article.html_candidates import Candidates
from pipeline.blocks import Mark
from pipeline.data import Block

__all__ = ["printed"]

_CLASS_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_AUTHOR_WORDS = frozenset({"author", "authors", "byline", "bylines", "writer", "writers", "contributor", "contributors", "written", "by"})
_NO_NAME = frozenset({"bio", "biography", "box", "avatar", "image", "img", "photo", "picture", "desc", "description", "about", "social", "follow", "count", "job",
                      "role", "position", "posts", "articles", "date", "comment", "comments", "icon", "box", "related", "grid", "list", "section", "section", "url"})
_UPDATED = re.compile(r"updat|modif|revis|aktualisiert|mis à jour|actualiza|aggiornat|bijgewerkt|geändert", re.IGNORECASE)
_PUBLISHED = re.compile(r"publish|posted|pubdate|pub-date|created|veröffentlicht|publié|publicad|pubblicat|geplaatst|erstellt|entry-date|post-date", re.IGNORECASE)
_DATE_CLASS = re.compile(r"date|time|publish|posted", re.IGNORECASE)
_BY = {"de": "von", "fr": "par", "es": "por", "pt": "por", "it": "di", "nl": "door", "sv": "av", "nb": "av", "no": "av", "da": "af", "pl": "autor"}
_BY_ALONE = re.compile(r"(?:(?:article|written|posted|words|story|text|reporting|published)\s+by|by|authors?|writer|von|autor(?:in)?|par|auteur|escrito por|di)\s*:?", re.IGNORECASE)
_BY_INSIDE = re.compile(r"\b(?:[Pp]osted |[Ww]ritten |[Pp]ublished )?[Bb]y:?\s((?:[A-ZÀ-Þ][\w.'’-]*[ ]?){1,3}[A-ZÀ-Þ][\w'’-]+)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MARKS = re.compile(r"\s*[•·|/—–]\s*|\s-\s|,?\s+in\s+(?=[A-Z])")
_NAME = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?:\s+(?:[A-ZÀ-Þ]\.?|[A-ZÀ-Þ][\w'’-]+|de|van|von|der|la|del|di|du|al|bin)){0,2}\s+[A-ZÀ-Þ][\w'’-]+")
_PERSONS_PAGE = re.compile(r"/(?:authors?|people|team|contributors?|staff|profiles?|users?|writers?|experts?|autor(?:es)?|auteurs?)/|/@", re.IGNORECASE)
_IS_SOMEBODY = re.compile(r"\s+(?:is|has|was|holds|writes|covers|works|leads|joined|specializes|brings|ist|est|es)\s|,\s+(?:a|an|the|who|[A-Z])")
_ONE_NAME = re.compile(r"([A-ZÀ-Þ][a-zà-ÿ]{2,})\s*(?:$|[·•|⋅–—,]|on\s)")
_FIRST_PUBLISHED = re.compile(r"\b(?:originally|first) (?:published|posted|appeared)\b[^.]{0,30}?(?=\d|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)")
_NAVIGATION = frozenset({"nav", "footer", "aside", "form", "button"})


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
        elif len(text) < 120 and (words := _class_words(mark)) & _AUTHOR_WORDS and words & _AUTHOR_WORDS != {"by"} and not words & _NO_NAME:
            c.authors(text, "byline-class", (0.8 if "name" in words else 0.76) - place, sure=False, block=mark.block)


def _says_author(mark: Mark) -> bool:
    return "author" in f"{mark.get('itemprop')} {mark.get('property')}".split()


def _class_words(mark: Mark) -> frozenset[str]:
    """Words of class and test id: ``styles__AuthorName-sc-1`` gives styles, author, name, sc."""
    return frozenset(w.lower() for w in _CLASS_WORDS.findall(f"{mark.get('class')} {mark.get('data-testid')}"))


def _bylines(c: Candidates) -> None:
    """Lines about the heading that open with "by" or hold it, and names that stand beside a date."""
    low, high = (max(0, c.heading - 6), c.heading + 14) if c.heading >= 0 else (0, 20)
    near = [b for b in c.blocks[low:high] if b.text and b.n != c.heading and b.markup and not b.markup.hidden and not b.markup.heading == 1]
    opening = _opening(c.language)
    for block in sorted(near, key=lambda b: (b.n < c.heading, b.n)):
        if len(block.text) > 180 or block.markup and _NAVIGATION & set(block.markup.path):
            continue
        before = len(c.found)
        if match := opening.match(block.text):
            c.authors(block.text[match.end():], "byline", 0.97, sure=False, block=block.n)
            if len(c.found) == before and (one := _ONE_NAME.match(block.text, match.end())):
                c.authors(one[1], "byline", 0.8, sure=True, block=block.n)
        elif _BY_ALONE.fullmatch(block.text):
            following = next((b for b in near if b.n > block.n), None)
            if following is not None and _NAME.match(following.text):
                c.authors(following.text, "byline", 0.9, sure=False, block=following.n)
        elif len(block.text) < 120 and (match := _BY_INSIDE.search(block.text)):
            c.authors(match[1], "byline", 0.9, sure=False, block=block.n)
        if len(c.found) > before:
            break
    if c.best("author") < 0.7:
        _names_by_dates(c, near)


def _opening(language: str) -> re.Pattern[str]:
    """How a byline opens in the page's language; English everywhere."""
    words = "|".join({"by", _BY.get(language.split("-")[0].lower(), "by")})
    return re.compile(rf"(?:(?:(?:article|written|posted|words|story|text|reporting|published)\s+)?(?i:{words})[:\s]\s*|By)(?=[A-ZÀ-Þ])")


def _names_by_dates(c: Candidates, near: Sequence[Block]) -> None:
    """A name alone, or between marks in a line with a date, where a date stands within three blocks and something bears it out."""
    for at, block in enumerate(near):
        around = near[max(0, at - 3):at + 4]
        if len(block.text) > 100 or block.n <= c.heading or block.markup and (_NAVIGATION & set(block.markup.path) or block.markup.heading):
            continue
        if not any(_YEAR.search(b.text) and len(b.text) < 100 for b in around):
            continue
        for piece in map(str.strip, _MARKS.split(block.text)):
            if _NAME.fullmatch(piece) and _is_person(c, block, piece):
                c.authors(piece, "name-by-date", 0.6, sure=False, block=block.n)
                return


def _is_person(c: Candidates, block: Block, name: str) -> bool:
    """Whether a link to a person's page, a picture's alternative text, or a sentence about the person bears out that a name is one."""
    if any(i.kind == "link" and _PERSONS_PAGE.search(i.value) for i in block.inlines):
        return True
    low = name.lower()
    for other in c.blocks:
        if other.text.startswith(name) and other.n != block.n and _IS_SOMEBODY.match(other.text, len(name)):
            return True
        if not other.text and other.markup and abs(other.n - block.n) < 8 and any(k == "alt" and low in v.lower() and len(v) < len(low) + 14 for k, v in other.markup.attributes):
            return True
    return False


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
        updated = "modified" in said or bool(_UPDATED.search(names)) or mark.parent in updated_parents or bool(_UPDATED.search(before) or _UPDATED.match(mark.text))
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
    for block in c.blocks:
        if len(block.text) < 400 and "ublished" in block.text and (match := _FIRST_PUBLISHED.search(block.text)):
            c.date("published", block.text[match.end():match.end() + 40], "first-published", 0.85, block=block.n)
            break
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

"""Metadata that a page shows to readers: headings, bylines, dates beside the title, tags at the end."""

from __future__ import annotations

import re

from pipeline.blocks import Mark
from pipeline.data import Block
from pipeline.data.counting import UNPARTED
from pipeline.metadata.candidates import Candidates
from pipeline.metadata.html_bylines import bylines
from pipeline.metadata.html_dates_aside import add_dates_aside
from pipeline.metadata.html_marked_authors import marked_authors
from pipeline.metadata.html_printed_dates import names_of, printed_dates
from pipeline.metadata.html_topics import add_site_of_title, add_tags_linked
from pipeline.metadata.titles import key_of_title

__all__ = ["printed"]


_KICKER = re.compile(r"(?<![a-z])(?:kicker|eyebrow|overline|topline|dachzeile|(?:over|sur|pre)-?tit(?:le|re))(?![a-z])", re.IGNORECASE)
_TOLD = 0.5
"""Confidence from which a date of publication is told elsewhere."""
_MOST = 1000
"""Characters before a heading that are searched for the tags that open it."""
_COMMONS = "creativecommons.org/"
_LICENCE = re.compile(r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/")


def printed(c: Candidates) -> None:
    """Adds what headings, marked elements and the lines about the heading say."""
    _headings(c)
    marked_authors(c)
    bylines(c)
    printed_dates(c)
    if c.best("published") < _TOLD:
        add_dates_aside(c)
    _others(c)
    add_tags_linked(c)
    add_site_of_title(c)


def _headings(c: Candidates) -> None:
    if c.heading >= 0:
        block = c.blocks[c.heading]
        level = block.markup.heading if block.markup else 1
        how = "h1-alone" if c.headings.alone else f"h{level}" if level else "title-line"
        c.title(_whole(c, block) or _without_kicker(c, block), how, 0.8 if level == 1 else 0.55, c.heading)
    for mark in c.head.marks:
        if "headline" in (mark.get("itemprop"), mark.get("property")) and mark.text and not c.elsewhere(mark):
            c.title(mark.text, "microdata", 0.75, mark.block)
            break


def _whole(c: Candidates, heading: Block) -> str:
    """The text of the main heading with that of the next block in the same element, where a declared title has both; empty otherwise."""
    following = c.blocks[heading.n + 1] if heading.n + 1 < len(c.blocks) else None
    if following is None or following.markup is None or heading.markup is None or following.markup.heading != heading.markup.heading:
        return ""
    if following.markup.hidden or not key_of_title(following.text):
        return ""
    key = key_of_title(f"{heading.text} {following.text}")
    told = (c.head.title, *c.metas.get("og:title", ()))
    if not following.text or heading.markup.path == following.markup.path or not any(key_of_title(title).startswith(key) for title in told):
        return ""
    return f"{heading.text}{'' if following.text[0] in ':,;' else ' '}{following.text}"


def _without_kicker(c: Candidates, heading: Block) -> str:
    """The text of the main heading without the element at its start that its class calls a kicker."""
    tags = _last_tags(c.page.fixed[max(0, heading.start - _MOST):heading.start])
    for mark in c.head.marks:
        if mark.block == heading.n and mark.text and _KICKER.search(mark.get("class")) and _opens(heading.text, mark, tags):
            return heading.text[len(mark.text):].lstrip(" :|·•–—-") or heading.text
    return heading.text


def _last_tags(source: str) -> str:
    """The tags at the end of some HTML, behind which no text stands."""
    rest = source.rstrip()
    while rest.endswith(">") and (at := rest.rfind("<")) >= 0:
        rest = rest[:at].rstrip()
    return source[len(rest):]


def _opens(text: str, mark: Mark, tags: str) -> bool:
    """Whether an element stands at the beginning of a heading, and a word of the heading ends where the element does. ``tags``: those before it."""
    return mark.get("class") in tags and text.startswith(mark.text) and not _goes_on(mark.text, text[len(mark.text):])


def _goes_on(text: str, rest: str) -> bool:
    """Whether a word goes on behind a text. A headline that touches it begins with a capital, or in a script without spaces."""
    if not text[-1].isalnum() or not rest[:1].isalnum() or UNPARTED.match(rest):
        return False
    return not rest[0].isupper() or text[-1].isupper() and rest[:2].isupper()


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
    elif "name" in said and mark.parent >= 0 and "publisher" in names_of(c.head.marks[mark.parent]).split():
        c.add("publisher", text, "microdata", 0.82, block=mark.block)


def _of_article(c: Candidates, mark: Mark) -> bool:
    """Whether the item that a property belongs to is an article, not a product, a place or a person in it."""
    while mark.parent >= 0:
        mark = c.head.marks[mark.parent]
        if kind := mark.get("itemtype") or mark.get("typeof"):
            return kind.lower().rstrip("/").endswith(("article", "posting", "report", "webpage"))
    return False

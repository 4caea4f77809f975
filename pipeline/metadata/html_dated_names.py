"""Authors whose names stand beside a date, or before a handle of their own, about the heading of a page of HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.data import Block
from pipeline.metadata.candidates import Candidates
from pipeline.metadata.html_author_forms import NAME, NAVIGATION, parted
from pipeline.metadata.html_bare_names import IS_SOMEBODY, OF_AN_AUTHOR, PERSONS_PAGE
from pipeline.metadata.name_words import PageWords
from pipeline.reading.dates import dates_in
from pipeline.reading.names import PARTICLES, PLACE_WORDS, is_organisation

__all__ = ["add_glued", "add_handled", "add_names_by_dates"]

_GLUED = re.compile(
    r"([A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ]\.?)?(?:\s[A-ZÀ-Þ][a-zà-ÿ'’-]+)+?)"
    r"((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d{1,2}, (?:19|20)\d\d"
    r"|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? (?:19|20)\d\d)")
"""A name that the next element touches, which holds the date."""
_HANDLED = re.compile(r"([^\W\d_][\w'’.-]{0,30}(?:\s[^\W\d_][\w'’.-]{0,30}){1,3})[\s,|·(]{1,3}@(\w{3,30})\)?")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BAR, _LETTERS = re.compile(r"\s[|•·]\s"), re.compile(r"[^\W\d_]{2,}")
_LITTLE, _FEW_WORDS = 4, 4
"""Blocks below the heading among which a line of a name and a date is the author's, and the most words beside its dates."""
_NEAREST = 2
"""Nearest class names of a block that tell whom it is about."""


def add_glued(c: Candidates, near: Sequence[Block]) -> None:
    """The name and the date of a line whose elements touch: ``Ada QuillMay 4, 2023``."""
    for block in near:
        if block.n > c.heading and (match := _GLUED.match(block.text)):
            c.authors(match[1], "byline", 0.8, sure=False, block=block.n)
            c.date("published", match[2], "date-line", 0.7, block=block.n)
            return


def add_handled(c: Candidates, near: Sequence[Block]) -> None:
    """The name of a line below the heading with the person's own handle behind it: ``Ada Quill, @adaquill``."""
    for block in near:
        if block.n > c.heading and (match := _HANDLED.fullmatch(block.text)):
            names, handle = match[1].lower().split(), match[2].lower().replace("_", "")
            if len(names) > 1 and (names[0] in handle or names[-1] in handle):
                c.authors(match[1], "byline", 0.8, sure=False, block=block.n)
                return


def add_names_by_dates(c: Candidates, near: Sequence[Block]) -> None:
    """A name alone, or between marks in a line with a date, where a date stands within three blocks and something bears it out."""
    for at, block in enumerate(near):
        around = near[max(0, at - 3):at + 4]
        if len(block.text) > 100 or block.n <= c.heading or block.markup and (NAVIGATION & set(block.markup.path) or block.markup.heading):
            continue
        if not any(_YEAR.search(b.text) and len(b.text) < 100 for b in around):
            continue
        for piece in map(str.strip, parted(block.text)):
            if NAME.fullmatch(piece) and piece.lower() not in c.organisations and (_is_person(c, block, piece) or _opens_dateline(c, block, piece)):
                c.authors(piece, "name-by-date", 0.6, sure=False, block=block.n)
                return


def _opens_dateline(c: Candidates, block: Block, name: str) -> bool:
    """Whether a line a little below the heading is a name and a date with a bar between, and no word of the name stands on the page without a
    capital."""
    before, _, behind = block.text.partition(name)
    if not c.heading < block.n <= c.heading + _LITTLE or not (_BAR.search(f"{before}|") if before else _BAR.match(behind)):
        return False
    rest = f"{before} {behind}"
    words = [word for word in name.split() if word.lower() not in PARTICLES]
    if not dates_in(rest, c.language) or len(_LETTERS.findall(rest)) > _FEW_WORDS or is_organisation(name) or words[0].lower() in PLACE_WORDS:
        return False
    known = PageWords(c.blocks, c.language).of_no_name
    return not any(word.lower() in known for word in words)


def _is_person(c: Candidates, block: Block, name: str) -> bool:
    """Whether a link to a person's page, a picture's alternative text, or a sentence about the person bears out that a name is one."""
    if any(i.kind == "link" and PERSONS_PAGE.search(i.value) for i in block.inlines):
        return True
    low = name.lower()
    for other in c.blocks:
        if other.text.startswith(name) and other.n != block.n and IS_SOMEBODY.match(other.text, len(name)):
            return True
        if other.text == name and other.n != block.n and other.markup and OF_AN_AUTHOR.search(" ".join(other.markup.hints[:_NEAREST])):
            return True
        if not other.text and other.markup and abs(other.n - block.n) < 8 and low in (alt := dict(other.markup.attributes).get("alt", "").lower()):
            return len(alt) < len(low) + 14
    return False

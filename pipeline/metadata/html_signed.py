"""Authors who sign a page of HTML anywhere: in the one line that says who wrote the text, or below the one line that announces the author."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.metadata.candidates import Candidates
from pipeline.metadata.html_author_forms import BY_ALONE, LONGEST_SIGNATURE, ONE_NAME, WITH_LETTERS, is_open, leads_to_person

__all__ = ["add_announced", "add_signed"]

_SIGNED = re.compile(
    r"(?:this\s+(?:article|post|story|piece|guide)\s+(?:was\s+)?)?(?:written|posted|authored|contributed|story|article|text)\s+by(?:\s*:\s*|\s+)"
    r"(?=\S)|contributors?\s*:\s*|authors?\s*:\s*", re.IGNORECASE)
"""How a line opens that signs an article above or below it."""
_END_OF_SIGNATURE = re.compile(r"(?<!\s)\s+(?:(?:on|in|at|am|le|el|em|il|op)\s|\d)|\.\s|[|·•(]")
"""Where the names of such a line end."""
_ARTICLE_BY = re.compile(
    r"(?:(?:(?:article|story|post) written|article|text|story|written|posted|words)\s+by|autor(?:in)?|auteur|author)\s*:?", re.IGNORECASE)
"""A line that says that the author's name follows in the next one."""
_SHORT_LINE = 20
_CAPITAL = re.compile(r"[^\W\d_a-zà-ÿ]")


def add_signed(c: Candidates) -> None:
    """The line that signs the article below its text, where there is one such line on the page."""
    signed = [b for b in c.blocks if len(b.text) <= LONGEST_SIGNATURE and (m := _SIGNED.match(b.text)) and _CAPITAL.match(b.text, m.end())
              and b.markup is not None and is_open(c, b, b.markup)]
    if len({b.text for b in signed}) == 1 and (match := _SIGNED.match(signed[0].text)):
        text = _END_OF_SIGNATURE.split(signed[0].text[match.end():], maxsplit=1)[0]
        c.authors(text, "signature", 0.7, sure=False, block=signed[0].n)
        if c.best("author") < 0.5 and (one := ONE_NAME.match(text)):
            c.authors(one[1], "signature", 0.6, sure=True, block=signed[0].n)


def add_announced(c: Candidates) -> None:
    """The name below a line that announces the author (``Article by``), where the page has one such line that a name follows."""
    found = {b.text: b for a, b in pairwise(b for b in c.blocks if b.text)
             if len(a.text) < _SHORT_LINE and len(b.text) < LONGEST_SIGNATURE and WITH_LETTERS.fullmatch(b.text)
             and (_ARTICLE_BY.fullmatch(a.text) or BY_ALONE.fullmatch(a.text) and leads_to_person(b))
             and a.markup is not None and is_open(c, a, a.markup)}
    if len(found) == 1:
        [(text, block)] = found.items()
        c.authors(text, "signature", 0.7, sure=False, block=block.n)

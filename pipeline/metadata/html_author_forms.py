"""What the readers of authors on a page of HTML share: how bylines open, the forms of names in them, and which blocks stand open to readers."""

from __future__ import annotations

import re

from pipeline.blocks import Mark
from pipeline.data import Block, Markup
from pipeline.metadata.candidates import Candidates
from pipeline.metadata.html_bare_names import PERSONS_PAGE
from pipeline.reading.names import EASTERN_BY

__all__ = [
    "BY_ALONE", "LONGEST_SIGNATURE", "NAME", "NAVIGATION", "ONE_NAME", "SHOWN", "WITH_LETTERS", "is_open", "leads_to_person", "opening_of",
    "parted",
]

_BY = {"de": "von", "fr": "par", "es": "por", "pt": "por", "it": "di", "nl": "door", "sv": "av", "nb": "av", "no": "av", "da": "af", "pl": "autor"}
_VERBS = r"(?:(?:article|story|post) written|article|written|posted|words|story|text|reporting|published)"
BY_ALONE = re.compile(rf"(?:{_VERBS}\s+by|by|authors?|writer|von|autor(?:in)?|par|auteur|escrito por|di)\s*:?", re.IGNORECASE)
"""A line that announces a name and holds none."""
_MARKS = re.compile(r"\s*[•·|/—–]\s*|\s-\s|,?\s+in\s+(?=[A-Z])")
"""What stands between a name and a date or a section in one line."""
_NAME_FORM = (
    r"(?:[A-ZÀ-Þ][\w'’-]+|[A-ZÀ-Þ]\.(?:\s?[A-ZÀ-Þ]\.)*)"
    r"(?:\s+(?:[A-ZÀ-Þ]\.?|[A-ZÀ-Þ][\w'’-]+|de|van|von|der|la|del|di|du|al|bin)){0,2}\s+[A-ZÀ-Þ][\w'’-]+")
NAME = re.compile(_NAME_FORM)
"""A name of two words or more."""
WITH_LETTERS = re.compile(rf"{_NAME_FORM}(?:,\s[A-Z][A-Za-z.-]{{1,7}}){{0,4}}")
"""The same with or without letters after it."""
ONE_NAME = re.compile(r"([A-ZÀ-Þ][a-zà-ÿ]{2,})\s*(?:$|[·•|⋅–—,]|(?<=\s)-\s|on\s)")
"""One name with which a line ends, or that a mark or a date follows."""
LONGEST_SIGNATURE = 100
"""Characters of the longest line that signs an article."""
NAVIGATION = frozenset({"nav", "footer", "aside", "form", "button"})
"""Elements in which no author of the article stands, unless the element is a part of the article."""
SHOWN = frozenset({"byline", "byline-class", "rel-author", "microdata"})
"""How authors were found whom readers see."""


def opening_of(language: str, *, names_only: bool = True) -> re.Pattern[str]:
    """How a byline opens in a language; English everywhere. ``names_only``: a capital must follow."""
    words = "|".join({"by", _BY.get(language.split("-")[0].lower(), "by")})
    return re.compile(rf"(?:(?:(?i:{_VERBS})\s+)?(?i:{words})[:\s]\s*|By)(?={'[A-ZÀ-Þ]' if names_only else '.'})|(?:{EASTERN_BY})[\s:：/／]\s*(?=\w)")


def is_open(c: Candidates, block: Block, markup: Markup) -> bool:
    """Whether a block is shown, and stands neither in a menu nor in what is about other articles."""
    mark = Mark(markup.tag, block.text, block.n, (), markup.hints)
    path = markup.path[:-1]
    inside = path[path.index("article"):] if "article" in path else ()  # an article's own footer is a part of it
    there = frozenset(markup.path) - ({"footer"} if "footer" in inside and "footer" not in path[:len(path) - len(inside)] else frozenset())
    return not markup.hidden and NAVIGATION.isdisjoint(there) and not c.elsewhere(mark)


def leads_to_person(block: Block) -> bool:
    """Whether a line is a link to a person's page, and nothing else."""
    return any(i.kind == "link" and i.end - i.start >= len(block.text) - 1 and PERSONS_PAGE.search(i.value) for i in block.inlines)


def parted(line: str, most: int = 0) -> list[str]:
    """The pieces of a short line between the marks that part names, dates and sections. ``most``: marks that are looked at, if not all."""
    return _MARKS.split(line, maxsplit=most)

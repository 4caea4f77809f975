"""Entities of HTML that were escaped once more: ``caf&amp;eacute;``, ``owner&amp;#8217;s``, which a browser shows as ``caf&eacute;``.

A page is taken for such a page where the entities stand inside words, where nobody writes them on purpose. Code, programs and attributes are
left alone, and so is a page that is about entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from pipeline.data import Repair
from pipeline.decoding.page_tokens import NO_TEXT

__all__ = ["find_doubled", "may_hold_doubled"]

_DOUBLED = re.compile(r"&amp;(?:amp;){0,4}(?:#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,9});")
_TOKEN = re.compile(rf"{NO_TEXT}|(?P<doubled>{_DOUBLED.pattern})", re.DOTALL | re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:escape (?:character|sequence|code)s?|HTML|XML|charset|character (?:set|reference|encoding)s?)\b"
    r"|\b(?:(?P<entity>entit(?:y|ies|ät|äten|é|és|à|ades?))|(?P<escape>escap\w+)|(?P<browser>browsers?)|(?P<ampersand>ampersands?))\b", re.IGNORECASE)
"""The named words are ordinary ones too (``two horses escaped``): only two different ones of them tell that a page is about entities."""
_BETWEEN = "’'ʼ\u00ad\u00a0"
"""What stands between two letters where nobody writes an entity on purpose: apostrophes, soft hyphens, spaces that do not break."""
_MANY = 3
"""Entities of a page of which one inside a word is proof."""
_FEWEST = 2
"""Entities inside words that are proof."""


def may_hold_doubled(text: str) -> bool:
    """A cheap look that lets through every page with such entities."""
    return "&amp;" in text and _DOUBLED.search(text) is not None


def find_doubled(text: str) -> list[Repair]:
    """The repairs that take one of the two escapes away, sorted and disjoint; none where the entities may be meant."""
    found = [match for match in _shown(text) if _is_known(match[0])]
    inside = sum(_is_inside_word(text, match) for match in found)
    if not inside or inside < _FEWEST and len(found) < _MANY or _is_about_entities(_without_tokens(text)):
        return []
    return [Repair(match.start(), match.end(), match[0], _once(match[0]), "entity", (("put", _once(match[0])),)) for match in found]


def _shown(text: str) -> Iterator[re.Match[str]]:
    return (match for match in _TOKEN.finditer(text) if match["doubled"])


def _once(doubled: str) -> str:
    """The entity without the escapes around it; ``&amp;`` itself stays."""
    rest = doubled[len("&amp;"):]
    while rest.startswith("amp;") and rest != "amp;":
        rest = rest[len("amp;"):]
    return f"&{rest}"


def _is_known(doubled: str) -> bool:
    return len(unescape(_once(doubled))) == 1


def _is_inside_word(text: str, match: re.Match[str]) -> bool:
    """Whether an entity is a letter that touches another one, or an apostrophe or a space that does not break between letters."""
    char = unescape(_once(match[0]))
    before, behind = text[match.start() - 1:match.start()].isalpha(), text[match.end():match.end() + 1].isalpha()
    return char.isalpha() and (before or behind) or char in _BETWEEN and before and behind


def _is_about_entities(text: str) -> bool:
    words = {match.lastgroup for match in _ABOUT.finditer(text)}
    return None in words or len(words) > 1


def _without_tokens(text: str) -> str:
    return _TOKEN.sub(" ", text)

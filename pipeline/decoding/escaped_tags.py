"""Markup that was escaped as a whole, so that a page shows its tags: ``&lt;p&gt;The crane is old.&lt;/p&gt;``.

A stretch between two real tags is read as markup where it begins and ends with an escaped tag, is running text between them, and holds no tag but
those of text. Examples of markup stand in code, in sentences, or are short and below a line that ends in a colon, or hold no running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from pipeline.data import Repair
from pipeline.decoding.page_tokens import NO_TEXT

__all__ = ["find_escaped_tags", "may_hold_escaped_tags"]

_TOKEN = re.compile(rf"{NO_TEXT}|(?P<shown>[^<]++)", re.DOTALL | re.IGNORECASE)
_NAMES = "p|br|div|span|a|b|i|u|em|strong|h[1-6]|ul|ol|li|blockquote|figure|figcaption|img|table|tbody|tr|td|th|sup|sub|hr|cite"
_TAG = re.compile(rf"&lt;/?(?:{_NAMES})(?:\s(?:(?!&[lg]t;)[^<>])*+)?/?&gt;", re.IGNORECASE)
_OPENING = re.compile(r"\s*+&lt;(?:p|div|h[1-6])\b", re.IGNORECASE)
_ANY = re.compile(r"&lt;/?[A-Za-z!]")
_ESCAPED_REFERENCE = re.compile(r"&amp;(?:#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,9});")
_OF_CODE = re.compile(r"""class\s?=\s?["']?[^"'>]{0,200}(?:code|highlight|syntax|snippet|listing|example)""", re.IGNORECASE)
"""A tag whose class says that it holds code."""
_LONGEST_TAG, _LONG = 1_000, 600
"""Characters of a tag that are looked at, and of a stretch that is no example below a colon: a label may stand above a text (``Description:``)."""
_FEWEST, _LETTERS = 4, 60
"""Escaped tags of a stretch, and characters of text for each two of them."""


def may_hold_escaped_tags(text: str) -> bool:
    """A cheap look that lets through every page with such a stretch."""
    return "&lt;/p&gt;" in text or "&lt;/div&gt;" in text or "&lt;/P&gt;" in text


def find_escaped_tags(text: str) -> list[Repair]:
    """The repairs that read such stretches as markup, sorted and disjoint."""
    out: list[Repair] = []
    tag = said = ""
    for token in _TOKEN.finditer(text):
        shown = token["shown"]
        if not shown:
            tag = token[0][:_LONGEST_TAG]
        elif "&lt;" in shown and _is_markup(shown) and not _OF_CODE.search(tag) and not (said in (":", "：") and len(shown) < _LONG):
            out += _repairs(text, *token.span())
        if shown and not shown.isspace():
            said = shown.rstrip()[-1:]
    return out


def _is_markup(shown: str) -> bool:
    tags = _TAG.findall(shown)
    if len(tags) < _FEWEST or len(tags) != len(_ANY.findall(shown)) or not _OPENING.match(shown) or not shown.rstrip().endswith("&gt;"):
        return False
    return len(" ".join(_TAG.sub(" ", shown).split())) * 2 >= _LETTERS * len(tags)


def _repairs(text: str, start: int, end: int) -> Iterator[Repair]:
    found = [*_TAG.finditer(text, start, end), *_ESCAPED_REFERENCE.finditer(text, start, end)]
    at = start
    for match in sorted(found, key=lambda match: match.start()):
        if match.start() >= at:
            after = unescape(match[0])
            yield Repair(*match.span(), match[0], after, "entity", (("put", after),))
            at = match.end()

"""BBCode of forums and shortcodes of WordPress that a scraper left in plain text: ``[b]The pier[/b]``, ``[caption id="a"]…[/caption]``.

A tag is removed where its partner stands there too, or where it is a shortcode with attributes that has none. A text that speaks of such
codes stays as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from pipeline.data import Repair

__all__ = ["find_shortcodes", "find_shortcodes_in_markup", "may_hold_shortcodes", "may_hold_shortcodes_in_markup"]

_INLINE = "b|i|u|s|url|size|color|font|sub|sup|email|highlight|dropcap"
_BLOCK = "quote|center|left|right|justify|list|caption|spoiler|img|blockquote|pullquote|code"
_SITE = r"(?:vc|et_pb|fusion|su|av|fl|wpb|tie)_[a-z_]{1,40}"
_ALONE = rf"gallery|playlist|audio|video|embed|contact-form-7|wpv-view|rev_slider|ngg|{_SITE}"
_TAG = re.compile(
    rf"\[(?P<close>/?)(?P<name>{_INLINE}|{_BLOCK}|{_ALONE})(?P<attributes>(?:=|\s)[^\[\]\n]{{1,400}})?\s?/?\]", re.IGNORECASE)
_IN_MARKUP = re.compile(rf"\[/?(?:caption|gallery|embed|playlist|{_SITE})(?:\s[^\[\]<>\n]{{1,400}})?\s?/?\]")
"""Shortcodes of WordPress that a page shows because nothing reads them any more."""
_NO_TEXT = re.compile(
    r"<(script|style|pre|code|textarea|template)\b.*?(?:</\1|\Z)|<!--.*?(?:-->|\Z)|<[a-z/!][^<>]*(?:>|\Z)", re.IGNORECASE | re.DOTALL)
"""What is no running text in a page."""
_TALK = re.compile(r"\b(?:BBCode|shortcodes?|Kurzcodes?)\b", re.IGNORECASE)
_IS_INLINE = re.compile(_INLINE, re.IGNORECASE)
_TAKES_ALONE = re.compile(_ALONE, re.IGNORECASE)


def may_hold_shortcodes(text: str) -> bool:
    """A cheap look: nearly every text has no tag that is closed and no shortcode with attributes."""
    return "[" in text and ("[/" in text or '="' in text or "=”" in text)


def find_shortcodes(text: str) -> list[Repair]:
    """The repairs that take such tags out, in order."""
    tags = list(_TAG.finditer(text))
    if not tags or _TALK.search(text):
        return []
    paired = {n for pair in _pairs(tags) for n in pair}
    left = [tag for n, tag in enumerate(tags) if n in paired or "=" in (tag["attributes"] or "") and _TAKES_ALONE.fullmatch(tag["name"])]
    return [repair for run in _runs(left) for repair in _repairs(text, run)]


def may_hold_shortcodes_in_markup(text: str) -> bool:
    """A cheap look: nearly every page has none."""
    return "[" in text and _IN_MARKUP.search(text) is not None


def find_shortcodes_in_markup(text: str) -> list[Repair]:
    """The repairs that take the shortcodes of WordPress out of the text of a page, in order; scripts, attributes and code keep them."""
    if _TALK.search(text):
        return []
    aside = [found.span() for found in _NO_TEXT.finditer(text)]
    starts = [start for start, _ in aside]
    tags = [tag for tag in _IN_MARKUP.finditer(text) if (n := bisect_right(starts, tag.start()) - 1) < 0 or aside[n][1] <= tag.start()]
    closed = {tag[0][2:-1].strip(): tag.start() for tag in tags if tag[0].startswith("[/")}
    return [Repair(tag.start(), tag.end(), tag[0], "", "markup", (("delete",),)) for tag in tags
            if tag[0].startswith("[/") or "=" in tag[0] or closed.get(tag[0][1:-1].split()[0].strip("/"), -1) > tag.start()]


def _runs(tags: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Tags with nothing between them."""
    run: list[re.Match[str]] = []
    for tag in tags:
        if run and tag.start() != run[-1].end():
            yield run
            run = []
        run.append(tag)
    if run:
        yield run


def _pairs(tags: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Places of opening tags, and of those that close them."""
    opened: dict[str, list[int]] = {}
    for n, tag in enumerate(tags):
        name = tag["name"].lower()
        if not tag["close"]:
            opened.setdefault(name, []).append(n)
        elif opened.get(name):
            yield opened[name].pop(), n


def _repairs(text: str, run: list[re.Match[str]]) -> Iterator[Repair]:
    """Tags inside a line go; those of a block leave the end of a paragraph, unless they stand at the edge of a line already."""
    at_edge = text[run[0].start() - 1:run[0].start()] in ("", "\n") or text[run[-1].end():run[-1].end() + 1] in ("", "\n")
    gap = "" if at_edge or all(_IS_INLINE.fullmatch(tag["name"]) for tag in run) else "\n\n"
    for tag in run:
        yield Repair(tag.start(), tag.end(), tag[0], gap, "markup", (("put", gap),) if gap else (("delete",),))
        gap = ""

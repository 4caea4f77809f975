"""Signs: what a reader sees in one line by its form, such as a date, a price, a bullet, a row of links.

Each sign is one small number for one block. Only short blocks are looked at closely: running text is known by its length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np

from pipeline.data import Block
from pipeline.evidence.levels import Columns, level

__all__ = ["SIGNS", "signs"]

_LONGEST = 240
"""Characters; longer blocks are looked at only where they begin and end."""
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_NUMERIC_DATE = re.compile(r"(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d{4}\s?[年년]\s?\d{1,2}\s?[月월])(?!\d)")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h]\d\d(?!\d)|\b\d{1,2}\s?(?:am|pm|uhr)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"https?://|www\.|\w\.(?:com|org|net|de|fr|co|info)\b")
_HANDLE = re.compile(r"(?<!\w)[@#]\w")
_PRICE = re.compile(r"[£€$¥₹]\s?\d|\d\s?(?:[£€$¥₹]|(?:EUR|USD|GBP|CHF|kr|zł)\b)")
_NUMBER = re.compile(r"[\d.,]{1,9}[kKmM%+]?")
_MARKER = re.compile(r"(?:([*•‣◦▪·➢►✓✔–-])|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\[\d{1,3}\])\s")
_CRUMBS = re.compile(r"\s[>»›→/\\]\s|::")
_BARS = re.compile(r"\s*[|•·]\s*|\t+| {3,}")
_PLACEHOLDER = re.compile(r"%[sd]\b|\{\{|\$\{|\{\d\}")
_FIELD = re.compile(r"[^\W\d_][\w -]{1,18}\s?:\s")
_DIGITS, _STEPS, _PARTING, _TEMPLATES = frozenset("0123456789"), frozenset(">»›→/\\:"), frozenset("|•·\t"), frozenset("%{")
_OPENS, _CLOSES = "\"“„«‘‚»『「", "\"”“»«’』」"
_ARROWS = "←‹«◄⟵→›»►⟶↑▲▼☰×✕"
_NETWORKS = frozenset(
    "facebook twitter x linkedin whatsapp pinterest reddit tumblr instagram telegram email mail print pocket mastodon bluesky threads vk "
    "flipboard messenger xing youtube tiktok rss snapchat line wechat weibo 微信 微博".split()
)


class Signs(NamedTuple):
    """The signs of one block; the order is that of `SIGNS`."""

    year: int = 0
    date: int = 0
    clock: int = 0
    calendar: int = 0
    address: int = 0
    handle: int = 0
    price: int = 0
    number: int = 0
    bullet: int = 0
    numbered: int = 0
    crumbs: int = 0
    bars: int = 0
    cells: int = 0
    placeholder: int = 0
    field: int = 0
    opens_quote: int = 0
    closes_quote: int = 0
    question: int = 0
    exclamation: int = 0
    cut: int = 0
    arrow: int = 0
    copyright: int = 0
    networks: int = 0
    named: int = 0
    title_case: int = 0
    quoted_mail: int = 0
    lower: int = 0


SIGNS: dict[str, str] = {
    "year": "a year", "date": "a date in figures", "clock": "a time of day", "calendar": "names of months or weekdays", "address": "a web address",
    "handle": "@name or #tag", "price": "a price", "number": "nothing but a number", "bullet": "opens with a bullet",
    "numbered": "opens with a number or letter", "crumbs": "steps parted by arrows or slashes", "bars": "items parted by bars or dots",
    "cells": "columns parted by tabs or spaces", "placeholder": "a template variable that was not filled in",
    "field": "opens with a field name and a colon", "opens_quote": "opens with a quotation mark", "closes_quote": "closes with a quotation mark",
    "question": "ends with a question mark", "exclamation": "ends with an exclamation mark", "cut": "ends with an ellipsis",
    "arrow": "begins or ends with an arrow or a cross", "copyright": "a copyright sign", "networks": "names of social networks",
    "named": "two to four words with capitals and nothing else", "title_case": "most words have a capital",
    "quoted_mail": "opens as quoted mail does", "lower": "begins with a small letter",
}
"""Each sign with the words by which a person knows it."""


def signs(blocks: Sequence[Block]) -> Columns:
    """The signs of all blocks, one column each."""
    rows = [_signs(block.text, block.verbatim) for block in blocks]
    table = np.array(rows, np.int8).reshape(len(rows), len(SIGNS)).T
    return {name: table[i] for i, name in enumerate(SIGNS.values())}


def _signs(text: str, verbatim: str) -> Signs:
    if not text:
        return Signs()
    if len(text) > _LONGEST:
        return Signs(opens_quote=text[0] in _OPENS, closes_quote=text[-1] in _CLOSES, bullet=bool(_MARKER.match(text[:8])),
                     question=text[-1] in "?？", exclamation=text[-1] in "!！",
                     cut=text.endswith(("…", "...")), lower=text[0].islower(), quoted_mail=text[0] == ">")
    chars = set(text)
    figures = {} if _DIGITS.isdisjoint(chars) else _of_figures(text)
    return Signs(**figures, **_of_words(text), **_of_ends(text), **_of_marks(text, chars, verbatim))


def _of_figures(text: str) -> dict[str, int]:
    """What lines with figures have: dates, times, prices."""
    return {
        "year": len(_YEAR.findall(text)), "date": len(_NUMERIC_DATE.findall(text)), "clock": len(_CLOCK.findall(text)),
        "price": min(len(_PRICE.findall(text)), 3), "number": bool(_NUMBER.fullmatch(text)),
    }


def _of_words(text: str) -> dict[str, int]:
    """What the words are: names of months, networks, people."""
    found = _WORD.findall(text)
    small = [word.lower() for word in found]
    capitals = sum(word[0].isupper() for word in found)
    calendar = _calendar()
    return {
        "calendar": sum(word in calendar for word in small), "networks": min(sum(word in _NETWORKS for word in small), 8),
        "named": 2 <= len(found) <= 4 and capitals == len(found) and text.replace(" ", "").replace(".", "").replace("-", "").isalpha(),
        "title_case": len(found) >= 2 and capitals * 4 >= len(found) * 3, "lower": bool(found) and text[0].islower(),
    }


def _of_ends(text: str) -> dict[str, int]:
    """How the line opens and closes: bullets, numbers, quotation marks, arrows."""
    first, last = text[0], text[-1]
    marker = _MARKER.match(text)
    return {
        "bullet": bool(marker and marker[1]), "numbered": bool(marker and not marker[1]), "opens_quote": first in _OPENS,
        "closes_quote": last in _CLOSES, "question": last in "?？", "exclamation": last in "!！", "cut": text.endswith(("…", "...")),
        "arrow": first in _ARROWS or last in _ARROWS, "quoted_mail": first == ">",
    }


def _of_marks(text: str, chars: set[str], verbatim: str) -> dict[str, int]:
    """What the marks inside are. Each expression is tried only where a character that it needs stands in the line (``chars``)."""
    out: dict[str, int] = {}
    if "." in chars or "/" in chars:
        out["address"] = bool(_ADDRESS.search(text))
    if "@" in chars or "#" in chars:
        out["handle"] = min(len(_HANDLE.findall(text)), 4)
    if not _STEPS.isdisjoint(chars):
        out["crumbs"] = int(level(len(_CRUMBS.findall(text))))
    if not _PARTING.isdisjoint(chars) or "   " in text:
        out["bars"] = int(level(len(_BARS.findall(text))))
    if "\t" in verbatim or "   " in verbatim:
        out["cells"] = int(level(len(_BARS.findall(verbatim))))
    if not _TEMPLATES.isdisjoint(chars):
        out["placeholder"] = bool(_PLACEHOLDER.search(text))
    if ":" in chars:
        out["field"] = bool(_FIELD.match(text))
    out["copyright"] = "©" in chars or "(" in chars and "(c)" in text.lower()
    return out


@lru_cache(maxsize=1)
def _calendar() -> frozenset[str]:
    """Names of months and weekdays in many languages (tools/calendar_words.py writes the file from CLDR)."""
    return frozenset(resources.files("pipeline.evidence").joinpath("data/calendar.txt").read_text(encoding="utf-8").split())

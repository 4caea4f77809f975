"""Signs: what a reader sees in one line by its form, such as a date, a price, a bullet, a row of links.

Each sign is one small number for one block. Only short blocks are looked at closely: running text is known by its length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from operator import itemgetter

import numpy as np

from pipeline.data import Block
from pipeline.evidence.levels import Columns, level
from pipeline.reading.word_lists import data_of, listed
from pipeline.reading.words import LINE, without_typography

__all__ = ["SIGNS", "signs"]

_LONGEST = 240
"""Characters; longer blocks are looked at only where they begin and end."""
# What stands before a number is looked at behind its first digit, so that a search passes all other characters quickly.
_YEAR = re.compile(r"[12](?<!\d.)(?:(?<=1)[5-9]|(?<=2)0)\d\d(?!\d)")
_NUMERIC_DATE = re.compile(r"\d(?<!\d.)(?:\d{3}[-/.]\d{1,2}[-/.]\d{1,2}|\d?[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d{3}\s?[年년]\s?\d{1,2}\s?[月월])(?!\d)")
_CLOCK = re.compile(r"\d(?:(?<!\d.)\d?[:.h]\d\d(?!\d)|(?<!\w.)\d?\s?(?:am|pm|uhr)\b)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = bytes(b if chr(b).isalpha() else 32 for b in range(128)) + bytes(128)
"""Of ASCII: a space for all but letters."""
_DOMAIN = re.compile(r"\.(?<=\w\.)(?:com|org|net|de|fr|co|info)\b")
_HANDLE = re.compile(r"(?<!\w)[@#]\w")
_PRICE = re.compile(r"[£€$¥₹]\s?\d|\d\s?(?:[£€$¥₹]|(?:EUR|USD|GBP|CHF|kr|zł)\b)")
_CURRENCY = frozenset("£€$¥₹ERUSDGBPCHFkz")
"""One of these stands in every price."""
_DATE_MARKS = frozenset("-/.年년")
_NUMBER = re.compile(r"[\d.,]{1,9}[kKmM%+]?")
_LONGEST_NUMBER = 10
"""Characters that `_NUMBER` takes at most."""
_MARKER = re.compile(r"(?:([*•‣◦▪·➢►✓✔–-])|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\[\d{1,3}\])\s")
_CRUMBS = re.compile(r"\s[>»›→/\\]\s|::")
_BARS = re.compile(r"\s*[|•·]\s*|\t+| {3,}")
_PLACEHOLDER = re.compile(r"%[sd]\b|\{\{|\$\{|\{\d\}")
_FIELD = re.compile(r"[^\W\d_][\w -]{1,18}\s?:\s")
_DIGITS, _STEPS, _PARTING, _TEMPLATES = frozenset("0123456789"), frozenset(">»›→/\\:"), frozenset("|•·\t"), frozenset("%{")
_MARKED = _STEPS | _PARTING | _TEMPLATES | frozenset("./@#©(")
_OPENS, _CLOSES = "\"“„«‘‚»『「", "\"”“»«’』」"
_ARROWS = "←‹«◄⟵→›»►⟶↑▲▼☰×✕"
_NETWORKS = frozenset(listed("signs.networks", "pipeline.evidence"))

SIGNS: dict[str, str] = data_of("signs", "pipeline.evidence")["signs"]
"""Each sign with the words by which a person knows it."""
_PLACE = {name: i for i, name in enumerate(SIGNS)}
_NONE = bytes(len(SIGNS))


def signs(blocks: Sequence[Block]) -> Columns:
    """The signs of all blocks, one column each."""
    rows = [_of_line(b.text, b.verbatim) if len(b.text) <= LINE >= len(b.verbatim) else _signs(b.text, b.verbatim) for b in blocks]
    table = np.frombuffer(b"".join(rows), np.int8).reshape(len(rows), len(SIGNS)).T
    return {name: table[i] for i, name in enumerate(SIGNS.values())}


def _signs(text: str, verbatim: str) -> bytes:
    """The signs of one block, in the order of `SIGNS`: one byte each, since no number is larger than a line has words."""
    if not text:
        return _NONE
    row = [0] * len(_NONE)
    if len(text) > _LONGEST:
        _of_ends(text, row)
        row[_PLACE["bullet"]] = _MARKER.match(text[:8]) is not None
        row[_PLACE["numbered"]] = row[_PLACE["arrow"]] = 0
        row[_PLACE["lower"]] = text[0].islower()
        return bytes(row)
    chars = set(text)
    if not _DIGITS.isdisjoint(chars):
        _of_figures(text, chars, row)
    _of_words(text, row)
    _of_ends(text, row)
    if not chars.isdisjoint(_MARKED) or "   " in text or "   " in verbatim or "\t" in verbatim:
        _of_marks(text, chars, verbatim, row)
    return bytes(row)


_of_line = lru_cache(maxsize=1 << 13)(_signs)


def _of_figures(text: str, chars: set[str], row: list[int]) -> None:
    """What lines with figures have: years, dates, times, prices; nothing but a number."""
    row[_PLACE["year"]] = len(_YEAR.findall(text))
    if not _DATE_MARKS.isdisjoint(chars):
        row[_PLACE["date"]] = len(_NUMERIC_DATE.findall(text))
    row[_PLACE["clock"]] = len(_CLOCK.findall(text))
    if not _CURRENCY.isdisjoint(chars):
        row[_PLACE["price"]] = min(len(_PRICE.findall(text)), 3)
    row[_PLACE["number"]] = len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text) is not None


def _of_words(text: str, row: list[int]) -> None:
    """What the words are: names of months, networks, people."""
    plain = without_typography(text)
    found = plain.encode("ascii").translate(_LETTERS).decode("ascii").split() if plain.isascii() else _WORD.findall(plain)
    if not (many := len(found)):
        return
    words = list(map(str.lower, found))
    if not _known().isdisjoint(words):
        calendar = _calendar()
        row[_PLACE["calendar"]] = sum(word in calendar for word in words)
        row[_PLACE["networks"]] = min(sum(word in _NETWORKS for word in words), 8)
    row[_PLACE["lower"]] = text[0].islower()
    if many < 2:
        return
    capitals = sum(map(str.isupper, map(itemgetter(0), found)))
    row[_PLACE["title_case"]] = capitals * 4 >= many * 3
    if many <= 4 and capitals == many:
        row[_PLACE["named"]] = text.replace(" ", "").replace(".", "").replace("-", "").isalpha()


def _of_ends(text: str, row: list[int]) -> None:
    """How the line opens and closes: bullets, numbers, quotation marks, arrows."""
    first, last = text[0], text[-1]
    if marker := _MARKER.match(text):
        row[_PLACE["bullet" if marker[1] else "numbered"]] = 1
    if not first.isalnum():
        row[_PLACE["opens_quote"]], row[_PLACE["arrow"]], row[_PLACE["quoted_mail"]] = first in _OPENS, first in _ARROWS, first == ">"
    if not last.isalnum():
        row[_PLACE["closes_quote"]], row[_PLACE["question"]], row[_PLACE["exclamation"]] = last in _CLOSES, last in "?？", last in "!！"
        row[_PLACE["cut"]] = text.endswith(("…", "..."))
        row[_PLACE["arrow"]] |= last in _ARROWS


def _of_marks(text: str, chars: set[str], verbatim: str, row: list[int]) -> None:
    """What the marks inside are. Each expression is tried only where a character that it needs stands in the line (``chars``)."""
    if "." in chars or "/" in chars:
        web = "http://" in text or "https://" in text or "www." in text
        row[_PLACE["address"]] = web or _DOMAIN.search(text) is not None
    if "@" in chars or "#" in chars:
        row[_PLACE["handle"]] = min(len(_HANDLE.findall(text)), 4)
    if not _STEPS.isdisjoint(chars):
        row[_PLACE["crumbs"]] = _level(len(_CRUMBS.findall(text)))
    if not _PARTING.isdisjoint(chars) or "   " in text:
        row[_PLACE["bars"]] = _level(len(_BARS.findall(text)))
    if "\t" in verbatim or "   " in verbatim:
        row[_PLACE["cells"]] = _level(len(_BARS.findall(verbatim)))
    if not _TEMPLATES.isdisjoint(chars):
        row[_PLACE["placeholder"]] = _PLACEHOLDER.search(text) is not None
    if ":" in chars:
        row[_PLACE["field"]] = _FIELD.match(text) is not None
    row[_PLACE["copyright"]] = "©" in chars or ("(" in chars and "(c)" in text.lower())


def _level(count: int) -> int:
    return int(level(count)) if count else 0


@lru_cache(maxsize=1)
def _calendar() -> frozenset[str]:
    """Names of months and weekdays in many languages (tools/calendar_words.py writes the file from CLDR)."""
    return frozenset(resources.files("pipeline.evidence").joinpath("data/calendar.txt").read_text(encoding="utf-8").split())


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """Words that any sign asks for."""
    return _calendar() | _NETWORKS

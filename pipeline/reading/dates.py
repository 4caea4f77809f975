"""Dates in text, as precise as they are printed.

Month and weekday names come from CLDR through Babel (loaded when the first candidate turns up, 0.04 s). A date that can be read in two
ways (``03/04/2012`` in English) gives its year alone: an empty value beats a wrong one.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["DateHit", "calendar_words", "dates_in", "is_dateline"]

_QUICK = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_ISO = re.compile(r"(?<!\d)((?:1[5-9]|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./-])\s?(\d{1,2})\2\s?((?:1[5-9]|20)\d\d)(?!\d)")
_TIME = re.compile(
    r"\b\d{1,2}(?:[:.h]\d\d)(?::\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.|uhr|h)?(?!\w)|\b\d{1,2}\s?(?:am|pm|uhr)\b|\b(?:gmt|utc|bst|est|edt|cet|cest|pst|pdt|mez)\b(?:[+-]\d+)?",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]+")
_FALLBACK = ("en",)
# Languages whose dates put the day first also where only numbers stand; English is read both ways.
_DAY_FIRST = frozenset(
    {"de", "fr", "es", "it", "pt", "nl", "pl", "ru", "uk", "cs", "sk", "da", "sv", "nb", "fi", "ro", "hr", "sl", "bg", "el", "tr"}
)


@dataclass(frozen=True, slots=True)
class DateHit:
    """A date: ISO 8601 as precise as printed, and where it stands in the text it was found in."""

    value: str
    start: int
    end: int


@lru_cache(maxsize=32)
def _names(languages: tuple[str, ...]) -> tuple[dict[str, int], frozenset[str]]:
    """Month names to numbers, and weekday names, in lower case and without the full stop of an abbreviation."""
    from babel.core import UnknownLocaleError
    from babel.dates import get_day_names, get_month_names

    months: dict[str, int] = {}
    days: set[str] = set()
    for language in languages:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                try:
                    found, week = get_month_names(width, context, language), get_day_names(width, context, language)
                except (UnknownLocaleError, ValueError):
                    continue
                for number, name in found.items():
                    months.setdefault(str(name).lower().rstrip("."), number)
                days.update(str(name).lower().rstrip(".") for name in week.values())
    if "en" in languages:
        months.setdefault("sept", 9)
        days.update(("tues", "thur", "thurs", "weds"))
    return {name: number for name, number in months.items() if len(name) > 2}, frozenset(d for d in days if len(d) > 1)


@lru_cache(maxsize=32)
def _patterns(languages: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    months, _ = _names(languages)
    month = "(" + "|".join(re.escape(m) for m in sorted(months, key=lambda m: (-len(m), m))) + r")\b\.?"
    year = r"((?:1[5-9]|20)\d\d)(?!\d)"
    link = r"(?:\s+|\s*[-/]\s*|\s+(?:de|del|of|di|do)\s+)"
    day_month = re.compile(rf"(?<![\d.,])(?:(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?{link}(?:of\s+)?)?{month},?{link}{year}", re.IGNORECASE)
    month_day = re.compile(rf"\b{month}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+{year}", re.IGNORECASE)
    return day_month, month_day


def dates_in(text: str, language: str) -> list[DateHit]:
    """The dates in a text, in order, none inside another."""
    if not _QUICK.search(text):
        return []
    languages = _languages(language)
    hits = [h for m in _ISO.finditer(text) if (h := _hit(m, m[1], m[2], m[3]))]
    hits += [h for m in _NUMERIC.finditer(text) if (h := _numeric(m, languages[0]))]
    if any(c.isalpha() for c in text):
        months, _ = _names(languages)
        day_month, month_day = _patterns(languages)
        hits += [h for m in month_day.finditer(text) if not _is_verb(m[1]) and (h := _hit(m, m[3], months[m[1].lower()], m[2]))]
        hits += [h for m in day_month.finditer(text) if (m[1] or not _is_verb(m[2])) and (h := _hit(m, m[3], months[m[2].lower()], m[1]))]
    out: list[DateHit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -len(h.value))):
        if not out or hit.start >= out[-1].end:
            out.append(hit)
    return out


def _is_verb(name: str) -> bool:
    """``may 1900 times``, ``to march 2000 miles``: English months have a capital."""
    return name in ("may", "march", "mar")


def calendar_words(language: str) -> frozenset[str]:
    """Names of months and weekdays in a language and in English, in lower case, as far as they are single words."""
    months, days = _names(_languages(language))
    return frozenset(name for name in (*months, *days) if name.isalpha())


def _languages(language: str) -> tuple[str, ...]:
    code = language.split("-")[0].lower()
    return (code, *_FALLBACK) if code not in ("und", "en", "") else _FALLBACK


def _hit(match: re.Match[str], year: str, month: int | str, day: str | None) -> DateHit | None:
    y, m = int(year), int(month)
    if not 1 <= m <= 12:
        return None
    if day is None:
        return DateHit(f"{y:04}-{m:02}", match.start(), match.end())
    d = int(day)
    if not 1 <= d <= calendar.monthrange(y, m)[1]:
        return None
    return DateHit(f"{y:04}-{m:02}-{d:02}", match.start(), match.end())


def _numeric(match: re.Match[str], language: str) -> DateHit | None:
    first, second, year = int(match[1]), int(match[3]), match[4]
    if first > 12 or language in _DAY_FIRST or match[2] == ".":
        return _hit(match, year, second, match[1])
    if second > 12:
        return _hit(match, year, first, match[3])
    if first == second:
        return _hit(match, year, first, match[3])
    return DateHit(year, match.start(), match.end())


def is_dateline(text: str, language: str, words: tuple[str, ...] = ()) -> bool:
    """True if the text is a date and nothing else but times, weekdays and words like "published" (``words``)."""
    hits = dates_in(text, language) if len(text) <= 120 else []
    if not hits:
        return False
    rest = text
    for hit in reversed(hits):
        rest = rest[: hit.start] + " " + rest[hit.end :]
    rest = _TIME.sub(" ", rest).lower()
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, " ")
    _, days = _names(_languages(language))
    left = [w for w in _LETTERS.findall(rest) if w not in days and w not in _GLUE]
    return sum(map(len, left)) <= 2


_GLUE = frozenset(
    {
        "on",
        "at",
        "of",
        "the",
        "am",
        "um",
        "den",
        "der",
        "vom",
        "le",
        "el",
        "il",
        "de",
        "em",
        "op",
        "dnia",
        "w",
        "date",
        "uhr",
        "a",
        "à",
        "alle",
        "ore",
        "y",
        "et",
        "and",
        "und",
        "min",
        "read",
    }
)

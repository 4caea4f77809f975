"""Dates as markup carries them: ISO 8601 and its near misses, RFC 2822, seconds since 1970, words; and dates in addresses.

A date is kept as precise as it stands and in its own time zone: the day that the site printed. Nothing here asks what day it is.
"""

from __future__ import annotations

import calendar
import re

from pipeline.metadata.short_years import short_date_alone
from pipeline.reading.dates import dates_in

__all__ = ["IN_ADDRESS", "a_day_apart", "date_in_url", "iso_date", "plausible"]

_ISO = re.compile(r"\s*((?:1[5-9]|20)\d\d)(?:[-/.]?(\d\d)(\d\d)(?!\d)|[-/.]?(\d{1,2})(?:[-/.](\d{1,2})(?!\d))?)?(?=$|[T\s,+Z:-])")
_RFC = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})\s+([A-Za-z]{3})[a-z]*\.?,?\s+((?:1[5-9]|20)\d\d)")
_SCRIPT = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?([A-Za-z]{3})[a-z]{0,9}\.?\s+(\d{1,2}),?\s+(?:\d\d:\d\d(?::\d\d)?\s+)?(?:(?:[A-Z]{2,5}(?:[+-]\d+)?|[+-]\d{4})\s+)?"
    r"((?:1[5-9]|20)\d\d)")
_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_CALLED = re.compile(r"\s*datetime\.(?:datetime|date)\(((?:1[5-9]|20)\d\d), (\d{1,2}), (\d{1,2})\b")
"""A date as Python prints it."""
_SECONDS = re.compile(r"\s*(\d{10})(?:\d{3})?(?:\.\d+)?\s*$")
_IN_URL = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/_-](\d{1,2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)(?:[/_-](\d{1,2}))?(?=[/_.-]|$)", re.IGNORECASE)
_IN_URL_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")


def iso_date(text: str, language: str = "en") -> str | None:
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; None where there is no date in the text."""
    text = text.strip()
    if (match := _ISO.match(text)) and (match[2] or match[4] or match.end() == len(text)):
        return _made(match[1], match[2] or match[4], match[3] or match[5])
    if called := _CALLED.match(text):
        return _made(called[1], called[2], called[3])
    if seconds := _SECONDS.match(text):
        return _from_seconds(int(seconds[1]))
    rfc = _RFC.search(text)
    if rfc and (month := _MONTHS.get(rfc[2].lower())):
        return _made(rfc[3], month, rfc[1])
    script = _SCRIPT.search(text)
    if script and (month := _MONTHS.get(script[1].lower())):
        return _made(script[3], month, script[2])
    hits = dates_in(text[:400], language)
    return hits[0].value if hits else short_date_alone(text[:400], language)


def _made(year: str, month: str | int | None, day: str | int | None) -> str | None:
    y = int(year)
    if month is None:
        return f"{y:04}"
    m = int(month)
    if not 1 <= m <= 12:
        return None
    if day is None:
        return f"{y:04}-{m:02}"
    d = int(day)
    return f"{y:04}-{m:02}-{d:02}" if 1 <= d <= calendar.monthrange(y, m)[1] else None


def _from_seconds(seconds: int) -> str | None:
    """The day, in UTC, by the calendar's rules; no clock or time zone of this machine takes part."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


IN_ADDRESS = 0.78
"""Confidence of a date that stands in the address of a page."""


def date_in_url(url: str) -> str | None:
    """A date that stands in an address as parts of its path: a day, or a month."""
    path = url.split("://", 1)[-1].partition("/")[2].split("?", 1)[0]
    for match in _IN_URL.finditer("/" + path):
        month = _MONTHS.get(match[2][:3].lower(), 0) if match[2].isalpha() else int(match[2])
        if match[3] is None and "/" not in (match.string[match.start() - 1], match.string[match.end(1)]):
            continue  # "crane-1911-05" names a thing
        if 1 <= month <= 12 and (found := _made(match[1], month, match[3])):
            return found
    compact = _IN_URL_COMPACT.search(path)
    return _made(compact[1], compact[2], compact[3]) if compact else None


def plausible(date: str, captured: str | None) -> bool:
    """Whether an article may bear the date: not the zero of some clock, and not after the capture, where that is known."""
    if date in ("1970-01-01", "1969-12-31", "1900-01-01", "1899-12-30", "1601-01-01") or date < "1500":
        return False
    return not captured or date[:10] <= _day_after(captured[:10])[:len(date)]


def _day_after(day: str) -> str:
    """The next day: a page captured in the evening in one zone may bear tomorrow's date in another."""
    from datetime import date, timedelta

    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except ValueError:
        return "9999-12-31"


def a_day_apart(one: str, other: str) -> bool:
    """Whether two days follow one another."""
    return _day_after(one) == other or _day_after(other) == one

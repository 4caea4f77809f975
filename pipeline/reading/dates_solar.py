"""Dates of the solar calendar of Iran and Afghanistan: ``۱۴ اردیبهشت ۱۴۰۲``, ``۱۴۰۲/۰۲/۱۴``.

Months lie across two months of the Gregorian calendar, so only whole dates are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.reading.date_hits import DateHit
from pipeline.reading.word_lists import data_of, listed

__all__ = ["solar_dates"]

_IRAN, _AFGHANISTAN = listed("dates.iran"), listed("dates.afghanistan")
_SPELLED: dict[str, int] = data_of("dates")["spelled"]
_NUMBERS = {name: n for names in (_IRAN, _AFGHANISTAN) for n, name in enumerate(names, 1)} | _SPELLED
_LETTERS = str.maketrans("يى", "یی")
"""Letters of Arabic keyboards for those of Persian."""
_YEAR = r"(1[23]\d\d|14[0-6]\d)(?!\d)"


def _named(names: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.,])(\d{{1,2}})\s+({'|'.join(names)})(?:[\s\u200c]?ماه)?[\s،,]+(?:سال\s+)?{_YEAR}")


_IN_IRAN, _IN_BOTH = _named([*_IRAN, *_SPELLED]), _named([*_NUMBERS])
_YEAR_FIRST = re.compile(r"(?<![\d/.-])(1[34]\d\d)([/.-])(\d{1,2})\2(\d{1,2})(?![\d/.-]*\d)")
_YEAR_LAST = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(1[34]\d\d)(?![\d/.-]*\d)")
_LANGUAGES = frozenset({"fa", "prs", "ps"})
"""Languages whose numbers are dates of this calendar where their year is; elsewhere only the names of Iran's months are clear."""
_FIRST, _LAST = 1340, 1419
"""Years in which numbers alone are dates of this calendar; the lunar one counts such years from 1921 to 1999."""
_LEAP = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
"""Leap years in a cycle of 33, right from 1244 to 1472."""
_CYCLE, _FIRST_RIGHT = 33, 1244
_NEW_YEAR, _COUNTED_FROM = date(2021, 3, 21), 1400
_LONG_MONTHS, _LAST_MONTH = 6, 12


def solar_dates(text: str, language: str) -> Iterator[DateHit]:
    """Each date in a text with European digits, as a Gregorian date."""
    spoken = language.split("-")[0] in _LANGUAGES
    if not text.isascii():
        for match in (_IN_BOTH if spoken else _IN_IRAN).finditer(text.translate(_LETTERS)):
            yield from _made(match, int(match[3]), _NUMBERS[match[2]], int(match[1]))
    if spoken:
        for pattern, year, day in ((_YEAR_FIRST, 1, 4), (_YEAR_LAST, 4, 1)):
            for match in pattern.finditer(text):
                if _FIRST <= int(match[year]) <= _LAST:
                    yield from _made(match, int(match[year]), int(match[3]), int(match[day]))


def _made(match: re.Match[str], year: int, month: int, day: int) -> Iterator[DateHit]:
    if year >= _FIRST_RIGHT and 1 <= month <= _LAST_MONTH and 1 <= day <= _length(year, month):
        before = 31 * (month - 1) - max(0, month - 1 - _LONG_MONTHS)
        yield DateHit((_new_year(year) + timedelta(days=before + day - 1)).isoformat(), *match.span())


def _length(year: int, month: int) -> int:
    """Days of a month: six of 31, five of 30, and one of 29 or 30."""
    if month <= _LONG_MONTHS:
        return 31
    return 29 if month == _LAST_MONTH and year % _CYCLE not in _LEAP else 30


def _new_year(year: int) -> date:
    """The first day of a year."""
    low, high = sorted((year, _COUNTED_FROM))
    days = 365 * (high - low) + sum(y % _CYCLE in _LEAP for y in range(low, high))
    return _NEW_YEAR + timedelta(days=days if year >= _COUNTED_FROM else -days)

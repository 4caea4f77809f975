"""Dates whose years have two digits: ``4 May '21``, ``04.05.21``. They are read only in lines that are known to tell a date.

The century is told by the number alone, since no clock takes part: up to 39 it is this one, from 70 the last one, and a year between them is not
read. Numbers are read in the order of the declared language; where that leaves two readings, the year alone is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.reading.date_hits import DateHit
from pipeline.reading.datelines import other_words
from pipeline.reading.dates import dates_in
from pipeline.reading.word_lists import any_of, listed

__all__ = ["short_date_alone", "short_dates"]

_NO_MORE = rf"(?![\w'’]|[.:/-]\d|\s?(?:{any_of('dates.behind_time')}|uhr)\b|\s?[ap]\.?m\b)"
"""What does not stand behind a year: it would be an hour, or a part of a longer number."""
_NUMBERS = re.compile(rf"(?<![\w.,:/'’-])(\d{{1,2}})([./])\s?(\d{{1,2}})\2\s?(\d\d){_NO_MORE}", re.IGNORECASE)
_DAY_MONTH = re.compile(
    rf"(?<![\w.,:/'’-])(\d{{1,2}}(?:st|nd|rd|th|er|º|ª|\.)?\s(?:de\s)?[^\W\d_]{{3,12}}\.?(?:,?\s(?:de\s)?|(?=['’‘])))['’‘]?(\d\d){_NO_MORE}"
    r"(?:(?<=['’‘]\d\d)|(?!\s{0,3}(?!\d{1,2}[:.]\d\d)\w))", re.IGNORECASE)
"""The day first. A number without a mark may count something if no time stands behind it, but a word: ``4 May 12 Comments``."""
_MARKED = re.compile(rf"(?<!\w)([^\W\d_]{{3,12}}\.?(?:\s\d{{1,2}}(?:st|nd|rd|th)?)?,?\s?)['’‘](\d\d){_NO_MORE}", re.IGNORECASE)
"""The month first, and a mark before the year."""
_DAY_FIRST = frozenset((*listed("dates.day_first"), *listed("dates.day_first_regions")))
_YEAR_FIRST = frozenset(listed("dates.year_first"))
_PUBLISHED = listed("dates.published")
_THIS_CENTURY, _LAST_CENTURY = 39, 70
"""The last short year of this century, and the first one of the last century."""


def short_dates(text: str, language: str) -> list[DateHit]:
    """The dates with short years in a line, in order, none inside another.

    >>> [hit.value for text in ("4 May '21", "May 4, ’21", "24.05.21", "04.05.21", "4 May '55", "4 May 12 views") for hit in short_dates(text, "en")]
    ['2021-05-04', '2021-05-04', '2021-05-24', '2021']
    >>> [hit.value for language in ("de", "en-GB", "ko") for hit in short_dates("04.05.21", language)]
    ['2021-05-04', '2021-05-04', '2004-05-21']
    """
    out: list[DateHit] = []
    for hit in sorted((*_worded(text, language), *_in_numbers(text, language)), key=lambda h: (h.start, -len(h.value))):
        if not out or hit.start >= out[-1].end:
            out.append(hit)
    return out


def short_date_alone(text: str, language: str) -> str | None:
    """The date with a short year that a text is, with nothing but a time, a weekday or "published" beside it; None for another text."""
    hits = short_dates(text, language)
    if len(hits) != 1:
        return None
    beside = f"{text[:hits[0].start]} {text[hits[0].end:]}"
    return None if other_words(beside, language, _PUBLISHED) else hits[0].value


def _worded(text: str, language: str) -> Iterator[DateHit]:
    """Dates with the name of a month: the year is written out, and the date is read as any other."""
    for pattern in (_DAY_MONTH, _MARKED):
        for match in pattern.finditer(text):
            if year := _whole(match[2]):
                opening = f"{match[1].rstrip()} "
                hits = dates_in(f"{opening}{year}", language)
                if len(hits) == 1 and len(hits[0].value) > len(year):
                    yield DateHit(hits[0].value, match.start() + hits[0].start, match.end())


def _in_numbers(text: str, language: str) -> Iterator[DateHit]:
    code = language.lower()
    day_first, year_first = not _DAY_FIRST.isdisjoint((code, code.split("-")[0])), code.split("-")[0] in _YEAR_FIRST
    for match in _NUMBERS.finditer(text):
        one, two, three = match[1], match[3], match[4]
        year = _whole(one if year_first else three)
        if year is None or year_first and len(one) < 2:
            continue
        whole = f"{year}-{two.zfill(2)}-{three}" if year_first else f"{one}.{two}.{year}" if day_first else f"{one}/{two}/{year}"
        for hit in dates_in(whole, language):
            yield DateHit(hit.value, *match.span())


def _whole(year: str) -> str | None:
    """A year of two digits with its century; None where that is not sure."""
    number = int(year)
    return f"20{year}" if number <= _THIS_CENTURY else f"19{year}" if number >= _LAST_CENTURY else None

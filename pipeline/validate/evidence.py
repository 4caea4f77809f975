"""Does the evidence of a value say what the value says? A date never says more than what was printed, and a name has no words of its own.

Values are compared with the words that were kept as their evidence (`text` of ``metadata``), letter by letter, whatever their order and case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from typing import Any
from unicodedata import combining, normalize

from pipeline.validate.problem import Problem

__all__ = ["validate_evidence"]

_DATES = frozenset({"published", "updated"})
_WORDS = frozenset({"title", "author"})
_SECONDS = re.compile(r"\s*\d{10}(?:\d{3})?(?:\.\d+)?\s*")
_ORDINAL = re.compile(r"(1\d{3}|2\d{3})-?(\d{3})(?:[T ]\d.*)?", re.ASCII)
"""A year and the number of one of its days."""
_ERAS = re.compile("[年년元〇一二三四五六七八九十]")
"""Signs of years that are told in an era or in words."""
_BUDDHIST = 543
_SHORT_YEARS = (
    re.compile(r"(?<!\d)(?:\d{1,2}[./]\s?\d{1,2}[./]\s?|[^\W\d_]\.?,?\s?['’‘]?|['’‘])(\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(\d\d)[./]\s?\d{1,2}[./]\s?\d{1,2}(?!\d)"),
)
"""A year of two digits: behind day and month or a mark; before month and day."""
_WORD = re.compile(r"[^\W_]+")


def validate_evidence(article: dict[str, Any]) -> list[Problem]:
    """Values whose evidence does not bear them out."""
    return [problem for found in article["metadata"] if found["chosen"] for problem in _unproved(found)]


def _unproved(found: dict[str, Any]) -> Iterator[Problem]:
    value, printed = found["value"], found.get("text", "")
    if not printed:
        return
    text = unescape(printed)
    if found["field"] in _DATES and (day := _day_of_year(text)) is not None:
        if not day.startswith(value):
            yield Problem("value-unproved", found["field"], f"The date {value} is not what its evidence says: {text[:80]!r} is a day of a year, "
                          f"{day}. Older versions read such a date as a month; engross archive --reapply makes the article again.")
    elif found["field"] in _DATES and not _dated(value, text):
        yield Problem("value-unproved", found["field"], f"The date {value} says more than its evidence: {text[:80]!r}.")
    elif found["field"] in _WORDS and (word := _foreign(value, f"{printed} {text}")):  # escaped, or what looks like it
        yield Problem("value-unproved", found["field"], f"{value!r} has a word ({word}) that its evidence does not have: {text[:80]!r}.")


def _day_of_year(text: str) -> str | None:
    """The date that evidence in the form of a year and its day says (ISO 8601, ``2023-032``); None for other evidence.

    >>> _day_of_year("2023-032"), _day_of_year("2024366T10:00:00"), _day_of_year("2023-366"), _day_of_year("2023-03-02")
    ('2023-02-01', '2024-12-31', None, None)
    """
    match = _ORDINAL.fullmatch(text.strip())
    if match is None:
        return None
    year, number = int(match[1]), int(match[2])
    day = date(year, 1, 1) + timedelta(number - 1)
    return day.isoformat() if number and day.year == year else None


def _dated(value: str, text: str) -> bool:
    """Whether year and day of a date stand in its evidence."""
    if _SECONDS.fullmatch(text):
        return True
    text = normalize("NFKC", text)
    numbers = _numbers(text)
    year, _, rest = value.partition("-")
    told = {int(year), int(year) + _BUDDHIST} & numbers or year in text or _ERAS.search(text) or _has_short_year(text, year)
    day = rest.partition("-")[2]
    compact = value.replace("-", "") in re.sub(r"\D", "", text)
    return bool(told or compact) and (not day or int(day) in numbers or compact or _ERAS.search(text) is not None)


def _has_short_year(text: str, year: str) -> bool:
    """Whether a year stands in a text by its last two digits.

    >>> _has_short_year("4 May '21", "2021"), _has_short_year("04.05.21", "2021"), _has_short_year("21 places", "2021")
    (True, True, False)
    """
    return any(year.endswith(match[1]) for pattern in _SHORT_YEARS for match in pattern.finditer(text))


def _numbers(text: str) -> set[int]:
    """The numbers in a text, in any digits."""
    return {int(run) for run in re.findall(r"\d{1,8}", text)}


def _foreign(value: str, text: str) -> str | None:
    """The first word of a value that its evidence does not have."""
    letters = _letters(text)
    return next((word for word in _WORD.findall(value) if _letters(word) not in letters), None)


def _letters(text: str) -> str:
    """Letters and digits, without case and marks."""
    return "".join(_WORD.findall("".join(c for c in normalize("NFKD", text).casefold() if not combining(c))))

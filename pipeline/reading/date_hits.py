"""A date that was found in a text: its value, and where it stands."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["DateHit", "hits_at"]

_FIRST, _LAST = 1500, 2099
"""Years that are read."""


@dataclass(frozen=True, slots=True)
class DateHit:
    """A date: ISO 8601 as precise as printed, and where it stands in the text it was found in."""

    value: str
    start: int
    end: int

    def placed(self, places: Sequence[int]) -> DateHit:
        """The same date in another form of the text; ``places``: where each character stands there."""
        return DateHit(self.value, places[self.start], places[self.end])


def hits_at(match: re.Match[str], year: int | str, month: int | str, day: int | str | None) -> list[DateHit]:
    """The date that a match tells; an empty list where the calendar has no such date."""
    y, m, d = int(year), int(month), int(day or 0)
    if not _FIRST <= y <= _LAST or not 1 <= m <= 12:
        return []
    if day is None:
        return [DateHit(f"{y:04}-{m:02}", *match.span())]
    return [DateHit(f"{y:04}-{m:02}-{d:02}", *match.span())] if 1 <= d <= calendar.monthrange(y, m)[1] else []

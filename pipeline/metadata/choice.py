"""Which candidates of plain text are used: the surest of each field, and all people and tags of the surest place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.data import Found

__all__ = ["PLURAL", "SEVERAL", "SURE", "chosen", "is_told"]

SEVERAL = frozenset({"author", "tag"})
"""Fields of an article that may have several values."""
PLURAL = SEVERAL | {"honorific", "role"}
"""With them what stands beside an author's name."""
SURE = 0.6
"""Confidence from which a candidate may be chosen."""
_NEAR_BEST = 0.15
"""What a further author's confidence may be below that of the surest one."""
_DAY = 10
"""Characters of a date with its day."""


def is_told(found: Sequence[Found], *fields: str) -> bool:
    """Whether a candidate of one of these fields may be chosen."""
    return any(f.field in fields and f.confidence >= SURE for f in found)


def chosen(found: Sequence[Found]) -> Iterator[Found]:
    """The candidates, those used marked: the surest of each field, of equals the first; of people and tags all from the surest place. A day
    goes before the month or the year of the surest date."""
    best: dict[str, Found] = {}
    for f in found:
        if f.confidence >= SURE and (f.field not in best or f.confidence > best[f.field].confidence):
            best[f.field] = f
    if (date := best.get("published")) and len(date.value) < _DAY:
        days = (f for f in found if f.field == "published" and f.confidence >= SURE and len(f.value) == _DAY and f.value.startswith(date.value))
        best["published"] = next(days, date)
    seen: set[tuple[str, str]] = set()
    for f in found:
        first = best.get(f.field)
        used = first is not None and (f is first or f.field in PLURAL and _as_good(f, first)) and (f.field, f.value) not in seen
        if used:
            seen.add((f.field, f.value))
        yield f._replace(chosen=used)


def _as_good(found: Found, first: Found) -> bool:
    """Whether a further value counts beside the surest one of its field."""
    return found.how == first.how and found.confidence >= max(SURE, first.confidence - _NEAR_BEST)

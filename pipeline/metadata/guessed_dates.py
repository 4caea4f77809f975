"""htmldate, the last resort for a date."""

from __future__ import annotations

import re

from pipeline.data import Page

__all__ = ["guessed_date"]

_LAST_DAY = "2099-12-31"
_NO_DATES = re.compile(
    r"<(script|style|svg|noscript|footer|nav|aside|form|select|iframe)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE)
"""What is not shown, and what is about other articles or the site: dates in it mislead, and it is most of a page. JSON-LD was read already."""


def guessed_date(page: Page) -> str | None:
    """The date that htmldate finds, asked for the original one, in its fast mode (markup and attributes, no guessing from free text).

    ``max_date`` is the day of capture or a fixed day far off, never today, so the answer is the same on every day. A date that does not
    stand in the source in some form is not taken.
    """
    from htmldate import find_date

    last = (page.captured or "")[:10] or _LAST_DAY
    source = _NO_DATES.sub(" ", page.fixed)
    try:
        found = find_date(source, extensive_search=False, original_date=True, max_date=last, deferred_url_extractor=True)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    if not found or not re.fullmatch(r"\d{4}-\d\d-\d\d", found):
        return None
    year, month, day = found.split("-")
    near = rf"{year}\D{{0,3}}0?{int(month)}\D{{0,3}}0?{int(day)}|0?{int(day)}\D{{1,3}}0?{int(month)}\D{{1,3}}{year}|{year}"
    return found if re.search(near, source) else None

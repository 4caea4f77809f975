"""Issue numbers, and the parts of a series, in lines of front matter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.reading.word_lists import any_of

__all__ = ["issue_in", "part_in"]

_NUMBERS = {w: str(n) for n, w in enumerate("one two three four five six seven eight nine ten".split(), 1)}
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10"}
_ISSUE = re.compile(
    r"\s*+(?:[.°º]\s*+)?(?:(?:no\.?|nr\.?|number|n[°º]|#|:)\s*+)?((?:\d{1,6}|[IVXLC]{1,6})(?:\s?[/–-]\s?\d{1,4})?)(?:\W++(.*))?$", re.IGNORECASE)
"""The number of an issue, and what follows it."""
_PARTS = any_of("lines.numbers", "pipeline.metadata")


def issue_in(text: str, words: Sequence[str]) -> str | None:
    """The number in a line that is an issue number and nothing else: ``Issue No. 1989``, ``Nr. 12/2011``, ``Vol. 3, No. 4``."""
    if len(text) > 60:
        return None
    low = text.lower()
    for word in sorted(words, key=lambda w: (-len(w), w)):
        if low.startswith(word) and not low[len(word) : len(word) + 1].isalpha():
            if (match := _ISSUE.match(text, len(word))) and len(re.findall(r"[^\W\d_]{3,}", match[2] or "")) <= 3:
                return match[1].replace(" ", "")
    return None


def part_in(text: str, words: Sequence[str]) -> tuple[str, int, int] | None:
    """The part of a series that a title names (``… – Part Four``), English words and small Roman numbers as digits, and where it stands."""
    names = "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))
    if not names:
        return None
    match = re.search(rf"(?:^|[\s(–—:,-])((?:{names})\s+(\d{{1,2}}|[ivx]{{1,5}}|{_PARTS}))\b\s*\)?(?:$|[:–—-])", text, re.IGNORECASE)
    number = match[2].lower() if match else ""
    return (_NUMBERS.get(number, _ROMAN.get(number, match[2])), match.start(1), match.end(2)) if match else None

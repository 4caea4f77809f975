"""Where a text opens: there a letter on its own may be the large initial of what follows."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.reading.marks import ends_sentence

__all__ = ["MOST_BEFORE", "opens_text"]

_RUNNING, MOST_BEFORE = 60, 40
"""Characters of the shortest running text; blocks before the opening of a text that are looked at."""


def opens_text(before: Iterable[str]) -> bool:
    """Whether no running text stands before a place. ``before``: the blocks before the place, the nearest one first."""
    return not any(n == MOST_BEFORE or len(text) >= _RUNNING and ends_sentence(text) for n, text in enumerate(before))

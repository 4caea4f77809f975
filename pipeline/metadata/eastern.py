"""Whether a text is Chinese, Japanese or Korean, and whom its credits name (`pipeline.metadata.eastern_credits`, read in when it is needed)."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.reading.names import EASTERN
from pipeline.reading.people import Person

__all__ = ["eastern_people", "holds_credits_alone", "is_eastern"]

_FIRST, _LONGEST = 160, 20_000
"""Characters among which the script shows, and of the longest text that is looked at."""


def is_eastern(text: str) -> bool:
    """Whether a text has characters of Chinese, Japanese or Korean among its first ones."""
    return not text.isascii() and EASTERN.search(text, 0, _FIRST) is not None


def eastern_people(text: str, language: str) -> list[Person] | None:
    """Who wrote, by the credits of a text in Chinese, Japanese or Korean; None for other texts, and where it has no credit that is known."""
    if not is_eastern(text) or len(text) > _LONGEST:
        return None
    from pipeline.metadata.eastern_credits import credited_people

    return credited_people(text, language)


def holds_credits_alone(text: str, authors: Iterable[str]) -> bool:
    """Whether a line in Chinese, Japanese or Korean holds authors and other credits, and nothing else."""
    from pipeline.metadata.eastern_credits import is_of_credits

    return is_of_credits(text, authors)

"""Teams that sign in place of a person, by their name: ``Quay Staff``, ``Upper Lock News Desk``."""

from __future__ import annotations

from pipeline.reading.names import STAFF, is_nobody_at_all

__all__ = ["WIRES", "is_team"]

WIRES = r"(?<!\s)\s(?:and|&)\s(?:(?:wire|news|agency)\s(?:reports?|services?)|(?:news\s)?agencies|wires?)$"
"""What papers add to the name of a team: ``Quay Staff and agencies``."""
_MOST_WORDS = 5
"""Words of the longest name of a team."""


def is_team(name: str) -> bool:
    """A team that is named: ``Quay Staff``, ``Upper Lock News Desk``; not ``Staff`` alone."""
    words = name.split()
    named = 2 <= len(words) <= _MOST_WORDS and all(word[0].isupper() for word in words)
    return named and STAFF.fullmatch(words[-1]) is not None and not is_nobody_at_all(name)

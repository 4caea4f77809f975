"""Large initials set apart from the rest of their word, and where a text opens."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.reading.marks import ends_sentence

__all__ = ["MOST_BEFORE", "may_be_initial", "opens_text"]

_WORDS_OF_ONE = frozenset("AEIOUYÀÈÉÓÚАВИКОСУЯ")
"""Capitals that are a word by themselves in some language, so that they may stand apart from the next word."""
_INITIAL_BEFORE = 40
"""Characters of the shortest line to which a large initial belongs."""
_RUNNING, MOST_BEFORE = 60, 40
"""Characters of the shortest running text; blocks before the opening of a text that are looked at."""


def may_be_initial(letter: str, following: str) -> bool:
    """Whether a text is the large initial of what follows, which goes on in the middle of its word. Where that word begins with the same
    letter, the letter heads a glossary.

    >>> may_be_initial("T", "he old crane was moved on Tuesday afternoon."), may_be_initial("A", "man came to look at it on Tuesday afternoon.")
    (True, False)
    """
    if len(letter) != 1 or not letter.isupper() or letter in _WORDS_OF_ONE or len(following) < _INITIAL_BEFORE:
        return False
    return following[0].islower() and following[0] != letter.lower()


def opens_text(before: Iterable[str]) -> bool:
    """Whether no running text stands before a place. ``before``: the blocks before the place, the nearest one first."""
    return not any(n == MOST_BEFORE or len(text) >= _RUNNING and ends_sentence(text) for n, text in enumerate(before))

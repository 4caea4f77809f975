"""Words that a line may open with."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["Openings"]


class Openings:
    """Words that a line may open with. Most lines are told by their first two characters, whatever the number of words."""

    __slots__ = ("_first", "words")

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)
        self._first = frozenset(word[:2] for word in self.words)

    def open(self, line: str) -> bool:
        """Whether a line opens with one of the words."""
        return (line[:2] in self._first or line[:1] in self._first) and line.startswith(self.words)

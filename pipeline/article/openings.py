"""Words that a line may open with: those of the lists of the packs, looked up at once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pipeline.evidence.phrases import load_phrases

__all__ = ["Openings", "openings_of"]


class Openings:
    """Words that a line may open with. Most lines are told by their first two characters, whatever the number of words."""

    __slots__ = ("_first", "words")

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)
        self._first = frozenset(word[:2] for word in self.words)

    def open(self, line: str) -> bool:
        """Whether a line opens with one of the words."""
        return (line[:2] in self._first or line[:1] in self._first) and line.startswith(self.words)


@lru_cache(maxsize=4)
def openings_of(*names: str) -> Openings:
    """The words of some word lists of the packs (`pipeline.evidence.phrases.LISTS`)."""
    return Openings(word for name in names for word in load_phrases().words(name))

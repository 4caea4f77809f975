"""What class names, ids and roles tell, by the words they are made of."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["Hints", "hint_pieces"]

_PIECE = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}")
_MANY = 50_000


def hint_pieces(hint: str) -> tuple[str, ...]:
    """What a class name is made of: ``PostBody-relatedLinks2`` gives ``post``, ``body``, ``related``, ``links``, and the whole."""
    return (*(piece.lower() for piece in _PIECE.findall(hint)), "=" + hint.lower())


class Hints:
    """Log-odds of pieces (sixteenths). Pages of one site share their class names, so what was looked up once is kept."""

    __slots__ = ("_known", "odds")

    def __init__(self, odds: Mapping[str, int]) -> None:
        self.odds = odds
        self._known: dict[str, tuple[int, int]] = {}

    def of(self, hint: str) -> tuple[int, int]:
        """The strongest opinion against and for among the pieces of a hint; 0 where there is none."""
        found = self._known.get(hint)
        if found is None:
            if len(self._known) >= _MANY:
                self._known.clear()
            values = [self.odds.get(piece, 0) for piece in hint_pieces(hint)]
            found = self._known[hint] = (min(0, *values), max(0, *values))
        return found

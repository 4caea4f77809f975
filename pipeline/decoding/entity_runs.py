"""The runs of entities in a text, stored so that very many take little memory."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator

__all__ = ["EntityRuns"]


class EntityRuns:
    """Where each run of entities begins, and its characters, in order."""

    __slots__ = ("places", "texts")

    def __init__(self, matches: Iterable[re.Match[str]]) -> None:
        self.places, self.texts = array("q"), list[str]()
        known: dict[str, str] = {}
        for match in matches:
            entity = match.group()
            self.places.append(match.start())
            self.texts.append(known.setdefault(entity, entity))  # the same characters are one string

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return zip(self.places, self.texts, strict=True)

"""The kind of boilerplate that class names name: a sign that training learns from, and that no page is labelled by."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.data import Label, Markup
from pipeline.evidence.class_names import NEAR
from pipeline.reading.word_lists import data_of

__all__ = ["kind_by_class"]

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BREAK = re.compile(r"[-_ \d\n]+")
_BY_PROGRAM = ("sc-", "css-", "w-node-")
_HEXADECIMAL = re.compile(r"[a-f0-9]{4,}")
SLUG = 6
"""Parts of a name from which it is made of somebody's heading."""
_OF_ONE_LINE = frozenset({Label.PAGINATION, Label.PRINT_TOOLS, Label.SHARE, Label.TAGS, Label.ADVERT})
"""Kinds of short blocks: a name far above a block does not speak of it."""


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[tuple[Label, frozenset[str]], ...]:
    """The words that name a kind of boilerplate, first kind first."""
    kinds: dict[str, str] = data_of("class_names", "pipeline.evidence")["kinds"]
    return tuple((Label(kind), frozenset(words.split())) for kind, words in kinds.items())


@lru_cache(maxsize=16384)
def _kind_of(name: str) -> Label | None:
    if name.startswith(_BY_PROGRAM) or any(any(c.isdigit() for c in run) for run in _HEXADECIMAL.findall(name)):
        return None  # a program made the name: its letters say nothing
    token = "-".join(part for part in _BREAK.split(_CAMEL.sub("-", name).lower()) if part)
    parts = token.split("-")
    if len(parts) > SLUG:
        return None
    runs = {"-".join(parts[i:j]) for i in range(min(len(parts), 8)) for j in range(i + 1, min(len(parts), i + 3) + 1)}
    return next((kind for kind, words in _vocabulary() if not words.isdisjoint(runs)), None)


def kind_by_class(markup: Markup) -> Label | None:
    """The kind of boilerplate that the nearest telling class name, or else the nearest telling element, names."""
    for distance, name in enumerate(markup.hints[:16]):
        kind = _kind_of(name)
        if kind is not None and (distance < NEAR or kind not in _OF_ONE_LINE):
            return kind
    elements = {"nav": Label.NAVIGATION, "footer": Label.NAVIGATION, "header": Label.NAVIGATION, "aside": Label.RELATED}
    return next((elements[tag] for tag in reversed(markup.path) if tag in elements), None)

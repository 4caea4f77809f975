"""Entities in a plain text, read as a browser reads them: BeautifulSoup knows the named ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from html.entities import html5

from pipeline.data import Repair
from pipeline.decoding.leftover_tokens import ENTITY

__all__ = ["entity_repairs", "read_entities"]

_NO_CHARACTER = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffd-\uffff]")


def entity_repairs(found: Iterable[tuple[int, str]]) -> Iterator[Repair]:
    """A repair for each run of entities that stands for something else than itself."""
    known: dict[str, tuple[str, str, tuple[tuple[str, ...], ...]]] = {}
    for at, text in found:
        if text not in known:
            known[text] = (text, *_fully_read(text))
        before, after, steps = known[text]  # the same characters are one string in all repairs
        if after != before:
            yield Repair(at, at + len(before), before, after, "entity", steps)


def _fully_read(before: str) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """What entities come to, and the steps: several where they were escaped more than once."""
    after, times = read_entities(before), 1
    while (again := read_entities(after)) != after:
        after, times = again, times + 1
    return after, (("read", "entities"),) * times


def read_entities(text: str) -> str:
    """The text with its entities read, once."""
    return ENTITY.sub(lambda m: _meaning(m.group()), text) if "&" in text else text


def _meaning(entity: str) -> str:
    """What an entity stands for; one that stands for no character XML can hold stands for itself."""
    if entity[1] == "#":
        read = unescape(entity)
    elif entity[1:].rstrip(";") + ";" in html5:
        read = _named(entity)
    else:
        return entity
    return read if 0 < len(read) <= 2 and not _NO_CHARACTER.search(read) else entity


@cache
def _named(entity: str) -> str:
    from bs4 import BeautifulSoup

    return BeautifulSoup(f"<p>{entity}</p>", "html.parser").get_text()

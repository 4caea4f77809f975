"""References between the parts of data: a cache of GraphQL (Apollo, Relay) holds each object once, under its name, and names it everywhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.decoding.script_boxes import Box, Piece, Value
from pipeline.decoding.script_data import Data

__all__ = ["bare_key", "every_box", "link_references"]

_SIGNS = ('__ref', '"type":"id"', '"type": "id"')
_ARGUMENTS = re.compile(r"\(|:\s*\{")
_LONGEST = 500
"""Characters of a name that is looked for."""


def link_references(root: Box, data: Data) -> dict[int, str]:
    """Puts objects in the place of references to them. Returns the names of these objects, by `id` of their box; nothing where data have none."""
    if not any(data.text.find(sign, data.start, data.end) >= 0 for sign in _SIGNS):
        return {}
    boxes = list(every_box(root))
    wanted = {name for box in boxes for name in _names(box, data)}
    held = ((key, value) for box in boxes for key, value in box.items if key in wanted)
    named: dict[str | None, Box] = {key: value for key, value in held if isinstance(value, Box) and not _names(value, data)}
    for box in boxes:
        box.items = [(key, _target(value, data, named)) for key, value in box.items]
    return {id(value): key for key, value in named.items() if key}


def every_box(box: Box) -> Iterator[Box]:
    """A box and all boxes in it, each once."""
    todo, seen = [box], {id(box)}
    while todo:
        one = todo.pop()
        yield one
        for _, value in one.items:
            if isinstance(value, Box) and id(value) not in seen:
                seen.add(id(value))
                todo.append(value)


def bare_key(key: str) -> str:
    """A key without the arguments of its query.

    >>> bare_key('latestPosts({"first":5})')
    'latestPosts'
    """
    return _ARGUMENTS.split(key, maxsplit=1)[0]


def _names(box: Box, data: Data) -> list[str]:
    """The names that a reference gives; none for a box that is no reference."""
    if box.is_list or not 0 < len(box.items) < 6:
        return []
    key, value = box.items[0]
    if key == "__ref" and len(box.items) == 1 and isinstance(value, Piece):
        return [_text(value, data)]
    if key == "__refs" and len(box.items) == 1 and isinstance(value, Box):
        return [_text(one, data) for _, one in value.items if isinstance(one, Piece)]
    told = {key: value for key, value in box.items if isinstance(value, Piece)}
    if {"type", "id"} <= told.keys() and "generated" in {key for key, _ in box.items} and _text(told["type"], data) == "id":
        return [_text(told["id"], data)]
    return []


def _target(value: Value, data: Data, named: dict[str | None, Box]) -> Value:
    if not isinstance(value, Box) or not (names := _names(value, data)) or not all(name in named for name in names):
        return value
    if value.items[0][0] != "__refs":
        return named[names[0]]
    several = Box(is_list=True)
    several.items = [(None, named[name]) for name in names]
    return several


def _text(piece: Piece, data: Data) -> str:
    """The name as it is written, as keys are."""
    return data.text[piece.start:piece.end] if piece.end - piece.start <= _LONGEST else ""

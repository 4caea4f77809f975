"""The data of programs, read as nested boxes of strings in their places."""

from __future__ import annotations

import contextlib
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.decoding.script_data import ESCAPE, STRING, Data, inner_data, is_encoded, read_escape
from pipeline.decoding.script_kinds import RECORD, is_aside

__all__ = ["DEEPEST", "INNER_DEEPEST", "MOST", "Box", "Piece", "Value", "holds_data", "is_flat", "is_record", "read_boxes", "strings_of", "text_of"]

_TOKEN = re.compile(rf"{STRING}|(?P<sign>[{{}}\[\],:])|(?P<word>[\w$.+-]+)", re.DOTALL)
DEEPEST = 100
"""Boxes in one another that are read."""
_INNER = re.compile(r"(?:\s|\\[nrt])*+[{\[](?:\s|\\[nrt])*+(?:\\*+\"|\{|\[)")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{100,}+={0,2}\Z")
_URL_SAFE = str.maketrans("+/", "-_", "=")
_INNER_LEAST, INNER_DEEPEST = 100, 3
"""Characters of a string that may hold data, and strings with data in one another."""
MOST = 16_000_000
"""Characters of data that are read; boxes take many times their room."""


class Piece(NamedTuple):
    """A string of the data, without its quotation marks."""

    start: int
    end: int


_EMPTY = Piece(0, 0)


class Box:
    """An object or a list of the data: keys, ``None`` in a list, and what stands under them: boxes, strings, words (numbers, names, ``true``)."""

    __slots__ = ("is_list", "items")

    def __init__(self, is_list: bool) -> None:
        self.is_list = is_list
        self.items: list[tuple[str | None, Value]] = []


Value = Box | Piece | str


def read_boxes(data: Data, *, unfold: bool = False) -> Box:
    """The data as nested boxes. What is damaged is read as far as it goes. ``unfold``: flat data, too."""
    root = Box(is_list=True)
    stack, key, deeper = [root], None, 0
    for token in _TOKEN.finditer(data.text, data.start, data.end):
        kind, sign, items = token.lastgroup, token["sign"], stack[-1].items
        if deeper:
            deeper += (sign == "{" or sign == "[") - (sign == "}" or sign == "]")
        elif kind == "word":
            items.append((key, token[0]))
        elif sign is None:
            start, end = token.span(kind or "double")
            items.append((key, Piece(start, end) if end > start else _EMPTY))
        elif sign == ":" and items and not isinstance(named := items[-1][1], Box):
            items.pop()
            key = named if isinstance(named, str) else data.text[named.start:named.end]
        elif sign in "{[" and len(stack) == DEEPEST:
            deeper = 1
        elif sign in "{[":
            box = Box(sign == "[")
            items.append((key, box))
            stack.append(box)
            key = None
        else:
            key = None
            del stack[max(1, len(stack) - (sign in "}]")):]
    return _unfolded(root) if unfold and is_flat(data) else root


def is_flat(data: Data) -> bool:
    """Whether some data are one list, in which boxes hold the numbers of what stands in them (devalue, of Nuxt)."""
    return data.name.endswith("NUXT_DATA__")


def is_record(box: Box) -> bool:
    """Whether an object is an article, a teaser or a comment as a whole, by its keys."""
    return any(key.lower() in RECORD and (value.end > value.start if isinstance(value, Piece) else isinstance(value, Box))
               for key, value in box.items if key)


def _unfolded(root: Box) -> Box:
    """The first of the boxes of a flat list, with boxes and strings for their numbers. Boxes may stand in several others, and in themselves."""
    if not root.items or not isinstance(first := root.items[0][1], Box):
        return root
    values = [value for _, value in first.items]
    for value in values:
        if isinstance(value, Box):
            value.items = [(key, values[int(one)] if isinstance(one, str) and one.isdecimal() and int(one) < len(values) else one)
                           for key, one in value.items]
    unfolded = Box(is_list=True)
    unfolded.items = [(None, value) for value in values[:1]]
    return unfolded


def strings_of(data: Data, deepest: int = INNER_DEEPEST) -> Iterator[str]:
    """The texts of the strings of some data, in no order, without those of menus, comments and the like.

    ``deepest``: data in strings in one another.
    """
    if data.end - data.start > MOST:
        return
    todo = [read_boxes(data)]
    while todo:
        for key, value in todo.pop().items:
            if key and is_aside(key):
                continue
            if isinstance(value, Box):
                todo.append(value)
            elif not isinstance(value, Piece):
                continue
            elif not holds_data(data, value):
                yield from _texts_of(data, value)
            elif deepest and (inner := inner_data(data, *value)) is not None:
                yield from strings_of(inner, deepest - 1)


def _texts_of(data: Data, piece: Piece) -> Iterator[str]:
    """The text of a string, or those of the data that it holds in Base64."""
    if piece.end - piece.start < _INNER_LEAST or not _BASE64.match(data.text, piece.start, piece.end):
        yield text_of(data, piece)
        return
    with contextlib.suppress(ValueError):
        text = urlsafe_b64decode(data.text[piece.start:piece.end].translate(_URL_SAFE) + "==").decode()
        yield from strings_of(Data(text, 0, len(text), data.kind, data.name), 0) if text.lstrip()[:1] in ("{", "[") else (text,)


def holds_data(data: Data, piece: Piece) -> bool:
    """Whether a string holds data and no text."""
    return piece.end - piece.start >= _INNER_LEAST and (
        _INNER.match(data.text, piece.start, piece.end) is not None or is_encoded(data, piece.start, piece.end))


def text_of(data: Data, piece: Piece) -> str:
    """The text of a string."""
    raw = data.text[piece.start:piece.end]
    return ESCAPE.sub(lambda escape: read_escape(escape[0]), raw) if "\\" in raw else raw

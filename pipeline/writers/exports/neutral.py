"""Characters that act on a screen rather than being read there: terminal escapes, other control characters, signs of writing direction.

Strategy: formats that can escape a character (JSON, XML) write it as an escape, so that its value stays. In all others a visible sign stands
in its place, one for one, so that places in a text stay right. Isolates and embeddings that are closed again on their line are how
Arabic and Hebrew are written, and stay; overrides, and what is never closed, would show later words in another order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson

from pipeline.writers.exports.item import Item

__all__ = ["json_escaped", "neutral_item", "neutral_json", "neutral_text", "neutral_value", "xml_escaped"]

_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_CONTROL = {n: 0x2400 + n for n in range(0x20) if n not in (0x09, 0x0A)} | {0x0D: 0x0A, 0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
"""Control pictures for control characters; a carriage return is a line end."""
_DIRECTION = re.compile("[\n\u202a-\u202e\u2066-\u2069]")
_ISOLATES, _OVERRIDES, _POP_ISOLATE, _POP = "\u2066\u2067\u2068", "\u202d\u202e", "\u2069", "\u202c"
_ACTING_BYTES = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
"""In UTF-8; JSON and XML have no other control characters unescaped."""


def neutral_text(text: str) -> str:
    """The text, as long as before, with visible signs for characters that act."""
    if _ACTING.search(text) is None:
        return text
    text = text.translate(_CONTROL)
    wrong = _unsafe_directions(text)
    return "".join("\ufffd" if at in wrong else char for at, char in enumerate(text)) if wrong else text


def _unsafe_directions(text: str) -> set[int]:
    """Places of overrides, of signs that nothing closes on their line, and of those that close nothing."""
    wrong: set[int] = set()
    opened: list[tuple[int, str]] = []
    for found in _DIRECTION.finditer(text):
        at, char = found.start(), found[0]
        if char == "\n":
            wrong.update(place for place, _ in opened)
            opened = []
        elif char not in (_POP, _POP_ISOLATE):
            opened.append((at, char))
        elif opened and (opened[-1][1] in _ISOLATES) is (char == _POP_ISOLATE):
            place, opener = opened.pop()
            wrong.update((place, at) if opener in _OVERRIDES else ())
        else:
            wrong.add(at)
    wrong.update(place for place, _ in opened)
    return wrong


def neutral_item(item: Item) -> Item:
    """The item with every string of its article and of what was removed made neutral."""
    return replace(item, row=neutral_value(item.row), removed=tuple(neutral_value(removal) for removal in item.removed))


def neutral_value(value: Any) -> Any:
    """The same value with every string in it made neutral."""
    if isinstance(value, str):
        return neutral_text(value)
    if isinstance(value, dict):
        return {key: neutral_value(part) for key, part in value.items()}
    if isinstance(value, list):
        return [neutral_value(part) for part in value]
    return value


def neutral_json(line: bytes) -> bytes:
    """JSON in which every string is neutral; as it was where none has to be changed."""
    return orjson.dumps(neutral_value(orjson.loads(line))) if _ACTING_BYTES.search(line) else line


def json_escaped(line: bytes) -> bytes:
    """A line of JSON that holds the same values and no character that acts."""
    return _escaped(line, lambda code: b"\\u%04x" % code)


def xml_escaped(document: bytes) -> bytes:
    """An XML document in UTF-8 that holds the same values and no character that acts."""
    return _escaped(document, lambda code: b"&#x%X;" % code)


def _escaped(data: bytes, form: Callable[[int], bytes]) -> bytes:
    return _ACTING_BYTES.sub(lambda found: form(ord(found[0].decode())), data)

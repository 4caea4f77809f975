"""JSON as pages carry it, read as far as it goes.

Faults that are read over: unescaped quotation marks in a string, missing and trailing commas, comments of HTML and JavaScript, CDATA marks,
line breaks and bad escapes in strings, bare words as keys or values, several values in one script, and an end that is cut off: what was
whole before the cut is there, the value that was cut is not.

One pass over the text: each character is looked at once, besides a short look ahead at quotation marks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

__all__ = ["Read", "read_json"]

_SPACE = re.compile(r"(?:[\s;\ufeff]+|<!--|-->|//\s*<!\[CDATA\[|//\s*\]\]>|<!\[CDATA\[|\]\]>|/\*[^*]{0,2000}\*/|//[^\n]*)+")
_ANY_BREAK = re.compile(r"[\"'\\]")
_AFTER_KEY = re.compile(r"\s{0,200}:")
_COMMENT = r"//|/\*|<!--"
_KEYS = {'"': r"\"[^\"\n{}\[\]]{1,80}\"\s{0,200}:", "'": r"(?:'[^'\n{}\[\]]{1,80}'|[\w@]{1,40})\s{0,200}:"}
_AFTER_VALUE = {
    quote: re.compile(rf"\s{{0,200}}+(?:[}}\]]|,[\s,]{{0,200}}+(?:{key}|[}}\]]|{_COMMENT})|{_COMMENT}|{key}|;?\s{{0,200}}$)")
    for quote, key in _KEYS.items()}
_AFTER_ITEM = {
    quote: re.compile(
        rf"\s{{0,200}}+(?:[\]}}]|,[\s,]{{0,200}}+(?:[{quote}{{\[\]\d-]|true|false|null|{_COMMENT})|{_COMMENT}|{quote}|$)")
    for quote in _KEYS}
_AFTER_ANY_KEY = dict.fromkeys(_KEYS, _AFTER_KEY)
_BARE = re.compile(r"[^\s,:{}\[\]\"]+")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_DEEPEST = 60
_CUT: Any = object()
"""What stands for a value that the end of the text cut off."""


class Read(NamedTuple):
    """Values that could be read, and whether all of the text was right JSON."""

    values: tuple[Any, ...]
    whole: bool


def read_json(text: str) -> Read:
    """Every value in a text."""
    bare = text.strip()
    try:
        return Read((json.loads(bare, strict=False),), whole=True)
    except (ValueError, RecursionError):
        return Read(tuple(_Reader(text).all()), whole=False)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def all(self) -> list[Any]:
        found = []
        while self._skip():
            if self.text[self.at] not in "{[":
                self.at += 1
                continue
            value = self._value(0, in_list=False)
            if value is not _CUT:
                found.append(value)
        return found

    def _skip(self) -> bool:
        """Goes to what comes next; False at the end."""
        match = _SPACE.match(self.text, self.at)
        if match:
            self.at = match.end()
        return self.at < len(self.text)

    def _value(self, depth: int, *, in_list: bool) -> Any:
        if not self._skip() or depth > _DEEPEST:
            self.at = self.at if depth <= _DEEPEST else len(self.text)
            return _CUT
        opening = self.text[self.at]
        if opening == "{":
            return self._object(depth)
        if opening == "[":
            return self._list(depth)
        if opening in "\"'":
            return self._string(_AFTER_ITEM if in_list else _AFTER_VALUE)
        return self._bare()

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self.at += 1
        while self._skip():
            mark = self.text[self.at]
            if mark in "}]":
                self.at += mark == "}"
                break
            key = self._string(_AFTER_ANY_KEY) if mark in "\"'" else self._bare() if mark not in ",:{[" else None
            if not isinstance(key, str):
                self.at += 1
                continue
            if self._skip() and self.text[self.at] == ":":
                self.at += 1
                value = self._value(depth + 1, in_list=False)
                if value is not _CUT:
                    found[key] = value
        return found

    def _list(self, depth: int) -> list[Any]:
        found: list[Any] = []
        self.at += 1
        while self._skip():
            mark = self.text[self.at]
            if mark in "]}":
                self.at += mark == "]"
                break
            if mark in ",:":
                self.at += 1
                continue
            value = self._value(depth + 1, in_list=True)
            if value is not _CUT:
                found.append(value)
        return found

    def _string(self, behind: Mapping[str, re.Pattern[str]]) -> Any:
        """A string up to the quotation mark behind which the text goes on as it must."""
        quote, start = self.text[self.at], self.at + 1
        at, after = start, behind[quote]
        while (match := _ANY_BREAK.search(self.text, at)) is not None:
            at = match.end()
            if match[0] == "\\":
                at += 1
            elif match[0] == quote and after.match(self.text, at):
                self.at = at
                return _whole_characters(_ESCAPE.sub(_unescaped, self.text[start:at - 1]))
        self.at = len(self.text)
        return _CUT

    def _bare(self) -> Any:
        """A number, ``true``, ``null``, or a word without quotation marks."""
        match = _BARE.match(self.text, self.at)
        if match is None:
            if self.text[self.at] not in "}]":
                self.at += 1
            return _CUT
        self.at = match.end()
        if self.at == len(self.text):
            return _CUT
        try:
            return json.loads(match[0])
        except ValueError:
            return match[0]


def _whole_characters(text: str) -> str:
    """Two halves of a character, each escaped by itself, become one."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(match: re.Match[str]) -> str:
    told = match[1]
    if told[0] == "u" and len(told) == 5:
        return chr(int(told[1:], 16))
    return _ESCAPES.get(told, told)

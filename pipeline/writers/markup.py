"""A small XML serialiser: strings in, a list of lines out.

Strategy: the document is written front to back into a list, an element a line, which is much faster than a tree in
lxml. Only elements that hold elements alone are indented; what holds words stands on one line, so no white space is ever added to text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["Draft", "Ids", "attribute", "escape", "tag"]

_ILLEGAL = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_ODD = re.compile(f"[&<>\r{_ILLEGAL}]")
_FORBIDDEN = re.compile(f"[{_ILLEGAL}]")
_ODD_IN_ATTRIBUTE = re.compile(f'[&<>"\t\n\r{_ILLEGAL}]')
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_NAMESPACED = {"id": "xml:id", "lang": "xml:lang", "space": "xml:space"}


def _entity(match: re.Match[str]) -> str:
    return _ENTITIES.get(match.group(), "")


def _entity_or_g(match: re.Match[str]) -> str:
    char = match.group()
    return _ENTITIES.get(char) or f'<g ref="ucp:{ord(char):04X}"/>'


def escape(text: str, *, keep_illegal: bool = False) -> str:
    """Text as XML content. What XML can't hold is left out, or stands as ``<g ref="ucp:0008"/>`` with ``keep_illegal``."""
    if _ODD.search(text) is None:
        return text
    if _FORBIDDEN.search(text) is None:  # faster than a call for each character
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    return _ODD.sub(_entity_or_g if keep_illegal else _entity, text)


def attribute(text: str) -> str:
    """Text as the value of an attribute, without the quotes."""
    return text if _ODD_IN_ATTRIBUTE.search(text) is None else _ODD_IN_ATTRIBUTE.sub(_entity, text)


def tag(name: str, attributes: dict[str, str]) -> str:
    """What stands between ``<`` and ``>``: attributes that are not empty; xml:id, xml:lang and xml:space first, then by name."""
    if not attributes:
        return name
    first, parts = [name], []
    for key, value in sorted(attributes.items()) if len(attributes) > 1 else attributes.items():
        if value:
            shown = value if _ODD_IN_ATTRIBUTE.search(value) is None else attribute(value)
            if key in _NAMESPACED:
                first.append(f'{_NAMESPACED[key]}="{shown}"')
            else:
                parts.append(f'{key}="{shown}"')
    return " ".join(first + parts)


class Ids:
    """Hands out the ids of one document: each once, those of blocks as they came, containers around them."""

    def __init__(self, document: str, reserved: Iterable[str]) -> None:
        self.document = document
        self._pattern = re.compile(re.escape(document) + r"\.[a-z]+[0-9]+(-[0-9]+)?")
        self._reserved = frozenset(reserved)
        self._used: set[str] = set()
        self._numbers: dict[str, int] = {}

    def own(self, wanted: str, letters: str, start: int) -> str:
        """The id a record came with; another where it is taken or malformed."""
        if wanted not in self._used and self._pattern.fullmatch(wanted):
            self._used.add(wanted)
            return wanted
        return self.new(letters, start)

    def new(self, letters: str, start: int) -> str:
        """An id for something made here: letters and place, with ``-2``, ``-3`` … where that is taken."""
        plain = made = f"{self.document}.{letters}{max(start, 0)}"
        n = self._numbers.get(plain, 1)
        if n > 1:
            made = f"{plain}-{n}"
        while made in self._used or made in self._reserved:
            n += 1
            made = f"{plain}-{n}"
        if n > 1:  # the smaller numbers stay taken
            self._numbers[plain] = n
        self._used.add(made)
        return made

    def __contains__(self, key: str) -> bool:
        return key in self._used


class Draft:
    """A document being written. ``open`` and ``close`` keep track of the depth; names of attributes are plain, without ``xml:``."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._open: list[str] = []

    def open(self, name: str, **attributes: str) -> None:
        """Starts an element that holds elements only."""
        self.lines.append(f"{'  ' * len(self._open)}<{tag(name, attributes)}>")
        self._open.append(name)

    def close(self) -> None:
        """Ends the element opened last."""
        name = self._open.pop()
        self.lines.append(f"{'  ' * len(self._open)}</{name}>")

    def leaf(self, name: str, content: str = "", **attributes: str) -> None:
        """One element on one line; ``content`` is XML already."""
        start = tag(name, attributes)
        indent = "  " * len(self._open)
        self.lines.append(f"{indent}<{start}>{content}</{name}>" if content else f"{indent}<{start}/>")

    def located(self, name: str, content: str, key: str, corresp: str, n: str = "") -> None:
        """A leaf with an id, its place and perhaps a number, as most are: faster than `leaf`, since neither id nor place is escaped."""
        indent, own = "  " * len(self._open), f' n="{attribute(n)}"' if n else ""
        opening = f'{indent}<{name} xml:id="{key}" corresp="{corresp}"{own}'
        self.lines.append(f"{opening}>{content}</{name}>" if content else f"{opening}/>")

    def raw(self, elements: Iterable[str]) -> None:
        """Elements that are XML already, one a line."""
        self.lines += [f"{'  ' * len(self._open)}{element}" for element in elements]

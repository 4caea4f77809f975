"""Elements of a page of HTML, found by their tags alone, in time that grows with the length of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

__all__ = ["WITHIN", "Element", "Finder"]

_VALUE = r"(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>\"'][^\s>]*+)"
WITHIN = rf"[^\s/>]*+(?:[\s/]++|[^\s/>][^\s/>=]*+(?:\s*+=\s*+{_VALUE}?+)?+)*+"
"""The rest of a tag: quotes hide a ``>`` only where they hold a value, and all that follows where they are not closed."""


class Element(NamedTuple):
    """Where an element stands, and where its content does."""

    start: int
    inner: int
    inner_end: int
    end: int


class Finder:
    """Finds the elements of some names from the first opening tag to the next closing tag of its name, none inside another."""

    def __init__(self, *names: str, run_on: tuple[str, ...] = (), comments: bool = False) -> None:
        """``run_on``: elements that run to the end of the page where they are not closed, as comments do."""
        tag = rf"<({'|'.join(names)})\b{WITHIN}(>|\Z)"
        self._opening = re.compile(rf"<!--|{tag}" if comments else tag, re.IGNORECASE)
        self._closing = {name: re.compile(rf"</{name}\b[^>]*+(?:>|\Z)", re.IGNORECASE) for name in names} | {"": re.compile(r"--!?>")}
        self._run_on = frozenset({"", *run_on})

    def find(self, text: str) -> Iterator[Element]:
        """The elements in order. No closing tag is looked for twice where there is none."""
        at, unclosed = 0, set[str]()
        while opening := self._opening.search(text, at):
            at, name = opening.end(), (opening[1] or "").lower()
            if name and not opening[2]:
                return  # a tag that never ends: no element begins in it
            if name in unclosed:
                continue
            closing = self._closing[name].search(text, at)
            if closing is not None:
                yield Element(opening.start(), at, closing.start(), closing.end())
                at = closing.end()
            elif name in self._run_on:
                yield Element(opening.start(), at, len(text), len(text))
                return
            else:
                unclosed.add(name)

    def replace(self, text: str, by: Callable[[str, str], str]) -> str:
        """The text with another one in the place of each element; ``by`` is given the element and its content."""
        out, at = [], 0
        for element in self.find(text):
            out += [text[at:element.start], by(text[element.start:element.end], text[element.inner:element.inner_end])]
            at = element.end
        return "".join([*out, text[at:]])

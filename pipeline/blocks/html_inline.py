"""One block's text under construction: white space folded, inline elements placed.

A piece of text comes with the range of the page it stands at. Nothing is glued: a break or a run of white space is one space, whichever
pieces it was spread over; nothing is split: pieces on both sides of an inline tag touch if they touch in the source.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from itertools import chain

from pipeline.data import Inline

__all__ = ["Folder", "Opened"]


class Opened:
    """An inline element that is open; ``start`` is -1 until it holds a character."""

    __slots__ = ("kind", "noted", "start", "value")

    def __init__(self, kind: str, value: str = "") -> None:
        self.kind, self.value, self.start = kind, value, -1
        self.noted = False
        """Set where the link is a call of a note."""


class Inlines:
    """Inline elements in columns, which take a fifth of the memory of objects: a paragraph may have as many of them as its page has tags, and the
    tree of the page is in memory as well."""

    __slots__ = ("_ends", "_kinds", "_numbers", "_starts", "_values")

    def __init__(self) -> None:
        self._starts, self._ends = array("q"), array("q")
        self._kinds: dict[str, int] = {}
        """The number of each kind."""
        self._numbers = array("B")
        self._values: list[str] = []

    def __iter__(self) -> Iterator[Inline]:
        return map(Inline, self._starts, self._ends, map(list(self._kinds).__getitem__, self._numbers), self._values)

    def __reversed__(self) -> Iterator[Inline]:
        kinds = map(list(self._kinds).__getitem__, reversed(self._numbers))
        return map(Inline, reversed(self._starts), reversed(self._ends), kinds, reversed(self._values))

    def extend(self, more: Iterable[Inline]) -> None:
        """Add some at the end."""
        for start, end, kind, value in more:
            self._starts.append(start)
            self._ends.append(end)
            self._numbers.append(self._kinds.setdefault(kind, len(self._kinds)))
            self._values.append(value)


_MOST = 1024
"""Pieces of the text of a block, and inline elements that are objects: the last ones are looked at. Pieces before them are joined, and elements stand
in columns."""
_BREAKING = " \t\n\r\f"
_SPACES = re.compile(f"[{_BREAKING}]+")
MOST_OPEN = 32
"""Inline elements inside one another that count; broken pages nest them by the thousand."""


def _width(blank: str) -> int:
    """How many spaces a browser shows of white space at the beginning of a line: those that do not break, and single ones between them."""
    return len(_SPACES.sub(" ", blank.lstrip(_BREAKING)))


class Folder:
    """Text, inlines and source range of the block that is being read."""

    __slots__ = (
        "around", "breaks", "called", "cells", "end", "indents", "inlines", "joined", "lead", "length", "line_start", "links", "opened", "packed",
        "parts", "space", "start", "sure",
    )

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.joined: list[str] = []
        """What stands before the parts, a thousand of them in one."""
        self.length = 0
        self.space = False
        """White space stands before the next character."""
        self.line_start = False
        """A ``<br>`` stands before the next character."""
        self.lead = 0
        """Spaces that do not break between this ``<br>`` and the next character."""
        self.indents: dict[int, int] = {}
        """The same of lines before, by the place in the text at which each line begins; 0 for the first line."""
        self.inlines: list[Inline] = []
        """In the order in which they ended; if there are many, the last ones."""
        self.packed: Inlines | None = None
        """Those before them."""
        self.opened: list[Opened] = []
        self.breaks = array("q")
        """Of each ``<br>`` three numbers: the place in the text of the space it left, and in the page the end of the text before it and the start of
        the text after it."""
        self.start = self.end = -1
        self.sure = True
        self.links = 0
        self.around: list[tuple[int, tuple[str, ...]]] = []
        """Inline elements that began before the first character: the length of the text at their end, and their hints."""
        self.cells: list[tuple[int, int, int, int, bool]] = []
        self.called: tuple[int, str] = (-1, "")
        """Length of the text at the end of the last call of a note, and the id that the call points to."""

    @property
    def plain(self) -> bool:
        """Whether there is nothing but text."""
        return not (self.inlines or self.breaks or self.around or self.cells or self.packed)

    def add(self, text: str, start: int, end: int, sure: bool) -> None:
        """Append a piece that isn't blank."""
        if self.length:
            if self.line_start:
                self.breaks.extend((self.length, self.end, start))
                self.line_start = False
                if self.lead or "\xa0" in text:
                    self.indents[self.length + 1] = self.lead + _width(text[:len(text) - len(text.lstrip())])
                    self.lead = 0
                self.space = True
            if self.space or text[0].isspace():
                self.parts.append(" ")
                self.length += 1
            if start < self.start or end < self.end:  # the parser moved text; else what comes is further on
                self.start, self.end = min(self.start, start), max(self.end, end)
            else:
                self.end = end
        else:
            self.start, self.end = start, end
            self.line_start = False
            if text[0] == "\xa0":
                self.indents[0] = _width(text[:len(text) - len(text.lstrip())])
        for opened in self.opened:
            if opened.start < 0:
                opened.start = self.length
        if not sure:
            self.sure = False
        self.space = text[-1].isspace()
        text = " ".join(text.split())
        self.parts.append(text)
        self.length += len(text)
        if len(self.parts) > 2 * _MOST:
            self._join()

    def blank(self, text: str) -> None:
        """White space between two elements."""
        self.space = True
        if self.line_start and "\xa0" in text:
            self.lead += _width(text)

    def add_as_is(self, text: str, start: int, end: int, sure: bool) -> None:
        """Append a piece of preformatted text."""
        if not self.length:
            text = text.removeprefix("\n")
        if not text:
            return
        self._mark(start, end, sure)
        self.parts.append(text)
        self.length += len(text)
        if len(self.parts) > 2 * _MOST:
            self._join()

    def _join(self) -> None:
        self.joined.append("".join(self.parts[:_MOST]))
        del self.parts[:_MOST]

    def _mark(self, start: int, end: int, sure: bool) -> None:
        for opened in self.opened:
            if opened.start < 0:
                opened.start = self.length
        if self.start < 0:
            self.start = start
            self.end = end
        else:
            self.start, self.end = min(self.start, start), max(self.end, end)
        self.sure = self.sure and sure

    def formula(self, text: str, start: int, end: int, sure: bool) -> None:
        """Append a formula."""
        self.add(text, start, end, sure)
        self.inlines.append(Inline(self.length - len(self.parts[-1]), self.length, "formula"))

    def open(self, opened: list[Opened]) -> list[Opened]:
        """An inline element starts; what counts of it."""
        if len(self.opened) >= MOST_OPEN:
            return []
        self.opened.extend(opened)
        return opened

    def close(self, opened: Opened) -> None:
        """An inline element ends; one without a character leaves nothing."""
        if self.opened and self.opened[-1] is opened:
            self.opened.pop()
        elif opened in self.opened:
            self.opened.remove(opened)
        if 0 <= opened.start < self.length:
            self._finish(opened)

    def _finish(self, opened: Opened) -> None:
        self.inlines.append(Inline(opened.start, self.length, "noteref" if opened.noted else opened.kind, opened.value))
        if len(self.inlines) > _MOST:
            self.pack(_MOST // 2)
        if opened.kind == "link" and not opened.noted:
            self.links += self.length - opened.start

    def pack(self, left: int = 0) -> Inlines:
        """Put all inline elements but the last ones into columns, and return those."""
        self.packed = self.packed or Inlines()
        self.packed.extend(self.inlines[:len(self.inlines) - left])
        del self.inlines[:len(self.inlines) - left]
        return self.packed

    def every_inline(self) -> Iterable[Inline]:
        """The inline elements so far, in the order in which they ended."""
        return chain(self.packed or (), self.inlines)

    def text(self) -> str:
        """The whole text so far."""
        return "".join(chain(self.joined, self.parts))

    def since(self, opened: Opened) -> str:
        """The text of an inline element that is open."""
        if opened.start < 0:
            return ""
        found, length = list[str](), self.length
        for part in chain(reversed(self.parts), reversed(self.joined)):
            if length <= opened.start:
                break
            found.append(part)
            length -= len(part)
        return "".join(reversed(found))[opened.start - length:]

    def raised_since(self, opened: Opened) -> bool:
        """Whether something in an inline element that is open is raised, or the element itself is."""
        if any(one.kind == "sup" for one in self.opened):
            return True
        for inline in chain(reversed(self.inlines), reversed(self.packed or ())):
            if inline.end <= opened.start:
                return False
            if inline.kind == "sup" and inline.start >= opened.start:
                return True
        return False

    def hints(self) -> tuple[str, ...]:
        """Hints of the inline elements around the whole text, nearest first."""
        out: tuple[str, ...] = ()
        for length, tokens in self.around:
            if length == self.length:
                out += tokens
        return out

    def read(self, base: Opened, reading: str) -> None:
        """How the characters since ``base`` opened are read (ruby)."""
        if 0 <= base.start < self.length:
            self.inlines.append(Inline(base.start, self.length, "ruby", reading))
        base.start = -1

    def finish(self) -> None:
        """The block ends: inline elements that are still open end here, and start anew in the next block."""
        for opened in self.opened:
            if 0 <= opened.start < self.length:
                self._finish(opened)
            opened.start = -1

    def clear(self) -> None:
        """Make ready for the next block; inline elements that are open stay open."""
        self.parts = []
        if self.joined:
            self.joined = []
        self.length = self.links = self.lead = 0
        self.space = self.line_start = False
        self.start = self.end = -1
        self.sure = True
        self.called = (-1, "")
        if not self.plain:
            self.inlines, self.breaks, self.around, self.cells = [], array("q"), [], []
            self.packed = None
        if self.indents:
            self.indents = {}

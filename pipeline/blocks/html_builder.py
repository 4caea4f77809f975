"""What is held while a page is walked: one builder, which readers of elements are given; it makes the blocks.

Strategy: a reader is a function of the builder, a node and its name. It returns what to do where the element ends, or None if what is in
it has been read. The words go to the region's folder; where a block ends, the folder becomes a draft. Words that are not shown where
they stand get a region of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from selectolax.lexbor import LexborNode

from pipeline.blocks.html_blocks import Draft, text_drafts
from pipeline.blocks.html_head import Head, Marked
from pipeline.blocks.html_inline import Folder
from pipeline.blocks.html_notes import Notes
from pipeline.blocks.html_scope import Elements, Scope
from pipeline.blocks.html_source import Places
from pipeline.blocks.html_tags import CLASSED, NAMED, SAYING, About, Attributes, Classes, Shapes, hint_tokens, says_by_attribute
from pipeline.blocks.short_blocks import Room

__all__ = ["NOTHING", "NO_ATTRIBUTES", "Builder", "Closer", "Reader"]

NO_ATTRIBUTES: Attributes = {}
_NO_HINTS: About = ((), False, "")


class Region:
    """Where words go: the blocks read so far, the block that is being read, and the element that it belongs to."""

    __slots__ = ("after", "drafts", "folder", "inner", "row", "scope")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        """The innermost element that breaks the flow."""
        self.folder = Folder()
        """The block that is being read."""
        self.drafts: list[Draft] = []
        self.after: list[Draft] = []
        """Blocks that wait for the end of the text they stand in."""
        self.row = False
        """Cells of a table's row are being read side by side."""
        self.inner = 0
        """Tables that are open in such a cell."""


class Builder:
    """Makes the blocks of one page."""

    __slots__ = (
        "as_is", "breaking", "chunk", "classes", "data_tables", "draws_quotes", "elements", "formulas", "head", "hosts", "lone_letters",
        "nested", "notes", "other", "places", "readers", "region", "rendered", "room", "set_aside", "shapes", "shown", "slots",
    )

    def __init__(self, url: str, source: str, places: Places, readers: Sequence[Reader], other: Reader, room: Room) -> None:
        self.places, self.readers, self.other = places, readers, other
        self.room = room
        self.head = Head(url)
        self.elements = Elements()
        self.shapes, self.classes = Shapes(), Classes()
        self.notes = Notes("=\"#" in source or "='#" in source or "=#" in source)
        self.region = Region(self.elements.outside)
        self.formulas: list[tuple[int, int, str, str]] = []
        """Of each formula and each sign that is drawn: its range, what the text has for it, and the kind of the repair."""
        self.rendered: tuple[int, int] | None = None
        """The range of a formula's drawing that waits for its TeX."""
        self.data_tables: set[int] = set()
        """Numbers of the tables whose rows are blocks."""
        self.slots: list[dict[str, list[LexborNode]]] = []
        """Of each template that is open: what its host gives to its slots."""
        self.hosts: set[int] = set()
        """The elements that have a shadow root."""
        self.shown: set[int] = set()
        """The nodes that were read in a slot."""
        self.nested = 0
        """Templates and slots that are open."""
        self.as_is = 0
        """Preformatted elements that are open."""
        self.breaking = 0
        """Elements that are open whose line ends count by their style."""
        self.chunk = 0
        self.lone_letters = -1
        """Elements of the page that hold one capital letter and nothing else; -1 until they are counted."""
        self.draws_quotes = -1
        """Whether the style sheets of the page leave the marks around quotations in a sentence to the browser; -1 until they are read."""
        self.set_aside = 0
        """Blocks that wait while hidden words are read, and those that are counted and not held."""

    def flush(self) -> None:
        """The block that is being read ends here."""
        region = self.region
        folder = region.folder
        if folder.length:
            if folder.opened:
                folder.finish()
            if self.notes.pending:
                self.notes.give(self.set_aside + len(region.drafts))
            self.chunk += 1
            if folder.plain and not self.as_is:
                region.drafts.append(Draft(folder.text(), folder.start, folder.end, region.scope, folder.sure, None, self.chunk))
            else:
                self._add(text_drafts(folder, region.scope, self.as_is > 0 and not folder.cells, self.chunk))
            folder.clear()
        if region.after:
            region.drafts.extend(region.after)
            region.after = []
        if len(region.drafts) > self.room.left:
            self.set_aside += self.room.make(region.drafts)

    def _add(self, made: Iterable[Draft]) -> None:
        drafts, room = self.region.drafts, self.room
        for draft in made:
            drafts.append(draft)
            if len(drafts) > room.left:
                self.set_aside += room.make(drafts)

    def emit(self, draft: Draft) -> None:
        """A block without text: in its place, or after the text it stands in."""
        region = self.region
        drafts = region.after if region.folder.length or region.row else region.drafts
        drafts.append(draft)
        if len(drafts) > self.room.left:
            self.set_aside += self.room.make(drafts)

    def enter(self, name: str, attributes: Attributes) -> Scope:
        """An element below the innermost one; it is not open yet."""
        shape = self.shapes[tuple(attributes)]
        return self.elements.add(name, self.region.scope, attributes, shape, hint_tokens(attributes))

    def about(self, attributes: Attributes, shape: int) -> About:
        """An element's hints, whether it is marked as holding something, and what its class makes of it."""
        if shape == CLASSED:
            return self.classes[attributes["class"]]
        tokens, says, kind = self.classes[attributes["class"]] if shape & CLASSED else _NO_HINTS
        if shape & NAMED:
            tokens = hint_tokens(attributes)
        return tokens, says or shape & SAYING > 0 and says_by_attribute(attributes), kind

    def aside(self, scope: Scope) -> Closer:
        """Words start that are not shown where they stand: they become blocks of their own, after the text around them."""
        outer = self.region
        self.set_aside += len(outer.drafts) + 1
        self.region = Region(scope)
        return _close_aside, outer

    def mark(self, node: LexborNode, name: str, attributes: Attributes) -> Closer | None:
        """An element starts whose markup says what it holds; None where it is left out of account."""
        number = self.head.open()
        if number < 0:
            return None
        return _close_mark, (number, (node, name, attributes, self.set_aside + len(self.region.drafts), self.region.scope))


Closer = tuple[Callable[[Builder, Any], None], Any]
"""What to do where an element ends, and with what."""
Reader = Callable[[Builder, LexborNode, str], Closer | None]
"""Reads an element: its tag and, where it returns None, all that is in it."""


def _nothing(b: Builder, _: None) -> None:
    """An element that needs no closing."""


NOTHING: Closer = (_nothing, None)


def _close_aside(b: Builder, outer: Region) -> None:
    b.flush()
    hidden = b.region.drafts
    b.region = outer
    b.set_aside -= len(outer.drafts) + 1
    (outer.after if outer.folder.length or outer.row or outer.after else outer.drafts).extend(hidden)


def _close_mark(b: Builder, payload: tuple[int, Marked]) -> None:
    b.head.close(*payload, b.set_aside + len(b.region.drafts))

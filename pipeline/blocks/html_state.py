"""What the walk over a page holds at any moment, and how a block ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from selectolax.lexbor import LexborNode

from pipeline.blocks.html_blocks import Draft, text_drafts
from pipeline.blocks.html_head import Head
from pipeline.blocks.html_inline import Folder
from pipeline.blocks.html_notes import Notes
from pipeline.blocks.html_scope import Elements
from pipeline.blocks.html_source import Places
from pipeline.blocks.html_tags import Attributes

__all__ = ["NOTHING", "NO_ATTRIBUTES", "Closer", "State"]

Closer = tuple[Callable[[Any], None], Any]
"""What to do where an element ends, and with what."""
NO_ATTRIBUTES: Attributes = {}


def _nothing(_: None) -> None:
    """An element that needs no closing."""


NOTHING: Closer = (_nothing, None)


class State:
    """Blocks read so far, the one being read, and the elements that are open."""

    def __init__(self, url: str, source: str) -> None:
        self.places = Places(source)
        self.head = Head(url)
        self.elements = Elements()
        self.notes = Notes("=\"#" in source or "='#" in source or "=#" in source)
        self.folder = Folder()
        """The block that is being read."""
        self.drafts: list[Draft] = []
        self.after: list[Draft] = []
        """Blocks that wait for the end of the text they stand in."""
        self.element = -1
        """The innermost element that breaks the flow."""
        self.row = -1
        """The table row whose cells are being read side by side."""
        self.as_is = 0
        """Preformatted elements that are open."""
        self.chunk = 0
        self.set_aside = 0
        """Blocks that wait while hidden words are read."""

    def flush(self) -> None:
        """The block that is being read ends here."""
        folder = self.folder
        if folder.length:
            folder.finish()
            if self.notes.pending:
                self.notes.give(self.set_aside + len(self.drafts))
            self.chunk += 1
            name = self.elements.names[self.element] if self.element >= 0 else ""
            for draft in text_drafts(folder, self.element, name, self.as_is > 0 and not folder.cells):
                draft.chunk = self.chunk
                self.drafts.append(draft)
            self.folder = Folder(folder.opened)
        if self.after:
            self.drafts.extend(self.after)
            self.after = []

    def emit(self, draft: Draft) -> None:
        """A block without text: in its place, or after the text it stands in."""
        if self.folder.length or self.row >= 0:
            self.after.append(draft)
        else:
            self.drafts.append(draft)

    def aside(self, element: int) -> Closer:
        """Words start that are not shown where they stand: they become blocks of their own, after the text around them."""
        payload = (self.folder, self.element, self.after, self.row, self.drafts)
        self.set_aside += len(self.drafts) + 1
        self.element = element
        self.folder, self.after, self.row, self.drafts = Folder(), [], -1, []
        return self._close_aside, payload

    def _close_aside(self, payload: tuple[Folder, int, list[Draft], int, list[Draft]]) -> None:
        self.flush()
        hidden = self.drafts
        self.folder, self.element, self.after, self.row, self.drafts = payload
        self.set_aside -= len(self.drafts) + 1
        (self.after if self.folder.length or self.row >= 0 or self.after else self.drafts).extend(hidden)

    def mark(self, node: LexborNode, name: str) -> Closer:
        """An element starts whose markup says what it holds."""
        return self._close_mark, (self.head.open(), node, name, self.set_aside + len(self.drafts), self.element)

    def _close_mark(self, payload: tuple[int, LexborNode, str, int, int]) -> None:
        number, node, name, first, element = payload
        _, _, hints, flow, _ = self.elements.scope(element)
        self.head.close(number, node, name, first, self.set_aside + len(self.drafts), hints, flow.hidden)

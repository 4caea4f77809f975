"""What the walk over a page holds at any moment, and how a block ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from selectolax.lexbor import LexborNode

from pipeline.blocks.html_blocks import Draft, text_drafts
from pipeline.blocks.html_head import Head, Marked
from pipeline.blocks.html_inline import Folder
from pipeline.blocks.html_notes import Notes
from pipeline.blocks.html_scope import Elements, Scope
from pipeline.blocks.html_source import Places
from pipeline.blocks.html_tags import CLASSED, NAMED, SAYING, Attributes, Classes, Shapes, hint_tokens, says_by_attribute

__all__ = ["NOTHING", "NO_ATTRIBUTES", "Closer", "State"]

Closer = tuple[Callable[[Any], None], Any]
"""What to do where an element ends, and with what."""
NO_ATTRIBUTES: Attributes = {}
_NO_HINTS: tuple[tuple[str, ...], bool] = ((), False)


def _nothing(_: None) -> None:
    """An element that needs no closing."""


NOTHING: Closer = (_nothing, None)


class State:
    """Blocks read so far, the one being read, and the elements that are open."""

    def __init__(self, url: str, source: str) -> None:
        self.places = Places(source)
        self.head = Head(url)
        self.elements = Elements()
        self.shapes, self.classes = Shapes(), Classes()
        self.notes = Notes("=\"#" in source or "='#" in source or "=#" in source)
        self.folder = Folder()
        """The block that is being read."""
        self.drafts: list[Draft] = []
        self.after: list[Draft] = []
        """Blocks that wait for the end of the text they stand in."""
        self.scope = self.elements.outside
        """The innermost element that breaks the flow."""
        self.row = False
        """Cells of a table's row are being read side by side."""
        self.as_is = 0
        """Preformatted elements that are open."""
        self.chunk = 0
        self.set_aside = 0
        """Blocks that wait while hidden words are read."""

    def flush(self) -> None:
        """The block that is being read ends here."""
        folder = self.folder
        if folder.length:
            if folder.opened:
                folder.finish()
            if self.notes.pending:
                self.notes.give(self.set_aside + len(self.drafts))
            self.chunk += 1
            if folder.plain and not self.as_is:
                self.drafts.append(Draft("".join(folder.parts), folder.start, folder.end, self.scope, folder.sure, None, self.chunk))
            else:
                self.drafts.extend(text_drafts(folder, self.scope, self.as_is > 0 and not folder.cells, self.chunk))
            folder.clear()
        if self.after:
            self.drafts.extend(self.after)
            self.after = []

    def emit(self, draft: Draft) -> None:
        """A block without text: in its place, or after the text it stands in."""
        if self.folder.length or self.row:
            self.after.append(draft)
        else:
            self.drafts.append(draft)

    def enter(self, name: str, attributes: Attributes) -> Scope:
        """An element below the innermost one; it is not open yet."""
        shape = self.shapes[tuple(attributes)]
        return self.elements.add(name, self.scope, attributes, shape, hint_tokens(attributes))

    def about(self, attributes: Attributes, shape: int) -> tuple[tuple[str, ...], bool]:
        """An element's hints, and whether it is marked as holding something."""
        if shape == CLASSED:
            return self.classes[attributes["class"]]
        tokens, says = self.classes[attributes["class"]] if shape & CLASSED else _NO_HINTS
        if shape & NAMED:
            tokens = hint_tokens(attributes)
        return tokens, says or shape & SAYING > 0 and says_by_attribute(attributes)

    def aside(self, scope: Scope) -> Closer:
        """Words start that are not shown where they stand: they become blocks of their own, after the text around them."""
        payload = (self.folder, self.scope, self.after, self.row, self.drafts)
        self.set_aside += len(self.drafts) + 1
        self.scope = scope
        self.folder, self.after, self.row, self.drafts = Folder(), [], False, []
        return self._close_aside, payload

    def _close_aside(self, payload: tuple[Folder, Scope, list[Draft], bool, list[Draft]]) -> None:
        self.flush()
        hidden = self.drafts
        self.folder, self.scope, self.after, self.row, self.drafts = payload
        self.set_aside -= len(self.drafts) + 1
        (self.after if self.folder.length or self.row or self.after else self.drafts).extend(hidden)

    def mark(self, node: LexborNode, name: str, attributes: Attributes) -> Closer:
        """An element starts whose markup says what it holds."""
        return self._close_mark, (self.head.open(), (node, name, attributes, self.set_aside + len(self.drafts), self.scope))

    def _close_mark(self, payload: tuple[int, Marked]) -> None:
        self.head.close(*payload, self.set_aside + len(self.drafts))

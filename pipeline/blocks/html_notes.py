"""Footnotes: which links call a note, and which block is the note."""

from __future__ import annotations

import re

from pipeline.blocks.html_inline import Folder, Opened
from pipeline.blocks.html_tags import Attributes
from pipeline.reading.marks import is_note_call

__all__ = ["Notes"]

_PLAIN = re.compile(r"[\[\]().,\s]")
_SAYS_NOTE = re.compile(r"fn|note|ref|sdf|cite|bib|\bn\d", re.IGNORECASE)
_GOES_BACK = re.compile(r"cite_ref|fnref|ftnref|noteref|back|return|fn-?ref|anc\b|sdfootnote\d+anc", re.IGNORECASE)


class Notes:
    """The calls of a page and the ids that they point to. Pages without links to themselves cost nothing."""

    __slots__ = ("_targets", "blocks", "may", "pending")

    def __init__(self, may: bool) -> None:
        self.may = may
        self.pending: list[str] = []
        self.blocks: dict[str, int] = {}
        """Id to the identity number of the draft that starts in it (see `give`)."""
        self._targets: dict[str, str] = {}

    def seen(self, attributes: Attributes) -> None:
        """An element starts: its id belongs to the next block that gets a character."""
        if name := attributes.get("id") or attributes.get("name"):
            self.pending.append(name)

    def give(self, block: int) -> None:
        """The block with this number took the ids that were pending."""
        for name in self.pending:
            self.blocks.setdefault(name, block)
        self.pending.clear()

    def is_call(self, folder: Folder, opened: Opened, href: str, attributes: Attributes) -> bool:
        """Whether a link within the page is a note's call: a mark of few characters, raised or named like a note."""
        text = folder.since(opened).strip()
        if len(href) < 2 or not is_note_call(text):
            return False
        role = f"{attributes.get('role') or ''} {attributes.get('epub:type') or ''}"
        if "noteref" in role:
            return True
        if "backlink" in role or _GOES_BACK.search(href):
            return False
        if folder.raised_since(opened):
            return True
        named = _SAYS_NOTE.search(href) or _SAYS_NOTE.search(attributes.get("class") or "")
        return bool(named) and (text[0] in "[(*†‡§¶" or text.isdigit() and folder.length > len(text))

    def call(self, text: str, href: str) -> str:
        """Record a call; the mark without its brackets."""
        mark = _PLAIN.sub("", text)
        self._targets.setdefault(href[1:], mark)
        return mark

    def numbers(self) -> dict[int, tuple[str, str]]:
        """For each block that is a note: its mark and the id that calls point to."""
        return {self.blocks[name]: (mark, name) for name, mark in self._targets.items() if name in self.blocks}

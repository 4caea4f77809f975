"""Footnotes: which links call a note, which block is the note, and which words beside a call are the note once more."""

from __future__ import annotations

import re
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from pipeline.blocks.html_inline import Folder, Opened
from pipeline.blocks.html_tags import TEXT, Attributes
from pipeline.reading.marks import is_note_call

__all__ = ["Notes", "key_of_note", "plain_mark", "same_note"]

_PLAIN = re.compile(r"[\[\]().,\s]")
_SAYS_NOTE = re.compile(r"fn|note|ref|sdf|cite|bib|\bn\d|_(?:ft|ed)n\d", re.IGNORECASE)
_GOES_BACK = re.compile(r"cite_ref|fnref|ftnref|noteref|back|return|fn-?ref|anc\b|sdfootnote\d+anc", re.IGNORECASE)

_LONGEST, _MOST_NODES = 4000, 400
"""Characters and nodes of a note up to which its words are compared."""
_NOT_WORDS = re.compile(r"[\W_]+")
_MARK, _FEWEST, _WAYS_BACK, _OWN_SIGNS = re.compile(r"\d{1,3}(?=\D)"), 6, 24, 8
"""The number that opens a note, letters of the shortest note that is told by its words, letters of the links by which a note leads back
(``Return to text``), and letters that a tooltip has of its own (``Close``)."""


def plain_mark(text: str) -> str:
    """The mark of a call without brackets, stops and white space."""
    return _PLAIN.sub("", text)


def key_of_note(text: str) -> str:
    """The letters and figures of a note, without its number."""
    key = _NOT_WORDS.sub("", text.casefold())
    return _MARK.sub("", key, count=1) if _MARK.match(key) else key


def same_note(beside: str, note: str) -> bool:
    """Whether the words beside a call are those of the note; both without white space and signs."""
    if min(len(beside), len(note)) < _FEWEST:
        return False
    shorter, longer, more = (beside, note, _WAYS_BACK) if len(beside) <= len(note) else (note, beside, _OWN_SIGNS)
    return len(longer) - len(shorter) <= more and (longer.startswith(shorter) or longer.endswith(shorter))


def _words_in(node: LexborNode) -> str:
    """The words of an element; nothing where it is longer than any note."""
    parts = list[str]()
    length = 0
    for count, inner in enumerate(node.traverse(include_text=True)):
        if inner.tag_id == TEXT and (text := inner.text_content):
            parts.append(text)
            length += len(text)
        if length > _LONGEST or count > _MOST_NODES:
            return ""
    return "".join(parts)


class Notes:
    """The calls of a page and the ids that they point to. Pages without links to themselves cost nothing."""

    __slots__ = ("_callers", "_elements", "_targets", "_words", "blocks", "may", "pending", "root")

    def __init__(self, may: bool) -> None:
        self.may = may
        self.pending: list[str] = []
        self.blocks: dict[str, int] = {}
        """Id to the identity number of the draft that starts in it (see `give`)."""
        self._targets: dict[str, str] = {}
        self._callers = set[str]()
        """The ids in front of a call in its block: a link to one of them leads back from a note."""
        self.root: LexborNode | None = None
        self._elements: dict[str, LexborNode] | None = None
        self._words: dict[str, str] = {}

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
        if "backlink" in role or _GOES_BACK.search(href) or href[1:] in self._callers:
            return False
        if folder.raised_since(opened):
            return True
        named = _SAYS_NOTE.search(href) or _SAYS_NOTE.search(attributes.get("class") or "")
        return bool(named) and (text[0] in "[(*†‡§¶" or text.isdigit() and folder.length > len(text))

    def call(self, text: str, href: str) -> str:
        """Record a call; the mark without its brackets."""
        mark = _PLAIN.sub("", text)
        self._targets.setdefault(href[1:], mark)
        self._callers.update(self.pending)
        return mark

    def is_caller(self, name: str) -> bool:
        """Whether an id stands at the call of a note."""
        return name in self._callers

    def is_told_by(self, name: str, node: LexborNode) -> bool:
        """Whether an element says what the note with an id says: the words beside a call are the note, printed again."""
        if name not in self._words:
            if self._elements is None:
                elements = self.root.css("[id]") if self.root is not None else []
                self._elements = {e.attributes.get("id") or "": e for e in reversed(elements)}
            target = self._elements.get(name)
            self._words[name] = key_of_note(_words_in(target)) if target is not None else ""
        return same_note(key_of_note(_words_in(node)), self._words[name])

    def numbers(self) -> dict[int, tuple[str, str]]:
        """For each block that is a note: its mark and the id that calls point to."""
        found = ((name if name in self.blocks else unquote(name), mark, name) for name, mark in self._targets.items())
        return {self.blocks[own]: (mark, name) for own, mark, name in found if own in self.blocks}

"""Notes that stand inside running text beside their calls: sidenotes, tooltips, hover boxes, and the switches that show them.

Strategy: the words of such a note are set aside, so that the sentence goes on. An element is one where its class or role says so, or where
it stands right after a call and says what the note says. Its blocks carry the attribute ``beside`` with the mark of the call, empty where
the note has none.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from pipeline.blocks.html_builder import Builder, Closer
from pipeline.blocks.html_inline import Folder
from pipeline.blocks.html_notes import plain_mark
from pipeline.blocks.html_tags import Attributes
from pipeline.data import Inline
from pipeline.reading.marks import is_note_call

__all__ = ["beside", "note_switch", "side_note"]

_ROLES = frozenset({"tooltip", "doc-footnote", "doc-endnote", "note"})
_SURE = re.compile(r"(?:^|[\s_-])(?:side|margin|foot|end)-?notes?", re.IGNORECASE)
"""Classes of notes; those of tooltips may as well explain a word or a price."""
_OVER = re.compile(r"tool-?tip|pop-?(?:up|over)|hover|\btip\b", re.IGNORECASE)
"""Classes of what is shown over the text, which say what is meant only right after a call."""


def side_note(b: Builder, node: LexborNode, name: str, attributes: Attributes, *, named: bool = False) -> Closer | None:
    """Open an inline element as a note inside running text; None where it isn't one. ``named``: its class says so."""
    folder = b.region.folder
    if not folder.length:
        return None
    role = attributes.get("role") or ("doc-footnote" if attributes.get("data-type") == "footnote" else "")
    classes = attributes.get("class") or ""
    target = folder.called[1] if folder.called[0] == folder.length else _open_call(b, folder)
    told = bool(target) and (_OVER.search(classes) is not None or b.notes.is_told_by(target, node))
    if not (named or told or role in _ROLES):
        if target:
            folder.called = (-1, "")
        return None
    mark = _mark(folder, target)
    closer = b.aside(b.enter(name, attributes))
    if mark or told or role.startswith("doc-") or _SURE.search(classes):
        return _close_note, (mark, closer)
    return closer


def beside(b: Builder, node: LexborNode, name: str, attributes: Attributes, *, named: bool) -> Closer | None:
    """The same for an element that breaks the flow elsewhere: right after a call it stands over the text."""
    folder = b.region.folder
    if folder.called[0] != folder.length or name in ("li", "dd", "td", "blockquote"):
        return None
    return side_note(b, node, name, attributes, named=named)


def note_switch(b: Builder, name: str, attributes: Attributes) -> Closer | None:
    """A label or button that shows a note: a sign of its own; it does not end the sentence."""
    return b.aside(b.enter(name, attributes))


def _open_call(b: Builder, folder: Folder) -> str:
    """The id that a call points to which is still open: some pages put the note into its link."""
    own = b.head.url + "#"
    for one in folder.opened:
        if one.kind == "link" and one.start >= 0 and folder.length - one.start < 9 and one.value.startswith(own) and is_note_call(folder.since(one)):
            return one.value[len(own):]
    return ""


def _mark(folder: Folder, target: str) -> str:
    """The mark of the call just before; a raised one without a link becomes a call."""
    last = folder.parts[-1].strip()
    if target or not is_note_call(last):
        return plain_mark(last) if target and is_note_call(last) else ""
    raised = any(one.kind == "sup" for one in folder.opened) or folder.inlines and folder.inlines[-1][1:3] == (folder.length, "sup")
    if not raised:
        return ""
    folder.inlines.append(Inline(folder.length - len(last), folder.length, "noteref", plain_mark(last)))
    return plain_mark(last)


def _close_note(b: Builder, payload: tuple[str, Closer]) -> None:
    mark, closer = payload
    b.flush()
    for draft in b.region.drafts:
        if draft.text:
            draft.attributes = [("beside", mark), *(draft.attributes or ())]
    closer[0](b, closer[1])

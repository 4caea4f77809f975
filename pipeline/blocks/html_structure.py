"""Elements that break the flow of text: paragraphs and sections, preformatted text, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from pipeline.blocks.html_blocks import Draft
from pipeline.blocks.html_builder import NOTHING, Builder, Closer
from pipeline.blocks.html_flow import cell_by_role, close_cell, inline, new_line
from pipeline.blocks.html_formulas import read_attribute, read_formula
from pipeline.blocks.html_inline import Opened
from pipeline.blocks.html_scope import Scope
from pipeline.blocks.html_side_notes import beside, note_switch
from pipeline.blocks.html_signs import is_copy_button, is_long, take_out
from pipeline.blocks.html_tables import is_cell_of_row, is_data_table, is_row
from pipeline.blocks.html_tags import ANCHOR, CODE, CODE_LINES, FORMULA, HIDING, LINES, NAMED, NOTE_SWITCH, SIDE_NOTE, TEX, Attributes, breaks_lines
from pipeline.blocks.initials import MOST_BEFORE, may_be_initial, opens_text
from pipeline.reading.marks import ends_clause

__all__ = ["block", "cell", "preformatted", "table", "table_row"]

_CONTROLS = frozenset({"button", "label"})
_GOES_ON = tuple(",;:.)!?")
_TEXT_BLOCKS = frozenset({"p", "div", "section"})
_TERMS, _HEADINGS = frozenset({"dt", "th", "li", "summary"}), frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
"""Elements whose letter heads what follows."""
_INITIAL = re.compile(r"(?<![^\W_])(?:drop(?:ped)?[-_]?caps?|lettrine|initials?|first[-_]?letter|versal)(?![^\W_])", re.IGNORECASE)
_LONE_LETTER = re.compile(r">\s*+([^\W\d_])\s*+</(?:p|div|section|span|h[1-6]|dt|li|b|strong)\b", re.IGNORECASE)
_DEEPEST_INITIAL = 4
_NUMBERED_LINE = re.compile(r"line number\d")
"""The class of a line of code whose number it tells."""


def block(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """An element that breaks the flow; inside a table's row it only parts words."""
    if (part := _part(b, node, name)) is not None:
        return part[0]
    region = b.region
    attributes, outer = node.attributes, region.scope
    if name == "ol" and "reversed" in attributes and not attributes.get("start"):
        attributes = {**attributes, "start": str(sum(item.tag == "li" for item in node.iter()))}
    if region.folder.length and attributes and (noted := _noted(b, node, name, attributes)):
        return noted
    if name in _CONTROLS and _goes_on(b, node):
        return inline(b, node, name)
    if (region.folder.length or region.after) and not _holds_initial(b, node):
        b.flush()
    elif region.drafts and len(region.drafts[-1].text) == 1:
        _take_initial(b, node)
    if not attributes:
        region.scope = b.elements.add(name, outer, attributes, 0, ())
        return _close_block, outer
    shape = b.shapes[tuple(attributes)]
    if shape & NAMED and attributes.get("role") == "heading" and is_long(node):
        attributes = {**attributes, "role": None}
    tokens, says, kind = b.about(attributes, shape)
    region.scope = b.elements.add(name, outer, attributes, shape, tokens)
    if shape & ANCHOR and b.notes.may:
        b.notes.seen(attributes)
    if kind == FORMULA and read_formula(b, node) or shape & TEX and read_attribute(b, node, name, attributes):
        _close_block(b, outer)
        return None
    closer: Closer = (_close_block, outer)
    if (says or name == "address") and (mark := b.mark(node, name, attributes)):
        closer = (_close_marked, (outer, mark))
    return _of_kind(b, node, shape, kind, closer)


def _of_kind(b: Builder, node: LexborNode, shape: int, kind: str, closer: Closer) -> Closer:
    """How an element ends in which line ends count, which is a row by its role, or which holds code."""
    if kind == LINES or shape & HIDING and breaks_lines(node.attributes):
        b.breaking += 1
        return _close_breaking, closer
    if shape & NAMED and node.attributes.get("role") == "row" and not b.as_is and is_row(node):
        b.region.row = True
        return _close_row, closer
    holds_code = kind == CODE or kind == CODE_LINES and _holds_lines(node)
    return _code(b, closer) if holds_code and not b.as_is else closer


def _holds_lines(node: LexborNode) -> bool:
    """Whether an element begins with a numbered line of code."""
    child = node.child
    while child is not None and not child.is_element_node:
        child = child.next
    return child is not None and child.tag == "div" and _NUMBERED_LINE.match(child.attributes.get("class") or "") is not None


def _code(b: Builder, closer: Closer) -> Closer:
    """Lines of code in elements that break the flow start."""
    b.as_is += 1
    return _close_code, (b.region.folder.open([Opened("mono")]), closer)


def _close_code(b: Builder, payload: tuple[list[Opened], Closer]) -> None:
    opened, closer = payload
    for one in opened:
        b.region.folder.close(one)
    _close_preformatted(b, closer)


def _is_line(b: Builder, node: LexborNode, name: str) -> bool:
    """Whether an element in preformatted text is a line of it, or the list of its lines."""
    if name == "div":
        return any(one.kind == "mono" for one in b.region.folder.opened)
    around = node.parent if name in ("ol", "ul") else node.parent.parent if name == "li" and node.parent is not None else None
    return around is not None and around.tag in ("pre", "code")


def _part(b: Builder, node: LexborNode, name: str) -> tuple[Closer | None] | None:
    """What becomes of an element that breaks no flow: one in a row of a table, a line of preformatted text, and the button that copies such
    text, which is no part of it. None for any other."""
    if b.region.row:
        return (_cell_by_role(b, node) if node.attributes else _in_row(b),)
    if b.as_is and name == "button" and is_copy_button(node):
        take_out(b, node)
        return (None,)
    if b.as_is and _is_line(b, node, name):
        new_line(b)
        return (NOTHING,)
    return None


def _in_row(b: Builder) -> Closer:
    b.region.folder.space = True
    return _close_part, None


def _cell_by_role(b: Builder, node: LexborNode) -> Closer:
    """A part of a row, which is a cell where its role says so."""
    return _in_row(b) if b.region.inner or not is_cell_of_row(node) else cell_by_role(b, node)


def _goes_on(b: Builder, node: LexborNode) -> bool:
    """Whether a button or label stands inside a sentence: words and a space before it, and behind it what goes on with them and does not touch it."""
    folder, after = b.region.folder, node.next
    if not folder.length or not folder.space or after is None or not after.is_text_node or ends_clause(folder.parts[-1]):
        return False
    following = after.text_content or ""
    return following[:1] in _GOES_ON or following[:1].isspace() and following.lstrip()[:1].islower()


def _holds_initial(b: Builder, node: LexborNode) -> bool:
    """Whether all that was read of a block is the initial of the words in an element, set larger and apart from them; they then touch."""
    folder = b.region.folder
    if folder.length != 1 or b.region.after or not _is_initial(b, folder.parts[-1], b.region.scope, node, b.region.drafts[-MOST_BEFORE - 1:]):
        return False
    folder.space = folder.line_start = False
    return True


def _take_initial(b: Builder, node: LexborNode) -> None:
    """Where the block just read is such an initial, its letter opens the block that begins."""
    drafts, folder = b.region.drafts, b.region.folder
    if not drafts[-1].scope.flow.hidden and _is_initial(b, drafts[-1].text, drafts[-1].scope, node, drafts[-MOST_BEFORE - 2:-1]):
        letter = drafts.pop()
        folder.add(letter.text, letter.start, letter.end, letter.sure)
        folder.space = False


def _is_initial(b: Builder, letter: str, scope: Scope, node: LexborNode, before: Sequence[Draft]) -> bool:
    """Whether a letter is such an initial: it is no heading, and its class says so, or it is the only one of the page and opens the text."""
    if not letter.isupper() or node.tag not in _TEXT_BLOCKS or scope.name in _TERMS or not _HEADINGS.isdisjoint(scope.path):
        return False
    if not _is_called_initial(node.prev):
        if b.lone_letters < 0:
            b.lone_letters = sum(match[1].isupper() for match in _LONE_LETTER.finditer(b.places.source))
        if b.lone_letters > 1 or not opens_text(draft.text for draft in reversed(before)):
            return False
    return may_be_initial(letter, (node.text() or "").lstrip())


def _is_called_initial(node: LexborNode | None) -> bool:
    """Whether the class of an element, or of one that it begins with, calls it an initial."""
    if node is not None and node.is_text_node:
        node = node.prev
    for _ in range(_DEEPEST_INITIAL):
        if node is None or node.is_text_node:
            return False
        if _INITIAL.search(node.attributes.get("class") or ""):
            return True
        node = node.child
    return False


def _noted(b: Builder, node: LexborNode, name: str, attributes: Attributes) -> Closer | None:
    """The reading of an element that shows a note beside its call, or switches it on; both stand in the line. None for other elements."""
    kind = b.about(attributes, b.shapes[tuple(attributes)])[2]
    if kind == NOTE_SWITCH:
        return note_switch(b, name, attributes)
    return beside(b, node, name, attributes, named=kind == SIDE_NOTE)


def _close_block(b: Builder, outer: Scope) -> None:
    if b.region.folder.length or b.region.after:
        b.flush()
    b.region.scope = outer


def _close_marked(b: Builder, payload: tuple[Scope, Closer]) -> None:
    _close_block(b, payload[0])
    close, mark = payload[1]
    close(b, mark)


def _close_breaking(b: Builder, closer: Closer) -> None:
    closer[0](b, closer[1])
    b.breaking -= 1


def _close_part(b: Builder, _: None) -> None:
    b.region.folder.space = True


def preformatted(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """``pre``: white space counts."""
    closer = block(b, node, name)
    if b.region.row or closer is None:
        return closer
    b.as_is += 1
    return _close_preformatted, closer


def _close_preformatted(b: Builder, closer: Closer) -> None:
    if b.region.folder.length or b.region.after:
        b.flush()
    b.as_is -= 1
    closer[0](b, closer[1])


def table(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """A table: of data, read row by row, or a layout, read like any element."""
    closer = block(b, node, name)
    if b.region.row:
        b.region.inner += 1
        return closer and (_close_inner, closer)
    if is_data_table(node, node.attributes):
        b.data_tables.add(b.region.scope.number)
    return closer


def _close_inner(b: Builder, closer: Closer) -> None:
    b.region.inner -= 1
    closer[0](b, closer[1])


def table_row(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """``tr``: in a table of data, one block."""
    closer = block(b, node, name)
    if b.region.row or not b.data_tables or closer is None:
        return closer
    around: Scope | None = b.region.scope
    while around is not None and around.name != "table":
        around = around.outer
    if around is None or around.number not in b.data_tables:
        return closer
    b.region.row = True
    return _close_row, closer


def _close_row(b: Builder, closer: Closer) -> None:
    b.region.row = False
    closer[0](b, closer[1])


def cell(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """``td``, ``th``."""
    if not b.region.row:
        return block(b, node, name)
    if b.region.inner:
        return _in_row(b)
    attributes, folder = node.attributes, b.region.folder
    folder.space = True
    return close_cell, (folder.length, _span(attributes.get("rowspan")), _span(attributes.get("colspan")), name == "th")


def _span(text: str | None) -> int:
    text = (text or "").strip()
    return min(int(text), 1000) or 1 if text.isascii() and text.isdigit() and len(text) < 6 else 1

"""Is a table a table, or does it lay out the page?

Old pages are built of tables, so the question decides whether an article is read as paragraphs or as one long row. Markup that only
tables of data carry (header cells, a caption) speaks for data; nested tables, headings, forms and long running text in cells against.
"""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from pipeline.blocks.html_signs import words_of
from pipeline.blocks.html_tags import KINDS, TEXT, Attributes, Kind

__all__ = ["is_cell_of_row", "is_data_table", "is_row"]

_MOST_NODES, _LEVELS = 20_000, 3
_LONG_CELL = 400
"""Characters. A cell of prose this long is a paragraph or a column of the page, unless header cells say otherwise."""
_NOT_DATA = frozenset("h1 h2 h3 form article section nav main footer header iframe blockquote aside textarea".split())
_SMALL = 200
"""Characters of a table in a cell that is read as words of this cell, and of a cell by its role."""
_SOME_OTHER = ",".join(sorted(_NOT_DATA))
_CELLS = frozenset({"cell", "gridcell", "columnheader", "rowheader"})
_PARAGRAPHS = frozenset({"p", "div", "li", "h4", "h5", "h6", "pre"})


def is_row(node: LexborNode) -> bool:
    """Whether an element is a row of a table by its role: it stands in one, and all that has words in it are cells, two at least."""
    around, levels = node.parent, 0
    while around is not None and levels < _LEVELS and around.attributes.get("role") != "table":
        around, levels = around.parent, levels + 1
    if around is None or around.attributes.get("role") != "table":
        return False
    worded = [child for child in node.iter(include_text=True) if words_of(child).strip() or not child.is_text_node and _is_cell(child.attributes)]
    return len(worded) >= 2 and all(not child.is_text_node and _is_cell(child.attributes) and len(words_of(child)) < _SMALL for child in worded)


def is_cell_of_row(node: LexborNode) -> bool:
    """Whether an element is a cell by its role, and stands right in a row by its role."""
    around = node.parent
    return _is_cell(node.attributes) and around is not None and around.tag != "tr" and around.attributes.get("role") == "row"


def _is_cell(attributes: Attributes) -> bool:
    return attributes.get("role") in _CELLS


def _is_small(table: LexborNode) -> bool:
    """Whether a table in a cell holds a few words and nothing else."""
    return len(table.text()) < _SMALL and len(table.css("table")) <= 1 and table.css_first(_SOME_OTHER) is None


class _Tally:
    """What a scan of a table has seen."""

    __slots__ = ("cell", "cells", "headers", "longest", "paragraphs", "rows", "said", "stacked", "widest")

    def __init__(self) -> None:
        self.rows = self.cells = self.widest = self.headers = self.cell = self.longest = self.paragraphs = self.stacked = 0
        self.said = False

    def start_row(self) -> None:
        """Count the row and forget its width."""
        self.rows += 1
        self.cells = 0

    def start_cell(self, header: bool) -> None:
        """Count the cell and forget its text."""
        self.cells += 1
        self.headers += header
        self.widest = max(self.widest, self.cells)
        self.cell = self.paragraphs = 0

    def text(self, length: int, paragraphs: bool) -> None:
        """Text of the cell; ``paragraphs``: a further block of it begins."""
        self.cell += length
        self.longest = max(self.longest, self.cell)
        if paragraphs:
            self.paragraphs += 1
            self.stacked = max(self.stacked, self.paragraphs)


def is_data_table(table: LexborNode, attributes: Attributes) -> bool:
    """Whether each row should be one block, its cells side by side."""
    if attributes.get("role") in ("presentation", "none"):
        return False
    tally = _scan(table)
    if tally is None or tally.rows < 1 or tally.widest < 2:
        return False
    if tally.headers or tally.said:
        return tally.rows > 1 or tally.longest < _LONG_CELL
    return tally.rows > 1 and tally.longest < _LONG_CELL and tally.stacked < 4


def _scan(table: LexborNode) -> _Tally | None:
    """Counts over a table; None as soon as something shows that it is none of data. Stops after 20,000 nodes."""
    tally = _Tally()
    seen = 0
    stack: list[LexborNode] = []
    node = table.child
    while node is not None and seen < _MOST_NODES:
        seen += 1
        number, descend = node.tag_id, True
        if number == TEXT:
            tally.text(len((node.text_content or "").strip()), False)
        elif number < 256:
            kind, name = KINDS[number], node.tag
            if name in _NOT_DATA or kind == Kind.TABLE and not (tally.headers and _is_small(node)):
                return None
            if kind == Kind.TABLE:
                tally.text(len(node.text()), True)
                descend = False
            elif kind == Kind.ROW:
                tally.start_row()
            elif kind == Kind.CELL:
                tally.start_cell(name == "th")
            elif name in ("caption", "thead"):
                tally.said = tally.said or name == "thead"
                descend = name != "caption"
            elif name in _PARAGRAPHS:
                tally.text(0, True)
            descend = descend and kind not in (Kind.HEAD, Kind.SKIP)
        child = node.child if descend else None
        if child is not None:
            stack.append(node)
            node = child
            continue
        following = node.next
        while following is None and stack:
            following = stack.pop().next
        node = following
    return tally

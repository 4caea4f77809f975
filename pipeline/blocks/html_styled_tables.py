"""Tables without tags of tables: elements that style sheets in the page, or styles of their own, show as rows and cells. They are given the roles
that say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from pipeline.blocks.html_signs import words_of

__all__ = ["name_styled_tables"]

_DISPLAYS = {"table-row": "row", "table-cell": "cell"}
_COMMENT = re.compile(r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)")
_DISPLAY = re.compile(r"(?<![\w-])display\s{0,9}:\s{0,9}(table-row|table-cell)(?![\w-])")
_ONE_NAME = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9]{0,10})?[.#][a-zA-Z_][\w-]{0,80}")
_MOST_NAMES = 60
"""Names in sheets that are looked for in a page."""
_MAY_BE_ROWS = "div,p,ul,li,dl,section,span"
_NO_TABLES = frozenset({"html", "body", "table", "tbody", "thead", "tfoot"})
_LONG_CELL = 200
_NO_DATA = "h1,h2,h3,h4,h5,h6,ul,ol,dl,table,form,article,section,nav,main,footer,header,iframe,blockquote,aside,textarea,[role=row]"
"""What stands in a cell that lays out the page, other tables among it."""


def name_styled_tables(root: LexborNode, source: str) -> None:
    """Marks such rows and cells, where an element holds two rows at least, each with the same number of cells, two or more, and with a few words in
    each. One row alone lays out a page, and an element with a role of its own is what this role says."""
    if "table-row" not in source or "table-cell" not in source:
        return
    rows, cells = _elements(root)
    tables: dict[int, list[LexborNode]] = {}
    for node in root.css(_MAY_BE_ROWS):
        if node.mem_id in rows and node.parent is not None and node.parent.tag not in _NO_TABLES:
            tables.setdefault(node.parent.mem_id, []).append(node)
    for found in reversed(tables.values()):  # those inside first
        inside = [_cells_of(row, cells) for row in found]
        if len(found) < 2 or len(inside[0]) < 2 or len({len(row) for row in inside}) > 1 or found[0].parent is None:
            continue
        named = [(found[0].parent, "table"), *((row, "row") for row in found), *((cell, "cell") for row in inside for cell in row)]
        if any(node.attributes.get("role") not in (None, role) for node, role in named):
            continue
        for node, role in named:
            node.attrs["role"] = role


def _cells_of(row: LexborNode, cells: set[int]) -> list[LexborNode]:
    """The cells of a row; none where it holds other words, or more than a table of data does."""
    worded = [child for child in row.iter(include_text=True) if child.mem_id in cells or words_of(child).strip()]
    are_data = all(child.mem_id in cells and child.tag != "a" and len(words_of(child)) < _LONG_CELL and child.css_first(_NO_DATA) is None
                   for child in worded)
    return worded if are_data else []


def _elements(root: LexborNode) -> tuple[set[int], set[int]]:
    """The elements that are shown as rows, and those that are shown as cells."""
    named = {(selector, display) for style in root.css("style") for selector, display in _rules(_COMMENT.sub("", style.text() or ""))}
    out: dict[str, set[int]] = {display: set() for display in _DISPLAYS}
    for selector, display in [*sorted(named)[:_MOST_NAMES], *((f'[style*="{display}"]', display) for display in _DISPLAYS)]:
        out[display].update(node.mem_id for node in root.css(selector))
    return out["table-row"], out["table-cell"]


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The names of which a sheet says everywhere that they are rows or cells, as selectors with their display. Rules for some screens alone do
    not count."""
    depth = 0
    for piece in sheet.split("}") if "table-row" in sheet or "table-cell" in sheet else ():
        head, opened, declared = piece.rpartition("{")
        always = depth == 0 and "{" not in head
        depth = max(depth + piece.count("{") - 1, 0)
        found = _DISPLAY.search(declared.lower()) if opened and always else None
        for selector in head.split(",") if found else ():
            if _ONE_NAME.fullmatch(selector.strip()):
                yield selector.strip(), found[1] if found else ""

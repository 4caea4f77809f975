"""Tables without tags of tables: elements that style sheets in the page, or styles of their own, show as rows and cells. They are given the roles
that say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

__all__ = ["name_styled_tables"]

_DISPLAYS = {"table-row": "row", "table-cell": "cell"}
_COMMENT = re.compile(r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)")
_DISPLAY = re.compile(r"(?<![\w-])display\s{0,9}:\s{0,9}(table-row|table-cell)(?![\w-])")
_ONE_NAME = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9]{0,10})?[.#][a-zA-Z_][\w-]{0,80}")
_MOST_NAMES = 60
"""Names in sheets that are looked for in a page."""
_MAY_BE_ROWS = "div,p,ul,li,dl,section,span"
_NO_TABLES = frozenset({"html", "body", "table", "tbody", "thead", "tfoot"})


def name_styled_tables(root: LexborNode, source: str) -> None:
    """Marks such rows and cells, where an element holds two rows at least, each with the same number of cells, two or more. One row alone lays out
    a page."""
    if "table-row" not in source or "table-cell" not in source:
        return
    rows, cells = _elements(root)
    tables: dict[int, list[list[LexborNode]]] = {}
    for node in root.css(_MAY_BE_ROWS):
        if node.mem_id in rows and node.parent is not None and node.parent.tag not in _NO_TABLES:
            tables.setdefault(node.parent.mem_id, []).append([node, *(child for child in node.iter() if child.mem_id in cells)])
    for found in tables.values():
        if len(found) < 2 or len(found[0]) < 3 or len({len(row) for row in found}) > 1 or found[0][0].parent is None:
            continue
        found[0][0].parent.attrs["role"] = "table"
        for row, *inside in found:
            row.attrs["role"] = "row"
            for cell in inside:
                cell.attrs["role"] = "cell"


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

"""The tree of a file of XML, read safely: no entity is expanded, nothing is fetched, and limits of the parser stay."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from pipeline.sources.feed_bytes import FORGIVEN, well_declared

__all__ = ["PROLOG", "Tree", "closed_before", "tag_of", "tree_of", "without_namespaces", "words_of"]

PROLOG = (rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]{0,500}\?>\s*|<!--(?:[^-]|-(?!->)){0,4000}-->\s*"
          rb"|<!(?i:DOCTYPE)[^>\[]{0,500}(?:\[[^\]]{0,20000}\]\s*)?>\s*){0,20}")
"""The pattern of what may stand before the first element."""
_NO_TAGS = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)


class Tree(NamedTuple):
    """What could be read of some XML."""

    root: Any
    """None where nothing can be read."""
    damage: str
    """Where the XML is damaged or cut short, or why nothing of it can be read; empty where it is whole."""
    line: int
    column: int


def tree_of(data: bytes) -> Tree:
    """The tree of a file, without comments and instructions; damage that costs no text is forgiven, as in feeds."""
    from lxml import etree

    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(well_declared(data), parser)
    except etree.XMLSyntaxError as error:
        return Tree(None, str(error.msg), 0, 0)
    damage = next((error for error in parser.error_log if error.type not in FORGIVEN), None)
    if damage is not None:
        return Tree(root, f"line {damage.line}, character {damage.column}", damage.line, damage.column)
    return Tree(root, "" if root is not None else "it has no element", 0, 0)


def closed_before(data: bytes, line: int, column: int, end: re.Pattern[bytes]) -> int:
    """How many elements end before a place: a file may stand in one line, and the parser tells no more of an element than its line. ``end`` is
    the pattern of an end tag."""
    lines = well_declared(data).split(b"\n")
    before = b"\n".join([*lines[:line - 1], *(own[:column] for own in lines[line - 1:line])])
    return len(end.findall(_NO_TAGS.sub(b"", before)))


def without_namespaces(root: Any) -> Any:
    """The same tree, in which elements and attributes have their local names."""
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = tag_of(element)
            for name in [name for name in element.attrib if "}" in name]:
                element.set(name.rpartition("}")[2], element.attrib.pop(name))
    return root


def tag_of(element: Any) -> str:
    """The local name of an element; empty for an entity that is not expanded."""
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def words_of(element: Any) -> str:
    """All text of an element, white space folded."""
    return " ".join("".join(element.itertext()).split())

"""The tree of a file of XML, read safely: no entity is expanded, nothing is fetched, and limits of the parser stay."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

from pipeline.data import DAMAGED, Source
from pipeline.data.counting import count_words
from pipeline.faults import Fault
from pipeline.sources.damage import raise_for_memory
from pipeline.sources.feed_bytes import FORGIVEN, well_declared

__all__ = [
    "NO_TAGS", "PROLOG", "Tree", "beyond", "closed_before", "damage_in", "limit_in", "part_before", "tag_of", "tree_of", "without_namespaces",
    "words_of",
]

PROLOG = (rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]{0,500}\?>\s*|<!--(?:[^-]|-(?!->))*+-->\s*"
          rb"|<!(?i:DOCTYPE)[^>\[]{0,500}(?:\[[^\]]{0,20000}\]\s*)?>\s*){0,20}")
"""The pattern of what may stand before the first element."""
_TITLE_OR_TAG = re.compile(r"<h1\b.*?</h1>|<[^<>]*>", re.DOTALL)
_FEWEST = 4
"""Words of the shortest part of a text that is worth an article."""
NO_TAGS = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
_DEEP, _LONG, _NAME = "elements that stand more than 256 deep one in another", "one text of more than 10 MB", "one name of more than 50,000 bytes"
_CODES = {_DEEP: "too-deep", _LONG: "too-large", _NAME: "too-large"}
_LIMITS = ((re.compile("Excessive depth"), _DEEP), (re.compile("Name too long"), _NAME),
           (re.compile("too big found|[Tt]ext node too long|huge text node|Buffer size limit|Huge input lookup"), _LONG))
"""How libxml2 tells of its limits."""
_PART_OF_CHARACTER = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")
"""The first bytes of a character of UTF-8 whose last ones are missing."""


class Tree(NamedTuple):
    """What could be read of some XML."""

    root: Any
    """None where nothing can be read."""
    damage: str
    """Where the XML is damaged or cut short, or why nothing of it can be read; empty where it is whole."""
    line: int
    column: int
    limit: str = ""
    """What is larger there than the parser reads; empty for other damage."""

    def fault(self, name: str, what: str, told: str) -> Fault:
        """The fault of XML that is not read to its end. ``what``: what it is, ``told``: what of it was read."""
        if self.limit:
            return beyond(name, what, self.limit, self.damage + told)
        return Fault("corrupt", f"{name}: this {what} is damaged or cut short at {self.damage}{told}. Fetch the file again.", name=name)


def beyond(name: str, what: str, limit: str, told: str) -> Fault:
    """The fault of whole XML that is beyond a limit of the parser. ``told``: the place, and what was read."""
    return Fault(_CODES[limit], f"{name}: this {what} has {limit}, which is more than is read, at {told}. Take its texts out of it with another "
                 "program first, or leave the file out.", name=name)


def limit_in(parser: Any) -> str:
    """What is larger than the parser reads, where this is the first thing that costs text; else nothing."""
    first = next((error for error in parser.error_log if error.type not in FORGIVEN), None)
    return next((limit for pattern, limit in _LIMITS if first is not None and pattern.search(first.message)), "")


def tree_of(data: bytes) -> Tree:
    """The tree of a file, without comments and instructions; damage that costs no text is forgiven, as in feeds."""
    from lxml import etree

    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)
    data = well_declared(data)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise_for_memory(error)
        return Tree(None, str(error.msg), 0, 0)
    if place := damage_in(data, parser):
        return Tree(root, "line {}, character {}".format(*place), *place, limit_in(parser))
    return Tree(root, "" if root is not None else "it has no element", 0, 0)


def damage_in(data: bytes, parser: Any) -> tuple[int, int] | None:
    """The line and the character at which the first damage stands that costs text; None where none does. The parser tells of no other damage where
    a file is cut right behind ``<``."""
    damage = next((error for error in parser.error_log if error.type not in FORGIVEN), None)
    if damage is not None:
        return damage.line, damage.column
    last = data.rstrip(b"\0 \t\r\n")
    return (last.count(b"\n") + 1, len(last) - last.rfind(b"\n")) if last[-1:] == b"<" else None


def _before(data: bytes, line: int, column: int) -> bytes:
    """What stands before a place, in whole characters."""
    lines = well_declared(data).split(b"\n")
    found = b"\n".join([*lines[:line - 1], *(own[:column] for own in lines[line - 1:line])])
    return _PART_OF_CHARACTER.sub(b"", found)


def _holds_part(html: str) -> bool:
    """Whether what was read before a damage is a part of a text, and not just its title and its first words. ``html``: its page."""
    return count_words(_TITLE_OR_TAG.sub(" ", html)) >= _FEWEST


def part_before(
    data: bytes, tree: Tree, documents_of: Callable[[Any], list[Any]], source_of: Callable[[Any], Source | Fault],
) -> Source | None:
    """What stands before the damage of a file, where that is a part of its only document; what the parser makes of the rest may be parts of others.
    ``documents_of``: the documents of a root element."""
    root = tree_of(_before(data, tree.line, tree.column - 1)).root
    documents = documents_of(root) if root is not None else []
    found = source_of(documents[0]) if len(documents) == 1 else None
    if not isinstance(found, Source) or not _holds_part(found.data.decode("utf-8", "replace")):
        return None
    return replace(found, metadata=(*found.metadata, (DAMAGED, tree.damage)))


def closed_before(data: bytes, line: int, column: int, end: re.Pattern[bytes]) -> int:
    """How many elements end before a place: a file may stand in one line, and the parser tells no more of an element than its line. ``end`` is
    the pattern of an end tag."""
    return len(end.findall(NO_TAGS.sub(b"", _before(data, line, column))))


def without_namespaces(root: Any) -> Any:
    """The same tree, in which elements and attributes have their local names. Names that are none (``<a:>``) stay as they are."""
    for element in root.iter():
        if isinstance(element.tag, str):
            with suppress(ValueError):
                element.tag = tag_of(element)
            for name in [name for name in element.attrib if "}" in name]:
                with suppress(ValueError):
                    element.set(name.rpartition("}")[2], element.attrib[name])
                    del element.attrib[name]
    return root


def tag_of(element: Any) -> str:
    """The local name of an element; empty for an entity that is not expanded."""
    local = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    return local.rpartition(":")[2] or local


def words_of(element: Any) -> str:
    """All text of an element, white space folded."""
    return " ".join("".join(element.itertext()).split())

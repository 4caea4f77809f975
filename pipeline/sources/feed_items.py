"""The items of a damaged feed, each read by itself: those that are whole, on both sides of the damage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from pipeline.sources.damage import raise_for_memory
from pipeline.sources.feed_bytes import FORGIVEN
from pipeline.sources.xml_tree import NO_TAGS

__all__ = ["Item", "whole_items"]

_DECLARATION = re.compile(rb"\s*<\?xml\b[^<>]{0,500}\?>")
_ROOT = re.compile(rb"<((?:[\w.-]{1,40}:)?(?:rss|feed|RDF))\b[^<>]{0,8000}>", re.IGNORECASE)
_EDGE = re.compile(rb"<(/?)(?:[\w.-]{1,40}:)?(?:item|entry)(?=[\s/>])[^<>]{0,8000}>", re.IGNORECASE)
"""The first and the last tag of an item."""


class Item(NamedTuple):
    """An item that can be read."""

    number: int
    """Its place among all items of the feed, those that cannot be read included."""
    start: int
    """The byte at which it begins."""
    element: Any


def whole_items(data: bytes) -> Iterator[Item]:
    """The items whose own XML is whole. ``data``: the feed as `pipeline.sources.feed_bytes.well_declared` gives it."""
    bare = NO_TAGS.sub(lambda found: b" " * len(found[0]), data)
    root = _ROOT.search(bare)
    if root is None:
        return
    declaration = _DECLARATION.match(data)
    before, behind = (declaration[0].strip() if declaration else b"") + root[0], b"</" + root[1] + b">"
    number, start = 0, -1
    for edge in _EDGE.finditer(bare, root.end()):
        if not edge[1]:
            number, start = number + 1, edge.start()
        elif start >= 0:
            element = _parsed(before + data[start:edge.end()] + behind)
            if element is not None:
                yield Item(number, start, element)
            start = -1


def _parsed(data: bytes) -> Any:
    """The one element inside the root of some XML; None where it is damaged."""
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise_for_memory(error)
        return None
    is_whole = root is not None and len(root) == 1 and not any(error.type not in FORGIVEN for error in parser.error_log)
    return root[0] if is_whole else None

"""Records in XML of no format that is known by name, as scrapers write them (``<article><headline>…</headline><body>…``): their elements and
attributes are read as the fields of JSON are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any

from pipeline.data import Source
from pipeline.data.counting import counted
from pipeline.data.html_names import HTML_ELEMENTS
from pipeline.faults import Fault
from pipeline.settings import Inputs
from pipeline.sources.feed_bytes import FORGIVEN
from pipeline.sources.records import Records, holds_text
from pipeline.sources.xml_page import has_own_text
from pipeline.sources.xml_tree import Tree, closed_before, tree_of, without_namespaces

__all__ = ["is_loose_html", "xml_records"]

_PARAGRAPHS = frozenset({"para", "paragraph", "par"})
_DEEPEST = 3
"""Elements below the first one that may stand around the records."""
_NESTED = 50
_OF_NO_TEXT = frozenset({"svg", "opml", "kml", "gpx", "stylesheet", "transform", "schema"})
"""First elements of drawings, lists and programs, in which a title and a text are labels."""
_SENTENCE = re.compile(
    r"\w{1,40}[^\w.!?\u2026]{1,3}\w{1,40}[^\w.!?\u2026]{1,3}\w{1,40}[\"\u201d\u2019\u00bb)]?[.!?\u2026](?=[\s<]|\Z)|[\u3002\uff01\uff1f\u0964\u06d4]")
_LONG = 200
"""Characters of a passage that is a text also where no sentence ends in it: some scripts do without such marks."""
_UNCLOSED = re.compile(r"Opening and ending tag mismatch: (\w{1,20}) ")
_LOOSE = (39, 41)
"""Errors of libxml2: an attribute without quotation marks, and one without a value."""


def is_loose_html(data: bytes) -> bool:
    """Whether some tags are no XML but HTML, which leaves elements open and values of attributes without quotation marks."""
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    etree.fromstring(data.strip(), parser)
    first = next((error for error in parser.error_log if error.type not in FORGIVEN), None)
    opened = _UNCLOSED.match(first.message) if first is not None else None
    return first is not None and (first.type in _LOOSE or opened is not None and opened[1].lower() in HTML_ELEMENTS - {"title", "article"})


def xml_records(data: bytes, name: str, inputs: Inputs) -> Iterator[Source | Fault] | None:
    """The sources of some XML whose elements have names of fields that are known; None where it holds no such record."""
    tree = tree_of(data)
    if tree.root is None:
        return None
    records = Records(name, inputs)
    root = without_namespaces(tree.root)
    _drop_labels(root, inputs)
    found = [] if root.tag in _OF_NO_TEXT else _found(root, records, _DEEPEST)
    if not any(_holds_prose(element) for element in found):
        return None
    return _read(found, records, data, name, tree)


def _holds_prose(element: Any) -> bool:
    """Whether there is a sentence in a record, or much text: settings and windows of programs have such fields too, and only labels in them."""
    parts = [" ".join(part.split()) for part in element.itertext()]
    return any(len(part) >= _LONG for part in parts) or _SENTENCE.search(" ".join(parts)) is not None


def _drop_labels(root: Any, inputs: Inputs) -> None:
    """Removes attributes with the names of texts: they are labels (``<outline text="…">``)."""
    for element in root.iter():
        for key in [key for key in element.attrib if holds_text([key], inputs)] if isinstance(element.tag, str) else ():
            del element.attrib[key]


def _read(found: list[Any], records: Records, data: bytes, name: str, tree: Tree) -> Iterator[Source | Fault]:
    end = re.compile(rb"</(?:[\w.-]+:)?" + re.escape(found[0].tag.encode()) + rb"\s*>")
    whole = found[:closed_before(data, tree.line, tree.column, end)] if tree.damage else found
    for number, element in enumerate(whole, 1):
        yield records.read(_fields(element), name if len(found) == 1 else f"{name}:{number}")
    if tree.damage:
        before = f"; {counted(len(whole), 'record')} before it can be read" if whole else ""
        yield tree.fault(name, "XML", before)


def _found(element: Any, records: Records, depth: int) -> list[Any]:
    """The elements that are documents by their fields: this one, or elements in it."""
    inner = [child for child in element if isinstance(child.tag, str) and len(child) and records.is_document(_fields(child))]
    if records.is_document(_fields(element, inner)):
        return [element]
    if inner:
        tags = {child.tag for child in inner}
        return [child for child in element if child.tag in tags]
    return [one for child in element if isinstance(child.tag, str) and depth for one in _found(child, records, depth - 1)]


def _fields(element: Any, without: list[Any] | None = None) -> dict[str, Any]:
    """The attributes and elements of a record as the fields of an object; several elements of one name are a list."""
    out: dict[str, Any] = dict(element.attrib)
    for child in element:
        if isinstance(child.tag, str) and child not in (without or ()):
            value = _value(child, 0)
            known = out.get(child.tag)
            out[child.tag] = value if known is None else [*known, value] if isinstance(known, list) else [known, value]
    return out


def _value(element: Any, depth: int) -> Any:
    """The value of a field: words, HTML where it has paragraphs and the like, else further fields."""
    children = [child for child in element if isinstance(child.tag, str)]
    words = "".join(element.itertext())
    if depth > _NESTED or not len(element) or not words.strip():
        return words.strip() and words
    if has_own_text(element) or all(child.tag.lower() in HTML_ELEMENTS or child.tag.lower() in _PARAGRAPHS for child in children):
        return "".join(_html(element, depth))
    if len({child.tag for child in children}) == 1:
        return [_value(child, depth + 1) for child in children]
    return _fields(element)


def _html(element: Any, depth: int) -> Iterator[str]:
    """What stands in an element, as HTML."""
    yield escape(element.text or "", quote=False)
    for child in element:
        if not isinstance(child.tag, str):
            yield escape(unescape(child.text or ""), quote=False)  # an entity that is not expanded
        elif depth > _NESTED:
            yield escape("".join(child.itertext()), quote=False)
        else:
            name = child.tag.lower()
            tag = "p" if name in _PARAGRAPHS else name if name in HTML_ELEMENTS else "span"
            told = "".join(f' {key}="{escape(child.attrib[key])}"' for key in ("href", "src", "alt", "class") if key in child.attrib)
            yield f"<{tag}{told}>"
            yield from _html(child, depth + 1)
            yield "" if tag in ("br", "hr", "img") else f"</{tag}>"
        yield escape(child.tail or "", quote=False)

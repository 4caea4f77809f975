"""Feeds (RSS 0.9 to 2.0, Atom): a source for each item. JSON Feed is read with the other JSON (`jsonl`).

Read with lxml, which is there already: it gives the content of an item as it stands, where feedparser cleans and rewrites it. No entity
of the file is expanded and nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.entities import name2codepoint
from typing import Any

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources.mime import iso_moment
from pipeline.sources.named import Names
from pipeline.sources.opened import Opened
from pipeline.sources.said import said

__all__ = ["read_feed"]

_BLOCKS = re.compile(r"<(?:p|div|h[1-6]|ul|ol|table|blockquote|br|section|article)\b", re.IGNORECASE)
_XHTML = "{http://www.w3.org/1999/xhtml}"
_MARKUP = re.compile(r"<[a-zA-Z!/][^<>]{0,5000}>|&(?:[a-zA-Z]{2,10}|#\d{1,6});")
_TAGS = re.compile(r"<[^<>]{0,5000}>")
_ITEMS = ("item", "entry")
_CONTENT = ("encoded", "content", "fulltext", "body")
_SUMMARY = ("description", "summary", "subtitle")
_REFERENCE = re.compile(rb"&#([xX][0-9a-fA-F]{1,8}|[0-9]{1,9});")
_PROLOG = 1 << 20
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[<>]*+(?:\[(?:[^\]\"'<]|\"[^\"]*+\"|'[^']*+'|<!--(?:[^-]|-(?!->))*+-->|<(?!!--))*+\]\s*+)?>")
_ELEMENT = re.compile(rb"<[A-Za-z]")
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,8});")
_OF_XML = frozenset({b"lt", b"gt", b"amp", b"quot", b"apos"})
_FORGIVEN = frozenset({23, 26, 27, 68, 201})
"""Errors of libxml2 that cost no text: a bare ``&``, an entity or a prefix that is not declared."""


def read_feed(opened: Opened) -> Iterator[Source | Fault]:
    """The items of a feed. Where the XML is damaged, the items before the damage, and a fault that says where it is."""
    from lxml import etree

    name, data = opened.name, opened.whole()
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(_declared(data), parser) if data.strip() else None
    except etree.XMLSyntaxError as error:
        yield Fault("feed-damaged", f"{name}: nothing of this feed can be read as XML ({error.msg}). Fetch the feed again.", name=name)
        return
    damage = next((error for error in parser.error_log if error.type not in _FORGIVEN), None)
    items = [] if root is None else [element for element in root.iter() if _tag(element) in _ITEMS]
    whole = [item for item in items if damage is None or _last_line(item) < damage.line]
    feed = _feed_fields(root) if root is not None else {}
    names = Names()
    for number, item in enumerate(whole, 1):
        yield _read_item(item, feed, opened.name, number, names)
    if damage is not None:
        yield Fault("feed-damaged", f"{name}: the XML of this feed is damaged or cut short at line {damage.line} ({damage.message}); "
                    f"{len(whole)} items before it were read. Fetch the feed again.", name=name)
    elif not items:
        yield Fault("no-items", f"{name}: this is a feed without items. Fetch it again, or leave it out.", name=name)


def _declared(data: bytes) -> bytes:
    """Without what stands before the XML declaration, where it may not stand, and without a document type, which may change what a feed says;
    entities of HTML by their numbers, and references to no characters as U+FFFD."""
    data = _NAMED.sub(_numbered, data.lstrip() if data[:1].isspace() else data)
    data = _REFERENCE.sub(_no_character, data)
    found = _DOCTYPE.match(data, at, _PROLOG) if (at := data.find(b"<!DOCTYPE", 0, _PROLOG)) >= 0 else None
    if found is None or _ELEMENT.search(data, 0, found.start()):
        return data
    return data[:found.start()] + b"\n" * found[0].count(b"\n") + data[found.end():]


def _numbered(match: re.Match[bytes]) -> bytes:
    """An entity of HTML by its number: XML does not know its name, and its parser loses what stands near it."""
    number = name2codepoint.get(match[1].decode("ascii"))
    return match[0] if number is None or match[1] in _OF_XML else b"&#%d;" % number


def _no_character(reference: re.Match[bytes]) -> bytes:
    """A reference as it stands; one to what is no character of XML, which libxml2 would write into its tree, becomes U+FFFD."""
    code = int(reference[1][1:], 16) if reference[1][:1] in b"xX" else int(reference[1])
    good = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xDFFF < code < 0xFFFE or 0xFFFF < code <= 0x10FFFF
    return reference[0] if good else b"&#xFFFD;"


def _tag(element: Any) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _last_line(item: Any) -> int:
    """The line of the last element in an item: the parser notes where elements begin."""
    return max(int(element.sourceline or 0) + str(element.text or "").count("\n") for element in item.iter())


def _feed_fields(root: Any) -> dict[str, str]:
    """Title and language of the feed itself."""
    out: dict[str, str] = {}
    channel = next((element for element in root.iter() if _tag(element) == "channel"), root)
    for child in channel:
        if _tag(child) in ("title", "language"):
            out.setdefault(_tag(child), _text(child))
    if lang := root.get("{http://www.w3.org/XML/1998/namespace}lang"):
        out.setdefault("language", lang)
    return out


def _text(element: Any) -> str:
    """All text of an element; entities that HTML knows stand for their characters."""
    parts: list[str] = []
    for node in element.iter():
        if isinstance(node.tag, str):
            parts.append(node.text or "")
        else:  # an entity that was not expanded, or a comment
            parts.append(unescape(node.text or "") if str(node.text or "").startswith("&") else "")
        if node is not element:
            parts.append(node.tail or "")
    return "".join(parts).strip()


def _read_item(item: Any, feed: dict[str, str], file: str, number: int, names: Names) -> Source | Fault:
    children: dict[str, list[Any]] = {}
    for child in item:
        children.setdefault(_tag(child), []).append(child)
    link = _link(children)
    ident = next((_text(child) for key in ("guid", "id") for child in children.get(key, ()) if _text(child)), "") or link or ""
    where = f"{file}:{number}"
    name = names.own(f"{file}#{ident}") if ident else where
    content, own = _content(children)
    if not content.strip():
        return Fault("no-text-field", f"{where}: this item of the feed ({link or 'without a link'}) has no text. Fetch its page instead.", name=where)
    markup = _MARKUP.search(content) is not None
    if markup and "\n\n" in content and not _BLOCKS.search(content):
        content = f'<div style="white-space: pre-line">{content}</div>'  # as WordPress keeps and exports what its authors type
    return Source(
        name=name, data=content.encode("utf-8", "surrogatepass"), url=link, media_type="text/html" if markup else "text/plain", charset="unicode",
        metadata=(("file", where), ("feed-content", own), *_said(children, feed, content)),
    )


def _content(children: dict[str, list[Any]]) -> tuple[str, str]:
    """The fullest text of an item, and the name of its element."""
    found = [(_markup_of(child), _tag(child)) for key in (*_CONTENT, *_SUMMARY) for child in children.get(key, ())]
    longest = max((len(text) for text, _ in found), default=0)
    return next(((text, tag) for text, tag in found if tag in _CONTENT and len(text) * 2 >= longest or len(text) == longest), ("", ""))


def _markup_of(element: Any) -> str:
    """HTML that stands escaped, in CDATA, or as elements of XHTML."""
    from lxml import etree

    if element.get("type") == "xhtml" or any(str(child.tag).startswith(_XHTML) for child in element if isinstance(child.tag, str)):
        return etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    text = _text(element)
    return unescape(text) if "&lt;" in text and "<" not in text else text


def _link(children: dict[str, list[Any]]) -> str | None:
    for child in children.get("origlink", []) + children.get("link", []):
        target = child.get("href") if child.get("rel", "alternate") == "alternate" else None
        url = (target or _text(child)).strip()
        if re.match(r"https?://\S+$", url):
            return url
    for child in children.get("guid", []):
        if child.get("isPermaLink", "true") != "false" and re.match(r"https?://\S+$", _text(child)):
            return _text(child)
    return None


def _said(children: dict[str, list[Any]], feed: dict[str, str], content: str) -> Iterator[tuple[str, str]]:
    def every(*names: str) -> Iterator[tuple[str, Any]]:
        for name in names:
            for child in children.get(name, ()):
                yield name, child

    for name, child in every("title"):
        yield from said("title", name, unescape(_TAGS.sub("", _text(child))))
    for name, child in every("creator", "author"):
        inner = next((part for part in child if _tag(part) == "name"), child)
        yield from said("author", name, _person(_text(inner)))
    yield from _dates("published", every("pubdate", "published", "date", "issued", "created"))
    yield from _dates("updated", every("updated", "modified"))
    for name, child in every("category", "subject"):
        yield from said("tag", name, child.get("label") or child.get("term") or _text(child))
    yield from said("publisher", "title of the feed", feed.get("title", ""))
    yield from said("language", "language of the feed", feed.get("language", ""))
    for name, child in every("description", "summary"):
        summary = unescape(_TAGS.sub("", _text(child)))
        if summary and summary[:80] not in _TAGS.sub("", content)[:2000]:
            yield from said("description", name, summary)


def _dates(field: str, found: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    for name, child in found:
        if pairs := said(field, name, iso_moment(_text(child)) or _text(child)):
            yield from pairs
            return


def _person(text: str) -> str:
    """``maud@harbour.example (Maud Effiong)``: the name."""
    match = re.match(r"\S+@\S+\s+\((.+)\)$", text)
    return match[1] if match else text

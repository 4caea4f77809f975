"""Feeds (RSS 0.9 to 2.0, Atom): a source for each item. JSON Feed is read with the other JSON (`jsonl`).

Read with lxml, which returns the content of an item unchanged, where feedparser cleans and rewrites it. No entity of the file is expanded and nothing
is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin

from pipeline.data import Source
from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.sources.damage import raise_for_memory
from pipeline.sources.feed_bytes import takes_in_items, well_declared, with_whole_sections
from pipeline.sources.feed_exports import names_of_logins, parted
from pipeline.sources.feed_items import whole_items
from pipeline.sources.mime import iso_moment
from pipeline.sources.named import Names
from pipeline.sources.opened import Opened
from pipeline.sources.recognise import start_of_feed
from pipeline.sources.said import said
from pipeline.sources.xml_tree import beyond, damage_in, limit_in

__all__ = ["read_feed"]

_BLOCKS = re.compile(r"<(?:p|div|h[1-6]|ul|ol|table|blockquote|br|section|article)\b", re.IGNORECASE)
_XHTML = "{http://www.w3.org/1999/xhtml}"
_MARKUP = re.compile(r"<[a-zA-Z!/][^<>]{0,5000}>|&(?:[a-zA-Z]{2,10}|#\d{1,6});")
_TAGS = re.compile(r"<[^<>]{0,5000}>")
_PAIR = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})(?:\s[^<>]{0,5000})?/?>")
_ALONE = frozenset({"br", "img", "wbr", "hr"})
_CDATA = re.compile(r"\s*<!\[CDATA\[(.*)\]\]>\s*", re.DOTALL)
_ATOM = ("{http://www.w3.org/2005/Atom}", "{http://purl.org/atom/ns#}")
_OF_FILES = re.compile(r"\{https?://(?:search\.yahoo\.com/mrss|www\.itunes\.com/dtds|www\.google\.com/schemas/play-podcasts)[^}]*\}|(?:media|itunes|googleplay):",
                       re.IGNORECASE)
"""Elements about the pictures and recordings of an item; their titles and descriptions are not those of its text."""
_URL = re.compile(r"https?://\S+$")
_HEAD = 65536
"""Bytes that show where a feed begins."""
_ITEMS = ("item", "entry")
_CONTENT = ("encoded", "content", "fulltext", "body")
_SUMMARY = ("description", "summary", "subtitle")


def read_feed(opened: Opened) -> Iterator[Source | Fault]:
    """The items of a feed. Of damaged XML, the items that are whole, and a fault with its place."""
    from lxml import etree

    name, data = opened.name, opened.whole()
    data = well_declared(data[start_of_feed(data[:_HEAD]):])
    try:
        root, damage, parser = _tree(data)
        if (damage is not None or takes_in_items(data)) and (closed := with_whole_sections(data))[1]:
            data = closed[0]
            root, damage, parser = _tree(data)
            yield Fault("feed-mended", f"{name}: sections of CDATA that end too early or not at all, {closed[1]}; each was read up to the end of its "
                        "element.", name=name, warning=True)
    except etree.XMLSyntaxError as error:
        raise_for_memory(error)
        yield Fault("feed-damaged", f"{name}: nothing of this feed can be read as XML ({error.msg}). Fetch the feed again.", name=name)
        return
    items = [] if root is None else list(enumerate((element for element in root.iter() if _tag(element) in _ITEMS), 1))
    told = ""
    if damage is not None:
        items, told = _beside(data, damage)
    articles, notes = parted(items)
    feed = _feed_fields(root) if root is not None else {}
    names = Names()
    people = names_of_logins(root) if root is not None else {}
    for number, item in articles:
        yield _read_item(item, feed, opened.name, number, names, people)
    if notes:
        passed = ", ".join(f"{kind} {n}" for kind, n in sorted(notes.items()))
        yield Fault("passed-over", f"{name}: this export of a blog holds what is no article and was passed over: {passed}.", name=name, warning=True)
    if told and (limit := limit_in(parser)):
        yield beyond(name, "feed", limit, f"{told} can be read")
    elif told:
        yield Fault("feed-damaged", f"{name}: the XML of this feed is damaged or cut short at {told} can be read. Fetch the feed again.", name=name)
    elif not items:
        yield Fault("no-items", f"{name}: this is a feed without items. Fetch it again, or leave it out.", name=name)


def _tree(data: bytes) -> tuple[Any, tuple[int, int] | None, Any]:
    """The root of a feed, None where there is none; where its damage is; and its parser."""
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(data, parser) if data.strip() else None
    return root, damage_in(data, parser), parser


def _beside(data: bytes, damage: tuple[int, int]) -> tuple[list[tuple[int, Any]], str]:
    """The items of a damaged feed that are whole, with their numbers, and where the damage is and how many stand before it or on both sides of it."""
    found = list(whole_items(data))
    lines = data.split(b"\n")
    at = sum(len(line) + 1 for line in lines[:damage[0] - 1]) + damage[1]
    before = sum(item.start < at for item in found)
    where = "before it" if before == len(found) else "before and behind it" if before else "behind it"
    place = f"line {damage[0]}, character {damage[1]}; {counted(len(found), 'item')} {where}"
    return [(item.number, item.element) for item in found], place


def _tag(element: Any) -> str:
    """The name of an element without its namespace, or without a prefix that the feed forgot to declare."""
    return element.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(element.tag, str) else ""


def _feed_fields(root: Any) -> dict[str, str]:
    """Title, language and address of the feed itself."""
    out: dict[str, str] = {}
    channel = next((element for element in root.iter() if _tag(element) == "channel"), root)
    for child in channel:
        if _tag(child) == "title" and not _is_of_files(child):
            out.setdefault("title", _title(child))
        elif _tag(child) == "language":
            out.setdefault("language", _text(child))
        elif _tag(child) == "link" and (link := (child.get("href") or _text(child)).strip()).startswith(("http://", "https://")):
            out.setdefault("link", link)
    if lang := root.get("{http://www.w3.org/XML/1998/namespace}lang"):
        out.setdefault("language", lang)
    return out


def _is_of_files(element: Any) -> bool:
    return isinstance(element.tag, str) and _OF_FILES.match(element.tag) is not None


def _is_atom(element: Any) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith(_ATOM)


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
    text = "".join(parts).strip()
    marked = _CDATA.fullmatch(text)  # marks of CDATA that were escaped
    return marked[1].strip() if marked else text


def _title(element: Any) -> str:
    """A title as a person reads it. RSS has markup in it or not and does not say which; Atom says so."""
    text = _text(element)
    if _is_atom(element) and element.get("type", "text") in ("text", "text/plain") and element.get("mode") != "escaped":
        return unescape(text)
    return unescape(_without_tags(text))


def _without_tags(text: str) -> str:
    """Without the tags that come in pairs. One that stands alone (``How to use the <b> tag``) is a word of the title, as is ``a < b``."""
    names = [(mark, name.lower()) for mark, name in _PAIR.findall(text)]
    paired = _ALONE | {name for mark, name in names if mark} & {name for mark, name in names if not mark}
    return _PAIR.sub(lambda tag: "" if tag[2].lower() in paired else tag[0], text)


def _read_item(item: Any, feed: dict[str, str], file: str, number: int, names: Names, people: dict[str, str]) -> Source | Fault:
    children = _children(item)
    link = _link(children, feed)
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
        metadata=(("file", where), ("feed-content", own), *_said(children, feed, content, people)),
    )


def _children(item: Any) -> dict[str, list[Any]]:
    """The elements of an item by their names; those about its pictures and recordings only where the item has no others."""
    children: dict[str, list[Any]] = {}
    others: dict[str, list[Any]] = {}
    for child in item:
        (others if _is_of_files(child) else children).setdefault(_tag(child), []).append(child)
    for group in others.pop("group", ()):
        for child in group:
            others.setdefault(_tag(child), []).append(child)
    others.pop("content", None)  # a file
    texts = (*_CONTENT, *_SUMMARY)
    has_text = any(_text(child) for tag in texts for child in children.get(tag, ()))
    for tag, found in others.items():
        if tag not in texts or not has_text:
            children.setdefault(tag, found)
    return children


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


def _link(children: dict[str, list[Any]], feed: dict[str, str]) -> str | None:
    for child in children.get("origlink", []) + children.get("link", []):
        target = child.get("href") if child.get("rel", "alternate") == "alternate" else None
        if url := _address(child, (target or _text(child)).strip(), feed):
            return url
    for child in children.get("guid", []):
        if child.get("isPermaLink", "true") != "false" and _URL.match(_text(child)):
            return _text(child)
    return None


def _address(element: Any, link: str, feed: dict[str, str]) -> str | None:
    """An address as it stands, or what it means beside ``xml:base`` and the address of the feed."""
    if link.startswith("/") or element.get("href") and link and ":" not in link.split("/", 1)[0]:
        try:
            link = urljoin(feed.get("link", ""), urljoin(element.base or "", link))
        except ValueError:  # brackets that are no address of a host
            return None
    return link if _URL.match(link) else None


def _said(children: dict[str, list[Any]], feed: dict[str, str], content: str, people: dict[str, str]) -> Iterator[tuple[str, str]]:
    def every(*names: str) -> Iterator[tuple[str, Any]]:
        for name in names:
            for child in children.get(name, ()):
                yield name, child

    for name, child in every("title"):
        yield from said("title", name, _title(child))
    yield from _authors(children, people)
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


def _authors(children: dict[str, list[Any]], people: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The authors of an item. One of Atom without any has those of the feed it was taken from, else those of the feed it stands in."""
    found = [child for name in ("creator", "author") for child in children.get(name, ())]
    own = True
    part = next((child for some in children.values() for child in some if _is_atom(child)), None)
    places = [*children.get("source", ()), *((part.getparent().getparent(),) if part is not None else ())]
    while not found and places:
        place, own = places.pop(0), False
        found = [child for child in place if _tag(child) == "author"] if place is not None and _is_atom(place) else []
    for child in found:
        inner = next((part for part in child if _tag(part) == "name"), child)
        name = _person(_text(inner))
        yield from said("author", _tag(child) if own else "author of the feed", people.get(name, name))


def _dates(field: str, found: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    for name, child in found:
        if pairs := said(field, name, iso_moment(_text(child)) or _text(child)):
            yield from pairs
            return


def _person(text: str) -> str:
    """``maud@harbour.example (Maud Effiong)``: the name."""
    match = re.match(r"\S+@\S+\s+\((.+)\)$", text)
    return match[1] if match else text

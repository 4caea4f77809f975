"""TEI, and the XML that trafilatura writes, which has TEI's elements: rendered to HTML, so that their structure is read as markup.

Title, people, dates, publisher, address and language of the header become metadata. The source that the archive keeps is the rendered page, as for
Markdown. No entity is expanded and nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any

from pipeline.data import Source
from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.sources.opened import Opened
from pipeline.sources.said import said
from pipeline.sources.xml_tree import PROLOG, closed_before, part_before, tag_of, tree_of, words_of

__all__ = ["is_tei", "read_tei"]

_OPENING = re.compile(
    PROLOG + rb"<(?:(?:tei:)?(?:TEI|teiCorpus)\s(?=[^<>]{0,4000}?[\"']http://www\.tei-c\.org/ns/1\.0[\"'])|TEI\.2[\s>]"
    rb"|doc(?=[^<>]{0,8000}?\s(?:fingerprint|sitename|hostname)=\"))")
_END = re.compile(rb"</(?:[\w.-]+:)?(?:TEI(?:\.2)?|doc)\s*>")
_BLOCKS = {
    "quote": "blockquote", "epigraph": "blockquote", "lg": "blockquote", "list": "ul", "item": "li", "row": "tr", "cell": "td",
    "figDesc": "figcaption", "fw": "footer", "comments": "section", **dict.fromkeys(("p", "blockquote", "table", "figure"), ""),
    **dict.fromkeys("ab speaker stage byline dateline docAuthor docDate titlePart salute signed bibl trailer label".split(), "p"),
    **dict.fromkeys("cit sp opener closer listBibl floatingText argument imprint postscript front body back main".split(), "div"),
}
"""Elements that stand apart, and those of HTML for them; an empty name is the same one."""
_INLINES = {"emph": "em", "foreign": "i", "title": "cite", "code": "code", "del": "del"}
_RENDERED = (
    ("#b", "b"), ("bold", "b"), ("#i", "i"), ("italic", "i"), ("#u", "u"), ("underline", "u"), ("sup", "sup"), ("sub", "sub"), ("#t", "code"))
_LEFT_OUT = frozenset({"teiHeader", "standOff", "facsimile", "sourceDoc", "pb", "cb", "milestone", "ptr"})
_LEVEL = re.compile(r"h([1-6])\Z")
_DEEPEST = 150


def is_tei(head: bytes) -> bool:
    """Whether bytes begin as TEI, or as the XML of trafilatura, does."""
    return _OPENING.match(head) is not None


def read_tei(opened: Opened) -> Iterator[Source | Fault]:
    """A source for each document: a corpus has several. Of damaged XML, those before the damage, or what can be read of the only one, and a fault
    with its place."""
    name, data = opened.name, opened.whole()
    tree = tree_of(data)
    if tree.root is None:
        yield Fault("corrupt", f"{name}: nothing of this XML can be read ({tree.damage}). Fetch the file again.", name=name)
        return
    documents = _documents(tree.root)
    whole = documents[:closed_before(data, tree.line, tree.column, _END)] if tree.damage else documents
    for number, document in enumerate(whole, 1):
        yield _source_of(document, name if len(documents) == 1 else f"{name}:{number}")
    if tree.damage:
        told = f"; {counted(len(whole), 'document')} before it can be read" if whole else ""
        if not whole and (part := part_before(data, tree, _documents, lambda one: _source_of(one, name))) is not None:
            yield part
            told = "; the text before it was read"
        yield tree.fault(name, "XML", told)


def _documents(root: Any) -> list[Any]:
    return [element for element in root.iter() if tag_of(element) in ("TEI", "TEI.2", "doc")] or [root]


def _source_of(document: Any, name: str) -> Source | Fault:
    told = _of_trafilatura(document) if tag_of(document) == "doc" else _of_header(document)
    parts = [child for child in document if tag_of(child) in ("text", "main", "comments")]
    body = "".join(html for part in parts for html in _html(part, 1, 0)).strip()
    if not re.sub(r"<[^<>]*>", "", body).strip():
        return Fault("no-text-field", f"{name}: this XML has a header and no text. Fetch it again, or leave it out.", name=name)
    language = next((value for key, value in told if key == "language"), "")
    lang = f' lang="{escape(language)}"' if language else ""
    page = f"<!DOCTYPE html>\n<html{lang}><head></head><body><article>\n{body}\n</article></body></html>\n"
    pairs = [pair for key, value in told if key not in ("url", "captured") for pair in said(key, f"TEI:{key}", value)]
    url, captured = (next((value for key, value in told if key == wanted and value), None) for wanted in ("url", "captured"))
    return Source(name=name, data=page.encode("utf-8", "surrogatepass"), url=url, media_type="text/html", charset="unicode", captured=captured,
                  metadata=(("file", name), *pairs))


def _of_trafilatura(document: Any) -> list[tuple[str, str]]:
    names = (("title", "title"), ("published", "date"), ("publisher", "sitename"), ("url", "source"), ("description", "excerpt"),
             ("language", "language"), ("licence", "license"))
    out = [(key, document.get(own, "")) for key, own in names]
    out += [("author", name) for name in document.get("author", "").split(";")]
    return out + [("tag", tag) for own in ("categories", "tags") for tag in document.get(own, "").split(";")]


def _of_header(document: Any) -> list[tuple[str, str]]:
    """What the header says; of the source, where it describes one, before the file."""
    header = next((child for child in document if tag_of(child) == "teiHeader"), None)
    out: list[tuple[str, str]] = []
    if header is None:
        return out
    stated = [element for element in header.iter() if tag_of(element) == "titleStmt"]
    titles = [child for place in stated for child in place if tag_of(child) == "title"]
    main = next((title for title in titles if title.get("type") == "main"), titles[0] if titles else None)
    if main is not None:
        out.append(("title", words_of(main)))
    out += [("author", words_of(next((part for part in child.iter() if tag_of(part) in ("persName", "name")), child)))
            for child in (stated[0] if stated else ()) if tag_of(child) == "author"]
    about = [*_below(header, "sourceDesc"), *_below(header, "publicationStmt")]
    for key, tag in (("published", "date"), ("publisher", "publisher")):
        found = (child.get("when") or words_of(child) for place in about for child in place.iter() if tag_of(child) == tag)
        out.append((key, next((value for value in found if value), "")))
    addresses = (child.get("target") or child.text or "" for place in about for child in place.iter() if tag_of(child) in ("ptr", "ref", "idno"))
    out.append(("url", next((url.strip() for url in addresses if url.strip().startswith(("http://", "https://"))), "")))
    out += [("tag", word) for term in header.iter() if tag_of(term) == "term" for word in re.split(r"[;,]", words_of(term))]
    used = next((child.get("ident") for child in header.iter() if tag_of(child) == "language"), None)
    text = next((child for child in document if tag_of(child) == "text"), document)
    return [*out, ("language", text.get("{http://www.w3.org/XML/1998/namespace}lang") or used or "")]


def _below(header: Any, tag: str) -> list[Any]:
    return [element for element in header.iter() if tag_of(element) == tag]


def _html(element: Any, level: int, depth: int) -> Iterator[str]:
    """An element and all in it as HTML."""
    tag = tag_of(element)
    if tag in _LEFT_OUT:
        return
    if not tag:
        yield escape(unescape(element.text or ""))  # an entity that is not expanded
        return
    if depth > _DEEPEST:
        yield escape("".join(element.itertext()))
        return
    opens, closes, inside = _as_html(element, tag, level)
    yield opens
    if element.text:
        yield escape(element.text)
    for child in element:
        yield from _html(child, inside, depth + 1)
        if child.tail:
            yield escape(child.tail)
    yield closes


def _as_html(element: Any, tag: str, level: int) -> tuple[str, str, int]:
    """The tags of HTML that stand for those of an element, and the level of headings in it."""
    if tag == "ref":
        return f'<a href="{escape(element.get("target", ""))}">', "</a>", level
    if tag in ("graphic", "media"):
        address = element.get("url") or element.get("src") or ""
        return f'<img src="{escape(address)}" alt="{escape(element.get("alt", ""))}">', "", level
    if tag in ("lb", "l"):
        return "", "<br>", level
    if tag == "note":
        return '<span class="sidenote">', "</span>", level
    if re.fullmatch(r"div\d?", tag) or tag == "comments":
        return f'<div class="{escape(element.get("type", tag))}">', "</div>\n", level + 1
    name = _name_in_html(element, tag, level)
    return f"<{name}>", f"</{name}>\n" if tag in _BLOCKS or tag == "head" else f"</{name}>", level


def _name_in_html(element: Any, tag: str, level: int) -> str:
    rend = element.get("rend", "")
    told = _LEVEL.match(rend)
    if tag == "head" or tag == "ab" and told:
        beside = {"figure": "figcaption", "table": "caption", "list": "p"}.get(tag_of(element.getparent()))
        return beside or f"h{told[1] if told else min(level, 6)}"
    if tag == "hi":
        return next((html for mark, html in _RENDERED if mark in rend), "em")
    if tag == "list" and rend in ("ol", "numbered", "ordered"):
        return "ol"
    if tag == "cell" and element.get("role") in ("head", "label"):
        return "th"
    return _BLOCKS[tag] or tag if tag in _BLOCKS else _INLINES.get(tag, "span")

"""Articles in XML (JATS, BITS, NITF, NewsML-G2, NewsML 1, DocBook, FB2, ENEX), by the tables of `xml_formats`: rendered to HTML, so that their
structure is read as markup. Their declared metadata are said of the source; all else that is no text stands beside it. The source that the archive
keeps is the rendered page, as for TEI and Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from pipeline.data import ALL_TEXT, Source
from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.sources.opened import Opened
from pipeline.sources.said import said
from pipeline.sources.xml_formats import XmlFormat, format_of
from pipeline.sources.xml_page import XmlPage, words_in
from pipeline.sources.xml_tree import Tree, closed_before, part_before, tree_of, without_namespaces

__all__ = ["is_xml_article", "read_xml_articles"]

_TITLE_OR_TAG = re.compile(r"<h1\b.*?</h1>|<[^<>]*>", re.DOTALL)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z|[+-]\d\d:?\d\d)?)?\Z")
_SINGLE = ("url", "captured")
_MANY = ("author", "tag")
_DATE = ("year", "month", "day")


def is_xml_article(head: bytes) -> bool:
    """Whether bytes begin as one of the formats does."""
    return format_of(head) is not None


def read_xml_articles(opened: Opened) -> Iterator[Source | Fault]:
    """A source for each article or note of a file. Of damaged XML, those before the damage, or what can be read of the only one, and a fault with
    its place."""
    name = opened.name
    form = format_of(opened.head)
    assert form is not None
    data = _without_base64(opened.whole(), form)
    tree = tree_of(data)
    if tree.root is None:
        yield Fault("corrupt", f"{name}: nothing of this {form.name} file can be read as XML ({tree.damage}). Fetch the file again.", name=name)
        return
    documents = _documents(without_namespaces(tree.root), form)
    if tree.damage:
        yield from _read_damaged(documents, data, tree, form, name)
        return
    for number, document in enumerate(documents, 1):
        yield _source_of(document, form, name if len(documents) == 1 else f"{name}:{number}")
    if not documents:
        yield Fault("no-documents", f"{name}: there is no document in this {form.name} file. Fetch it again, or leave it out.", name=name)


def _read_damaged(documents: list[Any], data: bytes, tree: Tree, form: XmlFormat, name: str) -> Iterator[Source | Fault]:
    """The documents that end before the damage, or what can be read of the only one; then what is wrong with the file."""
    whole = documents[:_whole(data, tree, form)]
    for number, document in enumerate(whole, 1):
        yield _source_of(document, form, name if len(documents) == 1 else f"{name}:{number}")
    told = f"; {counted(len(whole), 'document')} before it can be read" if whole else ""
    part = None if whole else part_before(
        data, tree, lambda root: _documents(without_namespaces(root), form), lambda one: _source_of(one, form, name))
    if part is not None:
        yield part
        told = "; the text before it was read"
    yield tree.fault(name, f"{form.name} file", told)


def _without_base64(data: bytes, form: XmlFormat) -> bytes:
    """Without pictures and files in Base64, which no limit of a parser foresees; their line ends stay."""
    for element in form.data:
        tag = element.encode()
        pattern = re.compile(rb"(<" + tag + rb"(?:\s[^<>]{0,1000})?>)([\sA-Za-z0-9+/=]{1,400000000})(?=</" + tag + rb"\s*>)")
        data = pattern.sub(lambda found: found[1] + b"\n" * found[2].count(b"\n"), data)
    return data


def _documents(root: Any, form: XmlFormat) -> list[Any]:
    """The elements that are a source each; none of them stands in another one."""
    if not form.documents:
        return [root]
    found = list(root.iter(*form.documents))
    held = set(found)
    return [element for element in found if not any(above in held for above in element.iterancestors())]


def _whole(data: bytes, tree: Tree, form: XmlFormat) -> int:
    """How many documents end before the damage."""
    if not form.documents:
        return 0
    end = re.compile(rb"</(?:[\w.-]+:)?(?:" + "|".join(form.documents).encode() + rb")\s*>")
    return closed_before(data, tree.line, tree.column, end)


def _source_of(document: Any, form: XmlFormat, name: str) -> Source | Fault:
    told = {key: values for key, paths in form.said.items() if (values := _said(document, form, key, paths))}
    page = XmlPage(document, form)
    if not _TITLE_OR_TAG.sub("", page.html).strip():
        what = "a title and no text" if "<h1" in page.html else "no text"
        return Fault("no-text-field", f"{name}: this {form.name} document has {what}. Fetch it again, or leave it out.", name=name)
    lang = f' lang="{escape(told["language"][0])}"' if "language" in told else ""
    html = f"<!DOCTYPE html>\n<html{lang}><head></head><body><article>\n{page.html.strip()}\n</article></body></html>\n"
    pairs = [pair for key, values in told.items() if key not in _SINGLE for pair in said(key, f"{form.name}:{key}", *values)]
    url = next((value for value in told.get("url", ()) if value.startswith(("http://", "https://"))), None)
    declared = ((ALL_TEXT, form.name),) if form.all_text else ()
    return Source(name=name, data=html.encode("utf-8", "surrogatepass"), url=url, media_type="text/html", charset="unicode",
                  captured=next(iter(told.get("captured", ())), None), metadata=(("file", name), *declared, *pairs, *page.beside))


def _said(document: Any, form: XmlFormat, field: str, paths: list[str]) -> list[str]:
    """The values of one field of the metadata, by the first path that leads to some."""
    for path in paths:
        values = [value for found in document.xpath(path) if (value := _value(found, form, field))]
        if values:
            return values if field in _MANY else [", ".join(values)] if field == "issue" else values[:1]
    return []


def _value(found: Any, form: XmlFormat, field: str) -> str:
    if isinstance(found, str):
        text = " ".join(found.split())
    elif field == "author":
        text = _name(found, form)
    else:
        text = _date(found) or words_in(found, form)
    if field == "canonical" and text.startswith("10."):
        return f"https://doi.org/{text}"
    stamp = _COMPACT.match(text)
    if stamp is None or field not in ("published", "updated", "captured"):
        return text
    hour = f"T{stamp[4]}:{stamp[5]}:{stamp[6] or '00'}{stamp[7] or ''}" if stamp[4] else ""
    return f"{stamp[1]}-{stamp[2]}-{stamp[3]}{hour}"


def _name(person: Any, form: XmlFormat) -> str:
    """The name of a person or a group, in the order in which it is said."""
    if (person.text or "").strip():
        return " ".join(str(person.text).split()) if form.names else words_in(person, form)
    parts = (next((words_in(part, form) for part in person.iter(name)), "") for name in form.names)
    return " ".join(filter(None, parts)) or next((words for child in person if (words := words_in(child, form))), "")


def _date(element: Any) -> str:
    """A date in parts, as precise as it stands; empty for anything else."""
    year, month, day = ((element.findtext(part) or "").strip() for part in _DATE)
    if not year.isdigit():
        return ""
    if not month.isdigit():
        return " ".join(filter(None, (day, month, year)))
    return "-".join((year, month.zfill(2), day.zfill(2)) if day.isdigit() else (year, month.zfill(2)))

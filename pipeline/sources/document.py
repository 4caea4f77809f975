"""A file that is one document: plain text or a page of HTML; what is neither is refused by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources.opened import Opened
from pipeline.sources.refused import packed_by_name, refusal, written_kind
from pipeline.sources.sniff import binary_kind, is_garbage, media_type_of

__all__ = ["document_source", "read_document"]

_SINGLE_FILE = re.compile(rb"<!--\s*Page saved with SingleFile\s+url:\s*(\S{1,4000})\s+saved date:\s*([^\r\n(]{1,80})")
_SHOWN = re.compile(
    rb"\s{0,20}(?:<!DOCTYPE[^>]{0,200}>\s{0,20})?<html[^>]{0,200}>\s{0,20}(?:<head[^>]{0,100}>[^{]{0,1000}</head>\s{0,20})?<body[^>]{0,200}>\s{0,20}"
    rb"<pre[^>]{0,200}>\s{0,20}([\[{][^<]{1,200000000})</pre>(?:\s{0,20}</?[a-z][^>]{0,200}>){0,8}\s{0,20}\Z", re.IGNORECASE)
"""A page that a browser makes to show a file of JSON, saved as a page."""
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d{1,6}\)(https?://\S{1,4000})\s*-->")
_MONTHS = {name: n for n, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
_SCRIPT_DATE = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d\d)(\d\d)")


def read_document(opened: Opened) -> Iterator[Source | Fault]:
    """The whole stream as one document."""
    data = opened.whole()
    kind = binary_kind(data) or written_kind(data[:65536])
    named = packed_by_name(opened.name) if not opened.is_packed else None
    if named and (kind == "binary data" or is_garbage(data)):
        yield Fault("corrupt", f"{opened.name}: by its name this is {named}, and its bytes are neither that nor text. "
                    "Fetch the file again, or leave it out.", name=opened.name)
        return
    if kind:
        yield Fault("not-text", refusal(opened.name, kind), name=opened.name)
        return
    if shown := _SHOWN.match(data):
        yield from opened.again(unescape(shown[1].decode("utf-8", "replace")).encode("utf-8", "replace"), opened.name, opened)
        return
    yield document_source(data, opened.name)


def document_source(data: bytes, name: str) -> Source:
    """The source of a document; a page that a browser saved says where it is from, and when."""
    bare = name.lower().removesuffix(".gz").removesuffix(".zst")
    if media_type_of(data, bare) != "text/html":
        return Source(name=name, data=data)
    head = data[:16384]
    if match := _SINGLE_FILE.search(head):
        return Source(name=name, data=data, url=match[1].decode("utf-8", "replace"), media_type="text/html",
                      captured=_moment(match[2].decode("ascii", "replace")))
    saved = _SAVED_FROM.search(head)
    return Source(name=name, data=data, url=saved[1].decode("utf-8", "replace") if saved else None, media_type="text/html")


def _moment(text: str) -> str | None:
    """``Fri May 05 2023 10:00:00 GMT+0200`` as scripts write it, in ISO 8601."""
    match = _SCRIPT_DATE.match(text.strip())
    if match is None or match[1] not in _MONTHS:
        return None
    return f"{match[3]}-{_MONTHS[match[1]]:02}-{int(match[2]):02}T{match[4]}{match[5]}:{match[6]}"

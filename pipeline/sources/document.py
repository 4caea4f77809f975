"""A file that is one document: plain text or a page of HTML; what is neither is refused by name."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources.damage import raise_for_memory
from pipeline.sources.mime import iso_moment
from pipeline.sources.opened import Opened
from pipeline.sources.refused import bare_xml, packed_by_name, refusal, written_kind
from pipeline.sources.sniff import binary_kind, is_garbage, media_type_of

__all__ = ["document_source", "read_document"]

_SHOWN = re.compile(
    rb"\s{0,20}(?:<!DOCTYPE[^>]{0,200}>\s{0,20})?<html[^>]{0,200}>\s{0,20}(?:<head[^>]{0,100}>[^{]{0,1000}</head>\s{0,20})?<body[^>]{0,200}>\s{0,20}"
    rb"<pre[^>]{0,200}>\s{0,20}([\[{][^<]{1,200000000})</pre>(?:\s{0,20}</?[a-z][^>]{0,200}>){0,8}\s{0,20}\Z", re.IGNORECASE)
"""A page that a browser makes to show a file of JSON, saved as a page."""
_DATA = re.compile(rb"\s*data:[\w.+/-]{3,60}(?:;[\w-]{1,20}=[\w.\"-]{1,60}){0,5}(;base64)?,([A-Za-z0-9+/=%!$&'()*,;:@._~?#\s-]{20,})\Z")
"""A file that is one address with its content in it (``data:text/html;base64,…``)."""
_ASSIGNED = re.compile(rb"\s*+(?:(?:var |let |const )?[A-Za-z_$][\w.$]{0,100}\s{0,5}[=(]|\)\]\}',?)\s{0,5}(?=[\[{]\s{0,50}[\"\[{])")
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d{1,6}\)(https?://\S{1,4000})\s*-->")
_LEAST_BASE64, _OF_BASE64 = 100, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"
"""Characters of the shortest file that is read as Base64, and those that it may have."""
_LOOKED_AT = 16384
_MONTHS = {name: n for n, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
_SCRIPT_DATE = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d\d)(\d\d)")


def read_document(opened: Opened) -> Iterator[Source | Fault]:
    """The whole stream as one document."""
    data = opened.whole()
    kind = binary_kind(data) or written_kind(data[:65536]) or bare_xml(data)
    named = packed_by_name(opened.name) if not opened.is_packed else None
    if named and (kind == "binary data" or is_garbage(data)):
        yield Fault("corrupt", f"{opened.name}: by its name this is {named}, and its bytes are neither that nor text. "
                    "Fetch the file again, or leave it out.", name=opened.name)
        return
    if wrapped := _assigned(data):
        yield from opened.again(wrapped, opened.name, opened)
        return
    if kind and kind.startswith("XML (<"):
        yield from _read_xml(data, opened, kind)
        return
    if kind:
        yield Fault("not-text", refusal(opened.name, kind), name=opened.name)
        return
    if inside := _DATA.match(data):
        yield from opened.again(_of_data(inside), opened.name, opened)
        return
    if (decoded := _of_base64(data)) is not None:
        yield from opened.again(decoded, opened.name, opened)
        return
    if shown := _SHOWN.match(data):
        yield from opened.again(unescape(shown[1].decode("utf-8", "replace")).encode("utf-8", "replace"), opened.name, opened)
        return
    yield document_source(data, opened.name)


def _read_xml(data: bytes, opened: Opened, kind: str) -> Iterator[Source | Fault]:
    """The records in XML of an unknown kind; HTML that only looks like XML is a page; the rest is refused."""
    from pipeline.sources.xml_records import is_loose_html, xml_records

    if bare_xml(data) and is_loose_html(data):
        yield replace(document_source(data, opened.name), media_type="text/html")
    elif (records := xml_records(data, opened.name, opened.inputs)) is not None:
        yield from records
    else:
        yield Fault("not-text", refusal(opened.name, kind), name=opened.name)


def _assigned(data: bytes) -> bytes | None:
    """The JSON in a program that does nothing but name it or hand it on (exports of accounts, JSONP)."""
    import orjson

    opening = _ASSIGNED.match(data)
    if opening is None:
        return None
    json = data[opening.end():].rstrip(b" \t\r\n;").removesuffix(b")").rstrip()
    try:
        orjson.loads(json)
    except orjson.JSONDecodeError as error:
        raise_for_memory(error)
        return None
    return json


def _of_base64(data: bytes) -> bytes | None:
    """The text of a file that is nothing but Base64, as queues and databases give pages; None for any other file."""
    if len(data) < _LEAST_BASE64 or b" " in data[:_LEAST_BASE64] or data.translate(None, _OF_BASE64):
        return None
    try:
        decoded = base64.b64decode(data)
        text = decoded.decode("utf-8")
    except ValueError:
        return None
    return decoded if " " in text and binary_kind(decoded) is None and not text.isspace() else None


def _of_data(found: re.Match[bytes]) -> bytes:
    """The content of an address with its content in it."""
    from urllib.parse import unquote_to_bytes

    if not found[1]:
        return unquote_to_bytes(found[2].strip())
    try:
        return base64.b64decode(unquote_to_bytes(found[2]))
    except ValueError:
        return b""


def document_source(data: bytes, name: str) -> Source:
    """The source of a document; a page that a browser saved says where it is from, and when."""
    bare = name.lower().removesuffix(".gz").removesuffix(".zst")
    if media_type_of(data, bare) != "text/html":
        return Source(name=name, data=data)
    url, captured = _saved(data)
    return Source(name=name, data=data, url=url, media_type="text/html", captured=captured)


def _saved(data: bytes) -> tuple[str | None, str | None]:
    """Address and time of capture, as the program that saved a page left them in it."""
    head = data[:_LOOKED_AT]
    for pattern, moment in _SAVERS:
        if found := pattern.search(head):
            told = [part.decode("utf-8", "replace") for part in found.groups()]
            url = told[0] if told[0].startswith(("http://", "https://")) else f"http://{told[0]}"
            return unescape(url), moment(told[1])
    saved = _SAVED_FROM.search(head)
    return saved[1].decode("utf-8", "replace") if saved else None, None


def _moment(text: str) -> str | None:
    """``Fri May 05 2023 10:00:00 GMT+0200`` as scripts write it, in ISO 8601."""
    match = _SCRIPT_DATE.match(text.strip())
    if match is None or match[1] not in _MONTHS:
        return None
    return f"{match[3]}-{_MONTHS[match[1]]:02}-{int(match[2]):02}T{match[4]}{match[5]}:{match[6]}"


def _of_digits(text: str) -> str | None:
    """``20230506100000`` in ISO 8601."""
    found = re.match(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)", text)
    return "{}-{}-{}T{}:{}:{}Z".format(*found.groups()) if found else None


_SAVERS: tuple[tuple[re.Pattern[bytes], Callable[[str], str | None]], ...] = (
    (re.compile(rb"<!--\s*Page saved with SingleFile\s+url:\s*(\S{1,4000})\s+saved date:\s*([^\r\n(]{1,80})"), _moment),
    (re.compile(rb"<!-- Mirrored from ([^\s<>]{3,4000}) by HTTrack Website Copier/[^,<>]{1,80}, ([^<>]{10,60}?) -->"), iso_moment),
    (re.compile(rb"<!-- Saved from (https?://[^\s<>]{3,4000}) at (\d{4}-\d\d-\d\dT[\d:.]{5,20}Z?) using monolith"), str),
    (re.compile(rb"\sdata-scrapbook-source=\"(https?://[^\"\s]{3,4000}+)\"(?:\s(?!data-scrapbook)[\w-]{1,40}=\"[^\"]{0,100}+\"){0,3}+"
                rb"\sdata-scrapbook-create=\"(\d{14})"), _of_digits),
    (re.compile(rb"__wm\.(?:wombat|init)\(\"(https?://[^\"\s]{3,4000})\",\s?\"(\d{14})\""), _of_digits),
)
"""What programs that save pages write of the address and the moment."""

"""The bytes of a feed as an XML parser can read them: mistakes before the first element and in entities are repaired."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5, name2codepoint

from pipeline.sources.sniff import is_western

__all__ = ["FORGIVEN", "takes_in_items", "well_declared", "with_whole_sections"]

FORGIVEN = frozenset({23, 26, 27, 68, 99, 100, 201})
"""Errors of libxml2 that cost no text: a bare ``&``, an entity or a prefix that is not declared, a namespace that is no address."""

_REFERENCE = re.compile(rb"&#([xX][0-9a-fA-F]{1,8}|[0-9]{1,9});")
_PROLOG = 1 << 20
_OPENING = re.compile(rb"\A(?:\xef\xbb\xbf)?\s+")
"""White space before the XML declaration, behind a byte order mark or not."""
_CONTROLS_SPACED = bytes(32 if byte < 32 and byte not in b"\t\n\r" else byte for byte in range(256))
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[<>]*+(?:\[(?:[^\]\"'<]|\"[^\"]*+\"|'[^']*+'|<!--(?:[^-]|-(?!->))*+-->|<(?!!--))*+\]\s*+)?>", re.IGNORECASE)
_OPENS_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_ELEMENT = re.compile(rb"<[A-Za-z]")
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,8});")
_OF_XML = frozenset({b"lt", b"gt", b"amp", b"quot", b"apos"})
_AMPERSAND = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
                        rb"|&(?!(?:#[0-9]{1,9}|#[xX][0-9a-fA-F]{1,8}|lt|gt|amp|quot|apos);)(?:([A-Za-z][\w.-]{0,60});)?", re.DOTALL)
"""An ampersand that opens no number and no name of XML, with the name behind it; passages in which it means itself are passed over."""
_DECLARED = re.compile(rb"(<\?xml[^<>]{0,200}?encoding\s{0,9}=\s{0,9}[\"'])([A-Za-z0-9._:-]{1,40})([\"'])")
_WESTERN = frozenset({b"iso-8859-1", b"iso8859-1", b"iso_8859-1", b"latin1", b"latin-1", b"us-ascii", b"ascii", b"windows-1252", b"cp1252"})
_UTF8 = frozenset({b"utf-8", b"utf8"})
_WIDE = frozenset({b"utf-16", b"utf16", b"utf-16le", b"utf-16be", b"utf-32", b"ucs-2", b"unicode"})


_SECTION = re.compile(
    rb"<((?:[\w.-]{1,40}:)?(?:encoded|description|content|summary|title))(?:\s[^<>]{0,500})?>\s{0,100}+(?=<!\[CDATA\[)", re.IGNORECASE)
"""The tag of an element whose text is a section of CDATA."""
_NEAR = 200
"""Bytes behind the end of a section in which its element ends."""
_ENDS_EARLY = re.compile(rb"\]\]>(?!\s{0,100}<!\[CDATA\[)")
_NEXT_ITEM = re.compile(rb"</(item|entry)\s{0,9}>\s{0,500}+<\1[\s>]", re.IGNORECASE)


def _wide(data: bytes) -> bool:
    """Whether the bytes are of an encoding whose characters hold NULs: UTF-16, UTF-32."""
    return data.startswith((b"\xff\xfe", b"\xfe\xff", b"\0", b"<\0"))


def well_declared(data: bytes) -> bytes:
    """Without what stands before the XML declaration, where it may not stand, and without a document type, which may change what a feed says; in
    the encoding that it declares; control characters, which XML does not have, as spaces; entities of HTML and ampersands that are none of XML by
    their numbers, and references to no characters as U+FFFD."""
    data = _as_declared(_OPENING.sub(b"", data, count=1))
    if not _wide(data):
        data = data.translate(_CONTROLS_SPACED)
    data = _REFERENCE.sub(_no_character, _NAMED.sub(_numbered, data))
    opening = _OPENS_DOCTYPE.search(data, 0, _PROLOG)
    found = _DOCTYPE.match(data, opening.start(), _PROLOG) if opening else None
    if found is not None and not _ELEMENT.search(data, 0, found.start()):
        data = data[:found.start()] + b"\n" * found[0].count(b"\n") + data[found.end():]
    return data if _wide(data) else _AMPERSAND.sub(_known, data)


def _as_declared(data: bytes) -> bytes:
    """Bytes in the encoding that they declare. Valid UTF-8 is UTF-8 even if an encoding of Western Europe is declared, and the reverse;
    ``ISO-8859-1`` means windows-1252, as in pages."""
    match = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
    declared = match[2].lower() if match else b"utf-8"
    if declared in _WIDE and not _wide(data):
        return _DECLARED.sub(rb"\1utf-8\3", data, count=1)
    if data.isascii() or declared not in _WESTERN | _UTF8 or not match and _wide(data):
        return data
    try:
        data.decode("utf-8")
        real = b"utf-8"
    except UnicodeDecodeError:
        if declared in _UTF8 and not is_western(data):
            return data
        real = b"windows-1252"
    if real == declared:
        return data
    text = data if real == b"utf-8" else data.decode("windows-1252", "replace").encode("utf-8")
    return _DECLARED.sub(rb"\1utf-8\3", text, count=1)


def _numbered(match: re.Match[bytes]) -> bytes:
    """An entity of HTML by its number: XML does not know its name, and its parser loses what stands near it."""
    number = name2codepoint.get(match[1].decode("ascii"))
    return match[0] if number is None or match[1] in _OF_XML else b"&#%d;" % number


def _known(match: re.Match[bytes]) -> bytes:
    """A name of HTML by its numbers, any other ampersand by its number: libxml2 forgives it, and then drops ``&lt;``, ``&gt;`` and ``&amp;``
    wherever they follow."""
    if not match[0].startswith(b"&"):
        return match[0]
    text = html5.get(f"{match[1].decode('ascii')};", "") if match[1] else ""
    return "".join(f"&#{ord(char)};" for char in text).encode() or b"&#38;" + match[0][1:]


def _no_character(reference: re.Match[bytes]) -> bytes:
    """A reference as it stands; one to what is no character of XML, which libxml2 would write into its tree, becomes U+FFFD."""
    code = int(reference[1][1:], 16) if reference[1][:1] in b"xX" else int(reference[1])
    good = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xDFFF < code < 0xFFFE or 0xFFFF < code <= 0x10FFFF
    return reference[0] if good else b"&#xFFFD;"


def takes_in_items(data: bytes) -> bool:
    """Whether a section of CDATA holds the end of its item and a further section. Its own end is missing then, which is no error of XML where the
    next item has a section of the same name."""
    return any(b"<![CDATA[" in inside and _NEXT_ITEM.search(inside) for inside in _sections(data))


def _sections(data: bytes) -> Iterator[bytes]:
    """What stands in each section of CDATA."""
    at = data.find(b"<![CDATA[")
    while at >= 0 and (end := data.find(b"]]>", at)) >= 0:
        yield data[at + 9:end]
        at = data.find(b"<![CDATA[", end)


def with_whole_sections(data: bytes) -> tuple[bytes, int]:
    """The bytes of a damaged feed with each section of CDATA that ends too early (``a[b[1]]> 3``) or not at all read up to the end of its element;
    and how many those were."""
    parts: list[bytes] = []
    unclosed: set[bytes] = set()
    at = done = many = closed = 0
    while opening := _SECTION.search(data, at):
        at, tag = opening.end(), b"</" + opening[1]
        if 0 <= closed < at:
            closed = data.find(b"]]>", at)
        if closed > 0 and data[closed + 3:closed + _NEAR].lstrip().startswith(tag) and not _SECTION.search(data, at, closed):
            at = closed  # whole; a tag of this name in it is one of its page
            continue
        end = -1 if tag in unclosed else data.find(tag, at)
        if end < 0:
            unclosed.add(tag)
        elif (whole := _whole_section(data[at:end])) is not None:
            parts += (data[done:at], whole)
            done, many = end, many + 1
        at = max(at, end)
    return b"".join([*parts, data[done:]]), many


def _whole_section(text: bytes) -> bytes | None:
    """A section of CDATA that goes up to the end of its element; None where it is whole, or where more is wrong with it."""
    from lxml import etree

    try:
        etree.fromstring(b"<x>" + text + b"</x>", etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError:
        body = text.rstrip()
        if b"]]>" not in body:
            return body + b"]]>"
        if body.endswith(b"]]>"):
            return _ENDS_EARLY.sub(b"]]]]><![CDATA[>", body[:-3]) + b"]]>"
    return None

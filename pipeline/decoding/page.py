"""Source to page: bytes to text (`charset`), then repairs (`repair`), each on record.

The page keeps both texts: ``text`` is what the bytes say and what all offsets count, ``fixed`` is what later stages read.
"""

from __future__ import annotations

import re

from pipeline.data import Encoding, Page, Source
from pipeline.decoding.charset import decode_bytes
from pipeline.decoding.repair import fixed_places, mend
from pipeline.faults import EmptySource, NotText
from pipeline.sources.refused import refusal
from pipeline.sources.sniff import binary_kind, media_type_of

__all__ = ["decode"]

_NOTHING = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n\x0b\x0c"
"""Byte order marks and white space."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(source: Source) -> Page:
    """The page of a source. Raises `NotText` for binary data and `EmptySource` where there is nothing but white space."""
    name = source.name
    if not source.data.strip(_NOTHING):
        raise EmptySource.of(name, source.data, source.shown)
    if source.charset == "unicode":
        text, encoding = _unicode(source.data)
        media = source.media_type or media_type_of(source.data[:8192], name)
    else:
        if kind := binary_kind(source.data):
            raise NotText(refusal(name, kind), name=name)
        media = source.media_type or media_type_of(source.data, name)
        text, encoding = decode_bytes(source.data, charset=source.charset, markup=_is_markup(media))
    if not text.strip("\ufeff\0 \t\r\n\x0b\x0c\xa0"):
        raise EmptySource.of(name, source.data, source.shown)
    return _page_of(text, encoding, source=source, media_type=media)


def _unicode(data: bytes) -> tuple[str, Encoding]:
    """Text that was decoded before, by whatever brought it. Halves of surrogate pairs that stand alone are no characters and are lost."""
    text = data.decode("utf-8", "surrogatepass")
    if text.isascii() or _SURROGATE.search(text) is None:
        return text, Encoding("utf-8", "unicode")
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")  # pairs become one character
    text, lost = _SURROGATE.subn("\ufffd", text)
    return text, Encoding("utf-8", "unicode", lost=3 * lost) if lost else Encoding("cesu-8", "unicode")


def _page_of(text: str, encoding: Encoding, *, source: Source, media_type: str) -> Page:
    """The page of a text that is decoded already from the bytes of a source."""
    fixed, repairs = mend(text, markup=_is_markup(media_type), utf8=source.data if encoding.exact else None)
    return Page(
        name=source.name, text=text, fixed=fixed, encoding=encoding, repairs=repairs, url=source.url, media_type=media_type,
        captured=source.captured, metadata=source.metadata, _fixed_at=fixed_places(repairs),
    )


def _is_markup(media_type: str) -> bool:
    return "html" in media_type or "xml" in media_type

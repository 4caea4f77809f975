"""What kind of thing some bytes are, from the bytes first and the name second.

Names lie more often than bytes do: scraped folders are full of pages saved as ``.txt`` and of error pages saved as ``.pdf``.
"""

from __future__ import annotations

import re

__all__ = ["binary_kind", "media_type_of", "utf16_kind"]

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive (or an office document, which is one)"),
    (b"\x1f\x8b", "gzip-compressed data"),
    (b"\x28\xb5\x2f\xfd", "zstandard-compressed data"),
    (b"BZh", "bzip2-compressed data"),
    (b"\xfd7zXZ\x00", "xz-compressed data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"RIFF", "a RIFF file (WebP, WAV or AVI)"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a Windows program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"ID3", "an MP3 file"),
    (b"OggS", "an Ogg file"),
    (b"PAR1", "a Parquet file"),
)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|link|script|style|div|table|p|h[1-6]|article|section|main|span|center|font)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_NAMES = (".html", ".htm", ".xhtml", ".shtml")
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\r\f\x0b\x1b")
# Zip, images and sound put a control character into every fifth to tenth byte; the most broken text in the sample pages had 1 in 900.
_BINARY_SHARE = 0.03


def media_type_of(data: bytes, name: str = "") -> str:
    """``text/html`` or ``text/plain``, whichever the first bytes and then the name speak for."""
    head = data[:4096]
    if head.startswith(_BOMS[1:]):
        head = head.replace(b"\0", b"")
    for bom in _BOMS:
        head = head.removeprefix(bom)
    kind = utf16_kind(head)
    if kind:
        head = head.replace(b"\0", b"")
    if _HTML.match(head) and (b"<html" in head.lower() or b"<!doctype" in head.lower() or name.lower().endswith(_HTML_NAMES) or _dense(head)):
        return "text/html"
    return "text/html" if name.lower().endswith(_HTML_NAMES) else "text/plain"


def _dense(head: bytes) -> bool:
    """True where text without a document type is a page all the same and no plain text with some tags left in it.

    A page has blocks with attributes; left-over tags in scraped text are bare ``<p>`` and ``<br>``.
    """
    return len(re.findall(rb"<(?:div|span|a|meta|link|script|table|td|article|section|h[1-6])\b[^<>]*=", head, re.IGNORECASE)) >= 4


def binary_kind(data: bytes) -> str | None:
    """What the bytes are if they are no text (``a PDF document``); None for text in any encoding."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[4:8] == b"ftyp":
        return "an MP4, HEIC or AVIF file"
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) or utf16_kind(data):
        return None
    sample = data if len(data) <= 65536 else data[:32768] + data[-32768:]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return "binary data" if controls > _BINARY_SHARE * len(sample) and controls > 2 else None


def utf16_kind(data: bytes) -> str | None:
    """``utf-16-le`` or ``utf-16-be`` for UTF-16 without a byte order mark, told by where its NULs stand; else None.

    Every space, digit and line break of UTF-16 has a NUL on one side, so even Cyrillic and Greek show one in eight bytes or more.
    """
    sample = data[:4096]
    if b"\0" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    most, least = max(even, odd), min(even, odd)
    if most < max(1, len(sample) // 40) or least > most // 20:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"

"""What kind of thing some bytes are, from the bytes first and the name second.

Names are wrong more often than bytes: scraped folders are full of pages saved as ``.txt`` and of error pages saved as ``.pdf``.
"""

from __future__ import annotations

import re

from pipeline.sources.damage import raise_for_memory
from pipeline.sources.refused import magic_kind

__all__ = [
    "HTML_NAMES", "MARKDOWN_NAMES", "READER_HEAD", "as_text", "binary_kind", "is_garbage", "is_json", "is_western", "media_type_of", "utf16_kind",
]

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:(?><!--.*?-->)\s*+)*+"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|link|script|style|div|table|p|h[1-6]|article|section|main|span|center|font)\b",
    re.IGNORECASE | re.DOTALL,
)
HTML_NAMES = (".html", ".htm", ".xhtml", ".shtml")
READER_HEAD = (
    r"Title:[^\r\n]{0,1000}(?:\r?\n){1,3}URL Source:[ \t]?\S{1,4000}[ \t]{0,3}\r?\n(?:[^\r\n]{0,400}\r?\n){0,16}?Markdown Content:[ \t]{0,3}\r?\n")
"""The pattern of what readers for language models put before the Markdown of a page."""
MARKDOWN_NAMES = (".md", ".markdown", ".mdown", ".mkd")
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\r\f\x0b\x1b")
# Zip, images and sound have a control character in every fifth to tenth byte, even badly broken texts only a few in a thousand.
_BINARY_SHARE = 0.03
_KOREAN = b"\x1b$)C"
"""What ISO-2022-KR begins with; it writes the two control characters that shift between scripts around each row of letters."""
_FEW = 64
"""Bytes below which a share says nothing, and what can be read decides."""
_WORD = re.compile(rb"[A-Za-z]{3}")
_HIGH = bytes(range(0x80, 0x100))
_FEW_HIGH = 10
"""In text of a Western language, at most one of so many bytes is beyond ASCII."""
_DAMAGE = re.compile(rb"[\x80-\xff]{6}")
_LEAST_UTF16 = 16
"""Bytes below which NULs in every second place say nothing."""
_EAST_ASIAN = re.compile("[ -~\\s\u00b7\u2010-\u2026\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]")
_ANY_EAST_ASIAN = re.compile("[\u3001\u3002\u3040-\u30ff\uff0c的]|[\uac00-\ud7a3] [\uac00-\ud7a3]")


def media_type_of(data: bytes, name: str = "") -> str:
    """``text/html`` or ``text/plain``, by the first bytes, then by the name."""
    head = data[:4096]
    if head.startswith(_BOMS[1:]):
        head = head.replace(b"\0", b"")
    for bom in _BOMS:
        head = head.removeprefix(bom)
    kind = utf16_kind(head)
    if kind:
        head = head.replace(b"\0", b"")
    if _HTML.match(head) and (b"<html" in head.lower() or b"<!doctype" in head.lower() or head.lstrip().startswith(b"<?xml")
                             or name.lower().endswith(HTML_NAMES) or _dense(head)):
        return "text/html"
    return "text/html" if name.lower().endswith(HTML_NAMES) else "text/plain"


def _dense(head: bytes) -> bool:
    """True where text without a document type is a page all the same and no plain text with some tags left in it.

    A page has blocks with attributes; left-over tags in scraped text are bare ``<p>`` and ``<br>``.
    """
    return len(re.findall(rb"<(?:div|span|a|meta|link|script|table|td|article|section|h[1-6])\b[^<>]*=", head, re.IGNORECASE)) >= 4


def binary_kind(data: bytes) -> str | None:
    """What the bytes are if they are no text (``a PDF document``); None for text in any encoding."""
    if kind := magic_kind(data):
        return kind
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) or utf16_kind(data):
        return None
    data = data.rstrip(b"\0") or data  # what a copy that was interrupted, or a disk, puts behind a text
    sample = data if len(data) <= 65536 else data[:32768] + data[-32768:]
    if _KOREAN in data[:4096]:
        sample = sample.translate(None, b"\x0e\x0f")
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls <= _BINARY_SHARE * len(sample):
        return None
    return "binary data" if controls > 2 or not _holds_words(sample) else None


def is_garbage(data: bytes) -> bool:
    """True for a few bytes in which nothing can be read, whatever they are: they hold no word, and are not UTF-8 with letters."""
    return 0 < len(data) < _FEW and not utf16_kind(data) and not data.startswith(_BOMS) and not _holds_words(data)


def _holds_words(data: bytes) -> bool:
    if _WORD.search(data):
        return True
    try:
        return sum(map(str.isalpha, data.decode("utf-8"))) >= 2
    except UnicodeDecodeError:
        return False


def utf16_kind(data: bytes) -> str | None:
    """``utf-16-le`` or ``utf-16-be`` for UTF-16 without a byte order mark, recognised by the places of its NULs; else None.

    Every space, digit and line break of UTF-16 has a NUL on one side, so even Cyrillic and Greek show one in eight bytes or more.
    """
    sample = data[:4096]
    if b"\0" not in sample or len(sample) < _LEAST_UTF16:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    most, least = max(even, odd), min(even, odd)
    if most < max(1, len(sample) // 40) or least > most // 20:
        whole = sample[:len(sample) // 2 * 2]
        likely = most > 1 and not whole.isascii()
        return next((codec for codec in ("utf-16-le", "utf-16-be") if likely and _is_east_asian(whole.decode(codec, "replace"))), None)
    high, low = (sample[0::2], sample[1::2]) if even > odd else (sample[1::2], sample[0::2])
    beside = bytes(b for a, b in zip(high, low, strict=False) if not a)
    if 20 * (len(beside) - len(beside.translate(None, _CONTROLS))) > len(beside):
        return None  # what a NUL stands beside in UTF-16 is a letter, a digit or a space
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_east_asian(text: str) -> bool:
    """Whether nearly all characters are of Chinese, Japanese or Korean, and some of those that all of their texts have: 。 、 」 kana, Hangul, 的."""
    held = len(_EAST_ASIAN.findall(text))
    return held >= _LEAST_UTF16 and 20 * held >= 19 * len(text) and _ANY_EAST_ASIAN.search(text) is not None


def is_json(data: bytes) -> bool:
    """Whether bytes are an object or a list of JSON."""
    import orjson

    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return False
    try:
        orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise_for_memory(error)
        return False
    return True


def is_western(data: bytes) -> bool:
    """Whether bytes are text in windows-1252: few bytes beyond ASCII, never many of them in a row, and none of them UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        high = len(data) - len(data.translate(None, _HIGH))
        return high * _FEW_HIGH <= len(data) and not _DAMAGE.search(data) and data.decode("utf-8", "ignore").isascii()
    return False


def as_text(data: bytes) -> str:
    """The text of a container, by its byte order mark, as UTF-8, or as windows-1252 where it is not UTF-8."""
    if data.startswith(_BOMS[1:]):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("windows-1252", "replace")

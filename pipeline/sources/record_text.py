"""The text in a field of a record: a string, a list of paragraphs as crawlers collect them, a body in sections, or a page in base64."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from pipeline.sources.gzip_members import GZIP
from pipeline.sources.sniff import binary_kind

__all__ = ["from_base64", "is_markup", "running_text", "shown_markup", "single"]

_NOTHING = frozenset({"", "none", "null", "nan", "n/a", "undefined", "[]", "{}", "[removed]", "[deleted]"})
"""What programs write where there is no text."""
_PARTS = ("summary", "headline", "heading", "header", "title", "text", "content", "paragraphs", "body", "value", "quote", "caption", "sections",
          "items", "children")
"""Fields of a part of a body that hold its text, in the order in which they are read."""
_DEEPEST = 8
_SHORT = 20
"""Characters that the strings of a list have at least, on average, where it is a list of paragraphs and no list of words."""
_OPENING = re.compile(
    r"\s*(?:<!--[^<>]{0,200}-->\s*)?<(?:p|div|h[1-6]|article|section|main|ul|ol|dl|figure|blockquote|table|header)\b[^<>]{0,2000}>", re.IGNORECASE)
_CLOSING = re.compile(r"</(?:p|div|h[1-6]|article|section|main|ul|ol|dl|figure|blockquote|table)>\s*(?:<!--[^<>]{0,200}-->\s*)?\Z", re.IGNORECASE)
_LONGEST_CLOSING = 500
_DOCUMENT = re.compile(r"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/\r\n]{200,}={0,2}\s*")


def _is_nothing(text: str) -> bool:
    """Whether a string stands for a text that is not there."""
    return len(text) < 20 and text.strip().lower() in _NOTHING


def is_markup(text: str) -> bool:
    """Whether a text is HTML as a whole: it begins with an element that is a block and ends with one. Text with some tags left in it is not."""
    return _OPENING.match(text) is not None and _CLOSING.search(text[-_LONGEST_CLOSING:]) is not None


def shown_markup(text: str) -> str:
    """A text; one that is HTML as a whole, with its tags escaped, without these escapes."""
    if "<" in text or not text.lstrip().startswith("&lt;"):
        return text
    whole = unescape(text)
    return whole if is_markup(whole) or _DOCUMENT.match(whole) else text


def single(value: Any) -> Any:
    """The only string of a list, which some crawlers put around every value; else the value as it stands."""
    return value[0] if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) else value


def running_text(value: Any) -> str:
    """The text of a field; empty where it holds none. Between paragraphs of a list, and between parts of a body, is a blank line."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, str):
        return "" if _is_nothing(value) else value
    if isinstance(value, list) and all(isinstance(one, str) for one in value) and len(value) > 1:
        paragraphs = [one for one in value if one.strip()]
        return "\n\n".join(paragraphs) if sum(map(len, paragraphs)) >= _SHORT * len(paragraphs) else ""
    return "\n\n".join(_parts(value, 0)) if isinstance(value, (dict, list)) else ""


def _parts(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        if not _is_nothing(value):
            yield value
    elif depth < _DEEPEST and isinstance(value, list):
        for one in value:
            yield from _parts(one, depth + 1)
    elif depth < _DEEPEST and isinstance(value, dict):
        for key in _PARTS:
            yield from _parts(value.get(key), depth + 1)


def from_base64(text: str) -> tuple[bytes, str | None] | None:
    """The bytes that a string holds in base64, and what they are where they are no text; None where the string is no base64."""
    import binascii

    if not _BASE64.fullmatch(text):
        return None
    try:
        data = binascii.a2b_base64(text, strict_mode=False)
    except ValueError:
        return None
    kind = binary_kind(data)
    if kind is None and not data.lstrip().startswith(b"<"):
        return None  # a long word
    return (data, kind) if kind is None or data.startswith(GZIP) else None

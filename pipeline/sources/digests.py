"""Digests of mailing lists in plain text (RFC 1153): several messages in one, parted by lines of hyphens."""

from __future__ import annotations

import re

__all__ = ["digest_parts", "is_digest"]

_OPENING = re.compile(
    rb"^-{70}[ \t]*\r?\n\r?\n(?:Message: \d{1,6}\r?\n)?(?:(?:Date|From|To|Cc|Subject|Message-ID|Reply-To|Sender|Content-Type): "
    rb"[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,50}){3}", re.MULTILINE | re.IGNORECASE)
_DASHES = re.compile(rb"^-{30,70}[ \t]*\r?\n(?=\s)", re.MULTILINE)
_NUMBER = re.compile(rb"\s*(?:Message: \d{1,6}\r?\n)?")
_FIELD = re.compile(rb"(?:From|Date|Subject): ")


def is_digest(head: bytes) -> bool:
    """Whether a text that begins with ``head`` is a digest: the first of its messages stands below a line of 70 hyphens."""
    return b"-" * 70 in head and _OPENING.search(head) is not None


def digest_parts(data: bytes) -> list[bytes]:
    """The messages of a digest, each with its head; what stands before and behind them has none."""
    parts = (_NUMBER.sub(b"", part, count=1) for part in _DASHES.split(data)[1:])
    return [part for part in parts if _is_message(part)]


def _is_message(part: bytes) -> bool:
    """Whether a part begins with the head of a message; that of the foot has a subject alone."""
    head = re.split(rb"\r?\n\r?\n", part, maxsplit=1)[0]
    return len({field for line in head.split(b"\n") for field in _FIELD.findall(line[:20])}) >= 2

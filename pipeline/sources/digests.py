"""Digests of mailing lists in plain text (RFC 1153): several messages in one, parted by lines of hyphens."""

from __future__ import annotations

import re
from itertools import pairwise

__all__ = ["digest_parts", "is_digest"]

_ANNOUNCED = re.compile(rb"^(?:Today's )?Topics\b[^\n]{0,40}:[ \t]*\r?$|\bdigest\b[^\n]{0,60}\d", re.IGNORECASE | re.MULTILINE)
"""What a digest says of itself: its number, or that a list of topics follows."""
_OPENING = re.compile(
    rb"^-{70}[ \t]*\r?\n\r?\n(?:Message: \d{1,6}\r?\n)?(?:(?:Date|From|To|Cc|Subject|Message-ID|Reply-To|Sender|Content-Type): "
    rb"[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,50}){3}", re.MULTILINE | re.IGNORECASE)
_DASHES = re.compile(rb"^-{30,70}[ \t]*\r?\n(?=\s)", re.MULTILINE)
_NUMBER = re.compile(rb"\s*(?:Message: \d{1,6}\r?\n)?")
_FOOT = re.compile(rb"\s*(?:Subject: Digest Footer\b|End of [^\n]{0,300}(?:\n|\Z)(?:\*+\s*\Z)?|(?<!_)_{7,}+[^\n]{0,300}\n)", re.IGNORECASE)
"""The foot of a digest: the address of the list, or the line that closes it."""
_FIELD = re.compile(rb"(?:From|Date|Subject): ")


def is_digest(head: bytes) -> bool:
    """Whether a text that begins with ``head`` is a digest: it says so, and the first of its messages stands below a line of 70 hyphens."""
    found = _OPENING.search(head) if b"-" * 70 in head else None
    return found is not None and _ANNOUNCED.search(head, 0, found.start()) is not None


def digest_parts(data: bytes) -> list[bytes]:
    """The messages of a digest, each with its head; what stands before and behind them has none."""
    first, *others = _DASHES.finditer(data)
    edges, out = [first, *others, None], list[list[bytes]]()
    for line, following in pairwise(edges):
        if line is None:
            break
        part = data[line.end():following.start() if following else len(data)]
        bare = _NUMBER.sub(b"", part, count=1)
        if _is_message(bare):
            out.append([bare])
        elif _FOOT.match(part):
            break
        elif out:
            out[-1] += line[0], part  # a line of hyphens in a message
    return [b"".join(pieces) for pieces in out]


def _is_message(part: bytes) -> bool:
    """Whether a part begins with the head of a message; that of the foot has a subject alone."""
    head = re.split(rb"\r?\n\r?\n", part, maxsplit=1)[0]
    return len({field for line in head.split(b"\n") for field in _FIELD.findall(line[:20])}) >= 2

"""Heads of quoted messages, as mail programs write them into an answer or a forwarded message: ``From:``, ``Sent:``, ``To:``, ``Subject:``,
one field a line, in the language of whoever sends.

Strategy: a head begins with a field that every head may begin with, goes on with field after field, and tells at least who wrote and two of
when, to whom and about what. One such line alone is prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.reading.word_lists import listed

__all__ = ["MESSAGE", "MessageHead", "is_parting", "message_heads"]

MESSAGE = "quoted-message"
"""The hint of blocks of HTML that stand in a quoted message or its head."""
_KINDS = {name: kind for kind in ("from", "sent", "to", "subject", "more") for name in listed(f"message_heads.{kind}")}
"""What each field tells."""
_FIELD = re.compile(r"[*_]{0,2}([^\W\d_][^:：*<>@]{0,18}?)[*_]{0,2}[\s\u00a0]?[:：][*_]{0,2}(?=[\s\u00a0\u200e\u200f]|$)")
_FOOT = re.compile(r"_{40,}\s*$")
_LEAST, _LONGEST_LINE, _MOST_LINES = 3, 1000, 5
"""Fields that a head tells at least; characters of a line of a head; lines without a field that the addresses of a head may run on for."""


class MessageHead(NamedTuple):
    """The lines of a head: the first, and the one behind the last."""

    first: int
    end: int


def message_heads(lines: Sequence[str], blank: Sequence[int]) -> list[MessageHead]:
    """The heads of quoted messages among the lines that hold more than white space. ``blank``: blank lines before each."""
    out: list[MessageHead] = []
    n = 0
    while n < len(lines):
        head = _head_at(lines, blank, n) if _kind(lines[n]) in ("from", "sent", "subject") else None
        if head is not None:
            out.append(head)
        n = head.end if head is not None else n + 1
    return out


def is_parting(line: str) -> bool:
    """Whether a line is the long rule above what a mailing list adds to each message, which ends a quotation."""
    return _FOOT.match(line) is not None


def _head_at(lines: Sequence[str], blank: Sequence[int], first: int) -> MessageHead | None:
    """The head that begins with a line; a field that stands there twice begins another head."""
    kinds: set[str] = set()
    last, over = first, 0
    for n in range(first, len(lines)):
        kind = _kind(lines[n])
        if kind:
            if kind != "more" and kind in kinds:
                break
            kinds.add(kind)
            last, over = n, 0
        elif blank[n] or over >= _MOST_LINES or "subject" in kinds and {"from", "sent", "to"} <= kinds:
            break
        else:
            over += 1
    told = kinds - {"more"}
    return MessageHead(first, last + 1) if "from" in told and len(told) >= _LEAST else None


def _kind(line: str) -> str:
    """What the field at the start of a line tells; empty for any other line."""
    match = _FIELD.match(line) if len(line) <= _LONGEST_LINE else None
    return _KINDS.get(match[1].strip().replace("’", "'").lower(), "") if match else ""

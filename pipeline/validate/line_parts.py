"""Parts a long line of an article, so that its blocks do not all stand in memory as records: those take ten times as much as the line.

A line is long because a section, or the front, has very many blocks, one behind the other. The line without most of them is valid, and each stretch
of blocks is, where the whole is. In JSON no quotation mark within a string stands without a backslash, so what begins a block is never text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Parted", "parts_of"]

_LARGE = 1_000_000
"""Bytes below which a line is checked as a whole."""
_AT_ONCE = 1000
"""Blocks of a stretch."""
_START = re.compile(rb'([\[,])\{"id":"([^"\\]*)","(kind|parent)":')
"""The beginning of a block or a section: what stands before it in a list, its id, and its next field."""


class Parted(NamedTuple):
    """A line in parts."""

    rest: bytes
    """The line without the stretches."""
    stretches: dict[str, list[slice]]
    """Where in the line the stretches stand that were taken out in front of a block, by its id."""


def parts_of(data: bytes) -> Parted | None:
    """A line in parts; None for one that has to be checked as a whole."""
    if len(data) < _LARGE:
        return None
    rest, out, at = list[bytes](), dict[str, list[slice]](), 0
    for starts, last in _runs(data):
        if last in out:
            return None
        out[last] = [slice(start, end - 1) for start, end in zip(starts, starts[1:], strict=False)]
        rest.append(data[at:starts[0]])
        at = starts[-1]
    return Parted(b"".join([*rest, data[at:]]), out) if out else None


def _runs(data: bytes) -> Iterator[tuple[list[int], str]]:
    """For each long row of blocks in a list: where every thousandth block and the last one begin, and the id of the last one."""
    starts, many, last, key = list[int](), 0, 0, b""
    for match in _START.finditer(data):
        begin, is_block = match.end(1), match[3] == b"kind"
        if starts and is_block and match[1] == b",":
            many += 1
            starts += [begin] if many % _AT_ONCE == 0 else []
        else:
            if many >= _AT_ONCE:
                yield _with_last(starts, last), key.decode("utf-8", "replace")
            starts, many = [begin] if is_block else [], 0
        last, key = begin, match[2]
    if many >= _AT_ONCE:
        yield _with_last(starts, last), key.decode("utf-8", "replace")


def _with_last(starts: list[int], last: int) -> list[int]:
    return starts if starts[-1] == last else [*starts, last]

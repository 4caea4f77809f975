"""Parts a large TEI document, so that no tree of the whole has to stand in memory: libxml2 needs ten times as much as the file.

A document is large because it has very many paragraphs, list items or notes, one a line and one behind the other. Where many of them stand in a
row, the grammar allows any number. So the document is valid where it is with the first part of each row, with the second part, and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

__all__ = ["parts_of"]

_LARGE = 1_000_000
"""Bytes below which a document is checked as a whole."""
_LEAST, _PARTS = 4, 8
"""Parts of a document: fewer than eight where much stands outside of the rows, since each part repeats that; below four, parts cost more than they
save."""
_FEWEST = 64
"""Lines of a row that is parted: so each part has some lines."""
_ROWS = tuple((name, re.compile(rb"(?:^ +<%b [^\n]*</%b>\n)++" % (name, name), re.MULTILINE)) for name in (b"item", b"p", b"note"))
_WHOLE_ONLY = (b"<!", b"<gap", b'type="noteref"')
"""Marks of what cannot be told part by part: comments and CDATA, gaps with the notes that explain them, notes with their calls."""


def parts_of(data: bytes) -> tuple[bytes, Iterator[bytes]] | None:
    """A document without its rows of lines, and the documents with a part of each row; None for one that has to be checked as a whole."""
    if len(data) < _LARGE or data.count(b"<?") != 1 or any(mark in data for mark in _WHOLE_ONLY):
        return None
    rows = sorted(match.span() for name, pattern in _ROWS for match in pattern.finditer(data) if _is_row(data, name, *match.span()))
    edges = [0, *(edge for row in rows for edge in row), len(data)]
    others = [data[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    parts = min(_PARTS, len(data) // max(sum(map(len, others)), 1))
    cut = [_cut(data, *row, parts) for row in rows]
    if parts < _LEAST or any(low >= high for ends in cut for low, high in pairwise(ends)):
        return None
    return b"".join(others), (_with_part(data, others, cut, k) for k in range(parts))


def _is_row(data: bytes, name: bytes, start: int, end: int) -> bool:
    """Whether a row is long, and no line of it holds more than one element of the name."""
    lines = data.count(b"\n", start, end)
    tags = ((b"<%b " % name, lines), (b"<%b>" % name, 0), (b"</%b>" % name, lines))
    return lines >= _FEWEST and all(data.count(tag, start, end) == many for tag, many in tags)


def _cut(data: bytes, start: int, end: int, parts: int) -> list[int]:
    """Where the parts of a row begin, and where the last one ends: no places in ascending order where a line is longer than a part."""
    return [start, *(data.rfind(b"\n", start, start + (end - start) * k // parts) + 1 for k in range(1, parts)), end]


def _with_part(data: bytes, others: list[bytes], cut: list[list[int]], k: int) -> bytes:
    own = [data[ends[k]:ends[k + 1]] for ends in cut]
    return b"".join(piece for pair in zip(others, (*own, b""), strict=True) for piece in pair)

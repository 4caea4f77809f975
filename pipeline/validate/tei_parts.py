"""Parts a large TEI document, so that no tree of the whole has to stand in memory: libxml2 needs ten times as much as the file.

A document is large because it has very many paragraphs, list items, notes, captions, or calls of notes, one behind the other. Where many of them
stand in a row, the grammar allows any number. So the document is valid where it is with the first part of each row, with the second part, and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["parts_of"]

_LARGE = 1_000_000
"""Bytes below which a document is checked as a whole."""
_LEAST, _PARTS = 4, 8
"""Parts of a document: fewer than eight where much stands outside of the rows, since each part repeats that; below four, parts cost more than they
save."""
_FEWEST = 64
"""Members of a row that is parted: so each part has some."""
_WHOLE_ONLY = b"<!"
"""What opens comments and CDATA, which may hold what looks like members of a row."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """Members of a row: elements of one name, or words with an element behind them."""

    name: bytes
    member: re.Pattern[bytes]
    row: re.Pattern[bytes]
    """Members in a row, many of them."""


def _kind(name: bytes, member: bytes, before: bytes = b"") -> _Kind:
    return _Kind(name, re.compile(member, re.MULTILINE), re.compile(rb"%b(?:%b){%d,}+" % (before, member, _FEWEST), re.MULTILINE))


_KINDS = (
    *(_kind(name, rb"^ +<%b [^\n]*</%b>\n" % (name, name)) for name in (b"item", b"p", b"note")),
    _kind(b"figure", rb"^ +<figure [^\n]*>\n(?: ++(?!</figure>)[^\n]*\n){1,9}+ +</figure>\n"),
    *(_kind(name, rb"[^<>\n]*<%b [^<>\n]*/>" % name, rb"(?<=>)") for name in (b"gap", b"ptr")),
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A stretch of the document, in bytes, and where its members begin."""

    start: int
    end: int
    members: tuple[int, ...]

    def part(self, k: int, parts: int) -> slice:
        """Part ``k``, from 0: as many members as each other part has, since elements take memory, not their words."""
        edges = (*self.members, self.end)
        return slice(edges[len(self.members) * k // parts], edges[len(self.members) * (k + 1) // parts])


def parts_of(data: bytes) -> tuple[bytes, Iterator[bytes]] | None:
    """A document without its rows, and the documents with a part of each row; None for one that has to be checked as a whole."""
    if len(data) < _LARGE or data.count(b"<?") != 1 or _WHOLE_ONLY in data:
        return None
    rows = sorted(_rows(data), key=lambda row: row.start)
    edges = [0, *(edge for row in rows for edge in (row.start, row.end)), len(data)]
    others = [data[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    parts = min(_PARTS, len(data) // max(sum(map(len, others)), 1))
    return None if parts < _LEAST else (b"".join(others), (_with_part(data, others, rows, k, parts) for k in range(parts)))


def _rows(data: bytes) -> Iterator[_Row]:
    """The rows of a document. Rows of elements within a line come last, and only where no other row has them."""
    ends: list[tuple[int, int]] = []
    for kind in _KINDS:
        for match in kind.row.finditer(data):
            start, end = match.span()
            members = tuple(one.start() for one in kind.member.finditer(data, start, end))
            if _is_row(data, kind.name, start, end, len(members)) and not any(first < end and start < last for first, last in ends):
                ends.append((start, end))
                yield _Row(start, end, members)


def _is_row(data: bytes, name: bytes, start: int, end: int, members: int) -> bool:
    """Whether no member holds more than one element of the name, and the row is not within a note, whose words are counted."""
    if data.count(b"<%b " % name, start, end) != members or data.count(b"<%b>" % name, start, end):
        return False
    return data.startswith(b" ", start) or not data[data.rfind(b"\n", 0, start) + 1:start].lstrip().startswith(b"<note ")


def _with_part(data: bytes, others: list[bytes], rows: list[_Row], k: int, parts: int) -> bytes:
    own = [data[row.part(k, parts)] for row in rows]
    return b"".join(piece for pair in zip(others, (*own, b""), strict=True) for piece in pair)

"""Parts a large TEI document, so that no tree of the whole has to stand in memory: libxml2 needs ten times as much as the file.

A document is large because it has very many paragraphs, list items, notes, captions, authors, or calls of notes, one behind the other, or one repair
at very many places. Where many of them stand in a row, the grammar allows any number. So the document is valid where it is with the first part of
each row, with the second part, and so on.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["parts_of"]

_LARGE = 1_000_000
"""Bytes below which a document is checked as a whole."""
_LEAST, _PARTS, _PART = 4, 8, 600_000
"""Parts of a document: eight, or more so that none has more bytes than this; fewer where much stands outside of the rows, since each part repeats
that; below four, parts cost more than they save."""
_FEWEST = 64
"""Members of a row that is parted: so each part has some."""
_LONG = 1000
"""Places of a repair that are parted."""
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
    _kind(b"author", rb"^ +<author>[^\n]*</author>\n"),
    _kind(b"figure", rb"^ +<figure [^\n]*>\n(?: ++(?!</figure>)[^\n]*\n){1,9}+ +</figure>\n"),
    *(_kind(name, rb"[^<>\n]*<%b [^<>\n]*/>" % name, rb"(?<=>)") for name in (b"gap", b"ptr")),
)


_PLACE = re.compile(rb"src:\d+-\d+")
_LONG_LIST = re.compile(
    rb'^ *<note xml:id="[^"\n]*" change="stage:repair"(?P<attributes> n="(?P<many>\d{1,18})(?P<between>" subtype="[a-z-]+" target=")'
    rb'(?P<places>src:\d+-\d+(?: src:\d+-\d+){%d,}+)") type="repair">' % _LONG, re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Row:
    """A stretch of the document, in bytes, and where its members begin."""

    start: int
    end: int
    members: Sequence[int]

    def part(self, data: bytes, k: int, parts: int) -> bytes:
        """Part ``k``, from 0: as many members as each other part has, since elements take memory, not their words."""
        return data[self._edge(k, parts):self._edge(k + 1, parts)]

    def _edge(self, k: int, parts: int) -> int:
        return self.members[len(self.members) * k // parts] if k < parts else self.end


@dataclass(frozen=True, slots=True)
class _Places(_Row):
    """The attributes that say at how many places a repair was made, and at which."""

    between: bytes
    """What stands between the number and the places."""

    def part(self, data: bytes, k: int, parts: int) -> bytes:
        """Part ``k`` of the places, and how many these are."""
        many = len(self.members) * (k + 1) // parts - len(self.members) * k // parts
        return b' n="%d%b%b"' % (many, self.between, data[self._edge(k, parts):self._edge(k + 1, parts)].rstrip(b' "'))


def parts_of(data: bytes) -> tuple[bytes, Iterator[bytes]] | None:
    """A document without its rows, and the documents with a part of each row; None for one that has to be checked as a whole."""
    if len(data) < _LARGE or data.count(b"<?") != 1 or _WHOLE_ONLY in data:
        return None
    rows = sorted(_rows(data), key=lambda row: row.start)
    edges = [0, *(edge for row in rows for edge in (row.start, row.end)), len(data)]
    others = [data[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    parts = min(max(_PARTS, len(data) // _PART), len(data) // max(sum(map(len, others)), 1))
    return None if parts < _LEAST else (b"".join(others), (_with_part(data, others, rows, k, parts) for k in range(parts)))


def _places(data: bytes) -> Iterator[_Places]:
    """The long lists of places of repairs, as long as they say."""
    for match in _LONG_LIST.finditer(data):
        members = array("q", (one.start() for one in _PLACE.finditer(data, *match.span("places"))))
        if int(match["many"]) == len(members):
            yield _Places(match.start("attributes"), match.end("attributes"), members, match["between"])


def _rows(data: bytes) -> Iterator[_Row]:
    """The rows of a document. Rows within a line come last, and only where no other row has them."""
    ends: list[tuple[int, int]] = []
    for kind in (kind for kind in _KINDS if _many(data, kind.name, 0, len(data)) >= _FEWEST):
        for match in kind.row.finditer(data):
            start, end = match.span()
            members = array("q", (one.start() for one in kind.member.finditer(data, start, end)))
            if _is_row(data, kind.name, start, end, len(members)) and not any(first < end and start < last for first, last in ends):
                ends.append((start, end))
                yield _Row(start, end, members)
    yield from (row for row in _places(data) if not any(first < row.end and row.start < last for first, last in ends))


def _many(data: bytes, name: bytes, start: int, end: int) -> int:
    """How many elements of a name begin in a stretch, with attributes and without."""
    return data.count(b"<%b " % name, start, end) + data.count(b"<%b>" % name, start, end)


def _is_row(data: bytes, name: bytes, start: int, end: int, members: int) -> bool:
    """Whether no member holds more than one element of the name, and the row is not within a note, whose words are counted."""
    if _many(data, name, start, end) != members:
        return False
    return data.startswith(b" ", start) or not data[data.rfind(b"\n", 0, start) + 1:start].lstrip().startswith(b"<note ")


def _with_part(data: bytes, others: list[bytes], rows: list[_Row], k: int, parts: int) -> bytes:
    own = [row.part(data, k, parts) for row in rows]
    return b"".join(piece for pair in zip(others, (*own, b""), strict=True) for piece in pair)

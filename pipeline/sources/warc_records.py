"""The records of a web archive, cut out of the file byte by byte.

Strategy: the libraries (fastwarc 2.0.1, warcio 1.8.1) end without an error where a file is cut short, and stop at the first damaged gzip member or
zstandard frame. Here every loss is reported with its place, and reading goes on at the next record. A declared length is used only as far as
the file confirms it: a record never reads past the end of its gzip member where another record begins there, and never over the next record of a
plain file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from pipeline.faults import Fault
from pipeline.sources.gzip_members import Members
from pipeline.sources.opened import LARGEST
from pipeline.sources.packed import GZIP, ZSTD
from pipeline.sources.zstd_frames import Frames

__all__ = ["LIES_UNTIL_DISTRUST", "Cursor", "Pieces", "Record", "header_fields", "open_cursor", "unreadable", "warc_records"]

_LONGEST_LINE = 1 << 16
_CHUNK = 1 << 16
_NEXT = re.compile(rb"(?:\r?\n){1,2}(?=WARC/[01]\.\d{1,2}[ \t]*\r?\n[A-Za-z])")
_OPENING = re.compile(rb"\s{0,64}WARC/")
_BARE_END = re.compile(rb"(?<!\r)\n")
_LENGTHS = re.compile(rb"^content-length[ \t]*:[ \t]*([0-9]{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_FIRST_LINE = re.compile(rb"WARC/[01]\.\d{1,2}[ \t]*\r?\n?$")
_UNPACKED = "the unpacked file"
_BETWEEN = b"\xef\xbb\xbf\0 \t\r\n"
"""Bytes that some programs write between records and before the first one: zeros, byte order marks, white space."""
LIES_UNTIL_DISTRUST = 3
"""Wrong lengths in one file from which no further length is used, since each costs the search of a whole block."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in the file."""

    offset: int
    """Place in the unpacked stream."""
    raw: bytes
    """Headers and block, without the two line breaks behind."""
    block: bytes
    headers: dict[str, str]
    """Names in lower case."""
    missing: int = 0
    """Bytes that the record declares and the file does not have."""
    headless: bool = False
    """True where the file ends inside the headers."""
    declared: int | None = None
    """The length that the record declares, where the file shows that it is wrong."""
    bare: bool = False
    """True where header lines do not all end in CR LF."""
    huge: bool = False
    """True where the block is larger than any page; ``block`` is then its beginning."""


class Pieces(Protocol):
    """Unpacked bytes in pieces."""

    def piece(self) -> bytes | None:
        """The next bytes; None at the end of a gzip member; no bytes at the end. May raise a `Fault` and go on after it."""


class Cursor:
    """A place in unpacked bytes, with the borders of gzip members."""

    def __init__(self, pieces: Pieces, *, of: str = "the file") -> None:
        self._pieces = pieces
        self.of = of
        """What offsets count the bytes of."""
        self._buffer = b""
        self._at = 0
        self._border = False
        """True where the buffer ends with the end of a gzip member."""
        self._fault: Fault | None = None
        """The fault that was raised while looking ahead."""
        self.sound = False
        """True where the stream ended with the end of a gzip member."""

    def _more(self) -> bool:
        """Adds a piece to the buffer; False at a border and at the end."""
        if self._fault is not None:
            fault, self._fault = self._fault, None
            raise fault
        if self._border:
            return False
        try:
            piece = self._pieces.piece()
        except Fault:
            self._buffer, self._at = b"", 0  # what is left of a damaged member is told by the fault
            raise
        if piece is None:
            self._border = True
            return False
        self._buffer = self._buffer[self._at:] + piece
        self._at = 0
        return bool(piece)

    def _cross(self) -> bool:
        """Moves to the next member; False at the end of the stream."""
        while self._border:
            self._border = False
            if self._more():
                return True
            self.sound = not self._border
        return False

    def peek(self, size: int) -> bytes:
        """The next bytes as far as the gzip member has them."""
        ahead = self._buffer[self._at:self._at + size]
        try:
            while len(self._buffer) - self._at < size and self._more():
                pass
        except Fault as fault:
            self._fault = fault
            return ahead
        return self._buffer[self._at:self._at + size]

    def readline(self) -> bytes:
        """One line with its end; no bytes at the end of the stream. A line ends with its gzip member too."""
        searched = self._at
        while (end := self._buffer.find(b"\n", searched)) < 0 and len(self._buffer) - self._at < _LONGEST_LINE:
            searched = len(self._buffer) - self._at
            if not self._more() and (self._at < len(self._buffer) or not self._cross()):
                break
        stop = end + 1 if end >= 0 else len(self._buffer)
        return self._take(min(stop - self._at, _LONGEST_LINE))

    def read(self, size: int, *, to_next: re.Pattern[bytes] | None = None) -> bytes:
        """So many bytes, or fewer where the stream ends or another record begins behind the end of a member.

        ``to_next``: stop at a line that this fits, the first line of a record.
        """
        parts: list[bytes] = []
        while size > 0:
            if to_next is not None:
                part = self.readline()
                if to_next.match(part):
                    self.unread(part)
                    break
                if len(part) > size:
                    self.unread(part[size:])
                    part = part[:size]
            else:
                part = self._take(min(size, len(self._buffer) - self._at))
            if not part and not self._more() and not self._onward():
                break
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def skip(self, size: int) -> None:
        """Skips so many bytes, or fewer where a record begins."""
        while size > 0 and (line := self.readline()):
            if _FIRST_LINE.match(line):
                self.unread(line)
                return
            size -= len(line)

    def _onward(self) -> bool:
        """Goes on into the next member, unless a record begins there."""
        return self._cross() and not self.peek(5).startswith(b"WARC/")

    def _take(self, size: int) -> bytes:
        data = self._buffer[self._at:self._at + size]
        self._at += len(data)
        return data

    def unread(self, data: bytes) -> None:
        """Puts back the bytes that were read last."""
        if self._buffer.endswith(data, 0, self._at):
            self._at -= len(data)
            return
        self._buffer = data + self._buffer[self._at:]
        self._at = 0


def warc_records(cursor: Cursor, name: str) -> Iterator[Record | Fault]:
    """Every record; after damage, reading goes on where the next record begins."""
    offset, lost, lies = 0, 0, 0
    while True:
        try:
            line = cursor.readline()
            if not line:
                break
            if not line.startswith(b"WARC/"):
                bare = line.lstrip(_BETWEEN)
                lost += len(line) if bare and not bare.startswith(b"WARC/") else 0
                offset += len(line) - len(bare)
                if not bare.startswith(b"WARC/"):
                    offset += len(bare)
                    continue
                line = bare
            if lost:
                yield unreadable(cursor, name, offset - lost, lost, "WARC")
                lost = 0
            record = _one(cursor, line, offset, distrust=lies >= LIES_UNTIL_DISTRUST)
            lies += record.declared is not None
            offset += len(record.raw)
            yield record
        except Fault as fault:
            yield fault
    if lost:
        yield unreadable(cursor, name, offset - lost, lost, "WARC")


def unreadable(cursor: Cursor, name: str, at: int, lost: int, kind: str) -> Fault:
    """Bytes that belong to no record."""
    return Fault("warc-unreadable", f"{name}: bytes {at} to {at + lost} of {cursor.of} are no {kind} record and were passed over. Fetch the file "
                 "again, or mend it.", name=f"{name}#{at}")


def _one(cursor: Cursor, line: bytes, offset: int, *, distrust: bool) -> Record:
    """The record whose first line was read. A fault of the stream is raised: what is left of the record is then no page."""
    lines = [line]
    while line.strip(b"\r\n"):
        line = cursor.readline()
        if not line:
            break
        lines.append(line)
    head = b"".join(lines)
    headers = header_fields(head)
    length = _length(headers)
    bare = _BARE_END.search(head) is not None or bool(line) and not head.endswith(b"\r\n\r\n")
    if length > LARGEST:
        block = cursor.read(LARGEST, to_next=_FIRST_LINE)
        if len(block) == LARGEST:
            cursor.skip(length - LARGEST)
            return Record(offset, head + block, block[:_LONGEST_LINE], headers, huge=True)
        return Record(offset, head + block, _bare_block(block), headers, headless=not line, declared=length, bare=bare)
    block, honest = _block(cursor, length, distrust=distrust)
    return Record(offset, head + block, block, headers, missing=length - len(block) if honest else 0, headless=not line,
                  declared=_other_length(head, length) if honest else length, bare=bare)


def _length(headers: dict[str, str]) -> int:
    declared = headers.get("content-length", "").strip()
    return int(declared) if declared.isascii() and declared.isdecimal() and len(declared) < 16 else 0


def _other_length(head: bytes, length: int) -> int | None:
    """Another length that the same head declares, which other readers may take for the right one."""
    return next((other for other in map(int, _LENGTHS.findall(head)) if other != length), None)


def _block(cursor: Cursor, length: int, *, distrust: bool) -> tuple[bytes, bool]:
    """The block of a record, and whether its declared length is right as far as the file shows."""
    block = cursor.read(length, to_next=_FIRST_LINE if distrust else None)
    if len(block) < length:
        behind = cursor.peek(5)
        if behind.startswith(b"WARC/") or cursor.sound and not behind:
            return _bare_block(block), False
    elif not length or _gap_follows(cursor):
        return block, True
    found = _NEXT.search(block + cursor.peek(256))
    if found and found.start() < len(block):
        if found.end() < len(block):
            cursor.unread(block[found.end():])
        return block[:found.start()], False
    more = cursor.read(LARGEST, to_next=_FIRST_LINE) if not found and _goes_on(cursor) else b""
    return (_bare_block(block + more), False) if more else (block, True)


def _goes_on(cursor: Cursor) -> bool:
    """Whether a record continues after its declared length: the next bytes are text, and neither the end of a record nor the start of another."""
    behind = cursor.peek(256)
    return bool(behind.strip()) and not _gap_follows(cursor) and b"\0" not in behind


def _gap_follows(cursor: Cursor) -> bool:
    behind = cursor.peek(9)
    return not behind or behind[:1] in b"\r\n" or behind.startswith(b"WARC/")


def _bare_block(block: bytes) -> bytes:
    """Without the line breaks that end a record."""
    for gap in (b"\r\n\r\n", b"\n\n"):
        if block.endswith(gap):
            return block[:-len(gap)]
    return block


def header_fields(head: bytes) -> dict[str, str]:
    """Header fields by their names in lower case, the first of each name; lines end in CR LF or LF; the first line has none."""
    found: dict[str, str] = {}
    last = ""
    for line in head.decode("utf-8", "surrogateescape").replace("\r\n", "\n").split("\n")[1:]:
        if line[:1] in (" ", "\t") and last:
            found[last] += " " + line.strip()
            continue
        name, colon, value = line.partition(":")
        last = name.strip().lower() if colon else ""
        if last in found:
            last = ""
        if last:
            found[last] = value.strip()
    return {key: value.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for key, value in found.items()}


def open_cursor(
    stream: BinaryIO, head: bytes, name: str, spend: Callable[[int, str], None], *, first: re.Pattern[bytes] = _OPENING,
) -> Cursor:
    """A cursor over a stream that begins with ``head``. ``spend`` counts the bytes of zstandard frames. ``first``: as `Members` takes it."""
    if head.startswith(GZIP):
        return Cursor(Members(stream, name, first), of=_UNPACKED)
    if head.startswith(ZSTD):
        return Cursor(_Chunks(_counted(Frames(stream, name, first), name, spend)), of=_UNPACKED)
    return Cursor(_Chunks(iter(lambda: stream.read(_CHUNK), b"")))


def _counted(frames: Frames, name: str, spend: Callable[[int, str], None]) -> Iterator[bytes | Fault]:
    """What zstandard frames hold, without their ends, which may stand inside a line; the bytes are counted. Ends behind a `Fault` of the count."""
    while True:
        try:
            piece = frames.piece()
        except Fault as fault:
            yield fault
            continue
        if piece == b"":
            return
        if piece:
            spend(len(piece), name)
            yield piece


class _Chunks:
    """Pieces without borders. Faults among them are raised, and reading goes on; one that is raised by the iterator ends them."""

    def __init__(self, chunks: Iterator[bytes | Fault]) -> None:
        self._chunks = chunks

    def piece(self) -> bytes | None:
        """The next chunk."""
        chunk = next(self._chunks, b"")
        if isinstance(chunk, Fault):
            raise chunk
        return chunk

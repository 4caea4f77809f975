"""The list of members of a large ZIP archive, read part by part: the standard library makes an object of 0.6 kB of every member of the list before
the first member can be read."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, cast

__all__ = ["parts_of"]

_PART = 1 << 20
"""Bytes of the list in one part: some ten thousand members, and more than the longest record."""
_END, _END64, _LOCATOR = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q"), struct.Struct("<4sLQL")
"""The record behind the list, and the two that stand before it in a large archive (ZIP64)."""
_END_MARK, _END64_MARK, _LOCATOR_MARK = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_RECORD, _LENGTHS, _LENGTHS_AT = 46, struct.Struct("<3H"), 28
"""Bytes of the record of a member without its name, extra field and comment, whose lengths stand in it."""
_LONGEST_COMMENT = 0xFFFF


class _List(NamedTuple):
    """Where the list of members stands in a file."""

    start: int
    size: int
    before: int
    """Bytes that stand before the archive, which its own offsets do not count."""


def parts_of(stream: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """An archive, opened for one part of its list of members after another; for the whole list where it is short. Raises what the library raises."""
    found = _list_of(stream)
    if found is None or found.size <= _PART:
        if found is not None and found.size:
            stream.seek(found.start)
            if len(_whole_records(stream.read(found.size))) < found.size:  # the library would pass over the members behind a wrong length
                raise zipfile.BadZipFile("Truncated central directory")
        with zipfile.ZipFile(stream) as archive:
            yield archive
        return
    at, end = found.start, found.start + found.size
    while at < end:
        stream.seek(at)
        records = _whole_records(stream.read(min(_PART, end - at)))
        with zipfile.ZipFile(cast("BinaryIO", _Extended(stream, records, found.before))) as archive:
            yield archive
        at += len(records)


def _list_of(stream: BinaryIO) -> _List | None:
    """Where the list stands; None where no record tells it."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _LONGEST_COMMENT - _END.size - _END64.size - _LOCATOR.size))
    tail = stream.read()
    at = tail.rfind(_END_MARK, 0, len(tail) - _END.size + len(_END_MARK))
    if at < 0:
        return None
    *_, length, offset, _ = _END.unpack_from(tail, at)
    large = at - _LOCATOR.size - _END64.size
    if large >= 0 and tail.startswith(_LOCATOR_MARK, at - _LOCATOR.size) and tail.startswith(_END64_MARK, large):
        *_, length, offset = _END64.unpack_from(tail, large)
        at = large
    start = size - len(tail) + at - length
    return _List(start, length, start - offset) if start >= offset else None


def _whole_records(data: bytes) -> bytes:
    """The records of members that are whole."""
    at = 0
    while at + _RECORD <= len(data):
        end = at + _RECORD + sum(_LENGTHS.unpack_from(data, at + _LENGTHS_AT))
        if end > len(data):
            break
        at = end
    if not at:
        raise zipfile.BadZipFile("Truncated central directory")
    return data[:at]


class _Extended(io.RawIOBase):
    """An archive behind whose end a list of some of its members stands, which is thereby the one that counts."""

    def __init__(self, stream: BinaryIO, records: bytes, before: int) -> None:
        self._stream, self._size, self._at = stream, stream.seek(0, io.SEEK_END), 0
        end = _END64.pack(_END64_MARK, _END64.size - 12, 45, 45, 0, 0, 0, 0, len(records), self._size - before)
        self._more = (records + end + _LOCATOR.pack(_LOCATOR_MARK, 0, self._size - before + len(records), 1)
                      + _END.pack(_END_MARK, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0))

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def seekable(self) -> bool:
        """It can be read from any place."""
        return True

    def tell(self) -> int:
        """The place that is read next."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Sets the place that is read next."""
        self._at = offset + (0, self._at, self._size + len(self._more))[whence]
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fills the buffer from the archive, or from the list behind it."""
        if self._at < self._size:
            self._stream.seek(self._at)
            data = self._stream.read(min(len(buffer), self._size - self._at))
        else:
            data = self._more[self._at - self._size:][:len(buffer)]
        buffer[:len(data)] = data
        self._at += len(data)
        return len(data)

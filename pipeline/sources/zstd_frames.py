"""Zstandard files of many frames where some are damaged: reading goes on as it does behind damaged gzip members.

Method: the library that unpacks tells neither where a frame ends nor how it goes on behind damage. So the headers of a frame and of its blocks
are read here (RFC 8878), and the library is given the bytes of one frame at a time.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, ClassVar

from pipeline.sources.gzip_members import Members

__all__ = ["MAGIC", "Frames", "unpacked_frames"]

MAGIC = b"\x28\xb5\x2f\xfd"

_CHUNK = 1 << 16
_LONGEST_BLOCK = 1 << 17
_PASSED_OVER = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18", re.DOTALL)
"""Frames that hold nothing that was packed: tables of other frames, names."""
_LONGEST_HEADER = 21
"""Bytes of the header of a frame and of its first block."""
_OPENING = 1024
_WIDTHS_OF_SIZE, _WIDTHS_OF_ID = (0, 2, 4, 8), (0, 1, 2, 4)
_ERRORS = OSError, EOFError, ValueError
_DAMAGED = "Data corruption detected"
_NO_FRAME = "Unknown frame descriptor"


class _Walk:
    """Where a frame ends, told from its headers. ``take`` is given its bytes one part after another."""

    def __init__(self) -> None:
        self.is_done = False
        self.error = ""
        """What is wrong with a header."""
        self._head = b""  # of a header that is not whole yet
        self._skipped = 0  # bytes up to the next header
        self._read = self._magic
        self._wanted = 5
        self._has_checksum = False

    def take(self, data: bytes) -> int:
        """How many of some bytes belong to the frame, up to its end or to a header that is wrong."""
        at = 0
        while at < len(data) and not self.is_done and not self.error:
            if self._skipped:
                step = min(self._skipped, len(data) - at)
                self._skipped -= step
            else:
                step = min(self._wanted - len(self._head), len(data) - at)
                self._head += data[at:at + step]
            at += step
            if not self._skipped and len(self._head) == self._wanted:
                head, self._head = self._head, b""
                self._read(head)
        return at

    def _magic(self, head: bytes) -> None:
        if _PASSED_OVER.match(head):
            self._head, self._wanted, self._read = head[4:], 4, self._size
        elif not head.startswith(MAGIC):
            self.error = _NO_FRAME
        elif head[4] & 8:
            self.error = _DAMAGED
        else:
            told, one = head[4], head[4] & 32
            self._has_checksum = bool(told & 4)
            self._skipped = (not one) + _WIDTHS_OF_ID[told & 3] + (_WIDTHS_OF_SIZE[told >> 6] or bool(one))
            self._wanted, self._read = 3, self._block

    def _size(self, head: bytes) -> None:
        self._skipped, self._wanted, self._read = int.from_bytes(head, "little"), 0, self._end
        self.is_done = not self._skipped

    def _block(self, head: bytes) -> None:
        told = int.from_bytes(head, "little")
        kind, size = told >> 1 & 3, told >> 3
        if kind == 3 or size > _LONGEST_BLOCK:
            self.error = _DAMAGED
            return
        self._skipped = 1 if kind == 1 else size
        if told & 1:
            self._skipped += 4 * self._has_checksum
            self._wanted, self._read = 0, self._end
            self.is_done = not self._skipped

    def _end(self, head: bytes) -> None:
        self.is_done = True


class _Fed(io.RawIOBase):
    """The bytes of one frame, as the library asks for them."""

    def __init__(self, packed: Callable[[int], bytes]) -> None:
        self._packed, self._at = packed, 0

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def tell(self) -> int:
        """How far it was read."""
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """The next bytes of the frame; none at its end."""
        data = self._packed(len(buffer))
        buffer[:len(data)] = data
        self._at += len(data)
        return len(data)


def _parted(data: bytes, size: int, walk: _Walk) -> tuple[bytes, bytes]:
    """So many bytes at most, as far as they belong to a frame, and the rest."""
    taken = walk.take(data[:size])
    return data[:taken], data[taken:]


def unpacked_frames(stream: BinaryIO, piece: int = _CHUNK) -> Iterator[bytes]:
    """What a stream of frames holds, up to the first damage, in pieces of so many bytes. Then raises an OSError that says what is wrong: the library
    by itself would lose some of the sound frames before the damage as well."""
    from fastwarc.stream_io import ZstdReader

    rest = b""

    def more(size: int) -> bytes:
        nonlocal rest
        data, rest = _parted(rest or stream.read(_CHUNK), size, walk)
        return data

    while rest or (rest := stream.read(_CHUNK)):
        walk = _Walk()
        frame = ZstdReader(_Fed(more))
        while data := frame.read(piece):
            yield data
        if not walk.is_done:
            raise OSError(walk.error or "incomplete frame")


class Frames(Members):
    """Unpacked bytes in pieces, with the ends of frames between them; the parameters are those of `Members`."""

    magic: ClassVar[bytes] = MAGIC
    member: ClassVar[str] = "zstandard frame"
    tried: ClassVar[int] = _LONGEST_BLOCK + 64

    def _more(self, size: int) -> bytes:
        """The next packed bytes of the frame under way; none at its end and behind a header that is wrong."""
        if not (self._rest or self._refill()):
            return b""
        data, self._rest = _parted(self._rest, size, self._walk)
        return data

    def _fresh(self) -> None:
        from fastwarc.stream_io import ZstdReader

        self._walk, self._frame, self._is_cut = _Walk(), ZstdReader(_Fed(self._more)), False

    def _begins(self, data: bytes) -> bool:
        from fastwarc.stream_io import ZstdReader

        walk = _Walk()
        size = walk.take(data)
        if walk.error and size <= _LONGEST_HEADER:
            return False
        try:
            return self._first.match(ZstdReader(io.BytesIO(data[:size])).read(_OPENING)) is not None
        except _ERRORS:
            return walk.is_done  # one more damaged frame

    def _refill(self) -> bool:
        self._rest = self._stream.read(_CHUNK)
        self._seen(self._rest)
        return bool(self._rest)

    def _next(self) -> bytes | None:
        while self._member or self._refill():
            if self._is_cut:
                return self._end()
            error = ""
            try:
                if data := self._frame.read(_CHUNK):
                    self._gave = True
                    return data
            except _ERRORS as raised:
                error = str(raised)
            if self._walk.is_done and not error:
                self._close(self._rest)
                return None
            if self._ends_within():
                self._is_cut = True
                return b"" if self._damage else self._end()
            self._skip(self._walk.error or (error if self._walk.is_done else _DAMAGED))
        return b""

    def _ends_within(self) -> bool:
        """Whether the file ends in the frame under way, and no frame begins in what is left of it."""
        if self._walk.is_done or self._walk.error or self._rest or self._refill():
            return False
        at = self._member.find(self.magic, 1)
        while at >= 0 and not self._begins(bytes(self._member[at:at + self.tried])):
            at = self._member.find(self.magic, at + 1)
        return at < 0

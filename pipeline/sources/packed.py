"""Streams inside gzip and zstandard, read without losing what stands before a fault.

A stream that was cut short is common (a full disk, a killed crawl): `unpacked` gives what could be read and then raises, so that the
reader can hand on whole lines and whole records and still report the loss.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.sources.damage import damage_of
from pipeline.sources.gzip_members import GZIP
from pipeline.sources.zstd_frames import MAGIC as ZSTD
from pipeline.sources.zstd_frames import unpacked_frames

__all__ = ["GZIP", "ZSTD", "Rejoined", "lines_of", "unpacked"]

_CHUNK = 1 << 16


class Rejoined(io.RawIOBase):
    """A stream whose first bytes were read to look at them."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream
        self._at = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        """How far it was read; fastwarc's readers ask before they begin."""
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._head[:len(buffer)]
        if data:
            self._head = self._head[len(data):]
        else:
            data = self._stream.read(len(buffer))
        buffer[:len(data)] = data
        self._at += len(data)
        return len(data)


def unpacked(stream: BinaryIO, head: bytes, name: str) -> Iterator[bytes]:
    """The bytes inside a stream that begins with ``head``, in chunks; the stream itself where it is not compressed.

    Raises a `Fault` (``cut-short``, ``corrupt``) after the last chunk that could be read.
    """
    if head.startswith(GZIP):
        return _gunzipped(stream, name)
    if head.startswith(ZSTD):
        return _unzstd(stream, name)
    return _chunks_of(stream)


def _chunks_of(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in chunks of 64 KiB."""
    while chunk := stream.read(_CHUNK):
        yield chunk


def lines_of(chunks: Iterator[bytes], longest: int) -> Iterator[bytes | None]:
    """Lines without their end, split at ``\\n`` alone: JSON may hold U+2028 and U+0085, which other splitters take for line ends.

    A last line that lacks its end is given too, unless a fault ended the stream: then it is half a line. None stands for a line that
    is longer than ``longest`` bytes.
    """
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        first, *others = chunk.split(b"\n")
        size += len(first)
        if size <= longest:
            parts.append(first)
        for line in others:
            yield b"".join(parts) if size <= longest else None
            parts, size = [line], len(line)
    if size:
        yield b"".join(parts) if size <= longest else None


def _gunzipped(stream: BinaryIO, name: str) -> Iterator[bytes]:
    import gzip
    import zlib

    packed, count = gzip.GzipFile(fileobj=stream), 0
    try:
        while chunk := packed.read1(_CHUNK):
            count += len(chunk)
            yield chunk
    except EOFError:
        raise Fault("cut-short", f"{name}: the gzip stream ends in the middle; what follows is missing. Fetch the file again.", name=name) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise Fault("corrupt", f"{name}: the gzip stream cannot be read whole: {_damage(error, count)}. Fetch the file again.", name=name) from None


def _unzstd(stream: BinaryIO, name: str) -> Iterator[bytes]:
    count = 0
    try:
        for chunk in unpacked_frames(stream):
            count += len(chunk)
            yield chunk
    except (OSError, EOFError, ValueError) as error:
        raise Fault("cut-short", f"{name}: the zstandard stream cannot be read whole: {_damage(error, count)}. Fetch the file again.",
                    name=name) from None


def _damage(error: Exception, count: int) -> str:
    """What is wrong with a stream, and what of it cannot be read. ``count``: bytes that were unpacked before."""
    damage = damage_of(error)
    if "checksum" in damage:
        return f"{damage}, so that some of what it holds is wrong"
    return f"{damage}; what follows the first {counted(count, 'unpacked byte')} cannot be read" if count else f"{damage}; nothing of it can be read"

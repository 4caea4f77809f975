"""Records of our own WARC files, read back: each is a gzip member of its own."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Broken", "Record", "fields_of", "read_records"]


class Broken(ValueError):
    """The file is damaged from here on; the message says how."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record."""

    head: dict[str, str]
    """Names in lower case."""
    block: bytes
    raw: bytes
    """As it stands in the file, unpacked."""


def read_records(data: bytes) -> Iterator[Record]:
    """The records of a file in their order. Raises `Broken` where it can't be read any further."""
    view, at = memoryview(data), 0
    while at < len(view):
        opener, parts = zlib.decompressobj(zlib.MAX_WBITS | 16), []
        while not opener.eof:
            piece = view[at:at + _PIECE]
            if not piece:
                raise Broken("the last record has no end")
            try:
                parts.append(opener.decompress(piece))
            except zlib.error as error:
                raise Broken(f"the file can't be unpacked any further than here ({error})") from None
            at += len(piece)
        at -= len(opener.unused_data)
        raw = b"".join(parts)
        yield Record(fields_of(raw), raw.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n\r\n"), raw)


_PIECE = 1 << 16
"""Bytes that are unpacked at once. The bytes after the end of a record are copied, so they must not be the whole rest of the file."""


def fields_of(raw: bytes) -> dict[str, str]:
    """The fields of an unpacked record's head."""
    head = raw.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
    fields = (line.partition(": ") for line in head.split("\r\n")[1:])
    return {name.lower(): value for name, _, value in fields}

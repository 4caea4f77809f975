"""Records of our own WARC files, read back: each is a gzip member of its own."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Broken", "Record", "read_records"]


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
    while data:
        opener = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            raw = opener.decompress(data)
        except zlib.error as error:
            raise Broken(f"the file can't be unpacked any further than here ({error})") from None
        if not opener.eof:
            raise Broken("the last record has no end")
        head, _, rest = raw.partition(b"\r\n\r\n")
        fields = (line.partition(": ") for line in head.decode("utf-8", "replace").split("\r\n")[1:])
        yield Record({name.lower(): value for name, _, value in fields}, rest.removesuffix(b"\r\n\r\n"), raw)
        data = opener.unused_data

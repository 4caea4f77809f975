"""Records of our own WARC files, read back: each is a gzip member of its own, so that damage costs the members that it touches and no other."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.sources.damage import damage_of
from pipeline.sources.gzip_members import MAGIC, begins_member

__all__ = ["Damage", "Record", "declared_length", "fields_of", "read_records"]

_OPENING = re.compile(rb"WARC/")
_FOLD = re.compile(rb"\r\n[ \t]+")
_DIGITS = 15
_PIECE = 1 << 16
"""Bytes that are unpacked at once. The bytes after the end of a record are copied, so they must not be the whole rest of the file."""
_STEP = 64
"""Bytes that are unpacked at once to read the head of a damaged record."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record."""

    head: dict[str, str]
    """Names in lower case."""
    block: bytes
    raw: bytes
    """As it stands in the file, unpacked."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of the file that can't be unpacked."""

    start: int
    """Its first byte in the file."""
    end: int
    """The byte behind it, at which the next record begins that can be read."""
    why: str
    members: int
    """Records that are seen to begin in it."""
    heads: tuple[dict[str, str], ...]
    """What can still be read of their heads."""

    def __str__(self) -> str:
        return f"damaged from byte {self.start} to byte {self.end} ({self.why})"


def read_records(data: bytes) -> Iterator[Record | Damage]:
    """The records of a file in their order. A damaged stretch, which may hold several records, comes in their place. Zeros at the end, with which a
    disk or a tape fills a file up, hold none."""
    view, at, filled = memoryview(data), 0, len(data.rstrip(b"\0"))
    damage: Damage | None = None
    while at < len(view) and (at < filled or damage is not None):
        raw, end, why = _unpacked(view, at)
        if why:
            end = _next_record(data, at + 1)
            begins = data.startswith(MAGIC, at)
            damage = damage or Damage(at, end, why, 0, ())
            damage = replace(damage, end=end, members=damage.members + begins, heads=(*damage.heads, *([_head(view, at)] if begins else [])))
        else:
            if damage:
                yield damage
                damage = None
            yield Record(fields_of(raw), raw.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n\r\n"), raw)
        at = end
    if damage:
        yield damage


def _unpacked(view: memoryview, at: int) -> tuple[bytes, int, str]:
    """The content of the member that begins there, where it ends, and what is wrong with it."""
    opener, parts = zlib.decompressobj(zlib.MAX_WBITS | 16), []
    while not opener.eof:
        piece = view[at:at + _PIECE]
        if not piece:
            return b"", at, "the record that begins there has no end"
        try:
            parts.append(opener.decompress(piece))
        except zlib.error as error:
            return b"", at, damage_of(str(error))
        at += len(piece)
    return b"".join(parts), at - len(opener.unused_data), ""


def _next_record(data: bytes, at: int) -> int:
    """Where the next member begins that holds a record; the end of the file where there is none."""
    while (at := data.find(MAGIC, at)) >= 0:
        if begins_member(data[at:at + _PIECE], _OPENING):
            return at
        at += 1
    return len(data)


def _head(view: memoryview, at: int) -> dict[str, str]:
    """The fields at the start of a damaged member, as far as they can be read."""
    opener, found = zlib.decompressobj(zlib.MAX_WBITS | 16), bytearray()
    try:
        while not opener.eof and b"\r\n\r\n" not in found and (piece := view[at:at + _STEP]):
            found += opener.decompress(piece)
            at += len(piece)
    except zlib.error:
        pass
    whole = found.rpartition(b"\r\n")[0]  # a last line may be cut off
    return fields_of(bytes(whole) + b"\r\n\r\n")


def fields_of(raw: bytes) -> dict[str, str]:
    """The fields of an unpacked record's head, the first of each name. A record that came in a WARC has other white space than ours, and long fields
    of it go on in lines that begin with white space."""
    head = _FOLD.sub(b" ", raw.partition(b"\r\n\r\n")[0]).decode("utf-8", "replace")
    found: dict[str, str] = {}
    for line in head.split("\r\n")[1:]:
        name, _, value = line.partition(":")
        found.setdefault(name.strip().lower(), value.removeprefix(" "))
    return found


def declared_length(head: dict[str, str]) -> int | None:
    """The length of the block that a head declares; None where it declares none."""
    declared = head.get("content-length", "").strip()
    return int(declared[-_DIGITS:]) if declared.isascii() and declared.isdecimal() and not declared[:-_DIGITS].strip("0") else None

"""The members of a ZIP archive whose list of members is missing, as in a file that was cut short: read from their own headers, front to back."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Unlisted", "unlisted_members", "unlisted_names"]

_HEADER = b"PK\x03\x04"
_FIELDS = struct.Struct("<4s5H3I2H")
_BEHIND, _SIZES = b"PK\x07\x08", struct.Struct("<2I")
"""What stands behind a member whose length its header does not tell; its checksum and its length follow."""
_STORED, _DEFLATED = 0, 8
_CHUNK, _PIECE = 1 << 14, 1 << 20
_ENCRYPTED, _LENGTH_BEHIND, _IN_UTF8 = 0x1, 0x8, 0x800


class Unlisted(NamedTuple):
    """A member that is whole."""

    name: str
    data: bytes


def unlisted_members(data: bytes, most: int) -> Iterator[Unlisted]:
    """The members of an archive that are whole. One that would unpack to more than ``most`` bytes is left out, and so is one that is encrypted, or
    packed by another method than deflate."""
    for name, content in _members(data, most):
        if content is not None and name and not name.endswith("/"):
            yield Unlisted(name, content)


def unlisted_names(data: bytes, most: int) -> list[str]:
    """The names of all members of an archive in their order, those included that are not whole. ``most``: bytes that are unpacked of one."""
    return [name for name, _ in _members(data, most)]


def _members(data: bytes, most: int) -> Iterator[tuple[str, bytes | None]]:
    """Name and content of each member; None for one that is not whole or that is not read."""
    at = data.find(_HEADER)
    while 0 <= at <= len(data) - _FIELDS.size:
        _, _, flags, method, _, _, checksum, packed, _, name_size, extra_size = _FIELDS.unpack_from(data, at)
        begin = at + _FIELDS.size + name_size + extra_size
        name = data[at + _FIELDS.size:at + _FIELDS.size + name_size].decode("utf-8" if flags & _IN_UTF8 else "cp437", "replace")
        content, end = (None, begin) if flags & _ENCRYPTED else _content(data, begin, method, None if flags & _LENGTH_BEHIND else packed, most)
        yield name, content if content is not None and (flags & _LENGTH_BEHIND or zlib.crc32(content) == checksum) else None
        at = data.find(_HEADER, max(end, at + 1))


def _content(data: bytes, begin: int, method: int, packed: int | None, most: int) -> tuple[bytes | None, int]:
    """What a member holds, and where it ends; None where it is not whole. ``packed``: its length, where its header tells it."""
    if method == _STORED and packed is not None and begin + packed <= len(data) and packed <= most:
        return data[begin:begin + packed], begin + packed
    if method == _STORED and packed is None:
        return _stored(data, begin, most)
    if method != _DEFLATED:
        return None, begin
    unpacking, parts, at = zlib.decompressobj(-15), list[bytes](), begin
    try:
        while not unpacking.eof and most > 0 and (unpacking.unconsumed_tail or at < len(data)):
            parts.append(unpacking.decompress(unpacking.unconsumed_tail or data[at:at + _CHUNK], min(most, _PIECE)))
            at += 0 if unpacking.unconsumed_tail else _CHUNK
            most -= len(parts[-1])
    except zlib.error:
        return None, begin
    return (b"".join(parts), min(at, len(data)) - len(unpacking.unused_data)) if unpacking.eof else (None, begin)


def _stored(data: bytes, begin: int, most: int) -> tuple[bytes | None, int]:
    """The same of a member that is not packed and whose length stands behind it, with the checksum."""
    at = data.find(_BEHIND, begin, begin + most + len(_BEHIND))
    while 0 <= at <= len(data) - len(_BEHIND) - _SIZES.size:
        checksum, size = _SIZES.unpack_from(data, at + len(_BEHIND))
        if size == at - begin and zlib.crc32(memoryview(data)[begin:at]) == checksum:
            return data[begin:at], at
        at = data.find(_BEHIND, at + 1, begin + most + len(_BEHIND))
    return None, begin

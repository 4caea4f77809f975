"""Gzip files of many members, as web archives and files that were put together are, where some are damaged: reading goes on at the next member in
which a record or a text begins.

A damaged stretch is raised as one `Fault` with its place, also where it holds several members; what stands before and behind it is given.
"""

from __future__ import annotations

import re
import zlib
from typing import BinaryIO, ClassVar

from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.sources.damage import damage_of

__all__ = ["GZIP", "MAGIC", "Members", "begins_member"]

GZIP = b"\x1f\x8b"
MAGIC = GZIP + b"\x08"
"""The mark of gzip, and with it the only method of packing that there is."""
_CHUNK = 1 << 16
_PIECE = 1 << 20
_SEARCHED = 32 << 20
"""Packed bytes of one gzip member that are searched for the next member where the member is damaged."""
_TRIED = 1024


def begins_member(data: bytes, first: re.Pattern[bytes]) -> bool:
    """Whether a gzip member begins with these bytes whose content fits ``first``; True where they are too few to tell."""
    try:
        opening = zlib.decompressobj(31).decompress(data[:_TRIED], _TRIED)
    except zlib.error:
        return False
    return not opening or first.match(opening) is not None


class _Stretch:
    """Bytes of the file that could not be unpacked."""

    def __init__(self, start: int, error: str, lost: str, member: str, *, after_data: bool) -> None:
        self.start, self.end, self.error, self.lost, self.member, self.after_data = start, start, error, lost, member, after_data
        self.members = 0
        """Gzip members that are seen to begin in it."""

    def fault(self, name: str, *, at_end: bool) -> Fault:
        """The sentence: place, damage, how many records were lost, where reading went on."""
        if self.lost:
            lost = self.lost
        elif self.after_data:
            lost = ("the records before the damage were read, and the last of them may be wrong; the record at the damage, and all behind it in the "
                    f"same {self.member}, are lost")
        elif self.members:
            lost = f"at least {counted(self.members, 'record is', 'records are')} lost"
        else:
            lost = "how many records are lost is not known"
        on = "nothing that can be read follows" if at_end else f"reading went on at byte {self.end}"
        return Fault("corrupt", f"{name}: the file is damaged from byte {self.start} to byte {self.end} ({damage_of(self.error)}): {lost}; {on}. "
                     "Fetch the file again.", name=f"{name}#{self.start}")


class Members:
    """Unpacked bytes in pieces, with the ends of members between them. ``first``: how the content of a member begins at which reading can go on.
    ``lost``: what a fault says of what is lost, where the content is no web archive."""

    magic: ClassVar[bytes] = MAGIC
    member: ClassVar[str] = "gzip member"
    """How sentences call a member."""
    tried: ClassVar[int] = _TRIED
    """Packed bytes that show whether a member begins with them."""

    def __init__(self, stream: BinaryIO, name: str, first: re.Pattern[bytes], lost: str = "") -> None:
        self._stream, self._name, self._first, self._lost = stream, name, first, lost
        self.resumed = 0
        """The byte of the file at which reading went on behind the last damage; 0 where nothing that can be read follows it."""
        self._rest = b""  # compressed bytes that were not unpacked yet
        self._member = bytearray()  # compressed bytes of the member under way, to look for the next one in
        self._dropped = 0  # bytes of the member that are no longer among them
        self._start = 0  # where that member starts in the file
        self._gave = False  # whether something of that member was given
        self._fresh()
        self._at_end = False
        """True behind the last bytes of a member, whose end is given next."""
        self._damage: _Stretch | None = None
        """A stretch that was passed over and not told yet: the next member may be damaged too."""
        self._held: list[bytes | None] = []
        """What follows a stretch that was told."""

    def piece(self) -> bytes | None:
        """The next unpacked bytes; None at the end of a member; no bytes at the end. Raises a `Fault` for damage, and goes on after it."""
        if self._held:
            return self._held.pop()
        piece = self._next()
        if self._damage is None:
            return piece
        at_end = piece == b"" and not self._member
        fault = self._damage.fault(self._name, at_end=at_end)
        self.resumed = 0 if at_end else self._damage.end
        self._damage, self._held = None, [piece] if piece != b"" else []
        raise fault

    def _next(self) -> bytes | None:
        if self._at_end:
            self._at_end = False
            return None
        while True:
            chunk = self._rest
            if not chunk:
                chunk = self._stream.read(_CHUNK)
                if not chunk:
                    return b"" if self._damage else self._end()
                self._seen(chunk)
            try:
                data = self._packed.decompress(chunk, _PIECE)
            except zlib.error as error:
                self._skip(str(error))
                continue
            self._rest = self._packed.unconsumed_tail
            self._gave = self._gave or bool(data)
            if self._packed.eof:
                self._close(self._packed.unused_data)
                self._at_end = bool(data)
                return data or None
            if data:
                return data

    def _seen(self, chunk: bytes) -> None:
        self._member += chunk
        if len(self._member) > _SEARCHED:
            self._dropped += len(self._member) - _SEARCHED // 2
            del self._member[:-(_SEARCHED // 2)]

    def _close(self, unused: bytes) -> None:
        """The end of a member; zeros that only fill the file up are no member."""
        padding = len(unused) if not unused.strip(b"\0") else 0
        size = self._dropped + len(self._member)
        self._begin(self._start + size - len(unused) + padding, unused[padding:])

    def _begin(self, start: int, rest: bytes) -> None:
        self._start, self._member, self._dropped = start, bytearray(rest), 0
        self._rest, self._gave = rest, False
        self._fresh()

    def _fresh(self) -> None:
        """Gets ready to unpack the next member."""
        self._packed = zlib.decompressobj(31)

    def _begins(self, data: bytes) -> bool:
        """Whether a member at which reading can go on begins with these bytes."""
        return begins_member(data, self._first)

    def _skip(self, error: str) -> None:
        """Passes over the damaged member, up to the next one that can be unpacked and in which a record begins."""
        if self._damage is None:
            self._damage = _Stretch(self._start, error, self._lost, self.member, after_data=self._gave)
        self._damage.members += bool(self._dropped) or self._member.startswith(self.magic)
        data, searched = self._member, 0 if self._dropped else 1
        while True:
            at = data.find(self.magic, searched)
            if (at < 0 or len(data) - at < self.tried) and (more := self._stream.read(_CHUNK)):
                searched = at if at >= 0 else max(searched, len(data) - len(self.magic) + 1)
                data += more
            elif at < 0 or self._begins(bytes(data[at:at + self.tried])):
                break
            else:
                searched = at + 1
        is_padding = at < 0 and not self._dropped and not data.strip(b"\0")
        at = at if at >= 0 else len(data)
        self._damage.end = self._start + self._dropped + at
        self._begin(self._damage.end, bytes(data[at:]))
        if is_padding and self._damage.start + at == self._damage.end:
            self._damage = None

    def _end(self) -> bytes:
        if self._member:
            start = self._start
            self._begin(start, b"")
            raise Fault("cut-short", f"{self._name}: the file ends in the middle of the {self.member} at byte {start}. Fetch the file again.",
                        name=f"{self._name}#{start}")
        return b""

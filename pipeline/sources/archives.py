"""ZIP, TAR (plain, gzip, zstandard) and WACZ: the sources of their members. Names of members name sources and are never used as paths."""

from __future__ import annotations

import io
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, Self, cast

from pipeline.data import Source
from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.sources.damage import damage_of
from pipeline.sources.named import Names
from pipeline.sources.opened import LARGEST, Budget, Opened
from pipeline.sources.refused import cut_office_kind, magic_kind, office_kind, refusal
from pipeline.sources.zip_members import unlisted_members, unlisted_names
from pipeline.sources.zip_parts import parts_of

__all__ = ["read_tar", "read_zip"]

_NO_DOCUMENTS = (".css", ".js", ".mjs", ".map", ".ico", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp",
                 ".avif", ".mp3", ".mp4", ".webm", ".ogg", ".wav", ".cdx", ".cdxj", ".idx", ".ds_store", "thumbs.db",
                 "desktop.ini")
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, RuntimeError, ValueError, LookupError)
"""Exceptions that the standard library raises for a damaged archive."""
_TELLING = re.compile(r"(?:\[Content_Types\]\.xml|datapackage\.json)$|(?:word|xl)(?:/|$)|(?:Index|archive)/|index\.")
"""Names that tell what an archive is."""
_OF_WACZ = re.compile(rb"PK\x03\x04.{26}archive/[^/\0]{1,200}\.w?arc", re.DOTALL)
"""A web archive inside a WACZ."""
_IN_UTF8 = 0x800
"""The flag of a member whose name is in UTF-8."""
_PICTURES = ("image", "icon", "font", "RIFF", "MP3", "MP4", "Ogg")


def read_zip(opened: Opened) -> Iterator[Source | Fault]:
    """The sources of a ZIP archive; of a WACZ, those of the web archives in it. Office documents and books, which are ZIP too, are refused."""
    name, stream = opened.name, opened.anywhere()
    try:
        listed = _listed(stream)
    except _DAMAGE as error:
        yield from _unlisted(opened, stream, damage_of(error))
        return
    if listed.kind:
        yield Fault("not-text", refusal(name, listed.kind), name=name)
        return
    if not listed.members:
        yield Fault("empty-source", f"{name}: this ZIP archive has no members. Fetch the file again, or leave it out.", name=name)
    shelf = _Shelf(opened)
    for archive, info in ((part, info) for part in parts_of(stream) for info in _members(part)):
        if listed.is_wacz and not info.filename.startswith("archive/"):
            continue
        yield from _zip_member(archive, info, shelf)
        if shelf.budget.bytes < 0:
            break  # the member that was too much has said so
    yield from shelf.passed_over()


class _Listed(NamedTuple):
    """What the list of members of a ZIP archive tells."""

    members: int
    kind: str | None
    """What it is, where it is a document."""
    is_wacz: bool


def _listed(stream: BinaryIO) -> _Listed:
    """Reads the list of members once, whole. Raises what the library raises of a list that is damaged."""
    count, mimetype, names = 0, b"", set[str]()
    for archive in parts_of(stream):
        members = _members(archive)
        count += len(members)
        names.update(info.filename for info in members if _TELLING.match(info.filename))
        mimetype = mimetype or _mimetype(archive)
    is_wacz = "datapackage.json" in names and any(name.startswith("archive/") for name in names)
    return _Listed(count, office_kind(frozenset(names), mimetype), is_wacz)


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [info for info in archive.infolist() if info.filename and not info.filename.endswith("/")]


def _unlisted(opened: Opened, stream: BinaryIO, damage: str) -> Iterator[Source | Fault]:
    """The sources of the members of an archive whose list cannot be read, as far as they are whole."""
    name, shelf, number = opened.name, _Shelf(opened), 0
    stream.seek(0)
    data = stream.read(LARGEST)
    if kind := _cut_office_kind(data, shelf.budget.bytes):
        yield Fault("not-text", refusal(name, f"{kind} that is damaged ({damage})"), name=name)
        return
    wacz = _OF_WACZ.search(data) is not None
    for member in unlisted_members(data, shelf.budget.bytes):
        number += 1
        if wacz and not member.name.startswith("archive/"):
            continue
        own = shelf.name_of(member.name)
        if not shelf.is_no_document(member.name):
            yield from shelf.read(_Member(io.BytesIO(member.data), shelf.budget, own), own)
    told = f"; {counted(number, 'member')} before the damage can be read" if number else ""
    yield Fault("corrupt", f"{name}: this ZIP archive cannot be read{' whole' if number else ''}: {damage}{told}. Fetch the file again.", name=name)
    yield from shelf.passed_over()


def _cut_office_kind(data: bytes, most: int) -> str | None:
    """What an office document or a book is whose list of members cannot be read; None for any other archive."""
    names = unlisted_names(data, most)
    mimetype = next((member.data for member in unlisted_members(data, most) if member.name == "mimetype"), b"") if "mimetype" in names else b""
    return cut_office_kind(names, mimetype)


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    try:
        with archive.open("mimetype") as stream:
            return stream.read(200)
    except _DAMAGE:
        return b""


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, shelf: _Shelf) -> Iterator[Source | Fault]:
    name = shelf.name_of(_named(info))
    if shelf.is_no_document(info.filename):
        return
    if info.flag_bits & 1:
        yield Fault("encrypted", f"{name}: this member of the archive is encrypted. Unpack it with its password first.", name=name)
        return
    try:
        with archive.open(info) as stream:
            yield from shelf.read(_Member(cast("BinaryIO", stream), shelf.budget, name), name)
    except _DAMAGE as error:
        if isinstance(error, Fault):
            raise
        yield _damaged(name, error)


def _named(info: zipfile.ZipInfo) -> str:
    """The name of a member. Many programs write it in UTF-8 and do not say so; where it is no UTF-8, it stays what the format makes of it."""
    if info.flag_bits & _IN_UTF8 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _damaged(name: str, error: Exception) -> Fault:
    if isinstance(error, NotImplementedError):
        return Fault("corrupt", f"{name}: this member of the archive is packed by a method that is not known here. Unpack the archive with another "
                     "program first.", name=name)
    return Fault("corrupt", f"{name}: this member of the archive cannot be read whole: {damage_of(error)}. Fetch the file again.", name=name)


def read_tar(opened: Opened) -> Iterator[Source | Fault]:
    """The sources of a TAR archive, read from front to end. Links, devices and folders are no sources."""
    name, shelf, number = opened.name, _Shelf(opened), 0
    stream_in, headers = _Stream(opened.chunks()), _headers()
    stream = io.BufferedReader(stream_in, 1 << 16)
    try:
        with tarfile.open(fileobj=stream, mode="r|", errorlevel=0, ignore_zeros=True, tarinfo=headers) as archive:
            for info in iter(archive.next, None):
                archive.members.clear()  # type: ignore[attr-defined]  # the library stores the header of every member that it has read
                member = archive.extractfile(info) if info.isreg() else None
                if member is None:
                    shelf.count("folders, links and devices", info.isdir())
                elif not shelf.is_no_document(info.name):
                    own = shelf.name_of(info.name)
                    yield from shelf.read(_Member(cast("BinaryIO", member), None, own), own)
                if shelf.budget.bytes < 0:
                    return  # the member that was too much has said so
                number += 1
    except (tarfile.TarError, *_DAMAGE) as error:
        if isinstance(error, Fault):
            raise
        told = f"{counted(number, 'member')} before the damage" if number else "nothing of it"
        yield Fault("corrupt", f"{name}: this TAR archive cannot be read whole: {damage_of(error)}; {told} can be read. Fetch the file again.",
                    name=name)
    else:
        if not stream_in.has_end(stream) and not headers.ended:
            yield Fault("cut-short", f"{name}: this TAR archive is cut short: its end mark is missing; {counted(number, 'member')} of it can be "
                        "read, and the last one may not be whole. Fetch the file again.", name=name)
        elif not number and not headers.lost:
            yield Fault("empty-source", f"{name}: this TAR archive has no members. Fetch the file again, or leave it out.", name=name)
    if headers.lost:
        others = f"{counted(number, 'member')} before and behind" if number else "nothing else of it"
        yield Fault("corrupt", f"{name}: this TAR archive is damaged: {counted(headers.lost, 'block')} of "
                    f"{counted(tarfile.BLOCKSIZE, 'byte')} in it "
                    f"{'belongs' if headers.lost == 1 else 'belong'} to no member that can be read; {others} can be read. Fetch the file again.",
                    name=name)
    if headers.behind:
        told = counted(headers.behind, "block behind the end mark holds no member and was", "blocks behind the end mark hold no member and were")
        yield Fault("members-passed-over", f"{name}: in this TAR archive {told} passed over.", name=name, warning=True)
    yield from shelf.passed_over()


_MAGIC = b"ustar"
"""What a header holds: where a damaged block does, a member is lost in it."""


class _Header(tarfile.TarInfo):
    """The header of a member. The library is told to read on behind empty blocks, where archives were put one behind another, and passes over
    damaged headers as well; ``lost`` counts these, and ``behind`` those behind an end mark, where some programs leave what a buffer held."""

    lost = behind = 0
    ended = False
    """Whether an end mark was read, and no member behind it."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        try:
            found = super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as error:
            cls.ended |= type(error).__name__ == "EOFHeaderError"
            cls.behind += type(error).__name__ == "InvalidHeaderError"
            if not cls.ended or _MAGIC in buf:
                cls._count()
            raise
        cls.ended = False
        cls._count()
        return found

    @classmethod
    def _count(cls) -> None:
        """Counts the damaged headers seen so far among those of members."""
        cls.lost, cls.behind = cls.lost + cls.behind, 0


def _headers() -> type[_Header]:
    """A class of headers with a count of its own."""
    return type("_CountedHeader", (_Header,), {})


class _Shelf:
    """What the members of one container share: names, limits, and the count of what is no document."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self.budget = opened.budget
        self._names = Names()
        self._passed: Counter[str] = Counter()

    def name_of(self, member: str) -> str:
        """The name of a member's sources: below the container's own, without anything that points elsewhere."""
        self.budget.member(self._opened.name)
        parts = [part for part in member.replace("\\", "/").split("/") if part not in ("", ".", "..")]
        return self._names.own(f"{self._opened.name}/{'/'.join(parts)[:1000] or 'member'}")

    def is_no_document(self, member: str) -> bool:
        """True for pictures, styles, scripts and files of operating systems, which are only counted."""
        last = member.replace("\\", "/").rsplit("/", 1)[-1].lower()
        if member.startswith("__MACOSX/") or last.startswith(".") or last.endswith(_NO_DOCUMENTS):
            self.count(f".{last.rpartition('.')[2]}" if "." in last else "hidden files")
            return True
        return False

    def count(self, kind: str, silent: bool = False) -> None:
        """Counts a member that is not read."""
        if not silent:
            self._passed[kind] += 1

    def read(self, member: _Member, name: str) -> Iterator[Source | Fault]:
        """The sources of one member; a picture, recognised by its bytes, is only counted."""
        stream = io.BufferedReader(member, 1 << 16)
        kind = magic_kind(stream.peek(16)[:16]) or ""
        if any(word in kind for word in _PICTURES):
            self.count(kind.partition(" ")[2])
            return
        empty = True
        for item in self._opened.again(cast("BinaryIO", stream), name, self._opened):
            empty = False
            yield item
        if empty:
            yield Fault("empty-source", f"{name}: there is nothing in it. Leave it out.", name=name)

    def passed_over(self) -> Iterator[Fault]:
        """One note with the counts of members that were not read."""
        if self._passed:
            kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(self._passed.items()))
            name, count = self._opened.name, sum(self._passed.values())
            told = counted(count, "member is no document and was", "members are no documents and were")
            yield Fault("members-passed-over", f"{name}: {told} passed over: {kinds}.", name=name, warning=True)


class _Member(io.RawIOBase):
    """A member as a stream that can only be read from front to back, its bytes counted."""

    def __init__(self, stream: BinaryIO, budget: Budget | None, name: str) -> None:
        self._stream, self._budget, self._name = stream, budget, name

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fills the buffer with as many bytes as are left."""
        data = self._stream.read(len(buffer))
        if self._budget is not None:
            self._budget.spend(len(data), self._name)
        buffer[:len(data)] = data
        return len(data)


class _Stream(io.RawIOBase):
    """Chunks as a stream."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest, self._tail = chunks, b"", b""

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fills the buffer with the rest of a chunk, or with the next chunk."""
        if not self._rest:
            self._rest = next(self._chunks, b"")
        data = self._rest[:len(buffer)]
        self._rest = self._rest[len(data):]
        self._tail = (self._tail + data)[-512:]
        buffer[:len(data)] = data
        return len(data)

    def has_end(self, stream: BinaryIO) -> bool:
        """Whether the stream ends with an empty block, which ends a TAR archive; what is left of it is read."""
        while stream.read(1 << 16):
            pass
        return len(self._tail) == 512 and not self._tail.strip(b"\0")

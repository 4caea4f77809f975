"""One table from suffix and first bytes to reader, and `read`, which goes by it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources.jsonl import read_json, read_jsonl
from pipeline.sources.packed import GZIP, ZSTD, Rejoined, unpacked
from pipeline.sources.sniff import binary_kind, media_type_of

__all__ = ["READERS", "Reader", "read", "reader_for"]

_HEAD = 8192
_LARGEST = 256 << 20
"""Bytes of one document. The longest articles are under 2 MB; a larger one is a dump that should be cut up first."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One kind of input: what its names end in, what it begins with, and what reads it."""

    kind: str
    suffixes: tuple[str, ...]
    begins: tuple[bytes, ...]
    read: Callable[[BinaryIO, bytes, str], Iterator[Source | Fault]]


def read(stream: BinaryIO | bytes, name: str, *, media_type: str | None = None, charset: str | None = None) -> Iterator[Source | Fault]:
    """Every source of one input, in its order, and a `Fault` for every part that cannot be read.

    ``name`` is the path below the input with ``/``, ``-`` for standard input. ``media_type`` and ``charset`` are what the outside
    says of documents that do not say it themselves.
    """
    opened: BinaryIO = io.BytesIO(stream) if isinstance(stream, bytes) else stream
    head = _head(opened)
    joined: BinaryIO = io.BufferedReader(Rejoined(head, opened), 1 << 16)
    for item in reader_for(name, _inside(head, name)).read(joined, head, name):
        if isinstance(item, Source) and item.charset != "unicode":
            item = replace(item, media_type=item.media_type or media_type, charset=item.charset or charset)
        yield item


def reader_for(name: str, head: bytes) -> Reader:
    """The reader for a name and the first (unpacked) bytes. Bytes count before names where they are unmistakable."""
    bare = name.rsplit("/", 1)[-1].lower().removesuffix(".gz").removesuffix(".zst")
    for reader in READERS:
        if reader.begins and head.startswith(reader.begins):
            return reader
    for reader in READERS:
        if bare.endswith(reader.suffixes):
            return reader
    return _DOCUMENT


def _head(stream: BinaryIO) -> bytes:
    """The first bytes; a pipe may give them in several pieces."""
    head = b""
    while len(head) < _HEAD and (more := stream.read(_HEAD - len(head))):
        head += more
    return head


def _inside(head: bytes, name: str) -> bytes:
    """The first bytes inside the compression, if there is one."""
    if not head.startswith((GZIP, ZSTD)):
        return head
    out = b""
    try:
        for chunk in unpacked(io.BytesIO(head), head, name):
            out += chunk
    except Fault:
        pass  # the head of a stream is always cut short
    return out


def _read_document(stream: BinaryIO, head: bytes, name: str) -> Iterator[Source | Fault]:
    """The whole stream as one document."""
    parts: list[bytes] = []
    size = 0
    try:
        for chunk in unpacked(stream, head, name):
            parts.append(chunk)
            size += len(chunk)
            if size > _LARGEST:
                yield Fault("too-large", f"{name}: this is more than {_LARGEST >> 20} MB in one document. Cut it into documents, one a file or "
                            "one a line of JSON.", name=name)
                return
    except Fault as fault:
        yield fault
        return
    data = b"".join(parts)
    bare = name.lower().removesuffix(".gz").removesuffix(".zst")
    if kind := binary_kind(data):
        yield Fault("not-text", f"{name}: this is {kind}, not text. Take the text out of it with another tool first, or leave it out.", name=name)
        return
    yield Source(name=name, data=data, media_type="text/html" if media_type_of(data, bare) == "text/html" else None)


def _jsonl(stream: BinaryIO, head: bytes, name: str) -> Iterator[Source | Fault]:
    return read_jsonl(unpacked(stream, head, name), name)


def _json(stream: BinaryIO, head: bytes, name: str) -> Iterator[Source | Fault]:
    return read_json(unpacked(stream, head, name), name)


def _warc(stream: BinaryIO, head: bytes, name: str) -> Iterator[Source | Fault]:
    from pipeline.sources.warc import read_warc

    return read_warc(stream, head, name)


_DOCUMENT = Reader("text", (".txt", ".text", ".md", ".markdown"), (), _read_document)
READERS: tuple[Reader, ...] = (
    Reader("warc", (".warc",), (b"WARC/1.", b"WARC/0."), _warc),
    Reader("html", (".html", ".htm", ".xhtml", ".shtml"), (), _read_document),
    Reader("jsonl", (".jsonl", ".ndjson", ".jsonlines", ".jl"), (), _jsonl),
    Reader("json", (".json",), (), _json),
    _DOCUMENT,
)

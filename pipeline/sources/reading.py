"""One table from kind, suffix and first bytes to reader, and `read`, which goes by it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.settings import Inputs
from pipeline.sources.document import read_document
from pipeline.sources.opened import Budget, Opened
from pipeline.sources.packed import GZIP, ZSTD, Rejoined, unpacked
from pipeline.sources.recognise import kind_of
from pipeline.sources.sniff import HTML_NAMES, MARKDOWN_NAMES, is_western
from pipeline.sources.written import WESTERN, Form, form_of

__all__ = ["READERS", "Prepared", "Reader", "prepare", "read", "reader_for"]

_HEAD = 65536
_DEEPEST = 3
"""Containers in containers."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One kind of input: what its names end in, and what reads it."""

    kind: str
    suffixes: tuple[str, ...]
    read: Callable[[Opened], Iterator[Source | Fault]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An input whose kind is known, before anything is read of it but its first bytes."""

    reader: Reader
    opened: Opened

    @property
    def is_document(self) -> bool:
        """It is one document, no container."""
        return self.reader.read is read_document

    def items(self) -> Iterator[Source | Fault]:
        """Every source of it, in its order, and a `Fault` for every part that cannot be read."""
        name = self.opened.name
        try:
            there = False
            for item in self.reader.read(self.opened):
                there = True
                yield item
            if not there and not self.opened.depth:
                yield Fault("no-documents", f"{name}: there is no document in it. Fetch it again, or leave it out.", name=name, warning=True)
        except Fault as fault:
            yield fault
        except RecursionError:
            yield Fault("too-deep", f"{name}: its parts stand one in another, deeper than can be read. Take the inner parts out of it first.",
                        name=name)


def prepare(stream: BinaryIO, name: str, inputs: Inputs | None = None) -> Prepared:
    """An input: ``name`` is its path below the input with ``/``, ``-`` for standard input."""
    inputs = inputs or Inputs()
    return _prepared(stream, name, inputs, Budget(inputs), 0)


def read(
    stream: BinaryIO | bytes, name: str, *, media_type: str | None = None, charset: str | None = None, inputs: Inputs | None = None,
) -> Iterator[Source | Fault]:
    """Every source of one input, in its order, and a `Fault` for every part that cannot be read.

    ``name`` as for `prepare`. ``media_type`` and ``charset`` are what the outside says of documents that do not say it themselves.
    """
    for item in prepare(io.BytesIO(stream) if isinstance(stream, bytes) else stream, name, inputs).items():
        if isinstance(item, Source) and item.charset != "unicode":
            item = replace(item, media_type=item.media_type or media_type, charset=item.charset or charset)
        yield item


def _prepared(stream: BinaryIO, name: str, inputs: Inputs, budget: Budget, depth: int) -> Prepared:
    packed_head = _head(stream)
    joined: BinaryIO = io.BufferedReader(Rejoined(packed_head, stream), 1 << 16)
    inside = _inside(packed_head, name)
    form = form_of(inside)
    head = b"".join(form.plain([inside]))
    reader = reader_for(name, head, inputs)
    if reader.kind not in _WRITTEN:
        form, head, reader = Form(), inside, reader_for(name, inside, inputs)
    elif reader.kind in _IN_UTF8:
        codec = WESTERN if not form.codec and is_western(inside) else form.codec
        form = replace(form, codec=codec, opened=form.opened and inside.startswith(b"\xef\xbb\xbf"))  # its lines are counted from the first one on
    original = stream if stream.seekable() else None
    opened = Opened(joined, packed_head, head, name, _again, inputs, budget, depth, original, inside is not packed_head, form)
    return Prepared(reader, opened)


def _again(stream: BinaryIO | bytes, name: str, container: Opened) -> Iterator[Source | Fault]:
    """A member of a container."""
    if container.depth >= _DEEPEST:
        yield Fault("too-deep", f"{name}: this stands in more than {_DEEPEST} containers, one in another. Unpack the outer ones first.", name=name)
        return
    opened: BinaryIO = io.BytesIO(stream) if isinstance(stream, bytes) else stream
    try:
        prepared = _prepared(opened, name, container.inputs, container.budget, container.depth + 1)
    except Fault as fault:
        yield fault
        return
    yield from prepared.items()


def reader_for(name: str, head: bytes, inputs: Inputs | None = None) -> Reader:
    """The reader for a name and the first (unpacked) bytes. Bytes count before names where they are unmistakable."""
    bare = bare_name(name)
    kind = kind_of(head, bare, inputs or Inputs())
    if kind is not None:
        return _BY_KIND[kind]
    for reader in READERS:
        if bare.endswith(reader.suffixes) and (not head.strip() or reader.kind not in _TOLD_BY_BYTES or _may_be(reader.kind, head)):
            return reader
    return _DOCUMENT


def bare_name(name: str) -> str:
    """The last part of a name in lower case, without the suffix of a compression."""
    return name.rsplit("/", 1)[-1].lower().removesuffix(".gz").removesuffix(".zst")


def _may_be(kind: str, head: bytes) -> bool:
    """Whether a name can be right although the first bytes do not bear it out: damaged JSON lines are still JSON lines."""
    if kind in ("json", "jsonl"):
        return any(line.lstrip()[:1] in (b"{", b"[", b'"') for line in head.removeprefix(b"\xef\xbb\xbf").split(b"\n"))
    return kind == "feed" and head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<rss", b"<feed"))


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
            if len(out) >= _HEAD:
                break
    except Fault:
        pass  # the head of a stream is always cut short
    return out[:_HEAD]


def _reader(module: str, function: str) -> Callable[[Opened], Iterator[Source | Fault]]:
    """A reader that is imported when it is first needed."""

    def read_it(opened: Opened) -> Iterator[Source | Fault]:
        from importlib import import_module

        found: Iterator[Source | Fault] = getattr(import_module(f"pipeline.sources.{module}"), function)(opened)
        return found

    return read_it


_DOCUMENT = Reader("text", (".txt", ".text"), read_document)
READERS: tuple[Reader, ...] = (
    Reader("warc", (".warc", ".wet", ".wat"), _reader("warc", "read_warc")),
    Reader("arc", (".arc",), _reader("arc", "read_arc")),
    Reader("html", HTML_NAMES, read_document),
    Reader("jsonl", (".jsonl", ".ndjson", ".jsonlines", ".jl"), _reader("jsonl", "read_jsonl")),
    Reader("json", (".json",), _reader("jsonl", "read_json")),
    Reader("table", (), _reader("tables", "read_table")),
    Reader("parquet", (), _reader("parquet", "read_parquet")),
    Reader("feed", (".rss", ".atom"), _reader("feeds", "read_feed")),
    Reader("mail", (), _reader("mail", "read_mail")),
    Reader("mbox", (), _reader("mail", "read_mbox")),
    Reader("emlx", (), _reader("mailboxes", "read_emlx")),
    Reader("mmdf", (), _reader("mailboxes", "read_mmdf")),
    Reader("digest", (), _reader("mailboxes", "read_digest")),
    Reader("http", (), _reader("http_dump", "read_http")),
    Reader("mhtml", (), _reader("mhtml", "read_mhtml")),
    Reader("press", (), _reader("press", "read_press")),
    Reader("press-html", (), _reader("press_html", "read_press_html")),
    Reader("ocr", (), _reader("ocr", "read_ocr")),
    Reader("tei", (), _reader("tei", "read_tei")),
    Reader("pmc-text", (), _reader("pmc_text", "read_pmc_text")),
    Reader("xml", (), _reader("xml_articles", "read_xml_articles")),
    Reader("markdown", MARKDOWN_NAMES, _reader("markdown", "read_markdown")),
    Reader("zip", (), _reader("archives", "read_zip")),
    Reader("tar", (), _reader("archives", "read_tar")),
    _DOCUMENT,
)
_BY_KIND = {reader.kind: reader for reader in READERS}
_WRITTEN = frozenset(
    {"json", "jsonl", "table", "feed", "mail", "mbox", "mmdf", "digest", "mhtml", "press", "press-html", "markdown", "tei", "ocr", "xml",
     "pmc-text"})
"""Containers that are text."""
_IN_UTF8 = frozenset({"json", "jsonl"})
"""Those that are read as UTF-8 and say nothing of their encoding."""
_TOLD_BY_BYTES = frozenset({"json", "jsonl", "feed"})

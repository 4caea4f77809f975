"""Web archives: WARC records to sources.

Strategy: the records are cut out here, byte by byte, because the libraries end without a word where a file is cut short (fastwarc
2.0.1 and warcio 1.8.1 both gave 1,000 of 2,001 records and no error) and stop at the first damaged gzip member. So every loss is
reported with its place, reading goes on at the next record, and the record itself is kept as it stood. fastwarc reads the headers
and unpacks zstandard.
"""

from __future__ import annotations

import io
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources.http import charset_of, digest_agrees, media_type_in, unwrapped
from pipeline.sources.packed import GZIP, ZSTD

__all__ = ["read_warc"]

_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown"})
_CARRIERS = frozenset({"response", "resource", "conversion"})
_SILENT = frozenset({"warcinfo", "request", "metadata"})
_LONGEST_LINE = 1 << 16


@dataclass(frozen=True, slots=True)
class _Record:
    """One record as it stands in the file."""

    offset: int
    """Place in the unpacked stream."""
    raw: bytes
    """Headers and block, without the two line breaks behind."""
    block: bytes
    headers: dict[str, str]
    """Names in lower case."""
    missing: int
    """Bytes that the record declares and the file does not have."""
    headless: bool
    """True where the file ends inside the headers."""


def read_warc(stream: BinaryIO, head: bytes, name: str) -> Iterator[Source | Fault]:
    """The pages of a web archive, gzip- or zstandard-compressed or plain: responses, resources and conversions of HTML and plain text.

    What is no page (images, redirects, error pages) is counted in one closing `Fault` with ``warning``; what is damaged, cut short
    or stands elsewhere (revisits, segments) is a `Fault` of its own.
    """
    passed: Counter[str] = Counter()
    for record in _records(_open(stream, head, name), name):
        if isinstance(record, Fault):
            yield record
        else:
            yield from _read_record(record, name, passed)
    if passed:
        kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(passed.items()))
        yield Fault(
            "warc-passed-over", f"{name}: {sum(passed.values())} records hold no page and were passed over: {kinds}.", name=name, warning=True,
        )


def _read_record(record: _Record, name: str, passed: Counter[str]) -> Iterator[Source | Fault]:
    kind = record.headers.get("warc-type", "").lower()
    url = record.headers.get("warc-target-uri", "").strip("<> ") or None
    where = f"{name}#{record.headers.get('warc-record-id', '').strip('<> ') or record.offset}"
    if record.headless:
        yield Fault("cut-short", f"{where}: the file ends inside the headers of this record. Fetch the file again.", name=where)
    elif record.missing:
        yield Fault(
            "cut-short", f"{where}: the record ({url or kind}) declares {len(record.block) + record.missing} bytes and has "
            f"{len(record.block)}; it was left out. Fetch the file again.", name=where,
        )
    elif kind == "revisit":
        known = record.headers.get("warc-refers-to-target-uri") or record.headers.get("warc-refers-to") or "an earlier record"
        yield Fault("warc-revisit", f"{where}: {url} was the same as {known} when it was visited again; nothing new to archive.",
                    name=where, warning=True)
    elif kind == "continuation" or "warc-segment-number" in record.headers:
        yield Fault("warc-segment", f"{where}: {url} is spread over several records; such pages are not put together. Join the segments first.",
                    name=where)
    elif kind in _CARRIERS:
        yield from _read_page(record, where, name, url, passed)
    elif kind not in _SILENT:
        passed[f"type {kind or 'unknown'}"] += 1


def _read_page(record: _Record, where: str, name: str, url: str | None, passed: Counter[str]) -> Iterator[Source | Fault]:
    content_type, payload = record.headers.get("content-type", ""), record.block
    http: dict[str, str] = {}
    if content_type.lower().startswith("application/http"):
        http, payload = _http(record.block)
        status = http.get(":status", "")
        if not status.startswith("2"):
            passed[f"status {status or 'unknown'}"] += 1
            return
        content_type = http.get("content-type", "")
    media = media_type_in(content_type) or record.headers.get("warc-identified-payload-type", "").lower() or None
    if media and media not in _PAGES:
        passed[media] += 1
        return
    agrees = digest_agrees(record.headers.get("warc-block-digest"), record.block)
    if agrees is not False:
        agrees = digest_agrees(record.headers.get("warc-payload-digest"), payload)
    if agrees is False:
        yield Fault("warc-digest", f"{where}: the bytes of {url} do not have the digest that the record declares; read all the same.",
                    name=where, warning=True)
    if cut := record.headers.get("warc-truncated"):
        yield Fault("warc-truncated", f"{where}: {url} was cut off when it was crawled ({cut}); its end is missing.", name=where, warning=True)
    data, trouble = unwrapped(payload, http)
    if trouble:
        yield Fault("http-coding", f"{where}: {url} {trouble}; read as it stands.", name=where, warning=True)
    yield Source(
        name=record.headers.get("warc-record-id", "").strip("<> ") or where, data=data, url=_plain_url(url), media_type=media,
        charset=charset_of(content_type), captured=record.headers.get("warc-date"), metadata=_metadata(record, name, http), record=record.raw,
    )


def _plain_url(url: str | None) -> str | None:
    """The address of a page; some crawlers keep a page's text as a resource ``urn:text:ADDRESS``."""
    return url.removeprefix("urn:text:") if url else None


def _metadata(record: _Record, name: str, http: dict[str, str]) -> tuple[tuple[str, str], ...]:
    pairs = [("warc-file", name)]
    pairs += [(key, value) for key, value in record.headers.items() if key.startswith("warc-")]
    pairs += [(f"http-{key}", value) for key, value in http.items() if key in ("content-type", "content-language", "last-modified", "link")]
    return tuple(pairs)


def _http(block: bytes) -> tuple[dict[str, str], bytes]:
    """HTTP headers in lower case, the status as ``:status``, and the body as it stands."""
    for gap in (b"\r\n\r\n", b"\n\n"):
        at = block.find(gap)
        if at >= 0:
            headers = _headers(block[:at] + b"\r\n\r\n")
            return headers, block[at + len(gap):]
    return _headers(block + b"\r\n\r\n"), b""


def _headers(data: bytes) -> dict[str, str]:
    from fastwarc.warc import HeaderMap

    headers = HeaderMap()
    headers.parse(io.BytesIO(data))
    found = {key.lower(): value.strip() for key, value in reversed(headers.to_tuples())}
    found = dict(reversed(found.items()))
    if data.startswith(b"HTTP/"):
        found[":status"] = data.split(b"\n", 1)[0].decode("latin-1").partition(" ")[2].strip()[:3]
    return found


def _records(stream: BinaryIO, name: str) -> Iterator[_Record | Fault]:
    """Every record of an unpacked stream; after damage, reading goes on where the next record begins."""
    offset, lost = 0, 0
    while True:
        try:
            line = stream.readline(_LONGEST_LINE)
            if not line:
                break
            if not line.startswith(b"WARC/"):
                lost += len(line) if line.strip() else 0
                offset += len(line)
                continue
            if lost:
                yield _unreadable(name, offset - lost, lost)
                lost = 0
            record = _one(stream, line, offset)
            offset += len(record.raw)
            yield record
        except Fault as fault:
            yield fault
    if lost:
        yield _unreadable(name, offset - lost, lost)


def _unreadable(name: str, at: int, lost: int) -> Fault:
    return Fault("warc-unreadable", f"{name}: {lost} bytes before byte {at + lost} are no WARC record and were passed over.", name=f"{name}#{at}")


def _one(stream: BinaryIO, line: bytes, offset: int) -> _Record:
    """The record whose first line was read. A fault of the stream is raised: what is left of the record is then no page."""
    lines = [line]
    while line.strip(b"\r\n"):
        line = stream.readline(_LONGEST_LINE)
        if not line:
            break
        lines.append(line)
    head = b"".join(lines)
    headers = _headers(head)
    declared = headers.get("content-length", "")
    length = int(declared) if declared.isdecimal() else 0
    block = stream.read(length) if length else b""
    return _Record(offset, head + block, block, headers, missing=length - len(block), headless=not line)


def _open(stream: BinaryIO, head: bytes, name: str) -> BinaryIO:
    if head.startswith(GZIP):
        return io.BufferedReader(_Members(stream, name), 1 << 16)
    if head.startswith(ZSTD):
        from fastwarc.stream_io import ZstdReader

        return io.BufferedReader(_Zstd(cast("BinaryIO", ZstdReader(stream)), name), 1 << 16)
    return io.BufferedReader(_Plain(stream), 1 << 16)


class _Plain(io.RawIOBase):
    """Any stream as raw input of a buffer, so that short reads do not look like the end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[:len(data)] = data
        return len(data)


class _Zstd(_Plain):
    """A zstandard stream; what cannot be unpacked is raised once, then the stream ends."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        super().__init__(stream)
        self._name = name
        self._broken = False

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._broken:
            return 0
        try:
            return super().readinto(buffer)
        except (OSError, ValueError) as error:
            self._broken = True
            raise Fault("cut-short", f"{self._name}: the zstandard stream is cut short or damaged ({error}). Fetch the file again.",
                        name=self._name) from None


class _Members(io.RawIOBase):
    """A gzip stream of many members, as web archives are: a damaged one is raised as a fault, and reading goes on at the next."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream, self._name = stream, name
        self._ready = b""
        self._rest = b""  # compressed bytes not yet looked at
        self._member = b""  # compressed bytes of the member under way, to look for the next one in
        self._start = 0  # where that member starts in the file
        self._packed = zlib.decompressobj(31)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            chunk = self._rest or self._stream.read(1 << 16)
            self._rest = b""
            if not chunk:
                return self._end()
            self._take(chunk)
        data = self._ready[:len(buffer)]
        self._ready = self._ready[len(data):]
        buffer[:len(data)] = data
        return len(data)

    def _take(self, chunk: bytes) -> None:
        self._member += chunk
        try:
            self._ready = self._packed.decompress(chunk)
        except zlib.error as error:
            self._skip(str(error))
        if self._packed.eof:
            self._rest = self._packed.unused_data.lstrip(b"\0") if not self._packed.unused_data.strip(b"\0") else self._packed.unused_data
            self._begin(self._start + len(self._member) - len(self._packed.unused_data))

    def _begin(self, start: int) -> None:
        self._start, self._member, self._packed = start, b"", zlib.decompressobj(31)

    def _skip(self, error: str) -> None:
        """Go on at the next member, and say what was lost."""
        start, data = self._start, self._member
        base = 1
        while (at := data.find(b"\x1f\x8b\x08", base)) < 0:
            more = self._stream.read(1 << 16)
            if not more:
                at = len(data)
                break
            base = max(1, len(data) - 2)
            data += more
        self._rest = data[at:]
        self._begin(start + at)
        raise Fault("corrupt", f"{self._name}: bytes {start} to {start + at} of the file are damaged ({error}) and were passed over.",
                    name=f"{self._name}#{start}")

    def _end(self) -> int:
        if self._member:
            start = self._start
            self._begin(start)
            raise Fault("cut-short", f"{self._name}: the file ends in the middle of the gzip member at byte {start}. Fetch the file again.",
                        name=f"{self._name}#{start}")
        return 0

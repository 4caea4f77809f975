"""Sources packed as WARC/1.1: one ``resource`` record a source, ``revisit`` for the same bytes from another place; a source that came in
a WARC keeps its own record.

Written here rather than by a library for two reasons: the bytes must be the same on every run (fixed gzip header, ids made from contents, no clock
and no host name), and packing has to be a small part of a run (warcio's writer is slower). warcio and fastwarc read the result in the tests, and
``verify`` reads it with neither of our writers.

Each record is a gzip member of its own, so that readers can start at any record, and a damaged record does not affect the others.
"""

from __future__ import annotations

import json
import re
import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import quote

from pipeline.sources.gzip_members import MAGIC

__all__ = ["EPOCH", "Kept", "conversion_record", "file_header", "file_opening", "pack", "pack_record", "pack_revisit", "target_uri",
           "warc_date"]

EPOCH = "1970-01-01T00:00:00Z"
"""WARC-Date is required; this date stands for an unknown time of capture."""

_LEVEL = 4  # higher levels take much longer for little less
_MEMBER_HEAD = MAGIC + bytes(6) + b"\xff"
_IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_RECORD_ID = re.compile(rb"^WARC-Record-ID:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Kept:
    """What the archive notes of a source besides its bytes."""

    name: str
    ident: str
    """Id of the article."""
    version: int
    sha256: str
    url: str | None = None
    media_type: str | None = None
    charset: str | None = None
    captured: str | None = None
    metadata: Sequence[tuple[str, str]] = ()


def file_header(date: str) -> bytes:
    """The ``warcinfo`` record that opens a file."""
    return _member(file_opening(date))


def file_opening(date: str) -> bytes:
    """The same record, not packed."""
    body = b"software: Engross\r\nformat: WARC File Format 1.1\r\nconformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
    return _unpacked([
        ("WARC-Type", "warcinfo"), ("WARC-Record-ID", _urn("warcinfo", date)), ("WARC-Date", date), ("Content-Type", "application/warc-fields"),
    ], body)


def pack(kept: Kept, data: bytes, date: str) -> bytes:
    """The records of one source: its bytes, and a ``metadata`` record if the input has metadata of it."""
    digest = f"sha256:{kept.sha256}"
    fields = [
        ("WARC-Type", "resource"), ("WARC-Record-ID", _record_id(kept)), ("WARC-Date", warc_date(kept.captured, date)),
        ("WARC-Target-URI", target_uri(kept)), ("WARC-Payload-Digest", digest), ("WARC-Block-Digest", digest), *_ours(kept),
        ("Content-Type", _content_type(kept)),
    ]
    return _record(fields, data) + _more(kept, date)


def pack_record(kept: Kept, record: bytes, date: str) -> bytes:
    """The records of a source that came in a WARC: its record as it stood there, and a ``metadata`` record that names the article."""
    found = _RECORD_ID.search(record[:8192])
    fields = [
        ("WARC-Type", "metadata"), ("WARC-Record-ID", _record_id(kept)), ("WARC-Date", warc_date(kept.captured, date)),
        ("WARC-Target-URI", target_uri(kept)), *([("WARC-Refers-To", found[1].decode("ascii", "replace"))] if found else []), *_ours(kept),
        ("Engross-Digest", f"sha256:{kept.sha256}"), ("Content-Type", "application/json"),
    ]
    return _member(record + b"\r\n\r\n") + _record(fields, _pairs(kept))


def pack_revisit(kept: Kept, first: Kept, date: str) -> bytes:
    """The records of a source whose bytes stand in the archive already, as those of ``first``."""
    fields = [
        ("WARC-Type", "revisit"), ("WARC-Record-ID", _record_id(kept)), ("WARC-Date", warc_date(kept.captured, date)),
        ("WARC-Target-URI", target_uri(kept)), ("WARC-Profile", _IDENTICAL), ("WARC-Refers-To", _record_id(first)),
        ("WARC-Refers-To-Target-URI", target_uri(first)), ("WARC-Refers-To-Date", warc_date(first.captured, date)),
        ("WARC-Payload-Digest", f"sha256:{kept.sha256}"), *_ours(kept),
        *([("Engross-Media-Type", _quoted(kept.media_type))] if kept.media_type else []),
    ]
    return _record(fields, b"") + _more(kept, date)


def conversion_record(head: Mapping[str, str], refers_to: str, text: bytes) -> bytes:
    """A ``conversion`` record, not packed: the clean text of an article. ``head``: fields of the record that names the article."""
    digest = f"sha256:{sha256(text).hexdigest()}"
    ident, version = head["engross-id"], head["engross-version"]
    return _unpacked([
        ("WARC-Type", "conversion"), ("WARC-Record-ID", _urn("conversion", ident, version, digest)), ("WARC-Date", head["warc-date"]),
        ("WARC-Target-URI", head["warc-target-uri"]), *([("WARC-Refers-To", refers_to)] if refers_to else []), ("WARC-Block-Digest", digest),
        ("Engross-Id", ident), ("Engross-Version", version), ("Content-Type", "text/plain; charset=UTF-8"),
    ], text)


def _record_id(kept: Kept) -> str:
    """``<urn:uuid:…>`` of a source's record, made from what it is, so that any reader of an article can name it."""
    return _urn(kept.ident, str(kept.version), kept.sha256, kept.url or "", kept.name)


def target_uri(kept: Kept) -> str:
    """The URL, or for a file without one ``file:///NAME`` with its name below the input."""
    if kept.url and _URI.fullmatch(kept.url) and kept.url.isascii():
        return kept.url
    return quote(kept.url, safe="/:?#[]@!$&'()*+,;=%~") if kept.url else "file:///" + _quoted(kept.name.lstrip("/")).replace(" ", "%20")


def warc_date(captured: str | None, default: str) -> str:
    """A time of capture in UTC to the second; ``default`` where there is none or it is no ISO 8601."""
    try:
        moment = datetime.fromisoformat((captured or "").strip())
    except ValueError:
        return default
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def _ours(kept: Kept) -> list[tuple[str, str]]:
    fields = [("Engross-Id", kept.ident), ("Engross-Version", str(kept.version)), ("Engross-Name", _quoted(kept.name))]
    more = (("Engross-Url", kept.url), ("Engross-Charset", kept.charset), ("Engross-Captured", kept.captured))
    return [*fields, *((name, _quoted(value)) for name, value in more if value)]


def _more(kept: Kept, date: str) -> bytes:
    """A ``metadata`` record with the fields of a JSONL line, the headers of a WARC record …"""
    if not kept.metadata:
        return b""
    return _record([
        ("WARC-Type", "metadata"), ("WARC-Record-ID", _urn("metadata", _record_id(kept))), ("WARC-Date", warc_date(kept.captured, date)),
        ("WARC-Target-URI", target_uri(kept)), ("WARC-Refers-To", _record_id(kept)), ("Content-Type", "application/json"),
    ], _pairs(kept))


def _pairs(kept: Kept) -> bytes:
    return json.dumps(kept.metadata, ensure_ascii=True, separators=(",", ":")).encode()


def _content_type(kept: Kept) -> str:
    charset = "utf-8" if kept.charset == "unicode" else kept.charset
    kind = kept.media_type or "application/octet-stream"
    return f"{kind}; charset={_quoted(charset)}" if charset else kind


def _quoted(text: str) -> str:
    return quote(text, safe="/:@!$&'()*+,;=~ ", errors="surrogateescape")


def _urn(*parts: str) -> str:
    name = "\n".join(("engross", *parts)).encode("utf-8", "surrogatepass").hex()
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, name)}>"


def _record(fields: list[tuple[str, str]], body: bytes) -> bytes:
    return _member(_unpacked(fields, body))


def _unpacked(fields: list[tuple[str, str]], body: bytes) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in (*fields, ("Content-Length", str(len(body)))))
    return b"WARC/1.1\r\n" + head.encode() + b"\r\n" + body + b"\r\n\r\n"


def _member(data: bytes) -> bytes:
    """One gzip member without time, name or system in its header."""
    squeezer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    tail = zlib.crc32(data).to_bytes(4, "little") + (len(data) & 0xFFFFFFFF).to_bytes(4, "little")
    return _MEMBER_HEAD + squeezer.compress(data) + squeezer.flush() + tail

"""What HTTP headers say of a payload: its type, its charset, and the codings to undo."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Callable

from pipeline.sources.gzip_members import MAGIC as GZIP
from pipeline.sources.opened import LARGEST
from pipeline.sources.sniff import binary_kind
from pipeline.sources.zstd_frames import MAGIC as ZSTD
from pipeline.sources.zstd_frames import unpacked_frames

__all__ = ["BARE_ANSWER", "answer_at", "are_answers", "charset_of", "digest_agrees", "is_whole", "media_type_in", "next_answer", "unwrapped"]

_ANSWER = re.compile(rb"HTTP/\d(?:\.\d)? \d{3}[^\n]{0,200}\n(?P<fields>(?:[!-9;-~]{1,76}:[^\n]{0,8000}+\n){1,200}+)\r?\n")
BARE_ANSWER = re.compile(rb"HTTP/\d(?:\.\d)? \d{3}[^\n]{0,200}\n\r?\n")
"""The head of an answer without fields, as ``100 Continue`` and proxies have it."""
_MOST_BARE = 30
_FIELD = re.compile(
    rb"^(?:(?:content-(?:type|length|encoding|language|disposition|security-policy|location)|transfer-encoding|set-cookie|cache-control|etag|vary"
    rb"|accept-ranges|strict-transport-security|www-authenticate|retry-after|pragma|x-[a-z-]{2,60}|cf-[a-z-]{2,30}|alt-svc|keep-alive|connection):"
    rb"|(?:date|expires|last-modified):[^\n]{5,60} GMT|server:[ \t]*\S{1,200}(?: \([^\n]{1,200}\))?\r?$|location:[ \t]*(?:https?://|/)\S*\r?$)",
    re.IGNORECASE | re.MULTILINE)
"""A line that heads of answers have, and lines below the title of a text (``Date: 2 May 2020``, ``By: Ada Quill``) have not."""
_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s"';,]+)""", re.IGNORECASE)
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)$", re.ASCII)
_HEX = re.compile(rb"[0-9A-Fa-f]{1,15}")
_PIECE, _PACKED, _STEP = 1 << 20, 1 << 14, 1 << 8
"""Bytes that are asked for at once of a sound body, and that are unpacked at once; of a damaged one fewer are asked for, since the piece with the
damage in it is lost."""
_READ, _STANDS = "what stands before was read", "it was read as it stands"
_ALGORITHMS = {"sha1": "sha1", "sha-1": "sha1", "sha256": "sha256", "sha-256": "sha256", "sha512": "sha512", "sha-512": "sha512", "md5": "md5"}


def answer_at(data: bytes, at: int = 0) -> int:
    """Where the head of an answer that begins at a place ends; 0 where none begins there. A text about such an answer has its first line alone."""
    match = _ANSWER.match(data, at)
    return match.end() if match and _FIELD.search(match["fields"]) else 0


def are_answers(data: bytes) -> bool:
    """Whether bytes begin with an answer; ones without fields may stand before it."""
    at = 0
    for _ in range(_MOST_BARE):
        if not (bare := BARE_ANSWER.match(data, at)):
            break
        at = bare.end()
    return bool(answer_at(data, at))


def next_answer(data: bytes, at: int) -> tuple[int, int]:
    """Where the head of the next answer begins and ends; the end of the data twice where there is none."""
    for match in _ANSWER.finditer(data, at):
        if _FIELD.search(match["fields"]):
            return match.start(), match.end()
    return len(data), len(data)


def media_type_in(content_type: str) -> str | None:
    """``text/html`` from ``Text/HTML; charset=x``; None where there is no such type."""
    media = content_type.partition(";")[0].strip().lower()
    return media if "/" in media and media != "application/octet-stream" else None


def charset_of(content_type: str) -> str | None:
    """The charset a content type names, as it names it; ``unicode`` is UTF-16, as browsers have it."""
    match = _CHARSET.search(content_type)
    return ("utf-16" if match[1].lower() == "unicode" else match[1]) if match else None


def is_whole(content_range: str) -> bool:
    """Whether ``bytes 0-16/17`` are all bytes; True for what is no such range.

    >>> is_whole("bytes 0-16/900"), is_whole("bytes 0-16/17")
    (False, True)
    """
    found = _RANGE.match(content_range.strip())
    return found is None or found[1] == "0" and found[3] == str(int(found[2]) + 1)


def digest_agrees(declared: str | None, data: bytes) -> bool | None:
    """Whether bytes have a digest written as ``sha1:BASE32`` or ``sha256:HEX``; None where nothing of the kind is declared."""
    import base64
    import hashlib

    name, _, value = (declared or "").partition(":")
    algorithm = _ALGORITHMS.get(name.strip().lower())
    if not algorithm or not value:
        return None
    digest = hashlib.new(algorithm, data, usedforsecurity=False)
    said = value.strip().rstrip("=").lower()
    ways = (digest.hexdigest(), base64.b32encode(digest.digest()).decode("ascii"), base64.b64encode(digest.digest()).decode("ascii"))
    if len(said) not in {len(w.rstrip("=")) for w in ways}:
        return None
    return said in {w.rstrip("=").lower() for w in ways}


def unwrapped(body: bytes, headers: dict[str, str]) -> tuple[bytes, str]:
    """The body without its transfer and content codings, what was wrong with them, and what was read. No more than `LARGEST` is unpacked.

    Crawlers often keep the header and undo the coding, so a body that does not look coded is returned as it is, without a fault.
    """
    trouble = ""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        chunks, whole = _dechunked(body)
        body = chunks or body
        trouble = "" if whole else f"came in chunks, and the last ones are missing or damaged; {_READ if chunks else _STANDS}"
    for coding in reversed(headers.get("content-encoding", "").lower().split(",")):
        undo = _CODINGS.get(coding.strip())
        if undo is None:
            if coding.strip() not in ("", "identity"):
                trouble = f"has the content coding {coding.strip()!r}, which is not known here; {_STANDS}"
            continue
        data, whole = undo(body)
        if data is not None:
            body = data
        if not whole:
            trouble = f"is packed as {coding.strip()}, and its end is missing or damaged; {_STANDS if data is None else _READ}"
    if body.startswith(GZIP) and "gzip" not in headers.get("content-type", "").lower():
        data, whole = _gunzip(body)
        if data and binary_kind(data) is None:
            body = data  # packed without a word: the server, or who stored the answer, left the header out
            trouble = trouble if whole else f"is packed as gzip, and its end is missing or damaged; {_READ}"
    return body, trouble


def _dechunked(body: bytes) -> tuple[bytes, bool]:
    """The body of chunks, and whether all of it is there; no bytes where it is not made of chunks. A missing mark of the end is no fault."""
    out: list[bytes] = []
    at = 0
    while at < len(body):
        end = body.find(b"\n", at, at + 64)
        line = body[at:end].partition(b";")[0].strip() if end >= 0 else b""
        if not _HEX.fullmatch(line):
            return b"".join(out), not out
        size = int(line, 16)
        if size == 0:
            break
        out.append(body[end + 1:end + 1 + size])
        if len(out[-1]) < size:
            return b"".join(out), False
        at = end + 1 + size
        at += 2 if body[at:at + 2] == b"\r\n" else 1 if body[at:at + 1] == b"\n" else 0
    return b"".join(out), True


def _inflated(body: bytes, wbits: int) -> tuple[bytes | None, bool]:
    """What deflate packed, as far as it is sound, and whether that is all."""
    packed, parts, left, at = zlib.decompressobj(wbits), list[bytes](), LARGEST, 0
    for at in range(0, len(body), _PACKED):
        before = packed.copy()
        try:
            parts.append(packed.decompress(body[at:at + _PACKED], left))
        except zlib.error:
            parts.append(_before_damage(before, body[at:at + _PACKED]))
            break
        left -= len(parts[-1])
        if packed.eof or left <= 0:
            break
    data = b"".join(parts)[:LARGEST]
    behind = wbits < 0 and (packed.unused_data.strip() or body[at + _PACKED:].strip())  # without a checksum, damage may look like an end
    return (data or None), packed.eof and bool(data) and not behind


def _before_damage(packed: zlib._Decompress, piece: bytes) -> bytes:
    """What a piece holds before the byte with which it cannot be unpacked."""
    parts = list[bytes]()
    try:
        for at in range(len(piece)):
            parts.append(packed.decompress(piece[at:at + 1]))
    except zlib.error:
        pass
    return b"".join(parts)


def _gunzip(body: bytes) -> tuple[bytes | None, bool]:
    if not body.startswith(GZIP):
        return None, True
    data, is_whole = _streamed(gzip.GzipFile(fileobj=io.BytesIO(body)).read1)  # of one member or of several
    if is_whole:
        return data, True
    first, ends = _inflated(body, 31)
    return (data, False) if not ends or data != first else (first, True)  # bytes behind a whole member, which browsers pass over too


def _deflate(body: bytes) -> tuple[bytes | None, bool]:
    found: tuple[bytes | None, bool] = None, True
    for wbits in (15, -15):
        data, whole = _inflated(body, wbits)
        if whole:
            return data, True
        if data is not None and len(data) > len(found[0] or b""):
            found = data, False
    return (None, True) if binary_kind(body) is None else found  # a body that is text was unpacked before


def _brotli(body: bytes) -> tuple[bytes | None, bool]:
    from fastwarc.stream_io import BrotliReader

    data, whole = _streamed(BrotliReader(io.BytesIO(body)).read)
    if data and whole:
        return data, True
    if binary_kind(body) is None:  # brotli has no mark: a body that is text was unpacked before
        return None, True
    reader = BrotliReader(io.BytesIO(body))
    return _streamed(lambda _: reader.read(_STEP))[0], False


def _zstd(body: bytes) -> tuple[bytes | None, bool]:
    from fastwarc.stream_io import ZstdReader

    if not body.startswith(ZSTD):
        return None, True
    data, whole = _streamed(ZstdReader(io.BytesIO(body)).read)
    if whole:
        return data, True
    pieces = unpacked_frames(io.BytesIO(body), _STEP)
    return _streamed(lambda _: next(pieces, b""))[0], False


def _streamed(read: Callable[[int], bytes]) -> tuple[bytes | None, bool]:
    """What can be unpacked, and whether that is all; no more than one document may have."""
    parts: list[bytes] = []
    size = 0
    try:
        while size <= LARGEST and (part := read(_PIECE)):
            parts.append(part)
            size += len(part)
    except (OSError, EOFError, ValueError, zlib.error):
        return b"".join(parts) or None, False
    return b"".join(parts)[:LARGEST] or None, size <= LARGEST


_CODINGS: dict[str, Callable[[bytes], tuple[bytes | None, bool]]] = {
    "gzip": _gunzip, "x-gzip": _gunzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd,
}

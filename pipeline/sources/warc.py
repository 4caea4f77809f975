"""Web archives: WARC records to sources. A record is kept byte for byte, unless other readers could not read it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.data import Source
from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.sources.http import charset_of, digest_agrees, is_whole, media_type_in, unwrapped
from pipeline.sources.opened import LARGEST, Opened
from pipeline.sources.refused import bare_xml, written_kind
from pipeline.sources.said import said
from pipeline.sources.sniff import is_json, media_type_of
from pipeline.sources.warc_records import Record, header_fields, open_cursor, warc_records
from pipeline.sources.warc_segments import Segments, is_segment
from pipeline.sources.written import form_of

__all__ = ["http_message", "passed_over", "read_page", "read_warc"]

_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown"})
_CARRIERS = frozenset({"response", "resource", "conversion"})
_OF_CRAWLERS = re.compile(r"metadata:|urn:X-", re.IGNORECASE)
"""Addresses of what a crawler keeps of its own work: logs, settings, lists of files."""
_LOOKED_AT = 65536
_HEAD = 512
"""Bytes with header lines at the start of an archive."""
_SILENT = frozenset({"warcinfo", "request", "metadata"})


def read_warc(opened: Opened) -> Iterator[Source | Fault]:
    """The pages of a web archive, gzip- or zstandard-compressed or plain: responses, resources and conversions of HTML and plain text.

    Records that are no pages (images, redirects, error pages) are counted in one closing `Fault` with ``warning``; a record that is damaged, cut
    short or has its content elsewhere (revisits, segments that other files hold) is a `Fault` of its own.
    """
    if changed := _changed_ends(opened):
        yield changed
        return
    passed: Counter[str] = Counter()
    name, bare, segments = opened.name, False, Segments(opened.name)
    for record in warc_records(open_cursor(opened.stream, opened.packed_head, name, opened.budget.spend), name):
        if isinstance(record, Fault):
            yield record
            continue
        if record.bare and not bare:
            bare = True
            yield Fault("warc-bare-lines", f"{name}: header lines of records do not all end in CR LF; read all the same.",
                        name=name, warning=True)
        yield from _read_record(record, name, passed, segments)
    for left in segments.left(_is_whole_answer):
        yield from (left,) if isinstance(left, Fault) else _read_record(left, name, passed, segments)
    yield from passed_over(passed, name)


def _is_whole_answer(block: bytes) -> bool:
    """Whether an answer holds as many bytes as it declares."""
    http, payload = http_message(block)
    declared = http.get("content-length", "")
    if declared.isascii() and declared.isdecimal():
        return int(declared[:15]) == len(payload)
    return "chunked" in http.get("transfer-encoding", "").lower() and not unwrapped(payload, http)[1]


def _changed_ends(opened: Opened) -> Fault | None:
    """A fault where something changed the line ends of an archive, and with them the length of everything in it."""
    end = form_of(opened.head[:_HEAD]).end
    if not end:
        return None
    told = " ".join({10: "LF", 13: "CR"}[byte] for byte in end)
    return Fault("corrupt", f"{opened.name}: the lines of this web archive end in {told}: they were changed on their way, and the lengths of its "
                 "records no longer fit. Fetch the file again, as binary data.", name=opened.name)


def passed_over(passed: Counter[str], name: str) -> Iterator[Fault]:
    """One `Fault` with ``warning`` that counts what is no page."""
    if passed:
        kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(passed.items()))
        yield Fault(
            "warc-passed-over", f"{name}: {_without_page(sum(passed.values()))} passed over: {kinds}.", name=name, warning=True,
        )


def _without_page(number: int) -> str:
    return f"{counted(number, 'record')} {'holds no page and was' if number == 1 else 'hold no page and were'}"


def _read_record(record: Record, name: str, passed: Counter[str], segments: Segments) -> Iterator[Source | Fault]:
    kind = record.headers.get("warc-type", "").lower()
    url = record.headers.get("warc-target-uri", "").strip("<> ") or None
    where = f"{name}#{record.headers.get('warc-record-id', '').strip('<> ') or record.offset}"
    if record.headless:
        yield Fault("cut-short", f"{where}: the file ends inside the headers of this record. Fetch the file again.", name=where)
    elif record.missing:
        yield Fault(
            "cut-short", f"{where}: the record ({url or kind}) declares {counted(len(record.block) + record.missing, 'byte')} and has "
            f"{len(record.block)}; it was left out. Fetch the file again.", name=where,
        )
    elif kind == "revisit":
        known = record.headers.get("warc-refers-to-target-uri") or record.headers.get("warc-refers-to") or "an earlier record"
        yield Fault("warc-revisit", f"{where}: {url} was the same as {known} when it was visited again; nothing new to archive.",
                    name=where, warning=True)
    elif is_segment(record):
        whole = segments.add(record, where)
        if isinstance(whole, Record):
            yield from _read_record(whole, name, passed, segments)
        elif whole is not None:
            yield whole
    elif _OF_CRAWLERS.match(url or ""):
        passed["of the crawler itself"] += 1
    elif kind in _CARRIERS:
        if record.declared is not None:
            yield Fault("warc-length", f"{where}: the record ({url or kind}) declares {counted(record.declared, 'byte')} and has {len(record.block)}"
                        "; read as it stands.", name=where, warning=True)
        yield from read_page(record, where, name, url, passed)
    elif kind not in _SILENT:
        passed[f"type {kind or 'unknown'}"] += 1


def read_page(record: Record, where: str, name: str, url: str | None, passed: Counter[str]) -> Iterator[Source | Fault]:
    """The page of a record that carries one."""
    content_type, payload = record.headers.get("content-type", ""), record.block
    http: dict[str, str] = {}
    told = content_type.lower().startswith("application/http")
    if told and not record.block.startswith(b"HTTP/") and media_type_of(record.block) == "text/html":
        content_type = "text/html"  # a page that was stored without the head of the answer
    elif told or not content_type and record.block.startswith(b"HTTP/"):
        http, payload = http_message(record.block)
        status = http.get(":status", "")
        if not status.startswith("2"):
            passed[f"status {status or 'unknown'}"] += 1
            return
        content_type = http.get("content-type", "")
    media = media_type_in(content_type) or record.headers.get("warc-identified-payload-type", "").lower() or None
    if media and media not in _PAGES:
        passed[media] += 1
        return
    if record.huge:
        yield Fault("too-large", f"{where}: {url} is more than {LARGEST >> 20} MB in one page; it was left out.", name=where)
        return
    data, trouble = unwrapped(payload, http)
    if len(data) >= LARGEST:
        yield Fault("too-large", f"{where}: {url} unpacks to more than {LARGEST >> 20} MB in one page; it was left out.", name=where)
        return
    for code, sentence in _wrong(record, payload, http, url, trouble):
        yield Fault(code, f"{where}: {sentence}", name=where, warning=True)
    if media_type_of(data) == "text/html":
        media = "text/html" if media == "text/plain" else media  # a server that does not know the suffix of a page
    elif kind := written_kind(data[:_LOOKED_AT]) or bare_xml(data) or ("JSON" if is_json(data) else None):
        passed[kind] += 1
        return
    yield Source(
        name=record.headers.get("warc-record-id", "").strip("<> ") or where, data=data, url=_plain_url(url), media_type=media,
        charset=charset_of(content_type), captured=record.headers.get("warc-date"), metadata=_metadata(record, name, http),
        record=record.raw if record.declared is None and not record.bare else None,
    )


def _wrong(record: Record, payload: bytes, http: dict[str, str], url: str | None, trouble: str) -> Iterator[tuple[str, str]]:
    """What is wrong with the page of a record that is read all the same: codes and sentences."""
    digests = (("warc-block-digest", record.block), ("warc-payload-digest", payload))
    if any(digest_agrees(record.headers.get(name), data) is False for name, data in digests):
        yield "warc-digest", f"the bytes of {url} do not have the digest that the record declares; read all the same."
    if cut := record.headers.get("warc-truncated"):
        yield "warc-truncated", f"{url} was cut off when it was crawled ({cut}); its end is missing."
    if (part := http.get("content-range", "")) and not is_whole(part):
        yield "warc-truncated", f"{url} is a part of its page alone ({part} of it were asked for or sent); the rest is missing."
    if trouble:
        yield "http-coding", f"{url} {trouble}."


def _plain_url(url: str | None) -> str | None:
    """The address of a page; some crawlers keep a page's text as a resource ``urn:text:ADDRESS`` or ``urn:textFinal:ADDRESS``."""
    return url.removeprefix("urn:text:").removeprefix("urn:textFinal:") if url else None


def _metadata(record: Record, name: str, http: dict[str, str]) -> tuple[tuple[str, str], ...]:
    pairs = [("warc-file", name)]
    pairs += [(key, value) for key, value in record.headers.items() if key.startswith("warc-")]
    pairs += [(f"http-{key}", value) for key, value in http.items() if key in ("content-type", "content-language", "last-modified", "link")]
    pairs += said("language", "WARC-Identified-Content-Language", record.headers.get("warc-identified-content-language"))
    return tuple(pairs)


def http_message(block: bytes) -> tuple[dict[str, str], bytes]:
    """HTTP headers in lower case, the status as ``:status``, and the body as it stands."""
    gaps = [(at, len(gap)) for gap in (b"\r\n\r\n", b"\n\n", b"\n\r\n") if (at := block.find(gap)) >= 0]
    at, size = min(gaps, default=(len(block), 0))
    headers = header_fields(block[:at])
    if block.startswith(b"HTTP/"):
        headers[":status"] = block[:64].split(b"\n", 1)[0].decode("latin-1").partition(" ")[2].strip()[:3]
    return headers, block[at + size:]

"""ARC, the web archive format before WARC: records to sources.

A record is one line (address, IP number, time, type, length; version 2 has five more fields) and then the number of bytes that the line declares.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.data import Source
from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.sources.opened import LARGEST, Opened
from pipeline.sources.warc import passed_over, read_page
from pipeline.sources.warc_records import LIES_UNTIL_DISTRUST, Cursor, Record, open_cursor, unreadable

__all__ = ["read_arc"]

_LINE = re.compile(rb"([a-zA-Z][a-zA-Z0-9+.-]{1,20}:\S{1,8000}) (\S{1,64}) (\d{8,14}) (\S{1,200}) (?:\S{1,200} ){0,5}(\d{1,15})\r?\n$")
_OPENING = re.compile(rb"\s{0,64}[a-zA-Z][a-zA-Z0-9+.-]{1,20}:")
_GAP = re.compile(rb"\r?\n[a-zA-Z][a-zA-Z0-9+.-]{1,20}:\S{1,8000} \S{1,64} \d{8,14} \S{1,200} (?:\S{1,200} ){0,5}\d{1,15}\r?\n")


def read_arc(opened: Opened) -> Iterator[Source | Fault]:
    """The pages of an ARC file, with what cannot be read as faults, as for WARC."""
    passed: Counter[str] = Counter()
    name = opened.name
    cursor = open_cursor(opened.stream, opened.packed_head, name, opened.budget.spend, first=_OPENING)
    for record in _records(cursor, name):
        if isinstance(record, Fault):
            yield record
            continue
        url = record.headers["warc-target-uri"]
        where = f"{name}#{record.offset}"
        if record.missing:
            yield Fault("cut-short", f"{where}: the record ({url}) declares {counted(len(record.block) + record.missing, 'byte')} and has "
                        f"{len(record.block)}; it was left out. Fetch the file again.", name=where)
        elif url.startswith(("http:", "https:")):
            yield from read_page(record, where, name, url, passed)
        elif not url.startswith("filedesc:"):
            passed[record.headers["content-type"]] += 1
    yield from passed_over(passed, name)


def _records(cursor: Cursor, name: str) -> Iterator[Record | Fault]:
    offset, lost, lies = 0, 0, 0
    while True:
        try:
            line = cursor.readline()
            if not line:
                break
            match = _LINE.match(line)
            if match is None:
                lost += len(line) if line.strip() else 0
                offset += len(line)
                continue
            if lost:
                yield unreadable(cursor, name, offset - lost, lost, "ARC")
                lost = 0
            record = _one(cursor, line, match, offset, distrust=lies >= LIES_UNTIL_DISTRUST)
            lies += record.declared is not None
            offset += len(record.raw)
            yield record
        except Fault as fault:
            yield fault
    if lost:
        yield unreadable(cursor, name, offset - lost, lost, "ARC")


def _one(cursor: Cursor, line: bytes, match: re.Match[bytes], offset: int, *, distrust: bool) -> Record:
    address, _, time, kind, length = (part.decode("utf-8", "replace") for part in match.groups())
    declared = int(length)
    block = cursor.read(min(declared, LARGEST), to_next=_LINE if distrust else None)
    missing = declared - len(block)
    lied = bool(missing and (cursor.sound or distrust and cursor.peek(1)))
    if missing or cursor.peek(1) not in (b"", b"\n", b"\r"):
        ahead = cursor.readline()  # a length that ends inside the first line of the next record
        if found := _GAP.search(block + ahead):
            ahead, block, lied = (block + ahead)[found.start():], block[:found.start()], True
        cursor.unread(ahead)
    web = block.startswith(b"HTTP/")
    headers = {"warc-type": "response", "warc-target-uri": address, "warc-date": _iso(time), "content-type": "application/http" if web else kind}
    return Record(offset, line + block, block, headers, missing=0 if lied else missing, bare=True, declared=declared if lied else None)


def _iso(time: str) -> str:
    time = time.ljust(14, "0")
    return f"{time[:4]}-{time[4:6]}-{time[6:8]}T{time[8:10]}:{time[10:12]}:{time[12:14]}Z"

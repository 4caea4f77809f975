"""Pages that a web archive holds in segments: a first record, and ``continuation`` records that name it and count on (WARC 1.1, section 6.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from pipeline.faults import Fault
from pipeline.sources.opened import LARGEST
from pipeline.sources.warc_records import Record

__all__ = ["Segments", "is_segment"]


def is_segment(record: Record) -> bool:
    """Whether a record is a part of another one."""
    return record.headers.get("warc-type", "").lower() == "continuation" or "warc-segment-number" in record.headers


@dataclass(slots=True)
class _Page:
    first: Record | None = None
    where: str = ""
    parts: dict[int, bytes] = field(default_factory=dict)
    last: int = 0
    """The number of the last segment, 0 until it is known."""


class Segments:
    """Gathers the segments of pages until each is whole. They may stand in any order, with other records between them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._pages: dict[str, _Page] = {}
        self._done: set[str] = set()
        self._size = 0

    def add(self, record: Record, where: str) -> Record | Fault | None:
        """The page that a segment completes, as one record; None where segments are missing yet. A `Fault` for one that cannot be used."""
        headers = record.headers
        told = headers.get("warc-segment-number", "")
        number = int(told) if told.isascii() and told.isdecimal() and len(told) < 9 else 0
        key = headers.get("warc-segment-origin-id" if number != 1 else "warc-record-id", "").strip("<> ")
        if not number or not key or record.huge or self._size + len(record.block) > LARGEST:
            why = "is too large to be put together" if number and key else "does not tell its place among the segments (WARC-Segment-Number)"
            return Fault("warc-segment", f"{where}: this record is a segment of a page and {why}; it was left out.", name=where)
        page = self._pages.setdefault(key, _Page())
        if number == 1:
            page.first, page.where = record, where
        page.where = page.where or where
        self._size += len(record.block) - len(page.parts.get(number, b""))
        page.parts[number] = record.block
        if "warc-segment-total-length" in headers:
            page.last = number
        return None if not page.last or len(page.parts) < page.last else self._joined(key, page)

    def _joined(self, key: str, page: _Page) -> Record | None:
        """A page whose segments are all there, as one record."""
        if page.first is None:
            return None
        del self._pages[key]
        self._done.add(key)
        block = b"".join(page.parts[n] for n in sorted(page.parts))
        self._size -= len(block)
        # The bytes of the first record alone are no record of the page.
        return replace(page.first, block=block, raw=b"", bare=True, headers=_of_page(page.first.headers))

    def left(self, is_whole: Callable[[bytes], bool]) -> Iterator[Record | Fault]:
        """At the end of the file: a page of which no segment told that it is the last one, where the page is whole by its own bytes; a `Fault` for
        each that lacks segments, with ``warning`` for segments of a whole page that come again."""
        for key, page in list(self._pages.items()):
            unbroken = not page.last and len(page.parts) == max(page.parts)
            if unbroken and is_whole(b"".join(page.parts[n] for n in sorted(page.parts))) and (joined := self._joined(key, page)):
                yield joined
                continue
            url = (page.first.headers.get("warc-target-uri", "") if page.first else "").strip("<> ") or "a page"
            here = ", ".join(map(str, sorted(page.parts)[:12]))
            if key in self._done:
                yield Fault("warc-segment", f"{page.where}: segment {here} of a page that is whole already stands in {self._name} again; "
                            "nothing new to archive.", name=page.where, warning=True)
                continue
            yield Fault("warc-segment", f"{page.where}: of {url}, which is spread over several records, only segment {here} is in {self._name}. "
                        "Join the files that hold its other segments.", name=page.where)


def _of_page(headers: dict[str, str]) -> dict[str, str]:
    """The headers of a first segment, without those that are true of it alone."""
    return {key: value for key, value in headers.items() if key not in ("warc-segment-number", "warc-block-digest", "content-length")}

"""Sources out of the archive again, to be worked on once more: ``restore``, and ``archive --reapply`` for what the input no longer holds."""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from pipeline.archive.caches.catalogue import OriginRow
from pipeline.archive.run.plan import Place
from pipeline.archive.store.disk import ArchiveError
from pipeline.archive.store.names import batch_name
from pipeline.archive.store.records import Broken, Record, read_records
from pipeline.data import Source
from pipeline.sources import read

__all__ = ["Removed", "Stored", "removed_in", "stored_place", "stored_sources"]

Key = tuple[str, int]
"""Id and version of an article."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A source as the archive holds it."""

    key: Key
    place: Place
    data: bytes
    record: bytes
    """The WARC record it came in, if it came in one."""


@dataclass(frozen=True, slots=True)
class Removed:
    """One removal, as the ledger tells it."""

    key: Key
    id: str
    kind: str
    start: int
    end: int


def removed_in(root: Path, batch: int) -> Iterator[Removed]:
    """Every removal that the ledger of a batch tells of."""
    path = root / "data" / "ledger" / f"{batch_name(batch)}.jsonl"
    if path.exists():
        for line in path.read_bytes().split(b"\n")[:-1]:
            book = json.loads(line)
            for removal in book["removed"]:
                yield Removed((book["id"], book["version"]), removal["id"], removal["kind"], removal["start"], removal["end"])


def _records(root: Path, batch: int) -> tuple[list[Record], dict[str, bytes]]:
    """The records of a batch's sources, and what its metadata records say of others, by their ids."""
    path = root / "data" / "sources" / f"{batch_name(batch)}.warc.gz"
    try:
        records = list(read_records(path.read_bytes()))
    except (OSError, Broken) as error:
        raise _broken(root, path, error) from None
    more = {record.head.get("warc-refers-to", ""): record.block for record in records if record.head.get("warc-type") == "metadata"}
    return records, more


def stored_sources(root: Path, batch: int, wanted: Collection[Key]) -> Iterator[Stored]:
    """The sources of these articles, as they came. Raises `ArchiveError` where the file is damaged."""
    records, more = _records(root, batch)
    raw = b""
    for record in records:
        head = record.head
        key = (head.get("engross-id", ""), int(head.get("engross-version", "0")))
        if key in wanted and head["warc-type"] == "resource":
            yield Stored(key, _place(head, more.get(head["warc-record-id"], b"[]")), record.block, b"")
        elif key in wanted and head["warc-type"] == "metadata":
            source = next(item for item in read(io.BytesIO(raw), "record.warc") if isinstance(item, Source))
            place = _place(head, record.block)
            yield Stored(key, replace(place, media_type=source.media_type, charset=source.charset), source.data, source.record or b"")
        raw = record.raw


def stored_place(root: Path, batch: int, found: OriginRow) -> Place:
    """What was said of a further place of known bytes, by its ``revisit`` record."""
    records, more = _records(root, batch)
    for record in records:
        if record.head.get("warc-type") == "revisit":
            place = _place(record.head, more.get(record.head["warc-record-id"], b"[]"))
            digest = record.head.get("warc-payload-digest", "").removeprefix("sha256:")
            if (place.identity(digest), digest, place.captured or "", place.name) == (found.identity, found.sha256, found.captured, found.name):
                kind = unquote(record.head.get("engross-media-type", ""))
                return replace(place, media_type=kind or None)
    raise _broken(root, root / "data" / "sources" / f"{batch_name(batch)}.warc.gz", f"it holds no record of {found.name}")


def _broken(root: Path, path: Path, error: object) -> ArchiveError:
    return ArchiveError("broken-batch", f"{path}: the sources can't be read ({error}). Run: engross verify {root}")


def _place(head: dict[str, str], metadata: bytes) -> Place:
    kind = head.get("content-type", "").partition(";")[0]
    names = ("name", "url", "charset", "captured")
    said = {name: unquote(value, errors="surrogateescape") for name in names if (value := head.get(f"engross-{name}"))}
    return Place(**said, media_type=kind or None, metadata=tuple((key, value) for key, value in json.loads(metadata)))

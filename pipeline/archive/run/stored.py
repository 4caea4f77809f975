"""Reads sources back from the archive, to clean them again: ``restore``, and ``archive --reapply`` for what the input no longer holds."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from pipeline.archive.caches.catalogue import OriginRow
from pipeline.archive.run.plan import Place
from pipeline.archive.store.articles import rows_in
from pipeline.archive.store.came import document_in
from pipeline.archive.store.disk import ArchiveError
from pipeline.archive.store.names import batch_name
from pipeline.archive.store.records import Damage, Record, read_records

__all__ = ["Key", "Removed", "Stored", "no_source", "removed_in", "stored_place", "stored_records", "stored_sources"]

Key = tuple[str, int]
"""Id and version of an article."""
_NAMED = 5
"""Articles that one sentence names."""


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
    """One removal, as in the ledger."""

    key: Key
    id: str
    kind: str
    start: int
    end: int


def removed_in(root: Path, batch: int) -> Iterator[Removed]:
    """Every removal in the ledger of a batch. Raises `ArchiveError` where a line can't be read."""
    for book in rows_in(root, "ledger", batch):
        for removal in book["removed"]:
            yield Removed((book["id"], book["version"]), removal["id"], removal["kind"], removal["start"], removal["end"])


def _records(root: Path, batch: int) -> tuple[list[Record | Damage], dict[str, bytes]]:
    """The records of a batch's sources, and what its metadata records say of others, by their ids."""
    path = _path(root, batch)
    try:
        records = list(read_records(path.read_bytes()))
    except OSError as error:
        raise _broken(root, path, error) from None
    more = {record.head.get("warc-refers-to", ""): record.block for record in records if isinstance(record, Record) and _is_metadata(record)}
    return records, more


def _path(root: Path, batch: int) -> Path:
    return root / "data" / "sources" / f"{batch_name(batch)}.warc.gz"


def _is_metadata(record: Record) -> bool:
    return record.head.get("warc-type") == "metadata"


def _names_article(record: Record) -> bool:
    """True for the record that follows one that came in a WARC. Of what came in a WARC none is of this type, whichever of several counts."""
    return _is_metadata(record) and "engross-digest" in record.head and record.raw.startswith(b"WARC/1.1\r\nWARC-Type: metadata\r\n")


def _own(records: Iterable[Record | Damage]) -> Iterator[tuple[Key, Record, Record | None]]:
    """The records that name articles, each with the one that came in a WARC, if one did: that one names none, whatever stands in it.

    A record beside a damaged one is left out where the damaged one may belong to the same source.
    """
    before: Record | None = None
    for record in records:
        if isinstance(record, Damage):
            if before is not None and _holds_source(before) and record.heads and "engross-id" in record.heads[0]:
                yield _key(before), before, None  # the damaged record is that of the next source
            before = None
        elif _names_article(record):
            if before is not None:
                yield _key(record), record, before
            before = None
        else:
            if before is not None and _holds_source(before):
                yield _key(before), before, None
            before = record
    if before is not None and _holds_source(before):
        yield _key(before), before, None


def _holds_source(record: Record) -> bool:
    return record.head.get("warc-type") == "resource" and "engross-id" in record.head


def _key(record: Record) -> Key:
    return record.head.get("engross-id", ""), int(record.head.get("engross-version", "0"))


def stored_sources(root: Path, batch: int, wanted: Collection[Key]) -> Iterator[Stored]:
    """The sources of these articles, as they came. Raises `ArchiveError` at the end where the file does not give all of them."""
    records, more = _records(root, batch)
    missing = set(wanted)
    for key, own, came in _own(records):
        if key not in wanted:
            continue
        if came is None:
            missing.discard(key)
            yield Stored(key, _place(own.head, more.get(own.head["warc-record-id"], b"[]")), own.block, b"")
        else:
            source = document_in(came.raw, own.head.get("engross-digest", "").removeprefix("sha256:"))
            if source is None:
                continue
            missing.discard(key)
            place = _place(own.head, own.block)
            yield Stored(key, replace(place, media_type=source.media_type, charset=source.charset), source.data, source.record or b"")
    if missing:
        raise _incomplete(root, batch, f"the source of {_named(missing)}", records)


def stored_records(root: Path, batch: int) -> dict[Key, tuple[tuple[bytes, ...], int]]:
    """The records of each article's source in a batch, unpacked, and which of them names the article. Raises `ArchiveError`."""
    records = _records(root, batch)[0]
    more = {record.head.get("warc-refers-to", ""): record.raw for record in records
            if isinstance(record, Record) and _is_metadata(record) and "engross-id" not in record.head}
    found: dict[Key, tuple[tuple[bytes, ...], int]] = {}
    for key, own, came in _own(records):
        beside = more.get(own.head["warc-record-id"])
        found[key] = ((came.raw, own.raw), 1) if came else ((own.raw, beside) if beside else (own.raw,), 0)
    return found


def stored_place(root: Path, batch: int, found: OriginRow) -> Place:
    """What was said of a further place of known bytes, by its ``revisit`` record."""
    records, more = _records(root, batch)
    for record in records:
        if isinstance(record, Record) and record.head.get("warc-type") == "revisit":
            place = _place(record.head, more.get(record.head["warc-record-id"], b"[]"))
            digest = record.head.get("warc-payload-digest", "").removeprefix("sha256:")
            if (place.identity(digest), digest, place.captured or "", place.name) == (found.identity, found.sha256, found.captured, found.name):
                kind = unquote(record.head.get("engross-media-type", ""))
                return replace(place, media_type=kind or None)
    raise _incomplete(root, batch, f"the record of {found.name}", records)


def no_source(root: Path, batch: int, key: Key) -> ArchiveError:
    """The fault of an archive in which the source of an article is lost."""
    return _incomplete(root, batch, f"the source of {key[0]}", _records(root, batch)[0])


def _named(keys: Iterable[Key]) -> str:
    names = sorted({ident for ident, _ in keys})
    return ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")


def _incomplete(root: Path, batch: int, what: str, records: Iterable[Record | Damage]) -> ArchiveError:
    """What is missing in the file of a batch, and where that file is damaged."""
    damages = ", and ".join(str(record) for record in records if isinstance(record, Damage))
    why = f"the file is {damages}" if damages else "there is no such record in it"
    return ArchiveError("broken-batch", f"{_path(root, batch)}: {what} can't be read; {why}. Run: engross verify {root}")


def _broken(root: Path, path: Path, error: object) -> ArchiveError:
    return ArchiveError("broken-batch", f"{path}: the sources can't be read ({error}). Run: engross verify {root}")


def _place(head: dict[str, str], metadata: bytes) -> Place:
    kind = head.get("content-type", "").partition(";")[0]
    names = ("name", "url", "charset", "captured")
    said = {name: unquote(value, errors="surrogateescape") for name in names if (value := head.get(f"engross-{name}"))}
    return Place(**said, media_type=kind or None, metadata=tuple((key, value) for key, value in json.loads(metadata)))

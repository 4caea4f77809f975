"""Restores removed matter of articles in the archive.

The sources come out of the archive itself; the input that they came from is not read.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path

from pipeline.archive.caches.catalogue import ArticleRow, Catalogue
from pipeline.archive.run.plan import Entry
from pipeline.archive.run.stored import Key, removed_in, stored_sources
from pipeline.archive.store.disk import ArchiveError
from pipeline.archive.store.names import batch_name

__all__ = ["RestoredRanges", "to_restore"]

Ranges = set[tuple[int, int]]


def to_restore(
    root: Path, catalogue: Catalogue, kinds: Collection[str], ids: Collection[str],
) -> Iterator[tuple[Entry, bytes, bytes] | ArchiveError]:
    """An entry for every article whose latest version lost something of these kinds, or one of these removals; with its bytes and record. An error
    for each batch of which a part can't be read: the other articles of the archive are not affected."""
    for batch in range(catalogue.last_batch() + 1):
        try:
            yield from _of_batch(root, batch, catalogue, kinds, ids)
        except ArchiveError as error:
            yield error


def _of_batch(
    root: Path, batch: int, catalogue: Catalogue, kinds: Collection[str], ids: Collection[str],
) -> Iterator[tuple[Entry, bytes, bytes]]:
    """The entries of one batch. Raises `ArchiveError` before the first one where its ledger can't be read, and behind the last one where a source
    can't."""
    wanted: dict[Key, Ranges] = {}
    for removed in removed_in(root, batch):
        if (removed.kind in kinds or removed.id in ids) and catalogue.is_current(*removed.key):
            wanted.setdefault(removed.key, set()).add((removed.start, removed.end))
    before = _restored_in(root, batch) if wanted else {}
    for stored in stored_sources(root, batch, wanted) if wanted else ():
        row = catalogue.current(stored.key[0])
        assert row is not None
        ranges = wanted[stored.key] | before.get(stored.key, set())
        own = stored.place.identity(row.sha256)
        origins = catalogue.origins_of(own, row.sha256)
        entry = Entry("source", stored.place, own, row.sha256, row.id, row.version, origins=origins, restore=tuple(sorted(ranges)))
        yield entry, stored.data, stored.record


class RestoredRanges:
    """The ranges that were brought back, article by article; those of the last batch that was asked for are cached."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._batch, self._found = -1, dict[Key, Ranges]()

    def __call__(self, row: ArticleRow) -> tuple[tuple[int, int], ...]:
        """The ranges of one article."""
        if row.batch != self._batch:
            self._batch, self._found = row.batch, _restored_in(self._root, row.batch)
        return tuple(sorted(self._found.get((row.id, row.version), ())))


def _restored_in(root: Path, batch: int) -> dict[Key, Ranges]:
    """What had been brought back in the articles of a batch."""
    path = root / "data" / "ledger" / f"{batch_name(batch)}.jsonl"
    books = map(json.loads, path.read_bytes().split(b"\n")[:-1]) if path.exists() else ()
    return {(book["id"], book["version"]): {(r["start"], r["end"]) for r in book["restored"]} for book in books if book.get("restored")}

"""Sources that could not be archived, on disk: an input of a million broken lines has a million of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipeline.archive.store.names import batch_name

__all__ = ["Failures", "Known", "published_failures"]


@dataclass(frozen=True, slots=True)
class Known:
    """A source that is not worked on: what became of it in an earlier run."""

    name: str
    why: str
    """``unchanged``, ``stale`` (unchanged, but made with another recipe), ``failed``, ``dropped`` (as a copy of another article)."""
    code: str = ""
    sentence: str = ""


class Failures:
    """Failures in the order of their names; those of one name in the order in which they were added. They may be read several times."""

    def __init__(self, found: Iterable[Known] = ()) -> None:
        self._db: sqlite3.Connection | None = None
        self._count = 0
        for known in found:
            self.add(known)

    def add(self, known: Known) -> None:
        """One more."""
        if self._db is None:
            self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)  # the review server reads them in another thread
            self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -4000;"
                                   "CREATE TABLE failures (n INTEGER PRIMARY KEY, name BLOB, row TEXT); BEGIN;")
        row = json.dumps((known.name, known.why, known.code, known.sentence))
        self._db.execute("INSERT INTO failures (name, row) VALUES (?, ?)", (known.name.encode("utf-8", "surrogatepass"), row))
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Known]:
        if self._db is not None:
            for (row,) in self._db.execute("SELECT row FROM failures ORDER BY name, n"):
                yield Known(*json.loads(row))

    def first(self, most: int) -> list[Known]:
        """The first ones, at most so many."""
        return list(islice(self, most))


def published_failures(root: Path, numbers: Iterable[int]) -> Iterator[Known]:
    """The sources of these published batches that could not be archived, as ``data/failed/`` has them; notes are left out."""
    for number in numbers:
        path = root / "data" / "failed" / f"{batch_name(number)}.jsonl"
        if path.exists():
            with path.open("rb") as lines:
                rows = map(json.loads, lines)
                yield from (Known(row["name"], "failed", row["code"], row["sentence"]) for row in rows if not row["warning"])

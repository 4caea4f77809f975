"""Long lists that are written once and read through, on disk: they are removed when nothing refers to them any more."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator

__all__ = ["Names", "Rows"]


class Rows:
    """Rows of texts, in order."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="engross-")  # noqa: SIM115  (closed when this object goes)
        self._count = 0

    def add(self, row: Iterable[str]) -> None:
        """One more row at the end."""
        self._file.seek(0, 2)
        self._file.write(json.dumps(list(row)).encode() + b"\n")
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        at = 0
        while True:
            self._file.seek(at)
            line = self._file.readline()
            if not line:
                return
            at += len(line)
            yield tuple(json.loads(line))


class Names:
    """A set of names."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -4000;"
                               "CREATE TABLE names (name TEXT PRIMARY KEY) WITHOUT ROWID; BEGIN;")

    def add(self, name: str) -> None:
        """One more name, if it is new."""
        self._db.execute("INSERT OR IGNORE INTO names VALUES (?)", (name,))

    def __contains__(self, name: str) -> bool:
        return self._db.execute("SELECT 1 FROM names WHERE name = ?", (name,)).fetchone() is not None

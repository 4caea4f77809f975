"""A small database that follows numbered files of the archive and can be made again from them at any time.

It remembers the number and the digest of the last file it took in. Where these do not fit the files that are there (another archive,
another format, a broken database), it starts over.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from pathlib import Path
from typing import ClassVar, Self

__all__ = ["Follower", "numbered"]


class Follower:
    """The database, open. A context manager; a subclass says what its tables are and what it takes from a file."""

    FORMAT: ClassVar[str]
    TABLES: ClassVar[str]
    """The statements that make the tables, ``meta`` (key, value) among them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def _open(self) -> None:
        self._db = sqlite3.connect(self._path, isolation_level=None)
        with contextlib.suppress(sqlite3.DatabaseError):
            self._db.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -64000;")

    def _belongs_to(self, files: dict[int, Path]) -> int | None:
        """The number of the last file that was taken in, -1 for none; None where this was not made from these files."""
        try:
            meta = dict(self._db.execute("SELECT key, value FROM meta"))
        except sqlite3.DatabaseError:
            return None
        last = int(meta.get("last", "-1"))
        if meta.get("format") != self.FORMAT or (last >= 0 and last not in files):
            return None
        return last if last < 0 or hashlib.sha256(files[last].read_bytes()).hexdigest() == meta.get("digest") else None

    def _start_over(self) -> None:
        self._db.close()
        for path in (self._path, self._path.with_name(self._path.name + "-journal")):
            path.unlink(missing_ok=True)
        self._open()
        self._db.executescript(self.TABLES)
        self._db.execute("INSERT INTO meta VALUES ('format', ?)", (self.FORMAT,))

    def _has_taken(self, number: int, content: bytes) -> None:
        """Notes a file as taken in; to be called before the transaction ends."""
        for key, value in (("last", str(number)), ("digest", hashlib.sha256(content).hexdigest())):
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def numbered(root: Path, *kinds: str) -> dict[int, Path]:
    """The files of these folders below ``data/`` by their numbers; of files with one number, that of the first folder."""
    found = (path for kind in reversed(kinds) for path in (root / "data" / kind).glob("*.jsonl"))
    return {int(path.stem): path for path in found}

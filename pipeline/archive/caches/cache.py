"""What all caches of the archive have in common: an SQLite file that can be deleted at any time and is made again from ``data/``.

A cache notes its format and what it was made from. Where these do not fit what is there (another archive, another format, a broken
database), it starts over.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import ClassVar, Self

__all__ = ["BatchCache", "Cache", "digest_of", "files_in", "number_of", "numbered"]

_NUMBERED = re.compile(r"[0-9]{5,12}\.(?:jsonl|warc\.gz)")
_META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"


class Cache:
    """The database, open. A context manager; a subclass names its format and its tables."""

    FORMAT: ClassVar[str]
    TABLES: ClassVar[str]
    """The statements that make the tables."""

    def __init__(self, path: Path | None) -> None:
        """With None the cache stands in memory, for those who may not write."""
        self._path = path
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def _open(self) -> None:
        self._db = sqlite3.connect(self._path or ":memory:", isolation_level=None)
        with contextlib.suppress(sqlite3.DatabaseError):  # a broken file: `_noted` finds out
            self._db.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;")

    def _noted(self) -> dict[str, str] | None:
        """The origin that the cache notes; None where it has another format or is no database."""
        try:
            noted = dict(self._db.execute("SELECT key, value FROM meta"))
        except sqlite3.DatabaseError:
            return None
        return noted if noted.pop("format", None) == self.FORMAT else None

    def _note(self, **values: str) -> None:
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def start_over(self) -> None:
        """Empty the cache, whatever state it is in."""
        self._db.close()
        if self._path:
            for path in (self._path, self._path.with_name(self._path.name + "-journal")):
                path.unlink(missing_ok=True)
        self._open()
        self._db.executescript(_META + self.TABLES)
        self._note(format=self.FORMAT)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of what is done inside, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


class BatchCache(Cache):
    """A cache made from numbered files: it notes the number and the digest of the last file that it took in."""

    def _catch_up(self, files: Mapping[int, Path], take: Callable[[int], None]) -> None:
        """Take in the files that are new, in order; all of them where the cache was made from other files."""
        last = self._last_of(files)
        if last is None:
            self.start_over()
            last = -1
        for number in sorted(n for n in files if n > last):
            with self._transaction():
                take(number)
                self._note(last=str(number), digest=digest_of(files[number]))

    def _last_of(self, files: Mapping[int, Path]) -> int | None:
        """The number of the last file that was taken in, -1 for none; None where the cache was made from other files."""
        noted = self._noted()
        if noted is None:
            return None
        last = int(noted.get("last", "-1"))
        return last if last < 0 or last in files and digest_of(files[last]) == noted.get("digest") else None


def digest_of(path: Path) -> str:
    """The SHA-256 of a file; empty where there is no file."""
    with contextlib.suppress(FileNotFoundError), path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
    return ""


def numbered(root: Path, *kinds: str) -> dict[int, Path]:
    """The files of these folders below ``data/`` by their numbers; of files with one number, that of the first folder."""
    return {number_of(path): path for kind in reversed(kinds) for path in files_in(root / "data" / kind)}


def files_in(folder: Path) -> list[Path]:
    """The numbered files of a folder in order; a file of another name is not the archive's, and `verify` names it."""
    return sorted((path for path in folder.glob("*") if _NUMBERED.fullmatch(path.name)), key=number_of)


def number_of(path: Path) -> int:
    """The number in the name of a file: that of its batch."""
    return int(path.name.partition(".")[0])

"""What all caches of the archive have in common: an SQLite file that can be deleted at any time and is made again from ``data/``.

A cache notes its format and what it was made from. Where these do not fit what is there (another archive, another format, a broken
database), it starts over. Who only reads an archive, which may stand on a medium that can't be written, works on a temporary copy where the cache
itself would have to be written.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import ClassVar, Self

__all__ = ["BatchCache", "Cache", "digest_of", "files_in", "number_of", "numbered"]

_NUMBERED = re.compile(r"[0-9]{5,12}\.(?:jsonl|warc\.gz)")
_TEMPORARY = ""
"""Name by which SQLite makes a database in memory that moves to a file without a name where it grows; nothing is left of it."""
_META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"


class Cache:
    """The database, open. A context manager; a subclass names its format and its tables."""

    FORMAT: ClassVar[str]
    TABLES: ClassVar[str]
    """The statements that make the tables."""
    reading = False
    """True for those who only read the archive: where the cache can't be written, a temporary one takes its place."""

    def __init__(self, path: Path | None) -> None:
        """With None the cache is a temporary one, for those who may not write."""
        self._path = path
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def _open(self) -> None:
        try:
            self._db = sqlite3.connect(self._path or _TEMPORARY, isolation_level=None)
        except sqlite3.OperationalError as error:
            if not (self.reading and _is_unwritable(error)):
                raise
            self._path, self._db = None, sqlite3.connect(_TEMPORARY, isolation_level=None)
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
        try:
            self._take_new(files, take)
        except (sqlite3.OperationalError, OSError) as error:
            if not (self.reading and _is_unwritable(error)):
                raise
            self._go_aside()
            self._take_new(files, take)

    def _go_aside(self) -> None:
        """Continue with a temporary copy; what can't be copied is made again."""
        aside = sqlite3.connect(_TEMPORARY, isolation_level=None)
        with contextlib.suppress(sqlite3.Error), contextlib.closing(self._db):
            self._db.backup(aside)
        self._path, self._db = None, aside

    def _take_new(self, files: Mapping[int, Path], take: Callable[[int], None]) -> None:
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


def _is_unwritable(error: sqlite3.OperationalError | OSError) -> bool:
    """True where a file or its folder can't be written by this user, or by nobody."""
    if isinstance(error, OSError):
        return error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


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

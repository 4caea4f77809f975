"""What a check of an archive stores between batches, on disk: a check of a million articles needs no more memory than one of ten."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Self

__all__ = ["Listing"]

_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -8000;
CREATE TABLE listed (path BLOB PRIMARY KEY, sha256 TEXT, batch INTEGER) WITHOUT ROWID;
CREATE TABLE there (path BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE announced (path BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE tags (path BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE versions (id TEXT, version INTEGER, PRIMARY KEY (id, version)) WITHOUT ROWID;
CREATE TABLE records (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE copies (n INTEGER PRIMARY KEY, batch INTEGER, id TEXT, other TEXT);
CREATE TABLE captures (id TEXT, captured TEXT, version INTEGER, sha256 TEXT, PRIMARY KEY (id, captured, version)) WITHOUT ROWID;
BEGIN;
"""
_FEWEST_TO_AND_FRO = 4
"""Versions of one moment below which nothing can go to and fro twice."""


class Listing:
    """A database without a name, which is removed at the end of the check. A context manager."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)
        self._indexed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    # -- files: those of the manifest, and those on disk ----------------------------------------------------------------------------------

    def lists(self, path: str, sha256: str, batch: int | None) -> bool:
        """Notes a line of the manifest; False where the path was listed before."""
        return self._is_new("INSERT OR IGNORE INTO listed VALUES (?, ?, ?)", (os.fsencode(path), sha256, batch))

    def lists_tag(self, path: str, _: str) -> bool:
        """Notes a line of the tag manifest; False where the path was listed before."""
        return self._is_new("INSERT OR IGNORE INTO tags VALUES (?)", (os.fsencode(path),))

    def announces(self, paths: Iterable[str]) -> None:
        """Notes files that a run was about to publish: they may be on disk, and they are not listed yet."""
        self._db.executemany("INSERT OR IGNORE INTO announced VALUES (?)", ((os.fsencode(path),) for path in paths))

    def saw(self, paths: Iterable[str]) -> None:
        """Notes files on disk."""
        self._db.executemany("INSERT OR IGNORE INTO there VALUES (?)", ((os.fsencode(path),) for path in paths))

    def missing(self) -> Iterator[str]:
        """Paths that are listed and not on disk, sorted."""
        yield from self._paths("SELECT path FROM listed WHERE path NOT IN (SELECT path FROM there) ORDER BY path")

    def unlisted(self) -> Iterator[str]:
        """Paths that are on disk and neither listed nor announced, sorted."""
        yield from self._paths("SELECT path FROM there WHERE path NOT IN (SELECT path FROM listed) AND path NOT IN (SELECT path FROM announced) "
                               "ORDER BY path")

    def batches(self) -> list[int]:
        """The numbers of batches of which files are listed, sorted."""
        if not self._indexed:
            self._db.execute("CREATE INDEX listed_batch ON listed (batch)")
            self._indexed = True
        return [batch for (batch,) in self._db.execute("SELECT DISTINCT batch FROM listed WHERE batch IS NOT NULL ORDER BY batch")]

    def files_of(self, batch: int) -> dict[str, str]:
        """The paths of a batch with their SHA-256."""
        rows = self._db.execute("SELECT path, sha256 FROM listed WHERE batch = ? ORDER BY path", (batch,))
        return {os.fsdecode(path): sha256 for path, sha256 in rows}

    # -- what batches say of one another ------------------------------------------------------------------------------------------------

    def notes_version(self, ident: str, version: int) -> bool:
        """Notes a version of an article; False where it was noted before."""
        return self._is_new("INSERT OR IGNORE INTO versions VALUES (?, ?)", (ident, version))

    def has_version(self, ident: str, version: int) -> bool:
        """True if this version was noted."""
        return self._found("SELECT 1 FROM versions WHERE id = ? AND version = ?", (ident, version))

    def has_later(self, ident: str, version: int) -> bool:
        """True if a later version of an article was noted."""
        return self._found("SELECT 1 FROM versions WHERE id = ? AND version > ?", (ident, version))

    def notes_record(self, record: str) -> bool:
        """Notes the record of a source; False where it was noted before."""
        return self._is_new("INSERT OR IGNORE INTO records VALUES (?)", (record,))

    def has_record(self, record: str) -> bool:
        """True if this record was noted."""
        return self._found("SELECT 1 FROM records WHERE id = ?", (record,))

    def notes_copy(self, batch: int, ident: str, other: str) -> None:
        """Notes that an article is said to be a copy of another one."""
        self._db.execute("INSERT INTO copies (batch, id, other) VALUES (?, ?, ?)", (batch, ident, other))

    def copies_of_none(self) -> Iterator[tuple[int, str, str]]:
        """Those of which the other article was not noted, in order: batch, article, the other."""
        with closing(self._db.execute("SELECT batch, id, other FROM copies WHERE other NOT IN (SELECT id FROM versions) ORDER BY n")) as rows:
            yield from rows

    def notes_captures(self, captures: Iterable[tuple[str, int, str, str]]) -> None:
        """Notes versions by the moment of their capture: id, version, moment, digest of the source."""
        self._db.executemany("INSERT OR IGNORE INTO captures VALUES (?, ?, ?, ?)", ((ident, at, n, sha256) for ident, n, at, sha256 in captures))

    def unsettled(self) -> Iterator[tuple[str, str, list[str]]]:
        """Articles whose versions of one moment go to and fro between sources: id, moment, the digests in order."""
        many = "SELECT id, captured FROM captures GROUP BY id, captured HAVING COUNT(*) >= ? ORDER BY id, captured"
        with closing(self._db.execute(many, (_FEWEST_TO_AND_FRO,))) as rows:
            for ident, captured in rows:
                of_one = "SELECT sha256 FROM captures WHERE id = ? AND captured = ? ORDER BY version"
                digests = [sha256 for (sha256,) in self._db.execute(of_one, (ident, captured))]
                if _returns(digests) > 1:
                    yield ident, captured, digests

    def _is_new(self, statement: str, values: tuple[object, ...]) -> bool:
        return self._db.execute(statement, values).rowcount == 1

    def _found(self, statement: str, values: tuple[object, ...]) -> bool:
        return self._db.execute(statement, values).fetchone() is not None

    def _paths(self, statement: str) -> Iterator[str]:
        with closing(self._db.execute(statement)) as rows:
            yield from (os.fsdecode(path) for (path,) in rows)


def _returns(digests: list[str]) -> int:
    """How often a source comes back after another one."""
    seen: set[str] = set()
    last, returns = "", 0
    for digest in digests:
        returns += digest in seen and digest != last
        seen.add(digest)
        last = digest
    return returns

"""What the archive holds, for quick look-ups: an SQLite file that is a cache and nothing else.

It can be deleted at any time; it is made again from ``data/`` when it is missing, broken or does not belong to the manifest that stands
beside it. Results never depend on it being there.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

__all__ = ["ArticleRow", "Catalogue", "FailureRow", "OriginRow", "Row", "TagRow"]

_FORMAT = 2
_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE articles (id TEXT, version INTEGER, name TEXT, url TEXT, sha256 TEXT, captured TEXT, recipe TEXT, batch INTEGER,
    PRIMARY KEY (id, version)) WITHOUT ROWID;
CREATE INDEX articles_sha256 ON articles (sha256);
CREATE TABLE origins (identity TEXT, sha256 TEXT, id TEXT, version INTEGER, batch INTEGER, PRIMARY KEY (identity, sha256, id)) WITHOUT ROWID;
CREATE TABLE failures (name TEXT, code TEXT, sha256 TEXT, recipe TEXT, sentence TEXT, warning INTEGER, batch INTEGER,
    PRIMARY KEY (name, code, sha256, recipe)) WITHOUT ROWID;
CREATE TABLE tags (id TEXT, copy_of TEXT, similarity REAL, within REAL, differs TEXT, batch INTEGER, PRIMARY KEY (id, batch)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One version of one article."""

    id: str
    version: int
    name: str
    url: str | None
    sha256: str
    captured: str | None
    recipe: str
    batch: int


@dataclass(frozen=True, slots=True)
class OriginRow:
    """A place (URL or name) where the bytes of an article were found."""

    identity: str
    sha256: str
    id: str
    version: int
    batch: int


@dataclass(frozen=True, slots=True)
class FailureRow:
    """A source that could not be archived; or, as a warning, something that should be known of one that was."""

    name: str
    code: str
    sha256: str
    """Of the bytes, empty where there were none to be had."""
    recipe: str
    sentence: str
    warning: bool
    batch: int


@dataclass(frozen=True, slots=True)
class TagRow:
    """What was told of an article: that it is a copy of another one, or, with ``copy_of`` None, of none any more."""

    id: str
    copy_of: str | None
    similarity: float
    within: float
    differs: str
    """JSON."""
    batch: int


Row = ArticleRow | OriginRow | FailureRow | TagRow
_TABLE = {ArticleRow: "articles", OriginRow: "origins", FailureRow: "failures", TagRow: "tags"}
_INSERT = {
    kind: f"INSERT OR REPLACE INTO {table} ({', '.join(f.name for f in fields(kind))}) VALUES ({', '.join('?' for _ in fields(kind))})"
    for kind, table in _TABLE.items()
}


class Catalogue:
    """An open catalogue. `belongs_to` says whether it tells the truth; `start_over` and `add` make it do so."""

    def __init__(self, path: Path | None) -> None:
        """None keeps it in memory, for those who may not write."""
        self._path = path
        self._open()

    def _open(self) -> None:
        self._db = sqlite3.connect(self._path or ":memory:", isolation_level=None)
        with contextlib.suppress(sqlite3.DatabaseError):  # a broken file: `belongs_to` says so
            self._db.execute("PRAGMA synchronous = OFF")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def belongs_to(self, manifest: Path) -> bool:
        """True if this was made from the archive with this manifest; False as well where the file is no SQLite database."""
        try:
            found = dict(self._db.execute("SELECT key, value FROM meta"))
        except sqlite3.DatabaseError:
            return False
        return found == {"format": str(_FORMAT), "manifest": _digest(manifest)}

    def start_over(self) -> None:
        """Empties it, whatever state it is in."""
        self._db.close()
        if self._path:
            for path in (self._path, self._path.with_name(self._path.name + "-journal")):
                path.unlink(missing_ok=True)
        self._open()
        self._db.executescript(_TABLES)

    def add(self, rows: Iterable[Row], manifest: Path) -> None:
        """Adds rows, and notes that it now belongs to this manifest. All of it or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            for row in rows:
                self._db.execute(_INSERT[type(row)], [getattr(row, f.name) for f in fields(row)])
            for key, value in (("format", str(_FORMAT)), ("manifest", _digest(manifest))):
                self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def current(self, ident: str) -> ArticleRow | None:
        """The latest version of an article."""
        return self._article("SELECT * FROM articles WHERE id = ? ORDER BY version DESC LIMIT 1", ident)

    def versions(self, ident: str) -> list[ArticleRow]:
        """Every version of an article, oldest first."""
        return [ArticleRow(*row) for row in self._db.execute("SELECT * FROM articles WHERE id = ? ORDER BY version", (ident,))]

    def found_at(self, identity: str, sha256: str) -> ArticleRow | None:
        """The article that holds these bytes as found in this place, if it is still the latest version of that article."""
        return self._article(
            "SELECT a.* FROM origins o JOIN articles a ON a.id = o.id WHERE o.identity = ? AND o.sha256 = ? AND a.sha256 = o.sha256 "
            "AND a.version = (SELECT max(version) FROM articles WHERE id = a.id) ORDER BY a.id LIMIT 1", identity, sha256)

    def holding(self, sha256: str) -> ArticleRow | None:
        """An article whose latest version holds these bytes, wherever they were found; of several the one with the lowest id."""
        return self._article(
            "SELECT * FROM articles a WHERE sha256 = ? AND version = (SELECT max(version) FROM articles WHERE id = a.id) "
            "ORDER BY id LIMIT 1", sha256)

    def made_otherwise(self, recipe: str) -> Iterator[ArticleRow]:
        """The latest versions of all articles that were made with another recipe, batch by batch."""
        query = ("SELECT * FROM articles a WHERE recipe != ? AND version = (SELECT max(version) FROM articles WHERE id = a.id) "
                 "ORDER BY batch, id")
        for row in self._db.execute(query, (recipe,)):
            yield ArticleRow(*row)

    def origins(self, ident: str, sha256: str) -> list[str]:
        """Every place where the bytes of an article were found."""
        rows = self._db.execute("SELECT DISTINCT identity FROM origins WHERE id = ? AND sha256 = ? ORDER BY identity", (ident, sha256))
        return [row[0] for row in rows]

    def is_current(self, ident: str, version: int) -> bool:
        """True for the latest version of an article."""
        row = self.current(ident)
        return row is not None and row.version == version

    def failure(self, name: str, code: str, sha256: str, recipe: str) -> FailureRow | None:
        """The record of a failure; with ``code`` empty, of any one with these bytes and this recipe."""
        row = self._db.execute(
            "SELECT name, code, sha256, recipe, sentence, warning, batch FROM failures WHERE name = ? AND sha256 = ? AND recipe = ? "
            "AND (code = ? OR ? = '') ORDER BY code LIMIT 1", (name, sha256, recipe, code, code)).fetchone()
        return FailureRow(*row) if row else None

    def tag(self, ident: str) -> TagRow | None:
        """What was told last of an article."""
        row = self._db.execute("SELECT * FROM tags WHERE id = ? ORDER BY batch DESC LIMIT 1", (ident,)).fetchone()
        return TagRow(*row) if row else None

    def last_batch(self) -> int:
        """The highest number of a batch; -1 in an empty archive."""
        highest = [self._db.execute(f"SELECT max(batch) FROM {table}").fetchone()[0] for table in _TABLE.values()]
        return max((n for n in highest if n is not None), default=-1)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Everything it holds, in one order, with the name of the table first."""
        for table in _TABLE.values():
            for row in self._db.execute(f"SELECT * FROM {table}"):
                yield (table, *row)

    def _article(self, query: str, *values: str) -> ArticleRow | None:
        row = self._db.execute(query, values).fetchone()
        return ArticleRow(*row) if row else None


def _digest(manifest: Path) -> str:
    with contextlib.suppress(FileNotFoundError), manifest.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
    return ""

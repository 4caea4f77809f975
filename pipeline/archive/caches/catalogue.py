"""What the archive holds, for quick look-ups: an SQLite file that is a cache and nothing else.

It can be deleted at any time; it is made again from ``data/`` when it is missing, damaged, or does not belong to the manifest beside it. No result
depends on it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.archive.caches.cache import Cache, digest_of
from pipeline.data import article_id

__all__ = ["ArticleRow", "Catalogue", "FailureRow", "OriginRow", "RecipeRow", "Row", "TagRow", "moment_of"]

_TABLES = """
CREATE TABLE articles (id TEXT, version INTEGER, name TEXT, url TEXT, sha256 TEXT, captured TEXT, recipe TEXT, batch INTEGER,
    origins TEXT, gone TEXT, copy_of TEXT, PRIMARY KEY (id, version)) WITHOUT ROWID;
CREATE INDEX articles_sha256 ON articles (sha256);
CREATE TABLE origins (identity TEXT, sha256 TEXT, captured TEXT, name TEXT, id TEXT, version INTEGER, batch INTEGER, moment TEXT,
    PRIMARY KEY (identity, sha256, captured, name, id)) WITHOUT ROWID;
CREATE INDEX articles_gone ON articles (gone) WHERE gone != '';
CREATE INDEX origins_sha256 ON origins (sha256);
CREATE INDEX origins_moment ON origins (identity, moment, batch, name);
CREATE INDEX origins_captured ON origins (identity, captured, batch, name, version);
CREATE TABLE failures (name TEXT, code TEXT, sha256 TEXT, recipe TEXT, sentence TEXT, warning INTEGER, batch INTEGER,
    PRIMARY KEY (name, code, sha256, recipe)) WITHOUT ROWID;
CREATE TABLE recipes (recipe TEXT PRIMARY KEY, parts TEXT, batch INTEGER) WITHOUT ROWID;
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
    origins: str = "[]"
    """The further places that this version tells of, as JSON."""
    gone: str = ""
    """Why there is no article from this version on: ``copy`` (dropped as a near-duplicate), ``moved`` (another article holds the same bytes)."""
    copy_of: str = ""
    """The article that stays."""


@dataclass(frozen=True, slots=True)
class OriginRow:
    """A place (URL or name) where the bytes of an article were found."""

    identity: str
    sha256: str
    captured: str
    """Empty where it is not known."""
    name: str
    id: str
    """Id and version of the article that held the bytes when this was noted."""
    version: int
    batch: int
    moment: str = ""
    """The time of capture in one form (`moment_of`)."""

    def __post_init__(self) -> None:
        if not self.moment:
            object.__setattr__(self, "moment", moment_of(self.captured))


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
    """The tag of an article: that it is a copy of another one, or, with ``copy_of`` None, that it no longer is one."""

    id: str
    copy_of: str | None
    similarity: float
    within: float
    differs: str
    """JSON."""
    batch: int


@dataclass(frozen=True, slots=True)
class RecipeRow:
    """What a recipe is made of."""

    recipe: str
    parts: str
    """JSON: part and value."""
    batch: int


Row = ArticleRow | OriginRow | FailureRow | TagRow | RecipeRow
_TABLE = {ArticleRow: "articles", OriginRow: "origins", FailureRow: "failures", TagRow: "tags", RecipeRow: "recipes"}
_INSERT = {
    kind: f"INSERT OR REPLACE INTO {table} ({', '.join(f.name for f in fields(kind))}) VALUES ({', '.join('?' for _ in fields(kind))})"
    for kind, table in _TABLE.items()
}


def moment_of(captured: str | None) -> str:
    """A time of capture in one form, in UTC, which is assumed where it has no zone; unchanged where it is not ISO 8601."""
    try:
        moment = datetime.fromisoformat((captured or "").strip())
    except ValueError:
        return captured or ""
    return (moment.astimezone(UTC) if moment.tzinfo else moment).replace(tzinfo=None).isoformat()


class Catalogue(Cache):
    """An open catalogue. `belongs_to` says whether it is up to date; `start_over` and `add` bring it up to date."""

    FORMAT = "4"
    TABLES = _TABLES

    def belongs_to(self, manifest: Path) -> bool:
        """True if this was made from the archive with this manifest; False as well where the file is no SQLite database."""
        return self._noted() == {"manifest": digest_of(manifest)}

    def add(self, rows: Iterable[Row], manifest: Path) -> None:
        """Add rows, and note that the catalogue now belongs to this manifest. All of it or nothing."""
        with self._transaction():
            for row in rows:
                self._db.execute(_INSERT[type(row)], [getattr(row, f.name) for f in fields(row)])
            self._note(manifest=digest_of(manifest))

    def current(self, ident: str) -> ArticleRow | None:
        """The latest version of an article."""
        return self._article("SELECT * FROM articles WHERE id = ? ORDER BY version DESC LIMIT 1", ident)

    def versions(self, ident: str) -> list[ArticleRow]:
        """Every version of an article, oldest first."""
        return [ArticleRow(*row) for row in self._db.execute("SELECT * FROM articles WHERE id = ? ORDER BY version", (ident,))]

    def found_at(self, identity: str, sha256: str) -> ArticleRow | None:
        """The article that holds these bytes, if they were found in this place before."""
        row = self._db.execute("SELECT 1 FROM origins WHERE identity = ? AND sha256 = ? LIMIT 1", (identity, sha256)).fetchone()
        return self.holding(sha256) if row else None

    def waits(self, identity: str, sha256: str) -> bool:
        """True if these bytes are what was found last in this place, and the article that held them holds others now."""
        if self.current(article_id(identity)) is not None or self.found_at(identity, sha256) is not None:
            return False
        latest = self.latest_at(identity)
        return latest is not None and latest.sha256 == sha256

    def is_noted(self, identity: str, sha256: str, captured: str) -> bool:
        """True if it is known that these bytes stood in this place when this was captured, whatever came after it."""
        if captured:
            moment = moment_of(captured)
            same = "SELECT 1 FROM origins WHERE identity = ? AND moment = ? AND sha256 = ? LIMIT 1"
            if self._db.execute(same, (identity, moment, sha256)).fetchone():
                return True  # of captures of one moment, each counts
            before = ("SELECT sha256 FROM origins WHERE identity = ? AND moment != '' AND moment < ? "
                      "ORDER BY moment DESC, batch DESC, name DESC LIMIT 1")
            row = self._db.execute(before, (identity, moment)).fetchone()
            return row is not None and row[0] == sha256
        query = "SELECT 1 FROM origins WHERE identity = ? AND sha256 = ? AND captured = '' LIMIT 1"
        return self._db.execute(query, (identity, sha256)).fetchone() is not None

    def is_captured(self, identity: str, captured: str) -> bool:
        """True if anything is known that was captured in this place at this moment."""
        query = "SELECT 1 FROM origins WHERE identity = ? AND moment = ? AND moment != '' LIMIT 1"
        return self._db.execute(query, (identity, moment_of(captured))).fetchone() is not None

    def first_captured(self, identity: str, sha256: str) -> str:
        """When these bytes were first captured in this place; empty where nobody knows."""
        row = self._db.execute("SELECT min(captured) FROM origins WHERE identity = ? AND sha256 = ?", (identity, sha256)).fetchone()
        return row[0] or ""

    def latest_at(self, identity: str) -> OriginRow | None:
        """What was captured last in a place; of captures of the same bytes one after another, the first."""
        rows = self._db.execute("SELECT * FROM origins WHERE identity = ? ORDER BY captured DESC, batch DESC, name DESC, version DESC", (identity,))
        found: OriginRow | None = None
        for row in (OriginRow(*row) for row in rows):
            if found and row.sha256 != found.sha256:
                break
            found = row
        return found

    def places_of(self, sha256: str) -> tuple[list[OriginRow], list[OriginRow]]:
        """The places in which these bytes are what was captured last, by identity: those that never had others, and those that had."""
        rows = self._db.execute("SELECT identity, (SELECT count(DISTINCT sha256) FROM origins WHERE identity = o.identity) FROM origins o "
                                "WHERE sha256 = ? GROUP BY identity ORDER BY identity", (sha256,)).fetchall()
        found: tuple[list[OriginRow], list[OriginRow]] = ([], [])
        for identity, contents in rows:
            if (latest := self.latest_at(identity)) and latest.sha256 == sha256:
                found[contents > 1].append(latest)
        return found

    def origins_of(self, identity: str, sha256: str) -> tuple[str, ...]:
        """The further places that an article of these bytes tells of, if it belongs to this place."""
        still, _ = self.places_of(sha256)
        names = [place.identity for place in still]
        return tuple(name for name in names if name != identity) if identity in names else ()

    def entangled(self) -> list[str]:
        """Digests of bytes that were found in several places, or in a place where other bytes were found as well."""
        return [row[0] for row in self._db.execute(
            "SELECT sha256 FROM origins GROUP BY sha256 HAVING count(DISTINCT identity) > 1 UNION "
            "SELECT sha256 FROM origins WHERE identity IN (SELECT identity FROM origins GROUP BY identity HAVING count(*) > 1) ORDER BY 1")]

    def holding(self, sha256: str) -> ArticleRow | None:
        """An article whose latest version holds these bytes, wherever they were found; of several the one with the lowest id."""
        return self._article(
            "SELECT * FROM articles a WHERE sha256 = ? AND gone = '' AND version = (SELECT max(version) FROM articles WHERE id = a.id) "
            "ORDER BY id LIMIT 1", sha256)

    def made_otherwise(self, recipe: str) -> Iterator[ArticleRow]:
        """The latest versions of all articles that were made with another recipe, batch by batch."""
        query = ("SELECT * FROM articles a WHERE recipe != ? AND gone != 'moved' AND version = (SELECT max(version) FROM articles WHERE id = a.id) "
                 "ORDER BY batch, id")
        for row in self._db.execute(query, (recipe,)):
            yield ArticleRow(*row)

    def dropped(self) -> list[ArticleRow]:
        """Articles that were dropped as copies and are not back, batch by batch."""
        return [ArticleRow(*row) for row in self._db.execute(
            "SELECT * FROM articles a WHERE gone = 'copy' AND version = (SELECT max(version) FROM articles WHERE id = a.id) ORDER BY batch, id")]

    def is_current(self, ident: str, version: int) -> bool:
        """True for the latest version of an article that is there."""
        row = self.current(ident)
        return row is not None and row.version == version and not row.gone

    def article_lines(self) -> int:
        """Versions of articles that have a line in the archive."""
        return int(self._db.execute("SELECT count(*) FROM articles WHERE gone = ''").fetchone()[0])

    def failure(self, name: str, code: str, sha256: str, recipes: tuple[str, str]) -> FailureRow | None:
        """The record of a failure; with ``code`` empty, of any one with these bytes and one of these recipes."""
        row = self._db.execute(
            "SELECT name, code, sha256, recipe, sentence, warning, batch FROM failures WHERE name = ? AND sha256 = ? "
            "AND recipe IN (?, ?) AND (code = ? OR ? = '') ORDER BY code LIMIT 1", (name, sha256, *recipes, code, code)).fetchone()
        return FailureRow(*row) if row else None

    def parts_of(self, recipe: str) -> dict[str, str]:
        """What a recipe was made of; nothing where that is not known."""
        row = self._db.execute("SELECT parts FROM recipes WHERE recipe = ?", (recipe,)).fetchone()
        return json.loads(row[0]) if row else {}

    def identities(self) -> Iterator[tuple[str, str]]:
        """Every place of which the archive has a source that did not fail, by identity, with the name of its last source."""
        yield from self._db.execute("SELECT identity, max(name) FROM origins GROUP BY identity ORDER BY identity")

    def tag(self, ident: str) -> TagRow | None:
        """The last tag of an article."""
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

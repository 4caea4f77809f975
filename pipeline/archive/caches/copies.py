"""Near-duplicates: which article of the archive is a copy of which.

Articles stand in one order: published first, captured first, lowest id. An article is a copy of the first before it that it is like and that is no
copy itself. So the tags depend on the articles alone, not on the order in which they were added, and dropping a copy changes nothing for any other
article. A chain of small changes ends where the last text is no longer like the first.

What was computed stands in ``copies.sqlite``, a cache beside the archive that follows its files: a new article is compared with those that share one
of its 24 bands (`pipeline.archive.caches.likeness`), of each band with the first 200 that are no copies, and only articles for which this changes
something are compared again. Where more than 200 different articles share a band, order may matter after all.
"""

from __future__ import annotations

import contextlib
import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from pipeline.archive.caches.cache import BatchCache, numbered
from pipeline.archive.caches.likeness import FORMAT, bands, digest, likely, measure, shingles
from pipeline.archive.store.articles import Stand, article_at, articles_in, rows_in
from pipeline.archive.store.names import article_number, id_of

__all__ = ["Copies", "Group", "Tag", "dropped_line", "find_copies"]

_FIELDS = ("title", "authors", "published", "publisher")
_MOST = 200
_TABLES = """
CREATE TABLE docs (n INTEGER PRIMARY KEY, version INTEGER, batch INTEGER, offset INTEGER, rank INTEGER, size INTEGER, digest BLOB, copy_of INTEGER,
    tag TEXT);
CREATE INDEX docs_copies ON docs (copy_of) WHERE copy_of IS NOT NULL;
CREATE TABLE bands (band INTEGER, copy INTEGER, rank INTEGER, n INTEGER, PRIMARY KEY (band, copy, rank, n)) WITHOUT ROWID;
CREATE TABLE told (n INTEGER PRIMARY KEY, tag TEXT);
CREATE TABLE open (n INTEGER PRIMARY KEY);
"""


@dataclass(frozen=True, slots=True)
class Tag:
    """The tag of an article: that it is a copy, or, where ``copy_of`` is None, that it no longer is one. A line of ``data/copies``."""

    id: str
    copy_of: str | None
    similarity: float = 0.0
    """Part of the runs of five words of both texts that they share, 0 to 1."""
    within: float = 0.0
    """Part of the shorter text's that stand in the longer one."""
    differs: tuple[str, ...] = ()
    """Metadata fields that differ, and ``length`` where one text is much shorter."""

    def line(self) -> bytes:
        """As a line of JSON."""
        return orjson.dumps({"id": self.id, "copy_of": self.copy_of, "similarity": self.similarity, "within": self.within,
                             "differs": self.differs}, option=orjson.OPT_APPEND_NEWLINE)


def dropped_line(ident: str, version: int, why: str, tag: Tag, source: dict[str, Any], recipe: str) -> bytes:
    """A line of ``data/dropped``: a version with which an article ends. ``why``: ``copy``, or ``moved`` where the bytes stand elsewhere."""
    return orjson.dumps({
        "id": ident, "version": version, "supersedes": version - 1 or None, "why": why, "copy_of": tag.copy_of, "similarity": tag.similarity,
        "within": tag.within, "differs": tag.differs, "source": source, "recipe": recipe,
    }, option=orjson.OPT_APPEND_NEWLINE)


@dataclass(frozen=True, slots=True)
class Group:
    """An article and its copies, by id, with name, title and URL of each."""

    id: str
    copies: tuple[Tag, ...]
    shown: dict[str, tuple[str, str | None, str | None]]


def find_copies(root: Path) -> Iterator[Group]:
    """The groups of an archive, by the id of their first article."""
    with Copies(root, reading=True) as copies:
        copies.catch_up()
        yield from copies.groups()


class Copies(BatchCache):
    """Every current article with its tag. A context manager."""

    FORMAT = FORMAT + ", 2"
    TABLES = _TABLES

    def __init__(self, root: Path, *, reading: bool = False) -> None:
        """``reading``: the archive itself may be unwritable."""
        self.reading = reading
        super().__init__(root / "copies.sqlite")
        self._root = root
        self._under_way: Mapping[int, Path] = {}
        self._marks = lru_cache(maxsize=64)(self._marks_of)

    def catch_up(self) -> None:
        """Take in the batches that are new."""
        self._catch_up(numbered(self._root, "articles", "dropped", "copies"), self._take_published)

    def _take_published(self, number: int) -> None:
        self.take(number, articles_in(self._root, number), rows_in(self._root, "dropped", number))
        for row in rows_in(self._root, "copies", number):
            self._db.execute("INSERT OR REPLACE INTO told VALUES (?, ?)", (article_number(row["id"]), _told(row)))
            self._db.execute("INSERT OR IGNORE INTO open VALUES (?)", (article_number(row["id"]),))

    @contextlib.contextmanager
    def supposing(self, under_way: Mapping[int, Path]) -> Iterator[None]:
        """Batches that are taken in inside the context are rolled back at its end. ``under_way``: where the articles of batches stand that are not
        published."""
        self._under_way = under_way
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")
            self._under_way = {}
            self._marks.cache_clear()

    def take(self, batch: int, articles: Iterable[tuple[Stand, dict[str, Any]]], dropped: Iterable[dict[str, Any]]) -> None:
        """Adds the articles of a batch in place of their earlier versions, and removes dropped ones."""
        todo: list[tuple[int, int]] = []
        for (_, offset), article in articles:
            todo += self._replace(article_number(article["id"]), article["version"], batch, offset, article)
        for row in dropped:
            todo += self._replace(article_number(row["id"]), row["version"], batch, 0, None)
        self._settle(todo)

    def _replace(self, n: int, version: int, batch: int, offset: int, article: dict[str, Any] | None) -> Iterator[tuple[int, int]]:
        """Puts an article, or nothing, in place of the earlier version. Yields what is to be looked at again: rank and number."""
        known = self._db.execute("SELECT version, rank, digest, copy_of FROM docs WHERE n = ?", (n,)).fetchone()
        if known and known[0] > version:
            return
        if known:
            rows = [(band, copy, known[1], n) for band in bands(known[2]) for copy in (0, 1)]
            self._db.executemany("DELETE FROM bands WHERE band = ? AND copy = ? AND rank = ? AND n = ?", rows)
            yield from self._db.execute("SELECT rank, n FROM docs WHERE copy_of = ?", (n,)).fetchall()
            self._db.execute("DELETE FROM docs WHERE n = ?", (n,))
            self._db.execute("INSERT OR IGNORE INTO open VALUES (?)", (n,))
        if article is not None:
            rank = _rank(article["published"], article["source"]["captured"])
            digested, size = digest(article["text"])
            self._db.execute("INSERT INTO docs VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')", (n, version, batch, offset, rank, size, digested, -1))
            self._db.executemany("INSERT OR IGNORE INTO bands VALUES (?, 1, ?, ?)", [(band, rank, n) for band in bands(digested)])
            yield rank, n

    def _settle(self, todo: list[tuple[int, int]]) -> None:
        """Looks at articles in their order, and at later ones for which something changed by it. -1 stands for one never looked at."""
        heapq.heapify(todo)
        last = (-1, -1)
        while todo:
            rank, n = heapq.heappop(todo)
            if (rank, n) == last:
                continue
            last = (rank, n)
            row = self._db.execute("SELECT size, digest, copy_of, tag, batch, offset FROM docs WHERE n = ? AND rank = ?", (n, rank)).fetchone()
            if row is None:
                continue  # replaced since
            size, digested, before, tag_before, batch, offset = row
            found = self._first_like(rank, n, digested, size, (batch, offset)) if size else None
            after, tag = (article_number(found.copy_of or ""), _told(orjson.loads(found.line()))) if found else (None, "")
            if (after, tag) == (before, tag_before):
                continue
            self._db.execute("UPDATE docs SET copy_of = ?, tag = ? WHERE n = ?", (after, tag, n))
            self._db.execute("INSERT OR IGNORE INTO open VALUES (?)", (n,))
            for other in self._concerned(rank, n, digested, size, before, after):
                heapq.heappush(todo, other)

    def _concerned(self, rank: int, n: int, digested: bytes, size: int, before: int | None, after: int | None) -> list[tuple[int, int]]:
        """Later articles for which it matters that this one became a copy, or the first of others."""
        if after is not None and before is not None:
            return []
        for band in bands(digested):
            self._db.execute("DELETE FROM bands WHERE band = ? AND copy = ? AND rank = ? AND n = ?", (band, int(after is None), rank, n))
            self._db.execute("INSERT OR IGNORE INTO bands VALUES (?, ?, ?, ?)", (band, int(after is not None), rank, n))
        if after is not None:
            return self._db.execute("SELECT rank, n FROM docs WHERE copy_of = ?", (n,)).fetchall()
        query = "SELECT rank, n FROM bands WHERE band = ? AND copy = ? AND (rank, n) > (?, ?) ORDER BY rank, n LIMIT ?"
        later = {row for band in bands(digested) for copy in (0, 1) for row in self._db.execute(query, (band, copy, rank, n, _MOST))}
        return [row for row in later if self._is_likely(digested, size, row[1])]

    def _is_likely(self, digested: bytes, size: int, other: int) -> bool:
        row = self._db.execute("SELECT digest, size FROM docs WHERE n = ?", (other,)).fetchone()
        return likely((digested, size), row)

    def _first_like(self, rank: int, n: int, digested: bytes, size: int, stand: Stand) -> Tag | None:
        query = "SELECT rank, n FROM bands WHERE band = ? AND copy = 0 AND (rank, n) < (?, ?) ORDER BY rank, n LIMIT ?"
        found = {row for band in bands(digested) for row in self._db.execute(query, (band, rank, n, _MOST))}
        for _, other in sorted(found):
            if self._is_likely(digested, size, other):
                place = self._db.execute("SELECT batch, offset FROM docs WHERE n = ?", (other,)).fetchone()
                likeness = measure(self._marks(place), self._marks(stand))
                if likeness.copy:
                    first, copy = self.article(place), self.article(stand)
                    differs = [key for key in _FIELDS if first[key] != copy[key]] + ["length"] * likeness.cut
                    return Tag(copy["id"], first["id"], likeness.similarity, likeness.within, tuple(differs))
        return None

    def article(self, stand: Stand) -> dict[str, Any]:
        """The article that stands there."""
        return article_at(self._root, stand, self._under_way.get(stand[0]))

    def _marks_of(self, stand: Stand) -> set[str]:
        return shingles(self.article(stand)["text"])

    # -- asking -------------------------------------------------------------------------------------------------------

    def tag(self, ident: str) -> Tag | None:
        """What is known of an article; None where it is no copy or is not there."""
        row = self._db.execute("SELECT tag FROM docs WHERE n = ? AND copy_of IS NOT NULL", (article_number(ident),)).fetchone()
        return _tag(ident, row[0]) if row else None

    def version(self, ident: str) -> int:
        """Of the article as it is known here; 0 where it is not."""
        row = self._db.execute("SELECT version FROM docs WHERE n = ?", (article_number(ident),)).fetchone()
        return row[0] if row else 0

    def tags(self) -> list[Tag]:
        """Of every copy, by id."""
        return [_tag(id_of(n), tag) for n, tag in self._db.execute("SELECT n, tag FROM docs WHERE copy_of IS NOT NULL ORDER BY n")]

    def untold(self) -> list[Tag]:
        """What ``data/copies`` does not tell yet, by id."""
        rows = self._db.execute("SELECT o.n, coalesce(d.tag, ''), coalesce(t.tag, '') FROM open o LEFT JOIN docs d ON d.n = o.n "
                                "LEFT JOIN told t ON t.n = o.n ORDER BY o.n").fetchall()
        self._db.executemany("DELETE FROM open WHERE n = ?", [(n,) for n, now, told in rows if now == told])
        return [_tag(id_of(n), now) for n, now, told in rows if now != told]

    def count(self) -> int:
        """Copies."""
        return int(self._db.execute("SELECT count(*) FROM docs WHERE copy_of IS NOT NULL").fetchone()[0])

    def groups(self) -> Iterator[Group]:
        """Every article that has copies, by id."""
        firsts = self._db.execute("SELECT DISTINCT copy_of FROM docs WHERE copy_of IS NOT NULL ORDER BY copy_of").fetchall()
        for (first,) in firsts:
            rows = self._db.execute("SELECT n, tag, batch, offset FROM docs WHERE n = ? OR copy_of = ? ORDER BY n", (first, first)).fetchall()
            shown = {id_of(n): self.article((batch, offset)) for n, _, batch, offset in rows}
            tags = tuple(_tag(id_of(n), tag) for n, tag, _, _ in rows if n != first)
            yield Group(id_of(first), tags, {
                ident: (article["source"]["name"], article["title"], article["source"]["url"]) for ident, article in shown.items()})


def _rank(published: str | None, captured: str | None) -> int:
    """A number that sorts by day of publication, then by minute of capture; what is not known comes last."""
    return (_days(published) << 33) + _minutes(captured)


def _days(published: str | None) -> int:
    parts = [int(part) for part in (published or "9999-12-31")[:10].split("-")]
    return date(*[*parts, 1, 1][:3]).toordinal()


def _minutes(captured: str | None) -> int:
    try:
        moment = datetime.fromisoformat(captured or "")
    except ValueError:
        return (1 << 33) - 1
    return moment.toordinal() * 1440 + moment.hour * 60 + moment.minute


def _told(row: dict[str, Any]) -> str:
    """A tag without the id, empty where it says that an article is no copy."""
    return orjson.dumps([row["copy_of"], row["similarity"], row["within"], row["differs"]]).decode() if row["copy_of"] else ""


def _tag(ident: str, told: str) -> Tag:
    if not told:
        return Tag(ident, None)
    copy_of, similarity, within, differs = orjson.loads(told)
    return Tag(ident, copy_of, similarity, within, tuple(differs))

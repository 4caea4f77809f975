"""What the list and the overview show of every article: counted batch by batch, in ``report.sqlite``, a cache beside the archive.

With each batch the data files of its articles are written (`pipeline.report.shards`), so that a later run costs what is new.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from pipeline.archive.caches.cache import BatchCache, numbered
from pipeline.archive.caches.doubts import Concern
from pipeline.archive.caches.site_memory import site_of
from pipeline.archive.store.articles import articles_in, rows_in
from pipeline.archive.store.disk import ArchiveError
from pipeline.archive.store.names import article_number, id_of
from pipeline.reasons import reasons
from pipeline.report.record import Record, record_of
from pipeline.report.shards import Shards, first_shard

__all__ = ["Failed", "Row", "Rows"]

_TABLES = """
CREATE TABLE docs (n INTEGER PRIMARY KEY, version INTEGER, batch INTEGER, shard INTEGER, site TEXT, place TEXT, title TEXT, published TEXT,
    language TEXT, words INTEGER, kinds TEXT, repairs TEXT, confidence REAL, doubts TEXT);
CREATE TABLE tags (n INTEGER PRIMARY KEY, copy_of TEXT);
CREATE TABLE failures (name TEXT, code TEXT, sentence TEXT, batch INTEGER, PRIMARY KEY (name, code)) WITHOUT ROWID;
"""


class Row(NamedTuple):
    """What is shown of an article in its latest version."""

    id: str
    version: int
    batch: int
    shard: int
    """Number of the data file of its batch that holds it."""
    site: str
    place: str
    """URL, or name where there is none."""
    title: str
    published: str
    language: str
    words: int
    kinds: dict[str, tuple[int, int]]
    """For each kind that was removed: blocks and words."""
    repairs: dict[str, int]
    """How many repairs of each kind."""
    sure: float
    """The confidence, lowered by what only the archive can know."""
    doubts: tuple[str, ...]
    """Codes, notes included."""
    copy_of: str
    """Id of the article it is nearly the same as; empty where there is none."""


class Failed(NamedTuple):
    """A source that could not be archived, and was not archived since."""

    name: str
    code: str
    sentence: str
    batch: int


class Rows(BatchCache):
    """The rows, open. A context manager."""

    FORMAT = "2"
    TABLES = _TABLES

    def __init__(self, root: Path, report: Path) -> None:
        super().__init__(root / "report.sqlite")
        self._root = root
        self._shards = Shards(report / "articles")

    def tells_of(self, stamp: str) -> bool:
        """True where the report was written after the last change; ``stamp`` stands for all that it is made from."""
        noted = self._noted()
        return noted is not None and noted.get("report") == stamp

    def note_report(self, stamp: str) -> None:
        """Notes what the report was made from, once it is written."""
        self._note(report=stamp)

    def catch_up(self) -> None:
        """Takes in the batches that are new, and writes the data files of their articles."""
        if not self._is_whole():
            self.start_over()
        self._catch_up(numbered(self._root, "articles", "failed", "dropped", "copies"), self._take)

    def _is_whole(self) -> bool:
        """False where data files are missing that were written before."""
        if self._noted() is None:
            return False
        batches = {batch for (batch,) in self._db.execute("SELECT DISTINCT batch FROM docs")}
        return {first_shard(batch) for batch in batches} <= self._shards.names()

    def _take(self, batch: int) -> None:
        books = {(book["id"], book["version"]): book for book in rows_in(self._root, "ledger", batch)}
        with self._shards.of(batch) as shards:
            for _, article in articles_in(self._root, batch):
                try:
                    book = books[(article["id"], article["version"])]
                    record = record_of(article, book)
                except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
                    raise _broken(self._root, article.get("id", "an article"), batch, error) from None
                self._add(batch, shards.add(record), article, book)
        for row in rows_in(self._root, "dropped", batch):
            self._db.execute("DELETE FROM docs WHERE n = ? AND version <= ?", (article_number(row["id"]), row["version"]))
        for row in rows_in(self._root, "copies", batch):
            self._db.execute("INSERT OR REPLACE INTO tags VALUES (?, ?)", (article_number(row["id"]), row["copy_of"] or ""))
        for row in rows_in(self._root, "failed", batch):
            if not row["warning"]:
                self._db.execute("INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)", (row["name"], row["code"], row["sentence"], batch))

    def _add(self, batch: int, shard: int, article: Record, book: Record) -> None:
        n, source = article_number(article["id"]), article["source"]
        self._db.execute("DELETE FROM failures WHERE name = ?", (source["name"],))
        known = self._db.execute("SELECT version FROM docs WHERE n = ?", (n,)).fetchone()
        if known and known[0] > article["version"]:
            return
        self._db.execute("INSERT OR REPLACE INTO docs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (
            n, article["version"], batch, shard, site_of(source["name"], source["url"]), source["url"] or source["name"], article["title"] or "",
            article["published"] or "", article["language"], article["words"], _json(_kinds(book)),
            _json(Counter(repair["kind"] for repair in book["repairs"])), article["confidence"],
            _json([doubt["code"] for doubt in article["doubts"]])))

    # -- asking -------------------------------------------------------------------------------------------------------

    def rows(self, concerns: Iterable[Concern]) -> Iterator[Row]:
        """Every article: those with doubts first, the least sure first of all."""
        self._db.execute("CREATE TEMP TABLE IF NOT EXISTS concerns (n INTEGER PRIMARY KEY, sure REAL, doubts TEXT)")
        self._db.execute("DELETE FROM concerns")
        self._db.executemany("INSERT INTO concerns VALUES (?, ?, ?)", (
            (article_number(found.id), found.confidence, _json([code for code, _ in found.doubts])) for found in concerns if _asks(found)))
        query = ("SELECT d.n, version, batch, shard, site, place, title, published, language, words, kinds, repairs, "
                 "ifnull(c.sure, d.confidence) AS s, ifnull(c.doubts, d.doubts), ifnull(t.copy_of, '') FROM docs d "
                 "LEFT JOIN concerns c ON c.n = d.n LEFT JOIN tags t ON t.n = d.n "
                 "ORDER BY c.n IS NULL, s, d.n")
        for found in self._db.execute(query):
            kinds, repairs, doubts = (orjson.loads(found[at]) for at in (10, 11, 13))
            yield Row._make((id_of(found[0]), *found[1:10], kinds, repairs, found[12], tuple(doubts), found[14]))

    def failures(self) -> Iterator[Failed]:
        """Sources that could not be archived, by name."""
        yield from (Failed(*row) for row in self._db.execute("SELECT name, code, sentence, batch FROM failures ORDER BY name, code"))


def _broken(root: Path, ident: str, batch: int, error: Exception) -> ArchiveError:
    return ArchiveError("broken-batch", f"{root}: {ident} of batch {batch} and its ledger do not fit together ({error!r}). "
                        f"Run: engross verify {root}")


def _asks(concern: Concern) -> bool:
    """True where at least one of the doubts asks for something; a note does not."""
    return any(reasons()[code].severity != "note" for code, _ in concern.doubts)


def _kinds(book: Record) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for removal in book["removed"]:
        counts = found.setdefault(removal["kind"], [0, 0])
        counts[0] += 1
        counts[1] += len(removal["text"].split())
    return found


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True)

"""What the list and the overview show of every article: counted batch by batch, in ``report.sqlite``, a cache beside the archive.

With each batch the data files of its articles are written (`pipeline.report.shards`), so that a later run costs what is new.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from pipeline.archive.caches.cache import BatchCache, numbered
from pipeline.archive.caches.doubts import Concern
from pipeline.archive.caches.site_memory import site_of
from pipeline.archive.store.articles import rows_in, with_ledger
from pipeline.archive.store.disk import ArchiveError
from pipeline.archive.store.names import article_number, id_of
from pipeline.data.counting import count_words
from pipeline.report.figures import Figures, Share
from pipeline.report.record import Record, record_of
from pipeline.report.shards import Shards, first_shard

__all__ = ["Failed", "Rows"]

_TABLES = """
CREATE TABLE docs (n INTEGER PRIMARY KEY, version INTEGER, batch INTEGER, shard INTEGER, site TEXT, place TEXT, title TEXT, published TEXT,
    language TEXT, words INTEGER, removed INTEGER, repairs INTEGER, confidence REAL, counts TEXT);
CREATE TABLE totals (what TEXT, name TEXT, blocks INTEGER, words INTEGER, PRIMARY KEY (what, name)) WITHOUT ROWID;
CREATE TABLE tags (n INTEGER PRIMARY KEY, copy_of TEXT);
CREATE TABLE failures (name TEXT, code TEXT, sentence TEXT, batch INTEGER, PRIMARY KEY (name, code)) WITHOUT ROWID;
"""
_CONCERNS = "CREATE TEMP TABLE IF NOT EXISTS concerns (n INTEGER PRIMARY KEY, sure REAL, doubts TEXT)"
_LINES = """SELECT d.n, version, batch, shard, title, site, place, published, language, words, removed, repairs,
    ifnull(c.sure, d.confidence) AS s, c.doubts, ifnull(t.copy_of, '') FROM docs d LEFT JOIN concerns c ON c.n = d.n LEFT JOIN tags t ON t.n = d.n
    ORDER BY c.n IS NULL, s, d.n"""
_SHARES = """SELECT {column}, count(*), count(c.n), sum(words), sum(removed) FROM docs d LEFT JOIN concerns c ON c.n = d.n GROUP BY {column}"""

Counts = dict[str, dict[str, list[int]]]
"""``kind`` or ``repair`` -> name -> how many blocks or repairs, and how many words."""


class Failed(NamedTuple):
    """A source that could not be archived, and was not archived since."""

    name: str
    code: str
    sentence: str
    batch: int


class Rows(BatchCache):
    """The rows, open. A context manager."""

    FORMAT = "5"
    TABLES = _TABLES

    def __init__(self, root: Path, report: Path, *, reading: bool = False) -> None:
        """``reading``: the archive itself may be unwritable."""
        self.reading = reading
        super().__init__(root / "report.sqlite")
        self._root = root
        self._notes = Counter[str]()
        self._shards = Shards(report / "articles")

    def is_made_from(self, stamp: str) -> bool:
        """Whether the report that was written last is made from what ``stamp`` stands for."""
        noted = self._noted()
        return noted is not None and noted.get("report") == stamp

    def note_report(self, stamp: str) -> None:
        """Notes what the report was made from, once it is written."""
        self._note(report=stamp)

    def catch_up(self) -> None:
        """Reads the batches that are new, and writes the data files of their articles. Raises `ArchiveError` for a batch that is broken."""
        if not self.is_whole():
            self.start_over()
        self._catch_up(numbered(self._root, "articles", "failed", "dropped", "copies"), self._take)

    def is_whole(self) -> bool:
        """False where data files are missing that were written before."""
        if self._noted() is None:
            return False
        batches = {batch for (batch,) in self._db.execute("SELECT DISTINCT batch FROM docs")}
        return {first_shard(batch) for batch in batches} <= self._shards.names()

    def _take(self, batch: int) -> None:
        with self._shards.of(batch) as shards:
            for article, book in with_ledger(self._root, batch):
                try:
                    if book is None:
                        raise KeyError(article["id"])
                    record = record_of(article, book)
                except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
                    raise _broken(self._root, article.get("id", "an article"), batch, error) from None
                self._add(batch, shards.add(record), article, book)
        for row in rows_in(self._root, "dropped", batch):
            self._forget(article_number(row["id"]), row["version"])
        for row in rows_in(self._root, "copies", batch):
            self._db.execute("INSERT OR REPLACE INTO tags VALUES (?, ?)", (article_number(row["id"]), row["copy_of"] or ""))
        for row in rows_in(self._root, "failed", batch):
            if not row["warning"]:
                self._db.execute("INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)", (row["name"], row["code"], row["sentence"], batch))

    def _add(self, batch: int, shard: int, article: Record, book: Record) -> None:
        n, source = article_number(article["id"]), article["source"]
        self._db.execute("DELETE FROM failures WHERE name = ?", (source["name"],))
        if not self._forget(n, article["version"]):
            return
        counts = _counts(book)
        removed = sum(words for _, words in counts["kind"].values())
        self._db.execute("INSERT INTO docs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (
            n, article["version"], batch, shard, site_of(source["name"], source["url"]), source["url"] or source["name"], article["title"] or "",
            article["published"] or "", article["language"], article["words"], removed, len(book["repairs"]), article["confidence"], _json(counts)))
        self._sum_up(counts, 1)

    def _forget(self, n: int, version: int) -> bool:
        """Removes an earlier version. False where a later one is there."""
        known = self._db.execute("SELECT version, counts FROM docs WHERE n = ?", (n,)).fetchone()
        if known and known[0] > version:
            return False
        if known:
            self._db.execute("DELETE FROM docs WHERE n = ?", (n,))
            self._sum_up(orjson.loads(known[1]), -1)
        return True

    def _sum_up(self, counts: Counts, sign: int) -> None:
        self._db.executemany(
            "INSERT INTO totals VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET blocks = blocks + excluded.blocks, words = words + excluded.words",
            [(what, name, sign * blocks, sign * words) for what, named in counts.items() for name, (blocks, words) in named.items()])

    # -- asking -------------------------------------------------------------------------------------------------------

    def take_concerns(self, concerns: Iterable[Concern]) -> None:
        """Stores what is doubted of articles; to be called before `figures` and `lines`. An article with nothing but notes is not doubted."""
        self._db.execute(_CONCERNS)
        self._db.execute("DELETE FROM concerns")
        self._notes.clear()
        self._db.executemany("INSERT INTO concerns VALUES (?, ?, ?)", self._asking(concerns))

    def _asking(self, concerns: Iterable[Concern]) -> Iterator[tuple[int, float, str]]:
        """Articles with their doubts that ask for something; doubts that are notes, which ask for nothing, are counted."""
        for found in concerns:
            asking = [code for code, _ in found.asking]
            self._notes.update({code for code, _ in found.doubts} - set(asking))
            if asking:
                yield article_number(found.id), found.confidence, _json(asking)

    def figures(self) -> Figures:
        """What the overview tells."""
        totals = {(what, name): (blocks, words) for what, name, blocks, words in self._db.execute("SELECT * FROM totals WHERE blocks > 0")}
        doubted = self._db.execute("SELECT doubts FROM concerns c JOIN docs d ON d.n = c.n")
        doubts = Counter(code for (codes,) in doubted for code in orjson.loads(codes))
        languages = {name: share.articles for name, share in self._shares("language").items()}
        copies = self._db.execute("SELECT count(*) FROM tags t JOIN docs d ON d.n = t.n WHERE copy_of != ''").fetchone()[0]
        return Figures(
            sites=self._shares("site"), batches=self._shares("batch"), languages=languages,
            blocks={name: blocks for (what, name), (blocks, _) in totals.items() if what == "kind"},
            words={name: words for (what, name), (_, words) in totals.items() if what == "kind"},
            repairs={name: blocks for (what, name), (blocks, _) in totals.items() if what == "repair"}, doubts=dict(doubts),
            notes=dict(self._notes), copies=copies)

    def _shares(self, column: str) -> dict[Any, Share]:
        return {key: Share(*counts) for key, *counts in self._db.execute(_SHARES.format(column=column))}

    def lines(self, sites: Mapping[str, int]) -> Iterator[list[Any]]:
        """Every article as the list needs it: those with doubts first, the least sure first of all. ``sites``: their numbers."""
        for n, version, batch, shard, title, site, *shown, sure, doubts, copy_of in self._db.execute(_LINES):
            codes = orjson.loads(doubts) if doubts else []
            yield [id_of(n), version, batch, shard, title, sites[site], *shown, round(sure, 4), codes, copy_of]

    def failures(self) -> Iterator[Failed]:
        """Sources that could not be archived, by name."""
        yield from (Failed(*row) for row in self._db.execute("SELECT name, code, sentence, batch FROM failures ORDER BY name, code"))


def _broken(root: Path, ident: str, batch: int, error: Exception) -> ArchiveError:
    return ArchiveError("broken-batch", f"{root}: {ident} of batch {batch} and its ledger do not fit together ({error!r}). "
                        f"Run: engross verify {root}")


def _counts(book: Record) -> Counts:
    found: Counts = {"kind": {}, "repair": {}}
    for removal in book["removed"]:
        counts = found["kind"].setdefault(removal["kind"], [0, 0])
        counts[0] += 1
        counts[1] += count_words(removal["text"])
    for repair in book["repairs"]:
        found["repair"].setdefault(repair["kind"], [0, 0])[0] += 1
    return found


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True)

"""What a person should look at: doubts on single articles, and sites whose share of removed words has changed.

Everything here is counted from ``data/articles`` and ``data/ledger`` and kept in ``doubts.sqlite``, a cache beside the archive that follows
them. To the doubts that an article carries come those that only the archive can know: nothing was removed although its site always
loses something; the site's removed share jumped with the batch it came in.

Shares are whole numbers, thousandths of a page's words, so that sums do not depend on rounding. A site's articles of a batch are compared with
all before them, once there are `_WINDOW` of them (fewer wait for the next batch) and `_HISTORY` before.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from pipeline.archive.caches.cache import BatchCache, numbered
from pipeline.archive.caches.site_memory import site_of
from pipeline.archive.store.articles import rows_in, with_ledger
from pipeline.archive.store.names import article_number, id_of
from pipeline.data.counting import UNPARTED, count_words, counted
from pipeline.reading.words import key_of
from pipeline.reasons import reason

__all__ = ["Concern", "Doubts", "Drift"]

_WINDOW, _HISTORY = 5, 20
_JUMP = 100  # thousandths; a smaller one is nobody's concern
_ALWAYS = 0.95
_LEAVES = {"title-not-in-text": 0.7, "kept-all": 0.8}
"""What a doubt of this file leaves of the confidence; it orders the list."""
_STEM, _FEWEST, _TEXT = 5, 3, 60
"""Of the check of titles: letters of a word that count, since many languages inflect its end; least number of words of a title, and of words of a
text: where there are fewer, a title of its own shares as few words with its text as one of another article (BENCHMARKS.md)."""
_TITLE = "Hardly any word of the title “{title}” stands in the text: it may be the title of another article."
_UNCOUNTED = ("separator", "duplicate")
_TABLES = """
CREATE TABLE docs (n INTEGER PRIMARY KEY, version INTEGER, batch INTEGER, site INTEGER, name TEXT, url TEXT, share INTEGER,
    confidence REAL, doubts TEXT);
CREATE INDEX docs_doubted ON docs (confidence) WHERE doubts != '[]';
CREATE INDEX docs_whole ON docs (site) WHERE share = 0;
CREATE TABLE sites (n INTEGER PRIMARY KEY, name TEXT UNIQUE, articles INTEGER, losing INTEGER, seen INTEGER, total INTEGER, squares INTEGER,
    new_seen INTEGER, new_total INTEGER, new_squares INTEGER);
CREATE TABLE drifts (site INTEGER, batch INTEGER, before INTEGER, after INTEGER, articles INTEGER, seen INTEGER,
    PRIMARY KEY (site, batch)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Concern:
    """An article that somebody should look at."""

    id: str
    version: int
    name: str
    url: str | None
    batch: int
    confidence: float
    """0 to 1; it orders the list and is not a probability."""
    doubts: tuple[tuple[str, str], ...]
    """Code and sentence."""

    @property
    def asking(self) -> tuple[tuple[str, str], ...]:
        """The doubts that ask for something: those that are no notes. Whoever counts doubtful articles counts those that have such a doubt."""
        return tuple((code, text) for code, text in self.doubts if reason(code).severity != "note")


@dataclass(frozen=True, slots=True)
class Drift:
    """A site that lost another share of its words than before, from one batch on."""

    site: str
    batch: int
    before: int
    """Thousandths of the words, in the mean of the articles before."""
    after: int
    articles: int
    """In which it was found."""
    seen: int
    """Articles before."""

    def __str__(self) -> str:
        return (f"{self.site}: {self.after / 10:.0f} percent of the words of {counted(self.articles, 'article')} were removed (batch {self.batch}), "
                f"{self.before / 10:.0f} percent in the {self.seen} before.")


class Doubts(BatchCache):
    """The list, open. A context manager."""

    FORMAT = "3"
    TABLES = _TABLES

    def __init__(self, root: Path, *, reading: bool = False) -> None:
        """``reading``: the archive itself may be unwritable."""
        self.reading = reading
        super().__init__(root / "doubts.sqlite")
        self._root = root

    def catch_up(self) -> None:
        """Take in the batches that are new."""
        self._catch_up(numbered(self._root, "articles", "dropped"), self._take)

    def _take(self, batch: int) -> None:
        sites = {self._add(batch, article, book) for article, book in with_ledger(self._root, batch)}
        for row in rows_in(self._root, "dropped", batch):
            self._forget(article_number(row["id"]), row["version"])
        for site in sorted(sites):
            self._look_at(site, batch)

    def _add(self, batch: int, article: dict[str, Any], book: dict[str, Any] | None) -> int:
        n, source = article_number(article["id"]), article["source"]
        site, share = self._site(site_of(source["name"], source["url"])), _share(article["words"], book)
        self._db.execute("UPDATE sites SET new_seen = new_seen + 1, new_total = new_total + ?, new_squares = new_squares + ? WHERE n = ?",
                         (share, share * share, site))
        if self._forget(n, article["version"]):
            told = [[doubt["code"], doubt["text"]] for doubt in article["doubts"]]
            if _is_title_missing(article):
                told.append(["title-not-in-text", _TITLE.format(title=article["title"])])
            confidence = article["confidence"] * math.prod(_LEAVES.get(code, 1.0) for code, _ in told)
            self._db.execute("INSERT INTO docs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (
                n, article["version"], batch, site, source["name"], source["url"], share, round(confidence, 4), orjson.dumps(told).decode()))
            self._db.execute("UPDATE sites SET articles = articles + 1, losing = losing + ? WHERE n = ?", (share > 0, site))
        return site

    def _forget(self, n: int, version: int) -> bool:
        """Takes an earlier version away. False where a later one is there."""
        known = self._db.execute("SELECT version, site, share FROM docs WHERE n = ?", (n,)).fetchone()
        if known and known[0] > version:
            return False
        if known:
            self._db.execute("DELETE FROM docs WHERE n = ?", (n,))
            self._db.execute("UPDATE sites SET articles = articles - 1, losing = losing - ? WHERE n = ?", (known[2] > 0, known[1]))
        return True

    def _site(self, name: str) -> int:
        self._db.execute("INSERT OR IGNORE INTO sites (name, articles, losing, seen, total, squares, new_seen, new_total, new_squares) "
                         "VALUES (?, 0, 0, 0, 0, 0, 0, 0, 0)", (name,))
        return int(self._db.execute("SELECT n FROM sites WHERE name = ?", (name,)).fetchone()[0])

    def _look_at(self, site: int, batch: int) -> None:
        """Compares what is new of a site with what was before, and adds it there."""
        seen, total, squares, fresh, fresh_total = self._db.execute(
            "SELECT seen, total, squares, new_seen, new_total FROM sites WHERE n = ?", (site,)).fetchone()
        if fresh < _WINDOW and seen:
            return
        if seen >= _HISTORY and _jumps(seen, total, squares, fresh, fresh_total):
            row = (site, batch, total // seen, fresh_total // fresh, fresh, seen)
            self._db.execute("INSERT OR REPLACE INTO drifts VALUES (?, ?, ?, ?, ?, ?)", row)
        self._db.execute("UPDATE sites SET seen = seen + new_seen, total = total + new_total, squares = squares + new_squares, new_seen = 0, "
                         "new_total = 0, new_squares = 0 WHERE n = ?", (site,))

    # -- asking -------------------------------------------------------------------------------------------------------

    def concerns(self, since: int = 0) -> Iterator[Concern]:
        """Articles with doubts, those first that are least sure. ``since``: number of the first batch whose articles count."""
        rows = self._db.execute(
            "SELECT d.n, d.version, d.name, d.url, d.batch, d.confidence * CASE WHEN q.n IS NULL THEN 1.0 ELSE ? END AS sure, d.doubts, q.name, "
            f"q.articles FROM docs d LEFT JOIN ({_WHOLE}) q ON q.n = d.n "
            "WHERE d.batch >= ? AND (d.doubts != '[]' OR q.n IS NOT NULL) ORDER BY sure, d.n",
            (_LEAVES["kept-all"], _HISTORY, _ALWAYS, since))
        for n, version, name, url, batch, sure, told, site, articles in rows:
            doubts = [(code, text) for code, text in orjson.loads(told)]
            if site is not None and not any(code == "no-text" for code, _ in doubts):
                doubts.append(("kept-all", f"Nothing was removed; nearly all of the {counted(articles, 'article')} of {site} lose something."))
            yield Concern(id_of(n), version, name, url, batch, round(sure, 4), tuple(doubts))

    def articles(self, since: int = 0) -> int:
        """How many articles there are, doubtful or not."""
        return int(self._db.execute("SELECT count(*) FROM docs WHERE batch >= ?", (since,)).fetchone()[0])

    def drifts(self, since: int = 0) -> list[Drift]:
        """Sites whose removed share jumped, by batch and name."""
        rows = self._db.execute("SELECT s.name, d.batch, d.before, d.after, d.articles, d.seen FROM drifts d JOIN sites s ON s.n = d.site "
                                "WHERE d.batch >= ? ORDER BY d.batch, s.name", (since,))
        return [Drift(*row) for row in rows]

    def count(self, since: int = 0) -> dict[str, int]:
        """How many articles carry each doubt, the most frequent first; notes, which ask for nothing, are left out."""
        codes = Counter(code for concern in self.concerns(since) for code, _ in concern.asking)
        return dict(sorted(codes.items(), key=lambda item: (-item[1], item[0])))


_WHOLE = ("SELECT d.n, s.name, s.articles FROM sites s JOIN docs d ON d.site = s.n WHERE s.articles > ? AND s.losing >= ? * s.articles "
          "AND d.share = 0")


def _jumps(seen: int, total: int, squares: int, fresh: int, fresh_total: int) -> bool:
    """True where the mean of the new ones lies further from that of the old ones than their spread explains."""
    mean = total / seen
    spread = math.sqrt(max(0.0, squares / seen - mean * mean))
    return abs(fresh_total / fresh - mean) >= max(_JUMP, 4 * spread / math.sqrt(fresh))


def _share(words: int, book: dict[str, Any] | None) -> int:
    """Removed words, in thousandths of all."""
    gone = sum(count_words(removal["text"]) for removal in book["removed"] if removal["kind"] not in _UNCOUNTED) if book else 0
    return 1000 * gone // max(1, gone + words)


def _is_title_missing(article: dict[str, Any]) -> bool:
    """True where hardly any word of the title stands in what is kept: a quarter of them at most. False where title or text is too short to tell."""
    words = _beginnings(article["title"] or "")
    if len(words) < _FEWEST or article["words"] < _TEXT:
        return False
    kept = f" {key_of(' '.join([article['text'], *(block['text'] for block in article['front'])]))}"
    return 4 * sum(word in kept for word in words) <= len(words)


def _beginnings(title: str) -> set[str]:
    """The beginnings of the longer words of a title, after a space; of scripts without spaces, each pair of letters."""
    key = key_of(title)
    pairs = {run.group()[i:i + 2] for run in UNPARTED.finditer(key) for i in range(len(run.group()) - 1)}
    return pairs | {f" {word[:_STEM]}" for word in UNPARTED.sub(" ", key).split() if len(word) > 3}

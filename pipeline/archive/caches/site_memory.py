"""The memory of sites: how often each block's fingerprint was seen, over all sources ever archived.

The archive holds it as sketches, ``data/memory/NNNNN.jsonl``, written with each batch: a line a source, with the votes that its article rests on.
Everything here is counted from them and kept in ``memory.sqlite``, a cache that is made again where it is missing or belongs to other files. The
memory of a run is that of the batches before its first, and of its own sources: they are counted in a transaction that is never committed, since only
what gets published counts.

Counting needs no more memory for a million articles than for ten: rows go to SQLite in sorted portions, and a site's table is read
only as far as it has blocks that stand in enough articles.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.archive.caches.cache import BatchCache, numbered
from pipeline.archive.caches.sketches import different, identities, parse_sketch, places
from pipeline.archive.store.disk import ArchiveError
from pipeline.data import Answer
from pipeline.evidence.site_repeats import Count, Memory
from pipeline.settings import Repeats

__all__ = ["Book", "Capture", "Nearly", "Repeat", "site_of"]

Repeat = tuple[int, float, str]
"""A vote as it is kept: block, score, evidence."""

_FORMAT = "3"
_PORTION = 20_000  # rows
_SAMPLE = 64
_TABLES = """
CREATE TABLE sites (n INTEGER PRIMARY KEY, name TEXT UNIQUE, articles INTEGER);
CREATE TABLE captures (doc INTEGER, sha256 TEXT, site INTEGER, sketch TEXT, votes TEXT, blocks TEXT, answers TEXT, rules TEXT,
    PRIMARY KEY (doc, sha256)) WITHOUT ROWID;
CREATE INDEX captures_site ON captures (site, doc);
CREATE INDEX captures_answers ON captures (doc) WHERE answers != '';
CREATE TABLE posts (site INTEGER, mark INTEGER, doc INTEGER, PRIMARY KEY (site, mark, doc)) WITHOUT ROWID;
CREATE TABLE counts (site INTEGER, mark INTEGER, documents INTEGER, articles INTEGER, head INTEGER, body INTEGER, tail INTEGER,
    PRIMARY KEY (site, mark)) WITHOUT ROWID;
CREATE INDEX counts_often ON counts (site, articles) WHERE articles > 1;
"""
_COUNT = """INSERT INTO counts VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET documents = documents + excluded.documents,
    articles = articles + excluded.articles, head = head + excluded.head, body = body + excluded.body, tail = tail + excluded.tail"""


@dataclass(frozen=True, slots=True)
class Capture:
    """What the memory keeps of one source: a line of ``data/memory``."""

    id: str
    sha256: str
    site: str
    sketch: str
    votes: tuple[Repeat, ...] = ()
    blocks: str = ""
    """By what decisions know its blocks again (`pipeline.archive.decisions.blocks_line`)."""
    answers: tuple[Answer, ...] = ()
    """The decisions that its article rests on."""
    rules: str = ""
    """Digest of the site's rules that it was made with."""

    def line(self) -> bytes:
        """As a line of JSON."""
        told = {"id": self.id, "sha256": self.sha256, "site": self.site, "votes": self.votes, "sketch": self.sketch, "blocks": self.blocks}
        answers = {"answers": [asdict(answer) for answer in self.answers]} if self.answers else {}
        rules = {"rules": self.rules} if self.rules else {}
        return json.dumps(told | answers | rules, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace") + b"\n"


@dataclass(frozen=True, slots=True)
class Nearly:
    """A block at the edge of several different articles, too few to act on."""

    site: str
    mark: str
    different: int
    articles: int
    """Of the site."""
    example: str
    """Id of an article in which it stands."""


def site_of(name: str, url: str | None) -> str:
    """The site of a source: the host of its URL, else the folder of its name."""
    with contextlib.suppress(ValueError):
        if url and (host := urlsplit(url).hostname):
            return host.removeprefix("www.")
    folder = name.rpartition("/")[0]
    return f"the folder {folder}" if folder else "this folder"


class Book(BatchCache):
    """The counts, open. A context manager."""

    FORMAT = _FORMAT
    TABLES = _TABLES

    def __init__(self, path: Path, *, reading: bool = False) -> None:
        """The file is opened, and made, by `catch_up`. ``reading``: it may be unwritable."""
        self.reading = reading
        self._path = path
        self._new: list[tuple[int, int, int, int, int, int, int, int]] = []
        self._sites: dict[str, int] = {}
        self._longest: dict[int, list[str]] = {}
        self._db = sqlite3.connect(":memory:")

    def catch_up(self, root: Path) -> None:
        """Count the files of ``data/memory`` that are not counted yet; start over where this belongs to other files."""
        self._db.close()
        self._open()
        files = numbered(root, "memory")
        self._catch_up(files, lambda number: self._count(files[number]))

    def start_over(self) -> None:
        """Empty the counts."""
        super().start_over()
        self._sites.clear()

    def _count(self, path: Path) -> None:
        for at, line in enumerate(path.read_bytes().split(b"\n")[:-1], 1):
            try:
                self.add(_capture(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise ArchiveError("broken-batch", f"{path}, line {at}: this can't be read ({type(error).__name__}), so nobody can tell what the "
                                   f"site repeats. Run: engross verify {path.parents[2]}") from None
        self.flush()

    def borrow(self, path: Path) -> None:
        """Copies the counts of another file, for a process that may not write to it; without effect where it can't be read."""
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(uri, uri=True)) as there, \
                contextlib.closing(sqlite3.connect(self._path or ":memory:")) as here:
            there.backup(here)

    @contextlib.contextmanager
    def supposing(self) -> Iterator[None]:
        """Sources that are added inside the context are rolled back at its end."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._new.clear()
            self._sites.clear()
            self._longest.clear()
            with contextlib.suppress(sqlite3.ProgrammingError):  # closed already, where a run broke off
                self._db.execute("ROLLBACK")

    # -- counting -----------------------------------------------------------------------------------------------------

    def add(self, capture: Capture) -> None:
        """Counts a source, in place of what was known of the same bytes at the same address."""
        doc, site = int(capture.id[1:], 16), self._site(capture.site)
        known = dict(self._db.execute("SELECT sha256, sketch FROM captures WHERE doc = ?", (doc,)))
        answers = json.dumps([asdict(answer) for answer in capture.answers]) if capture.answers else ""
        self._db.execute("INSERT OR REPLACE INTO captures VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                         (doc, capture.sha256, site, capture.sketch, json.dumps(capture.votes) if capture.votes else "", capture.blocks, answers,
                          capture.rules))
        before = known.pop(capture.sha256, None)
        if before == capture.sketch:
            return
        if not known and before is None:
            self._db.execute("UPDATE sites SET articles = articles + 1 WHERE n = ?", (site,))
        others = {mark for line in known.values() for mark in places(parse_sketch(line))}
        if before is not None:
            self._shift(site, doc, before, others, -1)
        self._shift(site, doc, capture.sketch, others, 1)

    def _shift(self, site: int, doc: int, line: str, others: set[str], by: int) -> None:
        """Adds or takes away what one sketch says. ``others``: marks of other captures of the same article."""
        for mark, place in places(parse_sketch(line)).items():
            head, body, tail = (by * (place == name) for name in ("head", "body", "tail"))
            self._new.append((site, _number(mark), doc, by, 0 if mark in others else by, head, body, tail))
        if by < 0 or len(self._new) >= _PORTION:
            self.flush()

    def flush(self) -> None:
        """Writes the counts to the tables."""
        rows = sorted(self._new)
        self._new.clear()
        self._db.executemany("INSERT OR IGNORE INTO posts VALUES (?, ?, ?)", [row[:3] for row in rows if row[3] > 0])
        self._db.executemany("DELETE FROM posts WHERE site = ? AND mark = ? AND doc = ?", [row[:3] for row in rows if row[4] < 0])
        self._db.executemany(_COUNT, [(*row[:2], *row[3:]) for row in rows])

    def _site(self, name: str) -> int:
        if name not in self._sites:
            self._db.execute("INSERT OR IGNORE INTO sites (name, articles) VALUES (?, 0)", (name,))
            if len(self._sites) > 10_000:
                self._sites.clear()
            self._sites[name] = self._db.execute("SELECT n FROM sites WHERE name = ?", (name,)).fetchone()[0]
        return self._sites[name]

    # -- asking -------------------------------------------------------------------------------------------------------

    def sites(self) -> list[str]:
        """The names of all sites, sorted."""
        return [row[0] for row in self._db.execute("SELECT name FROM sites ORDER BY name")]

    def freeze(self, site: str, limits: Repeats) -> Memory:
        """The table of one site, as far as blocks stand in enough articles to count."""
        found = self._db.execute("SELECT n, articles FROM sites WHERE name = ?", (site,)).fetchone()
        if not found:
            return Memory(site, 0)
        number, articles = found
        least = max(limits.articles, -(-limits.share * articles // 100), 2)
        rows = self._db.execute("SELECT mark, documents, articles, head, body, tail FROM counts WHERE site = ? AND articles >= ? AND articles > 1 "
                                "ORDER BY mark", (number, least)).fetchall()
        counts = {}
        for mark, documents, often, head, body, tail in rows:
            name = _mark(mark)
            counts[name] = Count(documents, often, self._different(number, mark, often), head, body, tail)
        self._longest.clear()
        return Memory(site, articles, counts)

    def _different(self, site: int, mark: int, articles: int) -> int:
        """How many of the articles with this mark are no copies of one another; of many articles, told from a sample by their ids."""
        docs = [row[0] for row in self._db.execute("SELECT doc FROM posts WHERE site = ? AND mark = ? ORDER BY doc LIMIT ?", (site, mark, _SAMPLE))]
        name = _mark(mark)
        pages = [[other for other in self._longest_of(doc) if other != name] for doc in docs]
        found = different(pages)
        return found if articles <= _SAMPLE else articles * found // _SAMPLE

    def _longest_of(self, doc: int) -> list[str]:
        if doc not in self._longest:
            line = self._db.execute("SELECT sketch FROM captures WHERE doc = ? ORDER BY sha256 LIMIT 1", (doc,)).fetchone()[0]
            self._longest[doc] = identities(parse_sketch(line))
        return self._longest[doc]

    def captures(self, site: str) -> Iterator[Capture]:
        """All sources of a site, by id."""
        query = ("SELECT doc, sha256, sketch, votes, blocks, answers, rules FROM captures WHERE site = (SELECT n FROM sites WHERE name = ?) "
                 "ORDER BY doc, sha256")
        rows = self._db.execute(query, (site,))
        for doc, sha256, line, told, blocks, answers, rules in rows:
            yield Capture(f"a{doc:012x}", sha256, site, line, _votes(told), blocks, _answers(answers), rules)

    def capture(self, ident: str, sha256: str) -> Capture | None:
        """What is known of one source."""
        query = ("SELECT s.name, c.sketch, c.votes, c.blocks, c.answers, c.rules FROM captures c JOIN sites s ON s.n = c.site "
                 "WHERE c.doc = ? AND c.sha256 = ?")
        row = self._db.execute(query, (int(ident[1:], 16), sha256)).fetchone()
        return Capture(ident, sha256, row[0], row[1], _votes(row[2]), row[3], _answers(row[4]), row[5]) if row else None

    def answers(self) -> set[Answer]:
        """Every decision that an article rests on, or rested on."""
        rows = self._db.execute("SELECT answers FROM captures WHERE answers != ''")
        return {answer for (told,) in rows for answer in _answers(told)}

    def nearly(self, site: str, limits: Repeats) -> Iterator[Nearly]:
        """What stands at the edge of at least two different articles, but of too few or too small a part; the most frequent first."""
        number, articles = self._db.execute("SELECT n, articles FROM sites WHERE name = ?", (site,)).fetchone()
        rows = self._db.execute("SELECT mark, articles FROM counts WHERE site = ? AND articles > 1 AND 2 * (head + tail) >= documents "
                                "ORDER BY articles DESC, mark LIMIT ?", (number, _SAMPLE)).fetchall()
        for mark, often in rows:
            found = self._different(number, mark, often)
            if found >= 2 and (found < limits.articles or 100 * found < limits.share * articles):
                doc = self._db.execute("SELECT doc FROM posts WHERE site = ? AND mark = ? ORDER BY doc LIMIT 1", (number, mark)).fetchone()[0]
                yield Nearly(site, _mark(mark), found, articles, f"a{doc:012x}")
        self._longest.clear()


def _capture(found: dict[str, Any]) -> Capture:
    """A line of ``data/memory``."""
    votes = tuple((n, score, evidence) for n, score, evidence in found["votes"])
    answers = tuple(Answer(**answer) for answer in found.get("answers", ()))
    return Capture(found["id"], found["sha256"], found["site"], found["sketch"], votes, found.get("blocks", ""), answers, found.get("rules", ""))


def _votes(told: str) -> tuple[Repeat, ...]:
    return tuple((n, score, evidence) for n, score, evidence in json.loads(told)) if told else ()


def _answers(told: str) -> tuple[Answer, ...]:
    return tuple(Answer(**answer) for answer in json.loads(told)) if told else ()


def _number(mark: str) -> int:
    """Fits SQLite's signed integers."""
    return int(mark, 16) - (1 << 63)


def _mark(number: int) -> str:
    return f"{number + (1 << 63):016x}"

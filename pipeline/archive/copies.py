"""Near-duplicates: articles of the archive whose texts are nearly the same.

Strategy: MinHash over shingles of five words (rensa), 128 numbers an article; candidates share one of 16 bands of eight numbers, which
finds nearly all pairs with a similarity of 0.8 and most of those at 0.7. What was computed stands in ``copies.sqlite``, a cache beside the
archive: a later look only reads the batches that are new. Pairs do not depend on the order in which articles came, and neither do
groups. The similarity that is told is not the estimate: it is counted on the texts.

Nothing is removed and no article is changed. The first of a group, which the others are copies of, is the one that was published
first, of several the one captured first, of several the one with the lowest id.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.archive.follower import Follower
from pipeline.archive.published import article_at, articles_in
from pipeline.label.traits import key_of

__all__ = ["Copy", "Group", "find_copies", "shingles"]

_FORMAT = "rensa 0.5.0, 128, 42, 5 words"
_NUMBERS, _SEED, _SHINGLE = 128, 42, 5
_BANDS, _ROWS = 16, 8
_FEWEST = 30  # words; shorter texts are like one another by chance
_CANDIDATE = 0.6  # by estimate, whose error is 0.04: pairs are measured later
_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE docs (id TEXT PRIMARY KEY, version INTEGER, batch INTEGER, offset INTEGER, first TEXT, digest BLOB) WITHOUT ROWID;
CREATE TABLE bands (band BLOB, id TEXT, PRIMARY KEY (band, id)) WITHOUT ROWID;
CREATE TABLE pairs (one TEXT, other TEXT, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE INDEX pairs_other ON pairs (other);
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that is nearly the same as the first of its group."""

    id: str
    version: int
    name: str
    title: str | None
    copy_of: str
    similarity: float
    """Part of the shingles of both texts that they have in common, 0 to 1, rounded to hundredths."""
    differs: tuple[str, ...]
    """Metadata fields that differ."""


@dataclass(frozen=True, slots=True)
class Group:
    """The first article and its copies, by id."""

    id: str
    version: int
    name: str
    title: str | None
    copies: tuple[Copy, ...]


def shingles(text: str) -> set[str]:
    """Every run of five words of a text, case and punctuation left out; of a shorter text, the text."""
    words = key_of(text).split()
    return {" ".join(words[at:at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1))}


def find_copies(root: Path, least: float = 0.7) -> Iterator[Group]:
    """The groups of an archive, by the id of their first article. ``least``: similarity to the first from which an article is its copy.

    An article that is only like another copy, and not like the first, stands in no group.
    """
    with _Cache(root / "copies.sqlite") as cache:
        cache.catch_up(root)
        for members in cache.groups():
            found = [article_at(root, (batch, offset)) for _, batch, offset in members]
            if group := _group(found, least):
                yield group


def _group(members: list[dict[str, Any]], least: float) -> Group | None:
    first, *rest = members
    marks = shingles(first["text"])
    copies = []
    for article in rest:
        similarity = _similarity(marks, shingles(article["text"]))
        if similarity >= least:
            differs = tuple(key for key in ("title", "authors", "published", "publisher") if article[key] != first[key])
            name, title = article["source"]["name"], article["title"]
            copies.append(Copy(article["id"], article["version"], name, title, first["id"], round(similarity, 2), differs))
    if not copies:
        return None
    return Group(first["id"], first["version"], first["source"]["name"], first["title"], tuple(sorted(copies, key=lambda copy: copy.id)))


def _similarity(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


class _Cache(Follower):
    """What was computed of the articles so far."""

    FORMAT = _FORMAT
    TABLES = _TABLES

    def catch_up(self, root: Path) -> None:
        """Takes in the batches that are new; starts over where this belongs to another archive."""
        files = {int(path.stem): path for path in (root / "data" / "articles").glob("*.jsonl")}
        last = self._belongs_to(files)
        if last is None:
            self._start_over()
        for number in sorted(n for n in files if last is None or n > last):
            self._db.execute("BEGIN")
            for (batch, offset), article in articles_in(root, number):
                self._take(article, batch, offset)
            self._has_taken(number, files[number].read_bytes())
            self._db.execute("COMMIT")

    def _take(self, article: dict[str, Any], batch: int, offset: int) -> None:
        """An article in place of its earlier version."""
        ident = article["id"]
        known = self._db.execute("SELECT version, digest FROM docs WHERE id = ?", (ident,)).fetchone()
        if known and known[0] > article["version"]:
            return
        if known:
            self._db.executemany("DELETE FROM bands WHERE band = ? AND id = ?", [(band, ident) for band in _bands(known[1])])
            self._db.execute("DELETE FROM pairs WHERE one = ? OR other = ?", (ident, ident))
            self._db.execute("DELETE FROM docs WHERE id = ?", (ident,))
        digest = _digest(article["text"])
        first = f"{article['published'] or '9999'} {article['source']['captured'] or '9999'}"
        self._db.execute("INSERT INTO docs VALUES (?, ?, ?, ?, ?, ?)", (ident, article["version"], batch, offset, first, digest))
        if digest:
            for other in sorted(self._candidates(digest)):
                self._db.execute("INSERT OR IGNORE INTO pairs VALUES (?, ?)", sorted((ident, other)))
            self._db.executemany("INSERT INTO bands VALUES (?, ?)", [(band, ident) for band in _bands(digest)])

    def _candidates(self, digest: bytes) -> set[str]:
        numbers = _unpacked(digest)
        out, seen = set(), set()
        for band in _bands(digest):
            for ident, other in self._db.execute("SELECT d.id, d.digest FROM bands b JOIN docs d ON d.id = b.id WHERE b.band = ?", (band,)):
                if ident not in seen:
                    seen.add(ident)
                    if sum(map(int.__eq__, numbers, _unpacked(other))) >= _CANDIDATE * _NUMBERS:
                        out.add(ident)
        return out

    def groups(self) -> Iterator[list[tuple[str, int, int]]]:
        """Articles that pairs connect: id, batch and offset of each, the first one first. Groups by the id of the first."""
        root: dict[str, str] = {}

        def top(ident: str) -> str:
            while (above := root.setdefault(ident, ident)) != ident:
                root[ident] = root[above]
                ident = above
            return ident

        for one, other in self._db.execute("SELECT one, other FROM pairs ORDER BY one, other"):
            root[top(other)] = top(one)
        members: dict[str, list[str]] = {}
        for ident in sorted(root):
            members.setdefault(top(ident), []).append(ident)
        rows = (sorted(map(self._row, idents)) for idents in members.values())
        yield from ([(ident, batch, offset) for _, ident, batch, offset in group] for group in sorted(rows, key=lambda group: group[0][1]))

    def _row(self, ident: str) -> tuple[str, str, int, int]:
        row: tuple[str, str, int, int] = self._db.execute("SELECT first, id, batch, offset FROM docs WHERE id = ?", (ident,)).fetchone()
        return row


def _digest(text: str) -> bytes:
    """The MinHash of a text, empty for one that is too short."""
    if len(text.split()) < _FEWEST:
        return b""
    from rensa import RMinHash

    hashed = RMinHash(_NUMBERS, _SEED)
    hashed.update(sorted(shingles(text)))
    return struct.pack(f"<{_NUMBERS}I", *hashed.digest())


def _unpacked(digest: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{_NUMBERS}I", digest)


def _bands(digest: bytes) -> list[bytes]:
    """A key for each band: its number and a hash of its part of the digest."""
    size = 4 * _ROWS
    return [bytes([n]) + hashlib.blake2b(digest[n * size:(n + 1) * size], digest_size=8).digest() for n in range(_BANDS)]

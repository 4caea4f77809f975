"""The input, read once: what is known, what is new.

Strategy: every source is hashed and looked up. The bytes of new sources are written to a spool file at once, so that nothing is read twice (an input
may change or vanish meanwhile) and workers need only the spool. The entries of the run are written to a table on disk, which sorts them: a run over a
million new sources needs no more memory than one over ten. The order of the entries comes from the sources alone, never from the order in which they
were read.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, Protocol

from pipeline.archive.caches.catalogue import ArticleRow, Catalogue, moment_of
from pipeline.archive.run.failures import Failures, Known
from pipeline.archive.run.inputs import OF_INPUT
from pipeline.archive.run.plan import Entry, Place, parse_entry
from pipeline.archive.store.names import printable
from pipeline.data import Source, article_id, shown_name
from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.settings import Settings, tried_with

__all__ = ["Agenda", "Seen", "scan"]

_TABLE = """
CREATE TABLE todo (n INTEGER PRIMARY KEY, grp TEXT, identity TEXT, sha256 TEXT, captured TEXT, name TEXT, entry TEXT, derived INTEGER,
    moment TEXT, onto INTEGER);
CREATE TABLE seen (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE pages (key INTEGER PRIMARY KEY);
"""
_TAKEN = ("warc-type", "conversion")
"""What a web archive says of text that was taken from a page: of one capture, the page counts, and its text is no second capture."""
_SHOWN = "urn:text"
"""How the address of text opens that a crawler took from the page in its browser, some time after it had fetched the page."""
_ANY_TIME = "*"
_DERIVED = """
CREATE INDEX IF NOT EXISTS todo_identity ON todo (identity);
UPDATE todo SET onto = (SELECT min(o.n) FROM todo o WHERE o.identity = todo.identity AND o.moment = todo.moment AND o.derived = 0
    AND o.sha256 != '') WHERE derived = 1 AND moment != '';
UPDATE todo SET onto = (SELECT min(o.n) FROM todo o WHERE o.identity = todo.identity AND o.derived = 0 AND o.sha256 != '') WHERE derived = 2;
UPDATE todo SET sha256 = '' WHERE onto IS NOT NULL;
"""
_LONE = """
SELECT n, identity, iif(derived = 2, '*', moment), entry FROM todo WHERE derived > 0 AND moment != '' AND NOT EXISTS
    (SELECT 1 FROM todo o WHERE o.identity = todo.identity AND (o.moment = todo.moment OR todo.derived = 2) AND o.derived = 0 AND o.sha256 != '')
"""
_JOINED = "UPDATE todo SET grp = (SELECT o.grp FROM todo o WHERE o.n = todo.onto) WHERE onto IS NOT NULL"
_CHAINS = """
SELECT n, identity, sha256 FROM todo WHERE identity IN (SELECT identity FROM todo WHERE sha256 != '' GROUP BY identity HAVING count(*) > 1)
AND sha256 != '' ORDER BY identity, captured, iif(captured = '', name, min(name) OVER (PARTITION BY identity, captured, sha256)),
    iif(captured = '', '', sha256), name, entry
"""
"""Captures in the order of their versions; those of the same bytes and the same moment stand side by side, whatever their files are called."""
_ORDERED = """
SELECT t.grp, t.entry FROM todo t
JOIN (SELECT *, row_number() OVER (PARTITION BY grp ORDER BY derived, identity, captured, name, entry) AS nth FROM todo) f
    ON f.grp = t.grp AND f.nth = 1
ORDER BY f.identity, f.captured, t.grp, t.derived, t.identity, t.captured, t.name, t.entry
"""


@dataclass(slots=True)
class Seen:
    """The count of a scan. Every source that was read is in exactly one of these."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    stale: int = 0
    recipes: Counter[str] = field(default_factory=Counter)
    """Of the stale: how many were made with each recipe."""
    dropped: int = 0
    """Known, and dropped as copies of other articles."""
    known: Failures = field(default_factory=Failures)
    """Those that failed before and would fail again."""
    notes: list[str] = field(default_factory=list)
    faulty: int = 0
    """Of the new: those that can't be archived, as far as that is known."""
    changed_faulty: int = 0
    """The same, of the changed."""
    of_input: list[str] = field(default_factory=list)
    """Of the notes: those on the input as a whole, of which the archive keeps nothing."""

    @property
    def read(self) -> int:
        """All sources."""
        return self.new + self.changed + self.unchanged + self.dropped + len(self.known)


class Progress(Protocol):
    """Called with the number of sources read so far."""

    def __call__(self, read: int, /) -> None:
        """Shows it."""


class Agenda:
    """The entries of a run, on disk below ``work`` (in memory where there is none), and the spool with their bytes."""

    def __init__(self, work: Path | None, *, watch: bool = False) -> None:
        """``watch``: keep account of the places that were seen."""
        self._watch = watch
        if work:
            (work / "agenda.sqlite").unlink(missing_ok=True)
        self._db = sqlite3.connect(work / "agenda.sqlite" if work else ":memory:", isolation_level=None)
        self._db.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA cache_size = -16000; BEGIN;" + _TABLE)
        self._spool: BinaryIO | None = (work / "spool").open("wb") if work else None
        self._offset = 0

    def add(self, entry: Entry, data: bytes = b"", record: bytes = b"", *, alone: bool = False, changed: bool = False) -> None:
        """One more entry; its bytes go to the spool. Entries with the same bytes become one, unless this one is to stand alone.

        ``changed``: other bytes were found in its place before, so that it shares its article with no other place.
        """
        if data and self._spool is not None:
            self._spool.write(data + record)
            entry = replace(entry, offset=self._offset, size=len(data), record=len(record))
            self._offset += len(data) + len(record)
        alone = alone or entry.kind != "source"
        group = f"{entry.kind} {entry.code} {entry.identity} {entry.sha256}" if alone else entry.sha256 if not changed else (
            f"{entry.identity} {entry.sha256}")
        self._db.execute("INSERT INTO todo (grp, identity, sha256, captured, name, entry, derived, moment) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                         (group, entry.identity, "" if alone else entry.sha256, entry.place.captured or "", entry.place.name, entry.line(),
                          _derived(entry.place.metadata), moment_of(entry.place.captured)))

    def saw_page(self, source: Source) -> None:
        """Notes the moment of a capture, so that text that was taken from the same page is known for what it is."""
        if source.captured and not _derived(source.metadata):
            keys = [(_key_of(source.identity, moment),) for moment in (moment_of(source.captured), _ANY_TIME)]
            self._db.executemany("INSERT OR IGNORE INTO pages VALUES (?)", keys)

    def drop_taken(self) -> Iterator[Entry]:
        """Takes out texts whose page was seen and is not on the agenda, since the archive has it."""
        self._db.execute("CREATE INDEX IF NOT EXISTS todo_identity ON todo (identity)")
        for n, identity, moment, line in self._db.execute(_LONE).fetchall():
            if self._db.execute("SELECT 1 FROM pages WHERE key = ?", (_key_of(identity, moment),)).fetchone():
                self._db.execute("DELETE FROM todo WHERE n = ?", (n,))
                yield parse_entry(line)

    def saw(self, identity: str) -> None:
        """Notes that this place has a source, where places are watched."""
        if self._watch:
            self._db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (article_id(identity),))

    def unseen(self, places: Iterable[tuple[str, str]]) -> Iterator[str]:
        """The names of those places, given with their identities, in which nothing was seen."""
        for identity, name in places:
            if not self._db.execute("SELECT 1 FROM seen WHERE id = ?", (article_id(identity),)).fetchone():
                yield name

    def close(self) -> None:
        """Commits the entries and closes the spool; nothing can be added any more."""
        self._db.execute("COMMIT")
        if self._spool is not None:
            self._spool.close()

    def entries(self) -> Iterator[Entry]:
        """All entries in their order; the places of the same bytes as one entry, but for bytes that others took the place of in the same run."""
        self._part_chains()
        last, group = "", list[Entry]()
        for name, line in self._db.execute(_ORDERED):
            if name != last and group:
                yield _joined(group)
                group = []
            last = name
            group.append(parse_entry(line))
        if group:
            yield _joined(group)
        self._db.close()

    def _part_chains(self) -> None:
        """Captures of one place are a chain: those of the same bytes, one after another, are one; a chain joins no other place."""
        for statement in _DERIVED.split(";"):
            self._db.execute(statement)
        for _, chain in groupby(self._db.execute(_CHAINS), key=itemgetter(1)):
            links = [list(link) for _, link in groupby(chain, key=itemgetter(2))]
            for at, link in enumerate(links if len(links) > 1 else ()):
                self._db.executemany("UPDATE todo SET grp = ? WHERE n = ?", [(f"{identity} {at} {sha256}", n) for n, identity, sha256 in link])
        self._db.execute(_JOINED)


def scan(items: Iterable[Source | Fault], catalogue: Catalogue, agenda: Agenda, recipe: str, settings: Settings,
         progress: Progress | None = None, *, reapply: bool = False) -> Seen:
    """Reads all sources, puts what is to be done on the agenda, and counts the rest.

    ``reapply``: known bytes that no article holds any more are left to `pipeline.archive.run.identical.moves`, which knows where they belong.
    """
    seen, max_bytes = Seen(), settings.articles.max_bytes
    recipes = (recipe, tried_with(recipe, settings.limits))
    for read, item in enumerate(items, 1):
        if isinstance(item, Source) and len(item.data) > max_bytes:
            item = Fault("too-large", f"{item.shown}: {counted(len(item.data), 'byte')} are more than the {max_bytes} that articles.max_bytes allows."
                         " Raise it in the settings, or leave the source out.", name=item.name)
        if isinstance(item, Fault):
            agenda.saw(printable(item.name))
            _fault(item, catalogue, agenda, recipes, seen)
        else:
            source = replace(item, name=printable(item.name))
            agenda.saw(source.identity)
            agenda.saw_page(item)
            if reapply and catalogue.waits(source.identity, source.sha256):
                seen.unchanged += 1
            else:
                _source(source, catalogue, agenda, recipes, seen)
        if progress:
            progress(read)
    for entry in agenda.drop_taken():
        known = catalogue.current(article_id(entry.identity)) is not None
        seen.changed -= known
        seen.new -= not known
        seen.unchanged += 1
    agenda.close()
    return seen


def _key_of(identity: str, moment: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{identity}\n{moment}".encode("utf-8", "surrogatepass")).digest()[:8], "big", signed=True)


def _derived(metadata: Iterable[tuple[str, str]]) -> int:
    """1 for text that was taken from the page of the same moment, 2 for text taken from the page as a browser showed it, 0 for a page."""
    shown = any(key == "warc-target-uri" and value.lstrip("<").startswith(_SHOWN) for key, value in metadata)
    return 2 if shown else int(_TAKEN in metadata)


def _fault(fault: Fault, catalogue: Catalogue, agenda: Agenda, recipes: tuple[str, str], seen: Seen) -> None:
    name = printable(fault.name)
    if fault.code in OF_INPUT:
        seen.notes.append(fault.sentence)
        seen.of_input.append(fault.sentence)
        return
    if catalogue.failure(name, fault.code, "", recipes):
        if not fault.warning:
            seen.known.add(Known(name, "failed", fault.code, fault.sentence))
        return
    if fault.warning:
        seen.notes.append(fault.sentence)
    else:
        seen.new += 1
        seen.faulty += 1
    agenda.add(Entry("fault", Place(name), name, code=fault.code, sentence=printable(fault.sentence), warning=fault.warning))


def _source(source: Source, catalogue: Catalogue, agenda: Agenda, recipes: tuple[str, str], seen: Seen) -> None:
    """``recipes``: the recipe, and the one under which failures stand that other limits may spare."""
    recipe = recipes[0]
    identity, sha256 = source.identity, source.sha256
    ident = article_id(identity)
    current = catalogue.current(ident)
    if current and (current.url or current.name) != identity and not identity.startswith("sha256:"):
        sentence = f"{source.shown}: its id {ident} is taken by {shown_name(current.name, current.url)}, which is another source. Rename it."
        _fault(Fault("id-collision", sentence, name=source.name), catalogue, agenda, recipes, seen)
        return
    held = _held(source, sha256, current, catalogue)
    if held and not _is_earlier(source, catalogue):
        seen.dropped += held.gone == "copy"
        seen.unchanged += held.gone != "copy"
        seen.stale += held.recipe != recipe
        seen.recipes[held.recipe] += held.recipe != recipe
        return
    if failure := catalogue.failure(source.name, "", sha256, recipes):
        seen.known.add(Known(source.name, "failed", failure.code, failure.sentence))
        return
    seen.changed += current is not None
    seen.new += current is None
    place = Place(source.name, source.url, source.media_type, source.charset, source.captured, source.metadata)
    changed = not held and (current is not None or catalogue.latest_at(identity) is not None)
    holder = held if held and not held.gone else catalogue.holding(sha256) if not changed else None
    if holder:
        entry = Entry("known", place, identity, sha256, holder.id, holder.version, holder=_holder(holder))
    else:
        entry = Entry("source", place, identity, sha256, ident, current.version if current else 0)
    agenda.add(entry, source.data, source.record or b"", changed=changed)


def _held(source: Source, sha256: str, current: ArticleRow | None, catalogue: Catalogue) -> ArticleRow | None:
    """The version that holds what stands in this place, or stood there when this was captured."""
    identity, captured = source.identity, source.captured or ""
    if current is None:
        return catalogue.found_at(identity, sha256)
    if current.sha256 == sha256:
        return current
    if captured and _derived(source.metadata) and catalogue.is_captured(identity, captured):
        return current
    told_apart = captured or identity != source.name  # a file that has its old contents again is a change; an old capture is none
    if told_apart and catalogue.is_noted(identity, sha256, captured):
        return current
    return None


def _is_earlier(source: Source, catalogue: Catalogue) -> bool:
    """True for an earlier capture of bytes that are known from a later one: the article is as old as its first capture."""
    return bool(source.captured) and (source.captured or "") < catalogue.first_captured(source.identity, source.sha256)


def _holder(row: ArticleRow) -> Place:
    return Place(row.name, row.url, captured=row.captured)


def _joined(group: list[Entry]) -> Entry:
    """One entry for the same bytes from several places; a place that stands twice counts once."""
    first = group[0]
    others = {entry.identity: entry.place for entry in reversed(group) if entry.identity != first.identity}
    return replace(first, others=tuple(others[identity] for identity in sorted(others)), sources=len(group))

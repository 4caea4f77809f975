"""Adds to the entries of a run what sites repeat and what people decided, in two passes.

First every source of the run is sketched and counted, on top of what the archive remembers; then, with frozen counts, each entry gets the votes of
the memory of its site, and the decisions that hold for its blocks. Workers do not need the memory: its votes are in the entry, and so in the key of
the batch.

``archive --reapply`` goes further: articles of the archive that were made with another recipe are sketched again and join the run, and so
do those whose votes or decisions have changed since. That ends in the same articles as one run over everything.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, groupby, islice
from pathlib import Path

from pipeline.archive.caches.catalogue import ArticleRow, Catalogue
from pipeline.archive.caches.site_memory import Book, Capture, Nearly, Repeat
from pipeline.archive.caches.sketches import parse_sketch
from pipeline.archive.decisions import Standing, winning
from pipeline.archive.run.identical import moves
from pipeline.archive.run.jobs import Each
from pipeline.archive.run.learned import Relearned
from pipeline.archive.run.on_disk import Names
from pipeline.archive.run.plan import Entry, parse_entry
from pipeline.archive.run.portions import sketched_elsewhere
from pipeline.archive.run.restore import RestoredRanges
from pipeline.archive.run.sketching import Task, sketched
from pipeline.archive.run.stored import stored_sources
from pipeline.archive.site_files import Sites
from pipeline.data import Answer
from pipeline.evidence.site_repeats import Memory, votes
from pipeline.settings import Repeats, Settings

__all__ = ["SiteVotes"]

_ENOUGH = 100  # hints; nobody reads more


@dataclass
class SiteVotes:
    """Gives the entries of a run their votes. ``older`` counts the articles that `reapply` brought in."""

    root: Path
    work: Path
    book: Book
    catalogue: Catalogue
    settings: Settings
    recipe: str
    workers: int = 1
    reapply: bool = False
    drop: bool = False
    """Dropped copies stay dropped; else `reapply` makes them articles again."""
    older: int = 0
    relearned: Relearned = field(default_factory=Relearned)
    """The captures whose votes changed; counted where `keep` is set."""
    keep: bool = False
    """Only looking: collect what was learned, in `relearned`, `nearly` and `fresh`."""
    nearly: list[Nearly] = field(default_factory=list)
    fresh: dict[str, Entry] = field(default_factory=dict)
    """Entries of the run that stand for something in `nearly`."""
    standing: Standing = field(default_factory=Standing)
    """What people decided."""
    matched: set[Answer] = field(default_factory=set)
    """The decisions that hold for something that was looked at."""
    answered: int = 0
    """Articles of the archive for which other decisions or rules hold than they rest on."""
    sites: Sites = field(default_factory=Sites)
    """The files of sites."""
    rules: dict[str, str] = field(default_factory=dict)
    """The rules that entries name, by their digests."""
    elsewhere: Each | None = None
    """Sketches on other machines, where there are any."""

    def __post_init__(self) -> None:
        self._brought_back = RestoredRanges(self.root)

    def with_votes(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries with sketches and votes, and after them those of older articles."""
        path = self.work / "sketched"
        entries = iter(entries)
        first = list(islice(entries, 1))
        if not (first or self.reapply or self.keep):
            return  # nothing is opened where there is nothing to do
        self.book.catch_up(self.root)
        with self.book.supposing():
            ids = self._count(chain(first, entries), path)
            self.book.flush()
            look = _Look(self.book, self.settings.repeats)
            with path.open("rb") as stream:
                for entry in map(parse_entry, stream):
                    yield self._voted(entry, look)
            yield from self._changed(ids, look)
            if self.keep:
                self._look_nearer(path)
        path.unlink()

    def _look_nearer(self, path: Path) -> None:
        """What repeats, but too seldom, with the entries of the run that show it."""
        found = (one for site in self.book.sites() for one in self.book.nearly(site, self.settings.repeats))
        self.nearly = list(islice(found, _ENOUGH))
        wanted = {one.example for one in self.nearly}
        with path.open("rb") as stream:
            self.fresh = {entry.id: entry for entry in map(parse_entry, stream) if entry.id in wanted and entry.kind == "source"}

    def _count(self, entries: Iterable[Entry], path: Path) -> Names:
        """Pass 1: sketches, counted and written down. Returns the ids of the run, where older articles are looked at as well."""
        ids, older = Names(), self.reapply or self.keep
        with path.open("wb") as stream:
            settled = (entry for entry in self._settled() if entry.id not in ids) if self.reapply else ()
            back = self.catalogue.dropped() if self.reapply and not self.drop else []
            rows = (row for row in chain(back, self.catalogue.made_otherwise(self.recipe)) if row.id not in ids) if self.reapply else ()
            for part in (self._in_order(entries), settled, self._again(rows)):
                for entry in self._sketched(part):
                    if older and entry.kind in ("source", "gone"):
                        ids.add(entry.id)
                    self._note(entry)
                    stream.write(entry.line().encode() + b"\n")
        return ids

    def _sketched(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        if self.elsewhere:
            return sketched_elsewhere(entries, Task((), self.work, self.settings, self.sites, not self.keep), self.elsewhere)
        return sketched(entries, self.work, self.settings, self.sites, self.workers, store=not self.keep)

    def _in_order(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries. Where captures are older than what their article holds, the latest capture follows them once more, so that it is the last."""
        for _, group in groupby(entries, key=lambda entry: entry.identity):
            latest = None
            for entry in group:
                latest = entry if entry.kind == "source" and entry.version and entry.place.captured else latest
                yield entry
            row = self.catalogue.current(latest.id) if latest else None
            if row and latest and not row.gone and (row.captured or "") > (latest.place.captured or ""):
                yield from self._again([row])

    def _settled(self) -> Iterator[Entry]:
        """Entries that move identical bytes to the article where one run over everything would have them, and make each article its latest
        capture."""
        for move in moves(self.root, self.catalogue):
            self.older += 1
            if move.stays_with:
                yield Entry("gone", move.place, move.place.identity(move.sha256), move.sha256, move.id, move.version, why="moved",
                            copy_of=move.stays_with, sources=0)
            else:
                offset = self._spooled(move.data, move.record)
                yield Entry("source", move.place, move.place.identity(move.sha256), move.sha256, move.id, move.version, offset=offset,
                            size=len(move.data), record=len(move.record), origins=move.origins, restore=self._brought_back(move.held), sources=0)

    def _spooled(self, data: bytes, record: bytes) -> int:
        with (self.work / "spool").open("ab") as spool:
            offset = spool.tell()
            spool.write(data + record)
        return offset

    def _note(self, entry: Entry) -> None:
        known = self.book.capture(entry.id, entry.sha256) if entry.version else None
        if entry.sketch and (known is None or known.sketch != entry.sketch):
            self.book.add(Capture(entry.id, entry.sha256, entry.site, entry.sketch))
        for ident, site, sketch in entry.also:
            if self.book.capture(ident, entry.sha256) is None:
                self.book.add(Capture(ident, entry.sha256, site, sketch))

    def _voted(self, entry: Entry, look: _Look) -> Entry:
        """Pass 2. In an article of which a person restores a part, nothing else changes: its votes stay."""
        if not entry.sketch:
            return entry
        row = self.catalogue.current(entry.id)
        if not self.reapply and row and row.sha256 == entry.sha256 and row.recipe == self.recipe:
            known = self.book.capture(entry.id, entry.sha256)
            return self._as_known(entry, known) if known else entry
        places = (entry.place.identity(entry.sha256), *(other.identity(entry.sha256) for other in entry.others), *entry.origins)
        rules = self._rules(entry.place.name, entry.place.url)
        return replace(entry, repeats=look(entry.site, entry.sketch), answers=self._answers(entry.blocks, places), rules=rules)

    def _as_known(self, entry: Entry, known: Capture) -> Entry:
        """With the votes and decisions that its article rests on; its rules are those of now, since no others are known."""
        return replace(entry, repeats=known.votes, answers=known.answers, rules=self._rules(entry.place.name, entry.place.url))

    def _rules(self, name: str, url: str | None) -> str:
        """The digest of the rules for a source, which are noted for the plan."""
        found = self.sites.rules_for(name, url)
        if found is None:
            return ""
        self.rules[found.digest] = found.line()
        return found.digest

    def _answers(self, blocks: str, places: Iterable[str]) -> tuple[Answer, ...]:
        """The decisions that hold for the blocks of a page that was found in these places."""
        found = self.standing.matching(blocks, places)
        self.matched |= set(found)
        return winning(found)

    def _changed(self, ids: Names, look: _Look) -> Iterator[Entry]:
        """Pass 3: articles of the archive whose votes or decisions are others now, site by site, batch by batch."""
        for site in self.book.sites() if self.reapply or self.keep else ():
            found = {row: (capture, now) for row, capture, now in self._changed_in(site, ids, look)}
            if self.keep:
                for capture, now in found.values():
                    if capture.votes != now.votes:
                        self.relearned.add(capture, now.votes)
                self.answered += sum((capture.answers, capture.rules) != (now.answers, now.rules) for capture, now in found.values())
            if self.reapply:
                rows = {row.id: row for row in found}
                for entry in self._again(sorted(found, key=lambda row: (row.batch, row.id))):
                    _, now = found[rows[entry.id]]
                    yield replace(entry, site=site, sketch=now.sketch, repeats=now.votes, blocks=now.blocks, answers=now.answers, rules=now.rules)

    def _changed_in(self, site: str, ids: Names, look: _Look) -> Iterator[tuple[ArticleRow, Capture, Capture]]:
        """The article, what is known of its source, and the same with the votes and decisions of now."""
        for capture in self.book.captures(site):
            if capture.id in ids:
                continue
            hits = self.standing.matching_anywhere(capture.blocks) or capture.answers
            votes = look(site, capture.sketch)
            row = self.catalogue.current(capture.id) if hits or votes != capture.votes or self.sites.files or capture.rules else None
            if row is None or row.sha256 != capture.sha256 or row.gone:
                continue
            answers = self._answers(capture.blocks, self._places(row)) if hits else ()
            now = replace(capture, votes=votes, answers=answers, rules=self._rules(row.name, row.url))
            if now != capture:
                yield row, capture, now

    def _places(self, row: ArticleRow) -> tuple[str, ...]:
        own = row.url or (row.name if row.name != "-" else f"sha256:{row.sha256}")
        return (own, *self.catalogue.origins_of(own, row.sha256))

    def _again(self, rows: Iterable[ArticleRow]) -> Iterator[Entry]:
        """Entries for articles that the archive has, their bytes put after those of the run. ``rows`` batch by batch."""
        for batch, members in groupby(rows, key=lambda row: row.batch):
            wanted = {(row.id, row.version): row for row in members}
            for stored in stored_sources(self.root, batch, wanted):
                row = wanted[stored.key]
                offset = self._spooled(stored.data, stored.record)
                own = stored.place.identity(row.sha256)
                origins = self.catalogue.origins_of(own, row.sha256)
                self.older += 1
                yield Entry("source", stored.place, own, row.sha256, row.id, row.version, offset=offset, size=len(stored.data),
                            record=len(stored.record), origins=origins, restore=self._brought_back(row), sources=0)


class _Look:
    """Votes for a sketch; holds the table of the last site it was asked about."""

    def __init__(self, book: Book, limits: Repeats) -> None:
        self._book, self._limits = book, limits
        self._memory = Memory("", 0)

    def __call__(self, site: str, sketch: str) -> tuple[Repeat, ...]:
        if self._memory.site != site:
            self._memory = self._book.freeze(site, self._limits)
        return _votes_for(sketch, self._memory, self._limits)


def _votes_for(sketch: str, memory: Memory, limits: Repeats) -> tuple[Repeat, ...]:
    """The votes as entries carry them."""
    return tuple((vote.block, vote.score, sys.intern(vote.evidence)) for vote in votes(parse_sketch(sketch), memory, limits)) if memory.counts else ()

"""A run, from taking the lock to the summary. Who makes the batches in between is decided elsewhere (`pipeline.tasks`)."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from pipeline.archive.caches.catalogue import Catalogue, TagRow
from pipeline.archive.caches.doubts import Doubts
from pipeline.archive.caches.rebuild import open_catalogue
from pipeline.archive.caches.site_memory import Book
from pipeline.archive.decisions import Decision, Standing, load
from pipeline.archive.run.dropping import to_drop
from pipeline.archive.run.failures import Failures, published_failures
from pipeline.archive.run.inputs import read_inputs
from pipeline.archive.run.jobs import Each
from pipeline.archive.run.plan import Plan, cut, save_plan
from pipeline.archive.run.processes import return_memory
from pipeline.archive.run.publish import publish, settle
from pipeline.archive.run.restore import to_restore
from pipeline.archive.run.scan import Agenda, Progress, Seen, scan
from pipeline.archive.run.site_votes import SiteVotes
from pipeline.archive.site_files import Sites, load_sites
from pipeline.archive.store.disk import ArchiveError, name_place, remove_tree
from pipeline.archive.store.lock import Lock
from pipeline.archive.store.warc import EPOCH
from pipeline.settings import Settings, recipe, recipe_parts

__all__ = ["Run", "Summary", "clear", "declared_date", "must_have_decisions", "progress_of"]

_CACHES = {"catalogue.sqlite", "memory.sqlite", "copies.sqlite", "doubts.sqlite"}
_KEPT_FOR_THE_NEXT_RUN = {"lock", "publishing", "published", "done"}


@dataclass(slots=True)
class Summary:
    """What became of every source: ``read`` = ``archived`` + ``unchanged`` + ``dropped`` + ``failed`` + ``unfinished``."""

    read: int = 0
    archived: int = 0
    unchanged: int = 0
    stale: int = 0
    """Of the unchanged: made with another recipe."""
    unfinished: int = 0
    """Left for the next run, because this one could not go on."""
    dropped: int = 0
    """As copies of other articles, in this run or before."""
    failed: int = 0
    failures: Failures = field(default_factory=Failures)
    """By name; names that stand several times in the input stand once here."""
    notes: list[str] = field(default_factory=list)
    batches: int = 0
    first: int = 0
    """Number of the first batch of this run."""
    copies: list[TagRow] = field(default_factory=list)
    """What this run made known of copies."""
    doubts: dict[str, int] = field(default_factory=dict)
    """How many of the articles of this run carry each doubt."""
    drifts: list[str] = field(default_factory=list)
    """Sites whose removed share jumped, a sentence each."""
    older: int = 0
    """Articles of the archive that were worked on again, by what was learned since or with another recipe; not counted in ``read``."""
    unmatched: list[Decision] = field(default_factory=list)
    """Decisions that no article rests on: they match nothing, or, without ``reapply``, may wait for it."""


class Run:
    """One run on one archive; a context manager that holds the archive's lock."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self.root = root
        self.work = root / "work"
        self.settings = settings
        self.date = declared_date()
        self.seen = Seen()
        self.plan = Plan((), settings, "", EPOCH)
        self.older = 0
        self._reapplied = False
        self.drop = False
        self.standing = Standing()
        self.sites = Sites()
        self.unmatched: list[Decision] = []
        self._planned_numbers: set[int] = set()
        self._planned = False
        self.unread: list[str] = []
        """Sentences about parts of the archive that could not be read for this plan."""
        self._elsewhere: Each | None = None
        self._is_new = not root.exists()
        self._lock = Lock(self.work / "lock")

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None:
            name_place(error, self.root)
        self.close()

    def open(self) -> Self:
        """Takes the lock and continues what a killed run left. Raises `ArchiveError` where another run has the lock, or the folder is no archive."""
        self.standing = Standing.of(load(Path(self.settings.review.decisions)))
        self.sites = load_sites(Path(self.settings.review.sites))
        _prepare(self.root)
        self._lock.acquire()
        try:
            settle(self.root, self.settings, self.date)
            self._sweep(_KEPT_FOR_THE_NEXT_RUN)
        except BaseException:
            self._lock.release()
            raise
        return self

    def close(self) -> None:
        """Releases the lock; removes the working files unless the next run can use them. May be called twice."""
        if not self._lock.held:
            return
        if self._planned and not self._unpublished():
            self._sweep({"lock"})
        self._lock.release()
        with contextlib.suppress(OSError):
            self.work.rmdir()
            self._leave_nothing()

    def _leave_nothing(self) -> None:
        """Removes what this run made in a folder in which it archived nothing, and the folder itself if it is new."""
        if (self.root / "bagit.txt").exists() or not _is_left_empty(self.root):
            return
        for name in _CACHES:
            (self.root / name).unlink(missing_ok=True)
        (self.root / "data").rmdir()
        if self._is_new:
            self.root.rmdir()

    def make_plan(
        self, arguments: Iterable[str], *, stdin: BinaryIO | None = None, reapply: bool = False, progress: Progress | None = None,
        workers: int = 1, drop_copies: bool = False, elsewhere: Each | None = None,
    ) -> Plan:
        """Reads the input and writes down what is to be done. ``elsewhere``: does a part of that on other machines."""
        self._elsewhere = elsewhere
        self.drop = drop_copies
        made_with = recipe(self.settings)
        with open_catalogue(self.root) as catalogue:
            agenda = Agenda(self.work)
            items = read_inputs(arguments, stdin=stdin, without=self.root, inputs=self.settings.inputs, limits=self.settings.limits)
            self.seen = scan(items, catalogue, agenda, made_with, self.settings, progress, reapply=reapply)
            return self._save(agenda, catalogue, made_with, workers=workers, reapply=reapply)

    def plan_restore(self, kinds: Collection[str], ids: Collection[str]) -> Plan:
        """Writes down which articles are to be worked on again, so that removed matter comes back, and in ``unread`` what can't be read."""
        with open_catalogue(self.root) as catalogue:
            agenda = Agenda(self.work)
            for found in to_restore(self.root, catalogue, kinds, ids):
                if isinstance(found, ArchiveError):
                    self.unread.append(str(found))
                else:
                    agenda.add(*found, alone=True)
                    self.seen.changed += 1
            agenda.close()
            return self._save(agenda, catalogue, recipe(self.settings))

    def plan_copies(self) -> Plan:
        """Writes down which articles of the archive end, since they are copies, and which dropped ones have to be looked at again.

        For a run with ``reapply`` and ``drop_copies``, when its batches are published; until nothing is left to do.
        """
        with open_catalogue(self.root) as catalogue:
            agenda = Agenda(self.work)
            older = 0
            for entry, data, record in to_drop(self.root, catalogue):
                agenda.add(entry, data, record, alone=True)
                older += 1
            agenda.close()
            before = self.older
            plan = self._save(agenda, catalogue, recipe(self.settings))
            self.older += before + older
            return plan

    def _save(self, agenda: Agenda, catalogue: Catalogue, made_with: str, *, workers: int = 1, reapply: bool = False) -> Plan:
        date = EPOCH if self.date is None else datetime.fromtimestamp(self.date, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        with Book(self.root / "memory.sqlite") as book:
            if reapply:
                must_have_decisions(self.root, self.settings, book)
            site_votes = SiteVotes(self.root, self.work, book, catalogue, self.settings, made_with, workers, reapply, self.drop,
                                   standing=self.standing, sites=self.sites, elsewhere=self._elsewhere)
            batches = cut(site_votes.with_votes(agenda.entries()), self.settings.archive.batch)
            parts = {} if catalogue.parts_of(made_with) else recipe_parts(self.settings)
            plan = Plan((), self.settings, made_with, date, parts, self.drop)
            self.plan = save_plan(self.work, batches, plan, site_votes.rules, first=catalogue.last_batch() + 1)
            self._planned_numbers |= {batch.number for batch in self.plan.batches}
            self.older, self._reapplied = site_votes.older, reapply
            self.unmatched = self._unmatched(book, site_votes.matched, reapply=reapply)
        self._planned = True
        return_memory()
        return self.plan

    def _unmatched(self, book: Book, matched: set[Decision], *, reapply: bool) -> list[Decision]:
        """The decisions that hold for nothing that was looked at; without ``reapply``, older articles count as they were archived."""
        missing = [decision for decision in self.standing.decisions if decision not in matched]
        if missing and not reapply:
            book.catch_up(self.root)
            applied = book.answers()
            return [decision for decision in missing if decision not in applied]
        return missing

    def publish(self) -> None:
        """Publishes whatever is finished, also where a later batch could not be."""
        publish(self.root, self.plan, self.date)

    def summary(self) -> Summary:
        """What became of everything that was read."""
        done = self._published()
        seen = self.seen
        failed = sum(batch["counts"]["failed"] for batch in done.values())
        archived = sum(batch["counts"]["archived"] for batch in done.values())
        dropped = sum(batch["counts"].get("dropped", 0) for batch in done.values())
        return Summary(
            read=seen.read, archived=archived,
            unchanged=seen.unchanged, stale=0 if self._reapplied else seen.stale,
            unfinished=seen.new + seen.changed - archived - dropped - failed, dropped=seen.dropped + dropped, failed=len(seen.known) + failed,
            failures=Failures(chain(seen.known, published_failures(self.root, map(int, done)))),
            notes=seen.notes, batches=len(done), older=self.older, copies=self._told(), unmatched=self.unmatched, **self._doubts(),
        )

    def _doubts(self) -> dict[str, Any]:
        """What is doubted of the articles of this run."""
        if not self._planned_numbers:
            return {}
        first = min(self._planned_numbers)
        with Doubts(self.root) as doubts:
            doubts.catch_up()
            return {"first": first, "doubts": doubts.count(first), "drifts": list(map(str, doubts.drifts(first)))}

    def _told(self) -> list[TagRow]:
        """The tags that were written after the batches of this run."""
        planned = set(map(str, self._planned_numbers))
        return [TagRow(**tag, batch=int(number)) for number, batch in self._summed().items() if number not in planned for tag in batch["tags"]]

    def _published(self) -> dict[str, Any]:
        """The batches of this plan in the summary that publishing keeps."""
        planned = set(map(str, self._planned_numbers))
        return {number: batch for number, batch in self._summed().items() if number in planned}

    def _summed(self) -> dict[str, Any]:
        path = self.work / "summary.json"
        return json.loads(path.read_bytes()) if path.exists() else {}

    def _unpublished(self) -> int:
        return len(self._planned_numbers) - len(self._published())

    def _sweep(self, keep: set[str]) -> None:
        """Removes working files; finished work of a killed run may serve this one, unfinished work may not."""
        for path in self.work.iterdir():
            if path.name not in keep:
                remove_tree(path) if path.is_dir() else path.unlink(missing_ok=True)
        for path in (self.work / "done").glob("*.*"):
            remove_tree(path)


def must_have_decisions(root: Path, settings: Settings, book: Book) -> None:
    """Raises `ArchiveError` where articles rest on decisions and their file is missing: that is no wish to undo everything that stands in it."""
    path = Path(settings.review.decisions)
    if not path.exists():
        book.catch_up(root)
        if book.answers():
            sentence = (f"Articles in {root} rest on decisions, and there is no file {path}. Name the file in the settings "
                        "(review.decisions); to take all decisions back, make an empty file there.")
            raise ArchiveError("no-decisions", sentence, usage=True)


def clear(root: Path) -> None:
    """Removes the working files of a run whose batches are published. Raises `ArchiveError` where another run is at work."""
    work = root / "work"
    lock = Lock(work / "lock").acquire()
    try:
        for path in work.iterdir():
            if path.name != "lock":
                remove_tree(path) if path.is_dir() else path.unlink(missing_ok=True)
    finally:
        lock.release()
        with contextlib.suppress(OSError):
            work.rmdir()


def declared_date() -> int | None:
    """``SOURCE_DATE_EPOCH``, seconds since 1970, or None. Raises `ArchiveError` if it is no number."""
    value = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not value:
        return None
    if not re.fullmatch(r"\d{1,11}", value):
        raise ArchiveError("wrong-date", f"SOURCE_DATE_EPOCH must be a number of seconds since 1970, not {value!r}.", usage=True)
    return int(value)


def progress_of(work: Path) -> int:
    """How many sources are done, in all batches, by all processes."""
    total = 0
    try:
        for entry in os.scandir(work / "progress"):
            total += entry.stat().st_size
    except FileNotFoundError:
        pass
    return total


def _prepare(root: Path) -> None:
    """Makes the folder of an archive, or makes sure that it is one."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        strangers = [path.name for path in root.iterdir() if path.name != "work"]
        begun = (root / "data").is_dir() and ((root / "work").is_dir() or _is_left_empty(root))
        if (root / "manifest-sha256.txt").exists() and not (root / "bagit.txt").exists():
            raise ArchiveError("no-archive", f"{root} is an archive without its bagit.txt. Bring that back from a copy. "
                               f"Run: engross verify {root}", usage=True)
        if strangers and not begun and not (root / "bagit.txt").exists():
            raise ArchiveError("no-archive", f"{root} holds other things ({min(strangers)} …) and no archive. "
                               "Name a new or an empty folder with -o.", usage=True)
        # ``work`` first: a run that is killed between the two leaves a folder that the next run takes for its own.
        (root / "work").mkdir(exist_ok=True)
        (root / "data").mkdir(exist_ok=True)
    except OSError as error:
        sentence = f"{root}: no archive can be written here ({error.strerror}). Name another folder with -o."
        raise ArchiveError("unwritable", sentence, usage=True) from None


def _is_left_empty(root: Path) -> bool:
    """True for what a run leaves that had nothing to archive."""
    return {path.name for path in root.iterdir()} <= _CACHES | {"data"} and not any((root / "data").iterdir())

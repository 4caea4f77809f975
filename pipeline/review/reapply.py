"""What ``engross archive --reapply`` does, on the articles of an archive alone, for the review: in a thread of its own, with progress."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.archive.caches.rebuild import open_catalogue
from pipeline.archive.run.run import Run, Summary
from pipeline.archive.store.disk import ArchiveError, sentence_for
from pipeline.data.counting import counted
from pipeline.engines import Report, local
from pipeline.report import write_report
from pipeline.settings import Settings

__all__ = ["Progress", "Reapply", "reapply"]

_FEW = 3
Tell = Callable[[int, int], None]
"""Hears how many articles are made, and of how many; raises to stop the run."""


class Progress(NamedTuple):
    """How far a run is, or how it ended."""

    at_work: bool = False
    done: int = 0
    total: int = 0
    """0 while the run finds out what is to be done."""
    told: str = ""
    """Of a run that ended: its summary, or why it could not go on."""
    failed: bool = False


class Reapply:
    """The runs of one review, one at a time."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self._root, self._settings = root, settings
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self.progress = Progress()

    def start(self) -> None:
        """Begins a run. Raises `ArchiveError` where one is under way."""
        if self.progress.at_work:
            raise ArchiveError("archive-busy", "Reapply is at work already. Wait until it ends.", usage=True)
        self.progress = Progress(at_work=True)
        self._thread = threading.Thread(target=self._run, name="reapply")
        self._thread.start()

    def stop(self) -> None:
        """Ends a run that is under way between two articles, and waits for it. What it finished is published; a later run goes on from there."""
        self._stopped.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        try:
            told, failed = _in_words(reapply(self._root, self._settings, self._tell)), False
        except Exception as error:  # noqa: BLE001  (whatever it is, the page tells it)
            told, failed = sentence_for(error), True
        self.progress = Progress(told=told, failed=failed)

    def _tell(self, done: int, total: int) -> None:
        if self._stopped.is_set():
            raise ArchiveError("stopped", "The review was ended; the next run goes on.")
        self.progress = Progress(at_work=True, done=done, total=total)


def reapply(root: Path, settings: Settings, tell: Tell) -> Summary:
    """Makes the articles of an archive again whose decisions, rules, settings or repetition have changed, and brings the report up to date.

    An archive that dropped copies drops them as before. Raises `ArchiveError` where another run is at work.
    """
    with Run(root, settings) as run:
        with open_catalogue(root) as catalogue:
            drop = bool(catalogue.dropped())
        run.make_plan((), reapply=True, drop_copies=drop)
        _work(run, tell)
        while drop and run.plan_copies().batches:
            _work(run, tell)
        summary = run.summary()
        write_report(root)
    return summary


def _work(run: Run, tell: Tell) -> None:
    """All batches of the plan; what is finished is published, also where a later batch could not be."""
    batches = run.plan.batches
    if not batches:
        run.publish()  # a run that was ended after its last batch has not looked for copies
        return
    total = sum(batch.size for batch in batches)
    tell(0, total)
    report: Report = lambda done: tell(done, total)  # noqa: E731
    try:
        local.run(run.work, [batch.key for batch in batches], report)
    finally:
        run.publish()


def _in_words(summary: Summary) -> str:
    """The summary as sentences for the page."""
    return " ".join(_sentences(summary))


def _sentences(summary: Summary) -> Iterator[str]:
    older = summary.older
    if older:
        yield f"{counted(older, 'article was', 'articles were')} made again, and the report is up to date."
    else:
        yield "No article had to be made again: the archive is as the decisions ask."
    if failures := summary.failures:
        more = f" And {len(failures) - _FEW} more." if len(failures) > _FEW else ""
        yield f"{len(failures)} failed: " + " ".join(failed.sentence for failed in failures.first(_FEW)) + more
    if unmatched := len(summary.unmatched):
        yield f"{counted(unmatched, 'decision matches', 'decisions match')} nothing in this archive; engross decisions names " + (
            "it." if unmatched == 1 else "them.")

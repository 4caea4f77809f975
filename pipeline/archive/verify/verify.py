"""``engross verify``: is the archive what it says it is? Changes nothing.

Strategy: the bag as a whole first, by names and sizes; then each batch by itself, on all cores, each byte read once; and last the relations between
batches. Every fault has a code, a place and a sentence.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pipeline.archive.store.signals import end_with_parent, uninterrupted
from pipeline.archive.verify.bag import check_bag, in_first_run
from pipeline.archive.verify.batch import BatchReport, check_batch
from pipeline.archive.verify.listing import Listing
from pipeline.data.counting import counted
from pipeline.validate import Problem

__all__ = ["Report", "verify"]


@dataclass(slots=True)
class Report:
    """The result of a verification."""

    path: str
    faults: list[Problem] = field(default_factory=list)
    batches: int = 0
    """That were checked."""
    of_batches: int = 0
    articles: int = 0
    files: int = 0
    bytes: int = 0

    def to_text(self) -> str:
        """For people: every fault on a line, then the count."""
        lines = [str(fault) for fault in self.faults]
        sample = "" if self.batches == self.of_batches else f" (a sample of {self.of_batches})"
        counts = [counted(self.articles, "article"), counted(self.files, "file"), counted(self.bytes, "byte")]
        batches = counted(self.batches, "batch", "batches")
        end = counted(len(self.faults), "fault") if self.faults else "all is well"
        checked = f"{batches}{sample}, {', '.join(counts)} checked" if self.files or not self.faults else "nothing was checked"
        lines.append(f"{self.path}: {checked}; {end}.")
        if self.batches and any(fault.code not in ("unfinished-run", "value-unproved") for fault in self.faults):
            lines.append(f"Bring the files that are named back from a copy of the archive, and run engross verify {self.path} again "
                         "(docs/archive.md, Checking).")
        return "\n".join(lines)

    def to_json(self) -> str:
        """For machines."""
        return json.dumps(asdict(self), ensure_ascii=False)


def verify(root: Path, *, sample: int = 1, workers: int = 1, progress: Callable[[int], None] | None = None) -> Report:
    """Checks an archive. ``sample``: every how many-th batch is looked into; names, sizes and manifests are always checked whole."""
    report = Report(str(root))
    if not os.path.isdir(root):
        what = "This is a file, not an archive" if os.path.exists(root) else "There is no such folder"
        report.faults.append(Problem("no-archive", str(root), f"{what}. Name the folder of an archive."))
        return report
    if (unfinished := in_first_run(root)) is not None:
        report.faults.append(unfinished)
        return report
    if not any((root / name).exists() for name in ("bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "data")):
        report.faults.append(Problem("no-bag", str(root), "This folder is not an archive: it holds no file of a bag. Name the folder of an archive."))
        return report
    with Listing() as listing:
        report.faults += check_bag(root, listing)
        numbers = listing.batches()
        chosen = numbers[::sample]
        report.of_batches = len(numbers)
        between: list[Problem] = []
        unproved: list[tuple[str, int, Problem]] = []
        for batch in _batches(root, listing, chosen, min(workers, len(chosen))):
            report.faults += batch.problems
            unproved += batch.unproved
            report.articles += len(batch.articles)
            report.files += batch.files
            report.bytes += batch.bytes
            report.batches += 1
            between += _between(batch, listing, whole=sample == 1)
            if progress:
                progress(report.batches)
        report.faults += [problem for ident, version, problem in unproved if not listing.has_later(ident, version)]
        report.faults += between
        report.faults += [Problem("dangling", f"batch {number}", f"{ident} is said to be a copy of {other}, which is not there.")
                          for number, ident, other in listing.copies_of_none()]
        report.faults += _unsettled(listing)
    return report


def _batches(root: Path, listing: Listing, chosen: list[int], workers: int) -> Iterator[BatchReport]:
    """The reports in order, never many of them under way."""
    if workers <= 1:
        yield from (check_batch(root, number, listing.files_of(number)) for number in chosen)
        return
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else None
    with ProcessPoolExecutor(workers, multiprocessing.get_context(method), end_with_parent) as pool:
        waiting: deque[Future[BatchReport]] = deque()
        try:
            for number in chosen:
                with uninterrupted():
                    waiting.append(pool.submit(check_batch, root, number, listing.files_of(number)))
                if len(waiting) >= 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # who stops the check does not wait for batches that nobody asks for


def _between(batch: BatchReport, listing: Listing, *, whole: bool) -> Iterator[Problem]:
    """What no batch can tell alone: ids are given once, versions follow one another, references lead somewhere."""
    where = f"batch {batch.number}"
    for ident, version, supersedes in batch.articles:
        if not listing.notes_version(ident, version):
            yield Problem("id-twice", where, f"{ident} version {version} stands in another batch already.")
        if whole and supersedes is not None and not listing.has_version(ident, supersedes):
            yield Problem("dangling", where, f"{ident} version {version} supersedes version {supersedes}, which is not there.")
    listing.notes_captures(batch.captures)
    for record in batch.records:
        if not listing.notes_record(record):
            yield Problem("id-twice", where, f"The record {record} stands in another batch already.")
    for ident, other in batch.copies if whole else ():
        listing.notes_copy(batch.number, ident, other)
    for place, record in batch.referred if whole else ():
        if not listing.has_record(record):
            yield Problem("dangling", place, f"It refers to the record {record}, which is not there.")


def _unsettled(listing: Listing) -> Iterator[Problem]:
    """Articles whose versions go to and fro between captures of one moment: which shows that each run archived them again."""
    for ident, captured, digests in listing.unsettled():
        told = f"{counted(len(digests), 'version')} go to and fro between {counted(len(set(digests)), 'capture')} of {captured}"
        yield Problem("unsettled", ident, f"{told}: a rerun does not settle.")

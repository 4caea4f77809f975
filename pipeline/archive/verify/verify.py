"""``engross verify``: is the archive what it says it is? Changes nothing.

Strategy: the bag as a whole first, by names and sizes; then each batch by itself, on all cores, each byte read once; last what holds
between batches. Every fault has a code, a place and a sentence.
"""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pipeline.archive.verify.bag import Payload, read_payload
from pipeline.archive.verify.batch import BatchReport, check_batch
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
        lines.append(f"{self.path}: {self.batches} batches{sample}, {self.articles} articles, {self.files} files, {self.bytes} bytes checked; "
                     + ("all is well." if not self.faults else f"{len(self.faults)} faults."))
        return "\n".join(lines)

    def to_json(self) -> str:
        """For machines."""
        return json.dumps(asdict(self), ensure_ascii=False)


def verify(root: Path, *, sample: int = 1, workers: int = 1, progress: Callable[[int], None] | None = None) -> Report:
    """Checks an archive. ``sample``: every how many-th batch is looked into; names, sizes and manifests are always checked whole."""
    report = Report(str(root))
    if not root.is_dir():
        report.faults.append(Problem("no-archive", str(root), "There is no such folder."))
        return report
    payload = read_payload(root)
    report.faults += payload.problems
    chosen = sorted(payload.batches)[::sample]
    report.of_batches = len(payload.batches)
    found: list[BatchReport] = []
    for done in _batches(root, payload, chosen, min(workers, len(chosen))):
        found.append(done)
        if progress:
            progress(len(found))
    for batch in found:
        report.faults += batch.problems
        report.articles += len(batch.articles)
        report.files += batch.files
        report.bytes += batch.bytes
    report.batches = len(found)
    report.faults += _between(found, whole=sample == 1)
    report.faults += _unsettled(found)
    return report


def _batches(root: Path, payload: Payload, chosen: list[int], workers: int) -> Iterator[BatchReport]:
    if workers <= 1:
        yield from (check_batch(root, number, payload.batches[number]) for number in chosen)
        return
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else None
    with ProcessPoolExecutor(workers, multiprocessing.get_context(method)) as pool:
        yield from pool.map(check_batch, [root] * len(chosen), chosen, [payload.batches[number] for number in chosen])


def _between(batches: Iterable[BatchReport], *, whole: bool) -> Iterator[Problem]:
    """What no batch can tell alone: ids are given once, versions follow one another, references lead somewhere."""
    versions: set[tuple[str, int]] = set()
    records: set[str] = set()
    copies: list[tuple[int, str, str]] = []
    for batch in batches:
        for ident, version, supersedes in batch.articles:
            if (ident, version) in versions:
                yield Problem("id-twice", f"batch {batch.number}", f"{ident} version {version} stands in another batch already.")
            if whole and supersedes is not None and (ident, supersedes) not in versions:
                yield Problem("dangling", f"batch {batch.number}", f"{ident} version {version} supersedes version {supersedes}, which is not there.")
            versions.add((ident, version))
        for record in batch.records:
            if record in records:
                yield Problem("id-twice", f"batch {batch.number}", f"The record {record} stands in another batch already.")
            records.add(record)
        for ident, other in batch.copies if whole else ():
            copies.append((batch.number, ident, other))
        for where, record in batch.referred if whole else ():
            if record not in records:
                yield Problem("dangling", where, f"It refers to the record {record}, which is not there.")
    idents = {ident for ident, _ in versions} if copies else set()
    for number, ident, other in copies:
        if other not in idents:
            yield Problem("dangling", f"batch {number}", f"{ident} is said to be a copy of {other}, which is not there.")


def _unsettled(batches: Iterable[BatchReport]) -> Iterator[Problem]:
    """Articles whose versions go to and fro between the same captures: what a run that takes them up again and again leaves behind."""
    captures: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for batch in batches:
        for ident, version, captured, sha256 in batch.captures:
            captures.setdefault((ident, captured), []).append((version, sha256))
    for (ident, captured), versions in captures.items():
        seen, last, returns = set(), "", 0
        for _, sha256 in sorted(versions):
            returns += sha256 in seen and sha256 != last
            seen.add(sha256)
            last = sha256
        if returns > 1:
            told = f"{len(versions)} versions go to and fro between {len(seen)} captures of {captured}"
            yield Problem("unsettled", ident, f"{told}: a rerun does not settle.")

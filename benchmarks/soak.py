"""A long run on generated and mutated pages: memory, open files and temporary files have to stay flat.

    python -m benchmarks.soak [--minutes N] [--seed N]

One process archives small folders of generated articles and of seeds of the fuzzer that were changed at random, over and over, each into a
new archive that is verified and thrown away. After every round resident memory, open files, threads and files below the folder for
temporary files are noted, and how many entries the caches of functions hold, which have bounds. Memory is flat where the last third of the
rounds needs no more than 5 % above the second third.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass
from functools import _lru_cache_wrapper
from multiprocessing.util import get_temp_dir
from pathlib import Path
from random import Random

from pipeline.archive.run.batch import work_batch
from pipeline.archive.run.run import Run
from pipeline.archive.verify.verify import verify
from pipeline.settings import Archive, Settings
from tests.makers.archives import page
from tools.fuzz.__main__ import corpus, tokens
from tools.fuzz.mutate import changed

MOST = 1.05
"""What the last third of a run may need, of the memory of the second."""
SUFFIXES = {"text": ".txt", "html": ".html", "jsonl": ".jsonl", "warc": ".warc", "mail": ".eml", "mbox": ".mbox", "mhtml": ".mhtml", "feeds": ".rss"}
FILES = 30


@dataclass(frozen=True, slots=True)
class Taken:
    """What the process holds after a round."""

    megabytes: float
    files: int
    threads: int
    temporary: int
    cached: int


def taken(folder: Path) -> Taken:
    """As the system has it."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return Taken(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, len(os.listdir("/proc/self/fd")), threading.active_count(), len(list(folder.iterdir())),
                 sum(one.cache_info().currsize for one in gc.get_objects() if isinstance(one, _lru_cache_wrapper)))


def fill(folder: Path, seeds: dict[str, list[bytes]], random: Random) -> None:
    """A folder of generated articles and of changed seeds."""
    folder.mkdir()
    for n in range(FILES):
        if n % 3 == 0:
            (folder / f"page{n}.txt").write_text(page(random.randrange(10_000)), encoding="utf-8")
        else:
            target = random.choice(list(SUFFIXES))
            data = changed(random.choice(seeds[target]), seeds[target], tokens(), random)
            (folder / f"changed{n}{SUFFIXES[target]}").write_bytes(data)


def one_round(folder: Path, seeds: dict[str, list[bytes]], random: Random) -> tuple[int, int, int]:
    """Archives and verifies one folder; sources archived and failed, and faults that verify found."""
    fill(folder / "in", seeds, random)
    with Run(folder / "out", Settings(archive=Archive(batch=10))) as run:
        plan = run.make_plan([str(folder / "in")])
        for batch in plan.batches:
            work_batch(run.work, batch.key)
        run.publish()
        summary = run.summary()
    for failure in summary.failures:
        if failure.code in ("internal-error", "invalid-output"):
            print(f"  {failure.code}: {failure.sentence}", flush=True)
    faults = verify(folder / "out").faults
    for fault in faults[:3]:
        print(f"  verify: {fault}", flush=True)
    shutil.rmtree(folder / "in")
    shutil.rmtree(folder / "out")
    return summary.archived, summary.failed, len(faults)


def main() -> int:
    """The command line; exit code 1 where something grew or was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    seeds, random = {target: corpus(target) for target in SUFFIXES}, Random(asked.seed)
    end, notes, sums = time.monotonic() + asked.minutes * 60, list[Taken](), [0, 0, 0]
    get_temp_dir()  # the folder of multiprocessing, which is removed at the very end, stands outside
    with tempfile.TemporaryDirectory() as name:
        tempfile.tempdir = name
        work = Path(name) / "soak"
        while time.monotonic() < end or len(notes) < 3:
            work.mkdir()
            sums = [total + one for total, one in zip(sums, one_round(work, seeds, random), strict=True)]
            shutil.rmtree(work)
            gc.collect()
            notes.append(taken(Path(name)))
        tempfile.tempdir = None
    return _tell(notes, sums)


def _tell(notes: list[Taken], sums: list[int]) -> int:
    """Print the figures; 1 where something grew."""
    print("| round | MB | open files | threads | temporary files | cached entries |\n|---:|---:|---:|---:|---:|---:|")
    for n in sorted({0, *(len(notes) * k // 10 for k in range(1, 10)), len(notes) - 1}):
        print(f"| {n + 1} | {notes[n].megabytes:.0f} | {notes[n].files} | {notes[n].threads} | {notes[n].temporary} | {notes[n].cached:,} |")
    third = len(notes) // 3
    middle, last = (max(note.megabytes for note in part) for part in (notes[third:2 * third], notes[2 * third:]))
    flat = last <= middle * MOST and all(getattr(notes[-1], what) <= getattr(notes[third], what) for what in ("files", "threads", "temporary"))
    print(f"{len(notes)} rounds: {sums[0]} archived, {sums[1]} failed by name, {sums[2]} faults of verify. "
          f"{'Flat' if flat else 'NOT flat'}: at most {middle:.0f} MB in the second third, {last:.0f} MB in the last.")
    return 0 if flat and not sums[2] else 1


if __name__ == "__main__":
    raise SystemExit(main())

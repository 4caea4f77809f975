"""What archiving costs beside cleaning, in one run: hashing and packing may take a tenth of it at most.

    python -m benchmarks.archiving [SOURCES]

CPU seconds of one process; the five texts of ``../shared/seeds`` (or of ``$ENGROSS_SHARED``) over and over where they are, else the sample
articles.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.texts import ROOT, shared
from pipeline.archive.run import batch, making, publish, run, scan
from pipeline.archive.run.run import Run
from pipeline.archive.verify.verify import verify
from pipeline.engines import warm  # noqa: F401  (loads what is loaded once)
from pipeline.settings import Settings

SPENT: dict[str, float] = defaultdict(float)


def timed(kind: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, its CPU time added to a kind; not what it spends inside another timed one."""
    def call(*arguments: Any, **more: Any) -> Any:
        before, inside = time.process_time(), sum(SPENT.values())
        try:
            return function(*arguments, **more)
        finally:
            SPENT[kind] += time.process_time() - before - (sum(SPENT.values()) - inside)
    return call


TIMED: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("clean", making, ("clean_source",)), ("write", making, ("write_tei_to", "write_json", "write_ledger")),
    ("validate", making, ("validate_tei", "validate_line")), ("pack", batch, ("pack", "pack_record", "pack_revisit")),
    ("hash and flush", batch, ("flush_files", "flush_folder", "_sha256")),
    ("publish and bag", publish, ("_settle", "_announce", "_put_in_place")),
    ("read and plan", run, ("scan", "save_plan")),
)
"""What is measured: its row in the table, the module that calls it, and its names there."""


def watch() -> None:
    """Puts clocks around what is measured."""
    for kind, module, names in TIMED:
        for name in names:
            setattr(module, name, timed(kind, getattr(module, name)))
    digest = hashlib.sha256
    hashing: tuple[Any, ...] = (batch, scan)
    for module in hashing:
        module.hashlib = type("timed_hashlib", (), {"sha256": staticmethod(timed("hash and flush", digest))})


def main() -> None:
    """Runs and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="?", type=int, default=200)
    count = parser.parse_args().sources
    folder = (shared() or ROOT) / "seeds"
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.glob("*.txt"))]
    with tempfile.TemporaryDirectory() as place:
        source, root = Path(place, "in"), Path(place, "out")
        source.mkdir()
        for n in range(count):
            (source / f"{n:06d}.txt").write_text(f"{texts[n % len(texts)]}\nNumber {n} of all.\n", encoding="utf-8")
        words = sum(len(path.read_text(encoding="utf-8").split()) for path in source.iterdir())
        watch()
        whole = archive(root, source)
        print(f"{count} sources, {words} words: {whole:.2f} s of CPU, {1e4 * whole / words * 1e3:.1f} ms for 10,000 words")
        for kind, spent in sorted(SPENT.items(), key=lambda item: -item[1]):
            print(f"  {kind:16} {spent:6.2f} s  {100 * spent / whole:5.1f} %")
        share = (SPENT["pack"] + SPENT["hash and flush"] + SPENT["publish and bag"]) / whole
        print(f"  hashing, packing, publishing: {100 * share:.1f} % of the run (at most 10)")
        SPENT.clear()
        print(f"rerun with nothing new: {archive(root, source):.2f} s")
        before = time.process_time()
        report = verify(root)
        print(f"verify: {time.process_time() - before:.2f} s, {len(report.faults)} faults")


def archive(root: Path, source: Path) -> float:
    """CPU seconds of a run."""
    before = time.process_time()
    with Run(root, Settings()) as one:
        plan = one.make_plan([str(source)])
        for part in plan.batches:
            batch.work_batch(one.work, part.key)
        one.publish()
        assert not one.summary().failed
    return time.process_time() - before


if __name__ == "__main__":
    main()

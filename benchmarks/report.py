"""What the report costs beside a run, and beside a large archive.

    python -m benchmarks.report [SOURCES] [--write]

CPU seconds: of a run over made-up articles in one process, of the report after it, and of a report for which nothing is new but one batch,
in an archive of 100,000 articles (of which only the rows are made up). Files and bytes of the report are those of the run.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.sections import machine, put
from pipeline.report import write_report
from pipeline.report.report import _write
from pipeline.report.rows import Rows
from tests.makers.archives import archive, scrape

MANY = 100_000
KINDS = '{"kind":{"comment-form":[9,30],"navigation":[12,14],"related":[6,40],"share":[3,5]},"repair":{"entity":[2,0]}}'


def spent(act: Callable[[], object]) -> float:
    """CPU seconds, those of child processes included."""
    before = time.process_time() + children()
    act()
    return time.process_time() + children() - before


def children() -> float:
    """CPU seconds of child processes that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def many(folder: Path) -> float:
    """Seconds for the lists and the overview of a large archive."""
    (folder / "data" / "articles").mkdir(parents=True)
    (folder / "report").mkdir()
    (folder / "manifest-sha256.txt").write_bytes(b"")
    with Rows(folder, folder / "report") as rows:
        rows.start_over()
        with rows._transaction():
            rows._db.executemany("INSERT INTO docs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (
                (n * 7919, 1, n // 200, n % 5, f"site{n % 40}.example", f"https://site{n % 40}.example/story/{n}", f"Story {n} of the valley",
                 "2019-03-04", "en", 500, 89, 2, 0.9, KINDS) for n in range(MANY)))
        return spent(lambda: _write(folder, folder / "report", rows))


def main() -> None:
    """Measures and prints; with --write into BENCHMARKS.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="?", type=int, default=1000)
    parser.add_argument("--write", action="store_true", help="put the table into BENCHMARKS.md")
    asked = parser.parse_args()
    count = asked.sources
    with tempfile.TemporaryDirectory() as place:
        source, root = scrape(Path(place, "in"), count), Path(place, "out")
        run = spent(lambda: archive(root, source, batch=200))
        report = spent(lambda: write_report(root))
        files = [path.stat().st_size for path in (root / "report").rglob("*") if path.is_file()]
        data = sum(path.stat().st_size for path in (root / "data").rglob("*") if path.is_file())
        again = many(Path(place, "many"))
    told = (f"| step | CPU s |\n|---|---:|\n| run over {count:,} articles, without its report | {run:.2f} |\n| its report | {report:.2f} |\n"
            f"| lists and overview of {MANY:,} articles | {again:.2f} |\n\n"
            f"The report is {100 * report / run:.1f} percent of the run; it has {len(files)} files and {100 * sum(files) / data:.0f} percent of the "
            "bytes of `data/`.")
    print(told)
    if asked.write:
        put("report", f"## The report\n\n`python -m benchmarks.report --write`\n\nMachine: {machine()}.\n\n{told}")


if __name__ == "__main__":
    main()

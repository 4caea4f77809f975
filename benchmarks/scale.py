"""What a large archive costs: time, memory and bytes of a run, of a rerun with nothing new, of a few new sources, of a plan.

    python -m benchmarks.scale [ARTICLES] [FOLDER] [WORDS]

Articles are made up: 25 sites, short texts, each site with a tail of its own that no phrase list knows; one in fifty is a reprint of another
one. They come in four parts, each archived by a run of its own, with two workers. Each step is a process of its own. Memory is that of
all its processes together, worker processes and servers as well: every quarter of a second the proportional set size of each
(`smaps_rollup`, what it shares with others counted once) is read and added up; the peak of the sum and the largest single resident set
are told. CPU seconds are summed over the same processes, as last seen. A row is printed as soon as it is known. FOLDER is kept, else
all is thrown away.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

SITES = 25
ROOT = Path(__file__).resolve().parent.parent
SYLLABLES = [a + b for a in "bdfgklmnprstv" for b in "aeiou"]


class Step(NamedTuple):
    """What one command cost."""

    wall: float
    cpu: float
    peak: float
    """MB, all processes together."""
    largest: float
    """MB, the largest resident set of one process."""


def word(luck: random.Random) -> str:
    """A made-up word."""
    return "".join(luck.choices(SYLLABLES, k=luck.randint(1, 3)))


def sentence(luck: random.Random, words: int) -> str:
    """A made-up sentence of so many words."""
    return " ".join(word(luck) for _ in range(words)).capitalize() + "."


def article(n: int, words: int = 250) -> str:
    """About so many words, some 40 of them its site's. The last of every fifty says what the first of them said, under another title."""
    luck, site = random.Random(n - 49 if n % 50 == 49 else n), random.Random(-1 - n % SITES)
    body, count = [], 0
    while count < words - 40:
        body.append(" ".join(sentence(luck, luck.randint(8, 20)) for _ in range(luck.randint(1, 3))))
        count += len(body[-1].split())
    tail = [sentence(site, 9), sentence(site, 18), sentence(site, 7)]
    return "\n\n".join([sentence(random.Random(n), 6)[:-1], *body, *tail]) + "\n"


def write(path: Path, first: int, count: int, words: int) -> Path:
    """Writes articles as JSON lines, numbered from ``first``."""
    with path.open("w", encoding="utf-8") as stream:
        for n in range(first, first + count):
            stream.write(json.dumps({"url": f"https://site{n % SITES}.example/{n}", "text": article(n, words)}) + "\n")
    return path


def family(pid: int) -> dict[int, int]:
    """The processes below one, itself included: number and clock ticks used."""
    parents, ticks = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            parents[int(path.parent.name)] = int(fields[1])
            ticks[int(path.parent.name)] = int(fields[11]) + int(fields[12])
    found, more = {pid}, {pid}
    while more := {child for child, parent in parents.items() if parent in more} - found:
        found |= more
    return {one: ticks.get(one, 0) for one in found}


def memory(pid: int) -> tuple[int, int]:
    """Proportional and resident set size, kB."""
    with contextlib.suppress(OSError):
        rows = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
        return int(rows["Pss"].split()[0]), int(rows["Rss"].split()[0])
    return 0, 0


def watched(arguments: Iterable[str | Path], told: IO[str], noted: Callable[[float, int, int], object], every: float) -> tuple[Step, int]:
    """What one command and all processes below it cost, and its exit code. ``told``: what it says. ``noted`` gets the seconds since its start, the
    memory in kB and the number of processes, once in ``every`` seconds."""
    started, together, largest = time.monotonic(), 0, 0
    ticks: dict[int, int] = {}
    command = [sys.executable, "-m", "pipeline", *map(str, arguments)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=told, stderr=told)
    while process.poll() is None:
        ticks |= (found := family(process.pid))
        sizes = [memory(one) for one in found]
        now = sum(size for size, _ in sizes)
        together, largest = max(together, now), max(largest, *(size for _, size in sizes))
        noted(time.monotonic() - started, now, len(sizes))
        time.sleep(every)
    cost = Step(time.monotonic() - started, sum(ticks.values()) / os.sysconf("SC_CLK_TCK"), together / 1024, largest / 1024)
    return cost, process.returncode


def measured(*arguments: str | Path) -> Step:
    """What one command costs; one that fails ends the benchmark with what it said."""
    with tempfile.TemporaryFile("w+") as told:
        cost, code = watched(arguments, told, lambda *_: None, 0.25)
        told.seek(0)
        if code:
            raise SystemExit(told.read())
    return cost


def steps(folder: Path, articles: int, words: int) -> Iterator[tuple[str, int, Step]]:
    """Four parts of the articles run by run, then what follows. Name, how many articles it is about, figures."""
    out, quarter = folder / "out", articles // 4
    parts = [write(folder / f"part{n}.jsonl", n * quarter, quarter, words) for n in range(4)]
    for n, part in enumerate(parts):
        yield f"archive {quarter:,} more ({n * quarter:,} known)", quarter, measured("archive", part, "-o", out, "--workers", "2")
    yield f"archive, {4 * quarter:,} known, nothing new", 4 * quarter, measured("archive", *parts, "-o", out)
    few = write(folder / "few.jsonl", 4 * quarter, 50, words)
    yield "plan, 50 new", 50, measured("plan", few, "-o", out)
    yield "archive, 50 new", 50, measured("archive", few, "-o", out)
    yield "copies", 4 * quarter, measured("copies", out)
    yield "doubts", 4 * quarter, measured("doubts", out)
    yield "verify", 4 * quarter, measured("verify", out)
    yield "archive --reapply", 4 * quarter, measured("archive", few, "-o", out, "--reapply", "--workers", "2")


def main() -> None:
    """Prints a table, row by row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="?", type=int, default=5_000)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("words", nargs="?", type=int, default=250)
    asked = parser.parse_args()
    articles, words = asked.articles, asked.words
    with tempfile.TemporaryDirectory() as thrown_away:
        folder = asked.folder or Path(thrown_away)
        folder.mkdir(parents=True, exist_ok=True)
        print(f"{articles:,} articles of {words} words, {SITES} sites\n")
        print("| step | wall s | CPU s | CPU ms an article | MB, all processes | MB, the largest |")
        print("|---|---:|---:|---:|---:|---:|")
        for name, number, found in steps(folder, articles, words):
            each = 1000 * found.cpu / number
            print(f"| {name} | {found.wall:.1f} | {found.cpu:.1f} | {each:.2f} | {found.peak:.0f} | {found.largest:.0f} |", flush=True)
        for path in sorted((folder / "out").iterdir()):
            size = sum(file.stat().st_size for file in path.rglob("*")) if path.is_dir() else path.stat().st_size
            print(f"{path.name}: {size / 1e6:.1f} MB, {size / articles:.0f} bytes an article")


if __name__ == "__main__":
    main()

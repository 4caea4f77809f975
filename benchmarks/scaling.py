"""What two workers gain over one, where the processor time of a run goes, and memory against the number of sources.

    python -m benchmarks.scaling speed [SOURCES] [FOLDER…]
    python -m benchmarks.scaling planning [SOURCES] [FOLDER…]
    python -m benchmarks.scaling memory [FEW] [MANY]
    python -m benchmarks.scaling exports [FEW] [MANY]

``speed``: the same sources archived by one worker and by two, as text and as HTML, and of each FOLDER the pages that stand there (at most
SOURCES; ``.gz`` is unpacked). Nothing depends on what else the machine does: processor seconds are counted, not the clock. Those of the first
process and of the server of processes are spent one after another (a run waits for them); those of all other processes are shared by the
workers. So the gain is (first + others) of one worker, divided by first + others / 2 of two workers: what the clock says on two free cores,
if the last worker is not left alone for long.

``planning``: the share of reading and planning in the processor time of a run with one worker, on the same sets. What a run of one source
takes is subtracted from all figures: programs loaded, processes started. Planning reads each source (decoding, blocks, language) for the
memory of its site, and cleaning takes over what was read: that part belongs to cleaning and is measured apart, in this process. Handing it
over is planning's cost: storing it, which is done while planning, and loading it, which is measured in this process as well. So

    planning = read + plan - reading that cleaning takes over + loading it

``memory``: peak of the proportional set sizes of all processes together for FEW and for MANY tiny sources, of ``archive``, ``plan`` and
``verify``, each a process of its own, and of the same again when nothing is new. ``exports``: the same for ``export`` to each format.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import html
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import chain, pairwise, repeat
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.large import body as invented
from benchmarks.scale import ROOT, measured, write
from pipeline.archive.run.formats import FORMATS
from pipeline.archive.run.inputs import read_inputs
from pipeline.archive.run.readings import load_reading, save_reading
from pipeline.clean import read_source
from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.settings import Settings

STEPS = ("read", "plan", "clean", "publish")
_TICK = os.sysconf("SC_CLK_TCK")


def spent() -> tuple[float, float]:
    """Processor seconds of this process and its servers, and of all that ever ran below them and was waited for."""
    ours, others = 0.0, 0.0
    me = str(os.getpid())
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
            server = b"multiprocessing.forkserver" in (path.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if path.parent.name == me:
            ours += int(fields[11]) + int(fields[12])
        elif fields[1] == me and server:
            ours += int(fields[11]) + int(fields[12])
            others += int(fields[13]) + int(fields[14])
    return ours / _TICK, others / _TICK


def one_run(source: str, root: str, workers: int) -> None:
    """In a process of its own: a run, step by step. Prints the processor seconds of each step, of this process and of the others."""
    from pipeline.archive.run import run as running
    from pipeline.tasks import run_tasks

    marks = [spent()]
    scan = getattr(running, "scan")  # noqa: B009 - the name that the run looks up, which its module does not export

    def marked(*arguments: Any, **more: Any) -> Any:
        seen = scan(*arguments, **more)
        marks.append(spent())
        return seen

    setattr(running, "scan", marked)  # noqa: B010
    with running.Run(Path(root), Settings()) as run:
        plan = run.make_plan([source], workers=workers)
        marks.append(spent())
        wrong = run_tasks(run.root, plan, workers=min(workers, len(plan.batches)))
        marks.append(spent())
        run.publish()
        summary = run.summary()
        marks.append(spent())
    assert not wrong and not summary.failed, (wrong, summary.failures.first(3))
    steps = zip(STEPS, pairwise(marks), strict=True)
    print(json.dumps({step: [b - a for a, b in zip(before, after, strict=True)] for step, (before, after) in steps}))


def ran(source: Path, root: Path, workers: int) -> dict[str, list[float]]:
    """What one run took, in a process of its own: the processor seconds of each step, as `one_run` prints them."""
    command = [sys.executable, "-m", "benchmarks.scaling", "one-run", str(source), str(root), str(workers)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    seconds: dict[str, list[float]] = json.loads(done.stdout)
    return seconds


def page(n: int) -> str:
    """An article as a page of HTML, with what sites put around one."""
    title, _, _, *parts = invented(n, 400).split("\n\n")
    links = "".join(f'<li class="menu-item"><a href="/s/{k}">Section {k}</a></li>' for k in range(40))
    others = [invented(n + k, 1).partition("\n")[0] for k in range(8)]
    more = "".join(f'<div class="related-item"><a href="/{k}"><h4>{other}</h4></a></div>' for k, other in enumerate(others))
    body = "".join(f"<p>{html.escape(part)}</p>" for part in parts)
    return (f'<!doctype html><html lang="en"><head><title>{title} | Site</title><meta property="og:title" content="{title}"></head><body>'
            f'<nav><ul>{links}</ul></nav><main><article><h1>{title}</h1><p class="byline">By Ada Quill</p>{body}</article></main>'
            f'<aside class="related"><h3>Related</h3>{more}</aside><footer><p>All rights reserved.</p></footer></body></html>')


def lines(path: Path, count: int, field: str, content: Callable[[int], str]) -> Path:
    """A file of JSON lines, of 25 sites."""
    with path.open("w", encoding="utf-8") as stream:
        for n in range(count):
            stream.write(json.dumps({"url": f"https://site{n % 25}.example/{n}", field: content(n)}) + "\n")
    return path


def sets(folder: Path, count: int, more: list[str]) -> Iterator[tuple[str, Path]]:
    """Name and place of each set of sources."""
    yield f"text, {count} made up, 250 words", lines(folder / "text.jsonl", count, "text", lambda n: invented(n, 250))
    yield f"HTML, {count} made up, 400 words", lines(folder / "pages.jsonl", count, "html", page)
    for name in more:
        into = folder / Path(name).resolve().name
        into.mkdir()
        files = sorted(path for path in Path(name).rglob("*") if path.is_file())[:count]
        for n, path in enumerate(files):
            content = path.read_bytes()
            (into / f"{n:05d}-{path.name.removesuffix('.gz')}").write_bytes(gzip.decompress(content) if path.suffix == ".gz" else content)
        yield f"{Path(name).name}, {len(files)} pages", into


class Taken(NamedTuple):
    """Processor seconds of what cleaning takes over from planning."""

    read: float
    """Reading it, which cleaning is spared."""
    loaded: float
    """Loading what was read."""


def taken(source: Path, work: Path) -> Taken:
    """Measured in this process, with what a run of these sources stores."""
    settings, spent_on = Settings(), {"read": 0.0, "loaded": 0.0}
    sources = [item for item in read_inputs([str(source)]) if isinstance(item, Source)]
    for known, item in chain(zip(repeat(False), sources[:20]), zip(repeat(True), sources)):  # the first ones twice: programs are loaded
        with contextlib.suppress(Fault):
            before = time.process_time()
            reading = read_source(item, settings)
            spent_on["read"] += known * (time.process_time() - before)
            where = save_reading(work, reading, item.data)
            before = time.process_time()
            load_reading(work, where, item.data)
            spent_on["loaded"] += known * (time.process_time() - before)
    return Taken(**spent_on)


class Share(NamedTuple):
    """Processor seconds of a run without what it takes to start."""

    whole: float
    before: float
    """Reading and planning."""
    taken: Taken

    @property
    def planning(self) -> float:
        """Reading and planning without what cleaning takes over, with what handing it over costs."""
        return self.before - self.taken.read + self.taken.loaded


def share(many: dict[str, list[float]], one: dict[str, list[float]], over: Taken) -> Share:
    """Of a run over many sources, and of one over one source."""
    spent_on = {step: sum(many[step]) - sum(one[step]) for step in STEPS}
    return Share(sum(spent_on.values()), spent_on["read"] + spent_on["plan"], over)


def planning(count: int, more: list[str]) -> None:
    """Prints a row for each set of sources."""
    print("| sources | CPU s without the start | reading and planning | taken over by cleaning | loading it | planning |")
    print("|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as place:
        few, many = (Path(place, name) for name in ("few", "many"))
        few.mkdir()
        many.mkdir()
        for (_, alone), (name, source) in zip(sets(few, 1, more), sets(many, count, more), strict=True):
            found = share(ran(source, many / f"{source.name}-out", 1), ran(alone, few / f"{alone.name}-out", 1), taken(source, many))
            parts = (found.before, found.taken.read, found.taken.loaded, found.planning)
            print(f"| {name} | {found.whole:.1f} | " + " | ".join(f"{100 * part / found.whole:.1f} %" for part in parts) + " |", flush=True)


def speed(count: int, more: list[str]) -> None:
    """Prints a row for each set of sources."""
    print("| sources | CPU s, 1 worker | 2 workers | of it the first process | gain |\n|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as place:
        for name, source in sets(Path(place), count, more):
            one, two = (ran(source, Path(place, f"{source.name}-{workers}"), workers) for workers in (1, 2))
            (first1, others1), (first2, others2) = (map(sum, zip(*found.values(), strict=True)) for found in (one, two))
            gain = (first1 + others1) / (first2 + others2 / 2)
            print(f"| {name} | {first1 + others1:.1f} | {first2 + others2:.1f} | {first2:.1f} | {gain:.2f} |", flush=True)


def commands(source: Path, out: Path) -> Iterator[tuple[str, tuple[str | Path, ...]]]:
    """The commands whose memory is measured, in order, with their names in the table."""
    yield "archive", ("archive", source, "-o", out, "--no-report", "--workers", "2")
    yield "archive, nothing new", ("archive", source, "-o", out, "--no-report")
    yield "plan, all new", ("plan", source, "-o", out.with_name("none"))
    yield "plan, nothing new", ("plan", source, "-o", out)
    yield "verify", ("verify", out)


def exports(out: Path) -> Iterator[tuple[str, tuple[str | Path, ...]]]:
    """An export to each format."""
    for name in FORMATS:
        yield name, ("export", out, "--to", name, "-o", out.with_name(f"{out.name}-{name}"))


def memory(few: int, many: int, *, exported: bool = False) -> None:
    """Prints a row for each command, or for each format of an export."""
    what = "format" if exported else "command"
    print(f"| {what} | MB, {few:,} sources | MB, {many:,} sources | CPU ms a source | CPU ms a source |\n|---|---:|---:|---:|---:|")
    found: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as place:
        for count in (few, many):
            source = write(Path(place, f"{count}.jsonl"), 0, count, 60)
            out = Path(place, f"out{count}")
            if exported:
                measured("archive", source, "-o", out, "--no-report", "--workers", "2")
            for name, arguments in exports(out) if exported else commands(source, out):
                figures = measured(*arguments)
                found.setdefault(name, []).append((figures.peak, 1000 * figures.cpu / count))
    for name, ((small, cheap), (large, dear)) in found.items():
        print(f"| {name} | {small:.0f} | {large:.0f} | {cheap:.1f} | {dear:.1f} |")


def main() -> None:
    """Runs what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("speed", "planning", "memory", "exports", "one-run"))
    parser.add_argument("rest", nargs="*", help="as above; one-run is for the other ones")
    asked = parser.parse_args()
    what, rest = asked.what, asked.rest
    if what == "one-run":
        one_run(rest[0], rest[1], int(rest[2]))
    elif what in ("memory", "exports"):
        few, many = (_number(parser, rest[n]) if len(rest) > n else default for n, default in enumerate((2_000, 20_000)))
        memory(few, many, exported=what == "exports")
    else:
        (planning if what == "planning" else speed)(_number(parser, rest[0]) if rest else 1_000, rest[1:])


def _number(parser: argparse.ArgumentParser, word: str) -> int:
    """A number on the command line; anything else ends the program with a sentence."""
    return int(word) if word.isdecimal() else parser.error(f"{word} is no number")


if __name__ == "__main__":
    main()

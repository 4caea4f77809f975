"""How long plain text takes: CPU milliseconds for 10,000 words, stage by stage and beside other systems, start-up, memory.

    python -m benchmarks.speed_text            prints the tables
    python -m benchmarks.speed_text --write    and puts them into BENCHMARKS.md and README.md

Each document goes through every system before the next one does, so that a busy machine is busy for all of them. Times are of one process
and warm: a few documents go through everything before the clock runs. Of ``--repeat`` rounds the quickest counts, for every system alike.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from benchmarks.sections import machine, put
from benchmarks.stages import STAGES, Stopwatch
from benchmarks.text_peers import available, wrap
from benchmarks.texts import Sample, load_texts
from pipeline.clean import CleanArticle, clean_source
from pipeline.data import Source
from pipeline.settings import Settings

T = TypeVar("T")
_WARM_UP = 12
_GROUPS = ("seeds", "shared seeds", "gold")
_SMALL = "A small article\n\nBy Maud Effiong\n\n" + "It has a paragraph, and another one below it, so that there is something to read.\n\n" * 6


@dataclass(slots=True)
class Measured:
    """What one system took for each document, and how many words it gave back."""

    version: str
    seconds: list[float] = field(default_factory=list)
    words: list[int] = field(default_factory=list)


def main() -> None:
    """The command."""
    options = argparse.ArgumentParser(description="Measures how long plain text takes.")
    options.add_argument("--gold", type=int, default=120, help="at most so many gold texts (default 120)")
    options.add_argument("--repeat", type=int, default=3, help="rounds, of which the quickest counts (default 3)")
    options.add_argument("--write", action="store_true", help="put the tables into BENCHMARKS.md and README.md")
    chosen = options.parse_args()
    samples = load_texts(chosen.gold)
    if not samples:
        raise SystemExit("There are no texts to measure on: seeds/ is empty.")
    systems, stages = _measure(samples, chosen.repeat)
    body = "\n\n".join((_intro(samples, chosen.repeat), _table_of_systems(samples, systems), _table_of_stages(samples, stages), _start_up(samples)))
    print(body)
    if chosen.write:
        put("speed_text", body)
        put("speed_text", _summary(samples, systems), "README.md")


# -- measuring ---------------------------------------------------------------------------------------------------------------


def _measure(samples: list[Sample], rounds: int) -> tuple[dict[str, Measured], dict[str, dict[tuple[str, str], float]]]:
    peers = available()
    systems = {"Engross": Measured(version("engross"))} | {name: Measured(v) for name, (v, _) in peers.items()}
    for sample in samples[:: max(1, len(samples) // _WARM_UP)]:
        _engross(sample, Stopwatch())
        for _, extract in peers.values():
            extract(wrap(sample.text))
    gc.collect()
    gc.freeze()  # so that a collection before each measurement costs nothing
    stages: dict[str, dict[tuple[str, str], float]] = {}
    for sample in samples:
        best, seconds, words = _best_engross(sample, rounds)
        systems["Engross"].seconds.append(seconds)
        systems["Engross"].words.append(words)
        group = stages.setdefault(sample.group, dict.fromkeys(best, 0.0))
        for stage, spent in best.items():
            group[stage] += spent
        page = wrap(sample.text)
        for name, (_, extract) in peers.items():
            seconds, text = _best(partial(extract, page), rounds)
            systems[name].seconds.append(seconds)
            systems[name].words.append(len(text.split()))
    return systems, stages


def _best_engross(sample: Sample, rounds: int) -> tuple[dict[tuple[str, str], float], float, int]:
    runs = []
    for _ in range(rounds):
        watch = Stopwatch()
        seconds, article = _best(partial(_engross, sample, watch), 1)
        runs.append((seconds, len(article.text.split()), watch.seconds))
    seconds, words, spent = min(runs, key=lambda run: run[0])
    return spent, seconds, words


def _best(work: Callable[[], T], rounds: int) -> tuple[float, T]:
    times = []
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        result = work()
        times.append(time.process_time() - start)
    return min(times), result


def _engross(sample: Sample, watch: Stopwatch) -> CleanArticle:
    """Everything an archive does for a document, from bytes to checked files: cleaned, written three ways, read back and validated."""
    from pipeline.validate import lines, tei
    from pipeline.writers import jsonl, ledger
    from pipeline.writers import tei as tei_writer

    with watch.running():
        article = clean_source(Source(sample.name, sample.data), _SETTINGS)
        document, line, kept_aside = tei_writer.write_tei(article), jsonl.write_json(article), ledger.write_ledger(article)
        problems = [*tei.validate_tei(document), *lines.validate_line(line), *lines.validate_line(kept_aside, "ledger")]
    if problems:
        raise SystemExit(f"{sample.name} gives a result that does not fit its schema: {problems[0]}")
    return article


_SETTINGS = Settings()


# -- start-up and memory -----------------------------------------------------------------------------------------------------


def _start_up(samples: list[Sample]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder, "small.txt"), Path(folder, "large.txt")
        small.write_text(_SMALL, encoding="utf-8")
        large.write_bytes(max(samples, key=lambda s: len(s.data)).data)
        runs = [_run(small) for _ in range(5)]
        large_run = _run(large)
    wall, memory = min(wall for wall, _ in runs), max(memory for _, memory in runs)
    return (
        f"`engross clean small.txt` ({len(_SMALL.split())} words), from start to finish: {wall:.2f} s (best of 5), {memory:.0f} MB at its peak.\n"
        f"The largest of the texts ({large_words(samples):,} words) takes {large_run[0]:.2f} s and {large_run[1]:.0f} MB.")


def large_words(samples: list[Sample]) -> int:
    """Words of the largest text."""
    return max(samples, key=lambda s: len(s.data)).words


def _run(path: Path) -> tuple[float, float]:
    """Wall seconds and peak memory in MB of ``engross clean`` on a file. A small process starts it, since a child is charged with the
    memory of the process that forks it."""
    command = [sys.executable, "-m", "pipeline", "clean", str(path)]
    done = subprocess.run([sys.executable, "-c", _WATCH, *command], stdout=subprocess.PIPE, check=True, text=True)
    wall, kilobytes = done.stdout.split()[-2:]
    return float(wall), float(kilobytes) / 1024


_WATCH = """
import os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
wall = time.perf_counter() - start
if status:
    sys.exit("engross clean failed")
print(wall, usage.ru_maxrss)
"""


# -- telling -----------------------------------------------------------------------------------------------------------------


def _intro(samples: list[Sample], rounds: int) -> str:
    parts = []
    for group in _GROUPS:
        own = [s for s in samples if s.group == group]
        if own:
            parts.append(f"{group}: {len(own)} texts, {sum(s.words for s in own):,} words")
    return (
        f"## Plain text: speed\n\n`python -m benchmarks.speed_text --write`\n\nMachine: {machine()}. Input: {'; '.join(parts)}.\n"
        f"CPU milliseconds for 10,000 words, one process, warm, best of {rounds} rounds; each document goes through every system before the\n"
        "next one does. Engross reads the bytes as they are and does everything an archive needs: decode, repair, label, TEI, JSONL and\n"
        "ledger, read back and validated. The others get the decoded text with each line escaped in a `<p>` (not timed), and give plain text.\n"
        "Clean words given back: of the gold texts, which hold nothing but the article.")


def _summary(samples: list[Sample], systems: dict[str, Measured]) -> str:
    """The same in a few lines, for the README."""
    total = sum(s.words for s in samples)
    rows = ["| plain text | CPU ms for 10,000 words | clean words given back |", "|---|---:|---:|"]
    for name, m in systems.items():
        what = ", to validated TEI and JSONL" if name == "Engross" else ", to text"
        rows.append(f"| {name} {m.version}{what} | {_rate(sum(m.seconds), total):.1f} | {_given_back(samples, m)} |")
    return "\n".join(rows)


def _given_back(samples: list[Sample], measured: Measured) -> str:
    """The share of the words of gold texts, which are clean, so that none should be missing."""
    pairs = [(words, s.words) for words, s in zip(measured.words, samples, strict=True) if s.group == "gold"]
    return f"{sum(w for w, _ in pairs) / sum(n for _, n in pairs):.1%}" if pairs else "not measured"


def _rate(seconds: float, words: int) -> float:
    return seconds * 1e3 / max(words, 1) * 1e4


def _table_of_systems(samples: list[Sample], systems: dict[str, Measured]) -> str:
    total = sum(s.words for s in samples)
    rows = ["| system | version | ms, whole | ms, median document | clean words given back |", "|---|---|---:|---:|---:|"]
    for name, m in systems.items():
        median = statistics.median(_rate(t, s.words) for t, s in zip(m.seconds, samples, strict=True))
        rows.append(f"| {name} | {m.version} | {_rate(sum(m.seconds), total):.1f} | {median:.1f} | {_given_back(samples, m)} |")
    return "\n".join(rows)


def _table_of_stages(samples: list[Sample], stages: dict[str, dict[tuple[str, str], float]]) -> str:
    groups = [g for g in _GROUPS if g in stages]
    words = {g: sum(s.words for s in samples if s.group == g) for g in groups}
    head = f"| | stage | {' | '.join(f'ms, {g}' for g in groups)} |"
    rows = ["Stage by stage (each without the stages inside it):", "", head, f"|---|---|{'---:|' * len(groups)}"]
    for group, stage, _ in STAGES:
        cells = " | ".join(f"{_rate(stages[g][group, stage], words[g]):.2f}" for g in groups)
        rows.append(f"| {group} | {stage} | {cells} |")
    cells = " | ".join(f"**{_rate(sum(stages[g].values()), words[g]):.1f}**" for g in groups)
    rows.append(f"| | **all** | {cells} |")
    return "\n".join(rows)


if __name__ == "__main__":
    main()

"""Fuzzes all targets in turn until each has had its number of executions, and goes on after a finding.

    python -m tools.fuzz.campaign FOLDER [--total 2000000] [--seed 1] [--slice 500]
    python -m tools.fuzz.campaign FOLDER --seconds 3600 [--seed 1] [--slice 500]

With ``--seconds`` each target has the same CPU time, so that the slow targets have their part; the time of a target may be exceeded by a slice.
Inputs are made by changes at random, as with ``python -m tools.fuzz --plain``; each slice has a seed of its own. FOLDER holds ``counts.json``
(executions and seconds of each target), from which a later call goes on, and ``found/TARGET``: at most three inputs of each kind of finding.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType

from tools.fuzz.__main__ import corpus, keep, tokens
from tools.fuzz.mutate import changed
from tools.fuzz.properties import Broken
from tools.fuzz.targets import TARGETS, run

SHARES = {"decoding": 15, "text": 16, "html": 18, "jsonl": 18, "warc": 10, "mail": 9, "feeds": 5, "mbox": 3, "mhtml": 3, "others": 1.5, "whole": 1.5}
"""What each target takes of the executions, in percent: the fast ones most."""
HANGS = 60
"""Seconds after which one execution is ended as a hang."""
_VARYING = re.compile(r"'[^']*'|\"[^\"]*\"|[0-9a-f]{6,}|\d+")


@dataclass
class Count:
    """Executions of one target so far."""

    executions: int = 0
    seconds: float = 0.0
    findings: dict[str, int] = field(default_factory=dict)


def _hung(number: int, frame: FrameType | None) -> None:
    raise Broken(f"no end after {HANGS} seconds")


def kind_of(error: Exception) -> str:
    """What findings of one kind have in common: the exception and its sentence without names and numbers."""
    return f"{type(error).__name__}: {_VARYING.sub('…', str(error).encode('ascii', 'replace').decode())[:160]}"


def portion(target: str, runs: int, seed: int, count: Count, folder: Path) -> None:
    """So many executions of one target; findings are counted by kind."""
    inputs, marks, random = corpus(target), tokens(), Random(f"{target} {seed}")
    start = time.process_time()
    for _ in range(runs):
        data = changed(random.choice(inputs), inputs, marks, random)
        signal.alarm(HANGS)
        try:
            run(target, data)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is what was looked for)
            kind = kind_of(error)
            count.findings[kind] = count.findings.get(kind, 0) + 1
            if count.findings[kind] <= 3:
                print(f"{target}: {kind}: {keep(data, target, folder / 'found')}", flush=True)
        finally:
            signal.alarm(0)
    count.executions += runs
    count.seconds += time.process_time() - start


def goal(target: str, total: int) -> int:
    """The executions of a target among so many."""
    return round(total * SHARES[target] / 100)


def least_done(counts: dict[str, Count], total: int, seconds: float) -> str | None:
    """The target that is farthest from what it is to have; None where all have it."""
    done = {target: count.seconds * len(counts) / seconds if seconds else count.executions / goal(target, total) for target, count in counts.items()}
    target = min(done, key=lambda name: done[name])
    return target if done[target] < 1 else None


def main() -> int:
    """The command line; exit code 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--total", type=int, default=2_000_000, help="executions of all targets together")
    parser.add_argument("--seconds", type=float, default=0.0, help="CPU seconds of all targets together, shared evenly, in place of a total")
    parser.add_argument("--slice", type=int, default=500, help="executions of a target before the next target has its turn")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    state = asked.folder / "counts.json"
    asked.folder.mkdir(parents=True, exist_ok=True)
    told = json.loads(state.read_text(encoding="utf-8")) if state.exists() else {}
    counts = {target: Count(**told.get(target, {})) for target in TARGETS}
    signal.signal(signal.SIGALRM, _hung)
    while (target := least_done(counts, asked.total, asked.seconds)) is not None:
        done = counts[target].executions
        runs = asked.slice if asked.seconds else min(asked.slice, goal(target, asked.total) - done)
        portion(target, runs, asked.seed * 1_000_000_000 + done, counts[target], asked.folder)
        state.write_text(json.dumps({name: vars(count) for name, count in counts.items()}, indent=1), encoding="utf-8")
    tell(counts)
    return 1 if any(count.findings for count in counts.values()) else 0


def tell(counts: dict[str, Count]) -> None:
    """Print the figures."""
    print("| target | executions | CPU s | findings |\n|---|---:|---:|---:|")
    for target, count in counts.items():
        print(f"| `{target}` | {count.executions:,} | {count.seconds:.0f} | {sum(count.findings.values())} |")
    print(f"| all | {sum(count.executions for count in counts.values()):,} | {sum(count.seconds for count in counts.values()):.0f} | "
          f"{sum(sum(count.findings.values()) for count in counts.values())} |")


if __name__ == "__main__":
    raise SystemExit(main())

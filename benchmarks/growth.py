"""How cost grows with the size of one source: CPU seconds and memory, kind by kind.

    python -m benchmarks.growth [--stage split|clean|whole|archive] [--sizes 0.25,0.5,1,2] [--limit 30] [KIND …]

Each measurement is a process of its own that decodes and splits (``split``), cleans (``clean``), or reads, cleans, writes and checks
(``whole``) one made-up source, or archives it as users do (``archive``: with the report, the memory of the site and the copies; the memory is
that of the largest of its processes; what the command takes for a small source is told once and does not count). A kind keeps to the bar where
a doubling of the size costs at most 2.3 times as much (between neighbouring sizes of at least 0.05 s), and the largest size at most 3 s and
60 MB a megabyte. Sizes are in millions of characters. A kind that exceeds the time limit is told as such, and its larger sizes are left out; so
is one whose source is refused, with the code of the fault.
"""

from __future__ import annotations

import argparse
import ctypes
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, log2
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.growth_kinds import KINDS, make
from pipeline.data import Source

MOST = 2.3
"""What a doubling may cost."""
NOISE = 0.05
"""Seconds below which a ratio says nothing."""
SECONDS, MEGABYTES = 3.0, 60.0
"""What a megabyte may cost. Held from 1 MB on, for small sources share the fixed cost of a process."""
START = 3
"""Seconds that a process needs before it is ready."""
SMALL = 2000
ORDINARY = ("txt-paras", "html-p", "md-paras")
"""Kinds of which a small source loads what most sources need."""
PR_SET_CHILD_SUBREAPER = 36
"""Of Linux: `prctl(2)`."""
OF_NO_LANGUAGE = "Brontu dalimo keshari wenduk oplati mirgo sanbu tafiro kelundi."
"""Words for which the model of languages is asked."""
MEDIA_TYPES = {".txt": "text/plain", ".html": "text/html"}
"""Of sources that are read as they are."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One measurement."""

    seconds: float
    megabytes: float
    fault: str = ""


def sources(text: str, suffix: str) -> list[Source]:
    """The sources of a made-up input. Raises the fault where it is refused."""
    from pipeline.sources import read

    if suffix in MEDIA_TYPES:
        return [Source("page", text.encode(), media_type=MEDIA_TYPES[suffix])]
    return _good(list(read(text.encode(), f"page{suffix}")))


def _good(items: Sequence[object]) -> list[Source]:
    from pipeline.faults import Fault

    for item in items:
        if isinstance(item, Fault) and not item.warning:
            raise item
    return [item for item in items if isinstance(item, Source)]


def split(text: str, suffix: str) -> None:
    """Decoding and blocks."""
    from pipeline.blocks.from_html import split_html
    from pipeline.blocks.from_text import split_text
    from pipeline.decoding import decode

    for source in sources(text, suffix):
        page = decode(source)
        (split_html if "html" in page.media_type else split_text)(page)


def clean(text: str, suffix: str) -> None:
    """From source to article."""
    from pipeline.clean import clean_source
    from pipeline.settings import Settings

    for source in sources(text, suffix):
        clean_source(source, Settings())


def whole(text: str, suffix: str) -> None:
    """Reading, cleaning, writing, and the check of what was written, in the order of a run. Raises ValueError where the check finds something."""
    from pipeline.clean import clean_source
    from pipeline.faults import Fault
    from pipeline.settings import Settings
    from pipeline.sources import read
    from pipeline.validate import validate_line, validate_tei
    from pipeline.writers.jsonl import write_json
    from pipeline.writers.ledger import write_ledger
    from pipeline.writers.tei import write_tei_to

    for source in _good(list(read(text.encode(), f"page{suffix}"))):
        article = clean_source(source, Settings())
        with tempfile.TemporaryFile() as file:
            write_tei_to(file, article)
            line, _ = write_json(article), write_ledger(article)
            del article
            file.seek(0)
            wrong = validate_tei(file.read())
        if (wrong := [*wrong, *validate_line(line)]) and wrong[0].code == "tei-too-large":
            raise Fault("too-large", str(wrong[0]))
        if wrong:
            raise ValueError(f"invalid output: {wrong[0]}")


def archive(text: str, suffix: str) -> None:
    """The command that archives one file. Raises `pipeline.faults.Fault` where it is refused."""
    from pipeline.faults import Fault

    _adopt()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"page{suffix}"
        path.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "pipeline", "archive", str(path), "-o", f"{folder}/archive", "--workers", "1"]
        ended = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        with suppress(ChildProcessError):
            while True:
                os.wait()
    if ended.returncode:
        raise Fault((ended.stderr.rpartition("[")[2].partition("]")[0] or "failed"), ended.stderr)


def _adopt() -> None:
    """Makes this process the parent of processes that the command leaves: worker processes come from a server that may end after the command does,
    and only what a process has waited for counts as its own."""
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError("this system does not tell what worker processes cost (prctl)")


STAGES: dict[str, Callable[[str, str], None]] = {"split": split, "clean": clean, "whole": whole, "archive": archive}


def measure(stage: str, kind: str, size: int, limit: float, base: Cost, answer: Connection) -> None:
    """Run in a process of its own, which the system ends after so many seconds of its CPU; sends the cost, memory as growth of the resident set.
    ``base``: what a command takes for a small source, which does not count."""
    from pipeline.faults import Fault

    resource.setrlimit(resource.RLIMIT_CPU, (ceil(limit) + START, ceil(limit) + START + 1))
    if stage != "archive":
        _load_once(stage, kind)
    text, suffix = make(kind, size)
    (seconds, memory), fault = (_seconds(), _kilobytes()), ""
    try:
        STAGES[stage](text, suffix)
    except Fault as refused:
        fault = refused.code
    except ValueError as wrong:
        fault = str(wrong)
    more = max(0.0, _kilobytes(resource.RUSAGE_CHILDREN) / 1024 - base.megabytes)
    answer.send(Cost(_seconds() - seconds - base.seconds, (_kilobytes() - memory) / 1024 + more, fault))


def _seconds(*of: int) -> float:
    """CPU seconds of this process and of those that it waited for."""
    used = [resource.getrusage(who) for who in of or (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _kilobytes(who: int = resource.RUSAGE_SELF) -> int:
    """What this process, or the largest of those that it waited for, had of memory at most."""
    return resource.getrusage(who).ru_maxrss


@lru_cache(maxsize=1)
def load_for_all(stage: str) -> Cost:
    """Loads what worker processes share: modules and models (150 MB, half of it while they are read). The processes that measure are forked from this
    one. What a command takes for a small source is returned."""
    import pipeline.engines.warm  # noqa: F401  as the server does from which worker processes come
    from pipeline.reading.language import identify

    identify(OF_NO_LANGUAGE)
    for kind in ORDINARY:
        whole(*make(kind, SMALL))
    if stage != "archive":
        return Cost(0.0, 0.0)
    archive(*make(ORDINARY[0], SMALL))
    return Cost(_seconds(resource.RUSAGE_CHILDREN), _kilobytes(resource.RUSAGE_CHILDREN) / 1024)


def _load_once(stage: str, kind: str) -> None:
    """Loads what a worker process loads once for a kind, however large its sources are."""
    from pipeline.faults import Fault

    with suppress(Fault):
        STAGES[stage](*make(kind, SMALL))


def measured(stage: str, kind: str, size: int, limit: float) -> Cost | None:
    """None where the limit was exceeded. A process that fails prints its fault."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=measure, args=(stage, kind, size, limit, load_for_all(stage), sender), daemon=True)
    process.start()
    sender.close()
    try:
        cost: Cost = receiver.recv()
        return cost
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()


def worst(seconds: Sequence[float], sizes: Sequence[float]) -> float:
    """The greatest growth for a doubling between neighbours; 0 where all are too short to tell."""
    pairs = zip(seconds, seconds[1:], sizes, sizes[1:], strict=False)
    return max(((b / a) ** (1 / log2(n / m)) for a, b, m, n in pairs if a >= NOISE), default=0.0)


def costs(stage: str, kind: str, sizes: Sequence[float], limit: float) -> list[Cost]:
    """The cost of each size, up to one that exceeds the limit or is refused."""
    found: list[Cost] = []
    for size in sizes:
        one = measured(stage, kind, int(size * 1_000_000), limit)
        if one is None:
            break
        found.append(one)
        if one.fault:
            break
    return found


def is_good(found: Sequence[Cost], sizes: Sequence[float]) -> bool:
    """Whether measurements keep to the bar. A source that is refused with a reason keeps to it; invalid output does not."""
    if any(one.fault.startswith("invalid") for one in found) or not found or (len(found) < len(sizes) and not found[-1].fault):
        return False
    largest, size = found[-1], sizes[len(found) - 1]
    dear = size >= 1 and (largest.megabytes > MEGABYTES * size or largest.seconds > SECONDS * size)
    return worst([one.seconds for one in found], sizes) <= MOST and not dear


def row(stage: str, kind: str, sizes: Sequence[float], limit: float) -> bool:
    """Print the row of a kind; whether it keeps to the bar. What seems not to is measured again, for other work disturbs short times."""
    found = costs(stage, kind, sizes, limit)
    if len(found) == len(sizes) and not is_good(found, sizes):
        again = costs(stage, kind, sizes, limit)
        found = [min(pair, key=lambda one: one.seconds) for pair in zip(found, again, strict=False)]
    cells = [f"{one.seconds:.2f} ({one.megabytes:.0f}){f' {one.fault}' if one.fault else ''}" for one in found]
    cells += [f"> {limit:.0f} s"] * (len(found) < len(sizes) and not (found and found[-1].fault))
    cells += [""] * (len(sizes) - len(cells))
    good = is_good(found, sizes)
    print(f"| `{kind}` | {' | '.join(cells)} | {worst([one.seconds for one in found], sizes):.1f}{'' if good else ' **!**'} |", flush=True)
    return good


def main() -> int:
    """Measures the kinds that are named, all without a name, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}")
    parser.add_argument("--stage", choices=STAGES, default="split")
    parser.add_argument("--sizes", default="0.25,0.5,1,2")
    parser.add_argument("--limit", type=float, default=30.0, help="seconds for one measurement")
    asked = parser.parse_args()
    sizes = [float(size) for size in asked.sizes.split(",")]
    kinds = [kind for kind in KINDS if not asked.kinds or kind in asked.kinds]
    base = load_for_all(asked.stage)
    if base.seconds:
        print(f"Beside {base.seconds:.2f} s and {base.megabytes:.0f} MB of the command for a source of {SMALL} characters:\n")
    print("| kind | " + " | ".join(f"{size:g} MB: s (MB)" for size in sizes) + " | worst doubling |")
    print("|" + "---|" * (len(sizes) + 2), flush=True)
    bad = [kind for kind in kinds if not row(asked.stage, kind, sizes, asked.limit)]
    print(f"\n{len(kinds) - len(bad)} of {len(kinds)} kinds keep to the bar." + (f" Not: {', '.join(bad)}." if bad else ""))
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""How cost grows with the size of one source: CPU seconds and memory, kind by kind.

    python -m benchmarks.growth [--stage split|clean] [--sizes 0.25,0.5,1,2] [--limit 30] [KIND …]

Each measurement is a process of its own that decodes and splits (``split``) or cleans (``clean``) one made-up source. Per doubling of
the size the cost may grow by at most 2.3; the last column is the worst ratio seen between neighbouring sizes of at least 0.05 s.
Sizes are in millions of characters. A kind that exceeds the time limit is told as such, and its larger sizes are left out.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection

from benchmarks.growth_kinds import KINDS, make
from pipeline.data import Source

MOST = 2.3
"""What a doubling may cost."""
NOISE = 0.05
"""Seconds below which a ratio says nothing."""


def split(source: Source) -> None:
    from pipeline.blocks.from_html import split_html
    from pipeline.blocks.from_text import split_text
    from pipeline.decoding import decode

    page = decode(source)
    (split_html if "html" in page.media_type else split_text)(page)


def clean(source: Source) -> None:
    from pipeline.clean import clean_source
    from pipeline.settings import Settings

    clean_source(source, Settings())


STAGES = {"split": split, "clean": clean}


def measure(stage: str, kind: str, size: int, answer: Connection) -> None:
    """Run in a process of its own; sends seconds, and growth of the resident set in MB."""
    warm, media = make("html-p" if kind.startswith("html-") else "txt-paras", 2000)
    STAGES[stage](Source("warm", warm.encode(), media_type=media))
    text, media = make(kind, size)
    source = Source(kind, text.encode(), media_type=media)
    del text
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    STAGES[stage](source)
    seconds = time.process_time() - start
    answer.send((seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024))


def measured(stage: str, kind: str, size: int, limit: float) -> tuple[float, float] | None:
    """Seconds and MB; None where the limit was exceeded. A process that fails prints its fault."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=measure, args=(stage, kind, size, sender), daemon=True)
    process.start()
    sender.close()
    try:
        return receiver.recv() if receiver.poll(limit) else None
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()


def worst(seconds: Sequence[float], sizes: Sequence[float]) -> float:
    """The greatest growth for a doubling between neighbours; 0 where all are too short to tell."""
    pairs = zip(seconds, seconds[1:], sizes, sizes[1:], strict=False)
    return max((b / a * 2 / (n / m) for a, b, m, n in pairs if a >= NOISE), default=0.0)


def costs(stage: str, kind: str, sizes: Sequence[float], limit: float) -> list[tuple[float, float]]:
    """Seconds and MB for each size, up to one that exceeds the limit."""
    found: list[tuple[float, float]] = []
    for size in sizes:
        one = measured(stage, kind, int(size * 1_000_000), limit)
        if one is None:
            break
        found.append(one)
    return found


def row(stage: str, kind: str, sizes: Sequence[float], limit: float) -> bool:
    """Print the row of a kind; whether it keeps to the bar. What seems not to is measured again, for other work disturbs short times."""
    found = costs(stage, kind, sizes, limit)
    if len(found) == len(sizes) and worst([seconds for seconds, _ in found], sizes) > MOST:
        found = [min(pair) for pair in zip(found, costs(stage, kind, sizes, limit), strict=False)]
    ratio = worst([seconds for seconds, _ in found], sizes)
    cells = [f"{seconds:.2f} ({mb:.0f})" for seconds, mb in found] + [f"> {limit:.0f} s"] * (len(found) < len(sizes))
    cells += [""] * (len(sizes) - len(cells))
    good = ratio <= MOST and len(found) == len(sizes)
    print(f"| `{kind}` | {' | '.join(cells)} | {ratio:.1f}{'' if good else ' **!**'} |", flush=True)
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}")
    parser.add_argument("--stage", choices=STAGES, default="split")
    parser.add_argument("--sizes", default="0.25,0.5,1,2")
    parser.add_argument("--limit", type=float, default=30.0, help="seconds for one measurement")
    asked = parser.parse_args()
    sizes = [float(size) for size in asked.sizes.split(",")]
    kinds = [kind for kind in KINDS if not asked.kinds or kind in asked.kinds]
    print("| kind | " + " | ".join(f"{size:g} MB: s (MB)" for size in sizes) + " | worst doubling |")
    print("|" + "---|" * (len(sizes) + 2), flush=True)
    bad = [kind for kind in kinds if not row(asked.stage, kind, sizes, asked.limit)]
    print(f"\n{len(kinds) - len(bad)} of {len(kinds)} kinds keep to {MOST} a doubling." + (f" Not: {', '.join(bad)}." if bad else ""))
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())

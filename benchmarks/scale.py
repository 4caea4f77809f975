"""What a large archive costs: time and memory of a run, of a rerun with nothing new, of a few new sources, of a plan.

    python -m benchmarks.scale [ARTICLES] [FOLDER]

Articles are made up: 25 sites, short texts, each site with a tail of its own that no phrase list knows. Each step is a process of its own,
so that its peak of memory is its own; the largest of its worker processes is told beside it. FOLDER is kept, else all is thrown away.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SITES = 25
ROOT = Path(__file__).resolve().parent.parent
SYLLABLES = [a + b for a in "bdfgklmnprstv" for b in "aeiou"]


def word(luck: random.Random) -> str:
    return "".join(luck.choices(SYLLABLES, k=luck.randint(1, 3)))


def sentence(luck: random.Random, words: int) -> str:
    return " ".join(word(luck) for _ in range(words)).capitalize() + "."


def article(n: int) -> str:
    """About 250 words, a seventh of them its site's."""
    luck, site = random.Random(n), random.Random(-1 - n % SITES)
    body = [" ".join(sentence(luck, luck.randint(8, 20)) for _ in range(luck.randint(2, 4))) for _ in range(5)]
    tail = [sentence(site, 9), sentence(site, 18), sentence(site, 7)]
    return "\n\n".join([sentence(luck, 6)[:-1], *body, *tail]) + "\n"


def write(path: Path, first: int, count: int) -> Path:
    with path.open("w", encoding="utf-8") as stream:
        for n in range(first, first + count):
            stream.write(json.dumps({"url": f"https://site{n % SITES}.example/{n}", "text": article(n)}) + "\n")
    return path


def measured(*arguments: str | Path) -> dict[str, float]:
    """Wall seconds, CPU seconds (without worker processes that a server of its own started), and peak memory in MB, of one command."""
    script = ("import resource, runpy, sys; sys.argv = ['engross', *sys.argv[1:]]\ntry:\n    runpy.run_module('pipeline', run_name='__main__')\n"
              "except SystemExit as end:\n    assert not end.code, end.code\n"
              "finally:\n    own, rest = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))\n"
              "    print('MEASURED', own.ru_maxrss // 1024, rest.ru_maxrss // 1024, file=sys.stderr)")
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    ended = subprocess.run([sys.executable, "-c", script, *map(str, arguments)], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
                           capture_output=True, check=False, text=True)
    if ended.returncode:
        raise SystemExit(ended.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    own, rest = ended.stderr.rsplit("MEASURED ", 1)[1].split()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": time.monotonic() - started, "cpu": cpu, "own_mb": int(own), "largest_child_mb": int(rest)}


def steps(folder: Path, articles: int) -> dict[str, dict[str, float]]:
    """Four parts of the articles run by run, then what follows."""
    out, quarter = folder / "out", articles // 4
    parts = [write(folder / f"part{n}.jsonl", n * quarter, quarter) for n in range(4)]
    found = {f"archive {quarter} more ({n * quarter} known)": measured("archive", part, "-o", out, "--workers", "2") for n, part in enumerate(parts)}
    found[f"archive, {4 * quarter} known, nothing new"] = measured("archive", *parts, "-o", out)
    few = write(folder / "few.jsonl", 4 * quarter, 50)
    found["plan 50 new"] = measured("plan", few, "-o", out)
    found["archive 50 new"] = measured("archive", few, "-o", out)
    found["reapply"] = measured("archive", few, "-o", out, "--reapply")
    found["verify"] = measured("verify", out)
    return found


def main() -> None:
    """Prints a table."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with tempfile.TemporaryDirectory() as thrown_away:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(thrown_away)
        folder.mkdir(parents=True, exist_ok=True)
        found = steps(folder, articles)
        print(f"{articles} articles of {SITES} sites\n\n| step | wall s | CPU s | MB | largest process below it, MB |\n|---|---|---|---|---|")
        for name, figures in found.items():
            print(f"| {name} | {figures['wall']:.1f} | {figures['cpu']:.1f} | {figures['own_mb']} | {figures['largest_child_mb']} |")
        for path in sorted((folder / "out").glob("*.sqlite")):
            print(f"\n{path.name}: {path.stat().st_size / 1e6:.1f} MB, {path.stat().st_size / articles:.0f} bytes an article")


if __name__ == "__main__":
    main()

"""Quality and speed of the cleaning, side by side with other extractors, each page through every system in turn.

    python benchmarks/quality.py                    every article of the bench
    python benchmarks/quality.py --limit 60         a first impression
    python benchmarks/quality.py --models FOLDER    cross-validation models made before (else they're trained: half an hour of CPU)

Engross's model never scores a page of a domain it was trained on: each page is cleaned with the model of its fold
(``python -m tools.train cross FOLDER``). Systems that aren't installed are named and left out (the ``bench`` extra has them all).

F1: words (``\\w+``, lower case) of the result against those of the gold as multisets; the mean over pages. ``with`` and ``without``:
share of snippets of the article, and of boilerplate, that stand in the result. CPU: process time a page. Memory: the most that a process
of its own held after 60 pages, its interpreter included.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipeline.blocks.from_html import split_html
from pipeline.blocks.from_text import split_text
from pipeline.clean import clean, clean_text
from pipeline.data import Source
from pipeline.decoding.decode import decode
from pipeline.faults import Fault
from pipeline.label import model
from tools.train import bench, render
from tools.train.scoring import f1, held

Extract = Callable[[bytes, str], str]
PEERS = {
    "trafilatura": "trafilatura", "trafilatura, with metadata": "trafilatura", "resiliparse": "resiliparse", "readability-lxml": "readability",
    "justext": "justext",
}


@dataclass(slots=True)
class Tally:
    """What one system did on the pages so far."""

    f1: list[float] = field(default_factory=list)
    present: list[float] = field(default_factory=list)
    absent: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    failed: int = 0

    def add(self, text: str, gold: bench.Gold, seconds: float) -> None:
        """One page."""
        self.f1.append(f1(text, gold.text))
        if gold.present:
            self.present.append(held(text, gold.present))
        if gold.absent:
            self.absent.append(held(text, gold.absent))
        self.seconds.append(seconds)


def engross(data: bytes, media_type: str) -> str:
    """The clean text by Engross; empty where it refuses the page."""
    try:
        return clean_text(data, media_type=media_type)
    except Fault:
        return ""


def whole_article(data: bytes, media_type: str) -> str:
    """The same with metadata, gaps, doubts and the ledger of what was removed."""
    try:
        return clean(data, media_type=media_type).text
    except Fault:
        return ""


def model_alone(data: bytes, media_type: str) -> str:
    """What the model would keep without rules: decoding, blocks, votes."""
    page = decode(Source("-", data, media_type=media_type))
    html = media_type == "text/html"
    blocks = (split_html if html else split_text)(page).blocks
    gone = {vote.block for vote in model.votes(blocks, "dom" if html else "text") if vote.label.removed}
    return "\n\n".join(block.text for block in blocks if block.text and block.n not in gone)


def by_trafilatura(data: bytes, _: str) -> str:
    """Trafilatura with its default settings, comments left out."""
    from trafilatura import extract

    return extract(data, include_comments=False) or ""


def by_trafilatura_whole(data: bytes, _: str) -> str:
    """Trafilatura, text and metadata as JSON."""
    from trafilatura import extract

    found = extract(data, include_comments=False, output_format="json", with_metadata=True)
    return str(json.loads(found)["text"] or "") if found else ""


def by_resiliparse(data: bytes, _: str) -> str:
    """Resiliparse, main content."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    return str(extract_plain_text(bytes_to_str(data, detect_encoding(data)), main_content=True))


def by_readability(data: bytes, _: str) -> str:
    """readability-lxml, its HTML as text."""
    return render.readability(render.decoded(data))


def by_justext(data: bytes, _: str) -> str:
    """jusText with the English stop list: nearly all bench pages are English."""
    import justext

    paragraphs = justext.justext(data, justext.get_stoplist("English"))
    return "\n\n".join(p.text for p in paragraphs if not p.is_boilerplate)


WHOLE = ("engross, whole article", "trafilatura, with metadata")
"""Text as in the one before, and more than text."""
SYSTEMS: dict[str, Extract] = {
    "engross": engross, "engross, whole article": whole_article, "model alone": model_alone,
    "trafilatura": by_trafilatura, "trafilatura, with metadata": by_trafilatura_whole,
    "resiliparse": by_resiliparse, "readability-lxml": by_readability, "justext": by_justext,
}


@contextmanager
def fold_models(folder: Path, fold: int) -> Iterator[None]:
    """Within, the models that never saw pages of this fold stand in for those that are delivered."""
    models = {}
    for variant in model.VARIANTS:
        path = folder / f"{variant}-{fold}.npz"
        if path.exists():
            with path.open("rb") as file:
                models[variant] = model.read(file, variant)
    with patch.object(model, "load", models.__getitem__):
        yield


def timed(extract: Extract, data: bytes, media_type: str) -> tuple[str, float]:
    """The text, and the CPU seconds it took."""
    start = time.process_time()
    text = extract(data, media_type)
    return text, time.process_time() - start


def html_table(golds: list[bench.Gold], systems: dict[str, Extract], models: Path) -> dict[str, Tally]:
    """Every page through every system; what does more than another (`WHOLE`) gets a page of long ago, since lines just seen cost less."""
    tallies = {name: Tally() for name in systems}
    for at, now in enumerate(golds):
        for name, extract in systems.items():
            gold = golds[at - len(golds) // 2] if name in WHOLE else now
            data = gold.html()
            with fold_models(models, gold.fold):
                try:
                    text, seconds = timed(extract, data, "text/html")
                except Exception as error:  # noqa: BLE001 - one system's failure must not end the run
                    print(f"{name} failed on {gold.id}: {type(error).__name__}: {error}", file=sys.stderr)
                    tallies[name].failed += 1
                    text, seconds = "", 0.0
            tallies[name].add(text, gold, seconds)
    return tallies


def text_table(golds: list[bench.Gold], models: Path, renderings: list[str]) -> dict[str, tuple[Tally, Tally, Tally]]:
    """For each rendering as ``.txt``: left as it is, cleaned, and cleaned by the model alone."""
    tallies = {name: (Tally(), Tally(), Tally()) for name in renderings}
    for gold in golds:
        html = render.decoded(gold.html())
        with fold_models(models, gold.fold):
            for name, (left, cleaned, alone) in tallies.items():
                text = render.RENDERINGS[name](html)
                if text.strip():
                    data = text.encode("utf-8", "replace")
                    left.add(text, gold, 0.0)
                    for tally, extract in ((cleaned, engross), (alone, model_alone)):
                        result, seconds = timed(extract, data, "text/plain")
                        tally.add(result, gold, seconds)
    return tallies


def peak(name: str) -> int:
    """Megabytes that one system holds at the most, in a process of its own."""
    code = f"from benchmarks.quality import *; run_some({name!r})"
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).resolve().parents[1], capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1])


def run_some(name: str) -> None:
    """Sixty pages through one system, with the models that are delivered; prints the most memory it held (as Linux tells it)."""
    golds = list(bench.pages("article"))
    for gold in golds[::len(golds) // 60]:
        with suppress(Exception):
            SYSTEMS[name](gold.html(), "text/html")
    status = Path("/proc/self/status").read_text(encoding="ascii")  # getrusage would tell the most that the process it was forked from held
    print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)


def installed() -> dict[str, Extract]:
    """The systems that can be run here; the others are named on stderr."""
    out = {}
    for name, extract in SYSTEMS.items():
        module = PEERS.get(name)
        if module is None or importlib.util.find_spec(module) is not None:
            out[name] = extract
        else:
            print(f"{name} is not installed: left out (pip install '.[bench]').", file=sys.stderr)
    return out


def print_html(tallies: dict[str, Tally]) -> None:
    """Markdown."""
    print("| system | word F1 | `with` | `without` | pages >= .98 | CPU ms, mean | median | MB | failed |\n|---|---|---|---|---|---|---|---|---|")
    for name, t in tallies.items():
        good = sum(x >= 0.98 for x in t.f1)
        print(f"| {name} | {mean(t.f1):.4f} | {mean(t.present):.3f} | {mean(t.absent):.3f} | {good} | "
              f"{1000 * mean(t.seconds):.1f} | {1000 * median(t.seconds):.1f} | {peak(name)} | {t.failed} |")


def print_text(tallies: dict[str, tuple[Tally, Tally, Tally]]) -> None:
    """Markdown."""
    print("\n| plain text | pages | F1 left as it is | F1 cleaned | worst page | pages worse by > .01 | better by > .01 | CPU ms |")
    print("|---|---|---|---|---|---|---|---|")
    for name, (left, cleaned, alone) in tallies.items():
        for what, tally in (("", cleaned), (", model alone", alone)):
            change = [b - a for a, b in zip(left.f1, tally.f1, strict=True)]
            print(f"| {name}{what} | {len(change)} | {mean(left.f1):.4f} | {mean(tally.f1):.4f} | {min(change):+.3f} | "
                  f"{sum(x < -0.01 for x in change)} | {sum(x > 0.01 for x in change)} | {1000 * mean(tally.seconds):.1f} |")


def print_fair(tallies: dict[str, Tally]) -> None:
    """The same F1 without the pages on which no system reaches .7: their gold is truncated or of another text."""
    systems = {name: t for name, t in tallies.items() if name not in WHOLE}
    pages = len(next(iter(systems.values())).f1)
    fair = [i for i in range(pages) if max(t.f1[i] for t in systems.values()) >= 0.7]
    found = ", ".join(f"{name} {mean(t.f1[i] for i in fair):.4f}" for name, t in systems.items())
    print(f"\nWithout the {pages - len(fair)} pages on which none of them reaches .7: {found}.")


def print_versions(systems: dict[str, Extract]) -> None:
    """What was measured, on what."""
    found = [f"{name} {importlib.metadata.version(name)}" for name in systems if name != "model alone" and name not in WHOLE]
    print(f"\n{', '.join(found)}; Python {platform.python_version()}, {platform.machine()}.")


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--limit", type=int, default=0, help="only so many pages, spread over the bench")
    parser.add_argument("--folds", type=int, nargs="*", default=list(range(bench.FOLDS)), help="only pages of these folds")
    parser.add_argument("--models", type=Path, help="folder of cross-validation models; made there if they are missing")
    parser.add_argument("--only", choices=("html", "text"), help="one of the two tables")
    arguments = parser.parse_args()
    try:
        golds = list(bench.pages("article"))
    except bench.Missing as error:
        print(error, file=sys.stderr)
        return 0
    golds = [gold for gold in golds if gold.fold in arguments.folds]
    if arguments.limit:
        golds = golds[::max(1, len(golds) // arguments.limit)]
    models = arguments.models or Path(tempfile.gettempdir()) / "engross-train" / "folds"
    wanted = [variant for variant, other in (("dom", "text"), ("text", "html")) if arguments.only != other]
    if not all((models / f"{variant}-{fold}.npz").exists() for variant in wanted for fold in arguments.folds):
        from tools.train.__main__ import cross

        cross(models)
    systems = installed()
    if arguments.only != "text":
        tallies = html_table(golds, systems, models)
        print_html(tallies)
        print_fair(tallies)
    if arguments.only != "html":
        names = ["lines", "spaced", "nodes", *(n for n in ("readability", "resiliparse", "trafilatura") if importlib.util.find_spec(n))]
        print_text(text_table(golds, models, names))
    print_versions(systems)
    return 0


if __name__ == "__main__":
    sys.exit(main())

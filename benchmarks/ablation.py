"""What each group of evidence and each guard is worth: word F1 without it, by cross-validation.

    python -m benchmarks.ablation --limit 6

A group is left out where the labeller is run (its columns have their mean value), not where it is trained: the figures say how much the delivered
labeller leans on it. Words and class names are the learned vectors of tokens.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import mean
from typing import Any
from unittest.mock import patch

from benchmarks.quality import engross, fold_models
from pipeline.evidence import table
from pipeline.labelling import guards
from pipeline.labelling.network import Member, Network
from tools.train import corpus, dataset, examples, render
from tools.train.corpus import Gold
from tools.train.scoring import f1

GROUPS = (*table.GROUPS, "words", "class names")


@contextmanager
def without(name: str) -> Iterator[None]:
    """Within, one group of evidence or one guard is left out; ``nothing`` leaves all as it is."""
    with ExitStack() as stack:
        if name in ("words", "class names"):
            stack.enter_context(patch.object(Member, "vectors", _vectors_without(name)))
        elif name in GROUPS:
            stack.enter_context(patch.object(Network, "inputs", _inputs_without(name)))
        elif name != "nothing":
            stack.enter_context(patch.object(guards, "GUARDS", tuple(g for g in guards.GUARDS if g.__name__ != name)))
        yield


def _inputs_without(group: str) -> Callable[..., Any]:
    whole = Network.inputs

    def inputs(self: Network, columns: Any) -> Any:
        found = whole(self, columns)
        _, groups = dataset.columns("html" if len(self.members[0].tokens) > 1 else "text")
        found[:, [i for i, own in enumerate(groups) if own == group]] = 0
        return found

    return inputs


def _vectors_without(name: str) -> Callable[..., Any]:
    whole = Member.vectors

    def vectors(self: Member, tokens: Any, part: slice) -> Any:
        found = whole(self, tokens, part)
        size = self.tokens[0].shape[1]
        found[:, slice(0, size) if name == "words" else slice(size, None)] = 0
        return found

    return vectors


def page(job: tuple[Path, Gold, Sequence[str]]) -> dict[str, tuple[float, float]]:
    """F1 of a page as HTML and as text, without each of the names."""
    folder, gold, names = job
    data = gold.html()
    text = render.lines(render.decoded(data))
    out = {}
    with fold_models(folder, gold.fold):
        for name in names:
            with without(name):
                out[name] = f1(engross(data, "text/html"), gold.text), f1(engross(text, "text/plain"), gold.text)
    return out


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ablation", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--limit", type=int, default=6, help="every Nth article")
    parser.add_argument("--models", type=Path, help="folder of the models by fold")
    parsed = parser.parse_args(arguments)
    try:
        golds = [g for g in corpus.pages() if g.kind == "article" and not g.partial and not g.doubtful and g.text.strip()][:: parsed.limit]
    except corpus.Missing as error:
        print(error, file=sys.stderr)
        return 0
    folder = parsed.models or examples.folder() / "folds"
    golds = [g for g in golds if (folder / f"html-{g.fold}.npz").exists()]
    if not golds:
        print(f"There are no models by fold in {folder}: python -m tools.train cross writes them.", file=sys.stderr)
        return 0
    names = ["nothing", *GROUPS, *(guard.__name__ for guard in guards.GUARDS)]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        found = list(pool.imap(page, [(folder, gold, names) for gold in golds], chunksize=4))
    base = [mean(row["nothing"][k] for row in found) for k in (0, 1)]
    print(f"\n| without, {len(found)} articles | HTML | change | text | change |\n|---|---:|---:|---:|---:|")
    for name in names:
        html, text = (mean(row[name][k] for row in found) for k in (0, 1))
        print(f"| {name.strip('_').replace('_', ' ')} | {html:.4f} | {html - base[0]:+.4f} | {text:.4f} | {text - base[1]:+.4f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())

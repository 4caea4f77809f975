"""How the labeller names blocks, and what more pages are worth to it.

    python -m benchmarks.labels confusion            wanted and found labels, by cross-validation
    python -m benchmarks.labels curve --only text    models trained on an eighth, a quarter, half and all of the pages (an hour)

Wanted is what `tools.train.targets` and `tools.train.refine` say where they leave no choice; these targets have faults of their own (class names of
pages are wrong, names of authors are missing), so the figures are a lower limit. Blocks of a fold are read by a model that never saw its domains.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean

import numpy as np

from pipeline.data import Label
from pipeline.labelling.network import VARIANTS, Network, read
from pipeline.labelling.sequence import Labelled, read_sequence
from tools.train import corpus, dataset, examples, refine, render
from tools.train.dataset import LABELS, PageArrays
from tools.train.scoring import f1, words

FEW = 20
"""Blocks from which a label has a row."""
SHARES = (8, 4, 2, 1)


def answers(network: Network, sequence: PageArrays) -> list[Labelled]:
    """What the labeller says of the blocks of a page."""
    found = network.judge_tokens(sequence.table, sequence.tokens)
    return read_sequence(found.chances, network.labels, sequence.letters.astype(np.int64))


def held_out(variant: str, fold: int, step: int) -> Iterator[PageArrays]:
    """Each so-many-th real page of a fold, with its targets."""
    names, _ = dataset.columns(variant)
    pages = (s for s in dataset.read(examples.folder() / f"{variant}.pickles") if s.fold == fold and s.collection in corpus.PAGES)
    for n, sequence in enumerate(pages):
        if n % step == 0 and (sequence.markup is not None or sequence.rendering in render.FULL):
            refine.refine(sequence, names)
            yield sequence


def confusion(folder: Path, variant: str, step: int) -> None:
    """Print a row for each label: how many blocks, precision, recall, and what it is taken for."""
    seen: Counter[tuple[Label, Label]] = Counter()
    for fold in range(corpus.FOLDS):
        path = folder / f"{variant}-{fold}.npz"
        if path.exists():
            with path.open("rb") as file:
                network = read(file)
            for sequence in held_out(variant, fold, step):
                for mask, got in zip(sequence.mask.tolist(), answers(network, sequence), strict=True):
                    if mask and mask & (mask - 1) == 0:
                        seen[LABELS[mask.bit_length() - 1], got.label] += 1
    print(f"\n| {variant} | blocks | precision | recall | taken for |\n|---|---:|---:|---:|---|")
    for label in LABELS:
        row = Counter({got: n for (wanted, got), n in seen.items() if wanted is label})
        if row.total() >= FEW:
            right, named = row.pop(label, 0), sum(n for (_, got), n in seen.items() if got is label)
            others = ", ".join(f"{got} {n / (row.total() + right):.0%}" for got, n in row.most_common(3) if n >= 0.02 * (row.total() + right))
            print(f"| {label} | {row.total() + right} | {right / max(named, 1):.2f} | {right / (row.total() + right):.2f} | {others} |")


def curve(variant: str, step: int, folder: Path) -> None:
    """Train on a share of the pages and print what the models are worth on those of fold 0."""
    from tools.train.__main__ import arrays, train

    every = [s for s in arrays(variant) if s.fold != 0]
    ids = sorted({s.id for s in every if s.collection in corpus.PAGES})
    print(f"| {variant}, share of the {len(ids)} pages | word F1 | title exact | side of the block |\n|---|---:|---:|---:|", flush=True)
    for share in SHARES:
        some = set(ids[::share])
        path = folder / f"curve-{variant}-{share}.npz"
        if not path.exists():
            train(variant, [s for s in every if s.collection not in corpus.PAGES or s.id in some], path)
        with path.open("rb") as file:
            network = read(file)
        figures = [scored(network, sequence) for sequence in held_out(variant, 0, step) if not _is_vague(sequence.id)]
        parts = [[figure for row in figures if (figure := row[k]) is not None] for k in range(3)]
        print(f"| 1/{share} | " + " | ".join(f"{mean(part):.4f}" for part in parts) + " |", flush=True)


def scored(network: Network, sequence: PageArrays) -> tuple[float, float | None, float]:
    """Word F1 of a page, whether the title is the gold's (None where the gold has none), and the share of blocks on the right side."""
    gold = _golds()[sequence.id]
    found = answers(network, sequence)
    named = list(zip(sequence.texts, (own.label for own in found), strict=True))
    kept = [text for text, label in named if not label.removed and (not label.front or label is Label.STANDFIRST)]
    title = next((text for text, label in named if label is Label.TITLE), "")
    told = [(own.label.removed, share < 0.5) for own, share, mask in zip(found, sequence.share, sequence.mask, strict=True) if mask]
    right = mean(float(a == b) for a, b in told) if told else 1.0
    return f1("\n".join(kept), gold.text), float(words(title) == words(gold.title)) if gold.title else None, right


_GOLDS: dict[str, corpus.Gold] = {}


def _golds() -> dict[str, corpus.Gold]:
    if not _GOLDS:
        _GOLDS.update((gold.id, gold) for gold in corpus.pages())
    return _GOLDS


def _is_vague(id_: str) -> bool:
    gold = _golds()[id_]
    return gold.partial or gold.doubtful or gold.kind != "article" or not gold.text.strip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.labels", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("what", choices=("confusion", "curve"))
    parser.add_argument("--only", choices=VARIANTS, help="one of the variants")
    parser.add_argument("--limit", type=int, default=4, help="each so-many-th page or rendering")
    parser.add_argument("--models", type=Path, help="folder of the models by fold")
    parsed = parser.parse_args(arguments)
    folder = parsed.models or examples.folder() / "folds"
    try:
        for variant in (parsed.only,) if parsed.only else VARIANTS:
            if parsed.what == "confusion":
                confusion(folder, variant, parsed.limit)
            else:
                curve(variant, parsed.limit, folder)
    except corpus.Missing as error:
        print(error, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Soft targets: what models that never saw a page say of its blocks.

Gold has mistakes that no other page repeats: a caption is left out here, an offer is kept there. A model that was trained on other domains does not
know them. Where its answers are mixed into the targets, the labeller is better on sites that it has not seen (after Hinton, Vinyals and Dean 2015;
figures in BENCHMARKS.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.labelling.network import Network, read
from tools.train import corpus, fit
from tools.train.dataset import PageArrays


def teach(sequences: Sequence[PageArrays], folder: Path, variant: str) -> None:
    """Set what the model of each page's fold says of the page, in place. ``folder``: models by fold, as ``tools.train cross`` writes them.

    Texts that were made for training, or that people labelled line by line, keep their targets alone. Raises `corpus.Missing` where there is no
    model.
    """
    models = {fold: _model(folder / f"{variant}-{fold}.npz") for fold in range(corpus.FOLDS)}
    for sequence in sequences:
        if sequence.collection not in (*fit.MADE, *corpus.LINES):
            sequence.taught = chance_of_text(models[sequence.fold], sequence)


def chance_of_text(model: Network, sequence: PageArrays) -> NDArray[np.float32]:
    """For each block the chance that it stays, 0 to 1."""
    chances = model.judge_tokens(sequence.table, sequence.tokens).labels
    kept = np.array([not label.removed for label in model.labels])
    found: NDArray[np.float32] = (chances[:, kept].sum(axis=1) / np.maximum(chances.sum(axis=1), 1)).astype(np.float32)
    return found


def _model(path: Path) -> Network:
    if not path.exists():
        raise corpus.Missing(f"{path} is missing: it is a model that never saw the pages of one fold. `python -m tools.train cross` writes it.")
    with path.open("rb") as file:
        return read(file)

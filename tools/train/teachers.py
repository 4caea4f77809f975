"""Soft targets: what models that never saw a page say of its blocks.

Gold has mistakes that no other page repeats: a caption is left out here, an offer is kept there. A model that was trained on other domains does not
know them. Where its answers are mixed into the targets, the labeller is better on sites that it has not seen (after Hinton, Vinyals and Dean 2015;
figures in BENCHMARKS.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.labelling.network import Network, read
from tools.train import corpus, fit
from tools.train.dataset import PageArrays

GOLD_ALONE = ("daniel",)
"""Sets whose pages say in their markup hardly more of what is text than their words do: their texts are learned worse with teachers."""


def teach(pages: Sequence[PageArrays], folder: Path) -> None:
    """Set what the model of HTML of each page's fold says of a page of HTML, in place. ``folder``: models by fold, as ``tools.train cross`` writes
    them.

    Pages that were made for training keep their targets alone. Raises `corpus.Missing` where there is no model.
    """
    models = _models(folder)
    for page in pages:
        if page.collection not in fit.MADE:
            page.taught = chance_of_text(models[page.fold], page)


def teach_texts(texts: Sequence[PageArrays], pages: Iterable[PageArrays], folder: Path) -> None:
    """Set for each text, in place, what the models of HTML say of the page that it was made of (privileged information: Lopez-Paz et al. 2016).

    ``pages``: the same pages as HTML. A text keeps its targets alone where it was made for training, where people labelled its lines, where it is the
    gold itself, and in sets of `GOLD_ALONE`. Raises `corpus.Missing` where there is no model.
    """
    models = _models(folder)
    chances = {page.id: chance_of_text(models[page.fold], page) for page in pages if page.rendering == "html" and page.collection not in GOLD_ALONE}
    for text in texts:
        chance = chances.get(text.id)
        if chance is not None and text.sources is not None and text.sources.blocks.max() < len(chance):
            rows, blocks, shares = text.sources
            text.taught = np.full(len(text.mask), np.nan, np.float32)
            text.taught[rows] = 0
            np.add.at(text.taught, rows, shares * chance[blocks])


def chance_of_text(model: Network, sequence: PageArrays) -> NDArray[np.float32]:
    """For each block the chance that it stays, 0 to 1."""
    chances = model.judge_tokens(sequence.table, sequence.tokens).chances.astype(np.int32)
    kept = np.array([not label.removed for label in model.labels])
    found: NDArray[np.float32] = (chances[:, kept].sum(axis=1) / np.maximum(chances.sum(axis=1), 1)).astype(np.float32)
    return found


def _models(folder: Path) -> dict[int, Network]:
    return {fold: _model(folder / f"html-{fold}.npz") for fold in range(corpus.FOLDS)}


def _model(path: Path) -> Network:
    if not path.exists():
        raise corpus.Missing(f"{path} is missing: it is a model that never saw the pages of one fold. `python -m tools.train cross` writes it.")
    with path.open("rb") as file:
        return read(file)

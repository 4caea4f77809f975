"""A model as a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipeline.label.model import Model, Trees
from tools.train.store import Arrays, write_npz


def write_model(model: Model, path: Path) -> None:
    """One ``npz``: numbers, and names as UTF-8 bytes with a line end between them."""
    assert model.lexicon.pairs is not None, "a trained model has pairs of words"
    arrays: Arrays = {
        "version": np.array(model.version), "words": model.lexicon.hashes, "word_odds": model.lexicon.odds,
        "pairs": model.lexicon.pairs.hashes, "pair_odds": model.lexicon.pairs.odds,
        "hint_names": _bytes(sorted(model.hints.odds)), "hint_odds": np.array([odds for _, odds in sorted(model.hints.odds.items())], np.int8),
    }
    for prefix, trees in (("first", model.first), ("second", model.second), ("gate", model.gate)):
        if trees is not None:
            arrays.update(_arrays(prefix, trees))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_npz(path, arrays)


def _bytes(names: list[str]) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.frombuffer("\n".join(names).encode(), np.uint8)


def _arrays(prefix: str, trees: Trees) -> Arrays:
    return {
        f"{prefix}_names": _bytes(list(trees.names)), f"{prefix}_feature": trees.feature, f"{prefix}_threshold": trees.threshold,
        f"{prefix}_splits": trees.splits, f"{prefix}_leaves": trees.leaves, f"{prefix}_covers": trees.covers, f"{prefix}_bias": np.array(trees.bias),
    }

"""Oblivious trees: grown by CatBoost, written as integers that pipeline/label/model.py reads.

CatBoost compares float32 values with float32 borders; leaf values are rounded to `SCALE` parts, so a block's sum is a sum of
integers and the same in any order.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoost, Pool
from numpy.typing import NDArray

from pipeline.label.model import SCALE, Trees

DEPTH = 6


def grow(matrix: NDArray[np.float32], labels: NDArray[np.float32], weights: NDArray[np.float32], names: Sequence[str], *,
         trees: int = 200, rate: float = 0.1, depth: int = DEPTH, seed: int = 1, bins: int = 64) -> Trees:
    """Trees for soft labels (cross-entropy). ``matrix``: a row a block. One thread: more would change the sums."""
    learner = CatBoost({
        "loss_function": "CrossEntropy", "iterations": trees, "learning_rate": rate, "depth": depth, "random_seed": seed, "thread_count": 1,
        "border_count": bins, "l2_leaf_reg": 3.0, "bootstrap_type": "Bernoulli", "subsample": 0.66, "rsm": 0.5, "random_strength": 2.0,
        "allow_writing_files": False, "verbose": False, "leaf_estimation_iterations": 2, "boost_from_average": False, "nan_mode": "Min",
        "sampling_frequency": "PerTree", "max_ctr_complexity": 1,
    })
    learner.fit(Pool(matrix, labels, weight=weights, feature_names=list(names)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        learner.save_model(str(path), format="json")
        return _read(json.loads(path.read_text()), names, depth)


def _read(model: dict[str, Any], names: Sequence[str], depth: int) -> Trees:
    """CatBoost's JSON as arrays; trees that stopped short are filled up with splits that are always False."""
    floats = {f["flat_feature_index"]: f for f in model["features_info"]["float_features"]}
    order = sorted(floats)
    splits: dict[tuple[int, float], int] = {}
    table, leaves, covers = [], [], []
    scale, bias = model["scale_and_bias"]
    for tree in model["oblivious_trees"]:
        found = [(order[s["float_feature_index"]] if s["float_feature_index"] < len(order) else 0, s["border"]) for s in tree["splits"]]
        found += [(0, float("inf"))] * (depth - len(found))
        table.append([splits.setdefault(s, len(splits)) for s in found])
        missing = (1 << depth) - len(tree["leaf_values"])
        leaves.append([round(v * scale * SCALE) for v in tree["leaf_values"]] + [0] * missing)
        covers.append([round(w) for w in tree["leaf_weights"]] + [0] * missing)
    used = sorted({f for f, _ in splits})
    place = {f: i for i, f in enumerate(used)}
    return Trees(
        names=tuple(names[f] for f in used),
        feature=np.array([place[f] for f, _ in splits], np.int16),
        threshold=np.array([t for _, t in splits], np.float32),
        splits=np.array(table, np.int16), leaves=np.array(leaves, np.int32), covers=np.array(covers, np.int32),
        bias=round((bias[0] if isinstance(bias, list) else bias) * SCALE),
    )

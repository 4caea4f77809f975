"""More epochs for a labeller that is delivered: it learns from invented pages that came later, and keeps what it says of real ones.

Its own answers are the soft targets of real pages (learning without forgetting: Li and Hoiem 2016), and what is delivered is a mean of the weights
before and after (`blend`). So neither models by fold nor the weights of a training run are needed, and new pages that are labelled by hand reach the
product within an hour.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from pipeline.labelling.network import Network
from tools.train import corpus, fit
from tools.train.dataset import COMPOSED, PageArrays
from tools.train.labelled import NEWEST
from tools.train.store import Arrays
from tools.train.teachers import GOLD_ALONE, chance_of_text

__all__ = ["blend", "keep_answers", "picker", "split_model"]

FORMS = {"newest": 5, "read": 6, "real": 2, "invented": 2}
"""How many forms of a page an epoch looks at: of the newest invented pages, of those that a reader labelled line by line, of real pages and of other
invented ones."""
SMALLEST = 1e-6
"""The least of the largest weights of an output."""
PART = 3
"""One in so many of the composed pages is looked at."""


def keep_answers(model: Network, sequences: Sequence[PageArrays]) -> None:
    """Set what a model says of each real page as its soft target, in place.

    Pages that were made for training, that people labelled line by line, that are the gold itself, or that stand in a set of
    `teachers.GOLD_ALONE` have their targets alone, as in training from the beginning.
    """
    alone = {*fit.MADE, *corpus.LINES, *GOLD_ALONE}
    for sequence in sequences:
        if sequence.collection not in alone and sequence.sources is not None:
            sequence.taught = chance_of_text(model, sequence)


def split_model(path: Path, parts: Sequence[Path], words: Sequence[float]) -> None:
    """Write each member of a model as a model of its own: the opposite of `fit.join_models`. ``words``: by what the vectors of words of each member
    were multiplied when they were joined.

    Raises `ValueError` where the model does not have as many members as there are paths.
    """
    with np.load(path, allow_pickle=False) as found:
        about = json.loads(bytes(found["about"]).decode("utf-8"))
        arrays: Arrays = {name: found[name] for name in found.files if name != "about"}
    if about["members"] != len(parts):
        raise ValueError(f"{path} has {about['members']} members, not {len(parts)}")
    del about["version"]
    own = tuple(f"{number}." for number in range(len(parts)))
    shared = {name: value for name, value in arrays.items() if not name.startswith(own)}
    for prefix, part, factor in zip(own, parts, words, strict=True):
        member = {f"0.{name[2:]}": value for name, value in arrays.items() if name.startswith(prefix)}
        member["0.tokens0"] = np.clip(np.rint(member["0.tokens0"] / factor), -127, 127).astype(np.int8)
        fit.write(part, shared | member, about, 1)


def blend(before: Path, after: Path, share: float, out: Path) -> None:
    """Write the mean of the weights of a member before and after more training; ``share`` is that of the second (Wortsman et al. 2022, "Robust
    fine-tuning").

    The mean has most of what was learned and loses less of what was known than either alone.
    """
    with np.load(before, allow_pickle=False) as old, np.load(after, allow_pickle=False) as new:
        about = json.loads(bytes(old["about"]).decode("utf-8"))
        arrays: Arrays = {name: old[name] for name in old.files if name != "about"}
        for name in [name for name in arrays if name.startswith("0.")]:
            if name.endswith(".weight"):
                scale = f"{name.removesuffix('weight')}scale"
                mean = (1 - share) * old[name].astype(np.float64) * old[scale] + share * new[name].astype(np.float64) * new[scale]
                arrays[scale] = (np.maximum(np.abs(mean).max(axis=0), SMALLEST) / 127).astype(np.float32)
                arrays[name] = np.clip(np.rint(mean / arrays[scale]), -127, 127).astype(np.int8)
            elif not name.endswith(".scale"):
                mean = (1 - share) * old[name].astype(np.float64) + share * new[name].astype(np.float64)
                arrays[name] = (np.rint(mean) if arrays[name].dtype == np.int8 else mean).astype(arrays[name].dtype)
    del about["version"]
    fit.write(out, arrays, about, 1)


def picker(sequences: Sequence[PageArrays], number: int) -> Callable[[int], list[int]]:
    """Which sequences an epoch of a member looks at: some forms of each page, and the newest invented pages oftenest."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, s in enumerate(sequences):
        page = s.id.partition("#")[0]
        if s.id.startswith(NEWEST + ":"):
            groups["newest", page].append(i)
        elif s.collection in ("read", "invented"):
            groups[s.collection, page].append(i)
        else:
            groups[("whole", s.collection) if s.collection in (*COMPOSED, *corpus.LINES) else ("real", s.id)].append(i)

    def pick(epoch: int) -> list[int]:
        rng, out = random.Random(epoch + 1_000 * number), []
        for (kind, key), members in groups.items():
            many = FORMS.get(kind, len(members) // PART if key in COMPOSED else len(members))
            if kind in ("newest", "read"):
                out += [members[(epoch * many + k) % len(members)] for k in range(many)]
            else:
                out += rng.sample(members, min(many, len(members)))
        return out

    return pick

"""The learned labeller: how probable it is that a block is article text, by oblivious trees.

A tree of depth six asks the same six questions of every block; the answers are six bits, the bits are the number of a leaf. Evaluated
for all trees and all blocks at once this takes half a millisecond a page in NumPy, without the library that grew the trees
(tools/train). Thresholds stand in the file as they were learned and leaf values are integers, so every machine gives the same bits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from pipeline.data import Block, Label, Vote
from pipeline.label.features import Columns
from pipeline.label.hints import Hints
from pipeline.label.letters import Ints, Lexicon

__all__ = ["SCALE", "VARIANTS", "Look", "Model", "Trees", "explain", "load", "look", "page_is_mixed", "read", "score_blocks", "variant_of", "votes"]

VARIANTS = ("text", "dom")
SCALE = 4096
"""Parts of a log-odds unit in which leaf values are counted."""
SURELY_MIXED, CAUTION = 4.5, 2.0
"""Plain text whose `mixture` is below the first must be that much surer, times the second, that a block isn't article. Cross-validation:
no page of readability's output among 709 loses more than .01 of F1 with these or anything near them; without them 111 do."""
_ROWS = 2048
"""Blocks evaluated at a time, which bounds the memory of a page of a million lines."""


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """A sum of oblivious trees over named features."""

    names: tuple[str, ...]
    feature: NDArray[np.int16]
    """For each split, the feature it looks at (an index into ``names``)."""
    threshold: NDArray[np.float32]
    """For each split, the value above which the answer is yes; NaN is never above."""
    splits: NDArray[np.int16]
    """Trees x depth: which splits a tree asks."""
    leaves: NDArray[np.int32]
    """Trees x 2**depth: log-odds in parts of `SCALE`."""
    covers: NDArray[np.int32]
    """Trees x 2**depth: weight of the training blocks in a leaf, for explanations."""
    bias: int

    def matrix(self, columns: Mapping[str, NDArray[Any]]) -> NDArray[np.float32]:
        """Features x blocks, as the trees were trained to see them."""
        return np.array([columns[name] for name in self.names], np.float32)

    def answers(self, matrix: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Splits x blocks: 1 where the answer is yes."""
        return (matrix[self.feature] > self.threshold[:, None]).view(np.uint8)

    def sums(self, columns: Mapping[str, NDArray[Any]]) -> NDArray[np.int64]:
        """Log-odds of each block in parts of `SCALE`."""
        matrix = self.matrix(columns)
        parts = [self._sums(matrix[:, at:at + _ROWS]) for at in range(0, matrix.shape[1], _ROWS)]
        return np.concatenate(parts) if len(parts) != 1 else parts[0]

    def _sums(self, matrix: NDArray[np.float32]) -> NDArray[np.int64]:
        answers = self.answers(matrix)
        trees, depth = self.splits.shape
        leaf = answers[self.splits[:, depth - 1]]
        for level in range(depth - 2, -1, -1):
            leaf <<= 1
            leaf |= answers[self.splits[:, level]]
        places = leaf + (np.arange(trees, dtype=np.int32) << depth)[:, None]
        out: Ints = self.leaves.ravel().take(places).sum(axis=0, dtype=np.int32).astype(np.int64) + self.bias
        return out


    def paths(self, columns: Mapping[str, NDArray[Any]], row: int) -> list[tuple[str, float]]:
        """What each feature adds to one block's log-odds, largest first: the change of the mean over a tree at each question (Saabas 2014)."""
        matrix = self.matrix({name: columns[name][row:row + 1] for name in self.names})
        answers = self.answers(matrix)[:, 0]
        gains = [0.0] * len(self.names)
        for splits, leaves, covers in zip(self.splits.tolist(), self.leaves.tolist(), self.covers.tolist(), strict=True):
            pairs = [(value * max(cover, 1), max(cover, 1)) for value, cover in zip(leaves, covers, strict=True)]
            mean = _mean(pairs)
            for split in splits:
                pairs = pairs[int(answers[split])::2]
                gains[self.feature[split]] += (after := _mean(pairs)) - mean
                mean = after
        order = sorted(range(len(gains)), key=lambda i: (-abs(gains[i]), i))
        return [(f"{self.names[i]}={float(matrix[i, 0]):g}", round(gains[i] / SCALE, 3)) for i in order if gains[i]]


def _mean(pairs: Sequence[tuple[int, int]]) -> float:
    return sum(total for total, _ in pairs) / sum(cover for _, cover in pairs)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """One variant of the labeller, as it stands in its file."""

    variant: str
    version: str
    first: Trees
    second: Trees
    gate: Trees | None
    """Whether a page of plain text holds more than its article; only in the text variant."""
    lexicon: Lexicon
    hints: Hints


@lru_cache(maxsize=len(VARIANTS))
def load(variant: str) -> Model:
    """The model that is delivered with the package. Takes 10 ms the first time."""
    with resources.files("pipeline.label").joinpath(f"models/{variant}.npz").open("rb") as file:
        return read(file, variant)


def read(file: IO[bytes], variant: str) -> Model:
    """A model file: arrays of numbers and text only, nothing that could run."""
    with np.load(file, allow_pickle=False) as arrays:
        has = dict(arrays.items())
    names = bytes(has["hint_names"]).decode().split("\n") if len(has["hint_names"]) else []
    return Model(
        variant, str(has["version"]), _trees(has, "first"), _trees(has, "second"), _trees(has, "gate") if "gate_bias" in has else None,
        Lexicon(has["words"], has["word_odds"], Lexicon(has["pairs"], has["pair_odds"])),
        Hints(dict(zip(names, has["hint_odds"].tolist(), strict=True))),
    )


def _trees(has: Mapping[str, NDArray[Any]], prefix: str) -> Trees:
    return Trees(
        tuple(bytes(has[f"{prefix}_names"]).decode().split("\n")), has[f"{prefix}_feature"], has[f"{prefix}_threshold"],
        has[f"{prefix}_splits"], has[f"{prefix}_leaves"], has[f"{prefix}_covers"], int(has[f"{prefix}_bias"]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What the model saw of a page: a row for each block that has text."""

    model: Model
    blocks: tuple[Block, ...]
    columns: Columns = field(repr=False)
    first: Ints
    sums: Ints
    """Log-odds after the second look, in parts of `SCALE`: the mean of both looks."""

    @property
    def scores(self) -> list[float]:
        """Probability that a block is article text, for each row."""
        return probabilities(self.sums)


def variant_of(blocks: Sequence[Block]) -> str:
    """``dom`` for blocks from HTML, else ``text``."""
    return "dom" if any(block.markup is not None for block in blocks) else "text"


def look(blocks: Sequence[Block], variant: str, model: Model | None = None) -> Look | None:
    """Both looks at a page; None if no block has text."""
    model = model or load(variant)
    rows = tuple(block for block in blocks if block.text and (variant == "text" or block.markup is not None))
    if not rows:
        return None
    if variant == "dom":
        from pipeline.label.features_dom import both_looks
    else:
        from pipeline.label.second import both_looks
    columns, again = both_looks(rows, model.lexicon, model.hints)
    first = model.first.sums(columns)
    columns.update(again(chances(first)))
    return Look(model, rows, columns, first, (first + model.second.sums(columns)) >> 1)


def score_blocks(blocks: Sequence[Block], *, variant: str, model: Model | None = None) -> list[float]:
    """For each block the probability that it is article text; a block without text gets the mean of its neighbours (0.5 where it has none)."""
    seen = look(blocks, variant, model)
    known = dict(zip((block.n for block in seen.blocks), seen.scores, strict=True)) if seen else {}
    out: list[float] = []
    for i, block in enumerate(blocks):
        score = known.get(block.n)
        if score is None:
            before = next((known[b.n] for b in reversed(blocks[:i]) if b.n in known), None)
            after = next((known[b.n] for b in blocks[i + 1:] if b.n in known), None)
            beside = [s for s in (before, after) if s is not None]
            score = round(sum(beside) / len(beside), 4) if beside else 0.5
        out.append(score)
    return out


def votes(blocks: Sequence[Block], variant: str, model: Model | None = None) -> tuple[Vote, ...]:
    """The model's opinion of each block that has text: `PARAGRAPH` or `OTHER`, since kinds are not its business.

    On plain text that looks like an article and nothing else it doesn't vote, because what it would remove there is more often article
    than not; in between (see `mixture`) it names as `OTHER` only what it is sure of.
    """
    seen = look(blocks, variant, model)
    if seen is None or (mixed := mixture(seen)) <= 0:
        return ()
    bar = round(SCALE * CAUTION * min(0.0, mixed - SURELY_MIXED))
    rows = zip(seen.blocks, seen.sums.tolist(), seen.scores, strict=True)
    return tuple(_vote(block.n, score, seen.model) for block, total, score in rows if score >= 0.5 or total < bar)


def _vote(n: int, score: float, model: Model) -> Vote:
    label = Label.PARAGRAPH if score >= 0.5 else Label.OTHER
    evidence = f"article text with probability {score:.2f}"
    return Vote(n, label, round(max(score, 1 - score), 4), f"model:{model.variant}", evidence, model.version)


def page_is_mixed(blocks: Sequence[Block], variant: str = "text", model: Model | None = None) -> bool:
    """Whether plain text seems to hold more than its article: menus, teasers, comments. Always True for HTML that has text."""
    seen = look(blocks, variant, model)
    return seen is not None and mixture(seen) > 0


def mixture(seen: Look) -> float:
    """Log-odds that this is all that stood on a page rather than what somebody has chosen from it."""
    if seen.model.gate is None:
        return 2 * SURELY_MIXED
    return int(seen.model.gate.sums(gate_features(seen))[0]) / SCALE


def gate_features(seen: Look) -> Columns:
    """One row for the page: how much the model would remove, how surely, and what kind of page it is."""
    c = seen.columns
    chance = chances(seen.sums)
    letters = c["letters"].astype(np.int64)
    total = max(int(letters.sum()), 1)
    out = {f"below_{bar}": int(letters[chance < bar * 100].sum()) / total for bar in (2, 5, 10, 20, 35, 50)}
    out.update({f"count_{bar}": float((chance < bar * 100).sum()) / len(chance) for bar in (5, 20, 50)})
    out.update({f"many_{bar}": float((chance < bar * 100).sum()) for bar in (5, 50)})
    out["unsure"] = int(letters[(chance > 2000) & (chance < 8000)].sum()) / total
    out["mean"] = int((chance * letters).sum()) / total
    likely = np.flatnonzero(chance > 5000)
    first, last = (int(likely[0]), int(likely[-1]) + 1) if len(likely) else (0, 0)
    n = len(chance)
    out["head"], out["tail"] = float(first), float(n - last)
    out["head_letters"], out["tail_letters"] = int(letters[:first].sum()) / total, int(letters[last:].sum()) / total
    out["hole_letters"] = int(letters[first:last][chance[first:last] <= 5000].sum()) / total
    for name in ("page_blocks", "page_letters", "page_mean", "page_good", "page_good_blocks", "page_scraps", "page_scrap_letters", "page_ends"):
        out[name] = float(c[name][0])
    return {name: np.array([value]) for name, value in out.items()}


def explain(blocks: Sequence[Block], n: int, *, top: int = 6, model: Model | None = None) -> list[tuple[str, float]]:
    """What speaks for (plus) and against (minus) the block numbered ``n`` being article text, in log-odds, the weightiest first.

    The last entry is what its surroundings changed in the second look. Empty for a block without text.
    """
    seen = look(blocks, variant_of(blocks), model)
    rows = [i for i, block in enumerate(seen.blocks) if block.n == n] if seen else []
    if seen is None or not rows:
        return []
    row = rows[0]
    return [*seen.model.first.paths(seen.columns, row)[:top], ("surroundings", round(int(seen.sums[row] - seen.first[row]) / SCALE, 3))]


def chances(sums: Ints) -> Ints:
    """Log-odds in parts of `SCALE` as whole ten-thousandths, from a table: no platform's ``exp`` in the result's last bit."""
    out: Ints = _table()[np.clip((sums >> 6) + _HALF, 0, 2 * _HALF)]
    return out


def probabilities(sums: Ints) -> list[float]:
    """Log-odds in parts of `SCALE` as probabilities with four decimals."""
    return [chance / 10000 for chance in chances(sums).tolist()]


_HALF = 10 * SCALE >> 6


@lru_cache(maxsize=1)
def _table() -> Ints:
    return np.array([round(10000 / (1 + math.exp(-i * 64 / SCALE))) for i in range(-_HALF, _HALF + 1)], np.int64)

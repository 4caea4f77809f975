"""From examples to a model: lexicons and first look cross-fitted by domain, a second look on their held-out opinions, a gate on top.

A word's log-odds must not come from the page on which it is used for training, nor a neighbour's chance from trees that saw the page:
both would look surer than they are later. So each fold's pages get lexicons, and for the second look chances, from the other folds.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.label import features, features_dom, second
from pipeline.label.features import LEXICAL, Columns
from pipeline.label.features_dom import HINTED, Hinted, Tree, hinted
from pipeline.label.hints import Hints, hint_pieces
from pipeline.label.letters import Lexicon, Shape, word_hashes
from pipeline.label.model import Look, Model, Trees, chances, gate_features
from tools.train import words as lexicons
from tools.train.boost import grow
from tools.train.examples import Example
from tools.train.render import FULL
from tools.train.score import PageScore

FIRST, SECOND, GATE = 400, 200, 60
"""Trees of the first look, the second, the gate."""
RATE = 0.08
AGAIN = {
    "text": ("letters", "ends_sentence", "page_good", "page_scraps", "page_blocks", "stretch_60", "gap", "place", "chunk_letters", "letters_prev_1",
             "letters_next_1", "blank", "again"),
    "dom": ("letters", "ends_sentence", "page_good", "page_scraps", "page_blocks", "stretch_60", "gap", "place", "letters_prev_1", "letters_next_1",
            "again", "link_share", "heading", "hidden", "main_50_out", "main_80_out", "best_out", "up1_good_share", "up1_links", "up1_blocks",
            "depth",
            "same_count", "since_heading", "head_good", "around_comment", "around_related", "near_caption", "near_teaser"),
}
"""What the second look sees besides chances. With all columns it was no better in cross-validation."""
DROP = 0.3
"""Share of pages on which the columns of words, and of class names, are left out: other pages won't have them (another language)."""
NOISY = 0.7
"""Pages that no model gets right (F1 below this) though the blocks could: their gold is truncated or wrong, so they are left out."""
Counts = tuple[dict[str, float], dict[str, float]]


@dataclass(slots=True)
class Row:
    """One page, ready for training."""

    example: Example
    columns: Columns
    names: tuple[str, ...]
    """Columns of the first look."""
    again: Any
    labels: NDArray[np.float32]
    weights: NDArray[np.float32]
    score: PageScore
    words: tuple[lexicons.Tally, lexicons.Tally] | None
    hints: Counts | None
    rest: dict[str, Any] = field(default_factory=dict)

    @property
    def fold(self) -> int:
        return self.example.gold.fold


def prepare(example: Example, variant: str) -> Row:
    """Features that don't depend on other pages, labels and weights."""
    both = features_dom.both_looks if variant == "dom" else second.both_looks
    columns, again = both(example.blocks, None, None)
    score = PageScore(example)
    weights = np.sqrt(score.sizes / max(50, score.wanted)).astype(np.float32)
    counted = example.rendering in ("html", "lines")
    columns = {name: np.asarray(v, np.float32) for name, v in columns.items()}
    row = Row(example, columns, tuple(columns), again, np.array(example.labels, np.float32), weights, score,
              lexicons.counts(example) if counted else None, _hint_counts(example) if variant == "dom" else None)
    shape = Shape([b.text for b in example.blocks])
    row.rest["shape"] = shape
    row.rest["hashes"] = word_hashes(shape)
    if variant == "dom":
        markups = [b.markup for b in example.blocks if b.markup is not None]
        row.rest["tree"], row.rest["hinted"] = Tree(markups), Hinted(markups)
    return row


def _hint_counts(example: Example) -> Counts:
    inside: dict[str, float] = {}
    outside: dict[str, float] = {}
    for block, label in zip(example.blocks, example.labels, strict=True):
        for hint in block.markup.hints if block.markup else ():
            for piece in hint_pieces(hint):
                inside[piece] = max(inside.get(piece, 0.0), label)
                outside[piece] = max(outside.get(piece, 0.0), 1.0 - label)
    return inside, outside


def learn_hints(pages: Iterable[Counts], least_pages: int = 4) -> dict[str, int]:
    """Log-odds (sixteenths) of the pieces of class names that stand on at least ``least_pages`` pages."""
    good: Counter[str] = Counter()
    bad: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for inside, outside in pages:
        for piece, x in inside.items():
            good[piece] += x  # type: ignore[assignment]
            seen[piece] += 1
        for piece, x in outside.items():
            bad[piece] += x  # type: ignore[assignment]
    base = 0.5 * math.log((sum(good.values()) + 1) / (sum(bad.values()) + 1))
    odds = {p: round(16 * (math.log((good[p] + 1) / (bad[p] + 1)) - base)) for p in sorted(seen) if seen[p] >= least_pages}
    return {p: max(-127, min(127, o)) for p, o in odds.items() if abs(o) >= lexicons.LEAST}


@dataclass(frozen=True, slots=True)
class Lists:
    """What words and class names tell."""

    lexicon: Lexicon
    hints: Hints


def learn_lists(rows: Sequence[Row]) -> Lists:
    """From whole pages."""
    return Lists(lexicons.learn(r.words for r in rows if r.words is not None), Hints(learn_hints(r.hints for r in rows if r.hints is not None)))


def apply_lists(row: Row, lists: Lists) -> None:
    """Fills the columns that rest on them."""
    row.columns.update(features.lexical(row.rest["shape"], row.rest["hashes"], lists.lexicon))
    if "tree" in row.rest:
        row.columns.update(hinted(row.rest["hinted"], row.rest["tree"], lists.hints))


def _without(row: Row, salt: str) -> bool:
    digest = hashlib.sha256(f"{salt} {row.example.gold.id} {row.example.rendering}".encode()).digest()
    return digest[0] < DROP * 256


def _stack(rows: Sequence[Row], names: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Matrix, labels and weights; some pages a second time without what words or class names tell."""
    parts, labels, weights = [], [], []
    for row in rows:
        matrix = np.array([row.columns[name] for name in names], np.float32)
        copies = [matrix]
        for salt, group in (("words", LEXICAL), ("hints", HINTED)):
            at = [names.index(name) for name in group if name in names]
            if at and _without(row, salt):
                blind = matrix.copy()
                blind[at] = np.nan
                copies.append(blind)
        parts += copies
        labels += [row.labels] * len(copies)
        weights += [row.weights] * len(copies)
    return np.ascontiguousarray(np.concatenate(parts, axis=1).T), np.concatenate(labels), np.concatenate(weights)


def fit_trees(rows: Sequence[Row], names: Sequence[str], trees: int, rate: float = RATE) -> Trees:
    """One forest."""
    matrix, labels, weights = _stack(rows, names)
    return grow(matrix, labels, weights, names, trees=trees, rate=rate)


def _folds(rows: Sequence[Row]) -> Iterator[tuple[list[Row], list[Row]]]:
    """For each fold the rows of the others, and its own."""
    for fold in sorted({row.fold for row in rows}):
        yield [row for row in rows if row.fold != fold], [row for row in rows if row.fold == fold]


def cross_fit(rows: Sequence[Row], variant: str) -> tuple[list[str], list[str]]:
    """Gives each page what lists, first and second look say of it that never saw its domain; the names of both looks' columns."""
    names = list(rows[0].names)
    for others, own in _folds(rows):
        lists = learn_lists(others)
        for row in own:
            apply_lists(row, lists)
    for others, own in _folds(rows):
        forest = fit_trees(others, names, FIRST // 2, RATE * 1.5)
        for row in own:
            row.rest["first"] = forest.sums(row.columns)
    for row in rows:
        row.columns.update(row.again(chances(row.rest["first"])))
    again = [name for name in rows[0].columns if name not in names or name in AGAIN[variant]]
    for others, own in _folds(rows):
        forest = fit_trees(others, again, SECOND)
        for row in own:
            row.rest["sums"] = (row.rest["first"] + forest.sums(row.columns)) >> 1
    return names, again


def train(rows: Sequence[Row], variant: str) -> Model:
    """A model from these pages, and nothing else."""
    names, again = cross_fit(rows, variant)
    whole = [r for r in rows if r.example.rendering in ("html", "lines")]
    noisy = {r.example.gold.id for r in whole if r.score.f1(r.rest["sums"] > 0) < NOISY < r.score.best}
    good = [r for r in rows if r.example.gold.id not in noisy]
    lists = learn_lists(rows)
    model = Model(variant, "", fit_trees(good, names, FIRST), fit_trees(good, again, SECOND), None, lists.lexicon, lists.hints)
    if variant == "text":
        model = replace(model, gate=fit_gate(rows, model))
    return replace(model, version=_version(model))


def fit_gate(rows: Sequence[Row], model: Model) -> Trees:
    """Trees over whole pages: is this all that stood on the page, or what an extractor left of it?

    Trained on held-out looks. Whether removing helps was tried as the target too: it let twice as many clean pages through for the same
    gain on full ones.
    """
    rows = [row for row in rows if row.example.rendering != "resiliparse"]
    looks = [gate_features(Look(model, row.example.blocks, row.columns, row.rest["first"], row.rest["sums"])) for row in rows]
    names = list(looks[0])
    full = np.array([row.example.rendering in FULL for row in rows])
    matrix = np.array([[look[name][0] for name in names] for look in looks], np.float32)
    return grow(matrix, full.astype(np.float32), np.where(full, 1, 2).astype(np.float32), names, trees=GATE, rate=0.1, depth=4)


def _version(model: Model) -> str:
    digest = hashlib.sha256()
    for trees in (model.first, model.second, model.gate):
        if trees is not None:
            for array in (trees.feature, trees.threshold, trees.splits, trees.leaves):
                digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:8]

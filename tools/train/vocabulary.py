"""Which tokens a model learns a vector for: of those that stand on several pages of several sites, the ones that tell most of the label."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.labelling.network import in_vocabulary
from tools.train.dataset import COMPOSED, KEPT, LABELS, REMOVED, PageArrays

__all__ = ["MOST", "Vocabulary", "vocabularies"]

Vocabulary = NDArray[np.uint32]
"""Keys of tokens, ascending."""
MOST = ((16_384,), (8_192, 4_096))
"""Words of a model of text at most; words, and class names, of a model of HTML."""
PAGES, FOLDS = 10, 2
"""Pages on which a token stands, and folds from which they come, at least. Folds part sites, so a token of one site is not learned. Each invented
page is a site of its own; they count as so many folds."""


def vocabularies(sequences: Sequence[PageArrays]) -> tuple[Vocabulary, ...]:
    """One for words and, where blocks have markup, one for class names and elements."""
    pages: dict[tuple[int, str], list[PageArrays]] = defaultdict(list)
    for s in sequences:
        if s.collection not in COMPOSED:
            pages[s.fold, s.id.partition("#")[0]].append(s)
    most = MOST[len(sequences[0].tokens) - 1]
    return tuple(_vocabulary(pages, k, size) for k, size in enumerate(most))


def _vocabulary(pages: dict[tuple[int, str], list[PageArrays]], k: int, most: int) -> Vocabulary:
    common = _common(pages, k)
    told = _told((s for renderings in pages.values() for s in renderings), common, k)
    return np.sort(common[np.argsort(-told, kind="stable")[:most]])


def _common(pages: dict[tuple[int, str], list[PageArrays]], k: int) -> Vocabulary:
    """The tokens that stand on several pages of several folds."""
    by_fold: dict[int, list[Vocabulary]] = defaultdict(list)
    for number, ((fold, _), renderings) in enumerate(pages.items()):
        by_fold[fold if fold >= 0 else -1 - number % FOLDS].append(np.unique(np.concatenate([s.tokens[k][1] for s in renderings])))
    counted = [np.unique(np.concatenate(found), return_counts=True) for found in by_fold.values()]
    keys, place, folds = np.unique(np.concatenate([keys for keys, _ in counted]), return_inverse=True, return_counts=True)
    count = np.bincount(place, weights=np.concatenate([counts for _, counts in counted]))
    return keys[(count >= PAGES) & (folds >= FOLDS)]


def _told(sequences: Iterable[PageArrays], common: Vocabulary, k: int) -> NDArray[np.float64]:
    """How much each token tells of the label: the log-likelihood ratio of its labels against those of all tokens (Dunning 1993)."""
    classes = len(LABELS) + 3
    table = np.zeros(len(common) * classes)
    for s in sequences:
        owner, row = in_vocabulary(s.tokens[k], common)
        np.add.at(table, row * classes + _classes(s.mask)[owner], 1.0)
    seen = table.reshape(-1, classes)[:, :-1]
    expected = seen.sum(axis=1, keepdims=True) * (seen.sum(axis=0) / max(seen.sum(), 1.0))
    told: NDArray[np.float64] = (seen * np.log(np.where(seen > 0, seen, 1.0) / np.where(expected > 0, expected, 1.0))).sum(axis=1)
    return told


def _classes(mask: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The one label that a block may have; else kept, removed, or nothing known."""
    lowest = (mask & (~mask + np.uint64(1))).astype(np.float64)
    single = (mask > 0) & ((mask & (mask - np.uint64(1))) == 0)
    side = np.where((mask & np.uint64(REMOVED)) == 0, len(LABELS), np.where((mask & np.uint64(KEPT)) == 0, len(LABELS) + 1, len(LABELS) + 2))
    label = np.log2(np.where(single, lowest, 1.0)).astype(np.int64)
    return np.where(single, label, np.where(mask > 0, side, len(LABELS) + 2))

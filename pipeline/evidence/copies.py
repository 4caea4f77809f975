"""What stands twice on a page: the same line, an opening that returns, words that stand inside another block.

Blocks are compared by runs of five words (three in short blocks) and by all of their words, through 64-bit hashes of the words. The cost grows
with the length of the page, however often a line is repeated.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.evidence.characters import Shape
from pipeline.evidence.levels import FAR, Columns, Ints, level, share, sums

__all__ = ["copies", "shared_words", "whole_hashes"]

RUN, SHORT_RUN = 5, 3
_STEP = np.uint64(0x9E3779B97F4A7C15)
_TURN = np.uint64(0xC2B2AE3D27D4EB4F)


def whole_hashes(shape: Shape, hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A hash of all words of each block in their order; 0 for a block without words."""
    n = len(shape.lengths)
    first = np.searchsorted(shape.word_block, np.arange(n))
    rank = np.arange(len(hashes)) - first[shape.word_block]
    mixed = (hashes ^ (hashes >> np.uint64(29))) * (rank.astype(np.uint64) * np.uint64(2) + np.uint64(1)) * _TURN
    out = np.zeros(n, np.uint64)
    np.add.at(out, shape.word_block, mixed)
    return out


def copies(shape: Shape, hashes: NDArray[np.uint64], whole: NDArray[np.uint64]) -> Columns:
    """The columns on repetition; ``whole``: `whole_hashes`."""
    n = len(shape.lengths)
    words = np.bincount(shape.word_block, minlength=n)
    same, before, gap = _places(whole, words > 0)
    out: Columns = {
        "times on the page": level(same), "stands above already": (before > 0) & (words > 0), "stands below again": (same - before > 1) & (words > 0),
        "distance to the same words above": level(np.where(words > 0, gap, FAR)),
    }
    openings = np.zeros(n, np.uint64)
    for size in (RUN, SHORT_RUN):
        runs, block, rank = _runs(shape, hashes, size)
        here = np.minimum(words, FAR)
        _, number, count = np.unique(runs, return_inverse=True, return_counts=True)
        own = _own_counts(number, block, n)
        elsewhere = count[number] > own
        out[f"runs of {size} words that stand elsewhere"] = share(sums(block, elsewhere, n), np.maximum(here - size + 1, 0))
        start = np.zeros(n, np.bool_)
        start[block[(rank == 0) & elsewhere]] = True
        out[f"first {size} words stand elsewhere"] = start
        if size == RUN:
            openings[block[rank == 0]] = runs[rank == 0]
    shared, _, _ = _places(openings, openings > 0)
    out["blocks with the same opening"] = level(np.where(openings > 0, shared - 1, 0))
    return out


def shared_words(shape: Shape, hashes: NDArray[np.uint64], text: Ints) -> Columns:
    """Which share of a block's longer words stands in the running text of other blocks: titles and standfirsts share theirs, menus do not."""
    n = len(shape.lengths)
    longer = shape.word_end - shape.word_at >= _LONGER
    block, keys = shape.word_block[longer], hashes[longer]
    if not len(keys):
        return {"longer words": np.zeros(n, np.int8), "longer words in the running text": np.zeros(n, np.int8)}
    _, ids = np.unique(keys, return_inverse=True)
    rich = text[block] > 0
    pairs = np.unique(ids[rich] * n + block[rich])
    spread = np.bincount(pairs // n, minlength=int(ids.max()) + 1)
    own = np.zeros(len(ids), np.int64)
    if len(pairs):
        at = np.minimum(np.searchsorted(pairs, ids * n + block), len(pairs) - 1)
        own = (pairs[at] == ids * n + block).astype(np.int64)
    counted = np.bincount(block, minlength=n)
    return {"longer words": level(counted), "longer words in the running text": share(sums(block, spread[ids] > own, n), counted)}


_LONGER = 5
"""Letters of a longer word."""


def _places(keys: NDArray[np.uint64], told: NDArray[np.bool_]) -> tuple[Ints, Ints, Ints]:
    """For each key: how often it stands on the page, how often above, and how many blocks above it stood last."""
    n = len(keys)
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    edge = np.concatenate((np.ones(1, np.bool_), ordered[1:] != ordered[:-1]))
    group = np.cumsum(edge) - 1
    size = np.bincount(group)
    rank = np.arange(n) - np.flatnonzero(edge)[group]
    same, before, gap = np.empty(n, np.int64), np.empty(n, np.int64), np.full(n, FAR, np.int64)
    same[order], before[order] = size[group], rank
    follows = np.flatnonzero(~edge)
    gap[order[follows]] = order[follows] - order[follows - 1]
    return np.where(told, same, 0), np.where(told, before, 0), gap


def _runs(shape: Shape, hashes: NDArray[np.uint64], size: int) -> tuple[NDArray[np.uint64], Ints, Ints]:
    """A hash of each run of ``size`` words within a block, its block, and its rank there."""
    if len(hashes) < size:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0, np.int64)
    last = len(hashes) - size + 1
    mixed = np.zeros(last, np.uint64)
    for k in range(size):
        mixed = mixed * _STEP + hashes[k:k + last]
    inside = shape.word_block[size - 1:] == shape.word_block[:last]
    block = shape.word_block[:last][inside]
    first = np.searchsorted(shape.word_block, np.arange(len(shape.lengths)))
    return mixed[inside], block, np.flatnonzero(inside) - first[block]


def _own_counts(number: Ints, block: Ints, blocks: int) -> Ints:
    """How often each run stands in its own block."""
    pairs = number * blocks + block
    _, inverse, count = np.unique(pairs, return_inverse=True, return_counts=True)
    found: Ints = count[inverse]
    return found

"""What stands twice on a page: the same line, an opening that returns, words that stand inside another block.

Blocks are compared by runs of five words (three in short blocks) and by all of their words, through 64-bit hashes of the words. The cost grows
with the length of the page, however often a line is repeated.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from pipeline.evidence.characters import DIGIT, IDEOGRAPH, Shape, span_hashes
from pipeline.evidence.levels import FAR, Columns, Ints, level, share, sums

__all__ = ["copies", "shared_words", "whole_hashes"]

RUN, SHORT_RUN = 5, 3
_NAME, _LONGER = 4, 25
"""Words of the longest line that is looked for inside others, and of the longest of these others."""
_COPYRIGHT = re.compile(r"©|\([cC]\)")
Whole = NDArray[np.int32]  # numbers of blocks and ranks of words, of which a page has as many as words
_PART = 1 << 16
"""Words that are looked at together, which bounds the memory of a long page."""
_STEP, _TURN = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


def whole_hashes(shape: Shape, hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A hash of all words of each block in their order; 0 for a block without words."""
    return _whole(shape.word_block, shape.rank, hashes, len(shape.lengths))


def _whole(owner: Whole, rank: Whole, hashes: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
    out = np.zeros(size, np.uint64)
    for p in (slice(low, low + _PART) for low in range(0, len(owner), _PART)):
        np.add.at(out, owner[p], (hashes[p] ^ (hashes[p] >> np.uint64(29))) * (rank[p].astype(np.uint64) * np.uint64(2) + np.uint64(1)) * _TURN)
    return out


def copies(shape: Shape, hashes: NDArray[np.uint64], whole: NDArray[np.uint64]) -> Columns:
    """The columns on repetition; ``whole``: `whole_hashes`."""
    n, words = len(shape.lengths), shape.words
    others = {**_forms(shape, hashes), **_without_numbers(shape, hashes)}  # before the runs below, which take as much memory as the words
    same, before, gap = _places(whole, words > 0)
    out: Columns = {"times on the page": level(same), "stands above already": (before > 0) & (words > 0),
                    "stands below again": (same - before > 1) & (words > 0), "distance to the same words above": level(np.where(words > 0, gap, FAR))}
    openings = np.zeros(n, np.uint64)
    for size in (RUN, SHORT_RUN):
        runs, block, rank = _runs(shape.word_block, shape.rank, hashes, size)
        elsewhere = _elsewhere(runs, block)
        out[f"runs of {size} words that stand elsewhere"] = share(sums(block, elsewhere, n), np.maximum(np.minimum(words, FAR) - size + 1, 0))
        out[f"first {size} words stand elsewhere"] = np.bincount(block[(rank == 0) & elsewhere], minlength=n) > 0
        if size == RUN:
            openings[block[rank == 0]] = runs[rank == 0]
    shared, _, _ = _places(openings, openings > 0)
    out["blocks with the same opening"] = level(np.where(openings > 0, shared - 1, 0))
    return {**out, **others}


def _forms(shape: Shape, hashes: NDArray[np.uint64]) -> Columns:
    """Lines whose words begin with the same classes of characters, one by one: dates, signatures of a forum, entries of a list."""
    told = shape.words > 0
    form = whole_hashes(shape, shape.kinds[shape.word_at].astype(np.uint64) + _STEP)
    opened = form.copy()
    opened[told] += hashes[shape.rank == 0]
    same, _, gap = _places(form, told)
    return {"lines of the same form": level(same), "distance to the same form above": level(np.where(told, gap, FAR)),
            "lines of the same form with the same first word": level(_places(opened, told)[0])}


def _without_numbers(shape: Shape, hashes: NDArray[np.uint64]) -> Columns:
    """Lines whose words, numbers left out, stand elsewhere: an entry of a contents list is a heading below, the name of a site ends the page."""
    n = len(shape.lengths)
    word = shape.kinds[shape.word_at] != DIGIT
    hashes, owner = hashes[word], shape.word_block[word]
    words = np.bincount(owner, minlength=n)
    rank = np.arange(len(owner), dtype=np.int32) - (np.cumsum(words) - words).astype(np.int32)[owner]
    same, above, _ = _places(_whole(owner, rank, hashes, n), words > 0)
    short = words[owner] <= _LONGER
    hashes, owner, rank = hashes[short], owner[short], rank[short]
    return {"stands above without numbers": above > 0, "stands below without numbers": same - above > 1, **_inside(shape, words, owner, rank, hashes)}


def _inside(shape: Shape, words: Ints, owner: Whole, rank: Whole, hashes: NDArray[np.uint64]) -> Columns:
    """Lines of few words that stand inside longer lines, as the name of a site stands in its copyright line. ``hashes``: of words that are no running
    text, with their blocks and ranks."""
    n = len(words)
    (count, signed), has_sign = np.zeros((2, n), np.int64), np.zeros(n, np.bool_)
    has_sign[np.searchsorted(shape.starts, [m.start() for m in _COPYRIGHT.finditer(shape.joined)], side="right") - 1] = True
    for size in range(1, _NAME + 1):
        runs, block, _ = _runs(owner, rank, hashes, size)
        whole = words[block] == size
        if not whole.any():
            continue
        sign = has_sign[block]
        for found, others in ((count, ~whole | sign), (signed, sign)):
            ordered = np.sort(runs[others])
            low, high = (np.searchsorted(ordered, runs[whole], side=side) for side in ("left", "right"))
            found[block[whole]] = high - low
    return {"stands inside longer lines": level(count), "stands inside a line with a copyright sign": signed > 0}


def shared_words(shape: Shape, text: Ints, stretch: tuple[int, int]) -> Columns:
    """Which words of a block its page's text is about: titles and standfirsts share theirs with the text, menus do not.

    ``text``: letters of running text of each block; ``stretch``: first and last block of the main stretch of running text.
    """
    n = len(shape.lengths)
    block, keys = _stems(shape)
    if not len(keys):
        return {name: np.zeros(n, np.int8) for name in _SHARED}
    number = np.unique(keys, return_inverse=True)[1]
    size, index = int(number.max()) + 1, np.arange(n)
    pairs = np.sort(block * size + number)
    block, stem = np.divmod(pairs[np.append(True, pairs[1:] != pairs[:-1])], size)
    main = (text > 0) & (index >= stretch[0]) & (index <= stretch[1])
    counted = np.bincount(block, minlength=n)
    found = [np.bincount(stem[rich[block]], minlength=size)[stem] > rich[block] for rich in (text > 0, main)]
    rare = np.maximum(_RARE - level(np.bincount(stem[text[block] == 0], minlength=size))[stem].astype(np.int64), 1)
    score = np.where(text > 0, 0, sums(block, rare * found[1], n))
    rank = np.argsort(np.argsort(-score, kind="stable"), kind="stable")
    values = (level(counted), share(sums(block, found[0], n), counted), share(sums(block, found[1], n), counted), level(sums(block, found[1], n)),
              level(rank), share(score, score.max()))
    return dict(zip(_SHARED, values, strict=True))


_SHARED = ("longer words", "longer words in the running text", "longer words in the main stretch", "number of words in the main stretch",
           "rank by words of the main stretch", "words of the main stretch against the best line")
_STEM = 5
"""Letters of a longer word; words with the same first letters count as one, since many languages inflect the end."""
_RARE = 12
"""Weight of a word that stands in one short line alone; it falls with the binary logarithm of their number."""


def _stems(shape: Shape) -> tuple[Ints, NDArray[np.uint64]]:
    """Blocks and hashes of the beginnings of longer words and, in scripts without spaces, of each pair of characters."""
    longer = np.flatnonzero(shape.word_end - shape.word_at >= _STEM)
    at, block, length = shape.word_at[longer], shape.word_block[longer], np.full(len(longer), _STEM)
    owner, pair = shape.pairs()
    alone = shape.kinds[at] != IDEOGRAPH
    starts = np.concatenate((at[alone], pair))
    return np.concatenate((block[alone], owner)), span_hashes(shape, starts, starts + np.concatenate((length[alone], np.full(len(pair), 2))))


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


def _runs(owner: Whole, rank: Whole, hashes: NDArray[np.uint64], size: int) -> tuple[NDArray[np.uint64], Whole, Whole]:
    """A hash of each run of ``size`` words within a block, its block, and its rank there; of words with their blocks and ranks."""
    if len(hashes) < size:
        return np.zeros(0, np.uint64), np.zeros(0, np.int32), np.zeros(0, np.int32)
    last = len(hashes) - size + 1
    mixed = np.zeros(last, np.uint64)
    for k in range(size):
        mixed *= _STEP
        mixed += hashes[k:k + last]
    inside = owner[size - 1:] == owner[:last]
    return mixed[inside], owner[:last][inside], rank[:last][inside]


def _elsewhere(runs: NDArray[np.uint64], block: Whole) -> NDArray[np.bool_]:
    """Which runs stand in another block too."""
    out = np.zeros(len(runs), np.bool_)
    if len(runs):
        order = np.argsort(runs)
        ordered, owner = runs[order], block[order]
        starts = np.flatnonzero(np.concatenate((np.ones(1, np.bool_), ordered[1:] != ordered[:-1])))
        spread = np.minimum.reduceat(owner, starts) < np.maximum.reduceat(owner, starts)
        out[order] = np.repeat(spread, np.diff(starts, append=len(runs)))
    return out

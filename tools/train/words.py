"""The lexicon: log-odds of the words of short blocks, and of pairs of words in any block, learned from soft labels and pruned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.label.letters import Ints, Lexicon, Shape, pair_hashes, word_hashes
from tools.train.examples import Example

SHORT = 120
"""Letters up to which a block's words are counted: long paragraphs hold every word."""
PAGES = 5
"""Pages a word must stand on; a pair of words on one more."""
LEAST = 8
"""Sixteenths below which a log-odds is no news."""
PRIOR = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """For one page, how far the blocks of each word (or pair) are article, and how far boilerplate: the largest share, at most 1."""

    hashes: NDArray[np.uint64]
    inside: NDArray[np.float64]
    outside: NDArray[np.float64]


def _tally(hashes: NDArray[np.uint64], block: Ints, labels: NDArray[np.float64]) -> Tally:
    different, place = np.unique(hashes, return_inverse=True)
    inside, outside = np.zeros(len(different)), np.zeros(len(different))
    np.maximum.at(inside, place, labels[block])
    np.maximum.at(outside, place, 1.0 - labels[block])
    return Tally(different, inside, outside)


def counts(example: Example) -> tuple[Tally, Tally]:
    """The tallies of one page: words, pairs."""
    shape = Shape([b.text for b in example.blocks])
    hashes, labels = word_hashes(shape), np.array(example.labels)
    use = shape.letters[shape.word_block] <= SHORT
    return _tally(hashes[use], shape.word_block[use], labels), _tally(*pair_hashes(shape, hashes), labels)


def learn(pages: Iterable[tuple[Tally, Tally]]) -> Lexicon:
    """One lexicon from the counts of many pages."""
    words, pairs = zip(*pages, strict=True)
    hashes, odds = _learn(words, PAGES)
    return Lexicon(hashes, odds, Lexicon(*_learn(pairs, PAGES + 1)))


def _learn(tallies: Iterable[Tally], pages: int) -> tuple[NDArray[np.uint64], NDArray[np.int8]]:
    rows = list(tallies)
    hashes = np.concatenate([t.hashes for t in rows])
    different, place, seen = np.unique(hashes, return_inverse=True, return_counts=True)
    good = np.bincount(place, weights=np.concatenate([t.inside for t in rows]))
    bad = np.bincount(place, weights=np.concatenate([t.outside for t in rows]))
    base = np.log((good.sum() + 1) / (bad.sum() + 1))
    odds = np.round(16 * (np.log((good + PRIOR) / (bad + PRIOR)) - base * 0.5))
    use = (seen >= pages) & (np.abs(odds) >= LEAST)
    return different[use], np.clip(odds[use], -127, 127).astype(np.int8)

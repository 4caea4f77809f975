"""The lexicon: log-odds of the words of short blocks, learned from soft labels and pruned."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

import numpy as np

from pipeline.label.letters import Lexicon, Shape, word_hashes
from tools.train.examples import Example

SHORT = 120
"""Letters up to which a block's words are counted: long paragraphs hold every word."""
PAGES = 5
"""Pages a word must stand on."""
LEAST = 8
"""Sixteenths below which a log-odds is no news."""
PRIOR = 1.0


def counts(example: Example) -> tuple[dict[int, float], dict[int, float]]:
    """For one page, how far each word's short blocks are article, and how far boilerplate (each at most 1)."""
    shape = Shape([b.text for b in example.blocks])
    hashes = word_hashes(shape)
    use = shape.letters[shape.word_block] <= SHORT
    inside: dict[int, float] = {}
    outside: dict[int, float] = {}
    for word, block in zip(hashes[use].tolist(), shape.word_block[use].tolist(), strict=True):
        label = example.labels[block]
        inside[word] = max(inside.get(word, 0.0), label)
        outside[word] = max(outside.get(word, 0.0), 1.0 - label)
    return inside, outside


def learn(pages: Iterable[tuple[dict[int, float], dict[int, float]]]) -> Lexicon:
    """One lexicon from the counts of many pages."""
    good: Counter[int] = Counter()
    bad: Counter[int] = Counter()
    seen: Counter[int] = Counter()
    for inside, outside in pages:
        for word, x in inside.items():
            good[word] += x  # type: ignore[assignment]
            seen[word] += 1
        for word, x in outside.items():
            bad[word] += x  # type: ignore[assignment]
    base = math.log((sum(good.values()) + 1) / (sum(bad.values()) + 1))
    rows = []
    for word in sorted(seen):
        if seen[word] >= PAGES:
            odds = round(16 * (math.log((good[word] + PRIOR) / (bad[word] + PRIOR)) - base * 0.5))
            if abs(odds) >= LEAST:
                rows.append((word, max(-127, min(127, odds))))
    return Lexicon(np.array([w for w, _ in rows], np.uint64), np.array([o for _, o in rows], np.int8))

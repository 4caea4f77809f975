"""Scores of a page for any choice of its blocks, fast enough to try many."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tools.train.examples import Example
from tools.train.scoring import words


class PageScore:
    """Word F1 of a page by the blocks that are kept."""

    def __init__(self, example: Example) -> None:
        numbers: dict[str, int] = {}
        blocks = [words(block.text) for block in example.blocks]
        self._blocks = [np.array([numbers.setdefault(w, len(numbers)) for w in block], np.int32) for block in blocks]
        gold = Counter(words(example.gold.text))
        self._gold = np.array([gold.get(word, 0) for word in numbers], np.int32)
        self.sizes = np.array([len(block) for block in blocks], np.int64)
        """Words of each block."""
        self.wanted = gold.total()
        """Words of the gold."""
        self._labels = np.array(example.labels)

    def f1(self, keep: NDArray[np.bool_]) -> float:
        """F1 of the words of these blocks and of the gold, as multisets."""
        kept = [block for block, k in zip(self._blocks, keep.tolist(), strict=True) if k]
        found = np.concatenate(kept) if kept else np.zeros(0, np.int32)
        if not len(found):
            return 0.0 if self.wanted else 1.0
        both = int(np.minimum(np.bincount(found, minlength=len(self._gold)), self._gold).sum())
        return 2 * both / (len(found) + self.wanted)

    @property
    def as_is(self) -> float:
        """F1 with nothing removed."""
        return self.f1(np.ones(len(self._blocks), np.bool_))

    @cached_property
    def best(self) -> float:
        """F1 with the blocks whose words are mostly gold."""
        return self.f1(self._labels >= 0.5)

"""The elements of a page of HTML over its blocks.

Every element covers a contiguous range of blocks, so whatever is counted over an element is a difference of two running sums. Elements that
cover the same range are one level: wrappers do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from pipeline.data import Markup
from pipeline.evidence.levels import Ints, numbered

__all__ = ["Tree"]


class Tree:
    """Rows of the arrays are elements, numbered in document order."""

    __slots__ = ("depth", "end", "own", "parent", "start")

    def __init__(self, markups: Sequence[Markup]) -> None:
        # Blocks of one element share their line of elements: it is looked at once, in the order of the last blocks.
        index, (row, lines) = np.arange(len(markups)), numbered(m.nodes for m in markups)
        first, last = np.empty((2, len(lines)), np.int64)
        first[row[::-1]], last[row] = index[::-1], index
        order = np.argsort(last)
        line = np.repeat(order, [len(lines[k]) for k in order.tolist()])
        known, flat = np.unique(np.fromiter(chain.from_iterable(lines[k] for k in order.tolist()), np.int64, len(line)), return_inverse=True)
        self.start, self.end, self.parent = np.full(len(known), len(markups)), np.zeros(len(known), np.int64), np.arange(len(known))
        np.minimum.at(self.start, flat, first[line])
        self.end[flat] = last[line] + 1
        inner = line[1:] == line[:-1]
        self.parent[flat[1:][inner]] = flat[:-1][inner]
        self.own = self._merge()[flat[np.append(~inner, True)]][np.argsort(order)[row]]
        self.depth = self._depths()

    def _merge(self) -> Ints:
        """For each element the outermost one with the same range; parents become those of these."""
        start, end, parent = self.start.tolist(), self.end.tolist(), self.parent.tolist()
        top = list(range(len(parent)))
        for i, above in enumerate(parent):
            if above != i and start[above] == start[i] and end[above] == end[i]:
                top[i] = top[above]
        tops = np.array(top, np.int64)
        self.parent = tops[self.parent[tops]]
        return tops

    def _depths(self) -> Ints:
        """Depth of each element, wrappers not counted. Parents stand before their children."""
        parent = self.parent.tolist()
        depth = [0] * len(parent)
        for i, above in enumerate(parent):
            if above < i:
                depth[i] = depth[above] + 1
        return np.array(depth, np.int64)

    def up(self, levels: int) -> list[Ints]:
        """The element of each block and those above it, one array a level; at the root it stays."""
        out = [self.own]
        for _ in range(levels - 1):
            out.append(self.parent[out[-1]])
        return out

    def outside(self, best: int, index: Ints) -> tuple[Ints, Ints]:
        """Levels from ``best`` up to the element that it shares with each block (0 inside), and from the block up to that element."""
        line = [best]
        while int(self.parent[line[-1]]) < line[-1]:
            line.append(int(self.parent[line[-1]]))
        # Each element of the line lies in the next one, so those around a block are the last ones.
        begun, over = np.searchsorted(self.start[line[::-1]], index, side="right"), np.searchsorted(self.end[line], index, side="right")
        shared = np.minimum(begun, len(line) - over) - 1
        return self.depth[best] - shared, self.depth[self.own] - shared

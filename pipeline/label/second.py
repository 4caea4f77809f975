"""The second look: what the first look made of a block's neighbours, and of the elements around it.

Chances of the first look come as whole ten-thousandths, so that all sums are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.data import Block
from pipeline.label.features import FAR, Columns, densest, prefix, running, share, spans, text_features_of
from pipeline.label.letters import Ints, Lexicon, Shape

__all__ = ["both_looks", "second_features", "second_features_dom"]

EVEN = 5000


def both_looks(blocks: Sequence[Block], lexicon: Lexicon | None, hints: object = None) -> tuple[Columns, Callable[[Ints], Columns]]:
    """The features of the first look, and what gives those of the second from the first one's chances."""
    shape = Shape([block.text for block in blocks])
    return text_features_of(blocks, shape, running(shape), lexicon), lambda chances: second_features(chances, shape.letters)


def second_features(chances: Ints, letters: Ints) -> Columns:
    """Features from the first look alone; ``chances``: 0 to 10,000 for each block."""
    n = len(chances)
    index = np.arange(n)
    weight = letters + 12
    mass, whole = prefix(chances * weight), prefix(weight)
    out: Columns = {"first": chances, "first_page": share(mass[-1:], whole[-1]).repeat(n)}
    for step in (1, 2, 3):
        out[f"first_prev_{step}"] = np.concatenate((np.full(min(step, n), -1), chances[:-step]))
        out[f"first_next_{step}"] = np.concatenate((chances[step:], np.full(min(step, n), -1)))
    low, high = spans(index, (2, 4, 8, 16))
    before, after = share(mass[:-1] - mass[low], whole[:-1] - whole[low]), share(mass[high] - mass[1:], whole[high] - whole[1:])
    for i, k in enumerate((2, 4, 8, 16)):
        out[f"first_before_{k}"], out[f"first_after_{k}"] = before[i], after[i]
    out["expected_before"] = share(mass[:-1], mass[-1])
    out["expected_after"] = share(mass[-1] - mass[1:], mass[-1])
    out["expected_letters"] = (mass[-1:] // 10000).repeat(n)
    for bias, name in ((EVEN, "even"), (2500, "low")):
        start, end = densest((chances - bias) * weight)
        out[f"span_{name}"] = np.where(index < start, index - start, np.where(index > end, index - end, 0))
    out.update(_gaps(chances, letters, index))
    return out


def _gaps(chances: Ints, letters: Ints, index: Ints) -> Columns:
    """Distance to the nearest likely block on either side, in blocks and in letters."""
    n = len(index)
    likely = chances > EVEN
    last = np.maximum.accumulate(np.where(likely, index, -1))
    next_ = np.minimum.accumulate(np.where(likely, index, n)[::-1])[::-1]
    sums = prefix(letters)
    before = np.where(last < 0, FAR, index - last)
    after = np.where(next_ >= n, FAR, next_ - index)
    return {
        "since_likely": before, "until_likely": after, "likely_hole": np.minimum(before, FAR) + np.minimum(after, FAR),
        "since_letters": np.where(last < 0, FAR, sums[index] - sums[np.minimum(last + 1, n)]),
        "until_letters": np.where(next_ >= n, FAR, sums[np.minimum(next_, n)] - sums[np.minimum(index + 1, n)]),
    }


def second_features_dom(chances: Ints, letters: Ints, start: Ints, end: Ints, levels: list[Ints], groups: list[Ints]) -> Columns:
    """The same over elements (``start``, ``end``: their blocks; ``levels``: the element of each block, level by level) and groups of like blocks."""
    weight = letters + 12
    mass, whole = prefix(chances * weight), prefix(weight)
    held = share(mass[end] - mass[start], whole[end] - whole[start])
    out: Columns = {}
    for level, node in enumerate(levels):
        out[f"first_up{level}"] = held[node]
        others = whole[end[node]] - whole[start[node]] - weight
        out[f"first_rest{level}"] = np.where(others > 0, share(mass[end[node]] - mass[start[node]] - chances * weight, others), -1)
    for k, group in enumerate(groups):
        out[f"first_like{k}"] = share(_sums(group, chances * weight), _sums(group, weight))[group]
    return out


def _sums(group: NDArray[np.int64], values: Ints) -> Ints:
    return np.bincount(group, weights=values).astype(np.int64)

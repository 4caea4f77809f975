"""Cost that grows with the length of an input, told by ratio: no test knows how fast a machine is."""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import process_time
from typing import TypeVar

__all__ = ["grows_with_length"]

MOST = 9.0
"""Times the cost for four times the input; cost that grows with the square shows as sixteen."""
AGAIN = 4
"""Further measurements at most where the ratio of the fastest ones is above the bar; cost that grows with the square stays there."""
LEAST = 0.02
"""Seconds below which a ratio says nothing."""
_Made = TypeVar("_Made")


def grows_with_length(make: Callable[[int], _Made], run: Callable[[_Made], object], few: int, most: float = MOST) -> bool:
    """Whether an input of four times the size costs at most ``most`` times as much. ``make``: an input of a size; ``run``: what is measured, without it."""
    def seconds(size: int) -> float:
        made = make(size)
        gc.disable()  # a collection looks at all that the other tests have left, and falls into one of the two runs
        try:
            start = process_time()
            run(made)
            return process_time() - start
        finally:
            gc.enable()

    small, large = seconds(few), seconds(4 * few)
    for _ in range(AGAIN):  # other work on the machine may have disturbed one of the two
        if large <= max(LEAST, most * small):
            break
        small, large = min(small, seconds(few)), min(large, seconds(4 * few))
    return large <= max(LEAST, most * small)

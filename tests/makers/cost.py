"""Cost that grows with the length of an input: time is told by ratio, since no test knows how fast a machine is, and memory in bytes."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from time import process_time
from typing import TypeVar

__all__ = ["bytes_for_each", "grows_with_length"]

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


def bytes_for_each(make: Callable[[int], _Made], run: Callable[[_Made], object], few: int) -> float:
    """Bytes of memory that each item of an input takes at the peak, told by two inputs of ``few`` and of four times as many items."""
    def peak(size: int) -> int:
        made = make(size)
        gc.collect()
        tracemalloc.start()
        try:
            run(made)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1)  # what is loaded or cached once counts for no item
    return (peak(4 * few) - peak(few)) / (3 * few)

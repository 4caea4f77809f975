"""Memory that is free again goes back to the system.

The GNU C library keeps what a large page took for the next one. A worker that has read one long page would hold its memory until it ends.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

__all__ = ["give_back"]

_MANY = 2000
"""Objects from which a page is large. For a smaller one, giving back takes more time than it is worth."""


def give_back(many: int) -> None:
    """Give back what is free, after a step in which a page made so many blocks or elements. Does nothing where the C library has no way."""
    if many > _MANY and (trim := _malloc_trim()) is not None:
        trim(0)


@lru_cache(maxsize=1)
def _malloc_trim() -> Callable[[int], int] | None:
    import ctypes

    try:
        trim: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another C library; Windows
        return None
    return trim

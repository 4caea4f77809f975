"""Memory that is free again goes back to the system.

The GNU C library keeps what a large page took for the next one. A worker that has read one long page would hold its memory until it ends.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

__all__ = ["give_back"]

_MANY = 2000
"""Objects from which a page is large. For a smaller one, giving back takes more time than it is worth."""


_MMAP_THRESHOLD, _TRIM_THRESHOLD, _LARGE = -3, -1, 1 << 20
"""Settings of the GNU C library (malloc.h): bytes from which an array has memory of its own, which is given back at once when the array is freed.
Left to itself, the library raises the limit to the size of the largest array so far, and what lies between larger ones stays."""


def give_back(many: int) -> None:
    """Give back what is free, after a step in which a page made so many blocks or elements. Does nothing where the C library has no way."""
    if many > _MANY and (trim := _malloc_trim()) is not None:
        trim(0)


@lru_cache(maxsize=1)
def _malloc_trim() -> Callable[[int], int] | None:
    import ctypes

    try:
        library = ctypes.CDLL(None)
        trim: Callable[[int], int] = library.malloc_trim
        library.mallopt(_MMAP_THRESHOLD, _LARGE)
        library.mallopt(_TRIM_THRESHOLD, 4 * _LARGE)
    except (AttributeError, OSError, TypeError):  # another C library; Windows
        return None
    return trim

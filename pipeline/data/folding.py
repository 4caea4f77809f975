"""Letters without accents, as addresses and names of files have them."""

from __future__ import annotations

from unicodedata import combining, normalize

__all__ = ["folded"]

_WITHOUT_ACCENT = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})
"""Letters that Unicode does not take apart into a letter and its accent."""


def folded(text: str) -> str:
    """A text in small letters without accents.

    >>> folded("Über den Łódź-Fluß")
    'uber den lodz-fluss'
    """
    small = text.lower()
    return small if small.isascii() else "".join(c for c in normalize("NFKD", small.translate(_WITHOUT_ACCENT)) if not combining(c))

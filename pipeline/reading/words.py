"""Words: what two copies of a text have in common, and words that end no sentence."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.reading.word_lists import listed

__all__ = ["LINE", "NEVER_LAST", "PARTINGS", "key_of", "without_typography"]

NEVER_LAST = frozenset(listed("words.never_last"))
"""Articles, prepositions and conjunctions that stand at the end of no sentence and no heading."""
_KEY = re.compile(r"\w+")
# No letter, digit or underscore: a space. A table look-up on bytes is faster than a regular expression for words.
_ASCII = bytes(b if chr(b).isalnum() or chr(b) == "_" else 32 for b in range(128)) + bytes(128)
LINE = 100
"""Characters of a short line. What is worked out of such a line is cached, for pages, and the pages of a site, print the same lines."""
_TYPOGRAPHY = "‘’“”–—…«»•\u00a0"


def key_of(text: str) -> str:
    """The words of a text in lower case, separated by one space: what two copies have in common."""
    return _key_of_line(text) if len(text) <= LINE else _key_of(text)


def _key_of(text: str) -> str:
    low = without_typography(text.casefold())
    if not low.isascii():
        return " ".join(_KEY.findall(low))
    return b" ".join(low.encode("ascii").translate(_ASCII).split()).decode("ascii")


_key_of_line = lru_cache(maxsize=1 << 13)(_key_of)
"""The same of short lines, which several stages ask for, and which stand on the next page of a site again."""


def without_typography(text: str) -> str:
    """A text with spaces for dashes and quotation marks that stand in no word: without them, most English texts are ASCII."""
    if not text.isascii():
        for char in _TYPOGRAPHY:
            if char in text:
                text = text.replace(char, " ")
    return text


PARTINGS = frozenset(map(key_of, listed("words.partings")))
"""What a letter closes with, above the name of whoever wrote it: keys (`key_of`)."""

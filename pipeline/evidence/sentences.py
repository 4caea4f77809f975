"""What is said of a column of evidence: a short sentence where its value is small, another where it is large (``data/sentences.toml``)."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.reading.word_lists import data_of

__all__ = ["sentences_of"]


@lru_cache(maxsize=1 << 10)
def sentences_of(column: str) -> tuple[str, str]:
    """The sentences for a small and for a large value of a column, given by its name.

    >>> sentences_of("links"), sentences_of("in <nav>")[1]
    (('little of its text is linked', 'most of its text is linked'), 'it stands in an element <nav>')

    Raises KeyError where the file has none.
    """
    found = data_of("sentences", "pipeline.evidence")
    if said := found["columns"].get(column):
        return said[0], said[1]
    for pattern in found["patterns"]:
        if match := re.fullmatch(pattern["name"], column):
            what = found["words"].get(match[1], match[1])
            return pattern["said"][0].replace("{0}", what), pattern["said"][1].replace("{0}", what)
    raise KeyError(column)

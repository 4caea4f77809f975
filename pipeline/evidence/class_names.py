"""What class names, ids and roles say: the words they are made of, read with one vocabulary (``data/class_names.toml``).

Class names are hints, not facts: the body of a page may be classed ``with-sidebar``. They are columns of evidence, near (the block and the elements
just around it) and far (any element above).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache, reduce
from operator import or_

import numpy as np

from pipeline.evidence.levels import Columns, Ints, numbered
from pipeline.reading.word_lists import data_of, listed

__all__ = ["CONTROLS", "NEAR", "Around", "class_columns", "name_pieces"]

Around = tuple[tuple[str, ...], tuple[str, ...]]
"""The elements around a block, and their class names."""
CONTROLS = frozenset(listed("elements.controls", "pipeline.evidence"))
"""Elements of forms."""
NEAR = 6
"""Names that count as near: about those of the block and of its parent."""
_PIECE = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}|[a-z]+")


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[tuple[str, ...], dict[str, int]]:
    """Names of the concepts, and the concepts (bits) of each word."""
    concepts: dict[str, str] = data_of("class_names", "pipeline.evidence")["concepts"]
    bits: dict[str, int] = {}
    for i, words in enumerate(concepts.values()):
        for word in words.split():
            bits[word] = bits.get(word, 0) | 1 << i
    return tuple(concepts), bits


@lru_cache(maxsize=16384)
def name_pieces(name: str) -> tuple[str, ...]:
    """The words that a class name is made of, in lower case: ``PostBody-relatedLinks2`` gives ``post``, ``body``, ``related``, ``links``."""
    return tuple(piece.lower() for piece in _PIECE.findall(name))


@lru_cache(maxsize=16384)
def _concepts(name: str) -> int:
    """Which concepts (bits) a class name speaks of: by its words, and by words of four letters or more that begin or end one of them."""
    _, bits = _vocabulary()
    mask = 0
    for piece in name_pieces(name):
        mask |= bits.get(piece, 0)
        for size in range(4, len(piece)):
            mask |= bits.get(piece[:size], 0) | bits.get(piece[-size:], 0)
    return mask


def class_columns(row: Ints, around: Sequence[Around]) -> Columns:
    """Which concepts the class names near a block, and anywhere around it, speak of. ``row``: which of the surroundings are those of each block."""
    names, _ = _vocabulary()
    row, known = numbered((hints for _, hints in around), row)
    masks = np.array([_masks(hints) for hints in known], np.int64).T
    table = (masks[:, None] >> np.arange(len(names))[:, None] & 1).astype(np.int8)[:, :, row]
    return {f"classes {place}: {name}": column
            for place, columns in zip(("near", "around"), table, strict=True) for name, column in zip(names, columns, strict=True)}


def _masks(hints: tuple[str, ...]) -> tuple[int, int]:
    """The concepts of the near names, and those of all."""
    masks = list(map(_concepts, hints))
    return reduce(or_, masks[:NEAR], 0), reduce(or_, masks, 0)

"""Words as numbers of buckets: what the labeller learns of single words, of whole short lines, and of class names.

Each word is hashed into a bucket that has a learned vector. Only the words at the beginning and at the end of a block are looked at, so that a
long paragraph costs no more than a headline.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from pipeline.data import Markup
from pipeline.evidence.characters import Shape
from pipeline.evidence.class_names import name_pieces

__all__ = ["BUCKETS", "MARKUP_BUCKETS", "Tokens", "markup_tokens", "word_tokens"]

BUCKETS, MARKUP_BUCKETS = 1 << 13, 1 << 12
FIRST, LAST = 10, 3
"""Words of a block that are looked at, from its beginning and from its end."""
WHOLE = 6
"""Words; a block of at most so many is a token of its own besides."""
NAMES, PATH = 8, 3
"""Class names and elements around a block that are looked at, nearest first."""
_MIX = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53), np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93))

Tokens = tuple[NDArray[np.int32], NDArray[np.int32]]
"""Block numbers, ascending, and the bucket of each token."""


def word_tokens(shape: Shape, hashes: NDArray[np.uint64], whole: NDArray[np.uint64]) -> Tokens:
    """Tokens of the words, of pairs of words in short blocks, and of whole short blocks."""
    count, rank = shape.words, shape.rank
    size = count[shape.word_block]
    opening, ending = rank < FIRST, (rank >= FIRST) & (size - rank <= LAST)
    pair = np.flatnonzero((rank[:-1] < WHOLE) & (shape.word_block[:-1] == shape.word_block[1:])) if len(hashes) > 1 else np.zeros(0, np.int64)
    short = np.flatnonzero((count > 0) & (count <= WHOLE))
    blocks = np.concatenate((shape.word_block[opening], shape.word_block[ending], shape.word_block[pair], short))
    mixed = np.concatenate((
        hashes[opening] * _MIX[0], hashes[ending] * _MIX[1], (hashes[pair] * _MIX[2] ^ hashes[pair + 1]) * _MIX[0], whole[short] * _MIX[3],
    ))
    order = np.argsort(blocks, kind="stable")
    return blocks[order].astype(np.int32), (mixed[order] >> np.uint64(64 - 13)).astype(np.int32)


def markup_tokens(markups: Sequence[Markup]) -> Tokens:
    """Tokens of the nearest class names and elements."""
    known: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[int, ...]] = {}
    rows = []
    for markup in markups:
        place = markup.hints[:NAMES], markup.path[-PATH:]
        found = known.get(place)
        if found is None:
            found = known[place] = tuple(sorted(_buckets(*place)))
        rows.append(found)
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    flat = np.fromiter(chain.from_iterable(rows), np.int32, int(lengths.sum()))
    return np.repeat(np.arange(len(rows), dtype=np.int32), lengths), flat


def _buckets(names: tuple[str, ...], path: tuple[str, ...]) -> set[int]:
    found = set(_of_path(path))
    for k, name in enumerate(names):
        found.update(_of_name("=" if k < 3 else "~", name))
    return found


@lru_cache(maxsize=4096)
def _of_path(path: tuple[str, ...]) -> tuple[int, ...]:
    return *(_bucket(f"<{k}{tag}") for k, tag in enumerate(reversed(path))), _bucket("<<" + "/".join(path))


@lru_cache(maxsize=16384)
def _of_name(place: str, name: str) -> tuple[int, ...]:
    return tuple(_bucket(place + piece) for piece in name_pieces(name))


@lru_cache(maxsize=16384)
def _bucket(text: str) -> int:
    value = 14695981039346656037
    for byte in text.encode("utf-8", "surrogatepass"):
        value = (value ^ byte) * 1099511628211 & 0xFFFFFFFFFFFFFFFF
    return (value ^ value >> 29) * 0x9E3779B97F4A7C15 % (1 << 64) >> 52

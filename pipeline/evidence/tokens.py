"""Words as keys: what the labeller learns of single words, of whole short lines, and of class names.

The key of a token is a hash of 32 bits. A model has a vocabulary: the keys that it learned a vector for; other tokens say nothing. Only the words
at the beginning and at the end of a block are looked at, so that a long paragraph costs no more than a headline.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from pipeline.evidence.characters import Shape, span_hashes
from pipeline.evidence.class_names import Around, name_pieces
from pipeline.evidence.levels import Ints, numbered

__all__ = ["Tokens", "markup_tokens", "word_tokens"]

FIRST, LAST = 10, 3
"""Words of a block that are looked at, from its beginning and from its end."""
WHOLE = 6
"""Words; a block of at most so many is a token of its own besides."""
STEM = 5
"""Letters of the beginning of a longer word that is a token too, since many languages inflect the end."""
PAIRS = 16
"""Characters at the beginning of a block whose pairs are tokens, in scripts without spaces."""
NAMES, PATH = 8, 3
"""Class names and elements around a block that are looked at, nearest first."""
_BLOCKS = 2048
"""Blocks whose tokens are looked for together, which bounds the memory of a long page."""
_MIX = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53), np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93),
        np.uint64(0xA0761D6478BD642F), np.uint64(0xE7037ED1A0B428DB))

Tokens = tuple[NDArray[np.int32], NDArray[np.uint32]]
"""Block numbers, ascending, and the key of each token."""


def word_tokens(shape: Shape, hashes: NDArray[np.uint64], whole: NDArray[np.uint64]) -> Tokens:
    """Tokens of the words and their beginnings, of pairs of words and of characters, and of whole short blocks."""
    pairs = _pairs(shape)
    parts = [_tokens_of(shape, hashes, whole, pairs, low, low + _BLOCKS) for low in range(0, len(whole), _BLOCKS)]
    return np.concatenate([blocks for blocks, _ in parts]), np.concatenate([keys for _, keys in parts])


def _tokens_of(shape: Shape, hashes: NDArray[np.uint64], whole: NDArray[np.uint64], pairs: tuple[Ints, Ints], low: int, high: int) -> Tokens:
    """The tokens of the blocks from ``low`` to before ``high``."""
    own, pictures = (slice(*np.searchsorted(owner, (low, high))) for owner in (shape.word_block, pairs[0]))
    block, rank, start, hashes = shape.word_block[own], shape.rank[own], shape.word_at[own], hashes[own]
    count = shape.words[low:high]
    opening, ending = rank < FIRST, (rank >= FIRST) & (shape.words[block] - rank <= LAST)
    pair = np.flatnonzero((rank[:-1] < WHOLE) & (block[:-1] == block[1:]))
    short = low + np.flatnonzero((count > 0) & (count <= WHOLE))
    stem = np.flatnonzero(opening & (shape.word_end[own] - start > STEM))
    at, owner, two = start[stem], pairs[0][pictures], pairs[1][pictures]
    found = ((block[opening], hashes[opening] * _MIX[0]), (block[ending], hashes[ending] * _MIX[1]),
             (block[pair], (hashes[pair] * _MIX[2] ^ hashes[pair + 1]) * _MIX[0]), (short, whole[short] * _MIX[3]),
             (block[stem], span_hashes(shape, at, at + STEM) * _MIX[4]), (owner, span_hashes(shape, two, two + 2) * _MIX[5]))
    blocks = np.concatenate([block for block, _ in found], dtype=np.int32)
    keys = np.concatenate([(mixed >> np.uint64(32)).astype(np.uint32) for _, mixed in found])
    order = np.argsort(blocks, kind="stable")
    return blocks[order], keys[order]


def _pairs(shape: Shape) -> tuple[Ints, Ints]:
    """Where two characters of a script without spaces stand side by side, near the beginning of a block: the blocks, and the places."""
    owner, pair = shape.pairs()
    near = pair - shape.starts[owner] < PAIRS
    return owner[near], pair[near]


def markup_tokens(row: Ints, around: Sequence[Around]) -> Tokens:
    """Tokens of the nearest class names and elements. ``row``: which of the surroundings are those of each block."""
    row, places = numbered(((hints[:NAMES], path[-PATH:]) for path, hints in around), row)
    known = [sorted(_keys(*place)) for place in places]
    rows = [known[n] for n in row.tolist()]
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    flat = np.fromiter(chain.from_iterable(rows), np.uint32, int(lengths.sum()))
    return np.repeat(np.arange(len(rows), dtype=np.int32), lengths), flat


def _keys(names: tuple[str, ...], path: tuple[str, ...]) -> set[int]:
    found = set(_of_path(path))
    for k, name in enumerate(names):
        found.update(_of_name("=" if k < 3 else "~", name))
    return found


@lru_cache(maxsize=4096)
def _of_path(path: tuple[str, ...]) -> tuple[int, ...]:
    return *(_key(f"<{k}{tag}") for k, tag in enumerate(reversed(path))), _key("<<" + "/".join(path))


@lru_cache(maxsize=16384)
def _of_name(place: str, name: str) -> tuple[int, ...]:
    return tuple(_key(place + piece) for piece in name_pieces(name))


@lru_cache(maxsize=16384)
def _key(text: str) -> int:
    value = 14695981039346656037
    for byte in text.encode("utf-8", "surrogatepass"):
        value = (value ^ byte) * 1099511628211 & 0xFFFFFFFFFFFFFFFF
    return (value ^ value >> 29) * 0x9E3779B97F4A7C15 % (1 << 64) >> 32

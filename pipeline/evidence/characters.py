"""The letters and words of a page as arrays: what stands in which block, counted for all blocks at once.

Classes of characters come from a table in a file, since versions of Python differ in their Unicode and the numbers must not.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

__all__ = ["Ints", "Shape", "lower", "span_hashes", "word_hashes"]

Ints = NDArray[np.int64]

# Classes of characters; ``characters.npz`` gives each code point its class (written by tools/train/characters.py).
OTHER, LOWER, UPPER, IDEOGRAPH, HANGUL, DIGIT, SPACE, TERMINAL, COMMA, COLON, QUOTE, BRACKET, BAR, SYMBOL, MARK, DASH, STAR = range(17)
CLASSES = 17
WEIGHT = np.zeros(CLASSES, np.int64)
WEIGHT[[LOWER, UPPER, IDEOGRAPH, HANGUL]] = (1, 1, 3, 2)
WORDLIKE = np.zeros(CLASSES, np.bool_)
WORDLIKE[[LOWER, UPPER, IDEOGRAPH, HANGUL, DIGIT, MARK]] = True
PLAIN = np.ones(CLASSES, np.bool_)
PLAIN[[QUOTE, BRACKET, SPACE]] = False
_CLOSERS = 4
"""Closing marks at an end that are passed one by one; for more, the whole page is looked through."""


class Shape:
    """The characters of a page's blocks as arrays: where each block starts, the class of each character, the words."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.joined = "\n".join(texts) + "\n"
        points = np.frombuffer(self.joined.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))
        self.kinds = _classes().take(points)
        self.lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        ends = np.cumsum(self.lengths + 1)
        self.starts = ends - self.lengths - 1
        row = np.repeat(np.arange(len(texts)) * CLASSES, self.lengths + 1)
        self.counts = np.bincount(row + self.kinds, minlength=len(texts) * CLASSES).reshape(-1, CLASSES)
        self.counts[:, SPACE] -= 1
        self.letters: Ints = self.counts @ WEIGHT
        # No text begins with the end of a word, and the line end behind the last one is none: so beginnings and ends take turns.
        wordlike = np.concatenate((np.zeros(1, np.bool_), WORDLIKE.take(self.kinds)))
        edges = np.flatnonzero(wordlike[1:] != wordlike[:-1])
        self.word_at, self.word_end = edges[::2], edges[1::2]
        self.word_block = row[self.word_at] // CLASSES
        self.first = self.kinds[self.starts]
        self.last = self._last(ends)

    @cached_property
    def words(self) -> Ints:
        """Number of words of each block."""
        return np.bincount(self.word_block, minlength=len(self.lengths))

    @cached_property
    def rank(self) -> Ints:
        """Place of each word in its block, from 0."""
        return np.arange(len(self.word_block)) - (np.cumsum(self.words) - self.words)[self.word_block]

    @cached_property
    def sums(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Running sums of the code points in lower case times powers of the base, and the powers of its inverse."""
        points = np.frombuffer(lower(self.joined).encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))
        base, inverse = _powers(len(points))
        sums = np.zeros(len(points) + 1, np.uint64)
        np.cumsum((points.astype(np.uint64) + np.uint64(1)) * base, out=sums[1:])
        return sums, inverse

    def _last(self, ends: Ints) -> NDArray[np.uint8]:
        """Class of each block's last character that is no closing quote or bracket and no space."""
        at = ends - 2
        for _ in range(_CLOSERS):
            closing = (at >= self.starts) & ~PLAIN[self.kinds[at]]
            if not closing.any():
                return np.where(at >= self.starts, self.kinds[at], OTHER).astype(np.uint8)
            at = at - closing
        plain = PLAIN[self.kinds]
        at = np.maximum.accumulate(np.where(plain, np.arange(len(plain)), -1))[ends - 1]
        return np.where(at >= self.starts, self.kinds[at], OTHER).astype(np.uint8)


@lru_cache(maxsize=1)
def _classes() -> NDArray[np.uint8]:
    """Class of every code point."""
    with resources.files("pipeline.evidence").joinpath("data/characters.npz").open("rb") as file, np.load(file, allow_pickle=False) as runs:
        return np.repeat(runs["classes"], runs["lengths"])


def word_hashes(shape: Shape) -> NDArray[np.uint64]:
    """A 64-bit hash of each word in lower case, the same in every process."""
    return span_hashes(shape, shape.word_at, shape.word_end)


def span_hashes(shape: Shape, starts: Ints, ends: Ints) -> NDArray[np.uint64]:
    """A hash of each stretch of characters in lower case: a polynomial in its code points, from running sums modulo 2**64."""
    sums, inverse = shape.sums
    return (sums[ends] - sums[starts]) * inverse[starts]


_BASE = 0x9E3779B97F4A7C15 | 1
_INVERSE = pow(_BASE, -1, 1 << 64)


def _powers(n: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The first ``n`` powers of the hash's base and of its inverse, modulo 2**64."""
    size = max(1 << 14, 1 << (max(n, 1) - 1).bit_length())
    base, inverse = _power_table(size)
    return base[:n], inverse[:n]


@lru_cache(maxsize=2)
def _power_table(size: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    out = []
    for factor in (_BASE, _INVERSE):
        powers = np.full(size, factor, np.uint64)
        powers[0] = 1
        out.append(np.cumprod(powers, dtype=np.uint64))
    return out[0], out[1]


def lower(text: str) -> str:
    """Lower case without a change of length (``İ`` would become two characters)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)

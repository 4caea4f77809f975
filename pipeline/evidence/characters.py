"""The letters and words of a page as arrays: what stands in which block, counted for all blocks at once.

Classes of characters come from a table in a file, since versions of Python differ in their Unicode and the numbers must not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

__all__ = ["DIGIT", "IDEOGRAPH", "TERMINAL", "UPPER", "Ints", "Shape", "lower", "span_hashes", "word_hashes"]

Ints = NDArray[np.int64]
Places = NDArray[np.int32] | Ints

# Classes of characters; ``characters.npz`` gives each code point its class (written by tools/train/characters.py).
OTHER, LOWER, UPPER, IDEOGRAPH, HANGUL, DIGIT, SPACE, TERMINAL, COMMA, COLON, QUOTE, BRACKET, BAR, SYMBOL, MARK, DASH, STAR = range(17)
CLASSES = 17
WEIGHT = np.zeros(CLASSES, np.int64)
WEIGHT[[LOWER, UPPER, IDEOGRAPH, HANGUL]] = (1, 1, 3, 2)
WORDLIKE = np.isin(np.arange(CLASSES), (LOWER, UPPER, IDEOGRAPH, HANGUL, DIGIT, MARK))
PLAIN = np.isin(np.arange(CLASSES), (QUOTE, BRACKET, SPACE), invert=True)
_PART = 1 << 14
"""Characters that are looked at together: arrays of this length stay in the processor's cache, and bound the memory of a long page."""
_CLOSERS = 4
"""Closing marks at an end that are passed one by one; for more, the whole page is looked through."""


class Shape:
    """The characters of a page's blocks as arrays: where each block starts, the class of each character, the words."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.joined = "\n".join(texts) + "\n"
        self.kinds = np.concatenate([_classes().take(points) for points in _code_points(self.joined)])
        self.lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        ends = np.cumsum(self.lengths + 1)
        self.starts = ends - self.lengths - 1
        self.counts = self._counted(ends)
        self.counts[:, SPACE] -= 1
        self.letters: Ints = sum((self.counts[:, kind] * WEIGHT[kind] for kind in np.flatnonzero(WEIGHT)), np.zeros(len(texts), np.int64))
        # No text begins with the end of a word, and the line end behind the last one is none: so beginnings and ends take turns.
        wordlike = np.concatenate((np.zeros(1, np.bool_), WORDLIKE.take(self.kinds)))
        edges = np.flatnonzero(wordlike[1:] != wordlike[:-1]).astype(np.int32)
        self.word_at, self.word_end = edges[::2], edges[1::2]
        self.words: Ints = np.diff(np.searchsorted(self.word_at, self.starts), append=len(self.word_at))
        """Number of words of each block."""
        self.word_block = np.repeat(np.arange(len(texts), dtype=np.int32), self.words)
        self.first = self.kinds[self.starts]
        self.last = self._last(ends)

    @cached_property
    def rank(self) -> NDArray[np.int32]:
        """Place of each word in its block, from 0."""
        return np.arange(len(self.word_block), dtype=np.int32) - (np.cumsum(self.words) - self.words).astype(np.int32)[self.word_block]

    @cached_property
    def sums(self) -> NDArray[np.uint64]:
        """Running sums of the code points in lower case times powers of the base."""
        sums = np.zeros(len(self.joined) + 1, np.uint64)
        powers, first, total, at = _powers(_BASE), 1, np.uint64(0), 1
        for points in _code_points(lower(self.joined)):
            part = sums[at:at + len(points)]
            np.multiply(points.astype(np.uint64) + np.uint64(1), powers[:len(points)], out=part)
            np.cumsum(part, out=part)
            if at > 1:
                part *= np.uint64(first)
                part += total
            total, at, first = part[-1], at + len(points), first * _BASE_STEP % (1 << 64)
        return sums

    def count(self, kind: int) -> Ints:
        """How many characters of a class each block has."""
        return self.counts[:, kind].astype(np.int64)

    def pairs(self) -> tuple[Ints, Ints]:
        """Where two characters of a script without spaces stand side by side: the blocks, and the places."""
        pictures = self.kinds == IDEOGRAPH
        places = np.flatnonzero(pictures[:-1] & pictures[1:])
        return np.searchsorted(self.starts, places, side="right") - 1, places

    def _counted(self, ends: Ints) -> NDArray[np.int16] | NDArray[np.int32]:
        """How many characters of each class each block has, its line end too; counted part by part, which bounds the memory of a long page."""
        counts = np.zeros((len(ends), CLASSES), np.int16 if self.lengths.max(initial=0) < _PART // 2 else np.int32)
        for low in range(0, len(self.kinds), _PART):
            kinds = self.kinds[low:low + _PART]
            first, last = np.searchsorted(ends, (low, low + len(kinds) - 1), side="right")
            here = slice(first, last + 1)
            held = np.minimum(ends[here], low + len(kinds)) - np.maximum(self.starts[here], low)
            row = np.repeat(np.arange(len(held)) * CLASSES, held)
            counts[here] += np.bincount(row + kinds, minlength=len(held) * CLASSES).reshape(-1, CLASSES)
        return counts

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


def span_hashes(shape: Shape, starts: Places, ends: Places) -> NDArray[np.uint64]:
    """A hash of each stretch of characters in lower case: a polynomial in its code points, from running sums modulo 2**64."""
    sums, found = shape.sums, np.empty(len(starts), np.uint64)
    for part in (slice(low, low + _PART) for low in range(0, len(starts), _PART)):
        found[part] = (sums[ends[part]] - sums[starts[part]]) * _inverses(starts[part], len(sums))
    return found


_BASE = 0x9E3779B97F4A7C15 | 1
_INVERSE = pow(_BASE, -1, 1 << 64)
_BASE_STEP, _INVERSE_STEP = pow(_BASE, _PART, 1 << 64), pow(_INVERSE, _PART, 1 << 64)


def _code_points(text: str) -> Iterator[NDArray[np.uint32]]:
    """The code points of a text, some thousands at a time, at least one array."""
    for at in range(0, max(len(text), 1), _PART):
        yield np.frombuffer(text[at:at + _PART].encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))


def _inverses(places: Places, size: int) -> NDArray[np.uint64]:
    """The powers of the inverse of the base at places below ``size``, modulo 2**64: each the product of two powers from short tables."""
    powers = _powers(_INVERSE)
    if size <= _PART:
        return powers[places]
    far = np.full(-(-size // _PART), _INVERSE_STEP, np.uint64)
    far[0] = 1
    np.cumprod(far, out=far)
    return powers[places % _PART] * far[places // _PART]


@lru_cache(maxsize=2)
def _powers(factor: int) -> NDArray[np.uint64]:
    """The first powers of a number, modulo 2**64."""
    powers = np.full(_PART, factor, np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


def lower(text: str) -> str:
    """Lower case without a change of length (``İ`` would become two characters)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)

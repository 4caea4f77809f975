"""How alike two texts are: shingles, MinHash, and the measure of a pair.

Shingles are runs of five words. 128 numbers describe the whole text (16 bands of eight), 32 its first 80 words (eight bands of four): the first find
reprints, the second texts that were cut short, whose shingles are only a part of the other's. The estimates only select the pairs to measure; tags
are counted on the texts (MinHash, Broder 1997).
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.reading.words import key_of

__all__ = ["FORMAT", "Likeness", "bands", "digest", "likely", "measure", "shingles"]

FORMAT = "rensa 0.5.0, 128 and 32, 42, 5 words"
_NUMBERS, _LEAD, _SEED, _SHINGLE = 128, 32, 42, 5
_LEAD_WORDS = 80
_ROWS, _LEAD_ROWS = 8, 4
_FEWEST = 30  # words; shorter texts are like one another by chance
_LIKELY = 0.6  # by estimate, whose error is 0.04
_ALIKE = 0.7
_WITHIN = 0.9
_FEWEST_WITHIN = 40  # shingles; a shorter text may stand in another as a quotation


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts have in common."""

    similarity: float
    """Part of the shingles of both that they share, 0 to 1, in hundredths."""
    within: float
    """Part of the shorter one's shingles that stand in the longer one, 0 to 1, in hundredths."""
    sizes: tuple[int, int]
    """Shingles of each."""

    @property
    def copy(self) -> bool:
        """True if one is a copy of the other, whole or cut."""
        return self.similarity >= _ALIKE or (self.within >= _WITHIN and min(self.sizes) >= _FEWEST_WITHIN)

    @property
    def cut(self) -> bool:
        """True if one is much shorter than the other."""
        return 5 * min(self.sizes) < 4 * max(self.sizes)


def shingles(text: str) -> set[str]:
    """Every run of five words of a text, case and punctuation left out; of a shorter text, the text."""
    return _shingles(key_of(text).split())


def _shingles(words: list[str]) -> set[str]:
    return {" ".join(words[at:at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1))}


def measure(one: set[str], other: set[str]) -> Likeness:
    """Counted on the shingles of two texts."""
    common, sizes = len(one & other), (len(one), len(other))
    return Likeness(round(common / (sum(sizes) - common), 2), round(common / min(sizes), 2), sizes)


def digest(text: str) -> tuple[bytes, int]:
    """The MinHash of a text, 640 bytes, and its number of shingles; empty for one that is too short to tell."""
    words = key_of(text).split()
    if len(words) < _FEWEST:
        return b"", 0
    every = _shingles(words)
    return _minhash(every, _NUMBERS) + _minhash(_shingles(words[:_LEAD_WORDS]), _LEAD), len(every)


def _minhash(marks: set[str], numbers: int) -> bytes:
    from rensa import RMinHash

    hashed = RMinHash(numbers, _SEED)
    hashed.update(sorted(marks))
    return struct.pack(f"<{numbers}I", *hashed.digest())


def likely(one: tuple[bytes, int], other: tuple[bytes, int]) -> bool:
    """True if a pair is worth measuring, by the estimates alone."""
    same = sum(map(int.__eq__, _whole(one[0]), _whole(other[0]))) / _NUMBERS
    return same >= _LIKELY or same / (1 + same) * (one[1] + other[1]) / min(one[1], other[1]) >= _LIKELY


def _whole(digested: bytes) -> tuple[int, ...]:
    return struct.unpack_from(f"<{_NUMBERS}I", digested)


def bands(digested: bytes) -> list[int]:
    """24 keys that fit SQLite's integers: texts that share one may be alike. None for an empty digest."""
    return [int.from_bytes(hashlib.blake2b(part, digest_size=8).digest(), "big", signed=True) for part in _parts(digested)]


def _parts(digested: bytes) -> Iterator[bytes]:
    whole, lead = digested[:4 * _NUMBERS], digested[4 * _NUMBERS:]
    for kind, numbers, rows in ((b"w", whole, _ROWS), (b"l", lead, _LEAD_ROWS)):
        for at in range(0, len(numbers), 4 * rows):
            yield kind + at.to_bytes(2, "big") + numbers[at:at + 4 * rows]

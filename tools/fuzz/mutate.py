"""Changes at random, the same for the same seed: what stands in for atheris where it is not installed."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

__all__ = ["changed"]

_MOST = 8192


def changed(data: bytes, others: Sequence[bytes], tokens: Sequence[bytes], random: Random) -> bytes:
    """Some bytes with one to six changes: a token or bytes put in, a stretch left out, doubled, moved or exchanged, another input joined."""
    for _ in range(random.randint(1, 6)):
        at = random.randint(0, len(data))
        size = random.choice((0, 1, 2, 5, random.randint(0, 60)))
        data = data[:at] + _piece(data, at, others, tokens, random) + data[at + size:]
    return data[:_MOST]


def _piece(data: bytes, at: int, others: Sequence[bytes], tokens: Sequence[bytes], random: Random) -> bytes:
    kind = random.randrange(7)
    if kind < 2:
        return random.choice(tokens)
    if kind == 2:
        return random.randbytes(random.randint(1, 6))
    if kind == 3:
        return data[at:at + random.randint(1, 40)] * random.randint(2, 12)
    if kind == 4:
        start = random.randint(0, len(data))
        return data[start:start + random.randint(1, 200)]
    if kind == 5:
        other = random.choice(others)
        start = random.randint(0, len(other))
        return other[start:start + random.randint(1, 400)]
    return b""

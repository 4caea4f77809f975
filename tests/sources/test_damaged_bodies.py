"""Bodies of answers that are packed and whose end is missing or damaged: what stands before is read, and the damage is told."""

from __future__ import annotations

import gzip
import zlib
from itertools import takewhile
from random import Random
from typing import Any

import pytest

from pipeline.sources.http import unwrapped
from tests.makers.marked import cases
from tests.sources.test_sources import zstd

WORDS = [f"kiln{Random(n).randrange(10**6)}" for n in range(40_000)]


def _packed(case: dict[str, Any], data: bytes) -> bytes:
    match case["coding"]:
        case "gzip":
            return gzip.compress(data, mtime=0)
        case "deflate":
            return zlib.compress(data)[2:-4] if case.get("bare") else zlib.compress(data)
        case "br":
            return pytest.importorskip("brotli").compress(data)
        case _:
            return zstd(data)


@pytest.mark.parametrize("case", cases("packed/damaged_bodies.toml"))
def test_what_stands_before_the_damage_is_read(case: dict[str, Any]) -> None:
    size = -(-len(WORDS) // case["parts"])
    body = bytearray(b"".join(_packed(case, " ".join(WORDS[at:at + size]).encode() + b" ") for at in range(0, len(WORDS), size)))
    if "damage" in case:
        at = int(len(body) * case["damage"])
        body[at:at + 20] = bytes(byte ^ 0x55 for byte in body[at:at + 20])
    data, trouble = unwrapped(bytes(body[:int(len(body) * case.get("cut", 1))]), {} if "untold" in case else {"content-encoding": case["coding"]})
    read = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(WORDS, data.decode("latin-1").split(), strict=False))))
    assert read >= case["least"] * len(WORDS)
    assert trouble == f"is packed as {case['coding']}, and its end is missing or damaged; what stands before was read"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("text", ["The kiln was lit.", "x\u00e9 said the kiln", "<html><p>The kiln was lit again, and it was hot.</p></html>"])
def test_a_body_that_was_unpacked_before_is_read_as_it_stands(coding: str, text: str) -> None:
    assert unwrapped(text.encode(), {"content-encoding": coding})[0] == text.encode()


@pytest.mark.parametrize("behind", [b"", b"\r\n", b"\r\n" * 20_000])
def test_blank_lines_behind_a_bare_body_are_no_damage(behind: bytes) -> None:
    data = " ".join(WORDS).encode()
    assert unwrapped(zlib.compress(data)[2:-4] + behind, {"content-encoding": "deflate"}) == (data, "")

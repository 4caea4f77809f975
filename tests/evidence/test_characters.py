"""Characters and words of long pages: what is counted part by part is what is counted at once."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.evidence.characters import CLASSES, Shape, lower, word_hashes

BASE = 0x9E3779B97F4A7C15
PART = 1 << 14


def hash_of(word: str) -> int:
    """The polynomial in the code points of a word."""
    return sum((ord(char) + 1) * pow(BASE, n, 1 << 64) for n, char in enumerate(word)) % (1 << 64)


@pytest.mark.parametrize("texts", [
    ["a b"], [""], ["ab " * (PART // 3)], ["", "x" * (PART - 2), "й漢 0"], ["ab, cd. " * PART], ["word one", "", "two " * 9000, "İn the end."],
], ids=["short", "empty", "one-part", "border", "many-parts", "blocks"])
def test_hashes_and_counts_do_not_depend_on_where_a_word_stands(texts: list[str]) -> None:
    shape = Shape(texts)
    words = [shape.joined[start:end] for start, end in zip(shape.word_at, shape.word_end, strict=True)]
    known = {word: hash_of(lower(word)) for word in set(words)}
    assert word_hashes(shape).tolist() == [known[word] for word in words]
    for text, start, counts, many in zip(texts, shape.starts, shape.counts, shape.words, strict=True):
        own = np.bincount(shape.kinds[start:start + len(text)], minlength=CLASSES)
        assert counts.tolist() == own.tolist()
        assert many == sum(start <= at < start + len(text) for at in shape.word_at.tolist())

"""How a text is scored against the gold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Scripts whose words no space parts: each character counts as a word."""
WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")
SPACE = re.compile(r"\s+")


def words(text: str) -> list[str]:
    """The words a score counts: runs of letters and digits in lower case; single characters of scripts without spaces."""
    return WORD.findall(text.lower())


def f1(text: str, gold: str) -> float:
    """F1 of the words of two texts as multisets; 1 if both are empty."""
    a, b = Counter(words(text)), Counter(words(gold))
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 1.0


def held(text: str, snippets: Sequence[str]) -> float:
    """Share of the snippets that stand in a text, white space and case aside."""
    folded = SPACE.sub(" ", text).lower()
    return sum(SPACE.sub(" ", snippet).strip().lower() in folded for snippet in snippets) / len(snippets)

"""Soft labels: which share of a block's words stands in the gold text.

Page words and gold words are aligned by their longest common subsequence. Function words meet by chance wherever boilerplate stands
between two matched paragraphs, so a run of matched words counts only if it is at least three words long or half its block. Long
blocks that the gold holds in another order (a lead moved to the top, a box moved to the end) are found by their 4-grams.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rapidfuzz.distance import LCSseq

from tools.train.scoring import words

RUN = 3
LONG = 8
MOVED = 0.8


def soft_labels(texts: Sequence[str], gold: str) -> list[float]:
    """For each block text the share (0 to 1) of its words that belongs to the gold; blocks without words get 0."""
    blocks = [words(text) for text in texts]
    wanted = words(gold)
    hit = _matched(blocks, wanted)
    grams = {tuple(wanted[i:i + 4]) for i in range(len(wanted) - 3)}
    out = []
    for block, count in zip(blocks, hit, strict=True):
        share = count / len(block) if block else 0.0
        if len(block) >= LONG and share < MOVED:
            inside = sum(tuple(block[i:i + 4]) in grams for i in range(len(block) - 3)) / (len(block) - 3)
            share = max(share, inside) if inside >= MOVED else share
        out.append(share)
    return _without_repeats(blocks, wanted, out)


def _without_repeats(blocks: Sequence[Sequence[str]], wanted: Sequence[str], labels: Sequence[float]) -> list[float]:
    """The same with 0 for a long block that stands on the page more often than in the gold: pages hold an article twice, once for telephones."""
    gold = f" {' '.join(wanted)} "
    seen: Counter[str] = Counter()
    out = []
    for block, share in zip(blocks, labels, strict=True):
        if len(block) >= LONG and share >= MOVED:
            text = " ".join(block)
            seen[text] += 1
            if seen[text] > 1 and seen[text] > gold.count(f" {text} "):
                share = 0.0
        out.append(share)
    return out


def _matched(blocks: Sequence[Sequence[str]], wanted: Sequence[str]) -> list[int]:
    """Matched words for each block, chance matches left out."""
    numbers: dict[str, int] = {}
    page = [numbers.setdefault(w, len(numbers)) for block in blocks for w in block]
    gold = [numbers.setdefault(w, len(numbers)) for w in wanted]
    flags = bytearray(len(page))
    for op in LCSseq.opcodes(page, gold):
        if op.tag == "equal":
            flags[op.src_start:op.src_end] = b"\1" * (op.src_end - op.src_start)
    out, at = [], 0
    for block in blocks:
        out.append(_runs(flags[at:at + len(block)]))
        at += len(block)
    return out


def _runs(flags: bytearray) -> int:
    """Flagged words in runs that are long enough to be no accident."""
    need = min(RUN, max(1, (len(flags) + 1) // 2))
    return sum(len(run) for run in bytes(flags).split(b"\0") if len(run) >= need)


"""Soft labels: which share of a block's words stands in the gold text.

Page words and gold words are aligned by their longest common subsequence. Function words meet by chance wherever boilerplate stands
between two matched paragraphs, so a run of matched words counts only if it is at least three words long or half its block. Long
blocks that the gold holds in another order (a lead moved to the top, a box moved to the end) are found by their 4-grams.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence

from tools.train.scoring import words

try:
    from rapidfuzz.distance import LCSseq
except ModuleNotFoundError:
    sys.exit("Training, and the benchmarks that train or compare labels, need further packages. Run: pip install -e '.[train]'")

__all__ = ["LCSseq", "soft_labels"]

RUN = 3
LONG = 8
MOVED = 0.8
BESIDE = 2
"""Blocks before and after in which text is looked for."""


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
    return _placed(blocks, Counter(" ".join(words(line)) for line in gold.split("\n")), f" {' '.join(wanted)} ", out)


def _placed(blocks: Sequence[Sequence[str]], lines: Counter[str], gold: str, labels: Sequence[float]) -> list[float]:
    """The same, where a block stands on the page more often than in the gold, with 0 for all but those that have text beside them.

    Pages hold an article twice, once for telephones, and a heading twice, once in the table of contents; the alignment takes the first one.
    """
    out = list(labels)
    text = [share >= 0.5 and len(block) >= LONG for block, share in zip(blocks, labels, strict=True)]
    same: dict[str, list[int]] = {}
    for i, block in enumerate(blocks):
        joined = " ".join(block)
        if len(block) >= LONG and labels[i] >= MOVED or len(block) > 1 and joined in lines:
            same.setdefault(joined, []).append(i)
    for joined, places in same.items():
        beside = {i: sum(text[max(i - BESIDE, 0):i]) + sum(text[i + 1:i + 1 + BESIDE]) for i in places}
        most = lines[joined] if len(blocks[places[0]]) < LONG else gold.count(f" {joined} ") if len(places) > 1 else 1
        chosen = sorted(places, key=lambda i: (-beside[i], i))[:most]
        told = beside[chosen[0]] > 0 or len(blocks[places[0]]) >= LONG if chosen else False
        for i in places if told else ():
            if i not in chosen:
                out[i] = 0.0
            elif joined in lines and beside[i] >= (BESIDE if len(places) == 1 else 1):
                out[i] = 1.0
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


"""Measures of a page's words, lines and order: the columns of evidence that need no markup and no language.

Lengths are counted in letters (an ideograph as three, a Hangul syllable as two), not in words. Sentences are known by their ends in any script.
``running`` stands for running text: blocks that end like a sentence, or are long.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.data import Block
from pipeline.evidence import characters as kinds
from pipeline.evidence.characters import TERMINAL, UPPER, Shape
from pipeline.evidence.levels import FAR, Columns, Ints, distance, level, prefix, share, shift, spans, sums

__all__ = ["SHORT", "densest", "measures", "running"]

SENTENCE = 60
"""Letters from which a block that ends like a sentence counts as running text."""
LONG = 180
"""Letters from which a block counts as running text whatever its end (scripts without full stops)."""
SHORT = 40
"""Letters below which a block is a scrap: a menu entry, a label, a date."""
WINDOWS = (2, 4, 8, 16)
"""Blocks to either side."""
_MANY = 10_000
"""Blocks of a page whose windows are looked at one after another, since all at once take more memory than the page."""
PATIENCE = (20, 60, 200)
"""Letters that each block without running text costs the main stretch."""
_KINDS = {"upper": kinds.UPPER, "lower": kinds.LOWER, "digit": kinds.DIGIT, "terminal": kinds.TERMINAL, "comma": kinds.COMMA, "colon": kinds.COLON,
          "quote": kinds.QUOTE, "bracket": kinds.BRACKET, "symbol": kinds.SYMBOL, "dash": kinds.DASH, "star": kinds.STAR,
          "ideograph": kinds.IDEOGRAPH, "mark": kinds.MARK}
_COUNTED = {"number of digits": kinds.DIGIT, "sentence ends": kinds.TERMINAL, "commas": kinds.COMMA, "colons": kinds.COLON,
            "quotation marks": kinds.QUOTE, "brackets": kinds.BRACKET, "bars": kinds.BAR, "symbols": kinds.SYMBOL, "dashes": kinds.DASH,
            "stars": kinds.STAR}
"""Classes of characters: with which a block may begin and end, and of which it may have some."""


def running(shape: Shape) -> Ints:
    """Letters of each block that is running text; 0 for the others."""
    ends = (shape.last == TERMINAL) | (shape.last == kinds.COLON)
    return np.where((ends & (shape.letters >= SENTENCE)) | (shape.letters >= LONG), shape.letters, 0)


def measures(blocks: Sequence[Block], shape: Shape, text: Ints) -> Columns:
    """The columns that every page has. ``blocks``: in page order, at least one; ``text``: letters of running text (`running`)."""
    return {**_own(shape), **_layout(blocks, shape, text), **_position(shape, text), **_windows(shape, text), **_stretches(text),
            **_page(shape, text)}


def _own(shape: Shape) -> Columns:
    """The block by itself: its length, what it is made of, how it begins and ends."""
    n = len(shape.lengths)
    count, letters, length, words = shape.count, shape.letters, shape.lengths, shape.words
    longest = np.zeros(n, np.int64)
    np.maximum.at(longest, shape.word_block, shape.word_end - shape.word_at)
    initials = np.bincount(shape.word_block[shape.kinds[shape.word_at] == UPPER], minlength=n)
    order = np.argsort(np.argsort(-letters, kind="stable"), kind="stable")
    out: Columns = {"letters": level(letters), "words": level(words), "letters a word": level(letters * 4 // np.maximum(words, 1)),
                    "longest word": level(longest), "capitals": share(count(UPPER), letters), "words with a capital": share(initials, words),
                    "digits": share(count(kinds.DIGIT), length), **{name: level(count(kind)) for name, kind in _COUNTED.items()},
                    "commas by length": share(count(kinds.COMMA) * 20, letters), "ends by length": share(count(TERMINAL) * 20, letters),
                    "signs": share(length - letters, length), "unspaced script": share(count(kinds.IDEOGRAPH) * 3 + count(kinds.HANGUL) * 2, letters),
                    "rank of length": level(order), "one word": words == 1, "no word": words == 0}
    out.update({f"begins with {name}": shape.first == kind for name, kind in _KINDS.items()})
    out.update({f"ends with {name}": shape.last == kind for name, kind in _KINDS.items()})
    return out


def _layout(blocks: Sequence[Block], shape: Shape, text: Ints) -> Columns:
    """Blank lines and the groups of lines between them."""
    n = len(blocks)
    blank = np.fromiter((block.blank for block in blocks), np.int64, n)
    chunk = np.fromiter((block.chunk for block in blocks), np.int64, n)
    edge = np.concatenate((np.ones(1, np.bool_), chunk[1:] != chunk[:-1]))
    group = np.cumsum(edge) - 1
    size, total, good = np.bincount(group), sums(group, shape.letters), sums(group, text)
    place = np.arange(n) - np.flatnonzero(edge)[group]
    return {"blank lines above": level(blank), "blank lines below": level(shift(blank, -1, 2)), "lines of its group": level(size[group]),
            "letters of its group": level(total[group]), "running text of its group": share(good, total)[group], "place in its group": level(place),
            "from the end of its group": level(size[group] - 1 - place), "groups of the page": share(group[-1:] + 1, n).repeat(n),
            "blank lines of the page": share((blank > 0).sum(keepdims=True), n).repeat(n)}


def _position(shape: Shape, text: Ints) -> Columns:
    """Where the block stands: in blocks, in letters, in running text."""
    n = len(text)
    index = np.arange(n)
    before = np.cumsum(text) - text
    at = np.flatnonzero(text)
    first, last = (int(at[0]), int(at[-1])) if len(at) else (n, -1)
    return {"place": level(index), "place from the end": level(n - 1 - index), "part of the page": share(index, n),
            "part of the letters": share(np.cumsum(shape.letters) - shape.letters, shape.letters.sum()), "running text above": level(before),
            "running text below": level(text.sum() - before - text), "part of the running text": share(before, text.sum()),
            "from the first running text": distance(index - first), "from the last running text": distance(index - last)}


def _windows(shape: Shape, text: Ints) -> Columns:
    """Neighbours: running text and scraps among the next blocks on either side."""
    values = {"running text": text, "mean letters": shape.letters, "scraps": shape.letters < SHORT, "sentences": shape.last == TERMINAL}
    totals = {name: prefix(found) for name, found in values.items()}
    total = totals["running text"]
    out: Columns = dict.fromkeys((f"{name} within {k}" for name in values for k in WINDOWS), total)
    for sizes in [WINDOWS] if len(text) < _MANY else [(k,) for k in WINDOWS]:
        low, high = spans(len(text), sizes)
        whole = high - low - 1
        for name, of in totals.items():
            part = of[high] - of[low] - values[name]
            letters = totals["mean letters"][high] - totals["mean letters"][low] - shape.letters if name == "running text" else whole
            found = level(part // np.maximum(whole, 1)) if name == "mean letters" else share(part, letters)
            out.update((f"{name} within {k}", column) for k, column in zip(sizes, found, strict=True))
    above, below = total[:-1] - total[low[-1]], total[high[-1]] - total[1:]
    out["running text just above"], out["running text just below"] = level(above), level(below)
    for step in (1, 2):
        out[f"letters {step} above"], out[f"letters {step} below"] = level(shift(shape.letters, step)), level(shift(shape.letters, -step))
    return out


def _stretches(text: Ints) -> Columns:
    """The main stretch of running text at three degrees of patience, and the gaps that part a block from it."""
    n = len(text)
    index, poor = np.arange(n), text == 0
    total = prefix(text)
    out: Columns = {}
    for patience in PATIENCE:
        start, end = densest(text, patience)
        outside = np.where(index < start, index - start, np.where(index > end, index - end, 0))
        out[f"outside the main stretch, patience {patience}"] = distance(outside)
        out[f"text between it and the main stretch, patience {patience}"] = level(np.where(index > end, total[index] - total[end + 1], 0))
    run = _run_lengths(poor)
    out["blocks without running text in a row"] = level(run)
    middle = min(int(np.searchsorted(np.cumsum(text) * 2, text.sum())), n - 1) if text.any() else n // 2
    gap = np.empty(n, np.int64)
    gap[middle:] = np.maximum.accumulate(run[middle:])
    gap[:middle + 1] = np.maximum.accumulate(run[middle::-1])[::-1]
    out["largest gap towards the middle"], out["from the middle of the text"] = level(gap), distance(index - middle)
    previous = np.maximum.accumulate(np.where(poor, -1, index))
    following = np.minimum.accumulate(np.where(poor, FAR * 2, index)[::-1])[::-1]
    out["since running text"] = level(np.where(previous < 0, FAR, index - previous))
    out["until running text"] = level(np.where(following >= FAR * 2, FAR, following - index))
    return out


def densest(text: Ints, patience: int = PATIENCE[1]) -> tuple[int, int]:
    """First and last block of the main stretch of running text: the largest sum of letters less ``patience`` for each block without any."""
    total = prefix(np.where(text == 0, -patience, text))
    lowest = np.minimum.accumulate(total[:-1])
    end = int(np.argmax(total[1:] - lowest))
    return int(np.argmin(total[:end + 1])), end


def _run_lengths(flags: NDArray[np.bool_]) -> Ints:
    """For each True the length of its run of Trues, else 0."""
    edges = np.diff(np.concatenate(([0], flags.astype(np.int8), [0])))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    out = np.zeros(len(flags), np.int64)
    out[flags] = np.repeat(ends - starts, ends - starts)
    return out


def _page(shape: Shape, text: Ints) -> Columns:
    """The page as a whole, the same for each of its blocks."""
    n = len(text)
    letters, scraps = shape.letters.sum(keepdims=True), shape.letters < SHORT
    values = {"blocks of the page": level(np.array([n])), "letters of the page": level(letters), "mean letters of the page": level(letters // n),
              "running text of the page": share(text.sum(keepdims=True), letters),
              "running blocks of the page": share((text > 0).sum(keepdims=True), n), "scraps of the page": share(scraps.sum(keepdims=True), n),
              "letters in scraps": share(shape.letters[scraps].sum(keepdims=True), letters),
              "sentences of the page": share((shape.last == TERMINAL).sum(keepdims=True), n)}
    return {name: value.repeat(n) for name, value in values.items()}

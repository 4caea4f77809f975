"""What the model knows of a block: one table of numbers a page, one row a block.

One definition serves two variants. ``text`` features need only the words, their lines and their order, so they exist for every page;
``dom`` adds what markup tells (`dom_features` in ``features_dom.py``). Nothing here knows a language: lengths are counted in letters
(an ideograph as three, a Hangul syllable as two), not in words; sentences are known by their ends in any script; no list of stop words.
The one exception, the *lexicon*, comes from the model file and may be empty.

Every number is an integer, or one division of two integers, so that each machine computes the same bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.data import Block
from pipeline.label.letters import (
    BAR,
    BRACKET,
    COLON,
    COMMA,
    DASH,
    DIGIT,
    QUOTE,
    STAR,
    SYMBOL,
    TERMINAL,
    UPPER,
    Ints,
    Lexicon,
    Shape,
    pair_hashes,
    word_hashes,
)

__all__ = ["Columns", "densest", "lexical", "prefix", "running", "share", "spans", "text_features", "text_features_of"]

Columns = dict[str, NDArray[Any]]
"""Feature name to a column with one number for each block."""

SENTENCE = 60
"""Letters from which a block that ends like a sentence counts as running text."""
LONG = 180
"""Letters from which a block counts as running text whatever its end (scripts without full stops)."""
SHORT = 40
"""Letters below which a block is a scrap: a menu entry, a label, a date."""
WINDOWS = (2, 4, 8, 16)
"""Blocks to either side."""
FAR = 9999
"""Distance to something the page doesn't have."""


_CUT = ("…", "...", "[…]", "[...]", "(…)", "(...)")


def text_features(blocks: Sequence[Block], lexicon: Lexicon | None = None) -> Columns:
    """Features that every page has. ``blocks``: in page order, at least one."""
    shape = Shape([block.text for block in blocks])
    return text_features_of(blocks, shape, running(shape), lexicon)


def text_features_of(blocks: Sequence[Block], shape: Shape, good: Ints, lexicon: Lexicon | None) -> Columns:
    """The same from what is known already. ``good``: letters of running text (`running`)."""
    texts = [block.text for block in blocks]
    columns = _own(shape)
    columns.update(_layout(blocks, shape, good))
    columns.update(_position(shape, good))
    columns.update(_windows(shape, good))
    columns.update(_stretches(shape, good))
    columns.update(_repetition(texts, shape))
    columns.update(_words(shape, good, lexicon))
    columns.update(_page(shape, good))
    return columns


def running(shape: Shape) -> Ints:
    """Letters of each block that is running text: ends like a sentence, or is long; 0 for the others."""
    ends = (shape.last == TERMINAL) | (shape.last == COLON)
    return np.where((ends & (shape.letters >= SENTENCE)) | (shape.letters >= LONG), shape.letters, 0)


def share(part: Any, whole: Any) -> NDArray[np.float64]:
    """``part / whole``, 0 where the whole is 0."""
    out: NDArray[np.float64] = part / np.maximum(whole, 1)
    return out


def _own(shape: Shape) -> Columns:
    """The block by itself: its length, what it is made of, how it begins and ends."""
    n = len(shape.lengths)
    c, letters, length = shape.counts, shape.letters, shape.lengths
    words = np.bincount(shape.word_block, minlength=n)
    size = shape.word_end - shape.word_at
    longest = np.zeros(n, np.int64)
    np.maximum.at(longest, shape.word_block, size)
    initial = np.bincount(shape.word_block[shape.kinds[shape.word_at] == UPPER], minlength=n)
    return {
        "letters": letters, "chars": length, "words": words, "letters_word": share(letters, words), "longest": longest,
        "upper": share(c[:, UPPER], letters), "initials": share(initial, words), "digits": share(c[:, DIGIT], length),
        "digit_count": c[:, DIGIT], "ends": c[:, TERMINAL], "ends_100": share(c[:, TERMINAL] * 100, letters),
        "commas": c[:, COMMA], "commas_100": share(c[:, COMMA] * 100, letters), "colons": c[:, COLON], "quotes": c[:, QUOTE],
        "brackets": c[:, BRACKET], "bars": c[:, BAR], "bars_100": share(c[:, BAR] * 100, letters + 1), "symbols": c[:, SYMBOL],
        "dashes": c[:, DASH], "stars": c[:, STAR], "nonletters": share(length - letters, length),
        "first_kind": shape.first, "last_kind": shape.last, "ends_sentence": shape.last == TERMINAL,
    }


def _layout(blocks: Sequence[Block], shape: Shape, good: Ints) -> Columns:
    """Blank lines and the groups of lines between them."""
    n = len(blocks)
    blank = np.fromiter((block.blank for block in blocks), np.int64, n)
    chunk = np.fromiter((block.chunk for block in blocks), np.int64, n)
    edge = np.concatenate((np.ones(1, np.bool_), chunk[1:] != chunk[:-1]))
    group = np.cumsum(edge) - 1
    size, total, text = np.bincount(group), _sums(group, shape.letters), _sums(group, good)
    return {
        "blank": np.minimum(blank, 5), "chunk_blocks": size[group], "chunk_letters": total[group],
        "chunk_good": share(text, total)[group], "chunk_place": np.arange(n) - np.flatnonzero(edge)[group],
        "chunks_page": share(group[-1:] + 1, n).repeat(n), "blanks_page": share((blank > 0).sum(), n).repeat(n),
    }


def _sums(group: Ints, values: Ints) -> Ints:
    """Exact sums of integers by group."""
    return np.bincount(group, weights=values).astype(np.int64)


def _position(shape: Shape, good: Ints) -> Columns:
    """Where the block stands: in blocks, in letters, in running text."""
    n = len(good)
    index = np.arange(n)
    before = np.cumsum(good) - good
    letters = np.cumsum(shape.letters) - shape.letters
    at = np.flatnonzero(good)
    first, last = (int(at[0]), int(at[-1])) if len(at) else (FAR, -FAR)
    return {
        "index": index, "from_end": n - 1 - index, "place": share(index, n), "place_letters": share(letters, shape.letters.sum()),
        "good_before": before, "good_after": good.sum() - before - good, "place_good": share(before, good.sum()),
        "to_first": index - first, "to_last": index - last,
    }


def _windows(shape: Shape, good: Ints) -> Columns:
    """Neighbours: running text and scraps among the next blocks on either side."""
    sums = np.array([prefix(good), prefix(shape.letters), prefix(shape.letters < SHORT), prefix(shape.last == TERMINAL)])
    low, high = spans(np.arange(len(good)), WINDOWS)
    before, after = sums[:, None, :-1] - sums[:, low], sums[:, high] - sums[:, None, 1:]
    around = before + after
    whole = np.broadcast_to(high - low - 1, around.shape).copy()
    whole[0] = around[1]
    shares = share(around, whole)
    out: Columns = {
        "good_before_16": before[0, -1], "good_after_16": after[0, -1], "scraps_before_16": before[2, -1], "scraps_after_16": after[2, -1],
        "letters_prev_1": _shift(shape.letters, 1), "letters_next_1": _shift(shape.letters, -1), "last_next_1": _shift(shape.last, -1),
        "last_prev_1": _shift(shape.last, 1),
    }
    for row, name in enumerate(("good", "letters", "scraps", "ends")):
        out.update({f"{name}_around_{k}": shares[row, i] for i, k in enumerate(WINDOWS)})
    return out


def spans(index: Ints, sizes: Sequence[int]) -> tuple[Ints, Ints]:
    """For each size the first block of the window around each block, and the one after its last."""
    reach = np.array(sizes)[:, None]
    return np.maximum(index - reach, 0), np.minimum(index + (reach + 1), len(index))


def prefix(values: Any) -> Ints:
    """Running sums with a leading 0."""
    out = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=out[1:])
    return out


def _shift(values: NDArray[Any], step: int) -> Ints:
    """The value ``step`` blocks earlier (later if negative); -1 beyond the page."""
    out = np.full(len(values), -1, np.int64)
    if step > 0:
        out[step:] = values[:-step]
    else:
        out[:step] = values[-step:]
    return out


def _stretches(shape: Shape, good: Ints) -> Columns:
    """The main stretch of running text at three degrees of patience, and the gaps that part a block from it."""
    n = len(good)
    index = np.arange(n)
    poor = good == 0
    out: Columns = {}
    run = _run_lengths(poor)
    out["poor_run"] = run
    for patience in (20, 60, 200):
        start, end = densest(np.where(poor, -patience, good))
        outside = np.where(index < start, index - start, np.where(index > end, index - end, 0))
        out[f"stretch_{patience}"] = outside
        out[f"stretch_good_{patience}"] = share(good[start:end + 1].sum(), good.sum()).repeat(n)
        gone = np.where(index > end, prefix(good)[index] - prefix(good)[end + 1], 0)
        out[f"past_{patience}"] = gone
    middle = int(np.searchsorted(np.cumsum(good) * 2, good.sum())) if good.any() else n // 2
    middle = min(middle, n - 1)
    gap = np.empty(n, np.int64)
    gap[middle:] = np.maximum.accumulate(run[middle:])
    gap[:middle + 1] = np.maximum.accumulate(run[middle::-1])[::-1]
    out["gap"] = gap
    out["after_middle"] = index - middle
    previous = np.maximum.accumulate(np.where(poor, -1, index))
    following = np.minimum.accumulate(np.where(poor, FAR * 2, index)[::-1])[::-1]
    out["since_good"] = np.where(previous < 0, FAR, index - previous)
    out["until_good"] = np.where(following >= FAR * 2, FAR, following - index)
    return out


def densest(scores: Ints) -> tuple[int, int]:
    """First and last index of the stretch with the largest sum (the earliest of several)."""
    sums = prefix(scores)
    lowest = np.minimum.accumulate(sums[:-1])
    end = int(np.argmax(sums[1:] - lowest))
    return int(np.argmin(sums[:end + 1])), end


def _run_lengths(flags: NDArray[np.bool_]) -> Ints:
    """For each True the length of its run of Trues, else 0."""
    edges = np.diff(np.concatenate(([0], flags.astype(np.int8), [0])))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    out = np.zeros(len(flags), np.int64)
    out[flags] = np.repeat(ends - starts, ends - starts)
    return out


def _repetition(texts: Sequence[str], shape: Shape) -> Columns:
    """The same text, or the same opening, elsewhere on the page."""
    whole, openings = _numbered(texts), _numbered([text[:12] for text in texts])
    twins = np.bincount(whole)[whole]
    first = np.zeros(len(texts), np.bool_)
    first[np.unique(whole, return_index=True)[1]] = True
    return {
        "twins": twins, "again": ~first, "ellipsis": np.array([text.endswith(_CUT) for text in texts]),
        "same_opening": np.bincount(openings)[openings],
    }


def _numbered(texts: Sequence[str]) -> Ints:
    """Numbers of the different texts, from 0 in order of appearance."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(text, len(numbers)) for text in texts], np.int64)


def _words(shape: Shape, good: Ints, lexicon: Lexicon | None) -> Columns:
    """Words shared with the running text of the page, and the lexicon's opinion of the block and of the line that heads it."""
    n = len(good)
    hashes = word_hashes(shape)
    content = shape.word_end - shape.word_at >= 5
    block = shape.word_block[content]
    counted = np.bincount(block, minlength=n)
    shared = np.zeros(n, np.int64)
    if len(block):
        different, ids = np.unique(hashes[content], return_inverse=True)
        rich = good[block] > 0
        spread = np.bincount(np.unique(ids[rich] * n + block[rich]) // n, minlength=len(different))
        shared = np.bincount(block[spread[ids] - rich > 0], minlength=n)
    out: Columns = {"content_words": counted, "shared": share(shared, counted)}
    out.update(lexical(shape, hashes, lexicon))
    return out


PAIRED = ("pair_sum", "pair_mean", "pair_min", "pair_bad")
LEXICAL = ("lex_sum", "lex_mean", "lex_min", "lex_known", "lex_prev", "lex_head", "lex_around_3", *PAIRED)
"""Columns that rest on the lexicon; training drops them on some pages, and a page in another language has none."""


def lexical(shape: Shape, hashes: NDArray[np.uint64], lexicon: Lexicon | None) -> Columns:
    """What the lexicon says; NaN for blocks with no word it knows, and for all of a page in another language."""
    n = len(shape.lengths)
    nothing: Columns = {name: np.full(n, np.nan) for name in LEXICAL}
    if lexicon is None or not len(lexicon.hashes):
        return nothing
    paired = _paired(shape, hashes, lexicon.pairs, n)
    if paired is None:
        return nothing
    odds, known = lexicon.look_up(hashes)
    block = shape.word_block[known]
    count = np.bincount(block, minlength=n)
    total = np.bincount(block, weights=odds, minlength=n)
    least = np.full(n, 127, np.int64)
    np.minimum.at(least, block, odds)
    silent = count == 0
    mean = np.where(silent, np.nan, total / np.maximum(count, 1))
    heading = (shape.letters < 60) & (shape.last != TERMINAL) & ~silent
    at = np.maximum.accumulate(np.where(heading, np.arange(n), -1))
    head = np.where(at >= 0, mean[at], np.nan)
    index = np.arange(n)
    low, high = np.maximum(index - 3, 0), np.minimum(index + 4, n)
    sums, counts = prefix(total.astype(np.int64)), prefix(count)
    around = share(sums[high] - sums[low], counts[high] - counts[low])
    return {
        "lex_sum": np.where(silent, np.nan, total), "lex_mean": mean, "lex_min": np.where(silent, np.nan, least),
        "lex_known": share(count, np.bincount(shape.word_block, minlength=n)), "lex_prev": np.concatenate((np.full(1, np.nan), mean[:-1])),
        "lex_head": head, "lex_around_3": around, **paired,
    }


_BAD = -24
"""Sixteenths: boilerplate four times in five."""
_FOREIGN, _ENOUGH = 3, 60
"""In per cent: share of a page's pairs of words, if it has at least so many, below which it is in a language that the lexicon does not know.
Of 889 pages in English one in a hundred has fewer than 12; eight articles in eight other languages had none or one."""


def _paired(shape: Shape, hashes: NDArray[np.uint64], pairs: Lexicon | None, n: int) -> Columns | None:
    """What pairs of words tell; NaN for blocks with no pair that is known; None for a page in another language than the lexicon's."""
    if pairs is None:
        return {name: np.full(n, np.nan) for name in PAIRED}
    found, block = pair_hashes(shape, hashes)
    odds, known = pairs.look_up(found)
    if len(found) >= _ENOUGH and len(known) * 100 < _FOREIGN * len(found):
        return None
    block = block[known]
    count, total = np.bincount(block, minlength=n), np.bincount(block, weights=odds, minlength=n)
    least = np.full(n, 127, np.int64)
    np.minimum.at(least, block, odds)
    bad = np.bincount(block[odds <= _BAD], minlength=n)
    silent = count == 0
    values = (total, total / np.maximum(count, 1), least, bad / np.maximum(count, 1))
    return {name: np.where(silent, np.nan, value) for name, value in zip(PAIRED, values, strict=True)}


def _page(shape: Shape, good: Ints) -> Columns:
    """The page as a whole, the same for each of its blocks."""
    n = len(good)
    letters = int(shape.letters.sum())
    values = {
        "page_blocks": n, "page_letters": letters, "page_mean": letters / n, "page_good": int(good.sum()) / max(letters, 1),
        "page_good_blocks": int((good > 0).sum()) / n, "page_scraps": int((shape.letters < SHORT).sum()) / n,
        "page_scrap_letters": int(shape.letters[shape.letters < SHORT].sum()) / max(letters, 1),
        "page_ends": int((shape.last == TERMINAL).sum()) / n,
    }
    return {name: np.full(n, value) for name, value in values.items()}

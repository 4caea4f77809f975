"""White space that a page's blocks and removals do not tell, and the way back from a block's text to the page.

The contract that a rebuild rests on: the text of a kept block is the characters of its range, with the repairs in that range made, what
was removed from its midst left out, and white space folded (single spaces, none at the ends; in preformatted text as it is). So a list
marker, a note's number or a stripped asterisk that is not in the text has to be a repair (kind ``markup``, after ``""``). Outside
removals and repairs, a block's characters then stand in the page one by one, except for the white space listed by `space_of`.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from heapq import merge
from itertools import chain, repeat
from typing import NamedTuple

import numpy as np

from pipeline.data import ArticleBlock, Repair
from pipeline.data.columns import in_columns

__all__ = ["Places", "in_order", "space_of"]

_RUN = re.compile(r"\s+")

Range = tuple[int, int]


def space_of(
    page_text: str, kept_ranges: Iterable[Range], removed_ranges: Iterable[Range], repaired_ranges: Iterable[Range] = (),
) -> Sequence[tuple[int, str]]:
    """Place and characters of every run of white space that can't be told from the ranges, in page order.

    Told, and so left out: a single U+0020 between two characters of a kept block, and ``\\n`` or ``\\n\\n`` that fills the whole gap between
    two neighbouring ranges. Runs are cut at the borders of ranges and repairs; what lies in a removal or a repair is not listed.
    """
    return in_columns(_pair, _each_space(page_text, in_order(kept_ranges), in_order(removed_ranges), repaired_ranges))


def _pair(at: int, run: str) -> tuple[int, str]:
    return at, run


_Edges = tuple[Sequence[int], Sequence[int]]
"""Starts and ends of ranges."""


def _each_space(page_text: str, stays: _Edges, removed: _Edges, repaired_ranges: Iterable[Range]) -> Iterator[tuple[int, str]]:
    cuts = in_order(chain(zip(*removed, strict=True), repaired_ranges))
    cursor, first = 0, True
    for start, end, kept in merge(zip(*removed, repeat(False), strict=False), zip(*stays, repeat(True), strict=False)):
        if start > cursor and (first or page_text[cursor:start] not in ("\n", "\n\n")):
            for at, stop in _outside(*cuts, cursor, start):
                yield from ((at + run.start(), run.group()) for run in _RUN.finditer(page_text[at:stop]))
        if kept and end > cursor:
            for at, stop in _outside(*cuts, max(cursor, start), end):
                yield from _inside(page_text[at:stop], at)
        cursor, first = max(cursor, end), False
    for at, stop in _outside(*cuts, cursor, len(page_text)):
        yield from ((at + run.start(), run.group()) for run in _RUN.finditer(page_text[at:stop]))


def _inside(piece: str, at: int) -> Iterator[tuple[int, str]]:
    # What is printable has no white space but U+0020.
    if piece.isprintable() and "  " not in piece and piece[:1] != " " and piece[-1:] != " ":
        return
    for run in _RUN.finditer(piece):
        if run.group() != " " or run.start() == 0 or run.end() == len(piece):
            yield at + run.start(), run.group()


def in_order(ranges: Iterable[Range]) -> tuple[array[int], array[int]]:
    """Starts and ends of ranges, sorted by start, then by end; there may be very many."""
    flat = np.array(array("q", chain.from_iterable(ranges)), np.int64)
    starts, ends = flat[::2], flat[1::2]
    order = np.lexsort((ends, starts))
    return array("q", starts[order].tobytes()), array("q", ends[order].tobytes())


def _outside(starts: Sequence[int], ends: Sequence[int], start: int, end: int) -> Iterator[Range]:
    """The stretches of a range that no cut covers."""
    for i in range(max(bisect_left(starts, start) - 1, 0), len(starts)):
        cut = starts[i]
        if cut >= end:
            break
        if cut > start:
            yield start, cut
        start = max(start, ends[i])
    if start < end:
        yield start, end


class Places:
    """The way back from places in the texts of blocks to places in the page, for all blocks of an article.

    Changes are sorted once, where a place is asked for, and those of a block are followed once, so that many places cost no more than each.
    Of changes inside one another, as of what was mended in the markup of a formula, the outer one is followed.
    """

    def __init__(self, repairs: Sequence[Repair], space: Sequence[tuple[int, str]], removed: Iterable[Range] = ()) -> None:
        self._told = repairs, space, removed
        self._block: ArticleBlock | None = None
        self._steps = _Steps()

    @cached_property
    def _changes(self) -> _Changes:
        repairs, space, removed = self._told
        return _in_order_of_page(chain(
            ((r.start, r.end, r.after, False) for r in repairs), ((at, at + len(run), run, True) for at, run in space),
            ((start, end, "", False) for start, end in removed),
        ))

    def of(self, block: ArticleBlock, at: int) -> int:
        """The place in the page of a place in a block's text; inside a replaced stretch, that stretch's start."""
        if block is not self._block:
            self._block, self._steps = block, self._followed(block)
        steps = self._steps
        n = bisect_right(steps.reached, at)
        if n < len(steps.reached) and at >= steps.texts[n]:
            return min(steps.starts[n], block.end)
        page, text = (steps.ends[n - 1], steps.followings[n - 1]) if n else (block.start, 0)
        return min(max(page + at - text, block.start), block.end)

    def _followed(self, block: ArticleBlock) -> _Steps:
        """The changes in a block's range, each with the places in the block's text where it begins and ends."""
        changes, steps = self._changes, _Steps()
        page, text = block.start, 0
        for n in range(bisect_left(changes.starts, block.start), bisect_right(changes.starts, block.end)):
            start, end, white = changes.starts[n], changes.ends[n], changes.white[n]
            if start < page >= end or ((start >= block.end) if white else (end > block.end)):  # inside a larger change, or beyond the block
                continue
            text += start - page
            following = _past(block.text, text, changes.after[n])
            steps.add(start, end, text, following)
            page, text = end, following
        return steps


class _Changes(NamedTuple):
    """Changes of a page as columns: there may be very many."""

    starts: array[int]
    ends: array[int]
    after: list[str]
    white: bytes


def _in_order_of_page(changes: Iterable[tuple[int, int, str, bool]]) -> _Changes:
    """Changes by their start; of those with one start, the outer ones first, after what was put in before them."""
    starts, ends, after, white = array("q"), array("q"), list[str](), bytearray()
    for start, end, put, is_white in changes:
        starts.append(start)
        ends.append(end)
        after.append(put)
        white.append(is_white)
    ranks = {put: n for n, put in enumerate(sorted(set(after)))}
    first, last, put_in = np.array(starts, np.int64), np.array(ends, np.int64), np.fromiter((ranks[put] for put in after), np.int64, len(after))
    flags = np.frombuffer(bytes(white), np.uint8)
    order = np.lexsort((flags, put_in, -last, last > first, first))
    return _Changes(array("q", first[order].tobytes()), array("q", last[order].tobytes()), [after[n] for n in order], flags[order].tobytes())


class _Steps:
    """Changes as columns, in the page from ``starts`` to ``ends``, in the text of their block from ``texts`` to ``followings``."""

    __slots__ = ("ends", "followings", "reached", "starts", "texts")

    def __init__(self) -> None:
        self.starts, self.ends, self.texts, self.followings, self.reached = (array("q") for _ in range(5))

    def add(self, start: int, end: int, text: int, following: int) -> None:
        """One more. ``reached``: how far it or one before it goes."""
        self.reached.append(max(following, self.reached[-1]) if self.reached else following)
        self.starts.append(start)
        self.ends.append(end)
        self.texts.append(text)
        self.followings.append(following)


def _past(text: str, at: int, inserted: str) -> int:
    """Where a text goes on after the folded form of an inserted stretch."""
    for char in inserted:
        here = text[at:at + 1]
        if here == char or (char.isspace() and here.isspace()):
            at += 1
    return at

"""White space that a page's blocks and removals do not tell, and the way back from a block's text to the page.

The contract that a rebuild rests on: the text of a kept block is the characters of its range, with the repairs in that range made, what
was removed from its midst left out, and white space folded (single spaces, none at the ends; in preformatted text as it is). So a list
marker, a note's number or a stripped asterisk that is not in the text has to be a repair (kind ``markup``, after ``""``). Outside
removals and repairs, a block's characters then stand in the page one by one, except for the white space listed by `space_of`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from pipeline.data import ArticleBlock, Repair

__all__ = ["place_of", "space_of"]

_RUN = re.compile(r"\s+")

Range = tuple[int, int]


def space_of(
    page_text: str, kept_ranges: Iterable[Range], removed_ranges: Iterable[Range], repaired_ranges: Iterable[Range] = (),
) -> tuple[tuple[int, str], ...]:
    """Place and characters of every run of white space that can't be told from the ranges, in page order.

    Told, and so left out: a single U+0020 between two characters of a kept block, and ``\\n`` or ``\\n\\n`` that fills the whole gap between
    two neighbouring ranges. Runs are cut at the borders of ranges and repairs; what lies in a removal or a repair is not listed.
    """
    removed = sorted(removed_ranges)
    cuts = sorted({*removed, *repaired_ranges})
    starts = [start for start, _ in cuts]
    out: list[tuple[int, str]] = []
    cursor, first = 0, True
    for start, end, kept in sorted([(s, e, True) for s, e in kept_ranges] + [(s, e, False) for s, e in removed]):
        if start > cursor and (first or page_text[cursor:start] not in ("\n", "\n\n")):
            for at, stop in _outside(cuts, starts, cursor, start):
                out += [(at + run.start(), run.group()) for run in _RUN.finditer(page_text[at:stop])]
        if kept and end > cursor:
            for at, stop in _outside(cuts, starts, max(cursor, start), end):
                out += _inside(page_text[at:stop], at)
        cursor, first = max(cursor, end), False
    for at, stop in _outside(cuts, starts, cursor, len(page_text)):
        out += [(at + run.start(), run.group()) for run in _RUN.finditer(page_text[at:stop])]
    return tuple(out)


def _inside(piece: str, at: int) -> Iterator[tuple[int, str]]:
    if " ".join(piece.split()) == piece:
        return
    for run in _RUN.finditer(piece):
        if run.group() != " " or run.start() == 0 or run.end() == len(piece):
            yield at + run.start(), run.group()


def _outside(cuts: Sequence[Range], starts: Sequence[int], start: int, end: int) -> Iterator[Range]:
    """The stretches of a range that no cut covers."""
    i = max(bisect_left(starts, start) - 1, 0)
    for cut_start, cut_end in map(cuts.__getitem__, range(i, len(cuts))):
        if cut_start >= end:
            break
        if cut_start > start:
            yield start, cut_start
        start = max(start, cut_end)
    if start < end:
        yield start, end


def place_of(
    block: ArticleBlock, at: int, repairs: Sequence[Repair], space: Sequence[tuple[int, str]], removed: Sequence[Range] = (),
) -> int:
    """The place in the page of a place in a block's text; inside a replaced stretch, that stretch's start."""
    changes = sorted(
        [(r.start, r.end, r.after) for r in repairs if block.start <= r.start and r.end <= block.end]
        + [(place, place + len(run), run) for place, run in space if block.start <= place < block.end]
        + [(start, end, "") for start, end in removed if block.start <= start and end <= block.end]
    )
    page_at, text_at = block.start, 0
    for start, end, after in changes:
        if at < text_at + start - page_at:
            break
        text_at += start - page_at
        following = _past(block.text, text_at, after)
        if at < following:
            return min(start, block.end)
        page_at, text_at = end, following
    return min(max(page_at + at - text_at, block.start), block.end)


def _past(text: str, at: int, inserted: str) -> int:
    """Where a text goes on after the folded form of an inserted stretch."""
    for char in inserted:
        here = text[at:at + 1]
        if here == char or (char.isspace() and here.isspace()):
            at += 1
    return at

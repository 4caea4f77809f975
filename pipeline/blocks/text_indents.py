"""White space before the lines of a text: paragraphs that begin further in, and entries whose other lines are further in, with no blank line between
them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise
from operator import attrgetter

from pipeline.blocks.text_lines import Line
from pipeline.reading.marks import ends_clause, starts_item

__all__ = ["entries", "indent_of", "paragraph_indents"]

_DEEPEST = 40
"""White space that is looked at."""
_TAB = " " * 4
_LEAST, _MOST = 2, 12
"""Characters by which the first line of a paragraph is further in than the others."""
_FEWEST, _SHARE, _ENDED = 3, 0.5, 0.7
"""First lines that are proof, which share of all lines they are at most, and before which share of them a sentence ends."""


def indent_of(text: str, line: Line) -> int:
    """White space before a line."""
    before = text[max(0, line.start - _DEEPEST):line.start].replace("\t", _TAB)
    return len(before) - len(before.rstrip(" \t\xa0"))


def paragraph_indents(text: str, lines: Sequence[Line]) -> dict[int, int]:
    """The first lines of paragraphs, by their numbers, with the white space by which they are further in; empty where no text is set in that way."""
    if text.count("\n ") + text.count("\n\t") < _FEWEST:
        return {}
    indents = [indent_of(text, line) for line in lines]
    usual = Counter(indents).most_common(1)[0][0]
    found = {}
    ended = followed = 0
    for n, (before, line) in enumerate(pairwise(lines), 1):
        further = indents[n] - usual
        if not _LEAST <= further <= _MOST or starts_item(line.text):
            continue
        below = before.chunk == line.chunk and indents[n - 1] > usual
        if below and not (before.number in found and ends_clause(before.text)):  # a paragraph of one line may stand above, else a block further in
            continue
        found[line.number] = further
        if before.chunk == line.chunk:
            followed += 1
            ended += ends_clause(before.text)
    proven = followed >= _FEWEST - 1 and ended >= _ENDED * followed and _FEWEST <= len(found) <= _SHARE * len(lines)
    return found if proven else {}


_FEWEST_HANGING, _NARROWEST, _WIDEST = 2, 40, 132
"""Lines of entries that are further in, and of entries, that are proof; the columns at which such a text is wrapped."""
_FULL, _SMALL, _CLOSED = 0.8, 0.3, 0.7
"""Shares: of lines further in, those whose first word did not fit on the line before, and those that go on in small letters, or at most begin anew;
of entries, those before which a sentence or a clause ends."""


def entries(text: str, lines: Sequence[Line]) -> dict[int, bool]:
    """The lines of chunks that are set in hanging indents, as those of bibliographies and plays, by their numbers: whether each begins an entry."""
    found: dict[int, bool] = {}
    if text.count("\n ") + text.count("\n\t") < _FEWEST_HANGING:
        return found
    for _, chunk in groupby(lines, attrgetter("chunk")):
        found |= _entries_of(text, list(chunk))
    return found


def _entries_of(text: str, chunk: Sequence[Line]) -> dict[int, bool]:
    if len(chunk) < 2 * _FEWEST_HANGING:
        return {}
    indents = [indent_of(text, line) for line in chunk]
    least, most = min(indents), max(indents)
    column = max(indent + len(line.text) for indent, line in zip(indents, chunk, strict=True))
    flush = indents.count(least)
    two = indents[0] == least and _LEAST <= most - least <= _MOST and flush + indents.count(most) == len(chunk)
    if not two or not _NARROWEST <= column <= _WIDEST:
        return {}
    hanging = len(chunk) - flush
    full = small = closed = anew = 0
    for n, (before, line) in enumerate(pairwise(chunk)):
        if indents[n + 1] == least:
            closed += ends_clause(before.text)
        else:
            full += indents[n] + len(before.text) + 1 + len(line.text.split(None, 1)[0]) > column - 2
            small += line.text[0].islower()
            anew += ends_clause(before.text)
    proven = full >= _FULL * hanging and small >= _SMALL * hanging >= anew and closed >= _CLOSED * (flush - 1)
    if not proven or min(hanging, flush) < _FEWEST_HANGING:
        return {}
    return {line.number: indent == least for line, indent in zip(chunk, indents, strict=True)}

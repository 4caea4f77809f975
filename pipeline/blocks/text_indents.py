"""White space before the lines of a text, and paragraphs that begin further in, with no blank line between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pipeline.blocks.text_lines import Line
from pipeline.reading.marks import ends_clause, starts_item

__all__ = ["indent_of", "paragraph_indents"]

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

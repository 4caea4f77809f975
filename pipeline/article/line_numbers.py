"""Numbers of the lines of code, which some pages set in an element of their own beside the code: no words of the article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.article.overruled import Proved
from pipeline.data import Block, Decision, Label

__all__ = ["line_numbers"]

_CONFIDENCE = 0.9
_SLACK = 1
"""Lines by which a column of numbers may be longer or shorter than its code: an empty last line."""


def line_numbers(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """Columns of numbers that count the lines of the code after them."""
    code = [d.block for d in decisions if d.label is Label.PREFORMATTED]
    for a, b in pairwise(code):
        if b == a + 1 and decisions[a].reason == "kept" and _counts(blocks[a].text, blocks[b].text):
            yield Proved(a, Label.OTHER, "the numbers of the lines of the code that follows", "line-numbers", _CONFIDENCE)


def _counts(column: str, code: str) -> bool:
    """Whether a column holds numbers in a row, as many as the code has lines."""
    numbers = column.split()
    if not 1 < len(numbers) <= len(column.splitlines()) or not all(n.isdecimal() and len(n) < 7 for n in numbers):
        return False
    first = int(numbers[0])
    return [int(n) for n in numbers] == list(range(first, first + len(numbers))) and abs(len(code.splitlines()) - len(numbers)) <= _SLACK

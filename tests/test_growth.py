"""Decoding and splitting cost what the length of a source costs, whatever it is made of.

Each kind of ``benchmarks/growth_kinds.py`` is measured at two sizes of which one is four times the other. Cost that grows with the square
shows as sixteen; the bar is far from both. ``python -m benchmarks.growth`` measures real sizes.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from benchmarks.growth import split, whole
from benchmarks.growth_kinds import KINDS, make

FEW, MANY = 15_000, 60_000
MOST = 9.0
LEAST = 0.02
"""Seconds below which a ratio says nothing."""


def seconds(kind: str, size: int, stage: Callable[[str, str], None] = split) -> float:
    text, media_type = make(kind, size)
    start = time.process_time()
    stage(text, media_type)
    return time.process_time() - start


@pytest.mark.parametrize("kind", KINDS)
def test_cost_grows_with_length(kind: str) -> None:
    few, many = seconds(kind, FEW), seconds(kind, MANY)
    if many > LEAST and many > MOST * few:  # other work on the machine may have disturbed it
        few, many = min(few, seconds(kind, FEW)), min(many, seconds(kind, MANY), seconds(kind, MANY))
    assert many <= max(LEAST, MOST * few)


WHOLE = ("txt-paras", "txt-escapes", "txt-tags", "txt-mojibake-lines", "txt-footnotes", "txt-doubles", "txt-datelines", "txt-authors", "txt-credits", "txt-illegible", "html-p", "html-sup", "html-tooltips",
         "html-br", "html-li", "html-figure", "html-mojibake", "html-a", "html-meta", "html-authors", "txt-at", "html-slots", "md-references", "md-table", "md-notes")


LARGER = {"html-a": 2, "html-meta": 3}
"""By how much larger a page has to be so that it is an article at both sizes (of a page without text less is made), or that its names cost more than
all else."""


@pytest.mark.parametrize("kind", WHOLE)
def test_cost_of_everything_grows_with_length(kind: str) -> None:
    """Reading, cleaning, writing and the checks, for kinds that make much of each: repairs, notes, removals, inlines."""
    seconds(kind, 1000, whole)
    small, large = FEW * LARGER.get(kind, 1), MANY * LARGER.get(kind, 1)
    few, many = seconds(kind, small, whole), seconds(kind, large, whole)
    if many > MOST * few:
        few, many = min(few, seconds(kind, small, whole)), min(many, seconds(kind, large, whole))
    assert many <= MOST * few

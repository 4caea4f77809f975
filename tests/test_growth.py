"""Decoding and splitting cost what the length of a source costs, whatever it is made of.

Each kind of ``benchmarks/growth_kinds.py`` is measured at two sizes of which one is four times the other. Cost that grows with the square
shows as sixteen; the bar is far from both. ``python -m benchmarks.growth`` measures real sizes.
"""

from __future__ import annotations

import gc
from functools import partial

import pytest

from benchmarks.growth import split, whole
from benchmarks.growth_kinds import KINDS, make
from pipeline.faults import Fault
from tests.makers.cost import grows_with_length

FEW = 15_000
"""Characters of the smaller one of two sizes."""
REFUSED = {"json-deep", "json-open", "json-braces", "mail-nested", "mail-nested-lines", "mail-boundaries", "feed-deep", "feed-open", "xml-deep"}
"""Kinds that no reader takes."""


@pytest.mark.parametrize("kind", KINDS)
def test_cost_grows_with_length(kind: str) -> None:
    assert grows_with_length(partial(make, kind), lambda made: refused(*made) if kind in REFUSED else split(*made), FEW)


def refused(text: str, suffix: str) -> None:
    """What reads an input that is refused."""
    with pytest.raises(Fault):
        split(text, suffix)


WHOLE = ("txt-paras", "txt-escapes", "txt-tags", "txt-mojibake-lines", "txt-footnotes", "txt-doubles", "txt-datelines", "txt-authors", "txt-credits", "txt-illegible", "html-p", "html-sup", "html-tooltips",
         "html-br", "html-li", "html-figure", "html-mojibake", "html-a", "html-meta", "html-authors", "html-times", "html-title-parts", "txt-at",
         "html-slots", "md-references", "md-brackets", "md-stars", "md-table", "md-notes", "json-authors", "mail-parts", "feed-tags", "xml-notes")


LARGER = {"html-a": 5, "html-meta": 3, "html-times": 1.5}
"""By how much larger a page has to be so that it is an article at both sizes (of a page without text less is made), or that its names cost more than
all else."""


@pytest.mark.parametrize("kind", WHOLE)
def test_cost_of_everything_grows_with_length(kind: str) -> None:
    """Reading, cleaning, writing and the checks, for kinds that make much of each: repairs, notes, removals, inlines."""
    whole(*make(kind, 1000))
    assert grows_with_length(partial(make, kind), lambda made: whole(*made), int(FEW * LARGER.get(kind, 1)))


@pytest.mark.parametrize("kind", ["txt-mojibake-lines", "txt-footnotes", "html-sup", "html-table", "md-notes"])
def test_what_is_made_of_a_source_is_freed_when_it_is_let_go(kind: str) -> None:
    """Objects that hold one another wait for the garbage collector, which lets an article and its documents stand in memory side by side."""
    whole(*make(kind, 1000))
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        whole(*make(kind, 3000))
        gc.collect()
        left = {type(thing).__qualname__ for thing in gc.garbage if type(thing).__module__.startswith("pipeline.")}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert not left

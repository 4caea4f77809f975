"""How left-over tags nest, and what reading them costs. What is removed from which text is in tests/cases/repair."""

from __future__ import annotations

import pytest

from pipeline.decoding.leftover_tags import read_tags
from pipeline.decoding.leftovers import find_leftovers
from pipeline.decoding.repair import apply
from tests.makers.cost import bytes_for_each, grows_with_length

LONG = "word " * 12_000


@pytest.mark.parametrize(("text", "after"), [
    ("The <b>tide</b> was late.", "The tide was late."),
    ("The <b>very <i>late</b></i> tide.", "The very <i>late tide."),
    ("Late.\n<script>if (a < b) { track('<b>x</b>') }</script>\nTide.", "Late.\n\nTide."),
    ("Late.\n<style>b {}</style><script>x()</script>\nTide.", "Late.\n\nTide."),
    ("Late.\n<script>\nThe tide <b>came</b>.", "Late.\n\nThe tide came."),
    (f"Late.\n<script>\n{LONG}\n</script>\nTide.", f"Late.\n\n{LONG}\n\nTide."),
    ("Late.<!-- <b>note</b> --> Tide.", "Late. Tide."),
])
def test_tags_as_they_nest(text: str, after: str) -> None:
    assert apply(text, find_leftovers(text)) == after


@pytest.mark.parametrize("breaks", range(4))
def test_elements_close_however_many_tags_stand_above(breaks: int) -> None:
    text = "\n".join(["Late.<br>" * breaks, *["The <b>tide</b> was late.<br>"] * 1200])
    assert "b>" not in apply(text, find_leftovers(text))


def test_memory_of_tags_is_that_of_their_repairs() -> None:
    assert bytes_for_each(lambda lines: "The <b>tide</b> was late.<br>\n" * lines, find_leftovers, 400) < 1500


@pytest.mark.parametrize("tags", ["<iframe></p>", "<script><b></script>", "<noframes></div>", "<o:p>", "<br / >", "<!-- a <b> -->", "</p><p class='x'>"])
def test_no_tag_leaves_a_word(tags: str) -> None:
    assert read_tags(tags, "\n") == "\n"


@pytest.mark.parametrize("unit", ["<script>x</script>y\n", "<script>", "</b>word "])
def test_cost_grows_with_the_length_alone(unit: str) -> None:
    assert grows_with_length(lambda times: unit * times, find_leftovers, 2_000)

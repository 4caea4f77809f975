"""Lines with the signs of a heading that the labeller takes for bylines: the cases of tests/cases/overruled/typed_headings.toml."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.article.overruled import overruled
from pipeline.article.typed_headings import typed_headings
from pipeline.blocks.from_text import split_text
from pipeline.clean import clean
from pipeline.data import Decision, Encoding, Label, Page
from tests.makers.marked import cases, read_marked


@pytest.mark.parametrize("reason", ["kept", "decision"])
@pytest.mark.parametrize("case", cases("overruled/typed_headings.toml"))
def test_heading(case: dict[str, Any], reason: str) -> None:
    text, told = read_marked(case["doc"].strip("\n").replace("\n", "\n\n"))
    blocks = split_text(Page("a.txt", text, text, Encoding("utf-8", "utf-8"))).blocks
    given = [Decision(n, Label(label), 0.9, reason) for n, (label, _) in enumerate(told)]
    found = [d.label.value for d in overruled(given, typed_headings(blocks, given, "en"), "the signs of the text")]
    assert found == (case["labels"] if reason == "kept" else [label for label, _ in told]), "what a person decided stays"


def test_a_heading_below_the_title_stays_in_the_text() -> None:
    paragraphs = (
        "The harbour council met on Tuesday to talk about the pier, which has stood too short since the new ferry came.",
        "A second plan would move the crane to the north side, where the water is deeper, and leave the stones where they are.",
    )
    article = clean("\n\n".join(("# The pier is too short", "## The Old Stones", *paragraphs)))
    assert [(block.kind.value, block.text) for block in article.blocks if "Stones" in block.text] == [("heading", "## The Old Stones")]

"""Names in lines that the labeller takes for a byline or a dateline, though nothing but their place and their form announces them."""

from __future__ import annotations

import pytest

from pipeline.data import Block, Decision, Label
from pipeline.evidence.phrases import word_lists
from pipeline.metadata.printed import find_metadata


def authors(*lines: tuple[str, Label, float]) -> list[str]:
    blocks, at = [], 0
    for n, (text, _, _) in enumerate(lines):
        blocks.append(Block(n, text, at, at + len(text), verbatim=text))
        at += len(text) + 1
    decisions = [Decision(n, label, score, "kept") for n, (_, label, score) in enumerate(lines)]
    return [f.value for f in find_metadata(blocks, decisions, word_lists("en"), "en") if f.field == "author" and f.chosen]


@pytest.mark.parametrize(("line", "found"), [
    ("Idris Calloway and Mona Feld, The Weekly Tide - Dec 20, 2023 3:06 pm", ["Idris Calloway", "Mona Feld"]),
    ("by Jonas Okafor—10 min read", ["Jonas Okafor"]),
    ("Ilse Marwood Senior Writer", ["Ilse Marwood"]),
    ("Greta Holm, Ph.D.", ["Greta Holm"]),
    ("Released Wednesday", []),
    ("Monday Morning", []),
    ("Table of Contents", []),
    ("By the editorial staff", []),
])
def test_names_of_a_byline(line: str, found: list[str]) -> None:
    assert authors((line, Label.BYLINE, 0.9)) == found


def test_a_name_beside_a_date_is_the_author_s() -> None:
    assert authors(("Matti Veen | December 22, 2023 2:30 PM", Label.DATELINE, 0.9)) == ["Matti Veen"]
    assert authors(("Berlin, 4 May 2021", Label.DATELINE, 0.9)) == []


def test_the_surest_of_several_bare_names_is_the_author() -> None:
    assert authors(("Greta Holm", Label.BYLINE, 0.9), ("Sourdough Sides", Label.BYLINE, 0.3)) == ["Greta Holm"]
    assert authors(("Greta Holm", Label.BYLINE, 0.9), ("Ilse Marwood", Label.BYLINE, 0.8)) == ["Greta Holm", "Ilse Marwood"]
    assert authors(("Greta Holm", Label.BYLINE, 0.9), ("By Ilse Marwood", Label.BYLINE, 0.9)) == ["Ilse Marwood"]

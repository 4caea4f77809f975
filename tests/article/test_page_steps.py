"""Single steps on the blocks of a page: the cases of tests/cases/html/steps.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline.article.captions import captions
from pipeline.article.code_languages import code_languages
from pipeline.article.contents import contents, listed_headings
from pipeline.article.marked_notes import marked_notes
from pipeline.article.overruled import overruled
from pipeline.article.stand_ins import stand_ins
from pipeline.article.together import lines_of_posts, with_bullets
from pipeline.blocks.from_html import split_html
from pipeline.blocks.from_text import split_text
from pipeline.data import Block, Decision, Encoding, Label, Page
from tests.makers.cost import grows_with_length

CASES = tomllib.loads((Path(__file__).parents[1] / "cases/html/steps.toml").read_text("utf-8"))["case"]
PROOFS = {find.__name__: find for find in (captions, code_languages, contents, lines_of_posts, listed_headings, marked_notes, stand_ins)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
@pytest.mark.parametrize("asked", [False, True], ids=["by the labeller", "by a person"])
def test_step(case: dict[str, Any], asked: bool) -> None:
    blocks = _blocks(case)
    labels = iter(case["given"] if isinstance(case["given"], list) else [case["given"]] * len(blocks))
    given = [_decision(n, Label(next(labels)) if block.text else Label.IMAGE, asked) for n, block in enumerate(blocks)]
    proves = case["step"] in PROOFS
    found = overruled(given, PROOFS[case["step"]](blocks, given), "the page's markup") if proves else with_bullets(blocks, given)
    before = [str(d.label) for d in given if blocks[d.block].text]
    kept = asked and proves  # items are paragraphs by another name
    assert [str(d.label) for d in found if blocks[d.block].text] == (before if kept else _named(before, case["wanted"]) if asked else case["wanted"])


def _blocks(case: dict[str, Any]) -> tuple[Block, ...]:
    if "text" in case:
        return split_text(Page("page.txt", case["text"], case["text"], Encoding("utf-8", "utf-8"))).blocks
    return split_html(Page("page.html", case["html"], case["html"], Encoding("utf-8", "utf-8"), media_type="text/html")).blocks


def _decision(n: int, label: Label, asked: bool) -> Decision:
    return Decision(n, label, 0.9, "decision" if asked else "labeller" if label.removed else "kept")


def _named(before: list[str], wanted: list[str]) -> list[str]:
    """The wanted labels without those that bring back what a person removed."""
    return [old if Label(old).removed else new for old, new in zip(before, wanted, strict=True)]


@pytest.mark.parametrize("between", ["", "a word on it\n"], ids=["headings alone", "with a line behind each"])
def test_cost_of_contents_grows_with_their_length(between: str) -> None:
    def listed(many: int) -> tuple[tuple[Block, ...], list[Decision]]:
        names = [f"Lock {n:05d} of the cut" for n in range(many)]
        text = "".join(f"{name}\n{between}" for name in names) + "".join(f"\n{name}\n\nThe keeper wrote.\n" for name in names)
        blocks = _blocks({"text": text})
        lines = many * (2 if between else 1)
        return blocks, [_decision(n, Label.PARAGRAPH if n < lines or b.text.endswith(".") else Label.HEADING, asked=False) for n, b in enumerate(blocks)]

    assert len(list(listed_headings(*listed(8)))) == (0 if between else 8)
    assert grows_with_length(listed, lambda made: list(listed_headings(*made)), 1_000)

"""Words that scraping lost, and what only looks as if: the cases of tests/cases/gaps."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.article.gaps import find_gaps
from pipeline.data import Block, Decision, Label, Markup
from tests.makers.marked import cases, explain, read_marked


@pytest.mark.parametrize("case", cases("gaps/gaps.toml"))
def test_gaps(case: dict[str, Any]) -> None:
    text, _ = read_marked(case["doc"])
    seen = explain(text)
    blocks = {b.id: b for b in (*seen.article.front, *seen.article.blocks)}
    found = [(gap.reason, blocks[gap.block].text[:gap.at], gap) for gap in seen.article.gaps]
    assert [reason for reason, _, _ in found] == [reason for reason, _ in case["gaps"]]
    for (_, before, gap), (_, wanted) in zip(found, case["gaps"], strict=True):
        assert before.endswith(wanted) and (wanted or not before)
        assert text[blocks[gap.block].start:gap.start] == before
        assert gap.explanation.endswith(".") and 0 < gap.confidence <= 1


VERSE = ("Grey the morning on the sea,", "long the pier and short the day", "nobody has measured me", "said the ferry in the bay.")


def _of(*texts: str, chunks: tuple[int, ...] = (), tag: str = "") -> list[tuple[str, str]]:
    blocks = [Block(n, text, n * 100, n * 100 + len(text), chunk=chunks[n] if chunks else n + 1, markup=Markup(tag) if tag else None) for n, text in enumerate(texts)]
    found = find_gaps(blocks, [Decision(n, Label.PARAGRAPH, 0.9, "model") for n in range(len(blocks))])
    return [(gap.reason, texts[gap.n]) for gap in found]


def test_lines_of_verse_are_no_torn_sentences() -> None:
    assert _of(*VERSE) == []
    assert _of(*VERSE[:2]) == [("broken-sentence", VERSE[0])]


def test_a_line_that_br_parts_is_no_torn_sentence() -> None:
    torn = ("On the third day the whole town was full of rumours about the lower sluice", "and the mayor denied them in the evening, as he always did")
    assert _of(*torn, chunks=(1, 1), tag="p") == []
    assert _of(*torn, chunks=(1, 2), tag="p") == [("broken-sentence", torn[0])]
    assert _of(*torn) == [("broken-sentence", torn[0])]


def test_a_formula_goes_on_with_no_sentence() -> None:
    assert _of("The height of the swell follows from the rule", "x = x + x²") == []

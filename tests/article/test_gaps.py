"""Words that scraping lost, and what only looks as if: the cases of tests/cases/gaps."""

from __future__ import annotations

from typing import Any

import pytest

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

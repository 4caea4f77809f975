"""What paragraphs are by the form of their neighbours: the labels of tests/cases/text/labelled_lines.toml, without the labeller."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pipeline.article.shapes import structured
from pipeline.blocks.from_text import split_text
from pipeline.data import Decision, Label, Source
from pipeline.decoding import decode
from tests.makers.marked import PROSE, cases


@pytest.mark.parametrize("case", cases("text/labelled_lines.toml"))
def test_labels(case: dict[str, Any]) -> None:
    prose = {str(n): text for n, text in enumerate(PROSE, 1)}
    text = "\n\n".join(re.sub(r"\{(\d)\}", lambda match: prose[match[1]], line) for _, line, _ in case["lines"])
    blocks = split_text(decode(Source("a.txt", text.encode(), media_type="text/plain"))).blocks
    given = [Decision(block.n, Label(label), 0.9, "kept") for block, (label, _, _) in zip(blocks, case["lines"], strict=True)]
    assert [str(decision.label) for decision in structured(blocks, given, "en")] == [wanted for _, _, wanted in case["lines"]]

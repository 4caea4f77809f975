"""Who signs an article: labelled lines of tests/cases/metadata/signatures.toml, without the labeller."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.data import Block, Decision, Label
from pipeline.evidence.phrases import word_lists
from pipeline.metadata.printed import find_metadata
from tests.makers.marked import PROSE, cases


@pytest.mark.parametrize("case", cases("metadata/signatures.toml"))
def test_authors(case: dict[str, Any]) -> None:
    blocks: list[Block] = []
    decisions = []
    at = 0
    for n, (label, text, *sure) in enumerate(case["lines"]):
        line = text.replace("{1}", PROSE[0])
        blocks.append(Block(n, line, at, at + len(line), verbatim=line))
        decisions.append(Decision(n, Label(label), *(sure or [0.9]), "kept"))
        at += len(line) + 1
    language = case.get("language", "en")
    found = find_metadata(blocks, decisions, word_lists(language), language)
    assert [f.value for f in found if f.field == "author" and f.chosen] == case["authors"]
    for field in ("issue", "published", "title", "publisher"):
        assert field not in case or [f.value for f in found if f.field == field and f.chosen] == [case[field]] * bool(case[field])

"""Metadata of plain text whose labels are given: the readers, whatever the labeller says."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.blocks.from_text import split_text
from pipeline.data import Decision, Encoding, Label, Page
from pipeline.evidence.phrases import word_lists
from pipeline.metadata.printed import find_metadata
from tests.makers.marked import cases, read_marked


@pytest.mark.parametrize("case", cases("metadata/labelled.toml"))
def test_labelled(case: dict[str, Any]) -> None:
    text, told = read_marked(case["doc"].strip("\n").replace("\n", "\n\n"))
    blocks = split_text(Page("a.txt", text, text, Encoding("utf-8", "utf-8"))).blocks
    assert len(blocks) == len(told)
    decisions = [Decision(block.n, Label(label), 1.0, "labeller") for block, (label, _) in zip(blocks, told, strict=True)]
    language = case.get("language", "en")
    found = find_metadata(blocks, decisions, word_lists(language), language)
    chosen = {f.field: f.value for f in reversed(found) if f.chosen}
    fields = ("title", "published", "updated", "publisher")
    assert {field: chosen.get(field, "") for field in fields} == {field: case.get(field, "") for field in fields}
    assert chosen.get("section", "") == case.get("section", chosen.get("section", ""))
    assert [f.value for f in found if f.field == "author" and f.chosen] == case.get("authors", [])
    assert all(f.start is not None and f.end is not None and text[f.start:f.end] == f.text for f in found)

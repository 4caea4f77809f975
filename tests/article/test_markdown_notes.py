"""Footnotes of Markdown: calls, notes, once each, in TEI too."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pipeline.clean import clean_source
from pipeline.data import Label
from pipeline.settings import Settings
from pipeline.sources.markdown import markdown_source
from pipeline.writers.tei import write_tei
from tests.makers.cost import grows_with_length
from tests.makers.marked import PROSE, cases


@pytest.mark.parametrize("case", cases("markdown/notes.toml"))
def test_notes(case: dict[str, Any]) -> None:
    source = markdown_source(f"# The kettle and the ledger\n\n{PROSE[0]}\n\n{PROSE[1]}\n\n{case['input']}\n".encode(), "a.md")
    article = clean_source(source, Settings())
    blocks = [*article.front, *(block for section in article.sections for block in section.blocks)]
    assert [[block.n, re.sub(r"\[\d\]$", "", block.text)] for block in blocks if block.kind is Label.NOTE] == case["notes"]
    calls = [[i.value, block.text[:i.start]] for block in blocks for i in block.inlines if i.kind == "noteref"]
    assert "calls" not in case or calls == case["calls"]
    links = [block.text[i.start:i.end] for block in blocks for i in block.inlines if i.kind == "link"]
    assert "links" not in case or links == case["links"]
    assert all(words in article.text for words in case.get("holds", ()))
    tei = write_tei(article).decode()
    assert tei.count('type="footnote"') == len(case["notes"])
    assert all(re.sub("<[^<>]+>", "", tei).count(words) == 1 for _, words in case["notes"])


@pytest.mark.parametrize("part", ["A[^1]\n", "[^1]: ", "[^", "[^1", "[^1]: a note of some words\n", "    a paragraph of a note\n\n", "> [^1]: x\n", "[[^1]](u) ", "[a[^1]"])
def test_cost_is_linear(part: str) -> None:
    assert grows_with_length(lambda count: (part * count + "\n\n[^1]: x\n").encode(), lambda data: markdown_source(data, "a.md"), 1_000)

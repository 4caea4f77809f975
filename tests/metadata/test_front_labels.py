"""Lines above the text that hold metadata and nothing else: the cases of tests/cases/metadata/front_lines.toml."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline import clean
from pipeline.data import Label
from tests.makers.marked import PROSE, cases


@pytest.mark.parametrize("case", cases("metadata/front_lines.toml"))
def test_front_lines(case: dict[str, Any]) -> None:
    lines = [text for _, text in case["lines"]]
    shown = "".join(f"<p class='{name}'>{text}</p>" for name, text in case["lines"])
    article = clean(f"<html><head><title>The kettle and the ledger</title>{case.get('head', '')}</head><body><article><h1>The kettle and the ledger</h1>"
                    f"<p class=byline>By Ada Quill</p>{shown}<p>{PROSE[0]}</p><p>{PROSE[1]}</p><p>{PROSE[2]}</p></article></body></html>", name="a.html")
    assert [block.text for block in article.front if block.kind is Label.DATELINE] == case["datelines"]
    assert set(lines) <= {*article.text.split("\n"), *(block.text for block in article.front)}

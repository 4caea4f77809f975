"""Pages of HTML as they are archived: what the records say stands in the source, and all that the source shows is in the records."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pipeline.clean import explain_source
from pipeline.data import Source
from pipeline.settings import Settings
from tools.fuzz.properties import checked

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "html" / "accounted.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_all_words_are_accounted_for(case) -> None:
    source = Source("a.html", case["html"].encode(), media_type="text/html")
    assert not checked(source)
    seen = explain_source(source, Settings())
    assert [repair.after for repair in seen.split.repairs if repair.kind == "formula"] == case.get("formulas", [])
    if "text" in case:
        assert [" ".join(block.text.split()) for block in seen.split.blocks] == case["text"]

"""JSON-LD that is broken: what can be read of it is read, in a time that grows with its length."""

from __future__ import annotations

import json
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.blocks.from_html import split_html
from pipeline.data import Encoding, Page
from pipeline.metadata.html import html_metadata
from pipeline.metadata.json_ld import is_damaged
from pipeline.metadata.loose_json import read_json

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "metadata" / "json_ld.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", [pytest.param(c, id=c["name"]) for c in CASES])
def test_what_can_be_read_is_read(case: dict[str, Any]) -> None:
    html = f"<script type='application/ld+json'>{case['script']}</script><p>The council voted to lengthen the pier.</p>"
    page = Page("page.html", html, html, Encoding("utf-8", "utf-8"), media_type="text/html")
    split = split_html(page)
    found = [f for f in html_metadata(split.head, split.blocks, page) if f.chosen]
    assert [f.value for f in found if f.field == "author"] == case.get("authors", [])
    assert [f.value for f in found if f.field == "published"] == ([case["published"]] if "published" in case else [])
    if "title" in case:
        assert [f.value for f in found if f.field == "title"] == [case["title"]]
    assert split.head is not None
    assert is_damaged(split.head.json_ld) is not case.get("whole", False)


@pytest.mark.parametrize("text", ['{"a":', '["', '{"a":"', '" ', "{", '{"a":"b" ', "/*", "//", "<!--", '",', '","', '{"a', "\\", "{'a':\"", '"   '])
def test_time_grows_with_the_length_of_broken_json(text: str) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        read_json('{"k":"x' + text * times)
        return time.process_time() - start

    seconds(10)
    assert seconds(40_000) < 20 * max(seconds(4_000), 0.01)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=8), st.integers(0, 60))
def test_any_cut_of_right_json_is_read(value: Any, cut: int) -> None:
    text = json.dumps(value)
    assert read_json(text) == ((value,), True)
    read_json(text[:cut])
    read_json(text.replace('"', "'"))
    read_json(text.replace(",", " "))

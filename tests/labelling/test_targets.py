"""Labelling functions: what the blocks of a page of HTML are in training, by its gold, elements and class names."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("rapidfuzz")
from pipeline.blocks.from_html import split_html
from pipeline.data import Source
from pipeline.decoding import decode
from tools.train.corpus import Gold
from tools.train.targets import targets

PAGES = tomllib.loads((Path(__file__).parents[1] / "cases" / "targets" / "pages.toml").read_text(encoding="utf-8"))["page"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["name"])
def test_a_block_has_the_target_that_a_reader_would_give_it(page: dict) -> None:
    gold = Gold("x", "bench", "article", "en", None, "", page["gold"].strip(), page["title"], tuple(page.get("authors", ())), page.get("published", ""),
                "", False, False, (), (), Path("none"))
    split = split_html(decode(Source("x", page["html"].encode(), media_type="text/html")))
    blocks = [block for block in split.blocks if block.text]
    seen: Counter[str] = Counter()
    found = {}
    for block, target in zip(blocks, targets(blocks, split.head, gold), strict=True):
        seen[block.text] += 1
        found[block.text + (f" #{seen[block.text]}" if seen[block.text] > 1 else "")] = target.labels
    wanted = {text: labels for labels, texts in page["want"].items() for text in texts}
    assert {text: found.get(text, "no such block") for text in wanted} == wanted

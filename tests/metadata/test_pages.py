"""Metadata of pages of HTML by kind of trap: the cases of tests/cases/metadata/pages.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline.blocks.from_html import split_html
from pipeline.data import Encoding, Page
from pipeline.metadata.html import html_metadata
from tests.makers.marked import PROSE

KINDS = tomllib.loads((Path(__file__).parents[1] / "cases" / "metadata" / "pages.toml").read_text("utf-8"))
CASES = [pytest.param(row, id=f"{kind}: {row['name']}") for kind, rows in KINDS.items() for row in rows]


@pytest.mark.parametrize("case", CASES)
def test_page(case: dict[str, Any]) -> None:
    html = case["html"].replace("{1}", f"<p>{PROSE[0]}</p>").replace("{2}", f"<p>{PROSE[1]}</p>")
    page = Page("page.html", html, html, Encoding("utf-8", "utf-8"), media_type="text/html", url=case.get("url"))
    split = split_html(page)
    found = [f for f in html_metadata(split.head, split.blocks, page) if f.chosen]
    told = {field: next((f.value for f in found if f.field == field), "") for field in ("title", "published", "updated", "publisher")}
    told |= {name: [f.value for f in found if f.field == field] for name, field in (("authors", "author"), ("tags", "tag"))}
    assert {field: told[field] for field in told if field in case} == {field: case[field] for field in told if field in case}

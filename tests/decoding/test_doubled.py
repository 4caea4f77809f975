"""Entities that were escaped once more: the cases of tests/cases/decoding/doubled.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pipeline.decoding.repair import mend
from tests.makers.cost import grows_with_length
from tests.makers.mended import mended

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "decoding" / "doubled.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_case(case: dict[str, str]) -> None:
    page = f"<!DOCTYPE html><html><title>a</title><body>{case['body']}</body></html>"
    fixed, repairs = mended(page, markup=True)
    assert fixed == page.replace(case["body"], case.get("fixed", case["body"]))
    assert all(repair.kind == "entity" for repair in repairs)


@pytest.mark.parametrize("unit", ["caf&amp;eacute; ", "<pre>&amp;eacute;", "<!-- &amp;eacute;", "<a b=&amp;eacute; ", "&amp;amp;amp;", "a&amp;rsquo;"])
def test_costs_what_the_length_costs(unit: str) -> None:
    assert grows_with_length(lambda count: "<p>" + unit * count, lambda text: mend(text, markup=True), 4_000)

"""Numbers of links that browsers for terminals write into text: deleted on record with their list, and in linear time."""

from __future__ import annotations

import pytest

from pipeline.decoding.repair import mend
from tests.makers.cost import grows_with_length
from tests.makers.marked import cases
from tests.makers.mended import mended


@pytest.mark.parametrize("case", cases("decoding/link_numbers.toml"))
def test_case(case: dict[str, str]) -> None:
    assert mended(case["original"])[0].rstrip() == case.get("fixed", case["original"]).rstrip()


@pytest.mark.parametrize("part", ["[1]a [2]b\n", "References\n", "1. https://quay.example/\n", "   Hidden links:\n\n"])
def test_cost_is_linear(part: str) -> None:
    foot = "\nReferences\n\n1. https://quay.example/\n2. https://quay.example/a\n"
    assert grows_with_length(lambda size: "[1]a and [2]b\n" + part * (size // len(part)) + foot, mend, 30_000)

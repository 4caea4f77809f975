"""Numbers of links that browsers for terminals write into text: deleted on record with their list, and in linear time."""

from __future__ import annotations

import pytest

from pipeline.decoding.repair import apply, mend, replay
from tests.makers.cost import grows_with_length
from tests.makers.marked import cases


@pytest.mark.parametrize("case", cases("decoding/link_numbers.toml"))
def test_case(case: dict[str, str]) -> None:
    original = case["original"]
    fixed, repairs = mend(original)
    assert fixed.rstrip() == case.get("fixed", original).rstrip()
    assert apply(original, repairs) == fixed
    assert all(replay(repair.before, repair.steps) == repair.after for repair in repairs)
    assert mend(fixed) == (fixed, ())


@pytest.mark.parametrize("part", ["[1]a [2]b\n", "References\n", "1. https://quay.example/\n", "   Hidden links:\n\n"])
def test_cost_is_linear(part: str) -> None:
    foot = "\nReferences\n\n1. https://quay.example/\n2. https://quay.example/a\n"
    assert grows_with_length(lambda size: "[1]a and [2]b\n" + part * (size // len(part)) + foot, lambda text: mend(text), 30_000)

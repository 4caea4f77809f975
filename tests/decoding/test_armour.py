"""The armour of signed messages: deleted on record where it is whole, and in linear time."""

from __future__ import annotations

import pytest

from pipeline.decoding.repair import apply, mend, replay
from tests.makers.cost import grows_with_length
from tests.makers.marked import cases


@pytest.mark.parametrize("case", cases("decoding/armour.toml"))
def test_armour(case: dict[str, str]) -> None:
    original = case["original"]
    fixed, repairs = mend(original)
    assert fixed == case.get("fixed", original)
    assert apply(original, repairs) == fixed
    assert all(replay(repair.before, repair.steps) == repair.after for repair in repairs)
    assert mend(fixed) == (fixed, ())


@pytest.mark.parametrize("part", [
    "-----BEGIN PGP SIGNED MESSAGE-----\n", "-----BEGIN PGP SIGNED MESSAGE-----\n\n-----BEGIN PGP SIGNATURE-----\n", "- -\n", "Hash: a\n",
    "-----BEGIN PGP SIGNATURE-----\n", "begin 644 a\n", "begin 644 a\n#0V%T\n", "begin 644 a\n#0V%T\nend\n"])
def test_cost_is_linear(part: str) -> None:
    head = "-----BEGIN PGP SIGNED MESSAGE-----\n"
    assert grows_with_length(lambda size: head + part * (size // len(part)), lambda text: mend(text), 30_000)

"""The armour of signed messages: deleted on record where it is whole, and in linear time."""

from __future__ import annotations

import pytest

from pipeline.decoding.repair import mend
from tests.makers.cost import grows_with_length
from tests.makers.marked import cases
from tests.makers.mended import mended


@pytest.mark.parametrize("case", cases("decoding/armour.toml"))
def test_armour(case: dict[str, str]) -> None:
    assert mended(case["original"])[0] == case.get("fixed", case["original"])


@pytest.mark.parametrize("part", [
    "-----BEGIN PGP SIGNED MESSAGE-----\n", "-----BEGIN PGP SIGNED MESSAGE-----\n\n-----BEGIN PGP SIGNATURE-----\n", "- -\n", "Hash: a\n",
    "-----BEGIN PGP SIGNATURE-----\n", "begin 644 a\n", "begin 644 a\n#0V%T\n", "begin 644 a\n#0V%T\nend\n"])
def test_cost_is_linear(part: str) -> None:
    head = "-----BEGIN PGP SIGNED MESSAGE-----\n"
    assert grows_with_length(lambda size: head + part * (size // len(part)), mend, 30_000)

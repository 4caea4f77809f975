"""Markup that was escaped, or written in quoted-printable, as a whole: the cases of tests/cases/decoding/escaped_markup.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pipeline.decoding.repair import mend
from tests.makers.cost import grows_with_length
from tests.makers.mended import mended

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "decoding" / "escaped_markup.toml").read_text("utf-8"))["case"]
PROSE = {
    "{1}": "The old crane was moved forty metres on Tuesday afternoon, and nobody who lives beside the quay had been told of it.",
    "{2}": "It had stood there since the year of the flood, when a firm from across the water built it for the timber trade.",
    "{3}": "The council says that the wall behind it has moved by four centimetres, which is more than the survey allows.",
}


def _filled(text: str) -> str:
    for sign, prose in PROSE.items():
        text = text.replace(sign, prose)
    return text


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_case(case: dict[str, str]) -> None:
    body = _filled(case["body"])
    page = f"<!DOCTYPE html><html><title>a</title><body>{body}</body></html>"
    assert mended(page, markup=True)[0] == page.replace(body, _filled(case.get("fixed", case["body"])))


@pytest.mark.parametrize("unit", ["&lt;p&gt;a&lt;/p&gt;", "<p>&lt;p&gt;", "&lt;a b", "<a b=3D\"", "<a =3D", "=3D", "=E2=80=99", "=\n"])
def test_costs_what_the_length_costs(unit: str) -> None:
    assert grows_with_length(lambda count: "<p>" + unit * count, lambda text: mend(text, markup=True), 4_000)

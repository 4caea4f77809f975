"""Cases of ``tests/cases/structure``: each block of a marked document has the label that stands before it.

The labeller is trained on these documents too, so they show what it has learned, not how it generalises: that is what the quality floor and the
benchmarks are for. Cases that it does not meet are named in ``tests/cases/unmet.txt``.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.makers.marked import check_labels

CASES = Path(__file__).parents[1] / "cases" / "structure"


def params() -> list[Any]:
    out = []
    for path in sorted(CASES.glob("*.toml")):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        cases = (*tables["case"], *tables.get("known_failures", ()))
        out += [pytest.param(case, id=f"{path.stem}: {case['name']}") for case in cases]
    return out


@pytest.mark.parametrize("case", params())
def test_case(case: dict[str, Any]) -> None:
    check_labels(case)

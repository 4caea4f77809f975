"""What the kept blocks are: the cases of tests/cases/structure/shapes.toml."""

from __future__ import annotations

from typing import Any

import pytest
from tests.makers.marked import cases, check_labels


@pytest.mark.parametrize("case", cases("structure/shapes.toml"))
def test_shapes(case: dict[str, Any]) -> None:
    check_labels(case)

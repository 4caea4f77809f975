"""Paragraphs with very many inline elements: written some pieces at a time, they are what they are written at once."""

from __future__ import annotations

import pytest

from pipeline.data import Inline
from pipeline.writers import tei_inline

TEXT = "ab cd ef gh " * 8
SHAPES = {
    "links": [Inline(n, n + 1, "link", f"https://sea.example/{n % 3}") for n in range(90)],
    "a link over all": [Inline(0, 96, "link", "https://sea.example/"), *(Inline(n, n + 2, "bold") for n in range(0, 90, 4))],
    "readings": [Inline(n, n + 3, "ruby", "yo") for n in range(0, 90, 3)] + [Inline(n, n + 5, "italic") for n in range(1, 80, 5)],
    "overlaps": [Inline(n, n + 9, ("bold", "italic", "lang", "link")[n % 4], "fr") for n in range(0, 80, 2)],
    "breaks": [Inline(n, n, "break") for n in range(0, 96, 3)] + [Inline(10, 60, "italic")],
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("at_once", [1, 2, 7])
def test_some_at_a_time_is_all_at_once(shape: str, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = tei_inline.render(TEXT, SHAPES[shape], [])
    monkeypatch.setattr(tei_inline, "_AT_ONCE", at_once)
    assert tei_inline.render(TEXT, SHAPES[shape], []) == whole

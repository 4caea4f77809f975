"""Paragraphs with very many inline elements: written some pieces at a time, they are what they are written at once."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest

from pipeline.clean import clean
from pipeline.data import Inline
from pipeline.writers import tei_inline
from pipeline.writers.tei import write_tei_to
from tests.makers.cost import bytes_for_each

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


class _Nowhere(BytesIO):
    """A file that holds nothing of what is written."""

    def write(self, data: Any) -> int:
        return len(data)

    def writelines(self, lines: Iterable[Any]) -> None:
        for line in lines:
            self.write(line)


def test_illegible_characters_of_one_paragraph_take_little_more_memory_than_their_elements() -> None:
    """An element has about 110 characters; its place in the page, its id and the line that is written take as much again each."""
    sentence = "The lane begins at the quay and follows the sea wall for an hour. "
    assert bytes_for_each(lambda many: clean(sentence + "A mark \ufffd stands here. " * many), lambda article: write_tei_to(_Nowhere(), article), 2000) < 450


def test_marks_in_order_are_written_as_a_list_of_them() -> None:
    marks = [tei_inline.Mark(n, n + n % 2, f"<gap n='{n}'/>") for n in range(0, 90, 5)]
    inlines = [*SHAPES["breaks"], *SHAPES["overlaps"]]
    assert tei_inline.render(TEXT, inlines, iter(marks)) == tei_inline.render(TEXT, inlines, marks[::-1])
    assert tei_inline.render(TEXT, (), iter(())) == TEXT

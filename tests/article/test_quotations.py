"""Block quotations: the cases of tests/cases/structure/quotations.toml, sources, and marks that close."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.article.quotations import is_closed, source_at
from tests.makers.marked import cases, check_labels


@pytest.mark.parametrize("case", cases("structure/quotations.toml"))
def test_quotations(case: dict[str, Any]) -> None:
    seen = check_labels(case)
    sources = [b.text[b.attribution.at:] for b in seen.article.blocks if b.attribution]
    assert sources == ([case["source"]] if "source" in case else [])


@pytest.mark.parametrize(("text", "source"), [
    ("“The tide keeps no holidays.” (Harbour Gazette, 3 May 1998)", "(Harbour Gazette, 3 May 1998)"),
    ("“The tide keeps no holidays.” (ibid.)", "(ibid.)"),
    ('"The tide keeps no holidays." (, October 19, our emphasis).', "(, October 19, our emphasis)."),
    ("“The tide keeps no holidays.” — Ada Quill", "— Ada Quill"),
    ("“The tide keeps no holidays.” – Ada Quill, lock keeper", "– Ada Quill, lock keeper"),
    ("“The tide keeps no holidays.” -- Ada Quill", "-- Ada Quill"),
    ("« La marée n’attend pas. » (Luc Morel)", "(Luc Morel)"),
    ("“The tide keeps no holidays.”", ""),
    ("“The tide (and the company) keeps no holidays.”", ""),
    ("“The tide keeps no holidays.” (and never will)", ""),
    ("“The tide keeps no holidays,” she said – and left.", ""),
    ("(Harbour Gazette, 3 May 1998)", ""),
    ("", ""),
])
def test_source_at_the_end(text: str, source: str) -> None:
    at = source_at(text)
    assert (text[at:] if at is not None else "") == source


@pytest.mark.parametrize(("text", "closed"), [
    ("“The tide.”", True), ('"The tide."', True), ("„Die Flut.“", True), ("„Die Flut.”", True), ("«La marée.»", True), ("»Die Flut.«",
    True), ("‘The tide.’", True),
    ("“The tide.” (Ada Quill)", True), ("“The tide”, ", True), ("“The tide.", False), ("The tide.”", False), ("“", False), ("",
    False), ("“The tide,” she said.", False),
])
def test_marks_that_close(text: str, closed: bool) -> None:
    assert is_closed(text) is closed

"""The words that another parser sees and those that Engross accounts for are the same; all pages: ``python -m benchmarks.differential``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.differential import _differences, _is_joined, compared
from benchmarks.texts import ROOT, shared
from pipeline.data import Source
from pipeline.faults import Fault
from tests.makers.marked import cases

SEEDS = sorted(path for path in (ROOT / "seeds").iterdir() if path.suffix in (".txt", ".html"))


def source(path: Path) -> Source:
    return Source(path.name, path.read_bytes(), media_type="text/html" if path.suffix == ".html" else "text/plain")


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
def test_no_word_of_a_sample_is_lost_or_made_up(path: Path) -> None:
    found = compared(source(path))
    assert (found.lost, found.made_up) == ((), ())
    assert found.words > 50


def test_no_word_of_a_shared_page_is_lost() -> None:
    folder = shared()
    pages = sorted((folder / "bench" / "pages").glob("*.html.gz"))[::60] if folder else []
    if not pages:
        pytest.skip("There is no shared material beside the project (see ENGROSS_SHARED).")
    import gzip

    count = 0
    for page in pages:
        try:
            found = compared(Source(page.name, gzip.decompress(page.read_bytes()), media_type="text/html"))
        except Fault:
            continue
        assert found.lost == (), page.name
        count += 1
    assert count > len(pages) / 2


def test_a_word_that_one_side_lacks_is_told() -> None:
    found = _differences(["one two", "three"], "one three four", "one two three")
    assert (found.lost, found.made_up) == (("two",), ("four",))


@pytest.mark.parametrize("case", cases("differential/kinds.toml"))
def test_words_that_one_side_lacks_for_a_known_reason_are_of_a_kind(case: dict[str, Any]) -> None:
    found = compared(Source("page.html", case["page"].encode(), media_type="text/html"))
    assert (found.lost, found.made_up) == ((), ())
    assert {kind: list(words) for kind, words in found.explained.items()} == {case["kind"]: case["words"]}


def test_a_word_is_joined_if_it_is_made_of_words_of_the_page() -> None:
    known = {"home", "news", "world"}
    assert [_is_joined(word, known) for word in ("homenewsworld", "homenews", "homenew", "shomenews")] == [True, True, False, False]

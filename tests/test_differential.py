"""The words that another parser sees and those that Engross accounts for are the same; all pages: ``python -m benchmarks.differential``."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.differential import _differences, compared
from benchmarks.texts import ROOT, shared
from pipeline.data import Source
from pipeline.faults import Fault

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

"""Numbers that docs/archive.md names: from which likeness on two articles are copies, what jumps, which titles are missing, what ``plan`` samples."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.archive.caches.doubts import _is_title_missing, _jumps
from pipeline.archive.caches.likeness import digest, measure
from pipeline.archive.run import samples
from pipeline.archive.run.diff import Change
from pipeline.settings import Settings


@pytest.mark.parametrize(("common", "one", "other", "copy"), [
    (70, 15, 15, True), (69, 16, 15, False),  # of a hundred runs of words
    (90, 10, 300, True), (89, 11, 300, False),  # the longer one has so many of those of the shorter
    (40, 0, 300, True), (39, 0, 300, False),  # all of a short one
])
def test_a_copy_shares_seventy_percent_or_stands_in_a_longer_one(common: int, one: int, other: int, copy: bool) -> None:
    shared = {f"shared {n}" for n in range(common)}
    assert measure(shared | {f"one {n}" for n in range(one)}, shared | {f"other {n}" for n in range(other)}).copy is copy


def test_texts_of_fewer_than_thirty_words_have_no_likeness() -> None:
    words = [f"word{n}" for n in range(30)]
    assert digest(" ".join(words[1:])) == (b"", 0)
    assert digest(" ".join(words))[1] == 26


@pytest.mark.parametrize(("before", "after", "jumps"), [
    ([100] * 20, [200] * 5, True), ([100] * 20, [199] * 5, False), ([300] * 20, [200] * 5, True),  # ten points, up or down
    ([0, 200] * 10, [200] * 5, False), ([0, 200] * 10, [280] * 5, True),  # their spread explains less than that
])
def test_a_share_jumps_by_ten_points_and_further_than_its_spread(before: list[int], after: list[int], jumps: bool) -> None:
    assert _jumps(len(before), sum(before), sum(n * n for n in before), len(after), sum(after)) is jumps


@pytest.mark.parametrize(("title", "words", "missing"), [
    ("Seventeen cheerful aubergine recipes", 60, True), ("Seventeen cheerful aubergine recipes", 59, False),
    ("Cheerful aubergine recipes", 60, True), ("Cheerful aubergine pie", 60, False),
    ("Harbour cheerful aubergine recipes", 60, True), ("Harbour ferries cheerful aubergine", 60, False),
])
def test_a_title_is_missing_where_a_quarter_of_its_longer_words_stands_in_the_text_at_most(title: str, words: int, missing: bool) -> None:
    article = {"title": title, "words": words, "text": "The ferries of the harbour leave at six.", "front": []}
    assert _is_title_missing(article) is missing


@pytest.mark.parametrize(("changed", "shown"), [(range(100), [0, 1, 2, 3, 4]), (range(38, 100), [38, 39]), (range(40, 100), [])])
def test_up_to_five_stale_articles_among_the_first_forty_are_sampled(changed: range, shown: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    def again(root: Path, book: object, row: Any, *_: object) -> list[samples.Sample]:
        return [samples.Sample(row.id, row.id, (Change("", "old", "new", ""),) if int(row.id) in changed else ())]

    monkeypatch.setattr(samples, "_again", again)
    monkeypatch.setattr(samples, "RestoredRanges", lambda _: lambda _: ())
    catalogue: Any = SimpleNamespace(made_otherwise=lambda _: (SimpleNamespace(id=str(n), gone=False) for n in range(100)))
    nothing: Any = None
    found = samples.of_stale(Path("none"), catalogue, nothing, "0" * 12, Settings(), nothing)
    assert [int(sample.id) for sample in found] == shown

"""What stands twice: the cases of tests/cases/structure/doubles.toml, and where words occur."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.makers.marked import cases, check_labels

from pipeline.data import Block, Label
from pipeline.label.doubles import Occurrences, find_doubles
from pipeline.reading.traits import traits_of


@pytest.mark.parametrize("case", cases("structure/doubles.toml"))
def test_doubles(case: dict[str, Any]) -> None:
    seen = check_labels(case)
    assert [[d.block, d.twin] for d in seen.decisions if d.twin is not None] == case["twins"]
    assert seen.article.published == case.get("published")
    ids = {b.start: b.id for b in (*seen.article.front, *seen.article.blocks)}
    stays = [ids[seen.split.blocks[twin].start] for _, twin in case["twins"]]
    assert [r.twin for r in seen.article.removed if r.twin] == stays


def blocks_of(*texts: str) -> tuple[Block, ...]:
    return tuple(Block(n, text, n * 100, n * 100 + len(text), chunk=n + 1, blank=1) for n, text in enumerate(texts))


def test_occurrences_are_of_whole_words_in_one_block() -> None:
    where = Occurrences(traits_of(blocks_of("The bell rang", "A barbell rang", "The bell. Rang!", "the", "bell rang")))
    assert list(where.of("the bell rang")) == [0, 2]
    assert list(where.of("the bell rang", besides=0)) == [2]
    assert list(where.of("bell rang")) == [0, 2, 4]
    assert where.count("the") == 3
    assert where.count("") == 0


def test_a_double_differs_in_marks_and_case_only() -> None:
    blocks = blocks_of("Title", "The Warden, with her lantern – at the lock", "THE WARDEN with her “lantern” at the lock")
    assert [(v.block, v.twin) for v in find_doubles(blocks, traits_of(blocks)) if v.twin is not None] == [(2, 1)]


def test_numbers_make_a_difference() -> None:
    blocks = blocks_of("Title", "The warden with her lantern at lock 4", "The warden with her lantern at lock 5")
    assert find_doubles(blocks, traits_of(blocks)) == ()


@given(st.lists(st.sampled_from(["The bell rang at the lock", "x", "A warden with her lantern stood at the upper lock", "No!", "", "1", "—"]), max_size=9))
def test_no_block_is_its_own_twin_and_none_goes_twice(texts: list[str]) -> None:
    blocks = blocks_of(*texts)
    gone = [(v.block, v.twin) for v in find_doubles(blocks, traits_of(blocks)) if v.twin is not None]
    assert len({n for n, _ in gone}) == len(gone)
    assert all(n != twin for n, twin in gone)


def test_a_teaser_and_a_pull_quote_do_not_make_their_paragraph_a_copy() -> None:
    teaser = "The ferry at Lowick has carried the same bell since the year it was built, and nobody on board knows what it is for."
    pulled = "A bell is no horn, and a horn is no bell, said the mate."
    paragraph = f"{teaser} {pulled} So it stays until autumn."
    texts = ["The bell", teaser, "The crew had voted at breakfast.", paragraph, pulled, "The board meets again in the autumn of the year."]
    blocks = [Block(n, text, n * 1000, n * 1000 + len(text), chunk=n, blank=1) for n, text in enumerate(texts)]
    assert 3 not in {v.block for v in find_doubles(blocks, traits_of(blocks)) if v.label is Label.DUPLICATE}

"""What goes and what stays: the cases of tests/cases/structure/guards.toml, and how signs add up."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.makers.marked import PROSE, cases, check_labels

from pipeline.data import Block, Label, Vote
from pipeline.label.decide import decide
from pipeline.label.phrases import load_packs
from pipeline.reading.traits import traits_of
from pipeline.label.weigh import FAMILY, weigh


@pytest.mark.parametrize("case", cases("structure/guards.toml"))
def test_guards(case: dict[str, Any]) -> None:
    seen = check_labels(case)
    for _, decision in seen.pairs:
        if decision.label.removed:
            assert decision.votes and decision.reason != "kept"


def blocks_of(*lines: str) -> list[Block]:
    return [Block(n, line, n * 1000, n * 1000 + len(line), verbatim=line, line=2 * n + 1, chunk=n + 1, blank=min(n, 1)) for n, line in enumerate(lines)]


DOCUMENT = blocks_of("The kettle and the ledger", *PROSE[:3], "A line of six words here", *PROSE[3:6])
AFTER = blocks_of("The kettle and the ledger", *PROSE, "A line of six words here", "Another line of six words here")


def gone(blocks: list[Block], *votes: Vote) -> dict[int, str]:
    return {n: str(v.label) for n, v in weigh(blocks, traits_of(blocks), votes).items()}


def vote(n: int, label: Label, score: float, by: str = "phrase:en") -> Vote:
    return Vote(n, label, score, by, "words")


@pytest.mark.parametrize("by", ["phrase:en", "weak:en", "opener:en", "rule:arrow", "model:text"])
@pytest.mark.parametrize("score", [0.35, 0.4, 0.5, 0.7])
def test_one_weak_sign_alone_removes_nothing(score: float, by: str) -> None:
    for label in Label:
        if label.removed and label not in (Label.DUPLICATE, Label.SEPARATOR):
            assert gone(DOCUMENT, vote(4, label, score, by)) == {}


def test_a_sure_sign_removes_a_line() -> None:
    assert gone(DOCUMENT, vote(4, Label.SHARE, 0.95)) == {4: "share"}


def test_a_likely_sign_removes_beside_its_own_kind() -> None:
    assert gone(AFTER, vote(10, Label.SHARE, 0.95), vote(11, Label.SHARE, 0.7)) == {10: "share", 11: "share"}
    assert gone(AFTER, vote(11, Label.SHARE, 0.4)) == {}


def test_votes_of_one_voter_do_not_add_up() -> None:
    same = gone(DOCUMENT, *[vote(4, Label.SHARE, 0.6, "rule:a")] * 4)
    two = gone(DOCUMENT, vote(4, Label.SHARE, 0.7, "rule:a"), vote(4, Label.SHARE, 0.7, "phrase:en"))
    assert (same, two) == ({}, {4: "share"})


def test_running_text_has_a_higher_bar() -> None:
    line = gone(DOCUMENT, vote(4, Label.RELATED, 0.8))
    prose = gone(DOCUMENT, vote(2, Label.RELATED, 0.8))
    assert (line, prose) == ({4: "related"}, {})


def test_a_double_goes_whatever_it_is() -> None:
    assert gone(DOCUMENT, Vote(5, Label.DUPLICATE, 0.95, "double:paragraph", "again", twin=2)) == {5: "duplicate"}


def test_votes_for_labels_of_the_article_remove_nothing() -> None:
    assert gone(DOCUMENT, vote(4, Label.HEADING, 1.0), vote(4, Label.CAPTION, 1.0)) == {}


def test_a_zone_runs_over_what_fits_it() -> None:
    lines = blocks_of("The kettle and the ledger", *PROSE[:5], "Leave a Reply", "Name", "Email", "Post it")
    assert gone(lines, vote(6, Label.COMMENT_FORM, 0.95, "opener:en")) == dict.fromkeys(range(6, 10), "comment-form")


def test_a_zone_ends_where_running_text_begins() -> None:
    lines = blocks_of("The kettle and the ledger", *PROSE[:5], "Leave a Reply", "Name", "Email", PROSE[5], "Wexley Sound in May")
    assert 9 not in gone(lines, vote(6, Label.COMMENT_FORM, 0.95, "opener:en"))


def test_kinds_are_of_their_own_family() -> None:
    assert all(label in FAMILY[label] for label in Label if label.removed)
    assert set(FAMILY) == {label for label in Label if label.removed}


def test_an_empty_page_has_nothing_to_weigh() -> None:
    assert gone([]) == {}


def test_not_everything_goes_on_signs_alone() -> None:
    lines = blocks_of("Comments on the tide", "Share the bell with a friend", "Related to nobody")
    votes = [vote(n, Label.SHARE, 0.85) for n in range(3)]
    assert [d.label.removed for d in decide(lines, traits_of(lines), votes, load_packs(("en",)), "en")] == [False] * 3


BY = st.sampled_from(["rule:a", "weak:en", "opener:de", "model:text"])


@given(st.lists(st.tuples(st.integers(0, 7), st.sampled_from(list(Label)), st.floats(0.05, 1.0), BY), max_size=20))
def test_any_votes_give_one_decision_a_block(cast: list[tuple[int, Label, float, str]]) -> None:
    votes = [vote(*one) for one in cast if one[1] is not Label.DUPLICATE]
    decisions = decide(DOCUMENT, traits_of(DOCUMENT), votes, load_packs(("en",)), "en")
    assert [d.block for d in decisions] == list(range(8))
    assert all(0 < d.score <= 1 and d.reason for d in decisions)


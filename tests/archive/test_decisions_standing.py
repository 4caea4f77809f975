"""Which decisions stand: the last one for the same words and place that was not undone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import settings as run_settings
from hypothesis import strategies as st

from pipeline.archive.decisions import SCOPES, Decision, Standing, site_of_source, winning
from pipeline.data import block_digest
from tests.makers.decided import decision

PLACES = ("https://harbour.example/1", "https://harbour.example/2", "https://valley.example/1", "notes/a.txt")

DECISIONS = st.builds(
    decision, st.sampled_from(["one", "two"]), st.sampled_from(PLACES), st.sampled_from(["keep", "remove", "heading", "undo"]), st.sampled_from(SCOPES),
    when=st.sampled_from(["2024-05-06", "2024-05-07"]))


def by_the_book(found: list[Decision], place: str, block: str) -> Decision | None:
    """What holds for one block in one place, told line by line as the documentation says it."""
    left: list[Decision | None] = []
    for one in found:
        left.append(one if one.after != "undo" else None)
        if one.after == "undo":
            where = {"block": lambda d: d.source, "site": lambda d: site_of_source(d.source), "everywhere": lambda d: ""}[one.scope]
            for n in range(len(left) - 1, -1, -1):
                other = left[n]
                if other and (other.block, other.scope, where(other)) == (one.block, one.scope, where(one)):
                    left[n] = None
                    break
    holds = [one for one in left if one and one.block == block and (
        one.scope == "everywhere" or (one.scope == "site" and site_of_source(one.source) == site_of_source(place)) or one.source == place)]
    return holds[-1] if holds else None


@run_settings(deadline=None)
@given(st.lists(DECISIONS, max_size=14), st.sampled_from(PLACES))
def test_the_last_decision_that_is_not_undone_holds(found, place):
    standing = Standing.of(found)
    held = {one.block: one for one in winning(standing.matching(f"{block_digest('one')[:16]} {block_digest('two')[:16]}", [place]))}
    assert held == {block: told for block in map(block_digest, ("one", "two")) if (told := by_the_book(found, place, block))}


@run_settings(deadline=None)
@given(st.lists(DECISIONS, max_size=10), DECISIONS.filter(lambda one: one.after != "undo"))
def test_an_undo_leaves_what_stood_before(found, one):
    assert Standing.of([*found, one, replace(one, after="undo")]).decisions == Standing.of(found).decisions


@run_settings(deadline=None)
@given(st.lists(DECISIONS, max_size=10))
def test_every_decision_that_stands_holds_somewhere(found):
    standing = Standing.of(found)
    assert Standing.of(standing.decisions).decisions == standing.decisions
    for one in standing.decisions:
        new = {"block": one.source, "site": one.source + "-new", "everywhere": "https://elsewhere.example/"}[one.scope]
        assert winning(standing.matching(one.block[:16], [new])) == (one,)

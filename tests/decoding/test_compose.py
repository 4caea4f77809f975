"""Repairs of two passes become one list: what it says, and that equal groups are worked out once."""

from __future__ import annotations

import pytest

from pipeline.data import Repair
from pipeline.decoding import repair as repairs
from pipeline.decoding.repair import apply, compose, mend, replay

MANY = 500


def test_equal_groups_are_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(before: str, steps: tuple[tuple[str, ...], ...]) -> str:
        calls.append(before)
        return replay(before, steps)

    monkeypatch.setattr(repairs, "replay", counted)
    fixed, found = mend("A title\n\n" + "One &amp;nbsp two. " * MANY)
    assert fixed.count("\u00a0") == len(found) == MANY
    assert {(r.before, r.after) for r in found} == {("&amp;nbsp", "\u00a0")}
    assert len(calls) <= 2
    assert len({id(r.before) for r in found}) == 1, "equal characters are one string"


def test_what_the_second_pass_takes_back_is_no_repair() -> None:
    first = [Repair(1, 2, "b", "x", "entity"), Repair(3, 4, "d", "y", "entity")]
    assert compose("abcde", first, "axcye", [Repair(1, 2, "x", "b", "entity")]) == [first[1]]


@pytest.mark.parametrize(("first", "second"), [
    ([(1, 2, "")], [(1, 3, "ZZ")]),
    ([(0, 3, "xyz"), (4, 5, "")], [(1, 2, ""), (2, 4, "Q"), (6, 7, "tail")]),
    ([(2, 4, "long piece"), (5, 6, "p")], [(0, 3, "s"), (4, 5, "t"), (9, 12, "")]),
    ([(1, 2, ""), (2, 3, "")], [(0, 1, "A"), (1, 2, "B")]),
])
def test_both_passes_as_one(first: list[tuple[int, int, str]], second: list[tuple[int, int, str]]) -> None:
    text = "abcdefghijkl"
    one = [Repair(s, e, text[s:e], after, "markup", (("put", after),)) for s, e, after in first]
    middle = apply(text, one)
    two = [Repair(s, e, middle[s:e], after, "markup", (("put", after),)) for s, e, after in second]
    both = compose(text, one, middle, two)
    assert apply(text, both) == apply(middle, two)
    assert all(text[r.start:r.end] == r.before and replay(r.before, r.steps) == r.after for r in both)
    assert all(a.end <= b.start for a, b in zip(both, both[1:], strict=False))

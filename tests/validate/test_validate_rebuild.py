"""White space and places: the rules of `space_of`, and rebuilds of random pages."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.article.space import Places, _outside, space_of
from pipeline.data import ArticleBlock, Label, Repair
from pipeline.validate import rebuild
from tests.makers.cost import grows_with_length

ID = "a000000000000"


@pytest.mark.parametrize(("page", "kept", "removed", "repaired", "space"), [
    ("one two", [(0, 7)], [], [], []),
    ("one\n\ntwo\nthree", [(0, 3), (5, 8)], [(9, 14)], [], []),
    ("one\n\n\ntwo", [(0, 3), (6, 9)], [], [], [(3, "\n\n\n")]),
    ("one two", [(0, 3), (4, 7)], [], [], [(3, " ")]),
    ("\n\none\n", [(2, 5)], [], [], [(0, "\n\n"), (5, "\n")]),
    ("one  two\nthree", [(0, 14)], [], [], [(3, "  "), (8, "\n")]),
    ("one\xa0two", [(0, 7)], [], [], [(3, "\xa0")]),
    ("* one", [(0, 5)], [], [(0, 1)], [(1, " ")]),
    ("a * b", [(0, 5)], [], [(2, 3)], [(1, " "), (3, " ")]),
    ("a SHARE b", [(0, 9)], [(2, 7)], [], [(1, " "), (7, " ")]),
    ("one\n&nbsp;\ntwo", [(0, 3), (11, 14)], [], [(4, 10)], [(3, "\n"), (10, "\n")]),
    ("a<br />\nb", [(0, 3), (8, 9)], [], [(1, 7)], [(7, "\n")]),
    ("  gone  ", [], [(2, 6)], [], [(0, "  "), (6, "  ")]),
    (" \n", [], [], [], [(0, " \n")]),
    ("", [], [], [], []),
])
def test_space(page, kept, removed, repaired, space):
    assert list(space_of(page, kept, removed, repaired)) == space


def test_space_in_a_long_removal_with_a_repair_in_it_is_not_listed():
    assert space_of("a  b  c  d", [], [(0, 10)], [(3, 4)]) == ()


@dataclass(frozen=True)
class Case:
    page: str
    blocks: list[ArticleBlock]
    removed: list[tuple[int, int]]
    repairs: list[Repair]


def fold(text: str) -> str:
    return " ".join(text.split())


def forward(page: str, start: int, end: int, changes: list[tuple[int, int, str]]) -> str:
    """The text of a range as a builder makes it: changes made, white space folded."""
    out, at = [], start
    for change_start, change_end, after in sorted(changes):
        if start <= change_start and change_end <= end:
            out += [page[at:change_start], after]
            at = change_end
    return fold("".join(out) + page[at:end])


def random_case(seed: int) -> Case:
    """A page of tokens and white space; runs of tokens are kept, removed or repaired away; some characters are repaired."""
    r = Random(seed)
    page = r.choice(["", "", "\n", " ", "\n\n\t"])
    places: list[tuple[int, int]] = []
    for n in range(r.randint(0, 14)):
        page += r.choice([" ", " ", " ", "\n", "\n\n", "  ", "\n \n", "\t", "\xa0", "\r\n", "\n\n\n"]) if n else ""
        token = "".join(r.choice("ab*-â€é") for _ in range(r.randint(1, 5)))
        places.append((len(page), len(page) + len(token)))
        page += token
    page += r.choice(["", "", "\n", " ", "\n\n\t"])
    repairs: list[Repair] = []
    for start, end in places:
        if r.random() < 0.3:
            a, b = sorted((r.randint(start, end), r.randint(start, end)))
            after = r.choice(["", "", "é", "xyz", " ", "x y", "\n", " x", "x "])
            if (a, b) != (start, end) or after.strip():  # else nothing of the token is left: it belongs between blocks
                repairs.append(Repair(a, b, page[a:b], after, "markup"))
    blocks: list[ArticleBlock] = []
    removed: list[tuple[int, int]] = []
    i = 0
    while i < len(places):
        n = r.randint(1, 5)
        last = min(i + n, len(places))
        start, end = places[i][0], places[last - 1][1]
        fate = r.choice(["keep", "keep", "keep", "remove", "repair", "keep around"])
        if fate == "remove":
            removed.append((start, end))
        elif fate == "repair":
            whole = Repair(start, end, page[start:end], r.choice(["", "\n", " "]), "markup")
            repairs = [*(x for x in repairs if x.end <= start or x.start >= end), whole]
        else:
            if fate == "keep around" and i + 2 < last:
                removed.append(places[i + 1])
                repairs = [x for x in repairs if x.end <= places[i + 1][0] or x.start >= places[i + 1][1]]
            blocks.append(ArticleBlock(f"{ID}.p{start}", Label.PARAGRAPH, "", start, end))
        i += n
    changes = [(x.start, x.end, x.after) for x in repairs] + [(start, end, "") for start, end in removed]
    blocks = [b._replace(text=forward(page, b.start, b.end, changes)) for b in blocks]
    return Case(page, blocks, removed, sorted(repairs, key=lambda x: (x.start, x.end)))


def records(case: Case) -> tuple[dict, dict]:
    space = space_of(case.page, [(b.start, b.end) for b in case.blocks], case.removed, [(r.start, r.end) for r in case.repairs])
    article = {"id": ID, "front": [], "sections": [{"blocks": [
        {"id": b.id, "kind": "paragraph", "text": b.text, "start": b.start, "end": b.end} for b in case.blocks]}]}
    ledger = {
        "id": ID, "chars": len(case.page), "space": [list(entry) for entry in space], "gaps": [],
        "removed": [{"start": s, "end": e, "text": case.page[s:e]} for s, e in case.removed],
        "repairs": [{"start": r.start, "end": r.end, "before": r.before, "after": r.after} for r in case.repairs]}
    return article, ledger


@settings(max_examples=1000, deadline=None)
@given(st.integers(min_value=0))
def test_every_page_is_rebuilt(seed):
    case = random_case(seed)
    assert rebuild(*records(case)) == case.page


@settings(max_examples=500, deadline=None)
@given(st.integers(min_value=0))
def test_places_lead_to_the_same_characters(seed):
    case = random_case(seed)
    space = space_of(case.page, [(b.start, b.end) for b in case.blocks], case.removed, [(r.start, r.end) for r in case.repairs])
    changed = [(r.start, r.end) for r in case.repairs] + case.removed
    places = Places(case.repairs, space, case.removed)
    for block in case.blocks:
        last = block.start
        for at, char in enumerate(block.text):
            place = places.of(block, at)
            assert last <= place <= block.end
            last = place
            inside = any(start <= place < max(end, start + 1) for start, end in changed)
            assert inside or case.page[place] == char or (char == " " and case.page[place].isspace())


@pytest.mark.parametrize("inner", ["x\x03", "<m>x", "\x03", "</m>"])
def test_places_behind_a_repair_inside_another_one(inner):
    page = "The <m>x\x03</m> mill"
    at = page.index(inner)
    repairs = [Repair(4, 13, page[4:13], "xy", "formula"), Repair(at, at + len(inner), inner, "", "illegal-char")]
    block = ArticleBlock(f"{ID}.p0", Label.PARAGRAPH, "The xy mill", 0, len(page))
    places = Places(sorted(repairs, key=lambda repair: repair.start), ())
    assert [places.of(block, n) for n in (4, 7, 10)] == [4, page.index("mill"), len(page) - 1]


def test_a_word_joined_at_a_line_end_is_rebuilt():
    page = "The night-\nshift bonus was with-\ndrawn."
    case = Case(page, [ArticleBlock(f"{ID}.p0", Label.PARAGRAPH, "The night-shift bonus was withdrawn.", 0, len(page))], [],
                [Repair(31, 32, "-", "", "hyphen")])
    assert rebuild(*records(case)) == page


def test_preformatted_text_is_rebuilt():
    page = "10  PRINT\n\n20 GOTO\t10"
    case = Case(page, [ArticleBlock(f"{ID}.ab0", Label.PREFORMATTED, page, 0, len(page))], [], [])
    assert rebuild(*records(case)) == page


def test_what_nothing_tells_is_shown_as_unknown():
    blocks = [ArticleBlock(f"{ID}.p{start}", Label.PARAGRAPH, word, start, start + 3) for word, start in (("one", 0), ("two", 9))]
    case = Case("one lost two", blocks, [], [])
    assert rebuild(*records(case)) == "one \ufffc\ufffc\ufffc\ufffc two"


@pytest.mark.parametrize(("page", "blocks", "rebuilt"), [
    ("one\ntwo", [(0, 3), (4, 7)], "one\ntwo"), ("one\n\ntwo", [(0, 3), (5, 8)], "one\n\ntwo"),
    ("one\n\n\ntwo", [(0, 3), (6, 9)], "one\ufffc\ufffc\ufffctwo"), ("\none", [(1, 4)], "\ufffcone"), ("one\n", [(0, 3)], "one\ufffc"),
])
def test_one_line_break_or_two_between_ranges_are_all_that_need_not_be_told(page, blocks, rebuilt):
    kept = [{"start": start, "end": end, "text": page[start:end]} for start, end in blocks]
    ledger = {"chars": len(page), "removed": [], "repairs": [], "space": []}
    assert rebuild({"front": [], "sections": [{"blocks": kept}]}, ledger) == rebuilt


class Counted(list[int]):
    """A list that counts what is taken out of it."""

    taken = 0

    def __getitem__(self, key):
        found = super().__getitem__(key)
        self.taken += len(found) if isinstance(key, slice) else 1
        return found


def test_the_cuts_behind_a_range_are_not_looked_at() -> None:
    starts, ends = [n * 10 for n in range(1000)], Counted(n * 10 + 1 for n in range(1000))
    for n in range(1000):
        assert list(_outside(starts, ends, n * 10, n * 10 + 5)) == [(n * 10 + 1, n * 10 + 5)]
    assert ends.taken < 5000


def _with_changes(many: int) -> tuple[dict[str, object], dict[str, object]]:
    """The lines of a page on which paragraphs with a repair stand between removed lines."""
    blocks = [{"kind": "p", "text": "x", "start": 10 * n, "end": 10 * n + 2} for n in range(many)]
    article = {"id": ID, "source": {"chars": 10 * many}, "front": [], "sections": [{"blocks": blocks}]}
    removed = [{"start": 10 * n + 3, "end": 10 * n + 9, "text": "SHARE!"} for n in range(many)]
    return article, {"chars": 10 * many, "removed": removed, "space": [],
                     "repairs": [{"start": 10 * n, "end": 10 * n + 2, "before": "xy", "after": "x"} for n in range(many)]}


def test_rebuilding_costs_what_the_page_is_long() -> None:
    """It took a minute for 250,000 repairs among 50,000 removals."""
    assert rebuild(*_with_changes(2)).startswith("xy")
    assert grows_with_length(_with_changes, lambda records: rebuild(*records), 8000)

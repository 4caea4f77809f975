"""Text is told from tags as the HTML standard does it, what is shown for sure from what may be, in time that grows with the length of the page."""

from __future__ import annotations

import tomllib
from functools import partial
from pathlib import Path

import pytest

from pipeline.validate.coverage import validate_coverage
from pipeline.validate.markup import read_markup
from tests.makers.cost import grows_with_length

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "html" / "shown.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_text_is_told_from_tags(case: dict[str, str]) -> None:
    shown = read_markup(case["html"], xml="xml" in case)
    for sure, key in ((True, "sure"), (False, "open")):
        assert [case["html"][piece.start:piece.end] for piece in shown.pieces if piece.sure is sure] == case.get(key, []), key


def test_a_word_that_is_told_nowhere_is_a_problem() -> None:
    html = "<p>one <n=\">two</p><p>three &amp; f&ouml;ur</p>"
    told = [{"id": "a.p3", "kind": "paragraph", "start": 3, "end": 15, "text": "one two"}]
    [problem] = validate_coverage({"front": [], "sections": []}, {"removed": told, "repairs": []}, html)
    assert problem.code == "coverage" and "three & för" not in str(problem) and "föur" in str(problem)


@pytest.mark.parametrize(("text", "code"), [("one two", ""), ("one", "coverage-text"), ("one two three", "coverage-text"), ("two one", "coverage-text")])
def test_a_record_tells_the_words_of_its_range_and_no_others(text: str, code: str) -> None:
    told = [{"id": "a.p3", "kind": "paragraph", "start": 3, "end": 13, "text": text}]
    problems = validate_coverage({"front": [], "sections": []}, {"removed": told, "repairs": []}, "<p>one <b>two</b></p>")
    assert [problem.code for problem in problems] == [code] * bool(code)


MOVED = {
    "a table": "<table><tr><td>one</td>two</tr></table>",
    "slots": "<div><template shadowrootmode=open><slot name=a></slot></template><p>one</p><p slot=a>two</p></div>",
    "behind plaintext": "<p>one</p><plaintext>two",
}


@pytest.mark.parametrize("where", MOVED)
@pytest.mark.parametrize(("text", "code"), [("one two", ""), ("two one", ""), ("two", "coverage-text"), ("one two three", "coverage-text")])
def test_words_that_browsers_move_may_stand_in_another_order_and_are_all_told(where: str, text: str, code: str) -> None:
    told = [{"id": "a.p0", "kind": "paragraph", "start": 0, "end": len(MOVED[where]), "text": text}]
    problems = validate_coverage({"front": [], "sections": []}, {"removed": told, "repairs": []}, MOVED[where])
    assert [problem.code for problem in problems][:1] == [code] * bool(code)


def test_a_word_is_looked_for_in_the_repaired_page() -> None:
    """A character that no text may hold makes text of a tag until it is removed."""
    html = "<p>one<\x18b>two</b></p>"
    told = [{"id": "a.p3", "kind": "paragraph", "start": 3, "end": 13, "text": "onetwo"}]
    repairs = [{"kind": "illegal-char", "start": 7, "end": 8, "before": "\x18", "after": ""}]
    assert validate_coverage({"front": [], "sections": []}, {"removed": told, "repairs": repairs}, html) == []


@pytest.mark.parametrize("piece", [
    "<button>", "<button a='", "<svg></svg ", "<title a=", "</button", "<!-- ", "<svg></button></svg>", "<script/>", "<title/><p>", "<ruby>a<rt>", "<![CDATA[",
    "<iframe/></iframx>", "<template><svg>", "<select>a</select>",
    "<script/></scripts>",
])
def test_cost_grows_with_length(piece: str) -> None:
    assert grows_with_length(lambda many: piece * many + "</script>", partial(read_markup, xml=False), 4_000)

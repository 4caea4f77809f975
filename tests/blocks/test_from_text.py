"""Plain text into blocks: which lines belong together, and where each block stands."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.blocks import Split
from pipeline.blocks.from_text import split_text
from pipeline.data import Page, Source
from pipeline.decoding import decode
from pipeline.decoding.repair import apply
from tests.makers.documents import hard_wrapped
from tests.makers.marked import PROSE


def page_of(text: str) -> Page:
    return decode(Source("case.txt", text.encode("utf-8", "surrogatepass"), media_type="text/plain", charset="unicode"))


def split(text: str) -> Split:
    return split_text(page_of(text))


def texts(text: str) -> list[str]:
    return [block.text for block in split(text).blocks]


CASES = Path(__file__).parents[1] / "cases" / "text"
FILES = ("pages", "hyphens", "hanging", "indents", "line_ends", "scripts")


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{name}: {case['name']}")
        for name in FILES for case in tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))["case"]
    ]


@pytest.mark.parametrize("case", _cases())
def test_case(case: dict[str, Any]) -> None:
    page = page_of(case["source"])
    made = split_text(page)
    assert [block.text for block in made.blocks] == case["blocks"]
    assert [[r.kind, r.before, r.after] for r in made.repairs] == case.get("repairs", [])
    assert all(page.text[r.start:r.end] == r.before for r in made.repairs)


@pytest.mark.parametrize("case", _cases())
def test_the_page_of_a_case_can_be_rebuilt(case: dict[str, Any]) -> None:
    """What the splitter did is told by blocks and repairs alone."""
    page = page_of(case["source"])
    made = split_text(page)
    repairs = sorted((*page.repairs, *made.repairs), key=lambda r: r.start)
    assert all(a.end <= b.start for a, b in pairwise(repairs))
    for block in made.blocks:
        inside = [r._replace(start=r.start - block.start, end=r.end - block.start) for r in repairs if block.start <= r.start < block.end]
        assert "".join(apply(page.text[block.start:block.end], inside).split()) == "".join(block.text.split())


def test_a_line_is_a_block_and_blank_lines_part_chunks() -> None:
    blocks = split("one\ntwo\n\nthree\n\n\n\nfour\n").blocks
    assert [(b.n, b.text, b.line, b.chunk, b.blank) for b in blocks] == [
        (0, "one", 1, 1, 0), (1, "two", 2, 1, 0), (2, "three", 4, 2, 1), (3, "four", 8, 3, 3),
    ]


@pytest.mark.parametrize(("gap", "blank"), [
    ("\n", 0), ("\n\n", 1), ("\r\n", 0), ("\r\n\r\n", 1), ("\r\n\r\n\r\n", 2), ("\r", 0), ("\r\r", 1), ("\u2028", 0), ("\u2029\u2029",
    1), ("\n\xa0\n", 1),
    ("\n \t \n", 1), ("\n\u3000\n\n", 2),
])
def test_breaks_of_every_kind(gap: str, blank: int) -> None:
    first, second = split(f"one tide{gap}two bells").blocks
    assert (first.text, second.text, second.blank) == ("one tide", "two bells", blank)
    assert (first.chunk == second.chunk) == (blank == 0)


@pytest.mark.parametrize("text", ["", "\n", "  \n\t\n", "\u2028", "\xa0\n\xa0"])
def test_white_space_makes_no_block(text: str) -> None:
    page = page_of("x")
    assert split_text(Page("x", text, text, page.encoding)).blocks == ()


def test_ranges_leave_out_the_space_around_and_fold_the_space_within() -> None:
    text = "  one \xa0  tide \t\n\n\ttwo\n"
    blocks = split(text).blocks
    assert [(b.text, text[b.start:b.end], b.verbatim) for b in blocks] == [("one tide", "one \xa0  tide", "one \xa0  tide"), ("two", "two", "two")]


def test_ranges_are_those_of_the_decoded_page() -> None:
    text = "Itâ€™s one\nItâ€™s two &amp; three\n"
    page = page_of(text)
    assert page.fixed == "It’s one\nIt’s two & three\n"
    assert [(b.text, text[b.start:b.end]) for b in split_text(page).blocks] == [("It’s one", "Itâ€™s one"), ("It’s two & three",
    "Itâ€™s two &amp; three")]


@pytest.mark.parametrize("width", [45, 60, 72, 80, 100])
def test_hard_wrapped_paragraphs_are_joined(width: int) -> None:
    text = "\n\n".join(["The kettle and the ledger", *PROSE])
    assert texts(hard_wrapped(text, width)) == text.split("\n\n")


def test_hard_wrapped_paragraphs_without_blank_lines_end_at_short_lines() -> None:
    ending_short = [p for p in PROSE if len(hard_wrapped(p, 60).split("\n")[-1]) < 45]
    assert len(ending_short) >= 4
    assert texts(hard_wrapped("\n".join(ending_short), 60)) == ending_short


def test_hard_wrapped_lists_keep_their_items() -> None:
    items = [f"{n}. {p}" for n, p in enumerate(PROSE[:4], 1)]
    assert texts(hard_wrapped("\n".join(items), 60)) == items


def test_long_lines_are_not_joined() -> None:
    assert texts("\n".join(PROSE)) == list(PROSE)


def test_verse_is_not_joined() -> None:
    verse = "The tide is out, the bell is slow,\nthe kettle's cold and they don't know,\nand who will count the boats, my love,\nand who will count the boats?"
    assert texts("\n\n".join([PROSE[0], verse, verse.replace("tide",
    "lamp"), PROSE[1]])) == [PROSE[0], *verse.split("\n"), *verse.replace("tide", "lamp").split("\n"), PROSE[1]]


def test_a_line_that_an_inline_element_tore_is_put_together() -> None:
    torn = "On the third day the whole town was full of rumours about the lower sluice\n, which the mayor denied in the evening."
    assert texts(f"{PROSE[0]}\n\n{torn}\n\n{PROSE[1]}") == [PROSE[0], torn.replace("\n", " "), PROSE[1]]


def test_a_line_that_ended_is_not_glued_to_the_next() -> None:
    lines = ["On the third day the whole town was full of rumours about the lower sluice.", "the mayor denied it in the evening, as he always did."]
    assert texts("\n".join(lines)) == lines


def test_a_sentence_that_was_torn_goes_on_in_lower_case_until_its_end() -> None:
    torn = "On the third day the whole town was full of rumours about the lower sluice\nand the clerk who kept it, which the mayor denied in the evening."
    assert texts(f"{PROSE[0]}\n\n{torn}\n\n{PROSE[1]}") == [PROSE[0], torn.replace("\n", " "), PROSE[1]]


@pytest.mark.parametrize("lines", [
    ["Goats that climb the roofs of town halls give up a fifth of their sleep, study finds", "by Maud Effiong, University of Wexley"],
    ["a round of oak or ash, 30 cm across and 4 cm thick, well dried and without knots", "three legs of 45 cm, if you can get them cleft and not sawn"],
    ["Subscribe to our newsletter Good Morning Wexley and start the day well informed", "library"],
    ["This site uses cookies. If you go on reading it, we take it that you agree with that. OK No Privacy", "wexley-notes.example"],
])
def test_a_line_in_lower_case_that_ends_no_sentence_is_a_line_of_its_own(lines: list[str]) -> None:
    assert texts("\n\n".join((PROSE[0], "\n".join(lines), PROSE[1])))[1:-1] == lines


def test_torn_lines_with_a_blank_line_between_stay_apart() -> None:
    lines = ["On the third day the whole town was full of rumours about the lower sluice", ", which the mayor denied in the evening."]
    assert texts("\n\n".join(lines)) == lines


HYPHENS = """\
The harbour of Wexley Sound had one clerk for each of its locks, and every clerk
kept a ledger of the tides, the boats and the weather in a tin box. When the com-
pany bought the upper lock in the spring, nobody on the quay thought that any-
thing would change, least of all the woman who rang the evening bell. A well-
known notice went up, which said that boiling water was a risk to the ledgers,
and the clerks drank their tea cold. It was a well-known thing that the notice
had been written by the lock-keeper, and the lock-
keeper never denied that he had written it for the com-
pany, with the company's ink and on the company's paper.
"""


def test_hyphens_at_line_ends_are_joined_on_record_where_they_were_the_typesetters() -> None:
    page = page_of(HYPHENS)
    made = split_text(page)
    text = " ".join(b.text for b in made.blocks)
    assert "the company bought" in text and "that anything would" in text and "for the company, with" in text
    assert "A well-known notice" in text and "the lock-keeper never" in text
    assert [(r.kind, r.before, r.after, page.text[r.start:r.end]) for r in made.repairs] == [("hyphen", "-", "", "-")] * 3
    assert [page.text[r.start - 3:r.start] for r in made.repairs] == ["com", "any", "com"]


def test_hyphens_are_left_alone_where_lines_are_not_wrapped() -> None:
    assert texts("The lock-\nkeeper") == ["The lock-", "keeper"]


def test_a_mark_of_a_byte_order_and_control_characters_are_in_no_text() -> None:
    assert texts("\ufeffone\x00 tide\n\ntwo\x08") == ["one tide", "two"]


def test_lone_surrogates_do_not_stop_it() -> None:
    assert texts("a\ud800b\nc") == ["a\ufffdb", "c"]


@given(st.text(alphabet=st.sampled_from("ab- .,\n\r\u2028\xa0\t•1)"), max_size=200))
def test_every_character_lies_in_one_block(text: str) -> None:
    page = Page("x", text, text, page_of("x").encoding)
    at, left = 0, ""
    for block in split_text(page).blocks:
        assert at <= block.start < block.end
        left += text[at:block.start]
        at = block.end
        assert block.text == " ".join(block.text.split()) and block.text
    assert not (left + text[at:]).strip()


@given(st.text(max_size=80), st.integers(2, 4))
def test_numbers_count_up(text: str, times: int) -> None:
    page = Page("x", text * times, text * times, page_of("x").encoding)
    blocks = split_text(page).blocks
    assert [b.n for b in blocks] == list(range(len(blocks)))
    assert all(a.line < b.line and a.chunk <= b.chunk <= a.chunk + 1 for a, b in zip(blocks, blocks[1:], strict=False))

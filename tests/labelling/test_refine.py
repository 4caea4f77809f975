"""What columns of evidence add to the targets of training."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("rapidfuzz")
from pipeline.blocks.from_html import split_html
from pipeline.data import Source
from pipeline.decoding import decode
from pipeline.labelling.network import load
from tools.train.dataset import BIT, REMOVED, PageArrays, columns, html_sequence, text_sequence
from tools.train.examples import Example, Line
from tools.train.refine import hold_to_gold, refine, tell_kinds
from tools.train.targets import Target

NAMES, _ = columns("text")
LONG = "The harbour of Wexley Sound had one clerk for each of its locks, and every clerk kept a ledger of the tides and the boats in a tin box under the desk."


def page(*lines: tuple[str, str]) -> PageArrays:
    made = text_sequence(Example("x", "bench", "lines", 0, tuple(Line(1, text, labels, 1.0, 1.0) for labels, text in lines)))
    assert made is not None
    refine(made, NAMES)
    return made


def labels(mask: int) -> set[str]:
    return {name for name, bit in BIT.items() if mask & bit}


def test_a_phrase_names_the_kind_that_the_page_leaves_open() -> None:
    found = page(("paragraph", LONG), ("boilerplate", "Leave a Reply Cancel reply"))
    assert labels(int(found.mask[1])) == {"comment-form"}


def test_phrases_of_several_kinds_leave_the_kind_open_between_them() -> None:
    found = page(("paragraph", LONG), ("boilerplate", "Privacy Policy"), ("boilerplate", "Contact us"))
    for mask in found.mask[1:].tolist():
        assert 1 < len(labels(mask)) < 6
        assert "legal" in labels(mask)


def test_lines_below_the_head_of_a_list_share_its_kind_with_less_weight() -> None:
    found = page(("paragraph", LONG), ("boilerplate", "Related articles"), ("boilerplate", "The goat on the roof"), ("boilerplate", "A bell that was sold"))
    assert [labels(mask) for mask in found.mask[1:].tolist()] == [{"related"}] * 3
    assert found.weight[2] < found.weight[1]


def test_a_kind_that_the_page_tells_stays() -> None:
    found = page(("paragraph", LONG), ("tags", "Privacy Policy"))
    assert labels(int(found.mask[1])) == {"tags"}


@pytest.mark.parametrize(("text", "more"), [
    ("“The tide keeps no holidays, and neither do we,” it said, “not one of us.”", {"quotation", "epigraph"}),
    ("Long live the clerks of the upper lock!", {"slogan", "verse"}),
    ("Old Marlow at the lock", {"caption", "credit", "verse", "table-row"}),
])
def test_a_plain_paragraph_may_be_what_its_form_says(text: str, more: set[str]) -> None:
    found = page(("paragraph", LONG), ("paragraph", text), *[("paragraph", LONG)] * 6)
    assert labels(int(found.mask[1])) == {"paragraph", *more}
    assert labels(int(found.mask[3])) == {"paragraph"}


def test_what_is_no_plain_paragraph_is_not_softened() -> None:
    found = page(("heading", "Long live the clerks!"), ("paragraph", LONG), ("list-item", "“A kettle”"))
    assert [labels(int(found.mask[n])) for n in (0, 2)] == [{"heading"}, {"list-item"}]


def test_the_first_and_the_last_paragraph_may_be_standfirst_and_note() -> None:
    found = page(*[("paragraph", LONG)] * 9)
    assert labels(int(found.mask[0])) == {"paragraph", "standfirst"}
    assert labels(int(found.mask[8])) == {"paragraph", "author-note", "editor-note", "correction", "note"}
    assert labels(int(found.mask[4])) == {"paragraph"}


def test_a_name_below_the_title_is_not_held_to_be_boilerplate() -> None:
    found = page(("title", "The kettle and the ledger"), ("boilerplate", "Ines Calloway"), ("paragraph", LONG))
    assert int(found.mask[1]) == REMOVED | BIT["byline"]


def test_weights_are_small_numbers() -> None:
    assert page(("paragraph", LONG)).weight.dtype == np.float32


def test_the_labeller_of_text_chooses_between_open_kinds_of_html() -> None:
    source = f"<h1>The kettle and the ledger</h1><p>By Ines Calloway</p><p>{LONG}</p><footer><p>Careers</p><p>Terms of use</p></footer>"
    blocks = [block for block in split_html(decode(Source("x", source.encode(), media_type="text/html"))).blocks if block.text]
    targets = [Target("title", 1, 1), Target("byline", 1, 1), Target("paragraph", 1, 1), Target("boilerplate", 0, 1), Target("boilerplate", 0, 1)]
    made = html_sequence(blocks, targets, None, Example("x", "bench", "html", 0, ()))
    names, _ = columns("html")
    refine(made, names)
    before = [labels(mask) for mask in made.mask.tolist()]
    tell_kinds(made, names, load("text"))
    after = [labels(mask) for mask in made.mask.tolist()]
    assert after[:3] == before[:3]
    assert all(len(was) > 1 for was in before[3:])
    assert after[3:] == [{"navigation"}, {"legal"}]


def test_one_word_among_the_entries_of_a_menu_is_one_of_them() -> None:
    entries = [("boilerplate", name) for name in ("Harbour", "Tides", "Download PDF", "Locks", "Ferries")]
    found = page(("paragraph", LONG), *entries)
    assert int(found.mask[3]) == REMOVED
    alone = page(("paragraph", LONG), ("boilerplate", "Download PDF"), ("paragraph", LONG))
    assert "print-tools" in labels(int(alone.mask[1]))


def test_an_offer_of_another_article_is_one_whatever_the_gold_says() -> None:
    found = page(("paragraph", LONG), ("paragraph", "Read also: The clerk who sold the tide"), ("paragraph", "Read it also to the clerks, she said."))
    assert [labels(mask) == {"related"} for mask in found.mask.tolist()] == [False, True, False]
    assert found.share.tolist() == [1, 0, 1]


def test_a_page_may_be_held_to_its_gold() -> None:
    made = page(("paragraph", LONG), ("", "The clerk of the upper lock writes each month."), ("", "He is not paid for it."), ("", "* * *"))
    made.share[:] = (1, 0, 0.5, 0)
    made.weight[:] = (1, 0, 1, 0)
    first = made.mask[0]
    hold_to_gold(made)
    assert made.mask.tolist() == [first, REMOVED, 0, 0]
    assert made.weight.tolist() == [1, 1, 1, 0]

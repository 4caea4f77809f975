"""Kept blocks into sections: headings and levels, groups, markers and notes."""

from __future__ import annotations

import pytest

from pipeline import clean
from pipeline.article.sections import Namer, Pieces, make_sections
from pipeline.data import Article, ArticleBlock, Block, Decision, Label
from tests.makers.marked import PROSE, explain, read_marked


def article_of(*lines: str) -> Article:
    text, _ = read_marked("\n\n".join("\n".join(f"x | {line}" for line in group.split("\n")) for group in ("The kettle and the ledger", *lines)))
    return explain(text).article


def of_kind(article: Article, kind: Label) -> list[ArticleBlock]:
    return [b for b in article.blocks if b.kind is kind]


def shape(article: Article) -> list[tuple[int, str | None, int]]:
    return [(s.level, s.heading, len(s.blocks)) for s in article.sections]


def test_what_stands_before_the_first_heading_has_level_0() -> None:
    article = article_of("{1}", "{2}", "The first night", "{3}", "The second night", "{4}", "{5}")
    assert shape(article) == [(0, None, 2), (1, "The first night", 1), (1, "The second night", 2)]
    assert all(s.parent is None for s in article.sections)


def test_no_heading_is_one_section() -> None:
    assert shape(article_of("{1}", "{2}")) == [(0, None, 2)]


@pytest.mark.parametrize(("headings", "levels", "parents"), [
    (["1. The lock", "1.1 The gate", "1.2 The sill", "2. The bell"], [1, 2, 2, 1], [None, 0, 0, None]),
    (["THE LOCK", "The gate", "The sill", "THE BELL"], [1, 2, 2, 1], [None, 0, 0, None]),
    (["I. The lock", "The gate", "II. The bell"], [1, 2, 1], [None, 0, None]),
    (["The lock", "The gate", "The bell"], [1, 1, 1], [None, None, None]),
    (["1. The lock", "2. The bell", "Conclusion"], [1, 1, 1], [None, None, None]),
])
def test_levels_as_the_headings_show_them(headings: list[str], levels: list[int], parents: list[int | None]) -> None:
    lines = [line for n, heading in enumerate(headings, 1) for line in (heading, PROSE[n - 1], PROSE[n + 3])]
    blocks = [Block(n, line, 1000 * n, 1000 * n + len(line), verbatim=line) for n, line in enumerate(lines)]
    decisions = [Decision(n, Label.HEADING if n % 3 == 0 else Label.PARAGRAPH, 1.0, "kept") for n in range(len(blocks))]
    sections = make_sections(Pieces(blocks, decisions, Namer("a0")), range(len(blocks)))
    assert [(s.heading, s.level) for s in sections] == list(zip(headings, levels, strict=True))
    assert [s.parent for s in sections] == [None if p is None else sections[p].id for p in parents]


def test_markers_of_items_stand_apart_from_their_words_and_are_repairs() -> None:
    article = article_of("{1}", "1. the kettle and its lid\n2. the box with the rope\n3. the bell", "{2}")
    items = of_kind(article, Label.LIST_ITEM)
    assert [(b.n, b.text, b.rend, b.level) for b in items] == [
        ("1.", "the kettle and its lid", "numbered", 1), ("2.", "the box with the rope", "numbered", 1), ("3.", "the bell", "numbered", 1),
    ]
    assert [(r.before, r.after, r.kind) for r in article.repairs] == [("1.", "", "markup"), ("2.", "", "markup"), ("3.", "", "markup")]
    assert [r.start for r in article.repairs] == [b.start for b in items]
    assert len({b.group for b in items}) == 1


def test_a_list_that_begins_again_is_another_list() -> None:
    items = of_kind(article_of("{1}", "1. the kettle\n2. the box\n3. the bell", "1. the rope\n2. the lamp\n3. the ink", "{2}"), Label.LIST_ITEM)
    assert [b.group == items[0].group for b in items] == [True] * 3 + [False] * 3


def test_a_list_in_a_list_is_a_level_deeper() -> None:
    items = of_kind(article_of("{1}", "The clerks asked for this:", "• the kettle\n– with its lid\n– with its handle\n• the box", "{2}"), Label.LIST_ITEM)
    assert [(b.n, b.level, b.rend) for b in items] == [("•", 1, "bulleted"), ("–", 2, "bulleted"), ("–", 2, "bulleted"), ("•", 1, "bulleted")]


def test_stanzas_are_groups_of_their_own() -> None:
    stanza = "The tide is out, the bell is slow,\nthe kettle's cold and they don't know,\nand who will count the boats, my love,\nand who will count the boats?"
    other = stanza.replace("tide", "lamp").replace("kettle", "water")
    verse = of_kind(article_of("{1}", "On the towpath they sang:", stanza, other, "{2}"), Label.VERSE)
    assert len(verse) == 8 and [b.group == verse[0].group for b in verse] == [True] * 4 + [False] * 4


def test_quotations_that_go_on_are_one_and_the_next_is_another() -> None:
    article = article_of(
        "{1}", "He wrote to the company:", "“I have kept this ledger for thirty years, and my father before me.",
        "“I should like to know what you mean to do.”",
        "{2}", "And she wrote back:", "“We mean to do what the tide does, and it does nothing.”", "{3}")
    quotations = of_kind(article, Label.QUOTATION)
    assert len(quotations) == 3
    assert quotations[0].group == quotations[1].group != quotations[2].group


def test_notes_have_their_marks_and_calls_point_by_number() -> None:
    article = article_of("{1} [1]", "{2} [2]", "Notes", "[1] The box is in the museum.\n[2] The bell was sold.")
    notes = of_kind(article, Label.NOTE)
    assert [(b.n, b.text) for b in notes] == [("[1]", "The box is in the museum."), ("[2]", "The bell was sold.")]
    assert article.sections[-1].role == "notes"
    calls = [(b.text[i.start:i.end], i.value) for b in article.blocks for i in b.inlines if i.kind == "noteref"]
    assert calls == [("[1]", "1"), ("[2]", "2")]


def test_a_note_on_the_author_is_a_section_of_its_own() -> None:
    article = article_of("By Ines Calloway", "{1}", "{2}", "{3}", "Ines Calloway is a tally clerk at the upper lock.")
    assert [s.role for s in article.sections] == ["body", "bio"]
    assert [b.kind for b in article.sections[-1].blocks] == [Label.AUTHOR_NOTE]


def test_names_are_made_once() -> None:
    namer = Namer("a0")
    assert [namer.name("p", 5), namer.name("p", 5), namer.name("p", 6), namer.name("p", 5)] == ["a0.p5", "a0.p5-2", "a0.p6", "a0.p5-3"]


def test_a_link_over_the_number_of_a_note_always_comes_before_the_call() -> None:
    """Both have one place; a set would put them in another order in every process."""
    numbers = range(1, 13)
    calls = " ".join(f'the harbour office counted the barges again <a href="https://harbour.example/{n}">[{n}]</a>,' for n in numbers)
    page = f"<html><body><h1>The barges</h1><p>In the spring {calls} and then it closed.</p></body></html>"
    block = next(b for b in clean(page, media_type="text/html").blocks if "[12]" in b.text)
    assert [(i.kind, block.text[i.start:i.end]) for i in block.inlines] == [(kind, f"[{n}]") for n in numbers for kind in ("link", "noteref")]


def test_a_list_goes_on_after_the_list_in_its_item_and_a_caption_heads_its_table() -> None:
    said = "The night shift has drawn up a list of all that the stove in the hut is good for, and pinned it to the door of the hut."
    page = (f"<html><body><article><h1>The stove</h1><p>{said}</p><ol><li>Boiling water<ul><li>for tea</li></ul></li><li>Drying gloves</li></ol>"
            f"<ol><li>Another list</li></ol><p>What it burned is in the table, which the foreman keeps, week by week, in the hut.</p>"
            f"<table><caption>Coal that was burned at night</caption><tr><th>Week</th><th>Coal</th></tr><tr><td>First</td><td>21 kg</td></tr>"
            f"<tr><td>Second</td><td>19 kg</td></tr></table><p>And {said}</p></article></body></html>")
    article = clean(page.encode(), media_type="text/html")
    groups = {block.text: block.group for block in article.blocks}
    assert groups["Boiling water"] == groups["for tea"] == groups["Drying gloves"] != groups["Another list"]
    assert groups["Coal that was burned at night"] == groups["Week Coal"] and "<head " in article.to_tei().partition("<table")[2].partition("<row")[0]

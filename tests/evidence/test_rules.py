"""Rules, each with lines that it speaks of and lines of article text that it must leave alone; and traits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.makers.marked import PROSE

from pipeline.data import Block, Label, Vote
from pipeline.label.phrases import load_packs
from pipeline.label.rules import RULES, STRENGTH, Document
from pipeline.reading.traits import key_of, traits_of

NO_PHRASES = load_packs(())


def votes_on(*lines: str) -> list[Vote]:
    blocks = [Block(n, " ".join(line.split()), n * 100, n * 100 + len(line), verbatim=line) for n, line in enumerate(lines)]
    document = Document(blocks, traits_of(blocks), NO_PHRASES)
    return [vote for rule in RULES for vote in rule(document)]


def rules_on(*lines: str) -> set[tuple[int, str, str]]:
    return {(v.block, v.by.removeprefix("rule:"), str(v.label)) for v in votes_on(*lines)}


@pytest.mark.parametrize(("line", "rule", "label"), [
    ("Connecting to %s", "placeholder", "other"), ("Hello {{ user.name }}", "placeholder", "other"), ("Page ${number}", "placeholder", "other"),
    ("© 2011 Harbour Gazette", "copyright", "legal"), ("Copyright Harbour Gazette Ltd", "copyright", "legal"), ("(c) 2009 The clerks",
    "copyright", "legal"),
    ("* * *", "separator", "separator"), ("-----", "separator", "separator"), ("…", "separator", "separator"),
    ("Home | News | Sport | Weather | Shop", "bar-of-links", "navigation"), ("Locks • Tides • Bells • Boats", "bar-of-links", "navigation"),
    ("Home > News > Quay", "breadcrumb", "breadcrumb"), ("Start » Hafen » Schleusen", "breadcrumb", "breadcrumb"),
    ("1 2 3 4 Next", "page-numbers", "pagination"), ("1 | 2 | 3 | … | 12", "page-numbers", "pagination"),
    ("Anna on 3 May 2010 at 12:01", "comment-head", "comments"), ("Bram de Wit 4 years ago at 9 pm", "comment-head", "comments"),
    ("pic.twitter.com/abc123", "social-embed", "social-embed"), ("— Ada Quill (@adaquill) May 3, 2018", "social-embed", "social-embed"),
    ("#tide #quay #onions", "hashtags", "tags"), ("@adaquill", "handle", "social-embed"),
    ("https://harbour.example/tide?x=1", "address-alone", "other"), ("www.harbour.example", "address-alone", "other"),
    ("Facebook | Twitter | WhatsApp", "share-row", "share"), ("Share: Facebook Twitter Email", "share-row", "share"),
    ("★★★★☆ 4.6 (131 ratings)", "stars", "article-info"),
    ("← The last tram", "arrow", "navigation"), ("A walk to the weir →", "arrow", "navigation"),
    ("42", "number-alone", "other"), ("1.2K", "number-alone", "other"),
    ("Paperback £9.99, order from the lock house", "price", "promo"), ("Tickets EUR 12 at the door", "price", "promo"),
    ("Tickets 12 € at the door", "price", "promo"),
])
def test_a_rule_speaks_of(line: str, rule: str, label: str) -> None:
    assert (0, rule, label) in rules_on(line)


@pytest.mark.parametrize("line", [
    *PROSE,
    "The law of copyright was written for printers, and the clerks of the harbour never signed what they wrote into the ledger.",
    "He sold the barge for £40 and never came back.",
    "She took 40% of the onions and left the rest.",
    "“We counted twice,” said the clerk.",
    "« Nous avons compté deux fois »",
    "On 3 May 1998 the clerk wrote: the tide was late.",
    "The clerks met at 9 pm in the lock house, and nobody spoke.",
    "She wrote to @adaquill and to the mayor, and neither of them answered.",
    "A greater evil > a lesser one, as Marlow used to say of every company that he had worked for.",
    "1998 2004 2011",
    "Three boats, four bells and a box",
    "The first night",
    "Twitter is a kind of bell, said the clerk",
])
def test_rules_leave_article_text_alone(line: str) -> None:
    assert not {vote for vote in votes_on(line) if vote.score >= 0.5}


def test_rows_of_a_table_are_no_bars_of_links() -> None:
    rows = ["Lock | Barges | Clerks | Bells", "Upper | many | few | none", "Lower | few | many | none"]
    assert not [v for v in votes_on(*rows) if v.by == "rule:bar-of-links"]
    assert [v for v in votes_on(rows[0], PROSE[0]) if v.by == "rule:bar-of-links"]


def test_ten_short_lines_are_a_menu_and_nine_are_not() -> None:
    lines = ["Locks", "Tides", "Bells and boats", "Weather", "The harbour", "Letters", "Onions", "Maps", "Old ledgers", "Tickets"]
    assert {n for n, rule, _ in rules_on(*lines) if rule == "run-of-short-lines"} == set(range(10))
    assert not [r for r in rules_on(*lines[:9]) if r[1] == "run-of-short-lines"]
    assert not [r for r in rules_on(*(f"• {line}" for line in lines)) if r[1] == "run-of-short-lines"]
    assert not [r for r in rules_on(*(f"{line.lower()}," for line in lines)) if r[1] == "run-of-short-lines"]


def test_longer_runs_are_surer() -> None:
    def score(many: int) -> float:
        return max(v.score for v in votes_on(*(f"Lock {chr(65 + n)}" for n in range(many))) if v.by == "rule:run-of-short-lines")
    assert score(10) < score(16) <= score(26) <= 0.75


def test_the_head_of_a_message_needs_two_lines() -> None:
    head = ["From: Ada Quill", "Subject: the kettle", "Date: 3 May 1998"]
    assert {n for n, rule, _ in rules_on(*head, PROSE[0]) if rule == "mail-head"} == {0, 1, 2}
    assert not [r for r in rules_on("From: the lock house to the quay", PROSE[0]) if r[1] == "mail-head"]


def test_what_stands_below_the_dashes_of_a_message_is_a_signature() -> None:
    lines = ["From: Ada Quill", "Subject: the kettle", PROSE[0], "--", "Ada Quill, upper lock"]
    assert (4, "signature", "other") in rules_on(*lines)
    assert not [r for r in rules_on(*lines[2:]) if r[1] == "signature"]


def test_the_line_that_comments_name_is_the_title() -> None:
    lines = ["Harbour Gazette", "The kettle and the ledger", *PROSE[:6], "3 thoughts on “The kettle and the ledger”"]
    assert (1, "commented-title", "title") in rules_on(*lines)


def test_phrases_vote_once_a_kind_with_the_strength_of_the_pack() -> None:
    blocks = [Block(0, "Leave a Reply", 0, 13), Block(1, PROSE[0], 14, 14 + len(PROSE[0]))]
    document = Document(blocks, traits_of(blocks), load_packs(("en",)))
    votes = list(RULES[0](document))
    assert {(v.block, v.label) for v in votes if v.score >= 0.7} == {(0, Label.COMMENT_FORM)}
    assert len({(v.block, v.label) for v in votes}) == len(votes)
    assert all(v.score in STRENGTH.values() and v.evidence for v in votes)


@given(st.lists(st.text(max_size=40), max_size=8))
def test_no_text_stops_a_rule_and_scores_are_shares(lines: list[str]) -> None:
    for vote in votes_on(*(line for line in lines if line.split())):
        assert 0 < vote.score <= 1 and 0 <= vote.block < len(lines)


@pytest.mark.parametrize(("text", "key"), [
    ("The Bell, rang!", "the bell rang"), ("“so” — it…", "so it"), ("Straße", "strasse"), ("naïve  café", "naïve café"), ("a\u00a0b",
    "a b"), ("---", ""), ("", ""),
    ("1998–2005", "1998 2005"), ("港の書記", "港の書記"), ("don't", "don t"), ("don’t", "don t"), ("a_b", "a_b"),
])
def test_keys(text: str, key: str) -> None:
    assert key_of(text) == key


@given(st.text(max_size=60))
def test_keys_of_keys_are_the_same(text: str) -> None:
    assert key_of(key_of(text)) == key_of(text)


@pytest.mark.parametrize(("text", "terminal", "prose", "caps"), [
    (PROSE[0], True, True, False), ("The first night", False, False, False), ("Nobody answered.", True, False, False), ("HARBOUR NEWS",
    False, False, True),
    ("She rang it. [1]", True, False, False), ("“Twice.”", True, False, False), ("Who?",
    True, False, False), ("| a | b | c | d | e | f | g | h | i | j | k | l |", False, False, False),
    ("港の書記は毎朝、潮の高さを帳面に書き写している。", True, False, False),
])
def test_traits(text: str, terminal: bool, prose: bool, caps: bool) -> None:
    (t,) = traits_of([Block(0, text, 0, len(text))])
    assert (t.terminal, t.prose, t.caps) == (terminal, prose, caps)

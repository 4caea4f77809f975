"""Phrase packs as data, and the matcher that finds phrases in blocks."""

from __future__ import annotations

import tomllib
import tracemalloc
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.data import Label
from pipeline.evidence import phrases
from pipeline.evidence.phrases import LISTS, load_phrases, normalise, word_lists

PACKS = sorted((Path(phrases.__file__).parent / "phrases").glob("*.toml"))
UNSPACED = ("ja", "th", "zh")
FORMS = tomllib.loads((Path(__file__).parents[1] / "cases" / "label" / "forms.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_packs_are_well_formed(path: Path) -> None:
    pack = tomllib.loads(path.read_text(encoding="utf-8"))
    assert pack["language"] == path.stem
    assert set(pack) <= {"language", "phrases", *LISTS}
    for table in pack["phrases"]:
        assert set(table) <= {"kind", "strength", "where", "longest", "text"}
        assert Label(table["kind"])
        assert table["strength"] in (1, 2, 3) and table["where"] in ("whole", "start", "end", "inside")
        lines = [line for line in table["text"].split("\n") if line]
        assert lines == sorted(set(lines)), table
        for line in lines:
            literal = [part for part in line.split(" ") if part not in ("*", "#")]
            assert literal, f"nothing but wildcards: {line!r}"
            if path.stem not in UNSPACED:
                assert normalise(" ".join(literal)) == " ".join(literal), line


def test_the_packs_stay_small() -> None:
    lines = sum(len([line for line in table["text"].split("\n") if line]) for path in PACKS for table in tomllib.loads(path.read_text("utf-8"))["phrases"])
    assert len(PACKS) >= 20
    assert lines <= 5_500


@pytest.mark.parametrize(("text", "kind"), [
    ("Leave a Reply", "comment-form"), ("LEAVE A REPLY:", "comment-form"), ("Läs också: En bro till", "related"), ("相关阅读：某城新闻", "related"),
    ("© 2011 The Lowick Observer. All rights reserved.", "legal"), ("• Share on Facebook", "share"), ("Schreibe einen Kommentar", "comment-form"),
    ("ข่าวล่าสุด", "related"), ("यह भी पढ़ें: पुल टूटा", "related"), ("আরও পড়ুন: সেতু", "related"), ("اقرأ أيضًا ما كتبناه", "related"),
    ("İLGİLİ HABERLER", "related"), ("ÇEREZ POLİTİKASI", "cookie-notice"), ("TIN LIÊN QUAN", "related"), ("Baca juga: Jembatan", "related"),
    ("Hat Ihnen dieser Artikel gefallen?", "subscribe"), ("Click here to read more from the quay", "related"), ("Full Name", "comment-form"),
    ("Next post", "pagination"), ("Previous story: the lock", "pagination"), ("Přečtěte si také: most", "related"),
    ("Buy on Amazon", "promo"), ("Click here to read the report", "related"), ("Lies dazu: Die Brücke", "related"), ("À suivre", "series-navigation"),
    ("Continuará", "series-navigation"), ("Learn more about us", "promo"), ("This content is reserved for members", "paywall"),
    ("Soma pia", "related"), ("بیشتر بخوانید", "related"), ("קראו גם", "related"),
])
def test_phrases_are_found(text: str, kind: str) -> None:
    assert kind in [hit.kind.value for hit in load_phrases().match(text)]


@pytest.mark.parametrize(("kind", "text"), [(kind, line) for kind, lines in FORMS.items() for line in lines.split("\n") if line])
def test_a_form_is_found_in_every_language(kind: str, text: str) -> None:
    assert kind in [hit.kind.value for hit in load_phrases().match(text)]


@pytest.mark.parametrize("text", ["", "   ", "The clerk closed the ledger.", "\u0301", "*** --- ***", "#"])
def test_other_lines_have_none(text: str) -> None:
    assert load_phrases().match(text) == ()


def test_a_whole_phrase_is_no_part_of_a_sentence() -> None:
    assert not [hit for hit in load_phrases().match("He told her to leave a reply with the porter at the gate.") if hit.where == "whole"]


def test_one_hit_a_kind_the_strongest() -> None:
    hits = load_phrases().match("Your email address will not be published. Required fields are marked *")
    assert len({hit.kind for hit in hits}) == len(hits)
    assert [hit.strength for hit in hits] == sorted((hit.strength for hit in hits), reverse=True)


@given(st.text(max_size=400))
def test_composed_or_not_the_hits_are_the_same(text: str) -> None:
    match = load_phrases().match
    assert match(unicodedata.normalize("NFD", text)) == match(unicodedata.normalize("NFC", text))


@given(st.sampled_from(["Leave a Reply", "Share this article", "Mehr zum Thema", "Lire aussi", "Sign up for our newsletter"]), st.booleans())
def test_case_and_marks_do_not_matter(text: str, upper: bool) -> None:
    changed = f"» {text.upper() if upper else text.lower()} …"
    assert [h.kind for h in load_phrases().match(changed)] == [h.kind for h in load_phrases().match(text)]


def test_a_long_block_is_looked_at_where_it_begins_and_ends() -> None:
    words = "the tide was late and the clerk closed the book " * 40
    assert load_phrases().match(words) == ()


def test_word_lists_are_those_of_the_language_and_of_english() -> None:
    assert "by" in word_lists("de").words("byline_words") and "von" in word_lists("de").words("byline_words")
    assert "von" not in word_lists("en").words("byline_words")
    assert set(word_lists("und").words("byline_words")) > set(word_lists("de").words("byline_words"))
    with pytest.raises(KeyError):
        word_lists("en").words("no_such_list")


@pytest.mark.parametrize(("text", "kind"), [
    ("Read also: The ferry that never came", "related"), ("SEE ALSO | The ferry that never came", "related"),
    ("→ Lire aussi : Le bac qui ne vint jamais", "related"), ("Leggi anche: Il traghetto che non arrivò", "related"),
    ("Читайте также: Паром, который не пришёл", "related"), ("相关阅读：从未到来的渡船", "related"), ("Share on: the harbour board's list", "share"),
])
def test_a_phrase_may_open_a_line_with_a_mark_behind_it(text: str, kind: str) -> None:
    assert kind in [hit.kind.value for hit in load_phrases().opening(text)]
    assert {hit.where for hit in load_phrases().opening(text)} == {"opening"}


@pytest.mark.parametrize("text", [
    "Read also the small print, said the clerk: it is longer than the law.", "Readers also: the list of the drowned is kept in the church.",
    "12:30 See the harbour", "Read also:", "", ":", "Leggi anche il resto",
])
def test_no_other_line_opens_with_a_phrase_and_a_mark(text: str) -> None:
    assert load_phrases().opening(text) == ()


def test_a_very_long_word_takes_no_more_memory_than_its_length() -> None:
    """An expression that may go back in a word needs a hundred bytes for each of its parts."""
    text = "a@" * 100_000
    tracemalloc.start()
    try:
        assert normalise(text) == text[:-1] + " @"
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 10 * len(text)

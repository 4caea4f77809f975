"""Features: one row a block, the same numbers everywhere, no language."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.blocks.from_html import split_html
from pipeline.blocks.from_text import split_text
from pipeline.data import Block, Encoding, Page
from pipeline.label.features import LEXICAL, Columns, densest, text_features
from pipeline.label.features_dom import dom_features
from pipeline.label.hints import Hints, hint_pieces
from pipeline.label.letters import Lexicon, Shape, lower, pair_hashes, word_hashes

TEXT = """Home
News
Sport

The bridge is open again

By Ada Quill

The old bridge over the Lim was opened to walkers on Monday, after four years of work that cost twice what had been planned.
"We had hoped for two years," said the mayor, "but the river had other plans for us." Hundreds came to cross it.

Share
Related stories
Ferry to close in May
"""

HTML = """<html><body><nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/n">News</a></li></ul></nav>
<div id="wrap"><main><article class="post-body"><h1>The bridge is open again</h1>
<p>The old bridge over the Lim was opened to walkers on Monday, after four years of work that cost twice what had been planned.</p>
<p>Hundreds came to cross it. <a href="/x">Most of them</a> had not seen the other bank for years, they said, and were glad.</p></article>
<aside class="related-posts"><h3>Related</h3><ul><li><a href="/f">Ferry to close in May</a></li></ul></aside></main></div></body></html>"""


def page(text: str, media_type: str = "text/plain") -> Page:
    return Page("p", text, text, Encoding("utf-8", "utf-8"), media_type=media_type)


def text_blocks(text: str = TEXT) -> tuple[Block, ...]:
    return split_text(page(text)).blocks


def html_blocks(html: str = HTML) -> list[Block]:
    return [b for b in split_html(page(html, "text/html")).blocks if b.text]


def column(columns: Columns, blocks: object, name: str, text: str) -> float:
    row = next(i for i, b in enumerate(blocks) if b.text.startswith(text))  # type: ignore[arg-type, var-annotated]
    return float(columns[name][row])


def digest(columns: Columns) -> str:
    return hashlib.sha256(b"".join(name.encode() + np.asarray(columns[name], np.float64).tobytes() for name in sorted(columns))).hexdigest()


def test_every_column_has_a_number_for_each_block() -> None:
    for blocks, columns in ((text_blocks(), text_features(text_blocks())), (html_blocks(), dom_features(html_blocks()))):
        assert {len(v) for v in columns.values()} == {len(blocks)}
        assert all(np.isfinite(v).all() for name, v in columns.items() if not name.startswith(("lex_", "pair_", "hint_")))


@given(st.lists(st.text(max_size=60).map(lambda s: " ".join(s.split())).filter(bool), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_any_text_has_features(texts: list[str]) -> None:
    blocks = [Block(i, text, i * 100, i * 100 + len(text), chunk=i // 2) for i, text in enumerate(texts)]
    columns = text_features(blocks)
    assert {len(v) for v in columns.values()} == {len(texts)}
    assert digest(columns) == digest(text_features(blocks))


def test_numbers_do_not_depend_on_the_process() -> None:
    code = "import tests.evidence.test_features as t; print(t.digest(t.text_features(t.text_blocks())), t.digest(t.dom_features(t.html_blocks())))"
    seen = {
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
        for seed in ("1", "77")
    }
    assert len(seen) == 1


def test_another_alphabet_gives_the_same_numbers() -> None:
    latin = "abcdefghijklmnopqrstuvwxyz"
    cyrillic = "абвгдежзиклмнопрстуфхцчшщэ"
    table = str.maketrans(latin + latin.upper(), cyrillic + cyrillic.upper())
    one, other = text_features(text_blocks()), text_features(text_blocks(TEXT.translate(table)))
    for name in one:
        assert np.array_equal(one[name], other[name], equal_nan=True), name


def test_sentences_end_in_any_script() -> None:
    texts = "橋は月曜日に開通した。", "पुल सोमवार को खुला।", "هل فتح الجسر؟", "The bridge is open", "“It is open.”"
    blocks = [Block(i, text, 0, 1) for i, text in enumerate(texts)]
    assert text_features(blocks)["ends_sentence"].tolist() == [True, True, True, False, True]


def test_ideographs_weigh_more_than_letters() -> None:
    assert text_features([Block(0, "橋開通", 0, 3)])["letters"].tolist() == [9]


def test_an_empty_lexicon_says_nothing() -> None:
    columns = text_features(text_blocks(), Lexicon(np.zeros(0, np.uint64), np.zeros(0, np.int8)))
    assert all(np.isnan(columns[name]).all() for name in LEXICAL)


def test_the_lexicon_knows_its_words() -> None:
    shape = Shape(["share"])
    lexicon = Lexicon(word_hashes(shape), np.array([-40], np.int8))
    blocks = text_blocks()
    columns = text_features(blocks, lexicon)
    assert column(columns, blocks, "lex_sum", "Share") == -40
    assert np.isnan(column(columns, blocks, "lex_sum", "Home"))


def test_pairs_of_words_stand_in_one_block() -> None:
    one, other = Shape(["Sign up now", "Sign", "up"]), Shape(["sign UP"])
    pairs, block = pair_hashes(one, word_hashes(one))
    (wanted,), _ = pair_hashes(other, word_hashes(other))
    assert block.tolist() == [0, 0] and pairs.tolist().count(wanted) == 1
    turned = Shape(["up sign"])
    assert wanted not in pair_hashes(turned, word_hashes(turned))[0]


def test_a_page_in_another_language_is_not_judged_by_words() -> None:
    german = "Die alte Brücke über den Fluss war die letzte, die noch aus Holz gebaut war, und an ihr hing der Weg ins Dorf."
    blocks = [Block(n, german, n * 200, n * 200 + len(german)) for n in range(4)]
    shape = Shape(["die war an", "sign up"])
    pairs, _ = pair_hashes(Shape(["sign up"]), word_hashes(Shape(["sign up"])))
    words = np.sort(word_hashes(shape))
    lexicon = Lexicon(words, np.full(len(words), -40, np.int8), Lexicon(pairs, np.array([-30], np.int8)))
    assert all(np.isnan(text_features(blocks, lexicon)[name]).all() for name in LEXICAL)
    few = text_features(blocks[:1], lexicon)
    assert few["lex_min"][0] == -40, "a few words tell no language"


def test_the_lexicon_knows_pairs_of_words() -> None:
    shape = Shape(["old bridge"])
    pairs, _ = pair_hashes(shape, word_hashes(shape))
    lexicon = Lexicon(np.sort(word_hashes(shape)), np.array([0, 0], np.int8), Lexicon(pairs, np.array([-30], np.int8)))
    blocks = text_blocks()
    columns = text_features(blocks, lexicon)
    assert column(columns, blocks, "pair_min", "The old bridge") == -30
    assert column(columns, blocks, "pair_bad", "The old bridge") == 1
    assert np.isnan(column(columns, blocks, "pair_sum", "Home"))


@pytest.mark.parametrize(("text", "expected"), [("İSTANBUL", "İstanbul"), ("STRASSE", "strasse"), ("ǅ", "ǆ")])
def test_lower_case_keeps_the_length(text: str, expected: str) -> None:
    assert lower(text) == expected


@pytest.mark.parametrize(("scores", "expected"), [([1, 2, 3], (0, 2)), ([-1, 5, -2, 4, -9, 3], (1, 3)), ([-3, -1, -2], (1, 1)), ([5, -9, 5], (0, 0))])
def test_the_densest_stretch(scores: list[int], expected: tuple[int, int]) -> None:
    assert densest(np.array(scores)) == expected


def test_the_main_container_leaves_menu_and_related_outside() -> None:
    blocks = html_blocks()
    columns = dom_features(blocks)
    assert column(columns, blocks, "main_80_out", "The old bridge") == 0
    assert column(columns, blocks, "main_80_out", "Ferry") > 0
    assert column(columns, blocks, "main_80_out", "Home") >= column(columns, blocks, "main_80_out", "Ferry")


def test_wrappers_are_no_levels() -> None:
    wrapped = HTML.replace("<article", "<div><div><article").replace("</article>", "</article></div></div>")
    one, other = dom_features(html_blocks()), dom_features(html_blocks(wrapped))
    for name in ("main_50_out", "up0_good", "up1_good", "up1_links", "best_in"):
        assert np.array_equal(one[name], other[name]), name


def test_links_are_counted() -> None:
    blocks = html_blocks()
    columns = dom_features(blocks)
    assert column(columns, blocks, "link_share", "Home") == 1
    assert 0 < column(columns, blocks, "link_share", "Hundreds") < 0.3


def test_class_names_speak() -> None:
    blocks = html_blocks()
    columns = dom_features(blocks, None, Hints({"related": -30, "post": 20, "=post-body": 25}))
    assert column(columns, blocks, "hint_least", "Ferry") == -30
    assert column(columns, blocks, "hint_most", "The old bridge") == 25
    assert column(columns, blocks, "near_related", "Ferry") == 1


def test_pieces_of_class_names() -> None:
    assert hint_pieces("PostBody-relatedLinks2") == ("post", "body", "related", "links", "=postbody-relatedlinks2")


def test_what_hints_say_is_the_same_when_asked_again() -> None:
    hints = Hints({"post": 20, "related": -30, "=post": 3})
    assert [hints.of("RelatedPost"), hints.of("post"), hints.of("x1"), hints.of("RelatedPost")] == [(-30, 20), (0, 20), (0, 0), (-30, 20)]

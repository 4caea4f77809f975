"""Quick ways give what the slow ones give: a search that is left out would have found nothing, and words found quickly are the same words."""

from __future__ import annotations

import re
import unicodedata
from itertools import takewhile

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.article import gaps, rows
from pipeline.article.openings import Openings
from pipeline.blocks import text_pages
from pipeline.data import counting
from pipeline.data.beyond import beyond_ascii
from pipeline.decoding import garbled, mojibake
from pipeline.evidence import characters, phrases, signs
from pipeline.reading import language, marks, people, traits
from pipeline.reading.words import without_typography

MARKS = "’‘“”–—…•«»\u00a0\u00ad\u200b\u2028\u3000"
TEXTS = st.text(st.sampled_from(f"abeE-mail'.,@:_& \t\n|19hHpPzÀéßñЖжÀÀûσΣ\u0301\u212a\u0661ก中ー{MARKS}\ufffd\ud800"), max_size=40)
FIGURES = st.text(st.sampled_from("0123456789120:.h-/ 年月amUHRpx_\n\u0661²é£€EUR"), max_size=16)
AMOUNTS = st.tuples(*map(st.sampled_from, (
    ("", "Dues", "12"), (" ", "", " 3 "), ("", "(", "-", "£"), ("12", "1,5", "", "\u0661"), ("", "%", " kr", " zł", "$", " km"), ("", ")")))).map("".join)
STARTS = st.tuples(*map(st.sampled_from, ("*–•oO1a([", ("", ".", ")", "1]"), ("", " ", "\t"), "A1a "))).map("".join)
YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
DATE = re.compile(r"(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d{4}\s?[年년]\s?\d{1,2}\s?[月월])(?!\d)")
CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h]\d\d(?!\d)|\b\d{1,2}\s?(?:am|pm|uhr)\b", re.IGNORECASE)


@settings(deadline=None)
@given(TEXTS)
def test_words_of_phrases(text: str) -> None:
    plain = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "–": " ", "—": " ", "\u00ad": None, "\u200b": None, "\ufeff": None,
                           "_": " "})
    folded = unicodedata.normalize("NFC", text.casefold()).translate(plain).replace("i\u0307", "i").replace("ı", "i")
    folded = folded.replace("\u064b", "").replace("\u0651", "").replace("e-mail", "email")
    assert phrases._words(text) == phrases._WORD.findall(folded)


@settings(deadline=None)
@given(FIGURES)
def test_figures(text: str) -> None:
    for slow, quick in ((YEAR, signs._YEAR), (DATE, signs._NUMERIC_DATE), (CLOCK, signs._CLOCK)):
        assert [m.span() for m in slow.finditer(text)] == [m.span() for m in quick.finditer(text)]


@settings(deadline=None)
@given(TEXTS)
def test_what_is_found_in_a_text_is_found_beyond_ascii(text: str) -> None:
    beyond = beyond_ascii(text)
    assert beyond == "".join(c for c in text if not c.isascii())
    for slow, quick in ((garbled._lost(), garbled._lost()), (garbled._ACCENTS, garbled._ACCENTS), (garbled._SWAPPED, garbled._SWAPPED_MAYBE),
                        (garbled._INSIDE, garbled._INSIDE_MAYBE), (counting.UNPARTED, counting.UNPARTED)):
        assert not slow.search(text) or quick.search(beyond)


@settings(deadline=None)
@given(TEXTS)
def test_words_of_a_language(text: str) -> None:
    low = text.lower().replace("’", "'")
    plain = without_typography(low)
    assert language._WORD.findall(low) == (language._ASCII_WORD if plain.isascii() else language._WORD).findall(plain)


@settings(deadline=None)
@given(TEXTS)
def test_a_line_without_signs_of_columns_is_one_cell(text: str) -> None:
    assert rows.may_have_cells(text) or len(rows._CELLS.split(text.strip())) == 1


@settings(deadline=None)
@given(TEXTS)
def test_what_is_printable_and_has_single_spaces_is_folded_already(text: str) -> None:
    told = text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " "
    assert not told or " ".join(text.split()) == text


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_places_of_words_and_last_characters(texts: list[str]) -> None:
    texts = [" ".join(text.split()) + "”)" * (n % 3) for n, text in enumerate(texts)]
    shape = characters.Shape(texts)
    wordlike = [list(characters.WORDLIKE[characters._classes()[[ord(c) for c in text]]]) if text else [] for text in texts]
    starts = [[i for i, own in enumerate(row) if own and (i == 0 or not row[i - 1])] for row in wordlike]
    assert shape.words.tolist() == [len(row) for row in starts]
    assert shape.rank.tolist() == [i for row in starts for i in range(len(row))]
    assert (shape.word_at - shape.starts[shape.word_block]).tolist() == [at for row in starts for at in row]
    for text, last in zip(texts, shape.last.tolist(), strict=True):
        plain = [kind for c in text if characters.PLAIN[kind := characters._classes()[ord(c)]]]
        assert last == (plain[-1] if plain else characters.OTHER)


@settings(deadline=None)
@given(st.lists(st.text("abc", min_size=1, max_size=4), max_size=5), st.text("abcd", max_size=5))
def test_openings(words: list[str], line: str) -> None:
    assert Openings(words).open(line) == line.startswith(tuple(words))


@settings(deadline=None)
@given(st.integers(1, 1 << 24), st.lists(st.integers(0, 1 << 24), min_size=1, max_size=60))
def test_quotients_of_chances_are_those_of_whole_numbers(one: int, others: list[int]) -> None:
    total = (1 << 24) + sum(others)
    assert int(np.floor(np.float64(one) * 10_000 / np.float64(total))) == one * 10_000 // total


@settings(deadline=None)
@given(TEXTS)
def test_words_of_a_line(text: str) -> None:
    plain = without_typography(text)
    assert not plain.isascii() or plain.encode("ascii").translate(signs._LETTERS).decode("ascii").split() == signs._WORD.findall(text)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["Read also", "a" * 30, " ", ": ", ":", "| ", "» ", "x", "1", "–"]), max_size=6).map("".join))
def test_a_label_ends_with_a_mark(text: str) -> None:
    assert phrases._LABEL_MARK.search(text, 0, phrases._LABEL_END) or not phrases._LABEL.match(text)


@settings(deadline=None)
@given(AMOUNTS)
def test_amounts_and_numbers_at_an_end(text: str) -> None:
    assert rows.ends_with_amount(text) == (rows._ENDS_WITH_AMOUNT.search(text[-rows._LONGEST_AMOUNT:]) is not None)
    assert rows.numbers_at_end(text) == len(list(takewhile(rows._NUMBER.fullmatch, reversed(text.split()))))


@settings(deadline=None)
@given(st.from_regex(signs._NUMBER, fullmatch=True), st.from_regex(text_pages._PAGE_NUMBER, fullmatch=True))
def test_numbers_are_no_longer_than_is_said(number: str, page: str) -> None:
    assert len(number) <= signs._LONGEST_NUMBER
    assert len(page) <= text_pages._LONGEST_NUMBER


@settings(deadline=None)
@given(STARTS)
def test_bullets(text: str) -> None:
    marker = marks.list_marker(text)
    assert marks.bullet_of(text) == (marker.kind if marker is not None and marker.bulleted else "")


@settings(deadline=None)
@given(st.text("aé_”", min_size=1, max_size=6), st.data())
def test_quoted_words(line: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line) - 1))
    end = data.draw(st.integers(start + 1, len(line)))
    low = start - len(list(takewhile(str.isalnum, reversed(line[:start]))))
    high = end + len(list(takewhile(str.isalnum, line[end:])))
    assert mojibake._is_quoted_word(line, start, end) == mojibake._is_shown(line, low, high)


ENDS = st.lists(st.sampled_from(("A pier", " opens", "…", "...", " [", "[+ 120 chars]", "]", "(", ")", "read more", " Read on", "weiterlesen", ".", " ")),
                max_size=8).map("".join)


@settings(deadline=None, max_examples=300)
@given(ENDS, st.booleans())
def test_ends_of_texts_that_were_cut_off(text: str, last: bool) -> None:
    slow, quick = gaps._CUT.search(text) or (last and gaps._LAST_CUT.search(text)), gaps._cut(text, last=last)
    assert (slow.span(), slow.re) == (quick.span(), quick.re) if slow and quick else not slow and not quick


ANNOUNCING = ("by", "by the", "written by", "b", "von", "文")


@settings(deadline=None, max_examples=300)
@given(st.tuples(*map(st.sampled_from, (("By", "by", "Written by", "B", "Von", "文"), ("", " the"), ("", " ", ":", "/"), ("", "Ada", "ada")))).map("".join))
def test_the_longest_word_that_announces_a_name_counts(text: str) -> None:
    alone = {word: people.after_word(text, [word]) for word in ANNOUNCING}
    longest = next((alone[word] for word in sorted(ANNOUNCING, key=len, reverse=True) if alone[word] is not None), None)
    assert people.after_word(text, ANNOUNCING) == people.after_word(text, frozenset(ANNOUNCING)) == longest


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(("ada", "@", ".", "org", " ", "\n", "quill", "://", "http", "www.", "s")), max_size=8).map("".join))
def test_addresses(text: str) -> None:
    page = re.search(r"(?:https?://|www\.)\S", text)
    slow = page or any((at := word.find("@", 1)) > 0 and re.search(r"\.\w", word[at + 2:]) for word in text.split())
    assert traits._has_address(text) == bool(slow)

"""Quick ways give what the slow ones give: a search that is left out would have found nothing, and words found quickly are the same words."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.article import rows
from pipeline.article.openings import Openings
from pipeline.data import counting
from pipeline.data.beyond import beyond_ascii
from pipeline.decoding import garbled
from pipeline.evidence import characters, phrases, signs
from pipeline.reading import language
from pipeline.reading.words import without_typography

MARKS = "’‘“”–—…•«»\u00a0\u00ad\u200b\u2028\u3000"
TEXTS = st.text(st.sampled_from(f"abeE-mail'.,@:_& \t\n|19hHpPzÀéßñЖжÀÀûσΣ\u0301\u212a\u0661ก中ー{MARKS}\ufffd\ud800"), max_size=40)
FIGURES = st.text(st.sampled_from("0123456789120:.h-/ 年月amUHRpx_\n\u0661²é£€EUR"), max_size=16)
YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
DATE = re.compile(r"(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d{4}\s?[年년]\s?\d{1,2}\s?[月월])(?!\d)")
CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h]\d\d(?!\d)|\b\d{1,2}\s?(?:am|pm|uhr)\b", re.IGNORECASE)


@settings(deadline=None)
@given(TEXTS)
def test_words_of_phrases(text: str) -> None:
    plain = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "–": " ", "—": " ", "\u00ad": None, "\u200b": None, "\ufeff": None})
    folded = unicodedata.normalize("NFC", text.casefold()).translate(plain).replace("e-mail", "email")
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

"""What people read of the columns of evidence: a sentence for each end of each column, and no sentence for a column that is not there."""

from __future__ import annotations

import re

import pytest

from pipeline.data import Block, Markup
from pipeline.evidence.sentences import sentences_of
from pipeline.evidence.table import evidence_of
from pipeline.reading.word_lists import data_of

NAMES = evidence_of([Block(0, "A line of text.", 0, 15, verbatim="A line of text.", markup=Markup("p", nodes=(1,)))]).names


def test_each_column_has_two_sentences_of_its_own() -> None:
    told = [sentence for name in NAMES for sentence in sentences_of(name)]
    assert not [sentence for sentence in told if re.search(r"[{}_]|^(?:much|little): ", sentence) or len(sentence) > 150]
    pairs = [sentences_of(name) for name in NAMES]
    assert all(small != large for small, large in pairs)
    assert [name for name, pair in zip(NAMES, pairs, strict=True) if pairs.count(pair) > 1] == []


def test_no_sentence_is_left_over() -> None:
    found = data_of("sentences", "pipeline.evidence")
    assert set(found["columns"]) <= set(NAMES)
    unused = [pattern["name"] for pattern in found["patterns"] if not any(re.fullmatch(pattern["name"], name) for name in NAMES)]
    assert unused == []


def test_an_unknown_column_has_none() -> None:
    with pytest.raises(KeyError):
        sentences_of("how the wind blows")

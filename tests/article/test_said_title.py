"""A title that the labeller gave to a sentence, where the input says the title: the cases of tests/cases/overruled/said_title.toml."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.article.overruled import overruled
from pipeline.article.said_title import sentence_for_title
from pipeline.blocks.from_text import split_text
from pipeline.clean import clean_source
from pipeline.data import Decision, Encoding, Label, Page, Source
from pipeline.settings import Settings
from pipeline.sources.said import said
from tests.makers.marked import cases, read_marked


@pytest.mark.parametrize("reason", ["kept", "decision"])
@pytest.mark.parametrize("case", cases("overruled/said_title.toml"))
def test_sentence(case: dict[str, Any], reason: str) -> None:
    text, told = read_marked(case["doc"].strip("\n"))
    page = Page("a.jsonl:1", text, text, Encoding("utf-8", "utf-8"), metadata=tuple(said("title", "headline", case["said"])))
    blocks = split_text(page).blocks
    given = [Decision(n, Label(label), 0.9, reason) for n, (label, _) in enumerate(told)]
    found = [d.label.value for d in overruled(given, sentence_for_title(page, blocks, given), "the metadata of the input")]
    assert found == (case["labels"] if reason == "kept" else [label for label, _ in told]), "what a person decided stays"


def test_no_sentence_is_lost_where_the_title_stands_in_a_field() -> None:
    text = "The eel count at Fen Sluice rose to 412 this spring.\n\nNobody knows why. The eels have not been asked, says the keeper, who counts them."
    source = Source("a.jsonl:1", f"{text}\n\nShare this article".encode(), metadata=tuple(said("title", "title", "Eel count up")))
    article = clean_source(source, Settings())
    assert (article.title, article.text) == ("Eel count up", text)

"""What else than the text names its title: the cases of tests/cases/overruled/named_title.toml."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pipeline.article.named_title import lines_of_title
from pipeline.clean import clean, clean_source, read_source
from pipeline.data import Label, Source
from pipeline.labelling.network import CERTAIN
from pipeline.labelling.sequence import kept_chances, read_sequence, with_titles
from pipeline.settings import Settings
from pipeline.sources.said import said
from tests.makers.marked import cases, filled

LABELS = tuple(Label)


@pytest.mark.parametrize("case", cases("overruled/named_title.toml"))
def test_lines(case: dict[str, Any]) -> None:
    source = Source(case.get("file", "-"), filled(case["doc"]).encode(), url=case.get("url"), media_type=case.get("media_type", "text/plain"),
                    metadata=tuple(said("title", "headline", case.get("said", ""))))
    reading = read_source(source, Settings())
    found = {reading.split.blocks[n].text: named for n, named in lines_of_title(reading.page, reading.split.blocks).items()}
    assert [text for text, named in found.items() if named] == case["named"]
    assert [text for text, named in found.items() if not named] == case.get("may", [])


def test_the_address_tells_the_title_from_a_slogan() -> None:
    text = filled("Natural rope care!\n\nFollow us\n\nHow we keep salt out of the ropes (gently!)\n\nGet the facts, make wise choices\n\n{1}\n\n{2}")
    assert clean(text).title == "Natural rope care!", "the labeller alone"
    assert clean(text, url="https://fen.example/how-we-keep-salt-out-ropes").title == "How we keep salt out of the ropes (gently!)"


def test_what_a_person_names_is_the_title_all_the_same() -> None:
    text = filled("Natural rope care!\n\nHow we keep salt out of the ropes (gently!)\n\n{1}\n\n{2}")
    source = Source("a.jsonl:1", text.encode(), metadata=tuple(said("title", "title", "How we keep salt out of the ropes (gently!)")))
    article = clean_source(source, Settings())
    assert [block.text for block in article.front if block.kind is Label.TITLE] == ["How we keep salt out of the ropes (gently!)"]


def test_chances_of_titles() -> None:
    columns = [LABELS.index(label) for label in (Label.TITLE, Label.HEADING, Label.PARAGRAPH, Label.NAVIGATION)]
    chances = np.zeros((3, len(LABELS)), np.int16)
    chances[:, columns] = [[9000, 500, 500, 0], [0, 4000, 4000, 2000], [300, 0, 700, 9000]]
    with_titles(chances, LABELS, [None, True, False])
    assert chances[:, columns].tolist() == [[0, 500, 500, 0], [1000, 3600, 3600, 1800], [300, 0, 700, 9000]]
    assert kept_chances(chances, LABELS).max() <= CERTAIN
    found = read_sequence(chances, LABELS, np.array([20, 30, 400]))
    assert [one.label for one in found] == [Label.HEADING, Label.TITLE, Label.NAVIGATION]


def test_the_line_of_a_paper_is_no_title_though_it_is_named() -> None:
    columns = [LABELS.index(label) for label in (Label.TITLE, Label.MASTHEAD)]
    chances = np.zeros((3, len(LABELS)), np.int16)
    chances[:, columns] = [[0, 8000], [9000, 0], [7000, 100]]
    before = chances.copy()
    with_titles(chances, LABELS, [True, None, None])
    assert chances.tolist() == before.tolist(), "nothing is known of the title"
    with_titles(chances, LABELS, [True, None, True])
    assert chances[:, columns].tolist() == [[0, 8000], [0, 0], [7300, 90]]

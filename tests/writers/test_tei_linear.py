"""Ids and gaps of a document cost what their number costs: work is counted, not time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pipeline import clean
from pipeline.article.sections import Namer
from pipeline.data import Article, ArticleBlock, Gap, Label
from pipeline.writers.markup import Ids
from pipeline.writers.tei_words import _gaps_by_block

DOCUMENT = "a0123456789ab"
MANY = 2000


class Asked(set[str]):
    """A set that counts how often it is asked."""

    times = 0

    def __contains__(self, key: object) -> bool:
        Asked.times += 1
        return super().__contains__(key)


def test_ids_of_one_place_are_not_tried_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = Ids(DOCUMENT, [f"{DOCUMENT}.g5-3"])
    ids._used = Asked()
    monkeypatch.setattr(Asked, "times", 0)
    made = [ids.new("g", 5) for _ in range(MANY)]
    assert made[:3] == [f"{DOCUMENT}.g5", f"{DOCUMENT}.g5-2", f"{DOCUMENT}.g5-4"]
    assert len(set(made)) == MANY
    assert Asked.times <= 3 * MANY


def test_a_reserved_id_may_still_be_taken_by_its_record() -> None:
    ids = Ids(DOCUMENT, [f"{DOCUMENT}.g5-2"])
    assert [ids.new("g", 5), ids.new("g", 5)] == [f"{DOCUMENT}.g5", f"{DOCUMENT}.g5-3"]
    assert ids.own(f"{DOCUMENT}.g5-2", "g", 5) == f"{DOCUMENT}.g5-2"
    assert ids.new("g", 5) == f"{DOCUMENT}.g5-4"


def test_names_of_one_place_are_not_tried_from_the_start() -> None:
    namer = Namer(DOCUMENT)
    names = [namer.name("p", 7) for _ in range(MANY)]
    assert names[:3] == [f"{DOCUMENT}.p7", f"{DOCUMENT}.p7-2", f"{DOCUMENT}.p7-3"]
    assert len(set(names)) == MANY
    assert len(namer.used) == 1, "one number a place, and no list of all names to go through"


class Walked(tuple[ArticleBlock, ...]):
    """Blocks that count how often they are gone through."""

    times = 0

    def __iter__(self) -> Iterator[ArticleBlock]:
        Walked.times += 1
        return super().__iter__()

    def __reversed__(self) -> Iterator[ArticleBlock]:
        Walked.times += 1
        return iter(self[::-1])


@pytest.fixture
def article() -> Article:
    return clean("A title\n\nA first paragraph that says something.\n\nA second one that says more.\n", name="page.txt")


def block(n: int, start: int) -> ArticleBlock:
    return ArticleBlock(f"{DOCUMENT}.p{n}", Label.PARAGRAPH, "some words", start, start + 10)


def gap(start: int, host: str = "gone") -> Gap:
    return Gap(f"{DOCUMENT}.g{start}", start, start, host, 3, "lost", "Words are missing.", 0.5)


def test_gaps_of_unknown_blocks_go_through_the_blocks_once_in_all(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Walked, "times", 0)
    every = Walked(block(n, 100 * n) for n in range(1, 50))
    found = _gaps_by_block(replace(article, gaps=tuple(gap(20 * n) for n in range(MANY))), every)
    assert sum(map(len, found.values())) == MANY
    assert Walked.times <= 3


def test_a_gap_of_an_unknown_block_goes_to_the_last_block_before_it(article: Article) -> None:
    every = (block(1, 300), block(2, 100), block(3, 300), block(4, 200))
    told = replace(article, gaps=(gap(50), gap(100), gap(250), gap(1000), gap(5, every[3].id)))
    found = _gaps_by_block(told, every)
    assert {key: [(g.start, g.at) for g in gaps] for key, gaps in found.items()} == {
        every[0].id: [(50, 0), (1000, 10)], every[1].id: [(100, 10)], every[3].id: [(250, 10), (5, 3)],
    }

"""What is said last of a page of HTML: error pages, and pages of which nothing would be left."""

from __future__ import annotations

import pytest

from pipeline import clean
from pipeline.blocks import HeadData
from pipeline.data import Block, Label
from pipeline.label.last_word import bring_back, clear_error_page
from pipeline.label.phrases import load_packs
from pipeline.reading.traits import Traits, traits_of
from pipeline.label.weigh import Verdict

PACKS = load_packs(("en", "de"))
LONG = "The keeper of the lock counts every boat that passes and writes it down, and in the evening the two lists never agree. " * 8


def traits(*texts: str) -> tuple[Traits, ...]:
    return traits_of([Block(n, text, n * 1000, n * 1000 + len(text)) for n, text in enumerate(texts)])


def by_model(*numbers: int) -> dict[int, Verdict]:
    return {n: Verdict(Label.OTHER, 0.6, "model") for n in numbers}


def test_the_likeliest_blocks_come_back_where_nothing_is_left() -> None:
    gone = by_model(0, 1, 2)
    bring_back(traits("Menu", "The lock is closed on Thursday for the repair of the lower gate.", "Imprint and privacy"), {0: 0.02, 1: 0.4, 2: 0.03}, gone)
    assert sorted(gone) == [0, 2]


def test_what_a_rule_removed_does_not_come_back() -> None:
    gone = by_model(0) | {1: Verdict(Label.SUBSCRIBE, 0.9, "boilerplate-sure")}
    bring_back(traits("Menu", "Sign up for the newsletter of the lock and never miss a boat."), {0: 0.02, 1: 0.4}, gone)
    assert 1 in gone


def test_a_page_with_text_is_left_alone() -> None:
    gone = by_model(1)
    bring_back(traits(LONG, "Further boats"), {0: 0.9, 1: 0.45}, gone)
    assert list(gone) == [1]


@pytest.mark.parametrize("title", ["404 Not Found", "Page not found | Lock Gazette", "Error 503", "HTTP Status 404", "Seite nicht gefunden – Schleusenbote",
                                   "Access Denied", "Just a moment...", "Lock Gazette: 404"])
def test_an_error_page_has_no_article(title: str) -> None:
    gone: dict[int, Verdict] = {}
    assert clear_error_page(traits("Sorry", "The page you asked for is not here, try the front page."), HeadData(title), PACKS, gone)
    assert {v.reason for v in gone.values()} == {"error-page"} and len(gone) == 2


@pytest.mark.parametrize("title", ["Body not found in the canal after two days", "404 boats in one day", "Code: how the lock is opened", "Route 404 | Lock Gazette",
                                   "Error in the timetable", "Forbidden fruit | Lock Gazette", ""])
def test_a_title_about_errors_is_a_title(title: str) -> None:
    gone: dict[int, Verdict] = {}
    assert not clear_error_page(traits("Sorry", "A few words only."), HeadData(title), PACKS, gone) and not gone


def test_a_long_text_is_no_error_page() -> None:
    assert not clear_error_page(traits(LONG), HeadData("404 Not Found"), PACKS, {})


def test_an_error_page_through_and_through() -> None:
    page = b"<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1><p>The requested address was not found on this server.</p></body></html>"
    article = clean(page, media_type="text/html")
    assert article.text == "" and [doubt.code for doubt in article.doubts] == ["no-text"]
    assert {removal.reason for removal in article.removed} == {"error-page"}

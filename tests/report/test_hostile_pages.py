"""Sources that mean harm, as the pages of the report show them in a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.report import INDEX, write_report
from tests.makers.archives import archive, lines
from tests.makers.browser import LAPTOP, PHONE, assert_harmless, open_all_blocks, visits
from tests.makers.hostile import scrape_hostile


@pytest.fixture(scope="module")
def harmed(tmp_path_factory) -> Path:
    """An archive of hostile sources, with its report."""
    folder = tmp_path_factory.mktemp("harmed")
    archive(folder / "out", scrape_hostile(folder / "in"), batch=10)
    write_report(folder / "out")
    return folder / "out"


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_names_and_texts_do_no_harm(browser, harmed, size):
    ids = [article["id"] for article in lines(harmed, "articles")]
    assert len(ids) == 3
    with visits(browser, (harmed / INDEX).as_uri()) as show:
        page = show(size=size)
        assert_harmless(page)
        for place, row in (("articles", "#page-articles tbody tr"), ("failed", "#page-failed tbody tr")):
            page.goto(f"{page.url.partition('#')[0]}#{place}")
            page.locator(row).first.wait_for()
            assert_harmless(page)
        for ident in ids:
            page.goto(f"{page.url.partition('#')[0]}#{ident}")
            page.locator(".facts", has_text=ident).wait_for()
            open_all_blocks(page)
            assert_harmless(page)


def test_a_name_of_another_direction_leaves_the_facts_behind_it_in_place(browser, harmed):
    [ident] = [article["id"] for article in lines(harmed, "articles") if article["published"] == "2022-02-04"]
    with visits(browser, (harmed / INDEX).as_uri()) as show:
        page = show(f"#{ident}")
        page.locator(".facts bdi").first.wait_for()
        lefts = page.locator(".facts bdi").evaluate_all("all => all.map((one) => one.getBoundingClientRect().left)")
        assert lefts == sorted(lefts)
        assert json.dumps(page.locator(".facts bdi").first.inner_text()).startswith('"\\u05')

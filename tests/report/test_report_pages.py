"""The report in a real browser, opened from the disk: reading, searching, keys, hostile articles, 100,000 rows, accessibility."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.data.counting import count_words
from pipeline.report.figures import Figures, Share
from pipeline.report.report import write_pages_of
from tests.makers.browser import LOOKS, PHONE, assert_nothing_acts, complaints, open_all_blocks, opened, until, visits

MANY = 100_000
LEAST = 2.0
"""Milliseconds below which a ratio says nothing."""
CASES = Path(__file__).resolve().parents[1] / "cases" / "report"


@pytest.fixture
def at(browser, address):
    """Opens a place of the report."""
    with visits(browser, address) as show:
        yield show


def open_article(page, name: str) -> None:
    """From the list, as a reader does."""
    page.goto(page.url.partition("#")[0] + "#articles")
    page.locator("#page-articles input[name=words]").fill(name)
    page.locator("#page-articles .status", has_text="1 to 1 of 1").wait_for()
    page.locator("#page-articles tbody tr", has_text=name).locator("a").click()
    page.locator(".panes").wait_for()


def test_the_overview_tells_the_figures(at):
    page = at()
    tiles = dict(zip(page.locator(".tiles dt").all_text_contents(), page.locator(".tiles .number").all_text_contents(), strict=True))
    assert tiles["Articles"] == "7"
    assert tiles["Failed"] == "1"
    assert int(tiles["Words removed"].replace(",", "")) > 20
    assert page.locator("table.bars svg rect").count() > 5
    page.get_by_role("link", name="Failed", exact=True).click()
    page.locator("#page-failed .status", has_text="1 to 1 of 1").wait_for()
    assert page.locator("#page-failed tbody tr").count() == 1
    assert "blank.txt" in page.locator("#page-failed tbody").inner_text()
    assert page.title() == "Failed sources · Archive report"


@pytest.mark.parametrize("text", ["", "The pier is too short.", "码头太短，没有人量过。", "The 码头 is “short”", "ท่าเรือสั้นเกินไป สามเมตร", "— …"])
def test_words_are_counted_as_the_archive_counts_them(at, text):
    assert at().evaluate("text => engross.wordsIn(text)", text) == count_words(text)


def test_the_list_is_searched_sorted_and_filtered(at):
    page = at("#articles")
    rows = page.locator("#page-articles tbody tr")
    page.locator("#page-articles .status", has_text="1 to 7 of 7").wait_for()
    assert rows.first.locator(".tag").count() > 0, "doubts come first"
    page.keyboard.press("/")
    until(page, "document.activeElement.name === 'words'")
    page.keyboard.type("mill saved")
    page.locator("#page-articles .status", has_text="1 to 1 of 1").wait_for()
    page.evaluate("document.querySelector('#page-articles tbody tr').dataset.stays = 'yes'; engross.lists.articles.refresh()")
    assert rows.first.get_attribute("data-stays") == "yes", "a row that stays is not made anew, so a click on it is not lost"
    page.locator("#page-articles input[name=words]").fill("")
    page.locator("#page-articles .status", has_text="of 7").wait_for()
    page.locator("#page-articles select[name=show]").select_option("doubts")
    until(page, "!document.querySelector('#page-articles .status').textContent.includes('of 7')")
    assert all(rows.nth(n).locator(".tag").count() for n in range(rows.count()))
    page.locator("#page-articles select[name=show]").select_option("")
    page.locator("#page-articles .status", has_text="of 7").wait_for()
    page.get_by_role("button", name="Words", exact=True).click()
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("Words")
    words = [int(row.locator("[data-name=Words]").inner_text()) for row in rows.all()]
    assert words == sorted(words, reverse=True)


def test_an_article_stands_beside_its_source(at):
    page = at()
    open_article(page, "mixed.html")
    assert page.title() == "How the mill was saved · Archive report"
    assert page.locator("#page-article h1").inner_text() == "How the mill was saved"
    clean = page.locator(".pane.clean")
    assert clean.locator("h2.title, h3, ul li, blockquote, .caption").count() >= 5
    assert clean.locator("table tr").count() == 3
    assert clean.locator("table tr").nth(1).locator("td").all_text_contents() == ["2009", "1,200"]
    assert "Facebook" not in clean.inner_text()
    removed = page.locator(".block.removed:visible", has_text="Facebook Twitter Print")
    assert removed.locator(".label").inner_text().startswith("removed: ")
    assert page.locator("details.fold summary").inner_text().split(" removed blocks far from the text")[0].isdigit()
    for block in page.locator(".source > .block").all():
        assert block.locator(".label").inner_text()


def test_a_click_shows_the_label_the_evidence_and_the_repairs(at):
    page = at()
    open_article(page, "mixed.html")
    page.locator(".block", has_text="Facebook Twitter Print").click()
    told = page.locator(".details").inner_text()
    assert "Removed as share." in told
    assert "Sure: 0." in told or "Sure: 1." in told
    assert "Evidence that counted most" in told
    page.locator(".block:not(.removed):not(:has(.doubt))", has_text="mill").last.click()
    assert "engross review shows it for every block" in page.locator(".details").inner_text()
    open_article(page, "repaired.txt")
    page.locator(".block", has_text="open at all hours").click()
    assert "entity: &nbsp; became U+00A0" in page.locator(".details").inner_text()
    page.locator(".pane.clean h2.title").click()
    details = page.locator(".details")
    assert details.locator("del").first.inner_text() == "Ã©"
    assert details.locator("ins").first.inner_text() == "é"
    assert page.locator(".block.selected .came").inner_text() == "The cafÃ© that kept its hours"
    assert page.locator(".pane.clean .selected").inner_text() == "The café that kept its hours"


def test_the_keyboard_leads_through_blocks_doubts_and_articles(at):
    page = at()
    open_article(page, "list.txt")
    page.keyboard.press(".")
    page.keyboard.press(".")
    assert page.locator(".block.selected").get_attribute("data-n") == "1"
    assert page.evaluate("document.activeElement.closest('.block').dataset.n") == "1"
    page.keyboard.press(",")
    assert page.locator(".block.selected").get_attribute("data-n") == "0"
    page.keyboard.press("Escape")
    assert page.locator(".details").count() == 0
    page.keyboard.press("Escape")
    page.wait_for_url("**#articles")
    page.locator("#page-articles input[name=words]").fill("")
    page.locator("#page-articles .status", has_text="of 7").wait_for()
    page.locator("#page-articles tbody a").first.click()
    page.locator(".panes").wait_for()
    doubts = page.locator(".tag.doubt").count()
    assert doubts > 0
    for _ in range(doubts):
        page.keyboard.press("n")
    last = page.locator(".block.selected").get_attribute("data-n")
    assert page.locator(".block.selected .tag.doubt").count() == 1
    address = page.url
    page.evaluate("document.querySelector('.panes').dataset.left = ''")
    page.keyboard.press("n")
    until(page, f"location.href !== '{address}' && document.querySelector('.panes:not([data-left])')")
    page.keyboard.press("p")
    until(page, f"location.href === '{address}' && document.querySelector('.block.selected')?.dataset.n === '{last}'")
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    page.keyboard.press("Escape")


_SHAPED = """([blocks, gaps]) => {
    const made = document.createElement("div");
    made.append(...engross.cleanArticle({sections: [{blocks}], gaps}, new Map()));
    return made.innerHTML;
}"""


@pytest.mark.parametrize("case", tomllib.loads((CASES / "shapes.toml").read_text(encoding="utf-8"))["case"], ids=lambda case: case["name"])
def test_blocks_look_like_what_they_are(at, case):
    page = at()
    made = page.evaluate(_SHAPED, [json.loads(case["blocks"]), json.loads(case.get("gaps", "[]"))])
    assert made == case["html"]


def test_single_keys_can_be_switched_off(at):
    page = at("#articles")
    page.locator("#page-articles tbody tr").first.wait_for()
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Single keys work on these pages").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("?")
    assert not page.locator("dialog#keys").is_visible()
    page.reload()
    page.locator("#page-articles tbody tr").first.wait_for()
    page.keyboard.press("?")
    assert not page.locator("dialog#keys").is_visible()
    page.get_by_role("button", name="Keys").click()
    assert complaints(page) == []
    page.get_by_label("Single keys work on these pages").check()


def test_both_sides_scroll_together(at):
    page = at(size=(1366, 420))
    open_article(page, "mixed.html")
    page.locator(".pane.source").hover()
    page.mouse.wheel(0, 600)
    until(page, "document.querySelector('.pane.clean').scrollTop > 50")
    page.locator(".pane.clean").hover()
    page.mouse.wheel(0, -2000)
    until(page, "document.querySelector('.pane.source').scrollTop < 20")


def test_a_hostile_article_does_nothing(at):
    page = at()
    open_article(page, "hostile.html")
    open_all_blocks(page)
    page.wait_for_timeout(200)
    assert_nothing_acts(page)


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_axe_finds_nothing_and_no_page_is_too_wide(at, size, scheme):
    page = at(size=size, scheme=scheme)
    found = {"overview": complaints(page)}
    page.goto(page.url.partition("#")[0] + "#articles")
    page.locator("#page-articles tbody tr").first.wait_for()
    found["articles"] = complaints(page)
    open_article(page, "repaired.txt")
    page.locator(".block.removed").first.click()
    found["article"] = complaints(page)
    assert found == {"overview": [], "articles": [], "article": []}
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_on_a_phone_one_side_is_shown_at_a_time(at):
    page = at(size=PHONE)
    open_article(page, "mixed.html")
    assert page.locator(".pane.source").is_visible()
    assert not page.locator(".pane.clean").is_visible()
    page.get_by_role("button", name="Clean article").click()
    assert page.locator(".pane.clean").is_visible()
    assert not page.locator(".pane.source").is_visible()


SITES = {f"site{n}.example": Share(25, 0, 1000, 100) for n in range(400)}
_FIRST = """new MutationObserver((_, seen) => {
    if (!document.querySelector("#page-articles tbody tr")) return;
    window.loadedAtFirst = engross.lists.articles.rows.length;
    seen.disconnect();
}).observe(document, {childList: true, subtree: true});"""
_TIMED = """() => {
    const list = engross.lists.articles;
    const told = {};
    const timed = (name, act) => {
        const times = [1, 2, 3].map(() => { const began = performance.now(); act(); return performance.now() - began; });
        told[name] = Math.min(...times);
    };
    timed("search", () => { list.form.elements.words.value = "valley 009999"; list.refresh(); });
    timed("clear", () => { list.form.elements.words.value = ""; list.refresh(); });
    timed("sort", () => list.sortBy(0));
    timed("turn", () => list.go(123));
    return told;
}"""


def many(count: int) -> Iterator[list]:
    """Lines of a list."""
    for n in range(count):
        yield [f"a{n:012x}", 1, n // 200, 0, f"Story {n * 7919 % count:06d} of the valley", n % 400, f"https://site{n % 400}.example/story/{n}",
               f"20{n % 25:02d}-03-{n % 28 + 1:02d}", "en", 100 + n % 900, n % 90, n % 3, min(1.0, 0.2 + n / count), ["no-title"] if n < 500 else [], ""]


def listed(browser, folder: Path, count: int):
    """A list of that many articles, complete, and how long the page takes to search, sort and turn it, in milliseconds."""
    write_pages_of(folder, Figures(sites=SITES), many(count), [], [], "Many")
    page = opened(browser, (folder / "index.html").as_uri() + "#articles", script=_FIRST, wait="commit")
    page.locator("#page-articles .status", has_text=f"of {count:,}").wait_for(timeout=60_000)
    until(page, "engross.lists.articles.complete", turns=1200)
    return page, page.evaluate(_TIMED)


@pytest.mark.parametrize("width", [1280, 1600])
def test_names_of_sites_stand_in_one_line(browser, tmp_path, width):
    """The table of sites is the widest of the overview: beside another one, its names were broken in the middle of a word."""
    sites = {name: Share(9, 1, 900, 100) for name in ("the-quiet-hill-parish-magazine.example", "blog.ferrykeepers-of-the-north.example.org", "a.example")}
    write_pages_of(tmp_path, Figures(sites=sites, words={"comments": 9}, blocks={"comments": 9}, languages={"en": 9}), [], [], [], "Sites")
    page = opened(browser, (tmp_path / "index.html").as_uri(), size=(width, 1000))
    lines = page.locator("table.bars tbody th").evaluate_all("all => all.map(one => (one.clientHeight - 8) / parseFloat(getComputedStyle(one).lineHeight))")
    assert len(lines) == 5
    assert max(lines) < 2


def test_a_list_of_100_000_is_fast(browser, tmp_path):
    """The first rows stand after the first data file; searching and sorting cost what the number of rows costs, turning a page nothing more."""
    few, times_few = listed(browser, tmp_path / "few", MANY // 10)
    page, times = listed(browser, tmp_path / "many", MANY)
    assert page.evaluate("window.loadedAtFirst") == few.evaluate("window.loadedAtFirst") == 1000
    assert page.locator("#page-articles tbody tr").count() == 50
    growth = {name: times[name] / max(times_few[name], LEAST) for name in times}
    assert growth["turn"] < 5, (times_few, times)
    assert max(growth.values()) < 30, (times_few, times)
    page.locator("#page-articles input[name=words]").fill("valley 099999")
    page.locator("#page-articles .status", has_text="1 to 1 of 1").wait_for()
    assert page.wrong == few.wrong == []
    page.context.close()
    few.context.close()

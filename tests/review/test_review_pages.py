"""The review in a real browser: deciding, undoing, keys, what is applied, hostile articles, accessibility."""

from __future__ import annotations

import hashlib

import pytest

from pipeline.archive.decisions import load
from pipeline.archive.store.lock import Lock
from tests.makers.archives import archive, engross, lines
from tests.makers.browser import LAPTOP, LOOKS, PHONE, assert_harmless, assert_nothing_acts, complaints, open_all_blocks, opened, visits
from tests.makers.hostile import scrape_hostile
from tests.makers.served import served

MIXED, HOSTILE = (f"a{hashlib.sha256(name).hexdigest()[:12]}" for name in (b"mixed.html", b"hostile.html"))
WORDS = "Facebook Twitter Print"


@pytest.fixture
def at(browser, desk):
    """Opens a place of the review."""
    with visits(browser, f"{desk.address}#") as show:
        yield show


def test_a_block_is_kept_undone_and_labelled_with_the_mouse(at, desk):
    page = at(MIXED)
    page.locator(".block", has_text=WORDS).click()
    assert "Sure: " in page.locator(".details").inner_text()
    page.get_by_role("button", name="Keep").click()
    page.locator(".pane.clean", has_text=WORDS).wait_for()
    assert "Noted in" in page.locator(".review-bar").inner_text()
    assert page.locator(".block.selected .decided").inner_text() == "decided: keep in this article"
    assert [(one.before, one.after, one.scope) for one in load(desk.decisions)] == [("share", "keep", "block")]
    page.get_by_role("button", name="Undo this decision").click()
    page.locator(".pane.clean:not(:has-text('Facebook'))").wait_for()
    page.locator(".decide select").first.select_option("site")
    page.get_by_role("combobox", name="Label").select_option("caption")
    page.get_by_role("button", name="Set label").click()
    page.locator(".pane.clean .caption", has_text=WORDS).wait_for()
    assert [(one.after, one.scope) for one in load(desk.decisions)] == [("keep", "block"), ("undo", "block"), ("caption", "site")]


def test_the_keyboard_alone_is_enough_and_the_next_run_applies_it(at, desk, tmp_path):
    page = at(MIXED)
    page.locator(".panes").wait_for()
    page.keyboard.press("n")
    page.locator(".block.selected").wait_for()
    count = page.locator(".block .tag.doubt").count()
    page.keyboard.press("r")
    page.locator(".block.selected .decided").wait_for()
    assert page.locator(".block .tag.doubt").count() == count - 1
    page.keyboard.press("u")
    page.locator(".review-bar", has_text="Undone").wait_for()
    assert page.locator(".decided").count() == 0
    page.locator(".pane.clean .caption, .pane.clean p", has_text="The old mill on the river").click()
    page.keyboard.press("r")
    page.locator(".block.selected .decided", has_text="remove").wait_for()
    assert "The old mill" not in page.locator(".pane.clean").inner_text()
    page.keyboard.press("l")
    assert page.evaluate("document.activeElement.className") == "labels"
    assert [one.after for one in load(desk.decisions)] == ["remove", "undo", "remove"]
    (desk.root.parent / "engross.toml").write_text(f'[review]\ndecisions = "{desk.decisions}"\n')
    told = engross("archive", "in", "-o", "out", "--reapply", cwd=desk.root.parent)
    assert told.returncode == 0, told.stderr
    clean = next(line for line in (desk.root / "data/articles").glob("*.jsonl") if b'"version":2' in line.read_bytes()).read_text()
    assert "The old mill on the river" not in clean


def latest(desk) -> str:
    """The line of the second version of the article."""
    return next(line for path in sorted((desk.root / "data/articles").glob("*.jsonl")) for line in path.read_text().splitlines() if '"version":2' in line)


def test_reapply_applies_the_decisions_and_undo_goes_on_behind_it(at, desk):
    page = at(MIXED)
    page.locator(".block", has_text=WORDS).click()
    page.get_by_role("button", name="Keep").click()
    page.locator(".block.selected .decided").wait_for()
    page.get_by_role("button", name="Reapply").click()
    page.locator(".review-bar", has_text="1 article was made again, and the report is up to date.").wait_for(timeout=60_000)
    assert WORDS in latest(desk)
    page.locator(".facts", has_text="version 2").wait_for()
    assert WORDS in page.locator(".block.selected").inner_text(), "the chosen block is chosen again"
    assert "Sure:" not in page.locator(".details").inner_text(), "a person decided"
    page.get_by_role("button", name="Reapply").click()
    page.locator(".review-bar", has_text="No article had to be made again").wait_for(timeout=60_000)
    page.locator(".panes").wait_for()
    page.keyboard.press("u")
    page.locator(".review-bar", has_text="Undone: keep in this article.").wait_for()
    assert [one.after for one in load(desk.decisions)] == ["keep", "undo"]


def test_reapply_waits_for_no_other_run_and_says_so(at, desk):
    (desk.root / "work").mkdir(exist_ok=True)
    other = Lock(desk.root / "work/lock").acquire()
    page = at(MIXED)
    button = page.get_by_role("button", name="Reapply")
    button.click()
    page.locator(".review-bar", has_text="another run is at work on this archive").wait_for()
    assert button.is_enabled()
    other.release()
    button.click()
    page.locator(".review-bar", has_text="No article had to be made again").wait_for(timeout=60_000)


def test_every_block_shows_its_evidence(at):
    page = at(MIXED)
    kept = page.locator(".source .block:not(.removed):not([data-kind=image])")
    kept.last.wait_for()
    for n in range(kept.count()):
        kept.nth(n).click()
        assert "Evidence that counted most" in page.locator(".details").inner_text()


def test_a_block_without_words_says_so(at):
    page = at(MIXED)
    page.locator(".panes").wait_for()
    page.keyboard.press("k")
    assert page.locator(".review-bar").inner_text() == "Choose a block first."
    page.keyboard.press("u")
    assert page.locator(".review-bar").inner_text() == "There is nothing to undo."


def test_a_server_that_is_stopped_is_told(at):
    page = at(MIXED)
    page.locator(".block", has_text=WORDS).click()
    page.context.set_offline(True)
    page.keyboard.press("k")
    page.locator(".review-bar", has_text="does not answer").wait_for()
    page.wrong.clear()  # the browser's own word on the lost connection


def test_a_hostile_article_does_nothing(at, desk):
    page = at(HOSTILE)
    open_all_blocks(page)
    page.locator(".pane.clean p", has_text="sale of the old one").click()
    page.keyboard.press("r")
    page.locator(".block.selected .decided").wait_for()
    assert_nothing_acts(page)


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_sources_that_mean_harm_do_none(browser, tmp_path, size):
    archive(tmp_path / "out", scrape_hostile(tmp_path / "in"), batch=10)
    with served(tmp_path / "out", tmp_path / "decisions.jsonl") as desk, visits(browser, desk.address) as show:
        for ident in [article["id"] for article in lines(tmp_path / "out", "articles")]:
            page = show(f"#{ident}", size=size)
            page.locator(".facts", has_text=ident).wait_for()
            open_all_blocks(page)
            assert_harmless(page)


def test_another_site_can_neither_read_nor_decide(browser, desk, tmp_path):
    """Even one that knows the token."""
    (tmp_path / "evil.html").write_text(f"<script src='{desk.address}meta.js'></script><iframe src='{desk.address}'></iframe><p id=told></p><script>"
                                        f"fetch('{desk.address}record/{MIXED}').then((r) => r.text(), () => 'refused').then((t) => {{ told.textContent = t; }});"
                                        f"fetch('{desk.address}decisions', {{method: 'POST', mode: 'no-cors', body: '{{}}'}});</script>")
    page = opened(browser, (tmp_path / "evil.html").as_uri())
    page.locator("#told", has_text="refused").wait_for()
    assert page.frames[-1].locator(".brand").count() == 0
    assert not desk.decisions.exists()
    page.context.close()


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_axe_finds_nothing(at, size, scheme):
    page = at(MIXED, size=size, scheme=scheme)
    page.locator(".block", has_text=WORDS).click()
    page.locator(".decide button", has_text="Remove").click()
    page.locator(".block.selected .decided").wait_for()
    assert complaints(page) == []
    assert page.evaluate("document.querySelector('.review-bar').getBoundingClientRect().bottom") <= size[1], "what became of the decision is in view"
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]

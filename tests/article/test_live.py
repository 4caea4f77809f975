"""Entries of live blogs keep their times and headings."""

from __future__ import annotations

import pytest

from pipeline import clean
from pipeline.article.live import parts_of_entries
from pipeline.article.overruled import overruled
from pipeline.blocks.from_html import split_html
from pipeline.data import Decision, Encoding, Label, Page

TEXT = "The council of Dunmarra voted on Tuesday to lengthen the pier by eleven metres, after the new ferry had turned out to be longer than the old one."
MORE = "The mayor has arrived, late and on foot, and has taken her seat beside the harbour master, who had kept it free for her with a hat."
LAST = "Eleven for, two against, and applause from the gallery, which the mayor did not stop, although the clerk had asked her twice to do so."


def entry(kind: str, time: str, heading: str, text: str) -> str:
    return f"<div class='{kind}'>{time}<h2>{heading}</h2><p>{text}</p></div>"


@pytest.mark.parametrize("kind", ["liveblog-update", "live-blog-entry", "live-update", "timeline__item", "liveBlogUpdate"])
@pytest.mark.parametrize("time", ["<time datetime='2023-05-04T{0}:31'>{0}:31</time>", "<span class=time>{0}.31 BST</span>", "<p>Updated at {0}:31</p>"])
def test_each_entry_has_its_time_and_its_heading(kind: str, time: str) -> None:
    entries = [("17", "Vote is in", LAST), ("16", "The mayor arrives", MORE), ("15", "Good afternoon", TEXT)]
    body = "".join(entry(kind, time.format(hour), heading, text) for hour, heading, text in entries)
    article = clean(f"<!DOCTYPE html><html lang=en><title>Pier vote: live</title><main><article><h1>Pier vote: live</h1><div>{body}</div></article></main></html>")
    text = article.text
    places = [text.find(part) for hour, heading, words in entries for part in (f"{hour}{time[time.index('{0}') + 3:][0] if '.' in time else ':'}31", words[:40])]
    assert -1 not in places
    assert places == sorted(places)
    assert all(heading in text for _, heading, _ in entries)
    assert article.title == "Pier vote: live"


def test_a_time_elsewhere_is_a_dateline() -> None:
    article = clean(f"<!DOCTYPE html><html lang=en><title>The pier</title><article><h1>The pier</h1><p class=date>4 May 2023, 17:31</p><p>{TEXT}</p><p>{MORE}</p></article>")
    assert "17:31" not in article.text


@pytest.mark.parametrize("label", [Label.RELATED, Label.NAVIGATION, Label.BYLINE, Label.SUBTITLE])
def test_a_heading_of_an_entry_stays(label: Label) -> None:
    html = entry("liveblog-update", "", "The mayor arrives", MORE)
    split = split_html(Page("page.html", html, html, Encoding("utf-8", "utf-8"), media_type="text/html"))
    given = [Decision(0, label, 0.9, "labeller" if label.removed else "kept"), Decision(1, Label.PARAGRAPH, 0.9, "kept")]
    assert [d.label for d in overruled(given, parts_of_entries(split.blocks, given), "markup")] == [Label.HEADING, Label.PARAGRAPH]

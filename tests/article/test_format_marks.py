"""A text that is a container read as an article carries a doubt; articles that speak of formats do not."""

from __future__ import annotations

import pytest

from pipeline import clean
from tests.makers.containers import ARTICLES, good
from tests.makers.marked import cases, filled

FILES = good()
RAW = ("trafilatura.jsonl", "news-please.jsonl", "c4.jsonl", "news.rss", "old.rdf.xml", "newsletter.eml", "page.mhtml", "crawl.warc")


@pytest.mark.parametrize("name", RAW)
def test_a_container_as_plain_text_is_doubted(name: str) -> None:
    article = clean(FILES[name], name=name, media_type="text/plain")
    assert "file-format" in {doubt.code for doubt in article.doubts}
    assert article.confidence <= 0.2


@pytest.mark.parametrize("line", [
    "", "The header Content-Type: text/html says what a page is.", "“From: nobody”, said the letter, and To: nobody, and Subject: nothing.",
    "1 of 2 documents was lost.", "In JSON one writes {\"text\": \"words\"} for this.", "<rss> is an element, and so is <item>.",
])
def test_an_article_is_not(line: str) -> None:
    article = clean(f"{ARTICLES[0].title}\n\n{ARTICLES[0].text}\n{line}\n\n{ARTICLES[1].text}\n")
    assert "file-format" not in {doubt.code for doubt in article.doubts}


@pytest.mark.parametrize("case", cases("text/formats.toml"))
def test_a_file_of_a_format_is_doubted(case: dict[str, str]) -> None:
    told = [doubt.text for doubt in clean(filled(case["text"]), name="a.txt").doubts if doubt.code == "file-format"]
    assert len(told) == bool(case["format"])
    assert all(one.partition(" like ")[2].startswith(f"{case['format']}:") for one in told)

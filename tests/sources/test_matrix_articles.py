"""Every container to its articles: right words, and never an article made of markup, headers or JSON, whole, cut short or damaged."""

from __future__ import annotations

import re

import pytest

from pipeline.clean import clean_source
from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.settings import Settings
from pipeline.sources import read
from tests.makers.containers import ARTICLES, good

FILES = good()
MARKS = re.compile(r"</?(?:p|div|span|item|entry)\b|Content-T|WARC[/-]|[\"']text[\"']\s*:|CDATA|MIME-V|Message-I|PAR1|of 2 DOC|LOAD-DATE|=3D|\x00")
WORDS = {word for article in ARTICLES for text in (article.title, article.author, *article.paragraphs) for word in re.findall(r"\w{4,}", text)}


def texts(data: bytes, name: str) -> list[str]:
    """The clean text of each article; what is refused has none."""
    out = []
    for item in read(data, name):
        if isinstance(item, Source):
            try:
                article = clean_source(item, Settings())
            except Fault:
                continue
            out.append("\n".join(filter(None, [article.title, article.text])))
    return out


def assert_of_articles(found: list[str]) -> None:
    for text in found:
        assert not MARKS.search(text), text
        words = re.findall(r"\w{4,}", text)
        known = sum(word in WORDS for word in words)
        assert known >= 0.85 * len(words), text


@pytest.mark.parametrize("name", FILES)
def test_whole(name: str) -> None:
    found = texts(FILES[name], name)
    assert found
    assert_of_articles(found)
    for text, article in zip(found, ARTICLES, strict=False):
        assert sum(sentence[:60] in text for sentence in article.paragraphs) >= 3


@pytest.mark.parametrize("share", [0.3, 0.8])
@pytest.mark.parametrize("name", FILES)
def test_cut_short(name: str, share: float) -> None:
    assert_of_articles(texts(FILES[name][:int(len(FILES[name]) * share)], name))


@pytest.mark.parametrize("name", FILES)
def test_under_another_name(name: str) -> None:
    packed = ".gz" if name.endswith(".gz") else ""
    if name not in ("plain.txt", "page.html"):
        assert_of_articles(found := texts(FILES[name], f"part-00000{packed}"))
        assert len(found) == len(texts(FILES[name], name))

"""Metadata of HTML pages: cases, evidence, and that no clock takes part."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.blocks.from_html import split_html
from pipeline.data import Encoding, Found, Page
from pipeline.metadata.html import html_metadata
from pipeline.metadata.json_ld import nodes_of
from pipeline.metadata.titles import without_site
from pipeline.reading.people import people_declared

CASES = json.loads((Path(__file__).parents[1] / "cases" / "html" / "metadata.json").read_text("utf-8"))


def _found(html: str, url: str | None = None, captured: str | None = None) -> tuple[Found, ...]:
    page = Page("page.html", html, html, Encoding("utf-8", "utf-8"), url=url, media_type="text/html", captured=captured)
    split = split_html(page)
    return html_metadata(split.head, split.blocks, page)


@pytest.mark.parametrize("case", [pytest.param(c, id=c["name"]) for c in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = _found(case["html"], case.get("url"), case.get("captured"))
    chosen: dict[str, list[str]] = {field: [] for field in case["chosen"]}
    for f in found:
        if f.chosen and f.field in chosen:
            chosen[f.field].append(f.value)
    assert chosen == case["chosen"]
    hows = {f.field: f.how for f in reversed(found) if f.chosen}
    for field, how in case.get("how", {}).items():
        assert hows[field] == how


def test_every_candidate_is_kept_with_its_place_and_its_words() -> None:
    html = "<title>The weir | Post</title><meta name=author content='By ANN BEE'><h1>The weir</h1><p>By Ann Bee</p>"
    found = _found(html)
    titles = [f for f in found if f.field == "title"]
    assert [(f.how, f.value, f.text, f.chosen) for f in sorted(titles, key=lambda f: f.how)] == [
        ("h1", "The weir", "The weir", True), ("title-element", "The weir", "The weir | Post", False),
    ]
    heading = next(f for f in titles if f.how == "h1")
    assert html[heading.start:heading.end] == "The weir"
    authors = {f.how: f for f in found if f.field == "author"}
    assert authors["author"].value == "Ann Bee" and authors["author"].text == "By ANN BEE"
    assert html[authors["byline"].start:authors["byline"].end] == "By Ann Bee"


def test_agreement_makes_surer() -> None:
    alone = _found("<meta name=author content='Ann Bee'>")
    together = _found("<meta name=author content='Ann Bee'><meta name='twitter:label1' content='Written by'><meta name='twitter:data1' content='Ann Bee'>")
    assert alone[0].field == together[0].field == "author"
    assert together[0].confidence > alone[0].confidence


def test_pages_without_a_head_have_no_metadata() -> None:
    page = Page("a.txt", "x", "x", Encoding("utf-8", "utf-8"))
    assert html_metadata(None, (), page) == ()


@pytest.mark.parametrize(("text", "sure", "expected"), [
    ("Ann Bee", False, ["Ann Bee"]),
    ("by Ann Bee & Cy Dee", False, ["Ann Bee", "Cy Dee"]),
    ("Ann Bee; Cy Dee; Ann Bee", False, ["Ann Bee", "Cy Dee"]),
    ("Bee, Ann", True, ["Ann Bee"]),
    ("Ann Bee, MD, MPH", False, ["Ann Bee"]),
    ("Ann Bee, Editor-in-Chief", False, ["Ann Bee"]),
    ("ANN BEE-CEE", False, ["Ann Bee-Cee"]),
    ("Ludwig van der Bee und Cy Dee", False, ["Ludwig van der Bee", "Cy Dee"]),
    ("Ann (Annie) Bee", False, ["Ann (Annie) Bee"]),
    ("山田太郎", False, ["山田太郎"]),
    ("annb", True, ["annb"]), ("annb", False, []),
    ("admin", True, []), ("Editorial Team", True, []), ("Post Staff", True, []), ("Webmaster", True, []), ("guest", True, []),
    ("ann@post.example", True, []), ("https://facebook.com/post", True, []), ("Northam Post", True, []), ("", True, []),
])
def test_people(text: str, sure: bool, expected: list[str]) -> None:
    assert [p.name for p in people_declared(text, frozenset({"northam post"}), sure=sure)] == expected


@pytest.mark.parametrize(("title", "expected"), [
    ("The weir | Northam Post", "The weir"), ("Northam Post » The weir", "The weir"), ("The weir", "The weir"), ("Northam Post", "Northam Post"),
    ("The weir - Rivers - Northam Post", "The weir - Rivers"), ("Post-war weirs: a list", "Post-war weirs: a list"), ("A | B", "A | B"),
    ("The weir | Northam Post | Rivers", "The weir | Northam Post | Rivers"),
])
def test_without_site(title: str, expected: str) -> None:
    assert without_site(title, frozenset({"northampost"}), frozenset()) == expected


@settings(max_examples=100, deadline=None)
@given(st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
                    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(
                        st.sampled_from(["@type", "@graph", "@id", "author", "name", "headline", "datePublished", "publisher", "url", "keywords"]), inner, max_size=4)),
                    max_leaves=12))
def test_any_json_is_read(value: Any) -> None:
    text = json.dumps(value)
    _found(f"<script type='application/ld+json'>{text.replace('<', ' ')}</script><h1>x</h1>")
    nodes_of((text, text[:-1], text.replace('"', "'")))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["<meta name=author content='{}'>", "<h1>{}</h1><p class=byline>By {}</p>", "<time datetime='{}'>{}</time>", "<title>{}</title>",
                        "<meta name=pubdate content='{}'>"]), st.text(max_size=30))
def test_any_text_is_read(frame: str, text: str) -> None:
    found = _found(frame.replace("{}", text))
    assert all(f.value and f.value == " ".join(f.value.split()) and 0 <= f.confidence <= 1 for f in found)


def test_real_pages_stay_as_good() -> None:
    """A sample of real articles: no field falls below what was reached when this was written (a tenth less, for the sample is small)."""
    from benchmarks.metadata import engross, same, scored
    from tools.train.corpus import Missing

    try:
        pages = scored("bench", "article", 12)
    except Missing as fault:
        pytest.skip(str(fault))
    answers = [engross(page.html(), page.url or "") for page, _ in pages]
    for field, least in (("title", 0.8), ("author", 0.6), ("published", 0.75)):
        there = [(a, p.gold) for a, p in zip(answers, pages, strict=True) if p.gold[field]]
        assert sum(same(field, a[field], g[field]) for a, g in there) / len(there) >= least, field

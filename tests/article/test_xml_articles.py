"""Articles in XML from the file to TEI: the cases of tests/cases/xml/articles.toml; and no word of any format is lost."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from html import unescape
from typing import Any

import pytest

from pipeline.article.declared_text import declared_text, sure_of_text
from pipeline.article.overruled import overruled
from pipeline.blocks.from_html import split_html
from pipeline.clean import clean_source
from pipeline.data import ALL_TEXT, Decision, Encoding, Label, Page, Source
from pipeline.faults import Fault
from pipeline.labelling import Labelling
from pipeline.settings import Settings
from pipeline.sources import read
from pipeline.sources.xml_tree import tree_of, without_namespaces
from pipeline.validate.tei import validate_tei
from pipeline.writers.tei import write_tei
from tests.makers.containers import good
from tests.makers.cost import grows_with_length
from tests.makers.marked import CASES, cases

_BASE64 = ("binary", "data")
_TEX = re.compile(r"\\documentclass.*?\\begin\{document\}|\\end\{document\}")
ROWS = tomllib.loads((CASES / "xml/articles.toml").read_text("utf-8"))["case"]
FILES = {**{row["name"]: (row["file"], row["input"].strip().encode()) for row in ROWS},
         **{name: (name, data) for name, data in good().items() if name.endswith((".nxml", ".newsml", ".enex", ".fb2", "nitf.xml", "docbook.xml"))}}


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def sources_of(data: bytes, name: str) -> list[Source]:
    items = list(read(data, name))
    assert all(isinstance(item, Source) for item in items)
    return [item for item in items if isinstance(item, Source)]


@pytest.mark.parametrize("case", cases("xml/articles.toml"))
def test_article(case: dict[str, Any]) -> None:
    [source] = sources_of(case["input"].strip().encode(), case["file"])
    article = clean_source(source, Settings())
    blocks = [block for section in article.sections for block in section.blocks]
    assert [str(block.kind) for block in blocks if block.kind is not Label.PARAGRAPH] == case["kinds"]
    assert [[section.heading, section.level] for section in article.sections if section.heading] == case["heads"]
    assert [[block.n, block.text] for block in blocks if block.kind is Label.NOTE] == case["notes"]
    for field, value in case["told"].items():
        assert getattr(article, field) == (tuple(value) if isinstance(value, list) else value)
    tei = write_tei(article)
    assert [part for part in case["tei"] if part not in tei.decode()] == []
    assert validate_tei(tei) == []
    assert not article.removed


@pytest.mark.parametrize("name", FILES)
def test_no_word_is_lost(name: str) -> None:
    file, data = FILES[name]
    root = without_namespaces(tree_of(data).root)
    for element in list(root.iter(*_BASE64)):
        element.text = ""
    told = [source.data.decode() for source in sources_of(data, file)]
    shown = [unescape(re.sub(r"<[^<>]*>", " ", text)) for text in told]
    beside = [value for source in sources_of(data, file) for _, value in source.metadata]
    inside = " ".join(text for text in root.itertext())
    wanted = words(unescape(re.sub(r"<[^<>]*>", " ", _TEX.sub(" ", inside))))
    lost = wanted - words(" ".join([*shown, *beside]))
    assert [word for word in lost if not word.isdigit()] == [], "a note loses the mark that its call has, and nothing else is lost"


def test_what_the_labeller_would_remove_stays_only_where_the_format_says_so() -> None:
    html = "<!DOCTYPE html><html><body><p>Related: the lift</p><p>* * *</p><p>The same again</p></body></html>"
    for metadata, wanted in (((), ["related", "separator", "duplicate"]), (((ALL_TEXT, "JATS"),), ["paragraph", "milestone", "duplicate"])):
        page = Page("a.nxml", html, html, Encoding("utf-8", "utf-8"), media_type="text/html", metadata=metadata)
        given = [Decision(0, Label.RELATED, 0.8, "labeller"), Decision(1, Label.SEPARATOR, 0.8, "labeller"), Decision(2, Label.DUPLICATE, 0.9, "duplicate")]
        found = overruled(given, declared_text(page, split_html(page).blocks, given), "format")
        assert [str(decision.label) for decision in found] == wanted
        assert [decision.reason for decision in found] == (["declared-text"] * 2 if metadata else ["labeller"] * 2) + ["duplicate"]


def test_a_declared_text_is_one_article_of_which_nothing_is_unsure() -> None:
    found = Labelling((), kinds=(("article", 0.2), ("several", 0.8)), mixed=0.3, unsure=0.4)
    for metadata, wanted in (((), found), (((ALL_TEXT, "JATS"),), Labelling((), kinds=(("article", 1.0), ("several", 0.0))))):
        page = Page("a.nxml", "x", "x", Encoding("utf-8", "utf-8"), media_type="text/html", metadata=metadata)
        assert sure_of_text(page, found) == wanted


def test_an_article_that_reads_like_boilerplate_is_not_doubted_for_that() -> None:
    lines = "".join(f"<p>{line}</p>" for line in ("Home", "Subscribe to our newsletter", "Share this:", "Read more: The kiln", "All rights reserved."))
    [source] = sources_of(f'<article article-type="x"><body>{lines}</body></article>'.encode(), "a.xml")
    assert [doubt.code for doubt in clean_source(source, Settings()).doubts] == ["short-text"]


@pytest.mark.parametrize(("end", "doubts"), [("</article>", ["short-text"]), ("", ["short-text", "source-damaged"])])
def test_an_article_of_which_the_end_is_missing_is_doubted(end: str, doubts: list[str]) -> None:
    data = f'<article article-type="x"><front><title-group><article-title>Kilns</article-title></title-group></front><body><p>The kiln is lit.</p></body>{end}'
    [source, *faults] = read(data.encode(), "a.xml")
    assert isinstance(source, Source)
    assert [fault.code for fault in faults if isinstance(fault, Fault)] == ["corrupt"] * (not end)
    assert [doubt.code for doubt in clean_source(source, Settings()).doubts] == doubts


PARTS = {
    "paragraphs": "<p>The <italic>kiln</italic> was lit.</p>", "notes in sentences": "<p>a<fn><p>x</p></fn></p>", "unknown elements": "<x>a</x><y/>",
    "captions without a table": "<table-wrap><caption><p>x</p></caption></table-wrap>", "references": "<ref><label>1</label><mixed-citation>x</mixed-citation></ref>",
    "captions of one table": "<caption>x</caption>", "calls of one note": '<p>a<xref ref-type="fn" rid="f">1</xref></p>', "labels": "<label>1</label>",
    "names": "<contrib><name><surname>M</surname></name></contrib>", "open tags": "<p", "formulas": "<tex-math>x</tex-math>", "references in one another": "<ref>",
}


@pytest.mark.parametrize("part", PARTS)
def test_cost_is_linear(part: str) -> None:
    def made(count: int) -> bytes:
        return f'<article article-type="x"><body><table-wrap>{PARTS[part] * count}<table/></table-wrap><fn id="f"><p>x</p></fn></body></article>'.encode()

    assert grows_with_length(made, lambda data: list(read(data, "a.xml")), 1_000)


@pytest.mark.parametrize("key", ["all-text", "all_text", "alltext"])
def test_a_field_of_a_record_declares_no_text(key: str) -> None:
    html = "<p>The pier is short.</p>"
    [source] = sources_of(f'{{"html": "{html}", "{key}": "yes"}}\n'.encode(), "a.jsonl")
    page = Page("a.jsonl", html, html, Encoding("utf-8", "utf-8"), media_type="text/html", metadata=source.metadata)
    blocks = split_html(page).blocks
    given = [Decision(block.n, Label.SHARE, 0.9, "labeller") for block in blocks]
    assert list(declared_text(page, blocks, given)) == []

"""HTML into blocks: the cases of tests/cases/html, and what no single case shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline import clean
from pipeline.blocks.from_html import split_html
from pipeline.blocks.html_scope import Elements
from pipeline.data import Block, Encoding, Page, Repair, Source
from pipeline.decoding import decode
from pipeline.validate.coverage import validate_coverage
from pipeline.writers.ledger import write_ledger
from tests.makers.cost import grows_with_length

CASES = Path(__file__).parents[1] / "cases" / "html"
FILES = ("text", "lists", "tables", "images", "notes", "hidden", "places", "formulas", "shadow", "line_breaks", "side_notes", "code", "cell_paragraphs",
         "signs", "quoted")


def html_page(text: str, url: str | None = None) -> Page:
    return Page("page.html", text, text, Encoding("utf-8", "utf-8"), url=url, media_type="text/html")


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{name}: {case['name']}")
        for name in FILES for case in json.loads((CASES / f"{name}.json").read_text("utf-8"))
    ]


def _seen(block: Block, expected: dict[str, Any], source: str) -> dict[str, Any]:
    """The same facts of a block as a case names."""
    markup = block.markup
    assert markup is not None
    seen: dict[str, Any] = {}
    for key, wanted in expected.items():
        if key in ("text", "start", "verbatim"):
            seen[key] = getattr(block, key)
        elif key == "slice":
            seen[key] = source[block.start:block.end]
        elif key == "inlines":
            seen[key] = [[i.start, i.end, i.kind, i.value] for i in block.inlines]
        elif key == "attributes":
            found = dict(markup.attributes)
            seen[key] = {k: found.get(k) for k in wanted} if wanted else {k: v for k, v in found.items() if k != "item"}
        elif key in ("path", "hints"):
            seen[key] = list(getattr(markup, key))
        elif key == "cells":
            seen[key] = [list(cell) for cell in markup.cells]
        else:
            seen[key] = getattr(markup, key)
    return seen


@pytest.mark.parametrize("case", _cases())
def test_case(case: dict[str, Any]) -> None:
    blocks = split_html(html_page(case["html"], case.get("url"))).blocks
    assert [b.text for b in blocks] == [e["text"] for e in case["blocks"]]
    for block, expected in zip(blocks, case["blocks"], strict=True):
        assert _seen(block, expected, case["html"]) == expected


@pytest.mark.parametrize("case", _cases())
def test_pieces_and_inlines_of_a_long_block_are_stored_otherwise_and_read_the_same(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    page = html_page(case["html"], case.get("url"))
    expected = split_html(page)
    monkeypatch.setattr("pipeline.blocks.html_inline._MOST", 2)
    assert split_html(page) == expected


@pytest.mark.parametrize("case", _cases())
def test_blocks_and_repairs_tell_every_word(case: dict[str, Any]) -> None:
    """The validator, which shares no code with the splitter, finds every word of the page in the ranges, and no other."""
    made = split_html(html_page(case["html"], case.get("url")))
    told = [{"id": str(b.n), "kind": "image" if b.markup and b.markup.tag == "img" else "other", "text": b.text, "start": b.start, "end": b.end}
            for b in made.blocks]
    repairs = [{"start": r.start, "end": r.end, "kind": r.kind, "after": r.after} for r in made.repairs]
    assert all(case["html"][r.start:r.end] == r.before for r in made.repairs)
    assert validate_coverage({"front": [], "sections": []}, {"removed": told, "repairs": repairs}, case["html"]) == []


def test_blocks_are_numbered_and_know_their_lines_and_elements() -> None:
    blocks = split_html(html_page("<div>\n<p>one</p>\n<p>two<br><br>three</p></div>\n<p>four</p>")).blocks
    assert [b.n for b in blocks] == [0, 1, 2, 3]
    assert [b.line for b in blocks] == [2, 3, 3, 4]
    nodes = [b.markup.nodes for b in blocks if b.markup]
    assert nodes[1] == nodes[2] and nodes[0][:3] == nodes[1][:3] and nodes[3][:2] == nodes[0][:2] and nodes[3][2] != nodes[0][2]
    assert all(len(b.markup.nodes) == len(b.markup.path) for b in blocks if b.markup)


def test_ranges_are_those_of_the_decoded_page() -> None:
    text, fixed = "<p>cafÃ© one</p><p>two</p>", "<p>café one</p><p>two</p>"
    repair = Repair(6, 8, "Ã©", "é", "mojibake")
    page = Page("x", text, fixed, Encoding("utf-8", "utf-8"), (repair,), media_type="text/html", _fixed_at=(6,))
    blocks = split_html(page).blocks
    assert [(b.text, text[b.start:b.end]) for b in blocks] == [("café one", "cafÃ© one"), ("two", "two")]


def test_deep_nesting_needs_no_recursion() -> None:
    html = "<div>" * 20_000 + "deep" + "</div>" * 20_000 + "<p>after</p>"
    assert [b.text for b in split_html(html_page(html)).blocks] == ["deep", "after"]
    html = "<template>" * 3000 + "deep"
    assert split_html(html_page(html)).blocks == ()


def test_many_nested_tables_take_no_time_square() -> None:
    html = "<table><tr><td>x" * 1500
    assert len(split_html(html_page(html)).blocks) == 1500


@pytest.mark.parametrize("piece", ["<p", "<script>", "<a x='", "</", "<!--", "a < b ", "<textarea>", "&amp;", "<![CDATA[", "<svg><title>"])
def test_no_broken_tag_takes_time_square(piece: str) -> None:
    assert grows_with_length(lambda count: html_page("<?xml version='1.0'?><p>rope</p>" + piece * count), split_html, 10_000)


def test_many_initials_that_are_pictures_cost_what_the_page_is_long() -> None:
    """Each asks how long the text is that it opens; all of them stand in one element."""
    assert grows_with_length(lambda count: html_page("<div>" + "<img src=t alt=T>he<p></p>" * count), split_html, 3000)


def test_lone_surrogates_do_not_stop_it() -> None:
    source = Source("a.html", "<p>a\ud800b</p>".encode("utf-8", "surrogatepass"), media_type="text/html", charset="unicode")
    assert split_html(decode(source)).blocks[0].text == "a\ufffdb"


@pytest.mark.parametrize("reference", ["&#1;", "&#x7f;", "&#xb;", "&#xfdd0;", "&#xfffe;", "&#x1ffff;", "&#x10ffff;", "&#xd800;", "&#x110000;", "&#0;"])
def test_references_to_no_characters_are_found_in_the_source(reference: str) -> None:
    text = f"<h1>T</h1><p>one {reference}two</p><p>three</p>"
    block = split_html(decode(Source("a.html", text.encode(), media_type="text/html"))).blocks[1]
    assert text[block.start:block.end] == f"one {reference}two"


def test_a_tag_that_ends_the_page_after_its_slash_is_text_as_it_is_to_the_parser() -> None:
    text = "<h1>T</h1><p>one</"
    block = split_html(decode(Source("a.html", text.encode(), media_type="text/html"))).blocks[1]
    assert (block.text, text[block.start:block.end]) == ("one</", "one</")


def test_text_that_cannot_be_found_says_so() -> None:
    """A style sheet of a drawing is markup to the parser, and the rest of the page to the source."""
    blocks = split_html(html_page("<p>one</p><svg><style>two<p>three")).blocks
    assert [b.text for b in blocks] == ["one", "three"]
    markup = blocks[1].markup
    assert markup is not None and ("place", "near") in markup.attributes
    assert blocks[1].start >= blocks[0].end


@pytest.mark.parametrize("odd", [
    "<p>So <math><semantics><mrow><mi>m</mi></mrow><annotation encoding='application/x-tex'>m+n</annotation></semantics></math> holds.</p>",
    "<p>Rope <![CDATA[& <mast>]]> quay.</p>",
    "<noframes><p>Tide</p></noframes>",
])
def test_the_validator_reads_the_same(odd: str) -> None:
    prose = "<p>The harbour was built in the dry summer, when the mill, the bridge and the ferry were built as well.</p>" * 2
    html = f"<?xml version='1.0'?><html><head><title>Tide</title></head><body><h1>Tide</h1>{prose}{odd}{prose}</body></html>"
    article = clean(html, media_type="text/html")
    assert validate_coverage(json.loads(article.to_json()), json.loads(write_ledger(article)), html) == []


def test_head() -> None:
    head = split_html(html_page(
        "<html lang=de><head><title> A\n title </title><meta name=Author content='Ann  Bee'><meta property='og:title' content=T>"
        "<link rel=canonical href='/c'><link rel=stylesheet href=x.css><script type='application/ld+json'>{\"a\": 1}</script></head>"
        "<body><span class='post-date'><time datetime='2020-01-02'>2 January</time></span><div itemprop=author><a rel=author href='/ann'>Ann</a></div>",
        "https://example.org/x",
    )).head
    assert head is not None
    assert (head.title, head.lang, head.json_ld) == ("A title", "de", ('{"a": 1}',))
    assert head.metas == (("author", "Ann Bee"), ("og:title", "T"))
    assert head.links == (("canonical", "https://example.org/c", ""),)
    assert [(m.tag, m.text, m.block, m.parent) for m in head.marks] == [
        ("span", "2 January", 0, -1), ("time", "2 January", 0, 0), ("div", "Ann", 1, -1), ("a", "Ann", 1, 2),
    ]
    assert head.marks[1].get("datetime") == "2020-01-02" and head.marks[3].get("href") == "https://example.org/ann"


@pytest.mark.parametrize("tag", ['<iframe src="x" height="0"/>', "<script src='x' />", "<style/>", '<textarea name="a"/>', "<IFRAME src=x />"])
def test_an_element_that_is_closed_as_in_xml_does_not_hide_the_rest_of_the_page(tag: str) -> None:
    text = f"<h1>T</h1><p>one</p>{tag}<p>two</p><script>var a = 1</script><p>three</p>"
    page = decode(Source("a.html", text.encode(), media_type="text/html"))
    blocks = split_html(page).blocks
    assert [block.text for block in blocks if block.text] == ["T", "one", "two", "three"]
    assert [page.text[block.start:block.end] for block in blocks if block.text] == ["T", "one", "two", "three"]


@pytest.mark.parametrize("tag", ['<iframe src="x"/><p>hidden</p></iframe>', "<script src=x/>var a</script>", '<iframe src="x"></iframe>'])
def test_an_element_with_an_end_tag_keeps_its_content(tag: str) -> None:
    blocks = split_html(decode(Source("a.html", f"<h1>T</h1><p>one</p>{tag}<p>two</p>".encode(), media_type="text/html"))).blocks
    assert [block.text for block in blocks if block.text] == ["T", "one", "two"]


def test_hidden_elements_inside_one_another_share_what_blocks_inherit() -> None:
    elements = Elements()
    outer = elements.add("noscript", elements.outside, {}, 0, ())
    inner = elements.add("video", elements.add("noscript", outer, {}, 0, ()), {}, 0, ())
    assert inner.flow is outer.flow
    assert outer.flow.hidden

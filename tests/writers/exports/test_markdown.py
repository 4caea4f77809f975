"""Markdown as markdown-it reads it: the same words, the same structure."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest
import yaml
from lxml import etree, html
from markdown_it import MarkdownIt

from pipeline.data import Source
from pipeline.sources import read
from pipeline.writers import write_json
from pipeline.writers.exports import Item, markdown
from pipeline.writers.exports.markdown import markdown_page
from tests.makers.items import item, items
from tests.makers.random_articles import article as random_article

CASES = Path(__file__).parents[2] / "cases" / "exports"
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
SIGNS = "abz  \\`*_[]()<>&#+-=.!:|~^${}\"'1\n;@/%"
KINDS = ("link", "bold", "italic", "strike", "underline", "sup", "sub", "mono", "break", "unknown")


def parted(page: bytes) -> tuple[dict[str, object], str]:
    """Front matter and body."""
    _, matter, body = page.decode().split("---\n", 2)
    return yaml.safe_load(matter), body


def rendered(body: str) -> html.HtmlElement:
    return html.fromstring(f"<div>{READER.render(body)}</div>")


def one(block: dict[str, object], **fields: object) -> Item:
    """An item with one block."""
    whole = {"id": "a0123456789ab.p0", "kind": "paragraph", "start": 0, "end": 9} | block
    return item("plain", **{"sections": [{"level": 0, "heading": None, "blocks": [whole]}], "front": [], **fields})


def body_of(*blocks: dict[str, object]) -> html.HtmlElement:
    made = [{"id": f"a0123456789ab.p{n}", "kind": "paragraph", "start": 0, "end": 9} | block for n, block in enumerate(blocks)]
    return rendered(parted(markdown_page(item("plain", sections=[{"level": 0, "heading": None, "blocks": made}], front=[])))[1])


@pytest.mark.parametrize("name", [it.file.partition("/")[2].partition(".")[0] for it in items()])
def test_golden(name):
    page = (CASES / f"{name}.md")
    assert markdown_page(item(name)) == page.read_bytes(), "if this is meant, run: python -m tests.writers.exports.test_markdown"


def test_front_matter_is_read_back():
    matter, _ = parted(markdown_page(item("everything")))
    assert matter["title"] == "Dockside clerks win back their night bonus"
    assert (matter["authors"], matter["date"], matter["tags"]) == (["Ines Calloway", "Tomas Verrall"], "2023-03-14", ["ports", "pay"])
    assert (matter["id"], matter["version"]) == (item("everything").row["id"], 2)
    assert "byline" not in matter


def test_front_matter_takes_odd_values():
    title = "---\n: [a] 'b' \"c\" #d \x85\u2028 &e *f !g %h @i `j` {k} - ? | > no"
    matter, _ = parted_oddly(markdown_page(item("plain", title=title, published="2004-08")))
    assert (matter["title"], matter["published"], "date" in matter) == (title, "2004-08", False)


def parted_oddly(page: bytes) -> tuple[dict[str, object], str]:
    matter, _, body = page.decode()[4:].partition("\n---\n\n")
    return yaml.safe_load(matter), body


def test_our_own_reader_reads_it():
    [source] = read(markdown_page(item("everything")), "page.md")
    assert isinstance(source, Source)
    said = dict(source.metadata)
    assert said["said:title:title"] == "Dockside clerks win back their night bonus"


def test_structure():
    found = rendered(parted(markdown_page(item("everything")))[1])
    assert [(e.tag, e.text_content()) for e in found.iter("h1", "h2", "h3")] == [
        ("h2", "What the offer says"), ("h3", "Songs and slogans"), ("h2", "Notes"), ("h2", "Further reading")]
    assert [e.text_content() for e in found.xpath("//li/ul/li")] == ["one for days", "one for nights"]
    assert [[c.text_content() for c in row] for row in found.iter("tr")] == [["Grade", "January"], ["Clerk", "£0.00"]]
    assert found.xpath("//pre/code")[0].text == '10  PRINT "TIDE"\n20  GOTO 10\n'
    assert [len(e) for e in found.iter("blockquote")] == [2, 1, 3]
    assert found.xpath("//img/@src") == ["https://harbour.example/2023/img/clerks%20vote.jpg"]
    assert found.xpath("//a/@href") == ["https://harbour.example/a%20b"]
    assert len(found.xpath("//hr")) == 1


def test_footnotes():
    page = markdown_page(item("everything")).decode()
    assert "118 to 9.[^1]\n" in page
    assert "\n[^1]: *Minutes* of the branch.\n" in page


def test_footnotes_whose_numbers_begin_again():
    text = "One1 two1 three2."
    calls = [{"start": at, "end": at + 1, "kind": "noteref", "value": text[at]} for at in (3, 8, 15)]
    notes = [{"id": f"a0123456789ab.n{n}", "kind": "note", "text": f"Note {n}.", "n": "1."} for n in (7, 8)]
    page = markdown_page(item("plain", front=[], sections=[
        {"level": 0, "heading": None, "blocks": [{"id": "a0123456789ab.p0", "kind": "paragraph", "text": text, "inlines": calls}, *notes]}])).decode()
    assert "One[^1] two[^n8] three<sup>2</sup>." in page
    assert "[^1]: Note 7.\n\n[^n8]: Note 8.\n" in page


def test_a_list_inside_a_list_that_does_not_begin_with_one():
    found = rendered(parted(markdown_page(item("restored")))[1])
    assert [e.get("start") for e in found.iter("ol")] == [None, "2", "4", "7"]
    assert [len(e) for e in found.iter("ol")] == [3, 2, 1, 1]


def test_lists_that_follow_one_another_stay_two():
    found = body_of({"kind": "list-item", "text": "a", "group": 1}, {"kind": "list-item", "text": "b", "group": 2},
                    {"kind": "list-item", "text": "c", "group": 3, "rend": "numbered"}, {"kind": "list-item", "text": "d", "group": 4, "rend": "numbered"})
    assert [(e.tag, e.text_content().strip()) for e in found] == [("ul", "a"), ("ul", "b"), ("ol", "c"), ("ol", "d")]


def test_printed_letters_of_a_list_stay():
    found = body_of({"kind": "list-item", "text": "first", "group": 1, "rend": "numbered", "n": "a)"})
    assert found.text_content().strip() == "a) first"


def test_quotations_that_follow_one_another_stay_two():
    found = body_of({"kind": "quotation", "text": "a"}, {"kind": "quotation", "text": "b"})
    assert [(e.tag, e.text_content().strip()) for e in found] == [("blockquote", "a"), ("blockquote", "b")]


def test_a_table_with_spans():
    found = body_of(
        {"kind": "table-row", "text": "a | b", "group": 1, "cells": [{"text": "a", "rows": 2}, {"text": "b|", "cols": 2}]},
        {"kind": "table-row", "text": "c\\|d e", "group": 1, "cells": [{"text": "c\\|d"}, {"text": "e"}]})
    assert [[c.text_content() for c in row] for row in found.iter("tr")] == [["", "", ""], ["a", "b|", ""], ["", "c\\|d", "e"]]


def test_links_in_cells_stay():
    found = body_of({"kind": "table-row", "text": "a b", "group": 1, "cells": [{"text": "a"}, {"text": "b"}],
                     "inlines": [{"start": 2, "end": 3, "kind": "link", "value": "https://a.example/(x)"}]})
    assert found.xpath("//td/a/@href") == ["https://a.example/%28x%29"]


def test_code_with_ticks_stays_code():
    found = body_of({"kind": "preformatted", "text": "a ``` b\n````\nc"})
    assert found.xpath("//code")[0].text == "a ``` b\n````\nc\n"


def said(text: str) -> str:
    return "".join(text.split())


def some(r: Random, signs: str) -> str:
    return "".join(r.choice(signs) for _ in range(r.randint(1, 24)))


def test_no_sign_of_a_text_becomes_markup():
    r = Random(1)
    for text in ["\n", "\\\n", "- a", "1. a", "a\n---", "# a", *(some(r, SIGNS) for _ in range(1500))]:
        found = rendered(parted_oddly(markdown_page(one({"text": text})))[1])
        assert said(found.text_content()) == said(text), text
        assert not found.xpath(".//*[not(self::p or self::br)]"), text


def test_words_with_marks_stay_the_same_words():
    r = Random(2)
    for _ in range(1500):
        text, kind = some(r, SIGNS.replace("\n", "")), r.choice(["paragraph", "heading", "list-item", "quotation", "caption", "table-row", "verse"])
        spans = [(*sorted((r.randint(0, len(text)), r.randint(0, len(text)))), r.choice(KINDS)) for _ in range(r.randint(0, 3))]
        inlines = [{"start": a, "end": b, "kind": mark, "value": "https://a.example/x"} for a, b, mark in spans if a < b]
        found = rendered(parted_oddly(markdown_page(one({"text": text, "kind": kind, "inlines": inlines})))[1])
        assert said(found.text_content()) == said(text), (text, kind, spans)
        assert not found.xpath(".//h1 | .//hr | .//pre | .//img"), (text, kind, spans)


def test_absurd_articles_are_written():
    for seed in range(200):
        made = json.loads(write_json(random_article(seed)))
        page = markdown_page(Item(made, "x"))
        matter, body = parted_oddly(page)
        assert matter["id"] == made["id"]
        assert READER.render(body) is not None


def test_no_formula_becomes_markup():
    r = Random(4)
    for text in ["<script>alert(1)</script>", "[x](javascript:alert(1))", "a<b", "$x$ <b>", *(some(r, SIGNS.replace("\n", "")) for _ in range(1500))]:
        found = rendered(parted_oddly(markdown_page(one({"text": text, "inlines": [{"start": 0, "end": len(text), "kind": "formula"}]})))[1])
        assert not found.xpath(".//*[not(self::p or self::em or self::strong or self::s or self::code or self::br)]"), text


def test_comments_name_the_blocks_and_change_nothing_else():
    for it in items():
        plain, named = (rendered(parted(markdown_page(it, ids=ids))[1]) for ids in (False, True))
        comments = [ident for comment in named.xpath("//comment()") for ident in comment.text.split()]
        blocks = [block for block in it.row["front"] if block["kind"] not in markdown._IN_FRONT_MATTER]
        for section in it.row["sections"]:
            blocks += [*([section["head"]] if "head" in section else []), *section["blocks"]]
        assert comments == [block["id"] for block in blocks]
        etree.strip_tags(named, etree.Comment)
        assert [said(e.text_content()) for e in plain.iter("p", "li", "td", "h2")] == [said(e.text_content()) for e in named.iter("p", "li", "td", "h2")]


def test_emphasis_in_a_word_and_beside_brackets():
    text = "un(known)s and whole"
    found = markdown_page(one({"text": text, "inlines": [
        {"start": 2, "end": 9, "kind": "italic"}, {"start": 15, "end": 20, "kind": "bold"}]})).decode()
    assert "un<em>(known)</em>s and **whole**" in found


def test_many_inlines_cost_no_more_than_each():
    from time import process_time

    def cost(n: int) -> float:
        inlines = [{"start": 4 * k, "end": 4 * k + 3, "kind": "italic"} for k in range(n)]
        made, began = one({"text": "abc " * n, "inlines": inlines}), process_time()
        markdown_page(made)
        return process_time() - began

    cost(1000)
    assert min(cost(8000) for _ in range(3)) < 20 * min(cost(1000) for _ in range(3))


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
@pytest.mark.parametrize("name", [it.file.partition("/")[2].partition(".")[0] for it in items()])
def test_pandoc_reads_the_same(name):
    page = markdown_page(item(name))
    made = subprocess.run(["pandoc", "-f", "gfm", "-t", "html"], input=page, capture_output=True, check=True, timeout=60).stdout.decode()
    again = subprocess.run(["pandoc", "-f", "gfm", "-t", "gfm"], input=page, capture_output=True, check=True, timeout=60).stdout
    twice = subprocess.run(["pandoc", "-f", "gfm", "-t", "html"], input=again, capture_output=True, check=True, timeout=60).stdout.decode()
    assert made == twice
    ours, theirs = rendered(parted(page)[1]), html.fromstring(f"<div>{made}</div>")
    for kind in ("h2", "h3", "td", "blockquote", "pre"):
        assert [said(e.text_content()) for e in theirs.iter(kind)] == [said(e.text_content()) for e in ours.iter(kind)], kind


def main() -> None:
    """Writes the golden files anew; look at the difference before you keep it."""
    CASES.mkdir(parents=True, exist_ok=True)
    for made in items():
        name = re.sub(r"\..*", "", made.file.partition("/")[2])
        (CASES / f"{name}.md").write_bytes(markdown_page(made))


if __name__ == "__main__":
    main()

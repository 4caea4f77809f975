"""Characters that act on a screen are neutral in every export."""

from __future__ import annotations

import json
import re
from random import Random
from urllib.parse import urlsplit

import pytest
from lxml import etree, html
from markdown_it import MarkdownIt

from pipeline.writers.exports.jsonl import article_lines, removed_lines
from pipeline.writers.exports.markdown import markdown_page
from pipeline.writers.exports.neutral import json_escaped, neutral_item, neutral_text, xml_escaped
from pipeline.writers.exports.text import text_page
from tests.makers.hostile import ACTING, hostile
from tests.makers.items import item

CASES = [
    ("plain", "Tide tables, déjà vu, 潮.\n\tAn indented line.", None),
    ("terminal", "\x1b[31mred\x07 \x9b2J\x7f", "␛[31mred␇ \ufffd2J␡"),
    ("line ends", "a\r\nb\rc", "a\n\nb\nc"),
    ("override", "abc \u202egnp.exe\u202c d", "abc \ufffdgnp.exe\ufffd d"),
    ("isolate", "seen by \u2068שרה\u2069 today", None),
    ("embedding", "\u202bשרה\u202c and \u202aone\u202c", None),
    ("never closed", "a \u2067b\nc \u202bd", "a \ufffdb\nc \ufffdd"),
    ("closes nothing", "a\u2069 b\u202c", "a\ufffd b\ufffd"),
    ("crossed", "\u2066a\u202bb\u2069c\u202c", "\ufffda\u202bb\ufffdc\u202c"),
    ("marks", "שלום\u200f! a\u200e", None),
]


@pytest.mark.parametrize(("text", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_text(text, wanted):
    assert neutral_text(text) == (text if wanted is None else wanted)


def test_every_text_keeps_its_length_and_what_is_neutral_stays():
    r = Random(3)
    for _ in range(3000):
        text = "".join(r.choice("ab \n\x1b\r\x9b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") for _ in range(r.randint(0, 12)))
        made = neutral_text(text)
        assert len(made) == len(text)
        assert neutral_text(made) == made, text
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e]", made)


def test_json_keeps_the_values():
    text = "".join(map(chr, range(0x20, 0xA1))) + ACTING
    line = json_escaped(json.dumps({"a": text}, ensure_ascii=False).encode())
    assert json.loads(line) == {"a": text}
    assert neutral_text(line.decode()) == line.decode()


def test_xml_keeps_the_values():
    text = "é\x7f\x85\x9b\u202e\u2066 潮"
    document = xml_escaped(f'<?xml version="1.0"?>\n<a b="{text}">{text}</a>'.encode())
    root = etree.fromstring(document)
    assert (root.get("b"), root.text) == (text, text)
    assert neutral_text(document.decode()) == document.decode()


def test_an_item_is_made_neutral_down_to_its_last_string():
    made = neutral_item(hostile())
    found = list(strings([made.row, list(made.removed)]))
    assert found == [neutral_text(text) for text in found]
    assert len(found) == len(list(strings([hostile().row, list(hostile().removed)])))
    assert neutral_item(item("plain")) == item("plain")


def strings(value):
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(part)


def test_lines_of_json_hold_the_values_and_nothing_that_acts():
    for lines in (article_lines([hostile()]), removed_lines([hostile()])):
        written = b"".join(lines)
        assert neutral_text(written.decode()) == written.decode()
        assert json.loads(written.splitlines()[0])["title"] == hostile().row["title"]



@pytest.mark.parametrize("page", [text_page, markdown_page], ids=["text", "markdown"])
def test_pages_hold_nothing_that_acts(page):
    written = page(neutral_item(hostile())).decode()
    assert neutral_text(written) == written


def test_markdown_holds_no_element_and_no_script():
    body = markdown_page(neutral_item(hostile())).decode().partition("\n---\n\n")[2]
    found = html.fromstring(f"<div>{MarkdownIt('commonmark').enable('table').render(body)}</div>")
    assert not found.xpath("//script")
    assert {urlsplit(link).scheme for link in found.xpath("//@href | //@src")} <= {"", "http", "https"}

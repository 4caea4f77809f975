"""Elements with very many children are checked in parts: such a document is valid where the whole is, and costs what its length costs."""

from __future__ import annotations

from functools import cache

import pytest
from lxml import etree

from pipeline.clean import clean_source
from pipeline.data import Source
from pipeline.settings import Settings
from pipeline.validate import Problem, validate_tei
from pipeline.validate.tei import _grammar, parse
from pipeline.validate.tei_long import validates_parted
from pipeline.writers import write_tei
from tests.makers import articles
from tests.makers.cost import grows_with_length
from tests.makers.marked import PROSE

MANY = 2500


@cache
def frame() -> tuple[str, str, str]:
    """An article's document up to its body, behind it, and the article's id."""
    made = articles.ALL["plain"]().article
    tei = write_tei(made).decode()
    return tei[:tei.index("<body")], "</text></TEI>\n", made.id


def document(body: str) -> bytes:
    before, behind, _ = frame()
    return f"{before}<body>{body}</body>{behind}".encode()


def blocks(name: str, first: int, count: int, words: str = "word") -> str:
    ids = frame()[2]
    return "".join(f'<{name} xml:id="{ids}.{name}{n}" corresp="src:{n}-{n}">{words}</{name}>' for n in range(first, first + count))


def around(name: str, key: str, inner: str, more: str = "") -> str:
    return f'<{name} xml:id="{frame()[2]}.{key}" {more}>{inner}</{name}>'


def section(key: str, inner: str) -> str:
    return around("div", key, inner, 'type="section"')


def figures(count: int) -> str:
    return "".join(around("figure", f"fg{n}", blocks("head", n, 1)) for n in range(count))


def glossary(count: int) -> str:
    return around("list", "ls0", "".join(blocks("label", n, 1) + blocks("item", n, 1) for n in range(count)), 'type="gloss"')


VALID = {
    "paragraphs": lambda: blocks("p", 0, MANY),
    "a section": lambda: section("d0", blocks("head", 0, 1) + blocks("p", 0, MANY)),
    "sections": lambda: "".join(section(f"d{n}", blocks("p", n, 1)) for n in range(MANY)),
    "paragraphs, then sections": lambda: blocks("p", 0, 1500) + "".join(section(f"d{n}", blocks("p", 1500 + n, 1)) for n in range(1500)),
    "figures and a paragraph": lambda: figures(MANY) + blocks("p", 0, 1),
    "a list": lambda: around("list", "ls0", blocks("item", 0, MANY), 'rend="plain"'),
    "a glossary": lambda: glossary(MANY),
    "a list in a list of a section": lambda: section("d0", blocks("p", 0, MANY) + around("list", "ls0", around(
        "item", "li0", blocks("p", MANY, 1) + around("list", "ls1", blocks("item", 1, MANY), 'rend="plain"'), 'corresp="src:0-0"'), 'rend="plain"')),
}
INVALID = {
    "a paragraph below a section": lambda: blocks("p", 0, 999) + section("d0", blocks("p", 999, 1)) + blocks("p", 1000, MANY),
    "a paragraph below sections": lambda: "".join(section(f"d{n}", blocks("p", n, 1)) for n in range(2000)) + blocks("p", 2000, 1),
    "a heading in the middle": lambda: section("d0", blocks("p", 0, 1000) + blocks("head", 0, 1) + blocks("p", 1000, MANY)),
    "a heading behind two parts": lambda: section("d0", blocks("p", 0, 2000) + blocks("head", 0, 1) + blocks("p", 2000, MANY)),
    "figures alone": lambda: figures(MANY),
    "a paragraph in a list": lambda: around("list", "ls0", blocks("item", 0, 2000) + blocks("p", 2000, 500), 'rend="plain"'),
    "a label without its item": lambda: around("list", "ls0", blocks("item", 0, MANY), 'type="gloss"'),
}


@pytest.mark.parametrize("name", VALID)
def test_a_valid_document_is_valid_in_parts_and_stays_as_it_was(name: str) -> None:
    root = parse(document(VALID[name]()))
    assert not isinstance(root, Problem)
    whole = etree.tostring(root)
    assert _grammar().validate(root)
    assert validates_parted(root, _grammar())
    assert etree.tostring(root) == whole


@pytest.mark.parametrize("name", INVALID)
def test_an_invalid_document_is_invalid_in_parts(name: str) -> None:
    root = parse(document(INVALID[name]()))
    assert not isinstance(root, Problem)
    whole = etree.tostring(root)
    assert not validates_parted(root, _grammar())
    assert etree.tostring(root) == whole
    assert {problem.code for problem in validate_tei(whole)} >= {"tei-invalid"}


@pytest.mark.parametrize("name", ["p", "item"])
def test_the_check_of_many_blocks_costs_what_their_number_costs(name: str) -> None:
    def made(count: int) -> bytes:
        inner = blocks(name, 0, count)
        return document(inner if name == "p" else around("list", "ls0", inner, 'rend="plain"'))

    assert not any(problem.code == "tei-invalid" for problem in validate_tei(made(MANY)))
    assert grows_with_length(made, validate_tei, 8_000)


def test_very_many_authors_are_checked_run_by_run() -> None:
    metas = "".join(f'<meta name="citation_author" content="Quill{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}, Ada">' for n in range(2500))
    html = f"<html><head><title>The weir</title>{metas}</head><body><article><h1>The weir</h1><p>{PROSE[0]}</p></article></body></html>"
    data = write_tei(clean_source(Source("weir.html", html.encode(), media_type="text/html"), Settings()))
    assert data.count(b"<author>") == 5000
    assert validate_tei(data) == []
    second = data.index(b"<author>", data.index(b"<author>", len(data) // 3) + 1)
    wrong = validate_tei(data[:second] + b'<author when="1911">' + data[second + len(b"<author>"):])
    assert {problem.code for problem in wrong} == {"tei-invalid"}

"""Doubts about what a page declares, and about texts of scripts without spaces."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline import clean
from pipeline.blocks.from_html import split_html
from pipeline.data import Source
from pipeline.decoding import decode

SCRIPTS = tomllib.loads((Path(__file__).parents[1] / "cases" / "html" / "scripts.toml").read_text("utf-8"))["case"]

VIETNAMESE = ("Hội đồng thị trấn đã bỏ phiếu hôm thứ Ba để kéo dài cầu tàu thêm mười một mét, vì chiếc phà mới dài hơn chiếc cũ bằng chiều dài của một "
              "chiếc xe buýt, và công việc sẽ bắt đầu vào tháng Sáu.")
ENGLISH = ("The council of Dunmarra voted on Tuesday to lengthen the pier by eleven metres, after the new ferry had turned out to be longer than the "
           "old one by the length of a bus, and work begins in June.")
CHINESE = "镇议会星期二投票决定把码头延长十一米，因为新渡轮比旧渡轮长了一辆公共汽车的长度，工程将于六月开始，夏天游客到来之前就可以完工。"


def codes(html: str) -> list[str]:
    return [doubt.code for doubt in clean(html, name="page.html").doubts]


def page(lang: str, paragraph: str) -> str:
    return f"<!DOCTYPE html><html lang='{lang}'><title>A title</title><article><h1>A title</h1>{f'<p>{paragraph}</p>' * 3}</article></html>"


@pytest.mark.parametrize(("lang", "text"), [("vi", VIETNAMESE), ("vi-VN", VIETNAMESE), ("en_US", ENGLISH), ("", ENGLISH), ("und", ENGLISH), ("x!", ENGLISH)])
def test_a_declared_language_that_is_right(lang: str, text: str) -> None:
    assert "language" not in codes(page(lang, text))


@pytest.mark.parametrize(("lang", "text"), [("en", VIETNAMESE), ("hr", VIETNAMESE), ("de-DE", ENGLISH), ("en", CHINESE)])
def test_a_declared_language_that_the_text_speaks_against(lang: str, text: str) -> None:
    assert "language" in codes(page(lang, text))


def test_no_short_text_in_a_script_without_spaces() -> None:
    article = clean("码头太短\n\n" + "\n\n".join([CHINESE, CHINESE.replace("码头", "桥"), CHINESE.replace("渡轮", "火车")]))
    assert 70 <= article.words <= 130
    assert "short-text" not in [doubt.code for doubt in article.doubts]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in SCRIPTS])
def test_text_in_a_script(case: dict[str, Any]) -> None:
    article = clean(f"<!DOCTYPE html><html lang=en><title>The pier</title><body>{case['body']}</body></html>", name="page.html")
    told = next((doubt.text for doubt in article.doubts if doubt.code == "text-in-script"), "")
    assert bool(told) is bool(case["script"])
    assert case["script"] in told
    assert "council" not in article.text or not told


@pytest.mark.parametrize(("paragraphs", "kept"), [(0, True), (3, True), (40, False)])
def test_data_of_scripts_is_kept_for_pages_with_little_text_alone(paragraphs: int, kept: bool) -> None:
    body = f"<p>{ENGLISH} {ENGLISH}</p>" * paragraphs + '<script id="__NEXT_DATA__" type="application/json">{"a": 1}</script>'
    head = split_html(decode(Source("page.html", f"<!DOCTYPE html><title>The pier</title><body>{body}".encode(), media_type="text/html"))).head
    assert head is not None
    assert [name for name, _ in head.states] == ["__NEXT_DATA__"] * kept


def test_a_script_with_more_data_than_can_be_looked_through() -> None:
    lines = '{"line":"The council decided on Thursday."},' * 100
    script = f'<script id="__NEXT_DATA__" type="application/json">[{lines}{"1," * 8_000_000}2]</script>'
    article = clean(f"<!DOCTYPE html><html lang=en><title>The pier</title><body><p>Loading</p>{script}</body></html>", name="page.html")
    assert "(__NEXT_DATA__) has more data than can be looked through" in next(d.text for d in article.doubts if d.code == "text-in-script")

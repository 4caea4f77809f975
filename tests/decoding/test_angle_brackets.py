"""Sentences in angle brackets are text, on record; elements stay elements; in linear time."""

from __future__ import annotations

import pytest

from pipeline import clean
from pipeline.decoding.repair import mend
from tests.makers.cost import grows_with_length
from tests.makers.marked import PROSE, cases
from tests.makers.mended import mended


@pytest.mark.parametrize("case", cases("decoding/angle_brackets.toml"))
def test_angle_brackets(case: dict[str, str]) -> None:
    page = f"<!DOCTYPE html><html><title>a</title><body>{case['body']}</body></html>"
    assert mended(page, markup=True)[0] == page.replace(case["body"], case.get("fixed", case["body"]))


def test_words_in_angle_brackets_stay_in_the_text() -> None:
    body = "".join(f"<p>{prose}</p>" for prose in PROSE[:3])
    article = clean(f"<!DOCTYPE html><title>The kettle</title><article><h1>The kettle</h1>{body}<p>He read: <The tide is late> and left.</p>{body}</article>")
    assert "He read: <The tide is late> and left." in article.text


def test_cost_is_linear_with_many_words() -> None:
    def page(size: int) -> str:
        letters = "abcdefghijklmnopqrstuvwxyz"
        return "".join(f"<p><B{letters[n // 676 % 26]}{letters[n // 26 % 26]}{letters[n % 26]} is here now></p>" for n in range(size))

    assert grows_with_length(page, lambda text: mend(text, markup=True), 4000)


@pytest.mark.parametrize("part", ["<You ", "<You have ", "<You have a.>", "<You have a.><pre>", "<A a", "<A\na\na", "<!--<You are a>", "<script><You are a>"])
def test_cost_is_linear(part: str) -> None:
    assert grows_with_length(lambda size: "<p>" + part * (size // len(part)), lambda text: mend(text, markup=True), 30_000)

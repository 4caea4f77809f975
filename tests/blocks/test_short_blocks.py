"""Pages of very many short blocks: the cases of tests/cases/html/many_blocks.toml, and any markup."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.blocks.from_html import split_html
from pipeline.blocks.short_blocks import Room, TooMany, are_too_many
from pipeline.data import Page, Source
from pipeline.decoding import decode

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "html" / "many_blocks.toml").read_text("utf-8"))["case"]
ALLOWED, PIECES = 200, 300


def _page(case: dict[str, Any]) -> Page:
    pieces = ["".join(case[key].replace("{n}", str(n)) for n in range(PIECES)) for key in ("piece", "then") if key in case]
    html = case.get("between", "").join(pieces)
    return _decoded(f"<html><body><h1>The mole</h1>{case.get('before', '')}{html}{case.get('after', '')}")


def _decoded(html: str) -> Page:
    return decode(Source("page.html", html.encode(), media_type="text/html"))


def _told(page: Page, most: int) -> tuple[int, int] | None:
    """How many blocks a page has, and how many characters, where it is refused for them."""
    try:
        assert split_html(page, most) == split_html(page)
    except TooMany as found:
        return found.many, found.length
    return None


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_page_is_refused_with_the_numbers_that_its_blocks_have(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.blocks.short_blocks._HELD", 65)
    page = _page(case)
    blocks = split_html(page).blocks
    many, length = len(blocks), sum(len(block.text) for block in blocks)
    assert _told(page, ALLOWED) == ((many, length) if case["refused"] else None)
    assert not case["refused"] or are_too_many(many, length, ALLOWED)


@pytest.mark.parametrize("case", [case for case in CASES if case["refused"]], ids=[case["name"] for case in CASES if case["refused"]])
def test_blocks_of_a_page_that_is_refused_are_not_held(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    longest, make = [0], Room.make

    def watched(room: Room, drafts: list[Any]) -> int:
        longest[0] = max(longest[0], len(drafts))
        return make(room, drafts)

    monkeypatch.setattr("pipeline.blocks.html_page.finish_blocks", never)
    monkeypatch.setattr(Room, "make", watched)
    with pytest.raises(TooMany) as found:
        split_html(_page(case | {"piece": case["piece"] * 20}), ALLOWED)
    assert 0 < longest[0] < found.value.many / 4


_MARKUP = st.lists(st.sampled_from([
    "<p>", "w", "words of it ", "<br>", "<td>", "<tr>", "<table>", "</table>", "<pre>", "</pre>", "<li>", "</ul>", "<b>", "</b>", "<h2>", "</h2>", "\n",
    "<img src=a>", "<img src=data:x data-src=b>", "<noscript>", "</noscript>", "<span hidden>", "</span>", "<p style='white-space:pre-line'>", "<hr>",
    "<div>T</div><p>he old crane stands on the quay, as it always has.", "<textarea>a field</textarea>", "<a href='#n'>1</a>", "<i id=n>", "<ruby>", "<rt>",
]), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(_MARKUP, st.sampled_from([100, 150]))
def test_the_limit_changes_nothing_but_whether_a_page_is_refused(pieces: list[str], most: int) -> None:
    page = _decoded("<html><body>" + "".join(pieces) * 40)
    blocks = split_html(page).blocks
    told = _told(page, most)
    assert told in (None, (len(blocks), sum(len(block.text) for block in blocks)))
    assert told is None or are_too_many(*told, most)

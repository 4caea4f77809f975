"""Tables and lists that training puts into real pages of HTML."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("rapidfuzz")
from tests.makers.marked import PROSE
from tools.train.corpus import Gold
from tools.train.examples import html_page
from tools.train.grafts import grafted

PUT_IN = {"table-row", "list-item|paragraph", "heading|list-item"}


def gold(path: Path, name: str, html: str) -> Gold:
    path.write_bytes(gzip.compress(html.encode()))
    return Gold(name, "bench", "article", "en", None, "", "\n".join(PROSE[:4]), "The kettle", (), "", "", False, False, (), (), path)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Gold:
    text = "".join(f"<p>{prose}</p>" for prose in PROSE[:4])
    html = f"<title>The kettle</title><ul><li><a href=/>Home</a></li></ul><article><h1>The kettle</h1>{text}</article><p>© Weir News</p>"
    return gold(tmp_path_factory.mktemp("grafts") / "page.html.gz", "a", html)


@pytest.mark.parametrize("name", [f"page {n}" for n in range(40)])
def test_what_is_put_in_stands_between_two_paragraphs_and_all_else_is_as_it_was(page: Gold, name: str) -> None:
    page = replace(page, id=name)
    blocks, wanted, _ = html_page(page)
    made = grafted(page)
    assert made is not None
    now, found, _ = made
    new = [n for n, target in enumerate(found) if target.labels in PUT_IN]
    assert new == list(range(new[0], new[-1] + 1))
    assert {found[n].share for n in new} == {1.0}
    assert [found[new[0] - 1].labels, found[new[-1] + 1].labels] == ["paragraph", "paragraph"]
    others = [n for n in range(len(now)) if n not in new]
    assert [(now[n].text, found[n]) for n in others] == [(block.text, target) for block, target in zip(blocks, wanted, strict=True)]


def test_both_kinds_are_put_in(page: Gold) -> None:
    made = [grafted(replace(page, id=f"page {n}")) for n in range(40)]
    assert {target.labels for one in made if one for target in one[1]} >= PUT_IN


def test_a_page_without_two_paragraphs_side_by_side_has_no_place(tmp_path: Path) -> None:
    assert grafted(gold(tmp_path / "page.html.gz", "a", f"<title>The kettle</title><h1>The kettle</h1><p>{PROSE[0]}</p><ul><li>Home</li></ul>")) is None

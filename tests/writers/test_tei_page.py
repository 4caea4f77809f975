"""The page on the TEI customization in a browser is the one in Markdown."""

from __future__ import annotations

from pathlib import Path

from tools.make_tei_page import page

DOCS = Path(__file__).parents[2] / "docs"


def test_the_html_page_is_up_to_date() -> None:
    assert (DOCS / "tei.html").read_text("utf-8") == page((DOCS / "tei.md").read_text("utf-8")), "run: make docs"

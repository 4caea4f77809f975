"""Authors of whole texts and pages, as the labeller and the readers of names find them together: the cases of tests/cases/metadata/whole_authors.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline import clean

DATA = tomllib.loads((Path(__file__).parents[1] / "cases/metadata/whole_authors.toml").read_text("utf-8"))


def _page(case: dict[str, Any], paragraphs: list[str]) -> tuple[str, str]:
    """The page of a case and its name: a title, the line above or below the text, the paragraphs."""
    title, above, below = DATA["titles"][case["prose"]], case.get("above", ""), case.get("below", "")
    if case["form"] == "text":
        return "\n\n".join(part for part in (title, above, *paragraphs, below) if part) + "\n", "page.txt"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    head = f"<head><title>{title}</title>{case.get('head', '')}</head>"
    return f"<html lang={case['prose']}>{head}<body><article><h1>{title}</h1>{above}{text}{below}</article></body></html>", "page.html"


@pytest.mark.parametrize("case", DATA["case"], ids=lambda case: f"{case['form']}: {case['name']}")
def test_authors(case: dict[str, Any]) -> None:
    page, name = _page(case, DATA["prose"][case["prose"]])
    assert list(clean(page.encode(), name=name).authors) == case["authors"]

"""Cases of ``tests/cases/label``: what a careful archivist keeps and removes.

``{en}`` in a case's text stands for the article of that language in ``bodies.toml``; its paragraphs must always be kept. Every removal
must be foreseen by the case, unless it says ``more = true``. A kind ``any`` means that only the removal matters, not its kind.
The labeller is trained on these texts too, so they show what it has learned; how it generalises is for the quality floor and the benchmarks.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline import clean
from pipeline.data import Article, Label

CASES = Path(__file__).parents[1] / "cases" / "label"
BODIES: dict[str, str] = tomllib.loads((CASES / "bodies.toml").read_text(encoding="utf-8"))
FILES = ("wild", "synthetic", "negative", "known_failures", "reported")


def read(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return cases


def params() -> list[Any]:
    out = []
    for name in FILES:
        out += [pytest.param(case, id=f"{name}: {case['label']}") for case in read(name)]
    return out


def document(case: dict[str, Any]) -> tuple[str, list[str]]:
    """The case's text, and the paragraphs of the articles that it borrows."""
    text, borrowed = case["text"], []
    for language, body in BODIES.items():
        mark = "{" + language + "}"
        if mark in text:
            borrowed += body.strip().split("\n\n")
            text = text.replace(mark, body.strip())
    return text, borrowed


def kept(article: Article) -> list[tuple[str, str]]:
    """What was kept, in any role: kind and text."""
    blocks = [*article.front, *article.blocks]
    return [(block.kind.value, " ".join(block.text.split())) for block in blocks]


def removed(article: Article) -> list[tuple[str, str]]:
    return [(removal.kind.value, " ".join(removal.text.split())) for removal in article.removed]


def problems(case: dict[str, Any]) -> list[str]:
    text, borrowed = document(case)
    article = clean(text)
    gone, here = removed(article), kept(article)
    out = []
    foreseen = [(kind, start) for kind, starts in case.get("removed", {}).items() for start in starts]
    for kind, start in foreseen:
        if not any(text.startswith(start) and kind in (found, "any") for found, text in gone):
            out.append(f"not removed as {kind}: {start!r} (removed as {[k for k, t in gone if t.startswith(start)]})")
    if not case.get("more"):
        out += [f"removed as {kind}: {text!r}" for kind, text in gone
                if not any(text.startswith(start) for _, start in foreseen)]
    for start in [*borrowed, *case.get("kept", [])]:
        if not any(text.startswith(" ".join(start.split())) for _, text in here):
            out.append(f"not kept: {start[:60]!r}")
    for start, kind in case.get("kinds", {}).items():
        kinds = [found for found, text in here if text.startswith(start)]
        if kind not in kinds:
            out.append(f"not {kind}: {start!r} (is {kinds})")
    return out


@pytest.mark.parametrize("case", params())
def test_case(case: dict[str, Any]) -> None:
    assert problems(case) == []


def test_labels_are_unique_and_cases_well_formed() -> None:
    cases = [case for name in FILES for case in read(name)]
    labels = [case["label"] for case in cases]
    assert len(labels) == len(set(labels))
    kinds = {label.value for label in Label} | {"any"}
    for case in cases:
        assert set(case) <= {"label", "comment", "text", "removed", "kept", "kinds", "more"}, case["label"]
        assert set(case.get("removed", {})) <= kinds and set(case.get("kinds", {}).values()) <= kinds, case["label"]
    assert all(not case.get("removed") for case in read("negative"))

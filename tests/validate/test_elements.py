"""Elements are found by their tags, each once, in time that grows with the length of the page."""

from __future__ import annotations

import time

import pytest

from pipeline.validate.elements import Finder

FINDER = Finder("svg", "button", "title", run_on=("svg", "title"), comments=True)


@pytest.mark.parametrize(("text", "left"), [
    ("a<svg>b</svg>c", "a-c"), ("a<SVG x='>'>b</svg >c", "a-c"), ("a<svg>b", "a-"), ("a<button>b", "a<button>b"), ("a<button>b<svg>c</svg>d", "a<button>b-d"),
    ("a<!-- <svg> -->b", "a-b"), ("a<!-- b", "a-"), ("a<svg x=\"b>c", "a<svg x=\"b>c"), ("a<svg>b</svg", "a-"), ("a<svgs>b</svgs>", "a<svgs>b</svgs>"),
])
def test_elements_are_replaced(text: str, left: str) -> None:
    assert FINDER.replace(text, lambda whole, content: "-") == left


@pytest.mark.parametrize("piece", ["<button>", "<button a='", "<svg></svg ", "<title a=", "</button", "<!-- ", "<svg></button></svg>"])
def test_cost_grows_with_length(piece: str) -> None:
    def seconds(many: int) -> float:
        start = time.process_time()
        FINDER.replace(piece * many, lambda whole, content: "-")
        return time.process_time() - start

    few, many = min(seconds(2_000) for _ in range(3)), min(seconds(16_000) for _ in range(3))
    assert many <= max(0.05, 24 * few)

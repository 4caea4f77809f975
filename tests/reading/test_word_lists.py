"""The data files of words: each line is a word or a phrase, and stands once in its list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline.reading.word_lists import any_of, data_of, listed

FILES = sorted(Path(pipeline.__file__).parent.glob("*/data/*.toml"))


def lists_of(tables: dict[str, Any]) -> Iterator[str]:
    """The texts of lists in a file: those with a line for each entry."""
    for value in tables.values():
        if isinstance(value, dict):
            yield from lists_of(value)
        elif isinstance(value, str) and value.endswith("\n"):
            yield value


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}/{path.name}")
def test_lines_are_plain_and_stand_once(path: Path) -> None:
    for text in lists_of(data_of(path.stem, f"pipeline.{path.parent.parent.name}")):
        lines = text.splitlines()
        assert all(line and line == line.strip() for line in lines)
        assert len(lines) == len(set(lines)), [line for line in lines if lines.count(line) > 1]


def test_a_list_keeps_its_order() -> None:
    assert listed("dates.iran")[0] == "فروردین"
    assert len(listed("dates.iran")) == len(listed("dates.afghanistan")) == 12


def test_lines_are_no_expressions() -> None:
    expression = re.compile(any_of("dates.published_caseless"))
    assert expression.fullmatch("น.")
    assert not expression.fullmatch("นx")

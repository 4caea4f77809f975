"""A long line of an article is checked part by part, and what is told of it is what is told of the whole."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.clean import clean
from pipeline.validate import line_parts, validate_line
from pipeline.validate.lines import _is_sound_in_parts
from pipeline.writers import write_json

SENTENCE = "The lane begins at the quay and follows the sea wall for an hour, and there it comes to an end. "
WRONG = tomllib.loads((Path(__file__).parents[1] / "cases/line-parts/wrong.toml").read_text(encoding="utf-8"))["case"]


@cache
def line(*, headed: bool = False) -> bytes:
    heads = {n: f"{n // 20 + 1}. On the quay\n\n" for n in range(0, 60, 20)} if headed else {}
    return write_json(clean(f"A title\n\n{SENTENCE}\n\n" + "".join(f"{heads.get(n, '')}{SENTENCE}{n}\n\n" for n in range(60))))


@pytest.fixture(autouse=True)
def _short_lines_are_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_parts, "_LARGE", 1000)
    monkeypatch.setattr(line_parts, "_AT_ONCE", 7)


@pytest.mark.parametrize("headed", [False, True])
def test_a_long_line_is_checked_in_stretches_of_few_blocks(headed: bool) -> None:
    data = line(headed=headed)
    parted = line_parts.parts_of(data)
    assert parted is not None
    stretches = [data[stretch] for found in parted.stretches.values() for stretch in found]
    assert len(stretches) >= 6
    assert all(1 <= stretch.count(b'{"id":') <= 7 for stretch in stretches)
    assert len(parted.rest) + sum(len(stretch) + 1 for stretch in stretches) == len(data)
    assert _is_sound_in_parts(data)


def test_nothing_is_cut_from_a_line_without_many_blocks_in_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_parts, "_AT_ONCE", 1000)
    assert line_parts.parts_of(line()) is None


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong["name"])
def test_what_is_wrong_in_a_stretch_is_told_as_of_the_whole(wrong: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    data, middle = line().decode(), len(line()) // 2
    made = (data[:middle] + re.sub(wrong["find"], wrong["replace"], data[middle:], count=1)).encode()
    assert made != line()
    assert not _is_sound_in_parts(made)
    told = validate_line(made)
    monkeypatch.setattr(line_parts, "_LARGE", len(made) + 1)
    assert told == validate_line(made)
    assert told


def test_a_text_that_goes_on_behind_its_last_block_is_told_as_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a full stop, which changes no number of words."""
    made = line().replace(b'","front":', b'.","front":', 1)
    assert made != line()
    assert not _is_sound_in_parts(made)
    told = validate_line(made)
    assert [problem.code for problem in told] == ["text"]
    monkeypatch.setattr(line_parts, "_LARGE", len(made) + 1)
    assert told == validate_line(made)

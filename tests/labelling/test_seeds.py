"""The sample articles, line by line, against what a person says of them (``tests/cases/label/seeds.toml``).

``known`` names the fields that are still wrong: when one is cured, its name must go.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.clean import clean_source
from pipeline.data import Article, Source
from pipeline.settings import Settings

HERE = Path(__file__).parents[1]
SEEDS = HERE.parent / "seeds"
EXPECTED: list[dict[str, Any]] = tomllib.loads((HERE / "cases" / "label" / "seeds.toml").read_text(encoding="utf-8"))["seed"]
FIELDS = ("encoding", "language", "title", "authors", "published", "updated", "publisher", "issue", "series", "part", "section",
          "standfirst", "headings", "gaps", "removed")


@cache
def article(name: str) -> Article:
    return clean_source(Source(name, (SEEDS / name).read_bytes()), Settings())


def found(name: str, field: str) -> object:
    got = article(name)
    match field:
        case "encoding":
            return got.encoding.name
        case "standfirst":
            return got.standfirst[:40] if got.standfirst else None
        case "authors":
            return list(got.authors)
        case "headings":
            return [section.heading for section in got.sections if section.heading]
        case "gaps":
            return len(got.gaps)
        case "removed":
            return [f"{removal.kind.value}: {' '.join(removal.text.split())[:60]}".strip() for removal in got.removed]
        case _:
            return getattr(got, field)


def params() -> list[Any]:
    out = []
    for seed in EXPECTED:
        for field in FIELDS:
            marks = [pytest.mark.xfail(strict=True, reason="known")] if field in seed.get("known", ()) else []
            out.append(pytest.param(seed, field, id=f"{seed['name']}: {field}", marks=marks))
    return out


@pytest.mark.parametrize(("seed", "field"), params())
def test_seed(seed: dict[str, Any], field: str) -> None:
    expected = seed.get(field)
    if field == "removed":
        expected = [line.strip() for line in seed["removed"].split("\n") if line]
    assert found(seed["name"], field) == expected


def test_every_seed_has_its_expectations() -> None:
    assert [seed["name"] for seed in EXPECTED] == sorted(path.name for path in SEEDS.iterdir())

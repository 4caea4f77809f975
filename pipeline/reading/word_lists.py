"""Word lists: what is known of names, dates and languages, in the data files ``data/NAME.toml``, one word or phrase a line."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

__all__ = ["any_of", "data_of", "listed"]


@lru_cache(maxsize=16)
def data_of(name: str, package: str = "pipeline.reading") -> dict[str, Any]:
    """What stands in the data file of this name in a package."""
    return tomllib.loads(resources.files(package).joinpath(f"data/{name}.toml").read_text(encoding="utf-8"))


def listed(place: str, package: str = "pipeline.reading") -> tuple[str, ...]:
    """The lines of a list, in order. ``place``: the file and the list in it, such as ``names.particles``."""
    name, _, key = place.partition(".")
    found: str = data_of(name, package)[key]
    return tuple(filter(None, found.split("\n")))


def any_of(place: str, package: str = "pipeline.reading") -> str:
    """The lines of a list as alternatives of a regular expression, in order. The parameters are those of `listed`."""
    return "|".join(map(re.escape, listed(place, package)))

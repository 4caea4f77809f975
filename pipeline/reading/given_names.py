"""Given names that are neither words nor places: what makes a lone line of two words a person. The list is ``data/given_names.txt``."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

__all__ = ["has_given_name"]

_FIRST = re.compile(r"[^\W\d_]+")


def has_given_name(name: str) -> bool:
    """Whether a name opens with a given name: ``Ada Moss``, ``Jean-Luc Ferrow``; not ``Key Points``.

    >>> has_given_name("Hannah Moss"), has_given_name("Harbour News")
    (True, False)
    """
    first = _FIRST.match(name)
    return first is not None and first[0].lower() in _known()


@cache
def _known() -> frozenset[str]:
    return frozenset(resources.files("pipeline.reading").joinpath("data/given_names.txt").read_text(encoding="utf-8").split())

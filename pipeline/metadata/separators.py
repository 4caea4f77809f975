"""Separators, each defined once: between a title and the name of its site, and between the steps of a breadcrumb line.

Every expression looks at single characters and what surrounds them, so that no reading costs more than the length of its text.
"""

from __future__ import annotations

import re

__all__ = ["steps_of", "title_cuts"]

_SITE = "-|–—·•»«‒"
_TOUCHING = r"(?:(?<!\s)\s+)?[|｜»«]\s*|(?<=[^\W_])_(?=[^\W_])|(?<=\w)--(?=\w)"
"""Separators that need no space beside them."""
_SITE_CUT = re.compile(rf"(?<!\s)\s+[{_SITE}]+\s+|{_TOUCHING}")
_ANY_CUT = re.compile(rf"(?<!\s)\s+[{_SITE}:/]+\s+|{_TOUCHING}|(?<=\w):\s+")
_STEP = re.compile(r"(?:(?<!\s)\s+)?[>»›→|/]\s*")
_MOST_CUTS = 16
"""Separators of a title that are looked at, from its beginning and from its end: every cut makes two parts that are compared."""


def title_cuts(title: str, *, weak: bool = False) -> list[tuple[int, int]]:
    """Where a title may be cut from the name of its site, as ranges of the separators; with ``weak``, colons and slashes count too."""
    cuts = [m.span() for m in (_ANY_CUT if weak else _SITE_CUT).finditer(title)]
    return cuts if len(cuts) <= 2 * _MOST_CUTS else cuts[:_MOST_CUTS] + cuts[-_MOST_CUTS:]


def steps_of(line: str) -> list[str]:
    """The steps of a breadcrumb line (``Home › News › Harbour``)."""
    return [step for step in _STEP.split(line) if step]

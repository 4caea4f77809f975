"""Whether a text is Chinese, Japanese or Korean, and whom its credits name (`pipeline.metadata.eastern_credits`, read in when it is needed)."""

from __future__ import annotations

import re

from pipeline.reading.people import Person

__all__ = ["eastern_people", "is_eastern"]

_SCRIPT = re.compile("[\u3041-\u30ff\u3400-\u9fff\u3005\u3006\uac00-\ud7a3]")
_FIRST, _LONGEST = 160, 20_000
"""Characters among which the script shows, and of the longest text that is looked at."""


def is_eastern(text: str) -> bool:
    """Whether a text has characters of Chinese, Japanese or Korean among its first ones."""
    return not text.isascii() and _SCRIPT.search(text, 0, _FIRST) is not None


def eastern_people(text: str, language: str) -> list[Person] | None:
    """Who wrote, by the credits of a text in Chinese, Japanese or Korean; None for other texts, and where it has no credit that is known."""
    if not is_eastern(text) or len(text) > _LONGEST:
        return None
    from pipeline.metadata.eastern_credits import credited_people

    return credited_people(text, language)

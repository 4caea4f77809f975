"""Lines that credit a picture by names alone: ``Ada Quill/Reuters``, ``(Ada Quill / Upper Lock Times)``."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.reading.names import AGENCIES, is_organisation, is_shaped
from pipeline.reading.word_lists import any_of

__all__ = ["is_credit"]

_LONGEST = 80
_PARTS = 4
_BETWEEN = re.compile(r"\s?/\s?| via ")
_NAME_WORDS = 2
"""Words that the name of a photographer has at least."""


@lru_cache(maxsize=1)
def _agency() -> re.Pattern[str]:
    return re.compile(rf"(?:{AGENCIES})(?:[ -]?(?:Photo|Foto|Images|Pictures))?|(?i:{any_of('names.picture_agencies')})")


def is_credit(text: str) -> bool:
    """Whether a line holds names of photographers and agencies and nothing else, with a news agency among them, or a paper behind the name."""
    bracketed = text[:1] == "(" and text[-1:] == ")"
    if len(text) > _LONGEST or "/" not in text and " via " not in text:
        return False
    parts = _BETWEEN.split(text[1:-1].strip() if bracketed else text)
    if not 1 < len(parts) <= _PARTS:
        return False
    agencies, people = [_agency().fullmatch(part) is not None for part in parts], [_is_person(part) for part in parts]
    if all(agency or person for agency, person in zip(agencies, people, strict=True)):
        return any(agencies) and any(people)
    last = parts[-1]
    return len(parts) == 2 and people[0] and is_organisation(last) and is_shaped(last.split(), 2) and (bracketed or f"/{last}" in text)


def _is_person(part: str) -> bool:
    return is_shaped(part.split(), _NAME_WORDS) and not is_organisation(part)

"""Lines that hold metadata and nothing else: who wrote, when it was published, where, and the words that say so."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pipeline.data import Found, Label
from pipeline.evidence.phrases import WordLists
from pipeline.metadata.eastern import holds_credits_alone, is_eastern
from pipeline.metadata.signatures import line_people
from pipeline.reading.datelines import other_words
from pipeline.reading.dates import dates_in
from pipeline.reading.names import is_caseless

__all__ = ["LONGEST", "front_label", "may_be_front"]

LONGEST = 160
"""Characters of the longest line that is looked at."""
_WORDS = ("byline_words", "published_words", "updated_words", "honorifics", "job_titles")
"""Lists of words that say what a name or a date in such a line is."""
_SAYS = re.compile(r"(?<!\d)[:：]")
"""A colon that does not belong to a time of day."""
_PLACE, _WHERE = 2, frozenset(("in", "at", "à", "aus", "en", "em"))
"""Words of the longest place that stands beside a name or a date, and what announces it."""


def may_be_front(text: str, lists: WordLists, language: str, *, named: bool = False) -> bool:
    """Whether a line holds a name that stands as in a byline, or a date, and is no longer than such a line is. ``named``: a date does not do."""
    return len(text) <= LONGEST and bool(not named and dates_in(text, language) or line_people(text, lists, language)[0])


def front_label(text: str, found: Sequence[Found], lists: WordLists, language: str, told_days: Collection[str] = ()) -> Label | None:
    """What a line is whose words are all told by the metadata of its page: a byline where it names an author, else a dateline; None for another line.

    ``found``: the candidates that were chosen. ``told_days``: the dates of the other lines of the front; a line without an author that tells one of
    them again, and has other words, is no dateline.
    """
    authors = [f.value for f in found if f.field == "author"]
    days = [f.value for f in found if f.field in ("published", "updated")]
    hits = dates_in(text, language)
    if not all(any(day.startswith(hit.value) or hit.value.startswith(day) for day in days) for hit in hits):
        return None
    named = [name for name in authors if name.lower() in text.lower()]
    if not named and not hits:
        return None
    rest = text
    for hit in reversed(hits):
        rest = f"{rest[:hit.start]}\n{rest[hit.end:]}"
    roles = [word for person in line_people(text, lists, language)[0] if person.name in authors for word in (person.role, person.honorific) if word]
    if is_eastern(text):
        told = holds_credits_alone(rest, named)
    else:
        rest = re.sub("|".join(map(re.escape, (*named, *roles))) or "(?!)", "\n", rest, flags=re.IGNORECASE)
        words = other_words(rest, language, tuple(word for name in _WORDS for word in lists.words(name)))
        again = not named and any(hit.value in told_days for hit in hits)
        told = not words or not again and _is_place(words) and not _says_more(rest, lists, language)
    return (Label.BYLINE if named else Label.DATELINE) if told else None


def _is_place(words: Sequence[str]) -> bool:
    """Whether the words that are left name a place: ``London``, ``in Wexley Sound``."""
    named = words[1:] if words[0].lower() in _WHERE else words
    return 0 < len(named) <= _PLACE and all(word[0].isupper() and not is_caseless(word) for word in named)


def _says_more(rest: str, lists: WordLists, language: str) -> bool:
    """Whether a colon stands behind words that do not say when a text was published: ``Opening: 4 May 2023``, ``Photo: Ada Quill``.

    ``rest``: a line with its names and dates replaced by ends of lines.
    """
    known = tuple(word for name in _WORDS for word in lists.words(name))
    heads = [piece[:match.start()] for piece in rest.split("\n") for match in _SAYS.finditer(piece)]
    return any(len(left := other_words(head, language, known)) == len(other_words(head, language, ())) and left for head in heads)

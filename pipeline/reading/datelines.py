"""Lines that tell a date of publication: datelines, and dates that stand beside names, places and "published", not in running text."""

from __future__ import annotations

import re

from pipeline.reading.date_hits import DateHit
from pipeline.reading.dates import dates_in, names_of_days
from pipeline.reading.forms import composed
from pipeline.reading.marks import ends_sentence
from pipeline.reading.names import is_caseless
from pipeline.reading.word_lists import any_of, listed

__all__ = ["agency_dateline", "is_bare_date", "is_dateline", "other_words", "publication_dates"]

_TIME = re.compile(r"(?<!\d)\d{1,2}(?:[:.h]\d\d)(?::\d\d)?(?:\.\d+)?\s?(?:am|pm|a\.m\.|p\.m\.|uhr|h|z)?(?!\w)|\b\d{1,2}\s?(?:am|pm|uhr)\b"
                   rf"|\b(?:{any_of('dates.time_zones')})\b"
                   r"(?:[+-]\d+)?|[+-]\d\d:?\d\d\b|\d{1,2}[時时点분시]\s?(?:\d{1,2}[分분])?", re.IGNORECASE)
_HOUR = re.compile(rf"(?<![^\W\d_])(?:(?:{any_of('dates.before_time')})\b\.?\s{{0,3}}){{1,3}}(?=\d{{1,2}}(?!\d))"
                   rf"|(?<=\d)\s{{0,3}}(?:{any_of('dates.behind_time')})\b")
"""The words before and behind a time of day."""
_LETTERS = re.compile(r"[^\W\d_]+")
_LINKS, _SMALL_LINKS = frozenset(listed("dates.links")), frozenset(listed("dates.small_links"))
_PUBLISHED, _CASELESS = listed("dates.published"), listed("dates.published_caseless")
_BESIDE = frozenset(listed("dates.beside"))
_OTHER_DATE = re.compile(any_of("dates.other_dates"), re.IGNORECASE)
_SEGMENT = re.compile(r"(?:(?<!\s)\s+)?[|•·–—;●▪/]\s*|\s-\s|\.\s(?=[^\W\d_])")
_LOGIN = re.compile(r"^\s*(?:by|von|par|por|door|di)\s+[\w.-]{2,30}\s*$", re.IGNORECASE)
"""Who posted it, where it is a login."""
_AGENCY_DATELINE = re.compile(r"[^.]{5,80}?\s[—–-]\s")
_MOST_CHARS, _MOST_WORDS = 160, 6
"""Characters of a line that tells a date of publication; words of names and places on one side of it."""


def is_dateline(text: str, language: str, words: tuple[str, ...] = ()) -> bool:
    """True if the text is a date and nothing else but times, weekdays and words like "published" (``words``)."""
    if (form := composed(text)) is not None:
        text = form[0]
    hits = dates_in(text, language) if len(text) <= 120 else []
    return bool(hits) and sum(map(len, _without(text, hits, language, words))) <= 2


def agency_dateline(text: str) -> str:
    """What stands before the dash that opens an agency's text: ``DUNMARRA, May 4, 2023 (Wire) —``; empty where there is none."""
    match = _AGENCY_DATELINE.match(text)
    return match[0] if match else ""


def is_bare_date(text: str, language: str, words: tuple[str, ...] = ()) -> bool:
    """Whether no word of a line with a date can be a name."""
    hits = dates_in(text, language) if len(text) <= _MOST_CHARS else []
    return bool(hits) and not _without(text, hits, language, words)


def publication_dates(text: str, language: str, words: tuple[str, ...] = ()) -> list[DateHit]:
    """The dates in a line that are dates of publication by what stands around them: names, places, a time, "published" and the like.

    None in a sentence (``The pier was built on 12 March 1887.``), and none beside words that speak of another date (``Retrieved 4 May 2020``).
    """
    if len(text) > _MOST_CHARS:
        return []
    if (form := composed(text)) is not None:
        text, places = form
        return [hit.placed(places) for hit in publication_dates(text, language, words)]
    hits = dates_in(text, language)
    if hits and not text.isascii() and ends_sentence(text) and any(map(is_caseless, _without(text, hits, language, (*words, *_PUBLISHED)))):
        return []
    return [hit for n, hit in enumerate(hits) if _stands_apart(text, hits, n, language, (*words, *_PUBLISHED))]


def _without(text: str, hits: list[DateHit], language: str, words: tuple[str, ...]) -> list[str]:
    """The words of a line besides its dates and what belongs to them."""
    for hit in reversed(hits):
        text = text[: hit.start] + " " + text[hit.end:]
    return other_words(text, language, words)


def _stands_apart(text: str, hits: list[DateHit], n: int, language: str, words: tuple[str, ...]) -> bool:
    start = hits[n - 1].end if n else 0
    end = hits[n + 1].start if n + 1 < len(hits) else len(text)
    before = _SEGMENT.split(text[start:hits[n].start])[-1]
    after = _SEGMENT.split(text[hits[n].end:end])[0]
    return _is_beside(before, language, words) and _is_beside(after, language, words)


def _is_beside(piece: str, language: str, words: tuple[str, ...]) -> bool:
    """Whether what stands beside a date is at most a few names and words of bylines."""
    left = [] if _LOGIN.match(piece) else other_words(piece, language, words)
    if "©" in piece or any(_OTHER_DATE.fullmatch(word) or word[0].islower() and word not in _BESIDE for word in left):
        return False
    caseless = sum(len(word) for word in left if is_caseless(word))
    return sum(word.lower() not in _BESIDE for word in left) <= _MOST_WORDS and caseless <= 16


def other_words(piece: str, language: str, words: tuple[str, ...]) -> list[str]:
    """The words of a piece besides times, weekdays, ``words`` and what links them."""
    rest = _TIME.sub(" ", _HOUR.sub(" ", piece))
    if not rest.isascii():
        words = (*words, *_CASELESS)
    if words:
        known = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
        rest = re.sub(rf"(?<![^\W\d_])(?:{known})(?![^\W\d_])", " ", rest, flags=re.IGNORECASE)
    days = names_of_days(language)
    return [w for w in _LETTERS.findall(rest) if w.lower() not in days and w.lower() not in _LINKS and w not in _SMALL_LINKS]

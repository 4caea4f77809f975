"""Metadata that the input says of a source: a line of JSON, a feed, the head of a message, front matter, a download of a press database.

Used before anything that the page itself says or prints: whoever kept these fields kept them as fields. A value that cannot be read as
what its name promises is evidence and not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.data import Found, Page
from pipeline.metadata.author_lists import placed_people, without_signs
from pipeline.metadata.choice import SEVERAL
from pipeline.metadata.html_dates import iso_date, plausible
from pipeline.metadata.name_words import is_job
from pipeline.reading.dates import dates_in_any
from pipeline.reading.people import people_declared
from pipeline.sources.said import said_in

__all__ = ["language_said", "said_metadata"]

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_PAGE = re.compile(r"(?:(?<!\s)\s+)?[;,]\s*(?:Pg?\.|page|S\.|p\.)\s*\S.*$", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_LEAST = 0.6
_LONGEST_NAME = 100
_ADDRESS_ALONE = 0.3
"""Confidence of a sender's address without a name: evidence, and no author."""


def said_metadata(page: Page, language: str) -> tuple[Found, ...]:
    """What the input says, each value with ``container:`` and the input's own name of the field; those used are ``chosen``. Equal strings
    of a value are one object, for there may be very many values."""
    out: list[Found] = []
    used: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    hows: dict[str, str] = {}
    for field, own, text in said_in(page.metadata):
        how = hows.setdefault(own, f"container:{own}")
        for value, confidence in _READERS.get(field, _plain)(text, page, language):
            chosen = confidence >= _LEAST and (field not in used or field in SEVERAL and used[field] == own) and (field, value) not in seen
            if chosen:
                used[field] = own
                seen.add((field, value))
            out.append(Found(field, text if value == text else value, how, text, None, None, confidence, chosen))
    return tuple(out)


def language_said(page: Page) -> str | None:
    """The code of the language that the input says; None where it says none that is known."""
    for field, _, text in said_in(page.metadata):
        if field == "language" and (code := _language_code(text)):
            return code
    return None


def _plain(text: str, page: Page, language: str) -> Iterator[tuple[str, float]]:
    yield text, 0.9


def _people(text: str, page: Page, language: str) -> Iterator[tuple[str, float]]:
    bare = without_signs(text)
    names = [person.name for person in placed_people(bare) or people_declared(bare, sure=True) if not is_job(person.name)]
    for name in names:
        yield name, 0.93 if len(name) <= _LONGEST_NAME else 0.4
    if not names and "@" in text and " " not in text:
        yield text, _ADDRESS_ALONE


def _date(text: str, page: Page, language: str) -> Iterator[tuple[str, float]]:
    value = iso_date(text, language) or next((hit.value for hit in dates_in_any(text)), None) if len(text) < 200 else None
    if value:
        yield value, 0.94 if plausible(value, page.captured) else 0.3


def _publisher(text: str, page: Page, language: str) -> Iterator[tuple[str, float]]:
    """The name of a host says where a page was, and not who publishes it."""
    yield text, 0.5 if _HOST.fullmatch(text) else 0.9


def _section(text: str, page: Page, language: str) -> Iterator[tuple[str, float]]:
    bare = _PAGE.sub("", text)
    if bare:
        yield bare, 0.85


def _tags(text: str, page: Page, language: str) -> Iterator[tuple[str, float]]:
    for tag in re.split(r"[,;|]", text)[:60]:
        if 1 < len(tag.strip()) < 60:
            yield tag.strip(), 0.85


def _language(text: str, page: Page, language: str) -> Iterator[tuple[str, float]]:
    if code := _language_code(text):
        yield code, 0.85


def _language_code(text: str) -> str | None:
    """``en`` for ``en``, ``eng``, ``en_GB`` and ``ENGLISH``."""
    text = text.strip().lower()
    if not _CODE.fullmatch(text):
        return _names().get(text)
    first = re.split(r"[-_]", text)[0]
    return first if len(first) == 2 else _aliases().get(first)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Codes of languages by their English names and their own."""
    from babel import Locale

    out = {name.lower(): code for code, name in Locale("en").languages.items()}
    for code in ("de", "fr", "es", "it", "nl", "pl", "pt", "ru", "sv", "da", "nb", "fi", "cs", "tr"):
        out.setdefault((Locale(code).languages.get(code) or code).lower(), code)
    return out


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    """Codes of two letters by those of three."""
    from babel.core import get_global

    return dict(get_global("language_aliases"))


_READERS = {
    "author": _people, "published": _date, "updated": _date, "publisher": _publisher, "section": _section, "tag": _tags, "language": _language,
}

"""Why an answer of this project differs from a gold: what the page itself says of the gold's value.

A cause is told by rule, the first that holds, so that it says where the gold's value is, not who is right:

*gold is empty* the gold has no value, the page gave one.
*not on the page* the gold's title, one of its people, or its day stands nowhere in the page's source or text.
*update* the gold's date is that of the update that was read beside another date of publication.
*day before or after* the gold's date is a day apart: the same hour in another zone.
*declared too* the page declares or prints the gold's title as well, and another one was chosen.
*more than names* the gold has all people that were read, and besides them jobs, places, papers, or the address of a person.
*missed* none of these: what is left for this project to read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import unescape
from typing import Any

from pipeline.blocks.from_html import split_html
from pipeline.data import Found, Source
from pipeline.decoding import decode
from pipeline.metadata.html import html_metadata
from pipeline.metadata.html_dates import a_day_apart
from pipeline.metadata.titles import key_of_title
from pipeline.reading.dates import dates_in
from pipeline.reading.names import is_organisation, is_role
from pipeline.reading.people import people_declared
from tools.train.corpus import Gold

__all__ = ["CAUSES", "cause"]

CAUSES = ("gold is empty", "not on the page", "update", "day before or after", "declared too", "more than names", "missed")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.]?(\d\d)[-/.]?(\d\d)(?!\d)")
_TAG = re.compile(r"<[^<>]{0,2000}>")
Persons = Callable[[object], frozenset[str]]


class _Read:
    """A page, its words, and what was found in it."""

    def __init__(self, gold: Gold) -> None:
        page = decode(Source("page.html", gold.html(), url=gold.url or "", media_type="text/html"))
        split = split_html(page)
        self.found: Sequence[Found] = html_metadata(split.head, split.blocks, page)
        self.source = unescape(page.fixed)
        self.text = " ".join(block.text for block in split.blocks)
        self.language = split.head.lang if split.head and split.head.lang else "en"

    def has_words(self, title: str) -> bool:
        """Whether a title stands in the source, with or without its tags, or in the text."""
        key = key_of_title(title)
        return any(key in key_of_title(text) for text in (self.source, _TAG.sub(" ", self.source), self.text))

    def has_day(self, day: str) -> bool:
        """Whether a day stands in the source as a number, or in words in the text."""
        if any(day == "-".join(match.groups()) for match in _DAY.finditer(self.source)) or any(f.value.startswith(day) for f in self.found):
            return True
        return any(hit.value == day for at in range(0, len(self.text), 5_000) for hit in dates_in(self.text[at:at + 5_200], self.language))


def cause(field: str, gold: Gold, answer: Any, said: Any, persons: Persons) -> str:
    """Why an answer (``answer``) differs from what the gold says (``said``) of a field, as one of `CAUSES`."""
    if not said:
        return "gold is empty"
    page = _Read(gold)
    if field == "title":
        return _of_title(page, said)
    return _of_people(page, persons(answer), said, persons) if field == "author" else _of_date(page, str(answer or ""), str(said)[:10])


def _of_title(page: _Read, said: str) -> str:
    if any(key_of_title(f.value) == key_of_title(said) for f in page.found if f.field == "title"):
        return "declared too"
    return "missed" if page.has_words(said) else "not on the page"


def _of_people(page: _Read, answer: frozenset[str], said: Sequence[str], persons: Persons) -> str:
    others = [entry for entry in said if not any(name in _letters(entry) for name in answer)]
    if all("://" in entry for entry in said) or len(others) < len(said) and not any(map(_is_name, others)) \
            and all(name in _letters("".join(said)) for name in answer):
        return "more than names"
    letters = _letters(page.source + page.text)
    return "missed" if all(name in letters for name in persons(said)) else "not on the page"


def _letters(text: str) -> str:
    return "".join(re.findall(r"\w", text.lower()))


def _is_name(entry: str) -> bool:
    return bool(people_declared(entry)) and not is_role(entry) and not is_organisation(entry)


def _of_date(page: _Read, answer: str, said: str) -> str:
    if any(f.value == said for f in page.found if f.field == "updated"):
        return "update"
    if len(answer) == len(said) == len("2023-05-04") and a_day_apart(answer, said):
        return "day before or after"
    return "missed" if page.has_day(said) else "not on the page"

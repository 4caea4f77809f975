"""Bylines: the people of a line that names them after a word, or beside a date.

Word lists (``by``, ``published`` …) are arguments, so that this reader knows of no packs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pipeline.reading.datelines import is_bare_date
from pipeline.reading.dates import dates_in
from pipeline.reading.people import Person, people_in, people_named

__all__ = ["byline_of"]


def byline_of(text: str, words: Callable[[str], tuple[str, ...]], language: str) -> list[Person]:
    """The people of a byline: ``By …``, ``NAME, 14 March 2023``, ``Posted on March 4, 2012 by …``; an empty list for another line.

    ``words`` gives the word list of a name (``byline_words``, ``honorifics``, ``job_titles``, ``published_words``, ``updated_words``)."""
    by, honorifics, jobs = map(words, ("byline_words", "honorifics", "job_titles"))
    people = people_in(text, by, honorifics, jobs)
    if people:
        return people
    hits, published = dates_in(text, language), (*words("published_words"), *words("updated_words"))
    if not hits or is_bare_date(text, language, published):
        return []
    before = text[: hits[0].start].rstrip(" ,|–—-·•:(")
    after = text[hits[-1].end :]
    opened = after.lstrip(" ,|–—-·•)")
    if opened:
        shift = len(text) - len(opened)
        return [replace(p, start=p.start + shift, end=p.end + shift) for p in people_in(opened, by, honorifics, jobs, lower=True)]
    for word in (*published, "on"):
        if before.lower().endswith(" " + word):
            before = before[: -len(word)].rstrip(" ,|–—-·•:(")
    return people_named(before, honorifics, jobs) if before else []

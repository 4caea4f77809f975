"""Sentences of a page of HTML that stand in angle brackets as they are: ``<You have a new message.>``; and comparisons: ``x<y and y>z``.

A parser takes such a sentence for an element with attributes, and no reader sees it. The bracket becomes a reference where what it opens begins like
a sentence, has three words or more and no value, and is not closed anywhere (``A`` and ``I`` aside, which every page closes).
"""

from __future__ import annotations

import re
from bisect import bisect_right

from pipeline.data import Repair
from pipeline.data.html_names import HTML_ELEMENTS

__all__ = ["find_angle_brackets", "may_hold_angle_brackets"]

_WORD = r"[^\s<>=\"'/`]{1,40}(?:['’][^\s<>=\"'/`]{1,40})?"
_SENTENCE = re.compile(
    rf"<(?=[A-Z])(?P<name>[A-Z][a-z]{{0,20}}(?:['’][a-z]{{1,4}})?)[,:]?(?:[ \t\r\n]{{1,3}}(?:[“”\"]?{_WORD}[“”\"]?)){{2,60}}+>")
_TITLE_CASE = re.compile("<[A-Z][a-z'’,: \t\r\n]")
_COMPARED = re.compile(rf"<(?<=[\w)\]]<)(?P<name>[A-Za-z]\d?)(?:[ \t\r\n]{{1,3}}{_WORD}){{1,12}}+>(?=\s?[\w(\[])")
"""A letter that is compared with what stands before it, up to a sign that it is greater than something."""
_MAY_COMPARE = re.compile(r"<(?<=[\w)\]]<)(?![abipqsuABIPQSU][ \t\r\n])[A-Za-z]\d?[ \t\r\n]")
"""The same, for a cheap look: elements of one letter are left out. Patterns that begin with a sign are looked for several times as fast."""
_WORDS = frozenset({"a", "i", "address", "data", "mark", "output", "progress", "meter", "slot", "ruby", "listing"})
"""Elements that are words as well: as elements they have values, or nothing."""
_ELEMENTS = (HTML_ELEMENTS | {"h"}) - _WORDS
_CLOSED = re.compile(r"</([A-Za-z][a-z]{0,20}(?:['’][a-z]{1,4})?)[\s>/]", re.IGNORECASE)
_OPENS_HIDDEN = re.compile(
    r"<(script|style|textarea|title|xmp|template|svg|math|code|pre)\b.*?(?:</\1\b|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE)


def may_hold_angle_brackets(text: str) -> bool:
    """A cheap look: the names of elements are in small letters nearly everywhere, or all in capitals."""
    return _TITLE_CASE.search(text) is not None or _MAY_COMPARE.search(text) is not None


def find_angle_brackets(text: str) -> list[Repair]:
    """The repairs that make such sentences text, in order."""
    sentences = [found for found in _SENTENCE.finditer(text) if found["name"].lower() not in _ELEMENTS]
    sentences += [found for found in _COMPARED.finditer(text) if found["name"].lower() not in HTML_ELEMENTS]
    if not sentences:
        return []
    hidden = [found.span() for found in _OPENS_HIDDEN.finditer(text)]
    closed = {found[1].lower() for found in _CLOSED.finditer(text)} - _WORDS
    starts = sorted({found.start() for found in sentences if found["name"].lower() not in closed and not _is_within(found.start(), hidden)})
    return [Repair(start, start + 1, "<", "&lt;", "markup", (("put", "&lt;"),)) for start in starts]


def _is_within(place: int, stretches: list[tuple[int, int]]) -> bool:
    n = bisect_right(stretches, place, key=lambda stretch: stretch[0]) - 1
    return n >= 0 and place < stretches[n][1]

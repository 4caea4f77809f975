"""Headings of a text: lines that the labeller took for headings and that may be some, which the lines of an interview or a signature are not."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from pipeline.article.kept import Kept
from pipeline.article.letters import signatures
from pipeline.data import Label
from pipeline.reading.marks import heading_number, list_marker
from pipeline.reading.words import NEVER_LAST

__all__ = ["find_headings"]

_SPEAKER = re.compile(r"([A-ZÀ-ÖØ-Þ])[.:]\s|([A-ZÀ-ÖØ-Þ][\w.'’-]{1,20}(?:\s[A-ZÀ-ÖØ-Þ][\w.'’-]{1,20}){0,2}):\s")
"""Who speaks, by a letter or a name."""
_MOST_WORDS, _LONGEST = 20, 160
"""Words and characters of the longest heading."""


def find_headings(kept: Kept) -> None:
    """Lines that the labeller took for headings, and that may be some: text stands below them."""
    following: int | None = None
    never = signatures(kept) | _turns(kept)
    for n in reversed(kept.order):  # from below, so that a heading above a heading is seen
        may_be = n not in kept.named and kept.labels[n] is Label.HEADING and n not in never and _may_head(kept, n)
        if may_be and following is not None and kept.named.get(following, (None,))[0] is not Label.AUTHOR_NOTE:
            kept.name(n, Label.HEADING, 0.8, "")
        if kept.named.get(n, (None,))[0] not in (Label.CAPTION, Label.CREDIT):
            following = n


def _turns(kept: Kept) -> set[int]:
    """Lines of an interview whose speakers are told by a letter or a name each (``D.`` and ``R.``, ``QUILL:`` and ``ROCHE:``): the same two take
    turns, twice at least, and are no neighbours in the alphabet, as the letters of two headings in a row are."""
    letters = {n: match[1] or match[2] for n in kept.order if (match := _SPEAKER.match(kept.blocks[n].text))}
    pairs = Counter((letters.get(a, ""), letters.get(b, "")) for a, b in pairwise(kept.order))
    turns = [pair for pair, times in pairs.items() if all(pair) and times > 1 and _take_turns(*pair)]
    speakers = {letter for pair in turns for letter in pair}
    return {n for n, letter in letters.items() if letter in speakers}


def _take_turns(one: str, other: str) -> bool:
    """Whether two names or letters in a row are those of two speakers."""
    return one != other if max(len(one), len(other)) > 1 else ord(other) - ord(one) not in (0, 1)


def _may_head(kept: Kept, n: int) -> bool:
    """No longer than a heading, and not broken off."""
    text, t = kept.blocks[n].text, kept.traits[n]
    if not t.key or t.words > _MOST_WORDS or len(text) > _LONGEST or t.url or (t.last in ".,;…" and heading_number(text) is None):
        return False
    marker = list_marker(text)
    broken = t.key.rsplit(" ", 1)[-1] in NEVER_LAST and t.last.isalpha()
    return not broken and (marker is None or marker.number > 0)

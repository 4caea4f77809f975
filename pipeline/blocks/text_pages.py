"""Text that was taken from pages of print: running heads, page numbers, and paragraphs that go over the page.

A line is a running head where a page begins or ends (a form feed says so) and it holds a number that counts the pages, or words that
stand there on other pages too. Words at the top of the first page are its title. Without form feeds, a running head must come at least
three times, its number must count up, and it must stand in the midst of sentences. Running heads are taken out by repairs; a paragraph
that one of them or the end of a page tore is one again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.blocks.text_lines import Line
from pipeline.data import Page
from pipeline.decoding.repair import fixed_places
from pipeline.reading.marks import ends_clause

__all__ = ["page_ends", "running_heads"]

_LONGEST = 80
_MOST_AT_EDGE = 2
"""Lines at the top or the foot of a page that may be running heads."""
_PAGE_NUMBER = re.compile(
    r"\W{0,4}(?:(?:page|seite|página|pagina|side|sida|strona|стр|pg|p|s|с)\b\.?\s{0,3})?(\d{1,4})(?:\s?(?:/|of|von|de|di|из|z|av)\s?\d{1,4})?\W{0,4}",
    re.IGNORECASE,
)
_LEAST_TORN = 2
"""Sentences that running heads tear at least, in a text without form feeds."""
_LONGEST_NUMBER = 40
"""Characters that `_PAGE_NUMBER` takes at most."""
_GAP = re.compile(r"\s{2}|\t|[|·•–—]")
_DIGITS = re.compile(r"\d+")


class _Head(NamedTuple):
    """A line that may be a running head."""

    n: int
    """Its place among the lines."""
    page: int
    words: str
    """Without its number and in small letters; empty for a page number alone."""
    number: int
    """0 where it has none."""
    apart: bool
    """Its number is set apart from its words, or it is in capitals."""


def page_ends(page: Page) -> list[int]:
    """The places of form feeds, in the repaired text, where they have become line ends."""
    if "\x0c" not in page.text:
        return []
    return [at + r.before.index("\x0c") for at, r in zip(fixed_places(page.repairs), page.repairs, strict=True) if "\x0c" in r.before and r.after]


def running_heads(lines: Sequence[Line], ends: Sequence[int]) -> set[int]:
    """Which lines (by place in ``lines``) are running heads or page numbers."""
    return _at_edges(lines, ends) if ends else _counted(lines)


def _at_edges(lines: Sequence[Line], ends: Sequence[int]) -> set[int]:
    pages: dict[int, list[int]] = defaultdict(list)
    for n, line in enumerate(lines):
        pages[bisect_left(ends, line.start)].append(n)
    heads = [
        head for page, inside in pages.items() for edge in (inside, inside[::-1]) if len(inside) > 1
        for n in edge[:_MOST_AT_EDGE] if (head := _head(lines[n].text, n, page)) is not None
    ]
    offsets = Counter(head.number - head.page for head in heads if head.number)
    recurring = Counter(words for _, words in {(head.page, head.words) for head in heads if head.words})
    found = {head.n for head in heads if _is_head(head, offsets, recurring, len(pages)) and (head.number or head.page or head.n > _MOST_AT_EDGE)}
    return {n for page in pages.values() for edge in (page, page[::-1]) for n in _from_edge(edge, found)}


def _from_edge(edge: Sequence[int], found: set[int]) -> Sequence[int]:
    """The running heads that no other line parts from the edge of the page."""
    return edge[:next((i for i, n in enumerate(edge) if n not in found), len(edge))]


def _is_head(head: _Head, offsets: Counter[int], recurring: Counter[str], pages: int) -> bool:
    counts = offsets[head.number - head.page] if head.number else 0
    if not head.words:
        return counts > 1 or pages <= 3
    if recurring[head.words] > 1:
        return True
    return head.apart and (counts > 1 or pages <= 2 and head.number > 0)


def _counted(lines: Sequence[Line]) -> set[int]:
    """Running heads of a text without form feeds."""
    groups: dict[str, list[_Head]] = defaultdict(list)
    numbered = [n for n, line in enumerate(lines) if len(line.text) <= _LONGEST and _DIGITS.search(line.text)]
    if sum(_tears(lines, n) for n in numbered) < _LEAST_TORN:  # as in most texts
        return set()
    for n in numbered:
        if (head := _head(lines[n].text, n, 0)) is not None and head.number:
            groups[head.words].append(head)
    return {head.n for heads in groups.values() if _counts_up(heads, lines) for head in heads}


def _counts_up(heads: Sequence[_Head], lines: Sequence[Line]) -> bool:
    """Whether lines that are alike but for their numbers are heads of one page after the other, and tear sentences."""
    if len(heads) < 3:
        return False
    step = 2 if heads[0].words else 1  # pages on the left may have other words than those on the right
    steps = sum(0 < b.number - a.number <= step and b.n - a.n > 2 for a, b in pairwise(heads))
    torn = sum(_tears(lines, head.n) for head in heads)
    return steps >= 0.8 * (len(heads) - 1) and torn >= max(_LEAST_TORN, len(heads) / 3)


def _tears(lines: Sequence[Line], n: int) -> bool:
    """Whether a line stands between two parts of one sentence."""
    return 0 < n < len(lines) - 1 and lines[n + 1].text[0].islower() and not ends_clause(lines[n - 1].text)


def _head(text: str, n: int, page: int) -> _Head | None:
    """A line as a running head; None where it is too long for one."""
    if len(text) > _LONGEST:
        return None
    if len(text) <= _LONGEST_NUMBER and (alone := _PAGE_NUMBER.fullmatch(text)):
        return _Head(n, page, "", int(alone[1]), True)
    for token, rest in (text.split(None, 1), text.rsplit(None, 1)[::-1]) if " " in text or "\t" in text else ():
        bare = token.strip("[](){}-–—|.·•")
        if bare.isdecimal() and len(bare) <= 4 and any(map(str.isalpha, rest)):
            at = text.index(rest)
            beside = text[:at] if at else text[len(rest):]
            apart = _GAP.search(beside) is not None or rest.isupper()
            return _Head(n, page, _folded(rest), int(bare), apart)
    return _Head(n, page, _folded(text), 0, False) if any(map(str.isalpha, text)) else None


def _folded(text: str) -> str:
    return " ".join(_DIGITS.sub("", text).casefold().split()).strip(" |·•–—-")

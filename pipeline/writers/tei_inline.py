"""Words with links, emphasis and notes in them as TEI.

Strategy: inlines overlap in scraped pages, elements can't. So the text is cut wherever an inline begins or ends, each piece gets one
link, one language, one reading and one set of renditions, and equal neighbours are put together again, always nested in the same order:
docAuthor, ref, foreign, ruby, hi, formula. Neither overlap nor a link in a link can be expressed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby, pairwise

from pipeline.data import Inline
from pipeline.writers.markup import escape, tag
from pipeline.writers.uri import tei_uri

__all__ = ["Mark", "language_tag", "render"]

RENDITIONS = ("italic", "bold", "underline", "strike", "sup", "sub", "smallcaps", "mono")
_ORDER = {kind: n for n, kind in enumerate(RENDITIONS)}
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_LONGEST_RAW = 500


@dataclass(frozen=True, slots=True)
class Mark:
    """An empty element that takes the place of characters ``start`` to ``end`` of the text (of none where they are equal)."""

    start: int
    end: int
    xml: str

    def place(self) -> tuple[int, int]:
        """Where it stands; marks are written in this order."""
        return self.start, self.end


_Style = tuple[str, str, str, str, str, str]
"""Start tags of docAuthor, ref and foreign, the reading of ruby, the start tags of hi and formula; empty where there is none."""
_Piece = tuple[_Style, str]
"""Some XML and what it stands in."""
_AT_ONCE = 1000
"""Pieces that are put together at a time."""
_PLAIN: _Style = ("", "", "", "", "", "")
_REF, _FOREIGN, _RUBY, _HI, _FORMULA = 1, 2, 3, 4, 5


def language_tag(name: str) -> str:
    """The name of a language as a BCP 47 tag; empty where it does not have the form of one."""
    name = name.strip().replace("_", "-")
    return name if _LANGUAGE.fullmatch(name) else ""


def render(
    text: str, inlines: Sequence[Inline], marks: Iterable[Mark], *, base: str | None = None, authors: Sequence[tuple[int, int]] = (),
) -> str:
    """The whole text as XML. Every mark is written; of two that overlap, the later gives way. Marks that are no list are in order already."""
    if not (inlines or marks or authors):
        return escape(text)
    breaks = [Mark(i.start, i.start, "<lb/>") for i in inlines if i.kind == "break" and 0 <= i.start <= len(text)]
    if isinstance(marks, list):
        marks = sorted(marks + breaks, key=Mark.place)
    elif breaks:
        marks = merge(marks, sorted(breaks, key=Mark.place), key=Mark.place)
    read: set[str] = set()
    return "".join([_nest(some, 0, read) for some in _some(_pieces(text, marks, _Styles(inlines, authors, len(text), base)))])


def _pieces(text: str, marks: Iterable[Mark], styles: _Styles) -> Iterator[_Piece]:
    """The text and the marks, cut where the style changes."""
    at = 0
    for mark in marks:
        start = min(max(mark.start, at), len(text))
        end = min(max(mark.end, start), len(text))
        yield from styles.pieces(text, at, start)
        yield styles.around(start, end), mark.xml
        at = end
    yield from styles.pieces(text, at, len(text))


def _some(pieces: Iterator[_Piece]) -> Iterator[list[_Piece]]:
    """The pieces some at a time, never cut within an element: a piece takes ten times the memory of its XML."""
    batch: list[_Piece] = []
    for piece in pieces:
        if len(batch) >= _AT_ONCE and not _share_an_element(batch[-1][0], piece[0]):
            yield batch
            batch = []
        batch.append(piece)
    yield batch


def _share_an_element(before: _Style, after: _Style) -> bool:
    """Whether `_nest` puts two neighbours in one element, whatever is deeper."""
    for a, b in zip(before, after, strict=True):
        if a != b:
            return False
        if a:
            return True
    return False


def _nest(pieces: Sequence[_Piece], level: int, read: set[str]) -> str:
    """Equal neighbours in one element. ``read`` holds the readings that were written: where ruby was cut, its first piece has it."""
    if level == len(_PLAIN) or all(style is _PLAIN for style, _ in pieces):
        return "".join(xml for _, xml in pieces)
    if len(pieces) == 1 and not pieces[0][0][_RUBY]:
        return _alone(pieces[0], level)
    out = []
    for start, group in groupby(pieces, key=lambda piece: piece[0][level]):
        inner = _nest(list(group), level + 1, read)
        # What follows "\0" only tells two neighbours apart, such as links to one address.
        opening = start.partition("\0")[0]
        if level == _RUBY and opening:
            out.append(inner if start in read else f"<ruby><rb>{inner}</rb><rt>{opening}</rt></ruby>")
            read.add(start)
            continue
        out.append(f"<{opening}>{inner}</{opening.partition(' ')[0]}>" if opening else inner)
    return "".join(out)


def _alone(piece: _Piece, level: int) -> str:
    """One piece in its elements, from a level on."""
    style, xml = piece
    for start in reversed(style[level:]):
        if start:
            opening = start.partition("\0")[0]
            xml = f"<{opening}>{xml}</{opening.partition(' ')[0]}>" if opening else xml
    return xml


class _Styles:
    """The inlines of a text, asked for from its start to its end."""

    def __init__(self, inlines: Sequence[Inline], authors: Sequence[tuple[int, int]], length: int, base: str | None) -> None:
        self._spans: list[tuple[int, int, int, str]] = [(start, end, 0, "docAuthor") for start, end in authors]
        for n, inline in enumerate(inlines):
            start, end = max(inline.start, 0), min(inline.end, length)
            if start < end and (slot := _slot(inline, base)):
                self._spans.append((start, end, slot[0], f"{slot[1]}\0{n}" if slot[0] in (_REF, _RUBY, _FORMULA) else slot[1]))
        self._borders = sorted({place for start, end, _, _ in self._spans for place in (start, end)})
        self._spans.sort(reverse=True)
        self._covering = list[tuple[int, int, int, str]]()

    def pieces(self, text: str, start: int, end: int) -> Iterator[_Piece]:
        """The characters from start to end, cut where the style changes."""
        if not self._borders:
            if start < end:
                yield _PLAIN, escape(text[start:end])
            return
        for a, b in pairwise([start, *self._borders[bisect_right(self._borders, start):bisect_left(self._borders, end)], end]):
            covering = self._reaching(a, b)
            if a < b:
                yield self._style(covering), escape(text[a:b])

    def _reaching(self, start: int, end: int) -> list[tuple[int, int, int, str]]:
        """The spans that begin up to a place and reach another one; neither place is ever before an earlier one."""
        while self._spans and self._spans[-1][0] <= start:
            self._covering.append(self._spans.pop())
        self._covering = [span for span in self._covering if end <= span[1]]
        return self._covering

    def around(self, start: int, end: int) -> _Style:
        """The style of an empty element: of the inlines that reach beyond it on both sides, or on one if it takes up characters.

        A formula holds characters only, so an empty element cuts it in two.
        """
        if not self._borders:
            return _PLAIN
        spans = [span for span in self._reaching(start, start) if span[2] != _FORMULA]
        if start == end:
            return self._style([span for span in spans if span[0] < start < span[1]])
        return self._style([span for span in spans if span[0] <= start and end <= span[1] and span[1] - span[0] > end - start])

    @staticmethod
    def _style(spans: Sequence[tuple[int, int, int, str]]) -> _Style:
        if not spans:
            return _PLAIN
        slots = [""] * len(_PLAIN)
        renditions: set[str] = set()
        for _, _, level, value in spans:
            if level == _HI:
                renditions.add(value)
            elif level == _FOREIGN or not slots[level]:
                slots[level] = value
        hi = tag("hi", {"rend": " ".join(sorted(renditions, key=_ORDER.__getitem__))}) if renditions else ""
        return slots[0], slots[_REF], slots[_FOREIGN], slots[_RUBY], hi, slots[_FORMULA]


def _slot(inline: Inline, base: str | None) -> tuple[int, str] | None:
    """Which level of the nesting an inline stands on, and its start tag (of hi the rendition, of ruby the reading)."""
    if inline.kind in _ORDER:
        return _HI, inline.kind
    if inline.kind == "formula":
        return _FORMULA, tag("formula", {"notation": "TeX"})
    if inline.kind == "ruby" and (reading := escape(" ".join(inline.value.split()))):
        return _RUBY, reading
    if inline.kind == "lang" and (language := language_tag(inline.value)):
        return _FOREIGN, tag("foreign", {"lang": language})
    if inline.kind == "link" and (link := inline.value.strip()):
        target = tei_uri(link, base)
        return _REF, tag("ref", {"target": target} if target else {"n": link[:_LONGEST_RAW]})
    return None

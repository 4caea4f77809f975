"""Markup that no page needs and that a parser pays for by the square: very deep nesting, very many attributes.

What is too much is written over, with characters as many as before, so that all places hold. Words stay as they are.
"""

from __future__ import annotations

import re
from io import StringIO

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from pipeline.blocks.html_source import ATTRIBUTE, DEEPEST, MOST_ATTRIBUTES, RAW, TAGS, Places

__all__ = ["parsed", "places_of", "texts_of"]

_OPENED = re.compile(
    r"<(/?(?:table|pre))\b"
    r"|<(?:(tr)|(br)|p|li|d[dt]|h[1-6])\b[^<>]*>"
    r"(?:\s*+(?:<(?:a|b|code|em|font|i|small|span|strong|t[dh]|u)\b[^<>]*>|&nbsp;|&#160;|&#xa0;))*+\s*+[^\s<]", re.IGNORECASE)
"""A tag of a table or of preformatted text; or the first letter of a line, paragraph or row, with the tags before it."""
_UNREAD = re.compile(r"<!--(?:-?>|.*?--!?>|.*\Z)|<(script|style|textarea)\b(?:.*?</\1\b[^<>]*>|.*\Z)", re.IGNORECASE | re.DOTALL)
"""Comments, programs, styles and fields of forms, whose tags are none."""
_TEXT = re.compile(r">([^<]+)|<(?:t[dh]|br)\b", re.IGNORECASE)
_BETWEEN_CELLS = 3
"""Characters that separate two cells in the text of a row, and at most those that separate two lines."""
_LONG = 4000
"""Characters of a tag from which its attributes are counted."""
_INK = re.compile(r"[^\n]")
_NAME = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_NOT_NESTED = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot option optgroup a rt rp rb rtc "
    "html head body script style title textarea".split()
)
"""Elements that are empty, or that the next of their kind ends."""
_DRAWINGS = frozenset({"svg", "math"})
_ENDS_DRAWING = frozenset("b blockquote body center code div em h1 h2 h3 h4 h5 h6 i li ol p pre small span strong table u ul".split())
"""HTML's elements that no drawing holds (WHATWG)."""
_WITHIN_LINES = frozenset(
    "abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike strong sub sup tt u var".split()
)


def parsed(source: str) -> LexborHTMLParser:
    """The tree of a page. The parser takes any text and fails only where it gets no memory: that is raised as MemoryError, as everywhere else."""
    try:
        return LexborHTMLParser(source.encode())
    except SelectolaxError as error:
        raise MemoryError from error


def texts_of(source: str) -> tuple[int, int]:
    """About how many lines, paragraphs and rows of tables a page has, and at most how many characters are in them; told from its tags, without a
    tree."""
    source = _UNREAD.sub(_without_tags, source)
    many = depth = length = breaks = 0
    for match in _OPENED.finditer(source):
        if match[1]:
            depth = max(0, depth + (-1 if match[1][0] == "/" else 1))
        elif match[2] or not depth:  # what is in a cell or in preformatted text is part of that
            breaks = breaks + 1 if match[3] else 0
            many += 1 if breaks != 1 else 0  # a single break is one within a line
            many += breaks == 2
    for match in _TEXT.finditer(source):
        length += match.end() - match.start(1) if match[1] else _BETWEEN_CELLS
    return many, length


def _without_tags(found: re.Match[str]) -> str:
    """One tag in the place of what holds none: of a field of a form its words stay, since they are a text of the page."""
    return f"<wbr>{found[0].replace('<', ' ').replace('>', ' ')}" if (found[1] or "").lower() == "textarea" else "<wbr>"


def places_of(source: str) -> Places:
    """The places of a page; of its source without what is too much of it, where there may be such markup (`Places.source`)."""
    places = Places(source)
    if not places.is_odd or (shorter := _tamed(source)) == source:
        return places
    del places  # as large as the next ones
    return Places(shorter)


def _tamed(source: str) -> str:
    """The source without what is too much of it, as long as before."""
    out = StringIO()  # a list of the stretches would take fifty times as much memory
    depth = _Depth()
    at = 0
    for match in TAGS.finditer(source):
        tag = match.group()
        shorter = _with_fewer_attributes(tag) if len(tag) > _LONG else tag
        name = _NAME.match(tag)
        if name is not None and depth.is_beyond(name[1].lower(), closing=tag[1] == "/"):
            shorter = _instead(tag, name[1].lower())
        if shorter != tag:
            out.write(source[at:match.start()])
            out.write(shorter)
            at = match.end()
    if not at:
        return source
    out.write(source[at:])
    return out.getvalue()


class _Depth:
    """How deep the elements of a page are nested, tag by tag."""

    def __init__(self) -> None:
        self._depth = 0
        self._beyond = 0
        """Elements that are open and too deep."""
        self._drawing = False
        """In a drawing or a formula, whose elements are not those of HTML."""

    def is_beyond(self, name: str, *, closing: bool) -> bool:
        """Take account of the next tag: whether its element is too deep."""
        if name in _DRAWINGS:
            self._drawing = not closing
            return False
        self._drawing = self._drawing and name not in _ENDS_DRAWING
        if self._drawing or name in _NOT_NESTED:
            return False
        if closing and self._beyond:
            self._beyond -= 1
            return True
        if closing:
            self._depth = max(0, self._depth - 1)
        elif self._depth >= DEEPEST:
            self._beyond += 1
        else:
            self._depth += 1
        return self._beyond > 0 and not closing


def _instead(tag: str, name: str) -> str:
    """What stands for a tag of an element that is too deep: a paragraph's, or nothing where it does not break the flow of text."""
    opening = "</p" if tag[1] == "/" else "<p"
    if name in _WITHIN_LINES or len(tag) <= len(opening):
        return _blank(tag)
    return opening + _blank(tag[len(opening):-1]) + ">"


def _blank(tag: str) -> str:
    """Spaces and the line ends of a stretch."""
    return _INK.sub(" ", tag)


def _with_fewer_attributes(tag: str) -> str:
    name = _NAME.match(tag)
    if name is None or tag[1] == "/":
        return tag
    end = tag.find(">") if name[1].lower() in RAW else len(tag) - tag.endswith(">")
    for n, attribute in enumerate(ATTRIBUTE.finditer(tag, name.end(), end), 1):
        if n > MOST_ATTRIBUTES:
            return tag[:attribute.start()] + _blank(tag[attribute.start():end]) + tag[end:]
    return tag

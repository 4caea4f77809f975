"""What a page of HTML shows, read tag by tag from its first character to its last, in time that grows with its length.

Method: the rules by which the HTML standard cuts a page into tags, comments and text, and no tree. Text is *sure* where every browser shows
it, else *open*: in elements of which no reader sees words or words that are no text, in readings of ruby, in sections that only XML knows.
From where tags alone do not tell what is shown (``plaintext``, a drawing or a list of choices that is not closed) everything is open.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Piece", "Shown", "read_markup"]

_SPACE = r" \t\n\r\f"
"""White space of HTML; other white space is part of a name."""
_VALUE = rf"(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^{_SPACE}>\"'][^{_SPACE}>]*+)"
_WITHIN = rf"(?:[{_SPACE}/]++|[^{_SPACE}/>][^{_SPACE}/>=]*+(?:[{_SPACE}]*+=[{_SPACE}]*+{_VALUE}?+)?+)*+"
"""Attributes of a tag: quotes hide a ``>`` only where they hold a value, and all that follows where they are not closed."""
_TOKEN = re.compile(
    rf"<(?:(?P<closing>/?)(?P<name>[a-zA-Z][^{_SPACE}/>]*+)(?=[{_SPACE}/>]|\Z){_WITHIN}(?:>|\Z)|(?P<cdata>!\[CDATA\[)"
    r"|!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?>|\Z))|[!?][^>]*+(?:>|\Z)|/(?!\Z)[^>]*+(?:>|\Z))",
)
_RAW = frozenset({"script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"})
"""Elements whose content is no markup."""
_DECODED = frozenset({"title", "textarea"})
"""Those of them in which references count."""
_DRAWINGS = frozenset({"svg", "math"})
_ENDING = frozenset({*_DRAWINGS, "template", "object", "audio", "video", "canvas", "select", "annotation", "annotation-xml"})
"""Elements that no other tag closes: where they are not closed, what follows is in them."""
_HIDING = _ENDING | {"noscript", "datalist", "button"}
"""Elements of which no reader sees words, or words that are no text. In HTML a head has no words: those that stand in it begin the body."""
_NESTING = _ENDING - {"select"} | {"datalist"}
_CHOICES = frozenset({"option", "optgroup", "hr", "script", "template"})
"""What a list of choices may hold; other elements close it or are dropped."""
_RAW_IN_DRAWINGS = frozenset({"script", "style", "title"})
"""Those of them that a drawing has as well; of others, tags alone do not tell whether they are HTML there."""
_NO_DRAWING = frozenset(
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby s small "
    "span strong strike sub sup table tt u ul var font".split()
)
"""Elements that end a drawing or a formula."""
_READINGS = frozenset({"rt", "rp"})
_RUBY = frozenset({"rt", "rp", "rtc", "rb", "ruby"})


class Piece(NamedTuple):
    """A stretch of text between tags."""

    start: int
    end: int
    sure: bool
    """Every browser shows it."""
    decoded: bool
    """References stand for characters in it."""


class Shown(NamedTuple):
    """The text of a page, in order."""

    pieces: tuple[Piece, ...]
    hidden: tuple[tuple[int, int], ...]
    """The ranges of elements whose text is open."""
    entangled: tuple[tuple[int, int], ...]
    """The ranges of rubies inside one another, all of whose text is open."""
    odd: int
    """From here on everything is open; the page's length where there is no such place."""


def read_markup(markup: str, *, xml: bool) -> Shown:
    """The text of a page. ``xml``: its sections of CDATA are text."""
    return _Scan(markup, xml=xml).run()


class _Scan:
    """One pass over a page."""

    def __init__(self, markup: str, *, xml: bool) -> None:
        self._markup, self._xml, self._end = markup, xml, len(markup)
        self._lower = markup.lower() if markup.isascii() else "".join([char.lower() if char.isascii() else char for char in markup])
        self._pieces: list[Piece] = []
        self._ranges: list[tuple[int, int]] = []
        self._odd = -1
        self._hiding, self._depth, self._since, self._pages = "", 0, 0, 0
        self._rubies, self._reading, self._read_from = 0, "", 0
        self._entangled, self._tangles = -1, list[tuple[int, int]]()
        self._last: dict[str, int] = {}

    def run(self) -> Shown:
        """Reads token by token up to the end, or to where tags alone do not tell what is shown."""
        markup, end, at = self._markup, self._end, 0
        search = _TOKEN.search
        while at < end and self._odd < 0:
            token = search(markup, at)
            if token is None:
                self._text(at, end)
                break
            start = token.start()
            if start > at:
                self._text(at, start)
            at = token.end()
            if token["name"]:
                at = self._tag(token["name"].lower(), token)
            elif token["cdata"]:
                at = self._section(start, at)
        if self._hiding and self._odd < 0:
            self._odd = self._since
        if self._reading:
            self._ranges.append((self._read_from, end))
        if self._entangled >= 0:
            self._tangles.append((self._entangled, end))
        return self._shown()

    def _shown(self) -> Shown:
        if self._odd < 0:
            return Shown(tuple(self._pieces), tuple(self._ranges), tuple(self._tangles), self._end)
        odd = self._odd
        kept = [piece for piece in self._pieces if piece.start < odd]
        return Shown((*kept, Piece(odd, self._end, False, True)), (*self._ranges, (odd, self._end)), tuple(self._tangles), odd)

    def _text(self, start: int, end: int) -> None:
        self._pieces.append(Piece(start, end, not (self._hiding or self._reading), True))

    def _section(self, start: int, at: int) -> int:
        """A section of CDATA; in HTML, a comment that ends with the next ``>``. Returns where reading goes on."""
        mark = "]]>" if self._xml and self._hiding not in _DRAWINGS else ">"
        found = self._markup.find(mark, at)
        end = found if found >= 0 else self._end
        if self._xml:
            self._pieces.append(Piece(at, end, False, False))
        elif self._hiding in _DRAWINGS:
            self._odd = start
        return min(end + len(mark), self._end)

    def _tag(self, name: str, token: re.Match[str]) -> int:
        """One tag. Returns where reading goes on."""
        start, end, closing = token.start(), token.end(), bool(token["closing"])
        if name in ("plaintext", "frameset") and not closing and not self._drawn():
            self._odd = start
        elif self._hiding:
            self._inside(name, token)
        elif name in _RUBY:
            self._ruby(name, start, closing=closing)
        elif (name in _HIDING or name == "head" and self._xml) and not closing:
            self._hide(name, token)
        if name in _RAW and not closing and not self._drawn() and self._odd < 0:
            return self._raw(name, start, end)
        return end

    def _drawn(self) -> bool:
        """Whether elements are those of a drawing or a formula."""
        return self._hiding in _DRAWINGS and not self._pages

    def _hide(self, name: str, token: re.Match[str]) -> None:
        if name in _DRAWINGS and token.group().endswith("/>"):
            return
        if self._last_closing(name) > token.start():
            self._hiding, self._depth, self._since, self._pages = name, 1, token.start(), 0
        elif name in _ENDING:
            self._odd = token.start()

    def _last_closing(self, name: str) -> int:
        if name not in self._last:
            self._last[name] = self._lower.rfind(f"</{name}")
        return self._last[name]

    def _inside(self, name: str, token: re.Match[str]) -> None:
        """A tag in an element whose words are open."""
        closing = bool(token["closing"])
        if name == self._hiding:
            if closing:
                self._depth -= 1
            elif name in _NESTING and not (name in _DRAWINGS and token.group().endswith("/>")):
                self._depth += 1
            elif name == "select":
                self._odd = self._since
            if not self._depth:
                self._ranges.append((self._since, token.end()))
                self._hiding = ""
        elif name == "foreignobject":
            self._pages = max(0, self._pages + (-1 if closing else 1))
        elif self._drawn() and (name in _NO_DRAWING or not closing and self._may_be_page(name)) or self._hiding == "select" and name not in _CHOICES:
            self._odd = self._since

    def _may_be_page(self, name: str) -> bool:
        """Whether an element in a drawing may be one of a page, whose content is then no markup."""
        return name in _RAW and (self._hiding == "math" or name not in _RAW_IN_DRAWINGS)

    def _ruby(self, name: str, at: int, *, closing: bool) -> None:
        """Readings are open, and so is all of a ruby from where another ruby begins in it."""
        if name == "ruby":
            if not closing and (self._rubies or self._reading) and self._entangled < 0:
                self._entangled = at
            self._rubies = max(0, self._rubies + (-1 if closing else 1))
            if self._entangled >= 0 and not self._rubies:
                self._tangles.append((self._entangled, at))
                self._entangled = -1
        if closing and self._reading and name not in (self._reading, "ruby"):  # browsers pass over it
            return
        begins = "ruby" if self._entangled >= 0 else name if not closing and name in _READINGS else ""
        if self._reading:
            self._ranges.append((self._read_from, at))
        self._reading, self._read_from = begins, at

    def _raw(self, name: str, start: int, at: int) -> int:
        """The content of an element that holds no markup. Returns where reading goes on."""
        if self._markup[at - 2:at] == "/>" and self._is_empty(name, at):
            return at
        end = self._next(f"</{name}", at)
        end = end if end >= 0 else self._end
        self._ranges.append((start, end))
        if name not in ("script", "style"):
            self._pieces.append(Piece(at, end, False, name in _DECODED))
        return end

    def _is_empty(self, name: str, at: int) -> bool:
        """Whether an element that is closed as in XML has no closing tag of its own."""
        opening = self._next(f"<{name}", at)
        return self._next(f"</{name}", at, opening if opening >= 0 else self._end) < 0

    def _next(self, tag: str, at: int, limit: int | None = None) -> int:
        """Where the next tag of a name begins; -1 where there is none. It is not looked for again where none was left."""
        if self._last.get(tag, at) < 0:
            return -1
        found = self._lower.find(tag, at, limit)
        while found >= 0 and not self._ends_name(found + len(tag)):
            found = self._lower.find(tag, found + 1, limit)
        if found < 0 and limit is None:
            self._last[tag] = -1
        return found

    def _ends_name(self, at: int) -> bool:
        return self._markup[at:at + 1] in (" ", "\t", "\n", "\r", "\f", "/", ">")

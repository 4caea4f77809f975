"""Words with links, emphasis, formulas and calls of notes in Markdown (CommonMark).

Strategy: as in TEI, the text is cut wherever an inline begins or ends, each piece gets one link, one reading, one set of marks, and equal
neighbours are put together again. Where stars would not be read as emphasis (inside a word, beside a bracket), HTML elements stand instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from pipeline.writers.uri import tei_uri

__all__ = ["Around", "escaped", "link_to", "words"]

_SIGNS = re.compile(r"[\\`*\[\]<$~^_&!]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LINE_START = re.compile(r"(#{1,6}(?=\s|$)|[-+](?=\s|$)|-(?=[-\s]*$)|=(?==*\s*$)|[>:])|(\d{1,9})(?=[.)](?:\s|$))")
_TICKS = re.compile(r"`+")
_TAGS = {"bold": "strong", "italic": "em", "strike": "del", "underline": "u", "sup": "sup", "sub": "sub"}
_STARS = {"bold": "**", "italic": "*", "strike": "~~"}
_ORDER = list(_TAGS)
_OPENS = re.compile(r"<(?=[A-Za-z/!?])|\](?=[(\[:])")
_DOLLAR = re.compile(r"(?<!\\)\$")
_LEAVES = frozenset({"mono", "formula", "noteref"})


class Around(NamedTuple):
    """What a block's words need to know of where they stand."""

    base: str | None = None
    """Address against which links are read."""
    calls: Mapping[tuple[str, int], str] = {}
    """Labels of the notes that are called, by block and place."""
    line_break: str = "\\\n"
    marks: frozenset[str] = frozenset()
    """Marks of the whole block."""
    ids: bool = False
    """True where a comment names the blocks that follow it."""


class _Piece(NamedTuple):
    start: int
    end: int
    link: str
    ruby: str
    marks: frozenset[str]
    leaf: str
    """``mono``, ``formula`` or ``noteref``, which hold no other elements, and which of them."""
    broken: bool
    """True where a line breaks before it."""


def words(block: Mapping[str, Any], around: Around, start: int = 0, end: int | None = None) -> str:
    """A block's text, or a part of it, as Markdown, safe at the beginning of each line."""
    text = block["text"]
    pieces = list(_pieces(text, block.get("inlines", ()), around, start, len(text) if end is None else end))
    return _lines(_Writer(text, block["id"], pieces, around).links(pieces), around.line_break)


def escaped(text: str, line_break: str = " ") -> str:
    """Text without inlines as Markdown."""
    return _lines(_escape(text, 0, len(text)), line_break)


def link_to(url: str, base: str | None) -> str:
    """The target of a link as Markdown takes it; empty where it is none."""
    target = tei_uri(url.strip(), base) or ""
    return target.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C").replace(" ", "%20")


def _pieces(text: str, inlines: Sequence[Mapping[str, Any]], around: Around, start: int, end: int) -> Iterator[_Piece]:
    """The text cut where an inline begins or ends. Each piece looks only at the inlines that are open there, so that the cost is linear."""
    breaks = {inline["start"] for inline in inlines if inline["kind"] == "break"}
    spans = [(max(i["start"], start), min(i["end"], end), n, i) for n, i in enumerate(inlines) if i["kind"] != "break"]
    spans = sorted(span for span in spans if span[0] < span[1])
    places = sorted({start, end, *(p for p in breaks if start < p < end), *(p for span in spans for p in span[:2])})
    open_now: dict[int, tuple[int, Mapping[str, Any]]] = {}
    waiting = iter([*spans, (end + 1, end + 1, -1, {})])
    coming = next(waiting)
    for a, b in pairwise(places):
        while coming[0] <= a:
            open_now[coming[2]] = (coming[1], coming[3])
            coming = next(waiting)
        open_now = {n: found for n, found in open_now.items() if found[0] > a}
        yield _piece(a, b, [(n, inline) for n, (_, inline) in open_now.items()], around, broken=a in breaks and a > start)


def _piece(start: int, end: int, inlines: Sequence[tuple[int, Mapping[str, Any]]], around: Around, *, broken: bool) -> _Piece:
    link = ruby = leaf = ""
    for n, inline in inlines:
        kind, value = inline["kind"], inline.get("value", "")
        if kind == "link" and not link and (target := link_to(value, around.base)):
            link = f"{n} {target}"
        elif kind == "ruby" and value.strip():
            ruby = f"{n} {value}"
        elif kind in _LEAVES:
            leaf = kind if kind == "mono" else f"{kind} {n}"  # code beside code would lose the signs between
    marks = around.marks | {inline["kind"] for _, inline in inlines if inline["kind"] in _TAGS}
    return _Piece(start, end, link, ruby, frozenset() if leaf.startswith("noteref") else frozenset(marks), leaf, broken)


class _Writer:
    """Puts the pieces of one text together."""

    def __init__(self, text: str, ident: str, pieces: Sequence[_Piece], around: Around) -> None:
        self._text, self._ident, self._around = text, ident, around
        self._marked = {p.start for p in pieces if p.marks}, {p.end for p in pieces if p.marks}

    def links(self, pieces: Sequence[_Piece]) -> str:
        out = []
        for link, group in groupby(pieces, key=lambda piece: piece.link):
            inner = "".join(self._ruby(ruby, list(run)) for ruby, run in groupby(group, key=lambda piece: piece.ruby))
            words = inner.strip()
            at = inner.find(words)
            out.append(f"{inner[:at]}[{words}]({link.partition(' ')[2]}){inner[at + len(words):]}" if link and words else inner)
        return "".join(out)

    def _ruby(self, ruby: str, pieces: Sequence[_Piece]) -> str:
        inner = "".join(self._marks(marks, list(run)) for marks, run in groupby(pieces, key=lambda piece: piece.marks))
        reading = escaped(ruby.partition(" ")[2])
        return f"<ruby>{inner}<rp>(</rp><rt>{reading}</rt><rp>)</rp></ruby>" if ruby else inner

    def _marks(self, marks: frozenset[str], pieces: Sequence[_Piece]) -> str:
        inner = "".join(self._leaf(leaf, list(run)) for leaf, run in groupby(pieces, key=lambda piece: piece.leaf))
        words = inner.strip()
        if not marks or not words:
            return inner
        at = inner.find(words)
        before, after = inner[:at], inner[at + len(words):]
        stars = self._takes_stars(pieces, spaced=(bool(before), bool(after)))
        for mark in sorted(marks, key=_ORDER.index, reverse=True):
            signs = _STARS.get(mark) if stars else None
            words = f"{signs}{words}{signs}" if signs else f"<{_TAGS[mark]}>{words}</{_TAGS[mark]}>"
        return before + words + after

    def _takes_stars(self, pieces: Sequence[_Piece], *, spaced: tuple[bool, bool]) -> bool:
        """True where CommonMark reads stars as emphasis: the rules for what may stand inside and outside."""
        first, last, text = pieces[0], pieces[-1], self._text
        own = text[first.start:last.end].strip()
        outside = " " if spaced[0] else text[first.start - 1:first.start] or " ", " " if spaced[1] else text[last.end:last.end + 1] or " "
        if (not spaced[0] and first.start in self._marked[1]) or (not spaced[1] and last.end in self._marked[0]):
            return False
        inside = "." if first.leaf else own[0], "." if last.leaf else own[-1]
        return all(not _is_sign(within) or without.isspace() or _is_sign(without) for within, without in zip(inside, outside, strict=True))

    def _leaf(self, leaf: str, pieces: Sequence[_Piece]) -> str:
        start = pieces[0].start
        kind = leaf.partition(" ")[0]
        if kind == "noteref" and (label := self._around.calls.get((self._ident, start))):
            return f"[^{label}]"
        out = "".join(self._plain(piece, kind) for piece in pieces)
        if kind == "noteref":
            return f"<sup>{out}</sup>" if out.strip() else out
        if kind == "mono" and out.strip():
            return _code(out)
        if kind == "formula" and out.strip():
            return f"{out[:len(out) - len(out.lstrip())]}${_formula(out.strip())}${out[len(out.rstrip()):]}"
        return out

    def _plain(self, piece: _Piece, kind: str) -> str:
        if kind in ("mono", "formula"):
            return self._text[piece.start:piece.end].replace("\n", " ")
        out = _escape(self._text, piece.start, piece.end)
        return "\n" + out if piece.broken else out


def _escape(text: str, start: int, end: int) -> str:
    def sign(match: re.Match[str]) -> str:
        char, at = match[0], match.start()
        if char == "_" and 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalnum():
            return char
        if (char == "&" and _ENTITY.match(text, at) is None) or (char == "!" and (at + 1 != end or end == len(text))):
            return char
        return "\\" + char

    at, out = start, []
    for match in _SIGNS.finditer(text, start, end):
        out += [text[at:match.start()], sign(match)]
        at = match.end()
    return "".join([*out, text[at:end]]).replace("\r", "\n")


def _lines(written: str, line_break: str) -> str:
    return line_break.join(_safe_start(line.strip()) for line in written.split("\n") if line.strip())


def _safe_start(line: str) -> str:
    """A line whose first signs would make it a heading, a list, a quotation or a rule, with a backslash."""
    found = _LINE_START.match(line)
    if found is None:
        return line
    return "\\" + line if found[1] else f"{found[2]}\\{line[found.end():]}"


def _code(text: str) -> str:
    fence = "`" * (max((len(run) for run in _TICKS.findall(text)), default=0) + 1)
    room = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{room}{text}{room}{fence}"


def _formula(text: str) -> str:
    """TeX in which no program that knows no formulas reads an element or a link; spaces count for nothing in TeX."""
    return _DOLLAR.sub(r"\\$", _OPENS.sub(r"\g<0> ", text))


def _is_sign(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"

r"""Scripts of a page that hold data: where they stand, what they are called, and the data that stand in a string of other data.

A `Data` is a text of JSON or of an object of JavaScript, each character of which has its place in the page: the text of a script itself
(``depth`` 0), or what its escapes stand for (``"{\"a\": 1}"``, the pieces of ``self.__next_f.push``), in which places are found by bisection.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

__all__ = [
    "BODY", "ESCAPE", "LAYERS", "PIECES", "STRING", "Data", "body_at", "data_of", "find_data", "inner_data", "is_encoded", "may_hold_body",
    "read_escape", "state_name",
]

BODY = "articlebody"
"""The key of schema.org under which JSON-LD holds the text of an article, in lower case."""
PIECES = "__next_f"
"""The state of a page of Next.js, of which each script hands on a piece."""
_BODY_KEY = re.compile(rf"\"{BODY}\"\s{{0,200}}:\s{{0,200}}[\"\[]", re.IGNORECASE)
_STATE = re.compile(
    rf"\s*(?:(?:window|self|globalThis)\s*(?:\.\s*|\[\s*[\"'])(?!{PIECES}\b)(\w{{1,60}})(?:[\"']\s*\])?\s*=(?!=)|\(?(?:self|window)\.({PIECES})\b)")
"""How a script opens that hands data to the program of the page: ``window.__INITIAL_STATE__ = {…}``, ``self.__next_f.push(…)``."""
_SCRIPTS = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<other>style|textarea|title|xmp|iframe|noembed|noframes|template|svg)\b[^>]*+(?:>|\Z).*?(?:</(?P=other)\b|\Z)"
    r"|<script(?=[\s/>])(?P<attributes>[^<>]*+)>(?P<text>[^<]*+(?:<(?!/script)[^<]*+)*+)(?P<end></script|\Z)", re.DOTALL | re.IGNORECASE)
_TYPE = re.compile(r"\btype\s*=\s*[\"']?\s*([^\s\"'>]+)", re.IGNORECASE)
_ID = re.compile(r"\bid\s*=\s*[\"']?([\w.:-]{1,60})", re.IGNORECASE)
ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|.)", re.DOTALL)
_PERCENT = re.compile(
    r"%(?:u[0-9a-fA-F]{4}|[0-7][0-9a-fA-F]|[cCdD][0-9a-fA-F]%[89abAB][0-9a-fA-F]|[eE][0-9a-fA-F](?:%[89abAB][0-9a-fA-F]){2}"
    r"|[fF][0-7](?:%[89abAB][0-9a-fA-F]){3})")
"""A character as ``encodeURIComponent`` or ``escape`` writes it."""
_ENCODED = re.compile(r"(?:\s|%20|%0[aAdD])*+%[57][bB](?:%20|%0[aAdD]|%09)*+%(?:22|[57][bBdD])")
"""How data begin that are written so: ``%7B%22``, ``%5B%7B``."""
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": "\n", "v": " ", "\n": "", "\r\n": ""}
STRING = r"\"(?P<double>[^\"\\]*+(?:\\.[^\"\\]*+)*+)(?:\"|\\?\Z)|'(?P<single>[^'\\\n]*+(?:\\.[^'\\\n]*+)*+)'?"
"""A string of JSON or JavaScript; one that is not closed ends with the text, or with the line."""
_PUSHED = re.compile(
    rf"{PIECES}[^(]{{0,60}}push\s{{0,20}}\(\s{{0,20}}\[\s{{0,20}}1\s{{0,20}},\s{{0,20}}\"([^\"\\]*+(?:\\.[^\"\\]*+)*+)\"", re.DOTALL)
_LEAST = 40
"""Characters of a script that may hold data worth a look."""


class Data(NamedTuple):
    """A text of data, and where its characters stand in the page."""

    text: str
    start: int
    end: int
    kind: str
    """The ``type`` of its script, in lower case."""
    name: str
    """What its script is called: its ``id``, or the name of the state that it sets."""
    layers: tuple[str, ...] = ()
    """The kinds of escapes that were read to get the text, the outermost first: ``escapes`` or ``percent``."""
    at: Sequence[int] = ()
    to: Sequence[int] = ()
    """Places of the text, and the places of the page that they stand for; between two of them, both count alike."""
    cuts: Sequence[tuple[int, int]] = ()
    """Where a piece ends, in the text and in the page; the next piece follows at once in the text."""

    @property
    def depth(self) -> int:
        """How often escapes were read to get the text."""
        return len(self.layers)

    def place(self, at: int) -> int:
        """The place in the page of a place of the text."""
        if not self.layers:
            return at
        n = bisect_right(self.at, at) - 1
        return self.to[n] + at - self.at[n]

    def spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """The ranges of the page that hold a range of the text: one, or more where it goes on in the next piece."""
        out = []
        n = bisect_right(self.cuts, (start, 1 << 62))
        while n < len(self.cuts) and self.cuts[n][0] < end:
            out.append((self.place(start), self.cuts[n][1]))
            start = self.cuts[n][0]
            n += 1
        return [*out, (self.place(start), self.cuts[n][1] if n < len(self.cuts) and self.cuts[n][0] == end else self.place(end))]


def may_hold_body(json_ld: str) -> bool:
    """A cheap look that lets through all JSON-LD with the text of an article."""
    return BODY in json_ld.lower()


def body_at(json_ld: str) -> int | None:
    """Where the text of an article begins in JSON-LD."""
    found = _BODY_KEY.search(json_ld)
    return found.end() if found else None


def state_name(script: str) -> str:
    """The name of the state that a script sets; empty where it sets none."""
    found = _STATE.match(script)
    return found[1] or found[2] if found else ""


def find_data(source: str) -> Iterator[Data]:
    """The data of the scripts of a page, in order; those that are handed on in pieces come last, as one."""
    pieces: list[tuple[int, int]] = []
    for script in _SCRIPTS.finditer(source):
        if not script["end"] or len(text := script["text"]) < _LEAST or "<!--" in text and "<script" in text.lower():
            continue
        kind = (_TYPE.search(script["attributes"]) or ("", ""))[1].lower()
        if "json" in kind:
            name = "JSON-LD" if "ld+json" in kind else (_ID.search(script["attributes"]) or ("", kind))[1]
        elif not (name := state_name(text)):
            continue
        start, end = script.span("text")
        if name == PIECES:
            pieces += [pushed.span(1) for pushed in _PUSHED.finditer(source, start, end)]
        else:
            yield _whole(Data(source, start, end, kind, name))
    if pieces:
        yield _read(source, pieces, Data(source, 0, 0, "", PIECES))


def data_of(states: Iterable[tuple[str, str]]) -> Iterator[Data]:
    """The data of scripts of which only name and text are at hand; places are those in the text."""
    pushed = list[str]()
    for name, text in states:
        if name == PIECES:
            pushed.append(text)
        else:
            yield _whole(Data(text, 0, len(text), "", name))
    if pieces := "\n".join(pushed):
        yield _read(pieces, [one.span(1) for one in _PUSHED.finditer(pieces)], Data(pieces, 0, 0, "", PIECES))


def inner_data(data: Data, start: int, end: int) -> Data | None:
    """The data in a string of other data; None where the string goes over several pieces."""
    if len(data.spans(start, end)) > 1:
        return None
    return _read(data.text, [(start, end)], data, "percent" if is_encoded(data, start, end) else "escapes")


def is_encoded(data: Data, start: int, end: int) -> bool:
    """Whether data begin at a place whose characters are written with percent signs."""
    return _ENCODED.match(data.text, start, end) is not None


def _whole(data: Data) -> Data:
    """The data of a script, read where all of it is written with percent signs."""
    return _read(data.text, [(data.start, data.end)], data, "percent") if is_encoded(data, data.start, data.end) else data


def _read(text: str, ranges: Iterable[tuple[int, int]], outer: Data, layer: str = "escapes") -> Data:
    """The data that ranges of a text hold behind their escapes."""
    pattern, reading = LAYERS[layer]
    out, at, to, cuts = list[str](), array("q"), array("q"), list[tuple[int, int]]()
    length = 0
    for start, end in ranges:
        at.append(length)
        to.append(outer.place(start))
        for escape in pattern.finditer(text, start, end):
            read = reading(escape[0])
            out += text[start:escape.start()], read
            length += escape.start() - start + len(read)
            start = escape.end()
            at.append(length)
            to.append(outer.place(start))
        out.append(text[start:end])
        length += end - start
        cuts.append((length, outer.place(end)))
    return Data("".join(out), 0, length, outer.kind, outer.name, (*outer.layers, layer), at, to, cuts)


def read_escape(escape: str) -> str:
    """The character that an escape of JSON or JavaScript stands for; nothing for one that no text has."""
    told = escape[1:]
    if told[0] not in "ux" or len(told) < 3:
        return _PLAIN.get(told, told)
    if len(told) > 5:
        return chr(0x10000 + ((int(told[1:5], 16) - 0xD800) << 10) + int(told[7:], 16) - 0xDC00)
    code = int(told[1:], 16)
    if 0xD800 <= code < 0xE000:
        return "\ufffd"
    return chr(code) if code >= 0x20 and code not in (0xFEFF, 0xFFFE, 0xFFFF) or code in (9, 10, 13) else ""


def _read_percent(escape: str) -> str:
    """The character that percent signs stand for; nothing for one that no text has."""
    if escape[1] == "u":
        return read_escape("\\" + escape[1:])
    char = bytes.fromhex(escape.replace("%", "")).decode("utf-8", "replace")
    return char if char >= " " or char in "\t\n\r" else ""


LAYERS: Mapping[str, tuple[re.Pattern[str], Callable[[str], str]]] = {"escapes": (ESCAPE, read_escape), "percent": (_PERCENT, _read_percent)}
"""What stands for a character in each kind of escapes, and how it is read."""

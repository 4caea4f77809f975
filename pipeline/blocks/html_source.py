"""Where the words of a parsed page stand in its source.

Strategy: lexbor keeps no source positions, so the source is cut into tags and text once, by one regular expression that follows the
HTML tokenizer (quotes, comments, raw text elements), and each text node of the tree is matched with the stretches of text in order.
Nearly all nodes match the next stretch at once. Where the parser moved, merged or dropped text, the nearest stretch that reads the same
is taken; where there is none, the place is marked as not sure and lies between its neighbours.

Cost: 0.9 ms for 314 kB, most of it the regular expression.
"""

from __future__ import annotations

import re
from html import unescape

__all__ = ["RAW", "Places"]


def _any_case(name: str) -> str:
    """A pattern for a name in any case; the flag for it would make the whole expression four times slower."""
    return "".join(f"[{c}{c.upper()}]" for c in name)


def _raw_element(name: str) -> str:
    """An element whose content holds no tags, up to its end tag."""
    n = _any_case(name)
    return rf"{n}(?=[\s/>]){_ATTRIBUTES}(?<!/)>[^<]*+(?:<(?!/{n}[\s/>])[^<]*+)*+</{n}[^>]*+>"


_ATTRIBUTES = r"""[^>=]*+(?:=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+[^>=]*+)*+"""
RAW = ("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes")
"""Elements that are one tag to the source: `Places.text` must not be asked for text inside them."""
_RAW = "|".join(map(_raw_element, RAW))
_TAG = (
    r"<(?:/[^>]*+>"
    rf"|(?=[sStTxXiInN])(?:{_RAW})"
    rf"|[a-zA-Z]{_ATTRIBUTES}>"
    r"|!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?>|\Z))"
    r"|[!?][^>]*+(?:>|\Z))"
)
_STRETCHES = re.compile(rf"((?:{_TAG}|\s++(?=<|\Z))*+)((?:[^<]++|(?!{_TAG})<)*+)")
"""Tags and white space up to a stretch of text, and the stretch."""
_TAGS = re.compile(_TAG)
_OBJECT = re.compile(r"<(?:[iI][mMfF]|[hH][rR]|[iI][nN]|[vV][iI]|[aA][uUmM]|[eE][mM]|[oO][bB]|[tT][eE]|[xX][mM]|[nN][oO])")
"""How the tags begin whose place is asked for: img, hr, input, iframe, video, audio, embed, object, textarea, xmp, noframes, amp-…"""
_LOOK_AHEAD, _LOOK_AHEAD_SHORT, _TELLING = 400, 40, 12
"""Stretches searched for text that isn't next (the parser rarely moves text further than out of one table); fewer for text of at most
12 characters, which may stand anywhere by chance."""


class Places:
    """Hands out source ranges for the text nodes and objects of a page, in document order."""

    __slots__ = ("_count", "_ends", "_found", "_next", "_objects", "_skipped", "_squeezed", "_starts", "_tag_at", "_texts", "at")

    def __init__(self, source: str) -> None:
        self._found = _STRETCHES.findall(source)
        self._starts: list[int] = []
        self._ends: list[int] = []
        at = 0
        for tags, raw in self._found:
            at += len(tags)
            self._starts.append(at)
            at += len(raw)
            self._ends.append(at)
        if "\r" in source or "\0" in source:
            self._texts = [_plain(raw) for _, raw in self._found]
        else:
            self._texts = [unescape(raw) if "&" in raw else raw for _, raw in self._found]
        while self._texts and not self._texts[-1]:  # at the end of the page
            del self._texts[-1]
        self._count = len(self._texts)
        self._objects: list[tuple[int, str]] | None = None
        self._squeezed: list[str] | None = None
        self._skipped: list[int] = []
        self._next = 0
        self._tag_at = 0
        self.at = 0
        """End of the last range that was handed out."""

    def text(self, text: str) -> tuple[int, int, bool]:
        """The range of a text node that isn't blank, without the white space at its ends, and whether it is sure."""
        i = self._next
        if i < self._count and self._texts[i] == text:
            self._next = i + 1
            return self._range(i, i)
        return self._search(text)

    def tag(self, name: str, needle: str) -> tuple[int, int, bool]:
        """The range of the next start tag of ``name`` that holds ``needle`` (an attribute's value), and whether it is sure."""
        if self._objects is None:
            self._objects = self._tags()
        for k in range(self._tag_at, min(len(self._objects), self._tag_at + _LOOK_AHEAD)):
            start, tag = self._objects[k]
            if tag[1:1 + len(name)].lower() == name and (not needle or needle in tag or needle in unescape(tag)):
                self._tag_at = k + 1
                self.at = max(self.at, start + len(tag))
                return start, start + len(tag), True
        return self.at, self.at, False

    def _tags(self) -> list[tuple[int, str]]:
        """Start and text of each tag whose place may be asked for."""
        out = []
        for (tags, _), after in zip(self._found, self._starts, strict=True):
            if _OBJECT.search(tags) is None:
                continue
            at = after - len(tags)
            out += [(at + match.start(), match.group()) for match in _TAGS.finditer(tags) if _OBJECT.match(match.group())]
        return out

    def _range(self, first: int, last: int) -> tuple[int, int, bool]:
        """From the first character of one stretch to the last of another, white space aside."""
        raw, start = self._found[first][1], self._starts[first]
        if raw[0].isspace():
            start += len(raw) - len(raw.lstrip())
        raw, end = self._found[last][1], self._ends[last]
        if raw[-1].isspace():
            end -= len(raw) - len(raw.rstrip())
        self.at = end
        return start, end, True

    def _search(self, text: str) -> tuple[int, int, bool]:
        """A node that isn't the next stretch: merged from several, moved by the parser, or after dropped text."""
        wanted = _squeeze(text)
        if not wanted:
            return self.at, self.at, False
        if self._squeezed is None:
            self._squeezed = [_squeeze(t) for t in self._texts]
        stop = min(self._count, self._next + (_LOOK_AHEAD if len(wanted) > _TELLING else _LOOK_AHEAD_SHORT))
        for i in (*self._skipped, *range(self._next, stop)):
            last = self._match(self._squeezed, wanted, i)
            if last is None:
                continue
            if i >= self._next:
                self._skipped.extend(range(self._next, i))
                del self._skipped[:-_LOOK_AHEAD]
                self._next = last + 1
            else:
                self._skipped = [k for k in self._skipped if not i <= k <= last]
            return self._range(i, last)
        return self.at, max(self.at, self._starts[self._next] if self._next < self._count else self.at), False

    @staticmethod
    def _match(squeezed: list[str], wanted: str, i: int) -> int | None:
        """The last stretch of the run from ``i`` that reads as ``wanted``, white space aside."""
        at = 0
        for last in range(i, len(squeezed)):
            if not wanted.startswith(squeezed[last], at):
                return None
            at += len(squeezed[last])
            if at == len(wanted):
                return last
        return None


def _plain(raw: str) -> str:
    """A stretch as the parser gives it: line ends made one, NUL dropped, character references read."""
    raw = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return unescape(raw) if "&" in raw else raw


def _squeeze(text: str) -> str:
    return "".join(text.split()).replace("\0", "").replace("\ufffd", "")

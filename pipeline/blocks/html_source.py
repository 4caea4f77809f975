"""Where the words of a parsed page stand in its source.

Strategy: lexbor keeps no source positions, so the source is cut into tags and text once, by one regular expression that follows the
HTML tokenizer (quotes, comments, raw text elements), and each text node of the tree is matched with the stretches of text in order.
Nearly all nodes match the next stretch at once. Where the parser moved, merged or dropped text, the nearest stretch that reads the same
is taken; where there is none, the place is marked as not sure and lies between its neighbours.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from html import escape, unescape
from itertools import islice

__all__ = ["ATTRIBUTE", "DEEPEST", "MOST_ATTRIBUTES", "RAW", "TAG", "TAGS", "Places"]

DEEPEST = 512
"""Elements inside one another up to which a page is ordinary; browsers stop there."""


def _any_case(name: str) -> str:
    """A pattern for a name in any case; the flag for it would make the whole expression slower."""
    return "".join(f"[{c}{c.upper()}]" for c in name)


def _raw_element(name: str) -> str:
    """An element whose content holds no tags, up to its end tag or, where it has none, the end of the page."""
    n = _any_case(name)
    return rf"{n}(?=[{_SPACE}/>]){_ATTRIBUTES}>[^<]*+(?:<(?!/{n}[{_SPACE}/>])[^<]*+)*+(?:</{n}{_ATTRIBUTES}(?:>|\Z)|\Z)"


_SPACE = r" \t\n\r\f"
"""White space between attributes; other white space is part of a name."""
_VALUE = rf"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^{_SPACE}>"'][^{_SPACE}>]*+)"""
_ATTRIBUTES = rf"""[^{_SPACE}/>]*+(?:[{_SPACE}/]++(?:[^{_SPACE}/>][^{_SPACE}/>=]*+(?:[{_SPACE}]*+=[{_SPACE}]*+{_VALUE}?+)?+)*+)*+"""
"""The rest of a tag after the first letter of its name; quotes hide a ``>`` only where they hold a value."""
RAW = ("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes")
"""Elements that are one tag to the source: `Places.text` must not be asked for text inside them."""
_RAW = "|".join(map(_raw_element, RAW))
TAG = (
    rf"<(?:(?=[sStTxXiInN])(?:{_RAW})"
    rf"|/?[a-zA-Z]{_ATTRIBUTES}(?:>|\Z)"
    r"|/(?![a-zA-Z]|\Z)[^>]*+(?:>|\Z)"
    r"|!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?>|\Z))"
    r"|[!?][^>]*+(?:>|\Z))"
)
TAGS = re.compile(TAG)
_PLAINTEXT = re.compile(rf"<plaintext(?=[{_SPACE}/>])", re.IGNORECASE)
_OBJECT = r"(?=[iIhHvVaAeEoOtTxXnN])(?:[iI][mMfFnN]|[hH][rR]|[vV][iI]|[aA][uUmM]|[eE][mM]|[oO][bB]|[tT][eE]|[xX][mM]|[nN][oO])"
"""How the tags begin whose place is asked for: img, hr, input, iframe, video, audio, embed, object, textarea, xmp, noframes, amp-…"""
_STRETCHES = re.compile(rf"((?:(?!<{_OBJECT}){TAG}|\s++(?=<|\Z))*+)(?:({TAG})|((?:[^<]++|(?!{TAG})<)*+))")
"""Tags and white space up to an object or a stretch of text, and the tag of the object or the stretch."""
_GROUPS = re.Match.groups
_LONG = 4000
_LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{_LONG}}}[^<>]*+")
ATTRIBUTE = re.compile(r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+""")
MOST_ATTRIBUTES = 200
"""Attributes of an element up to which a page is ordinary."""
_DROPPED = re.compile(
    "[\0-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffd-\uffff" + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(1, 17)) + "]",
)
"""Characters that the parser or `unescape` makes of references to what is no character, each in its own way."""
_ENDS_NAME = " \t\n\r\f/>"
_LARGE = 1 << 31
"""Characters of a page whose places take more than four bytes."""
_LOOK_AHEAD, _LOOK_AHEAD_SHORT, _TELLING = 400, 40, 12
"""Stretches searched for text that isn't next (the parser rarely moves text further than out of one table); fewer for text of at most
12 characters, which may stand anywhere by chance."""


class Places:
    """Hands out source ranges for the text nodes and objects of a page, in document order."""

    __slots__ = (
        "_count", "_ends", "_next", "_odd", "_plain", "_skipped", "_squeezed", "_starts", "_tag_at", "_tag_ends", "_tags", "at", "is_odd", "source",
    )

    def __init__(self, source: str) -> None:
        self.source = source
        self._starts, self._ends = _ranges(source)
        """The range of each stretch of text that is not blank."""
        self._tags, self._tag_ends = _ranges(source)
        """The ranges of tags of objects."""
        self._odd = "\r" in source or "\0" in source
        """Whether the parser reads characters of the source in another way."""
        self._plain = _plain_from(source)
        self.is_odd = self._cut() > DEEPEST
        """Elements may be nested deeper than in any ordinary page, or have very many attributes."""
        self._count = len(self._starts)
        self._squeezed: list[str] | None = None
        self._skipped: list[int] = []
        self._next = 0
        self._tag_at = 0
        self.at = 0
        """End of the last range that was handed out."""

    def _cut(self) -> int:
        """Cut the source into tags and stretches of text. Returns how many elements are open inside one another at most, or more than `DEEPEST` where
        an element has too many attributes."""
        source, at, depth, deepest = self.source, 0, 0, 0
        for tags, tag, raw in map(_GROUPS, _STRETCHES.finditer(source if self._plain < 0 else source[:self._plain])):
            if tags:
                at += len(tags)
                depth += tags.count("<") - 2 * tags.count("</")
                deepest = max(deepest, depth)
                if len(tags) > _LONG and _has_too_many_attributes(tags):
                    deepest = DEEPEST + 1
            if tag:
                self._tags.append(at)
                at += len(tag)
                self._tag_ends.append(at)
                depth += tag[1] in "tTvVaAoO"  # a template, video, audio, object
                if len(tag) > _LONG and _has_too_many_attributes(tag):
                    deepest = DEEPEST + 1
            elif raw:
                start = at
                at += len(raw)
                if (bare := raw.lstrip()) and (bare[0] not in "&\0" or not self._read(start, at).isspace()):
                    self._starts.append(start)
                    self._ends.append(at)
        if self._plain >= 0 and source[self._plain:].strip():
            self._starts.append(self._plain)
            self._ends.append(len(source))
        return deepest

    @property
    def characters(self) -> int:
        """Of all stretches of text."""
        return sum(self._ends) - sum(self._starts)

    @property
    def objects(self) -> int:
        """How many tags of objects there are."""
        return len(self._tags)

    def text(self, text: str) -> tuple[int, int, bool]:
        """The range of a text node that isn't blank, without the white space at its ends, and whether it is sure."""
        i = self._next
        if i >= self._count:
            return self._search(text)
        start, end = self._starts[i], self._ends[i]
        as_is = not self._odd and "&" not in text and self.source[start:end] == text
        if not as_is and self._read(start, end) != text:
            return self._search(text)
        self._next = i + 1
        if not as_is or text[0].isspace() or text[-1].isspace():
            return self._found(i, i)
        self.at = end
        return start, end, True

    def _read(self, start: int, end: int) -> str:
        """A stretch as the parser gives it. It is not held for any stretch, since that would take several times the memory of the page."""
        text = self.source[start:end]
        if self._odd:
            text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        return unescape(text) if "&" in text and start != self._plain else text

    def _found(self, first: int, last: int) -> tuple[int, int, bool]:
        """The range of some stretches, without the white space at its ends."""
        start, end, source = self._starts[first], self._ends[last], self.source
        if source[end - 1].isspace():
            end = self._starts[last] + len(source[self._starts[last]:end].rstrip())
        if source[start].isspace():
            start += _leading_space(source[start:self._ends[first]])
        self.at = end
        return start, end, True

    def pass_over(self, text: str) -> None:
        """A text node that is not shown: its stretch is not that of another node that reads the same."""
        if self._next >= self._count:
            return
        if self._read(self._starts[self._next], self._ends[self._next]) == text:
            self._next += 1
        elif wanted := _squeeze(text):
            if (last := self._match(self._all_squeezed(), wanted, self._next)) is not None:
                self._next = last + 1

    def lines(self, text: str) -> Iterator[tuple[str, int, int, bool]]:
        """The lines of a text node that isn't blank, without white space at their ends and blank ones, each with its range.

        Where a line cannot be found in the range of the node, the node stays one line.
        """
        start, end, sure = self.text(text)
        starts, ends = _ranges(self.source)
        at = start
        for line in _lines(text):
            found, at = self._line(line, at, end)
            if found < 0:
                yield text, start, end, sure
                return
            starts.append(found)
            ends.append(at)
        for line, first, last in zip(_lines(text), starts, ends, strict=True):
            yield line, first, last, sure

    def _line(self, line: str, at: int, end: int) -> tuple[int, int]:
        """The range of a line in a range of the source; negative where it is not found, or only as the beginning of more, as ``&`` in ``&amp;``."""
        for form in (line, escape(line, quote=False), escape(line)):
            found = self.source.find(form, at, end)
            behind = found + len(form)
            if found >= 0 and (behind >= end or self.source[behind].isspace() or self.source[behind] in "<&"):
                return found, behind
        return -1, -1

    def between(self, opening: str, text: str, reach: int) -> tuple[int, int] | None:
        """The range of an element near the last range handed out, whose content the parser does not touch, by how it begins; of its start tag, where
        ``text`` is the value of an attribute. What is not closed ends with the page."""
        low, high = max(0, self.at - reach), self.at + reach
        found, size = self._as_it_stands(text, high) if text else (-1, 0)
        start = max(self.source.rfind(opening, low, found), self.source.rfind(opening.upper(), low, found)) if found >= 0 else -1
        if start < 0:
            return None
        end = self.source.find(">", found + size, found + size + reach) + 1
        if not end and len(self.source) > found + size + reach:
            return None
        return start, end or len(self.source)

    def _as_it_stands(self, text: str, high: int) -> tuple[int, int]:
        """Where a text stands behind the last range handed out, and its length there: the parser gives one sign for each end of a line."""
        if self._odd and "\n" in text:
            found = re.compile(re.escape(text).replace("\\\n", r"(?:\r\n?|\n)")).search(self.source, self.at, high + 2 * len(text))
            return (found.start(), found.end() - found.start()) if found else (-1, 0)
        return self.source.find(text, self.at, high + len(text)), len(text)

    def tag(self, name: str, needle: str) -> tuple[int, int, bool]:
        """The range of the next start tag of ``name`` that holds ``needle`` (an attribute's value), and whether it is sure."""
        for k in range(self._tag_at, min(len(self._tags), self._tag_at + _LOOK_AHEAD)):
            start, end = self._tags[k], self._tag_ends[k]
            tag = self.source[start:end]
            if self._odd and needle:
                tag = tag.replace("\r\n", "\n").replace("\r", "\n")
            behind = 1 + len(name)
            if tag[1:behind].lower() != name or tag[behind:behind + 1] not in _ENDS_NAME:
                continue
            if not needle or needle in tag or needle in unescape(tag):
                self._tag_at = k + 1
                self.at = max(self.at, end)
                return start, end, True
        return self.at, self.at, False

    def _search(self, text: str) -> tuple[int, int, bool]:
        """A node that isn't the next stretch: merged from several, moved by the parser, or after dropped text."""
        wanted = _squeeze(text)
        if not wanted:
            return self.at, self.at, False
        squeezed = self._all_squeezed()
        stop = min(self._count, self._next + (_LOOK_AHEAD if len(wanted) > _TELLING else _LOOK_AHEAD_SHORT))
        for i in (*self._skipped, *range(self._next, stop)):
            last = self._match(squeezed, wanted, i)
            if last is None:
                continue
            if i >= self._next:
                self._skipped.extend(range(self._next, i))
                del self._skipped[:-_LOOK_AHEAD]
                self._next = last + 1
            else:
                self._skipped = [k for k in self._skipped if not i <= k <= last]
            return self._found(i, last)
        return self._scattered(squeezed, wanted, stop) or self._unsure()

    def _all_squeezed(self) -> list[str]:
        if self._squeezed is None:
            self._squeezed = [_squeeze(self._read(start, end)) for start, end in zip(self._starts, self._ends, strict=True)]
        return self._squeezed

    def _scattered(self, squeezed: list[str], wanted: str, stop: int) -> tuple[int, int, bool] | None:
        """The range of a node that the parser merged from stretches with others between them, as around a table."""
        used, at = dict[int, None](), 0
        for i in range(self._next, stop):
            if squeezed[i] and wanted.startswith(squeezed[i], at):
                used[i] = None
                at += len(squeezed[i])
                if at == len(wanted):
                    break
        else:
            return None
        first, last = next(iter(used)), next(reversed(used))
        self._skipped.extend(i for i in range(self._next, last) if i not in used)
        del self._skipped[:-_LOOK_AHEAD]
        self._next = last + 1
        return self._found(first, last)

    def _unsure(self) -> tuple[int, int, bool]:
        """Between the neighbours of a node that is found nowhere."""
        end = self.at
        if self._next < self._count:
            start = self._starts[self._next]
            end = max(end, start + _leading_space(self.source[start:self._ends[self._next]]))
        return self.at, end, False

    @staticmethod
    def _match(squeezed: list[str], wanted: str, i: int) -> int | None:
        """The last stretch of the run from ``i`` that reads as ``wanted``, white space aside."""
        at = 0
        for last in range(i, min(len(squeezed), i + len(wanted) + _LOOK_AHEAD)):
            if not wanted.startswith(squeezed[last], at):
                return None
            at += len(squeezed[last])
            if at == len(wanted):
                return last
        return None


def _ranges(source: str) -> tuple[array[int], array[int]]:
    """Room for the starts and ends of ranges of a page, with as few bytes for each as will do."""
    size = "i" if len(source) < _LARGE else "q"
    return array(size), array(size)


def _lines(text: str) -> Iterator[str]:
    """The lines of a text that are not blank, without white space at their ends; one by one, since all take fifty times as much memory."""
    at = 0
    while at >= 0:
        end = text.find("\n", at)
        line = text[at:end if end >= 0 else len(text)].strip()
        at = end + 1 if end >= 0 else -1
        if line:
            yield line


def _has_too_many_attributes(tags: str) -> bool:
    """Whether one of some tags has more attributes than any ordinary page."""
    return any(
        next(islice(ATTRIBUTE.finditer(tag.group()), MOST_ATTRIBUTES, None), None) is not None for tag in _LONG_TAG.finditer(tags)
    )


def _plain_from(source: str) -> int:
    """Where the text begins that ``plaintext`` makes of all that follows it, tags and all; -1 where there is none."""
    if not _PLAINTEXT.search(source):
        return -1
    return next((tag.end() for tag in TAGS.finditer(source) if _PLAINTEXT.match(tag.group())), -1)


def _leading_space(text: str) -> int:
    """Characters of white space at the beginning of a text."""
    return len(text) - len(text.lstrip())


def _squeeze(text: str) -> str:
    return _DROPPED.sub("", "".join(text.split()))

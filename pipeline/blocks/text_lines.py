"""The lines of a plain text, whatever their ends are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.reading.marks import ends_clause

__all__ = ["Line", "halved", "is_spaceless", "lines_of"]

_ENDS = re.compile("(?<!\r)\r+\n|[\n\r\u2028\u2029]")
"""CR CR LF is one end: a text whose CR LF was turned into line ends once more."""
_SWAPPED = re.compile("\n\r|[\n\r\u2028\u2029]")
"""In a text whose line ends are LF CR."""


_FEWEST, _GOING_ON = 8, 0.4
"""Lines below which blank lines say nothing of how line ends are written; the share of lines that go on in small letters."""
_ENDED, _SMALL = 2, 0.25
"""Lines that end a sentence or a clause, which lists and verse without capitals do not have; the share of them below which small letters follow."""


class Line(NamedTuple):
    """A line that holds more than white space; places are those of the repaired text."""

    start: int
    end: int
    text: str
    """Without the white space at its ends."""
    number: int
    """From 1, blank lines counted."""
    chunk: int
    """Number of the group of lines between blank lines."""
    blank: int
    """Blank lines before it."""


def lines_of(text: str, pages: Sequence[int] = ()) -> list[Line]:
    """The lines that hold more than white space. ``pages``: places where a page of print ends, which count as at most one blank line."""
    out: list[Line] = []
    chunk = blank = turned = 0
    for number, (start, end) in enumerate(_ranges(text), 1):
        while turned < len(pages) and pages[turned] < start:
            turned += 1
            blank = min(blank, 1)
        raw = text[start:end]
        stripped = raw.strip()
        if not stripped:
            blank += 1
            continue
        if blank or not out:
            chunk += 1
        start += raw.index(stripped[0])
        out.append(Line(start, start + len(stripped), stripped, number, chunk, blank))
        blank = 0
    return out


def halved(lines: Sequence[Line]) -> list[Line] | None:
    """The lines of a text each of whose line ends stands twice, as if it stood once; None where there is no blank line below each line, an
    odd number of line ends somewhere, most lines begin anew, or hardly any line ends a sentence."""
    if len(lines) < _FEWEST or any(line.blank % 2 == 0 for line in lines[1:]):
        return None
    small = [line.text[0].islower() for line in lines]
    followed = [after for line, after in zip(lines, small[1:], strict=False) if ends_clause(line.text)]
    if sum(small) < _GOING_ON * len(lines) or len(followed) < _ENDED or sum(followed) > _SMALL * len(followed):
        return None
    out = [lines[0]]
    for line in lines[1:]:
        blank = (line.blank - 1) // 2
        out.append(line._replace(blank=blank, chunk=out[-1].chunk + (blank > 0)))
    return out


def _ranges(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    if not any(end in text for end in "\r\u2028\u2029"):
        for line in text.split("\n"):
            yield at, at + len(line)
            at += len(line) + 1
        return
    ends = _SWAPPED if 0 < text.count("\n\r") == text.count("\r") and text.find("\n") < text.find("\r") else _ENDS
    for match in ends.finditer(text):
        yield at, match.start()
        at = match.end()
    yield at, len(text)


_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
    "\U00020000-\U0003ffff]"
)


def is_spaceless(char: str) -> bool:
    """Whether a character belongs to a script that puts no spaces between words: Thai, Lao, Burmese, Khmer, Chinese, Japanese."""
    return _SPACELESS.match(char) is not None

"""Plain text into blocks.

Strategy: a scraper leaves paragraphs as lines, as stretches between blank lines, or hard-wrapped at a column. Which it is shows in one
test on each pair of neighbouring lines: in wrapped text the first word of the second line would not have fitted on the first. Where
most pairs pass, lines are joined as far as the test holds; elsewhere every line is a block, and lines between two blank lines share a
``chunk`` number, which later stages read (verse, tables, captions printed twice).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from pipeline.blocks import Split
from pipeline.data import Block, Page, Repair
from pipeline.reading.marks import ends_clause, starts_item

__all__ = ["split_text"]

_OTHER_BREAKS = ("\r", "\u2028", "\u2029")
_FIRST_WORD = re.compile(r"\S+")
_CONTINUES = re.compile(r"[,;:.!?)\]”’»](?:\s|$)|[,;]")
_HYPHEN_END = re.compile(r"(\w+)[-\u2010]$")
_WORD_START = re.compile(r"\w+")
_WORDS = re.compile(r"\w+(?:-\w+)*")

# Columns that mail programs, text editors and old web pages wrap at; a "column" outside this range is a coincidence of short lines.
_MIN_COLUMN, _MAX_COLUMN = 40, 132


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    number: int
    chunk: int
    blank: int


def split_text(page: Page) -> Split:
    """The blocks of a page of plain text, in order, and the hyphens that were joined at line ends.

    Every non-space character of ``page.text`` lies in exactly one block. Ranges are in the decoded page.
    """
    lines = _lines(page.fixed)
    column = _wrap_column(lines)
    groups = _wrapped_groups(lines, column) if column else _line_groups(lines)
    hyphens = _Hyphens(page.fixed, lines) if column else None
    blocks: list[Block] = []
    repairs: list[Repair] = []
    for group in groups:
        text = _join(group, hyphens, page, repairs)
        first, last = group[0], group[-1]
        blocks.append(
            Block(
                n=len(blocks),
                text=text,
                start=page.place(first.start),
                end=page.place_end(last.end),
                verbatim=page.fixed[first.start : last.end],
                line=first.number,
                chunk=first.chunk,
                blank=first.blank,
            )
        )
    return Split(tuple(blocks), tuple(repairs))


def _lines(text: str) -> list[_Line]:
    """The lines that hold more than white space, each with the number of blank lines before it."""
    out: list[_Line] = []
    chunk, blank, at = 0, 0, 0
    crlf = "\r\n" in text
    breaks = text
    for other in _OTHER_BREAKS:
        breaks = breaks.replace(other, "\n")
    for number, raw in enumerate(breaks.split("\n"), 1):
        stripped = raw.strip()
        if stripped:
            if blank or not out:
                chunk += 1
            start = at + raw.index(stripped[0])
            out.append(_Line(start, start + len(stripped), stripped, number, chunk, blank))
            blank = 0
        elif not (crlf and not raw and text[at - 1 : at + 1] == "\r\n"):
            blank += 1
        at += len(raw) + 1
    return out


def _wrap_column(lines: list[_Line]) -> int:
    """The column at which the text is hard-wrapped, 0 if it isn't."""
    lengths = sorted(len(line.text) for line in lines)
    if len(lengths) < 4:
        return 0
    column = lengths[min(len(lengths) - 1, int(len(lengths) * 0.98))]
    if not _MIN_COLUMN <= column <= _MAX_COLUMN:
        return 0
    pairs = [(a, b) for a, b in zip(lines, lines[1:], strict=False) if a.chunk == b.chunk and not starts_item(b.text)]
    full = sum(_is_full(a, b, column) for a, b in pairs)
    running = sum(not ends_clause(a.text) and len(a.text) > column * 0.6 for a, _ in pairs)
    # Verse and lists fail the first test, headlines of one length the second.
    return column if len(pairs) >= 3 and full >= 0.55 * len(pairs) and running >= 0.4 * len(pairs) else 0


def _is_full(line: _Line, following: _Line, column: int) -> bool:
    """True if the first word of the following line did not fit on this one."""
    word = _FIRST_WORD.match(following.text)
    return len(line.text) + 1 + (len(word.group()) if word else 0) > column - 2


def _wrapped_groups(lines: list[_Line], column: int) -> list[list[_Line]]:
    groups: list[list[_Line]] = []
    for line in lines:
        before = groups[-1][-1] if groups else None
        if before is None or before.chunk != line.chunk or starts_item(line.text) or not _runs_on(before, line, column):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _runs_on(line: _Line, following: _Line, column: int) -> bool:
    if _is_full(line, following, column):
        return True
    # Ragged wrapping by hand: the sentence goes on in lower case, and the line is not a short one of a poem.
    return len(line.text) > column * 0.6 and not ends_clause(line.text) and following.text[0].islower()


def _line_groups(lines: list[_Line]) -> list[list[_Line]]:
    """Every line a block; a line that an inline element tore in two (no blank line between) is put together again."""
    groups: list[list[_Line]] = []
    for line in lines:
        before = groups[-1][-1] if groups else None
        if before is not None and line.chunk == before.chunk and _is_torn(before.text, line.text):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _is_torn(text: str, following: str) -> bool:
    if ends_clause(text) or max(len(text), len(following)) < 60 or starts_item(following):
        return False
    return bool(_CONTINUES.match(following)) or (following[0].islower() and len(text) > 40)


class _Hyphens:
    """Decides whether a hyphen at a line end belongs to the word, from the words of the same text."""

    def __init__(self, text: str, lines: list[_Line]) -> None:
        self._words = Counter(word.casefold() for word in _WORDS.findall(text))
        ends = sum(bool(_HYPHEN_END.search(line.text)) for line in lines)
        # Running text has a hyphenated compound at about one line end in fifty; more than that was hyphenated by a typesetter.
        self._typeset = ends > 0.06 * len(lines) and ends >= 3

    def belongs(self, left: str, right: str) -> bool:
        joined, apart = (left + right).casefold(), f"{left}-{right}".casefold()
        if self._words[joined] != self._words[apart]:
            return self._words[apart] > self._words[joined]
        return not self._typeset


def _join(group: list[_Line], hyphens: _Hyphens | None, page: Page, repairs: list[Repair]) -> str:
    if len(group) == 1:
        return " ".join(group[0].text.split())
    parts = [group[0].text]
    for before, line in zip(group, group[1:], strict=False):
        end, start = _HYPHEN_END.search(before.text), _WORD_START.match(line.text)
        if hyphens is None or not end or not start or not start.group()[0].islower():
            parts += [" ", line.text]
        elif hyphens.belongs(end.group(1), start.group()):
            parts.append(line.text)
        else:
            parts[-1] = parts[-1][:-1]
            parts.append(line.text)
            at = page.place(before.end - 1)
            repairs.append(Repair(at, at + 1, page.text[at : at + 1], "", "hyphen", (("delete",),)))
    return " ".join("".join(parts).split())

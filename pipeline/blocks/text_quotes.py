"""Quoted lines of messages: ``>`` at their start, once for each depth, taken off on record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.blocks.text_lines import Line
from pipeline.data import Page, Repair

__all__ = ["Quoted", "unquoted"]

_MARKS = re.compile(r"(?:> ?)+")
_RUN, _WIDTH = 3, 40
"""Lines in a row, and their mean length, that show quoting in a text that is no message: a site's ``> More`` is a bullet."""


class Quoted(NamedTuple):
    """The lines without their marks."""

    lines: list[Line]
    depths: dict[int, int]
    """Depth of quotation by the number of a line; lines that nobody quotes are not among them."""
    repairs: list[Repair]


def unquoted(page: Page, lines: Sequence[Line]) -> Quoted:
    """The lines without marks of quotation, those of one depth in chunks of their own; a line that is a mark alone is a blank one."""
    if not _quotes(page, lines):
        return Quoted(list(lines), {}, [])
    out: list[Line] = []
    depths: dict[int, int] = {}
    repairs: list[Repair] = []
    chunk = blank = last = 0
    for line in lines:
        marks = _mark(page, line)
        depth = marks.count(">")
        if marks:
            at = page.place(line.start)
            repairs.append(Repair(at, at + len(marks), marks, "", "markup", (("delete",),)))
        blank += line.blank
        if len(marks) == len(line.text):
            blank += 1
            continue
        chunk += blank > 0 or depth != last or not out
        if depth:
            depths[line.number] = depth
        out.append(line._replace(start=line.start + len(marks), text=line.text[len(marks):], chunk=chunk, blank=blank))
        blank, last = 0, depth
    return Quoted(out, depths, repairs)


def _mark(page: Page, line: Line) -> str:
    """The marks at the start of a line, with the white space behind them, if they stand in the decoded page too."""
    match = _MARKS.match(line.text)
    if match is None:
        return ""
    marks = line.text[:len(line.text) - len(line.text[match.end():].lstrip())]
    at = page.place(line.start)
    return marks if page.text[at:at + len(marks)] == marks else ""


def _quotes(page: Page, lines: Sequence[Line]) -> bool:
    """Whether ``>`` at the start of a line is a mark of quotation in this text."""
    if not any(line.text[0] == ">" for line in lines):
        return False
    if any(key.startswith("mail-") for key, _ in page.metadata):
        return True
    run: list[int] = []
    for line in [*lines, None]:
        if line is not None and line.text[0] == ">":
            run.append(len(line.text))
        elif len(run) >= _RUN and sum(run) >= _WIDTH * len(run):
            return True
        else:
            run = []
    return False

"""Quoted lines of messages: ``>`` at their start, once for each depth, taken off on record; and in mail, whatever stands below the head of
another message (``From:``, ``Sent:``, ``To:``, ``Subject:``), which some programs quote without marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.blocks.text_lines import Line
from pipeline.data import Page, Repair
from pipeline.reading.message_heads import MessageHead, is_parting, message_heads

__all__ = ["Quoted", "is_mail", "unquoted"]

_MARKS = re.compile(r"(?:> ?)+")
_WROTE = re.compile(r"\S.{0,200}\b(?:19|20)\d\d\b.{0,200}<[^<>\s]+@[^<>\s]+>.{0,40}:$")
"""The line that a program puts above the message it answers: its date, the address of its author, and a colon."""
_RUN, _WIDTH = 3, 40
"""Lines in a row, and their mean length, that show quoting in a text that is no message: a site's ``> More`` is a bullet."""


class Quoted(NamedTuple):
    """The lines without their marks."""

    lines: list[Line]
    depths: dict[int, int]
    """Depth of quotation by the number of a line; lines that nobody quotes are not among them."""
    repairs: list[Repair]
    marked: frozenset[int]
    """Numbers of the lines that had a mark."""


def is_mail(page: Page) -> bool:
    """Whether a page is a message."""
    return any(key.startswith("mail-") for key, _ in page.metadata)


def unquoted(page: Page, lines: Sequence[Line]) -> Quoted:
    """The lines without marks of quotation, those of one depth in chunks of their own; a line that is a mark alone is a blank one."""
    below = _below_heads(lines) if is_mail(page) else {}
    if not below and not _quotes(page, lines):
        return Quoted(list(lines), {}, [], frozenset())
    out: list[Line] = []
    depths: dict[int, int] = {}
    repairs: list[Repair] = []
    marked: set[int] = set()
    chunk = blank = last = 0
    for line in lines:
        marks = _mark(page, line)
        depth, in_head = below.get(line.number, (0, False))
        depth += marks.count(">")
        if marks:
            at = page.place(line.start)
            repairs.append(Repair(at, at + len(marks), marks, "", "markup", (("delete",),)))
            marked.add(line.number)
        blank += line.blank
        if len(marks) == len(line.text):
            blank += 1
            continue
        chunk += blank > 0 or depth != last or in_head or not out
        if depth:
            depths[line.number] = depth
        out.append(line._replace(start=line.start + len(marks), text=line.text[len(marks):], chunk=chunk, blank=blank))
        blank, last = 0, depth
    return Quoted(out, depths, repairs, frozenset(marked))


def _below_heads(lines: Sequence[Line]) -> dict[int, tuple[int, bool]]:
    """The depth of each line that stands below the head of another message, or in it, and whether it is one of a head."""
    texts = [line.text for line in lines]
    heads = message_heads(texts, [line.blank for line in lines]) or _said_above(texts)
    out: dict[int, tuple[int, bool]] = {}
    for depth, head in enumerate(heads, 1):
        last = depth == len(heads)
        end = next((n for n in range(head.end, len(lines)) if is_parting(texts[n])), len(lines)) if last else heads[depth].first
        out.update((lines[n].number, (depth, n < head.end)) for n in range(head.first, end))
    return out


def _said_above(texts: Sequence[str]) -> list[MessageHead]:
    """The place behind the line that says who wrote the message below it, where no line of it has a mark."""
    if any(text[0] == ">" for text in texts):
        return []
    return next(([MessageHead(n + 1, n + 1)] for n, text in enumerate(texts) if text[-1] == ":" and _WROTE.match(text)), [])


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
    if is_mail(page):
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

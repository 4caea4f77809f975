"""Rows of tables that were flattened to lines: their cells, and amounts at their ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.data import Block

__all__ = ["ends_with_amount", "is_table_rule", "may_have_cells", "numbers_at_end", "period_of", "row_cells", "split_amount", "split_numbers",
           "table_rules"]

_CELLS = re.compile(r"\t+|[ \u00a0]{2,}|\s\u00a0\s?|\s?\u00a0\s")
_GAP = re.compile(r"(?<=[^\s|])(?:[ \u00a0]*\t\s*|[ \u00a0]{2,})(?=[^\s|])")
"""What sets two cells apart where no bar stands beside it."""
_TABLE_RULE = re.compile(r"(?=[^|+]{0,200}[|+])[|+:=\s–—─-]{3,}")
_NUMERIC = re.compile(r"[-–+±<>~(]?\s?(?:[£€$]\s?)?\d[\d.,:\s]*(?:%|[a-zµ°]{1,3}|[£€$])?\)?|[-–—]")
_ENDS_WITH_AMOUNT = re.compile(r"\s\(?[-–+]?[£€$]\s?\d[\d.,]*\)?$|\s\(?[-–+]?\d[\d.,]*\s?(?:[£€$]|zł|kr|%)\)?$")
_LAST_AMOUNT = re.compile(r"\s(\(?[-–+]?(?:[£€$]\s?)?\d[\d.,]*\s?(?:[£€$]|zł|kr|%)?\)?)$")
_NUMBER = re.compile(r"\(?[-–+±]?[£€$]?\d[\d.,:/–-]*(?:%|°|st|nd|rd|th|s|m|km|kg|h)?\)?|[-–—]")
_LONGEST_AMOUNT, _MOST_COLUMNS = 40, 8
"""Characters in which an amount at the end of a line is looked for; columns of the widest table that was flattened to a cell a line."""


def row_cells(verbatim: str) -> list[str]:
    """The cells of a line whose columns are set apart by bars, tabs or several spaces; one cell if nothing sets them apart.

    Between bars a cell may be empty, so that the cells behind it stay in their columns. Where more tabs or spaces than bars set columns apart, a
    bar is part of a cell (``Siding | Vinyl``). Bars that are all double (``||Port||Length||``) are those of a head.
    """
    if not may_have_cells(verbatim):
        return [words] if (words := " ".join(verbatim.split())) else []
    line = verbatim.strip()
    if "|" not in line or (line[0] != "|" and sum(1 for _ in _GAP.finditer(line)) > line.count("|")):
        return [" ".join(c.split()) for c in _CELLS.split(line) if c.strip()]
    if line.count("|") == 2 * line.count("||"):
        line = line.replace("||", "|")
    if line[:1] == "|":  # without a bar before the first cell, one behind the last is no frame: an empty cell follows it
        line = line[1:].removesuffix("|")
    cells = [" ".join(c.split()) for c in line.split("|")]
    return cells if any(cells) else []


def is_table_rule(text: str) -> bool:
    """Whether a line is the rule of a table of bars: ``|---|:-:|``, ``--- | ---`` or ``+----+----+``."""
    return text[:1] in "|+:-=–—─" and ("-" in text or "=" in text or "─" in text) and _TABLE_RULE.fullmatch(text) is not None


def table_rules(blocks: Sequence[Block]) -> frozenset[int]:
    """The numbers of the blocks that are rules of tables: a row of bars stands right above or below them."""
    return frozenset(n for n, block in enumerate(blocks) if is_table_rule(block.text) and any(
        "|" in other.text and len(row_cells(other.verbatim)) > 1 for other in (*blocks[max(n - 1, 0):n], *blocks[n + 1:n + 2])))


def may_have_cells(verbatim: str) -> bool:
    """Whether a line holds anything that sets columns apart; most lines of running text do not."""
    return "  " in verbatim or "\t" in verbatim or "|" in verbatim or "\u00a0" in verbatim


def period_of(cells: Sequence[str]) -> int:
    """The number of columns of a table that was flattened to a cell a line; 0 if the lines are no such table.

    Below the head each row opens with a cell of words and goes on with cells of numbers; three rows and two columns at least.
    """
    for columns in range(2, _MOST_COLUMNS + 1):
        rows, rest = divmod(len(cells), columns)
        if not rest and rows >= 3 and all(_is_row(cells[i : i + columns]) for i in range(columns, len(cells), columns)):
            return columns
    return 0


def _is_row(cells: Sequence[str]) -> bool:
    return _NUMERIC.fullmatch(cells[0]) is None and all(map(_NUMERIC.fullmatch, cells[1:]))


def ends_with_amount(text: str) -> bool:
    """Whether a line ends with an amount of money or a percentage."""
    end = text[-_LONGEST_AMOUNT:]
    signed = "$" in end or "%" in end or "kr" in end or not end.isascii()
    return signed and _ENDS_WITH_AMOUNT.search(end) is not None


def split_amount(text: str) -> list[str]:
    """The words of a line and the number at its end, as two cells; an empty list where it ends with no number, or with several."""
    match = _LAST_AMOUNT.search(text[-_LONGEST_AMOUNT:])
    words = text[: len(text) - len(match.group())].rstrip() if match else ""
    return [words, match[1]] if match and words and not words[-1].isdigit() else []


def numbers_at_end(text: str) -> int:
    """How many of the words at the end of a line are numbers: the columns of a table that single spaces part."""
    found = 0
    for word in reversed(text.split()):
        if word[0].isalpha() or not _NUMBER.fullmatch(word):  # as the last word of nearly every line
            break
        found += 1
    return found


def split_numbers(text: str, columns: int) -> list[str]:
    """The words of a line, and each of the last ``columns`` numbers, as cells; the words may be missing where the line is all numbers."""
    words = text.split()
    label = " ".join(words[:len(words) - columns])
    return [*([label] if label else []), *words[len(words) - columns:]]

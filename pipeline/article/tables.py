"""Tables that were flattened to lines: columns found again as far as the lines show them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.article.rows import numbers_at_end, row_cells, split_amount, split_numbers

__all__ = ["Cell", "cells_of"]

Cell = tuple[str, int, int, bool]
"""Text, rowspan, colspan, is it a header."""


def cells_of(rows: Sequence[str], *, ruled: bool = False) -> list[tuple[Cell, ...]]:
    """The cells of the rows of one table, given the rows as they stand in the page, white space kept.

    Columns set apart by tabs, bars or several spaces are taken as they are. Rows without such marks whose first word is a label (a year)
    are split behind it, and once more behind a word that every row has ("percent"), where the head shows that there are two columns more.
    The first row is the head if a rule stands below it (``ruled``), or if it has no digits and others have. A short head gets an empty corner cell.
    """
    split = [row_cells(row) for row in rows]
    if numeric := _by_numbers(split):
        split = numeric
    elif len(split) > 1 and len(split[0]) >= 2 and all(len(cells) == 1 for cells in split[1:]):
        split[1:] = _by_label([cells[0] for cells in split[1:]], columns=len(split[0]))
    elif all(len(cells) == 1 and split_amount(cells[0]) for cells in split):
        split = [split_amount(cells[0]) for cells in split]
    elif all(len(cells) == 1 for cells in split):
        split = _by_label([cells[0] for cells in split], columns=0)
    width = max(map(len, split))
    head = len(split) > 1 and (ruled or (
        not any(c.isdigit() for cell in split[0] for c in cell)
        and any(c.isdigit() for cells in split[1:] for cell in cells for c in cell)
    ))
    if head and len(split[0]) == width - 1:
        split[0] = ["", *split[0]]
    out: list[tuple[Cell, ...]] = []
    for n, cells in enumerate(split):
        padded = cells + [""] * (width - len(cells))
        out.append(tuple((cell, 1, 1, (head and n == 0)) for cell in padded))
    return out


def _by_numbers(split: list[list[str]]) -> list[list[str]]:
    """Rows of one cell that end with as many numbers each, parted before every number; an empty list for others. The first row may be the head."""
    if any(len(cells) != 1 for cells in split) or len(split) < 3:
        return []
    counts = {numbers_at_end(cells[0]) for cells in split[1:]}
    columns = counts.pop()
    if counts or columns < 2:
        return []
    body = [split_numbers(cells[0], columns) for cells in split[1:]]
    head = split[0][0]
    if numbers_at_end(head) == columns:
        return [split_numbers(head, columns), *body]
    words = head.split()
    return [words if len(words) == len(body[0]) else [head], *body]


def _by_label(rows: list[str], columns: int) -> list[list[str]]:
    """Rows without marked columns: the first word is the label, the rest one or two cells."""
    parts = [row.split(None, 1) for row in rows]
    if any(len(p) < 2 for p in parts):
        return [[row] for row in rows]
    rest = [p[1] for p in parts]
    word = _common_word(rest) if columns == 2 else ""
    if not word:
        return [[p[0], p[1]] for p in parts]
    return [[p[0], *_behind(p[1], word)] for p in parts]


def _common_word(rows: list[str]) -> str:
    """A word that ends the first cell in every row: it stands in all of them, and words follow it."""
    for word in rows[0].split():
        bare = word.rstrip("+.,;")
        if len(bare) >= 2 and bare.isalpha() and all(len(_behind(row, bare)) == 2 for row in rows):
            return bare
    return ""


def _behind(row: str, word: str) -> list[str]:
    words = row.split()
    for i, w in enumerate(words[:-1]):
        if w.rstrip("+.,;") == word:
            return [" ".join(words[: i + 1]), " ".join(words[i + 1 :])]
    return [row]

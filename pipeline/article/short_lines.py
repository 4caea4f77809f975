"""Finders for what is set in short lines: tables flattened to lines, lists, cries in a row, verse."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article.kept import Kept
from pipeline.article.rows import ends_with_amount, may_have_cells, numbers_at_end, period_of, row_cells
from pipeline.data import Label
from pipeline.reading.marks import CLOSERS, ListMarker, ends_clause, list_marker

__all__ = ["find_labelled_lists", "find_lists", "find_plain_lists", "find_slogans", "find_tables", "find_verse"]

_ROW_LABEL = re.compile(
    r"(?:\d{4}s?(?:\s?[-–/]\s?\d{2,4}s?)?|\d{1,2}[:.]\d{2}(?:\s?[-–]\s?\d{1,2}[:.]\d{2})?|\d{1,3}\s?[-–]\s?\d{1,3})[\s:]+\S"
)
_ITEM_NUMBER = re.compile(r"\d{1,3}[.)]\s")
_ROW_WORDS = 14
"""Words of the longest row of a table that single spaces part, or that an amount or a label shows."""
_Item = tuple[int, ListMarker]
"""The number of a block and the marker that it opens with."""


# -- tables -----------------------------------------------------------------------------------------------------------


def find_tables(kept: Kept) -> None:
    """Tables flattened to lines: columns set apart, a label or an amount in every line, or a cell a line."""
    for rows in _barred_rows(kept):
        kept.name_each(rows, Label.TABLE_ROW, 0.8, "columns set apart by bars")
    for run in kept.runs(2):
        for rows in _column_rows(kept, run):
            _name_rows(kept, rows, "columns set apart")
        free = [n for n in run if n not in kept.named]
        if period_of([kept.blocks[n].text for n in free]):
            _name_rows(kept, free, "columns that repeat, a cell a line")
        free = [n for n in free if n not in kept.named]
        if len(free) >= 3 and all(ends_with_amount(kept.blocks[n].text) and kept.words(n) <= _ROW_WORDS for n in free):
            _name_rows(kept, free, "each line ends with an amount")
        for rows in _numeric_rows(kept, run):
            _name_rows(kept, rows, "each line ends with the same number of numbers")
        labelled = [n for n in run if n not in kept.named and _is_labelled_row(kept, n)]
        if len(labelled) >= 3 and len(labelled) >= len(run) - 1 and labelled == list(range(labelled[0], labelled[-1] + 1)):
            _name_rows(kept, labelled, "each line opens with a year or number")


def _barred_rows(kept: Kept) -> Iterator[list[int]]:
    """Lines in a row with as many cells between bars each, though blank lines part them: three or more, or a head, a rule and a row."""
    rows: list[int] = []
    for n in [*kept.order, -1]:
        cells = row_cells(kept.blocks[n].verbatim) if n >= 0 and n not in kept.named and "|" in kept.blocks[n].text else []
        if rows and len(cells) == len(row_cells(kept.blocks[rows[0]].verbatim)) and kept.follows(n, rows[-1]) and not kept.traits[n].prose:
            rows.append(n)
            continue
        if len(rows) >= 3 or (len(rows) == 2 and rows[0] + 1 in kept.rules):
            yield rows
        rows = [n] if len(cells) > 1 and not kept.traits[n].prose else []


def _column_rows(kept: Kept, run: list[int]) -> Iterator[list[int]]:
    rows: list[int] = []
    for n in [*run, -1]:
        verbatim = kept.blocks[n].verbatim if n >= 0 else ""
        cells = len(row_cells(verbatim)) if may_have_cells(verbatim) and kept.words(n) <= 40 else 0
        if cells >= 2 and not list_marker(kept.blocks[n].text):
            rows.append(n)
            continue
        # Two spaces after a full stop are typing, not columns.
        if len(rows) >= 2 and not any(kept.traits[m].prose for m in rows):
            yield rows
        rows = []


def _numeric_rows(kept: Kept, run: list[int]) -> Iterator[list[int]]:
    """Three lines or more in a row that end with as many numbers each, and the head above them, which has as many words."""
    rows: list[int] = []
    columns = 0
    for n in [*run, -1]:
        found = numbers_at_end(kept.blocks[n].text) if n >= 0 and n not in kept.named and kept.words(n) <= _ROW_WORDS else 0
        if found >= 2 and found == columns and n == rows[-1] + 1:
            rows.append(n)
            continue
        if len(rows) >= 3:
            above = rows[0] - 1
            is_head = above in kept.members and above not in kept.named and columns < kept.words(above) <= _ROW_WORDS and not kept.traits[above].prose
            yield [above, *rows] if is_head and not kept.blocks[above].text.endswith(":") else rows
        rows, columns = ([n], found) if found >= 2 else ([], 0)


def _is_labelled_row(kept: Kept, n: int) -> bool:
    text, t = kept.blocks[n].text, kept.traits[n]
    if not text[:1].isdecimal() or t.terminal or not 2 <= kept.words(n) <= _ROW_WORDS:
        return False
    return _ROW_LABEL.match(text) is not None and _ITEM_NUMBER.match(text) is None


def _name_rows(kept: Kept, rows: list[int], why: str) -> None:
    header = rows[0] - 1
    if header in kept.members and header not in kept.named and kept.blocks[rows[0]].blank <= 1:
        t = kept.traits[header]
        if len(row_cells(kept.blocks[header].verbatim)) >= 2 and kept.words(header) <= 20 and not t.terminal:
            kept.name(header, Label.TABLE_ROW, 0.8, "head of the table below")
    kept.name_each(rows, Label.TABLE_ROW, 0.8, why)


# -- lists, slogans, verse --------------------------------------------------------------------------------------------


def find_lists(kept: Kept) -> None:
    """Items that open with bullets, or with numbers or letters that go on."""
    items: list[_Item] = []
    for n in [*kept.order, -1]:
        marker = list_marker(kept.blocks[n].text) if n >= 0 and n not in kept.named else None
        if items and (marker is None or not _goes_on(items, marker, n)):
            _name_items(kept, items)
            items = []
        if marker:
            items.append((n, marker))


def _goes_on(items: list[_Item], marker: ListMarker, n: int) -> bool:
    """Whether a marked block belongs to the list above: it stands close by, and its number is the next one."""
    if n - items[-1][0] > 2:
        return False
    last = next((above for _, above in reversed(items) if above.kind == marker.kind), None)
    return last is None or not marker.number or marker.number == last.number + 1


def _name_items(kept: Kept, items: list[_Item]) -> None:
    n, marker = items[0]
    introduced = n - 1 in kept.members and kept.blocks[n - 1].text.endswith((":", "："))
    least = 3 if marker.number > 1 else 1 if introduced else 2
    if len(items) >= least and (introduced or not _is_dialogue(kept, items)):
        kept.name_each((n for n, _ in items), Label.LIST_ITEM, 0.85, f"one of {len(items)} marked items")


def _is_dialogue(kept: Kept, items: list[_Item]) -> bool:
    """Whether the items are direct speech that opens with dashes, a paragraph each."""
    paragraphs = all(kept.blocks[n].blank for n, _ in items) and any(kept.traits[n].prose for n, _ in items)
    return items[0][1].printed in "-–" and paragraphs


def find_slogans(kept: Kept) -> None:
    """Two or more short lines in a row that end with an exclamation mark."""
    run: list[int] = []
    for n in [*kept.order, -1]:
        if (
            n >= 0
            and n not in kept.named
            and ("!" in kept.blocks[n].text or "！" in kept.blocks[n].text)
            and kept.words(n) <= 14
            and kept.blocks[n].text.rstrip(f"{CLOSERS}' ").endswith(("!", "！"))
            and not kept.traits[n].opens_quote
        ):
            run.append(n)
            continue
        if len(run) >= 2:
            kept.name_each(run, Label.SLOGAN, 0.8, f"one of {len(run)} cries in a row")
        run = []


def find_verse(kept: Kept) -> None:
    """Lines of verse: four or more short lines that stand together; fewer where a colon leads to them or another stanza stands beside them."""
    stanzas = [run for run in kept.runs(2) if _is_stanza(kept, run)]
    ends, starts = {run[-1] for run in stanzas}, {run[0] for run in stanzas}
    for run in kept.runs(2):
        lines = [n for n in run if n not in kept.named]
        short = [n for n in lines if kept.words(n) <= 12 and len(kept.blocks[n].text) <= 65 and kept.traits[n].digits < 0.2]
        if len(short) < len(lines) or not lines:
            continue
        intro = run[0] - 1 in kept.members and kept.blocks[run[0] - 1].text.endswith(":")
        beside = _beside_verse(kept, run) or (len(run) >= 3 and (run[0] - 1 in ends or run[-1] + 1 in starts))
        closed = sum(_closes_a_line(kept.blocks[n].text) for n in lines)
        soft = sum(kept.blocks[n].text[-1] in ",;—–-" or kept.traits[n].lower_start for n in lines)
        enough = len(lines) >= 4 or (len(lines) >= 3 and (intro or beside)) or (len(lines) >= 2 and beside)
        if enough and (soft >= 0.25 * len(lines) or (closed >= 0.5 * len(lines) and (intro or beside))):
            kept.name_each(lines, Label.VERSE, 0.75, f"one of {len(lines)} short lines set as verse")


def _closes_a_line(text: str) -> bool:
    """Whether a line of verse ends with a mark."""
    return ends_clause(text) or text.rstrip(CLOSERS)[-1:] in (",", "—", "–", "-")


def _is_stanza(kept: Kept, run: list[int]) -> bool:
    return len(run) >= 3 and all(kept.words(n) <= 12 and kept.traits[n].digits < 0.2 for n in run)


def find_labelled_lists(kept: Kept) -> None:
    """Items without marks that the labeller took for a list: two in a row at least."""
    run: list[int] = []
    for n in [*kept.order, -1]:
        if n >= 0 and n not in kept.named and kept.labels[n] is Label.LIST_ITEM and (not run or n == run[-1] + 1):
            run.append(n)
            continue
        if len(run) >= 2:
            kept.name_each(run, Label.LIST_ITEM, 0.7, "")
        run = [n] if n >= 0 and n not in kept.named and kept.labels[n] is Label.LIST_ITEM else []


def find_plain_lists(kept: Kept) -> None:
    """Three or more short lines without a blank line between them that are no sentences: a list without marks."""
    for run in kept.runs(3):
        items = [n for n in run if n not in kept.named]
        short = all(kept.words(n) <= 12 and kept.traits[n].key for n in items)
        if len(items) >= 3 and len(items) == len(run) and short and sum(kept.traits[n].terminal for n in items) <= 0.2 * len(items):
            kept.name_each(items, Label.LIST_ITEM, 0.6, f"one of {len(items)} short lines that stand together")


def _beside_verse(kept: Kept, run: list[int]) -> bool:
    return any(kept.named.get(m, (None,))[0] is Label.VERSE for m in (run[0] - 1, run[-1] + 1))

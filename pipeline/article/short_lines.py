"""Finders for what is set in short lines: tables flattened to lines, lists, cries in a row, verse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.article.kept import Kept
from pipeline.data import Label

__all__ = ["find_lists", "find_plain_lists", "find_slogans", "find_tables", "find_verse", "list_marker", "period_of", "row_cells"]

_MARKER = re.compile(r"(?:([*•‣◦▪·➢►✓✔o–-])|\(?(\d{1,3})[.)]|\(?([a-zA-Z]|[ivx]{2,4})\)|\[(\d{1,3})\])\s+(?=\S)")
_CELLS = re.compile(r"\t+|\s*\|\s*|[ \u00a0]{2,}|\s\u00a0\s?|\s?\u00a0\s")
_NUMERIC = re.compile(r"[-–+±<>~(]?\s?(?:[£€$]\s?)?\d[\d.,:\s]*(?:%|[a-zµ°]{1,3}|[£€$])?\)?|[-–—]")
_AMOUNT = re.compile(r"\s\(?[-–+]?[£€$]\s?\d[\d.,]*\)?$|\s\(?[-–+]?\d[\d.,]*\s?(?:[£€$]|zł|kr|%)\)?$")
_ROW_LABEL = re.compile(
    r"(?:\d{4}s?(?:\s?[-–/]\s?\d{2,4}s?)?|\d{1,2}[:.]\d{2}(?:\s?[-–]\s?\d{1,2}[:.]\d{2})?|\d{1,3}\s?[-–]\s?\d{1,3})[\s:]+\S"
)
_VERSE_END = re.compile(r"[,;.!?:—–-][\"'”’»]?$")


# -- tables -----------------------------------------------------------------------------------------------------------


def row_cells(verbatim: str) -> list[str]:
    """The cells of a line whose columns are set apart by tabs, bars or several spaces; one cell if nothing sets them apart."""
    return [" ".join(c.split()) for c in _CELLS.split(verbatim.strip().strip("|")) if c.strip()]


def find_tables(kept: Kept) -> None:
    """Tables flattened to lines: columns set apart, a label or an amount in every line, or a cell a line."""
    for run in kept.runs(2):
        for rows in _column_rows(kept, run):
            _name_rows(kept, rows, "columns set apart")
        if period_of([kept.blocks[n].text for n in run if n not in kept.named]):
            _name_rows(kept, [n for n in run if n not in kept.named], "columns that repeat, a cell a line")
        amounts = [n for n in run if n not in kept.named and _AMOUNT.search(kept.blocks[n].text) and kept.traits[n].words <= 14]
        if len(amounts) >= 3 and len(amounts) == len([n for n in run if n not in kept.named]):
            _name_rows(kept, amounts, "each line ends with an amount")
        labelled = [n for n in run if n not in kept.named and _is_labelled_row(kept, n)]
        if len(labelled) >= 3 and len(labelled) >= len(run) - 1 and labelled == list(range(labelled[0], labelled[-1] + 1)):
            _name_rows(kept, labelled, "each line opens with a year or number")


def period_of(cells: Sequence[str]) -> int:
    """The number of columns of a table that was flattened to a cell a line; 0 if the lines are no such table.

    Below the head each row opens with a cell of words and goes on with cells of numbers; three rows and two columns at least.
    """
    numeric = [bool(_NUMERIC.fullmatch(c)) for c in cells]
    for columns in range(2, 9):
        rows, rest = divmod(len(cells), columns)
        if rest or rows < 3:
            continue
        body = [numeric[i : i + columns] for i in range(columns, len(cells), columns)]
        if all(not row[0] and all(row[1:]) for row in body):
            return columns
    return 0


def _column_rows(kept: Kept, run: list[int]) -> Iterator[list[int]]:
    rows: list[int] = []
    for n in [*run, -1]:
        cells = len(row_cells(kept.blocks[n].verbatim)) if n >= 0 and kept.traits[n].words <= 40 else 0
        if cells >= 2 and not _MARKER.match(kept.blocks[n].text):
            rows.append(n)
            continue
        # Two spaces after a full stop are typing, not columns.
        if len(rows) >= 2 and not any(kept.traits[m].prose for m in rows):
            yield rows
        rows = []


def _is_labelled_row(kept: Kept, n: int) -> bool:
    text, t = kept.blocks[n].text, kept.traits[n]
    return 2 <= t.words <= 14 and not t.terminal and bool(_ROW_LABEL.match(text)) and not re.match(r"\d{1,3}[.)]\s", text)


def _name_rows(kept: Kept, rows: list[int], why: str) -> None:
    header = rows[0] - 1
    if header in kept.members and header not in kept.named and kept.blocks[rows[0]].blank <= 1:
        t = kept.traits[header]
        if len(row_cells(kept.blocks[header].verbatim)) >= 2 and t.words <= 20 and not t.terminal:
            kept.name(header, Label.TABLE_ROW, 0.8, "head of the table below")
    for n in rows:
        kept.name(n, Label.TABLE_ROW, 0.8, why)


# -- lists, slogans, verse --------------------------------------------------------------------------------------------


def list_marker(text: str) -> str:
    """The marker a list item opens with, as printed; empty if there is none."""
    match = _MARKER.match(text)
    return match.group().strip() if match else ""


def find_lists(kept: Kept) -> None:
    """Items that open with bullets, or with numbers or letters that go on."""
    items: list[tuple[int, str, int]] = []
    for n in [*kept.order, -1]:
        found = _marker_class(kept, n) if n >= 0 and n not in kept.named else None
        if found and items and not _goes_on(items, found, n, kept):
            _name_items(kept, items)
            items = []
        if found:
            items.append((n, *found))
        elif items:
            _name_items(kept, items)
            items = []


def _marker_class(kept: Kept, n: int) -> tuple[str, int] | None:
    match = _MARKER.match(kept.blocks[n].text)
    if not match:
        return None
    if match[1]:
        return match[1], 0
    if match[2] or match[4]:
        return ("[" if match[4] else "#"), int(match[2] or match[4])
    return ("a", ord(match[3][0].lower()) - 96) if len(match[3]) == 1 else ("i", 0)


def _goes_on(items: list[tuple[int, str, int]], found: tuple[str, int], n: int, kept: Kept) -> bool:
    kind, number = found
    if n - items[-1][0] > 2:
        return False
    last = next((i for i in reversed(items) if i[1] == kind), None)
    if kind in "#[a":
        return last is None or number == last[2] + 1
    return True


def _name_items(kept: Kept, items: list[tuple[int, str, int]]) -> None:
    first = items[0][0]
    intro = first - 1 in kept.members and kept.blocks[first - 1].text.endswith(":")
    ordered = items[0][1] in "#[a" and items[0][2] == 1
    if len(items) < 2 and not intro:
        return
    if items[0][1] in "#[a" and not ordered and len(items) < 3:
        return
    if (
        items[0][1] in "-–"
        and not intro
        and all(kept.blocks[n].blank for n, _, _ in items)
        and any(kept.traits[n].prose for n, _, _ in items)
    ):
        return  # dialogue with dashes, a paragraph each
    for n, _, _ in items:
        kept.name(n, Label.LIST_ITEM, 0.85, f"one of {len(items)} marked items")


def find_slogans(kept: Kept) -> None:
    """Two or more short lines in a row that end with an exclamation mark."""
    run: list[int] = []
    for n in [*kept.order, -1]:
        if (
            n >= 0
            and n not in kept.named
            and kept.traits[n].words <= 14
            and kept.blocks[n].text.rstrip("\"'”’» ").endswith("!")
            and not kept.traits[n].opens_quote
        ):
            run.append(n)
            continue
        if len(run) >= 2:
            for m in run:
                kept.name(m, Label.SLOGAN, 0.8, f"one of {len(run)} cries in a row")
        run = []


def find_verse(kept: Kept) -> None:
    """Lines of verse: four or more short lines that stand together; fewer where a colon leads to them or another stanza stands beside them."""
    stanzas = [run for run in kept.runs(2) if _is_stanza(kept, run)]
    ends, starts = {run[-1] for run in stanzas}, {run[0] for run in stanzas}
    for run in kept.runs(2):
        lines = [n for n in run if n not in kept.named]
        short = [n for n in lines if kept.traits[n].words <= 12 and len(kept.blocks[n].text) <= 65 and kept.traits[n].digits < 0.2]
        if len(short) < len(lines) or not lines:
            continue
        intro = run[0] - 1 in kept.members and kept.blocks[run[0] - 1].text.endswith(":")
        beside = _beside_verse(kept, run) or (len(run) >= 3 and (run[0] - 1 in ends or run[-1] + 1 in starts))
        closed = sum(bool(_VERSE_END.search(kept.blocks[n].text[-3:])) for n in lines)
        soft = sum(kept.blocks[n].text[-1] in ",;—–-" or kept.traits[n].lower_start for n in lines)
        enough = len(lines) >= 4 or (len(lines) >= 3 and (intro or beside)) or (len(lines) >= 2 and beside)
        if enough and (soft >= 0.25 * len(lines) or (closed >= 0.5 * len(lines) and (intro or beside))):
            for n in lines:
                kept.name(n, Label.VERSE, 0.75, f"one of {len(lines)} short lines set as verse")


def _is_stanza(kept: Kept, run: list[int]) -> bool:
    return len(run) >= 3 and all(kept.traits[n].words <= 12 and kept.traits[n].digits < 0.2 for n in run)


def find_plain_lists(kept: Kept) -> None:
    """Three or more short lines without a blank line between them that are no sentences: a list without marks."""
    for run in kept.runs(3):
        items = [n for n in run if n not in kept.named]
        short = all(kept.traits[n].words <= 12 and kept.traits[n].key for n in items)
        if len(items) >= 3 and len(items) == len(run) and short and sum(kept.traits[n].terminal for n in items) <= 0.2 * len(items):
            for n in items:
                kept.name(n, Label.LIST_ITEM, 0.6, f"one of {len(items)} short lines that stand together")


def _beside_verse(kept: Kept, run: list[int]) -> bool:
    return any(kept.named.get(m, (None,))[0] is Label.VERSE for m in (run[0] - 1, run[-1] + 1))

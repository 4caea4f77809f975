"""CSV and TSV: a source for each row, its fields named by the first row. Bytes of a cell are not changed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.data import Source
from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.sources.opened import LARGEST, Opened
from pipeline.sources.packed import lines_of
from pipeline.sources.recognise import delimiter_of, is_column, is_comment
from pipeline.sources.records import Records, holds_text

if TYPE_CHECKING:
    from _csv import Dialect as _Form
    from _csv import Reader as _Rows

__all__ = ["read_table"]


class _Lines:
    """Lines of text for the csv module, each with its end; bytes that are no UTF-8 are kept as surrogates."""

    def __init__(self, lines: Iterator[bytes | None], name: str, *, escaped: bool) -> None:
        self._lines, self._name, self._escaped = lines, name, escaped
        self._again: list[str] = []
        self.record: list[str] = []
        """The lines of the record under way."""
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        self.record.append(self._again.pop() if self._again else self._next())
        return self.record[-1]

    def unread(self, lines: list[str]) -> None:
        """Puts back lines, which are given once more."""
        self._again += reversed(lines)

    def _next(self) -> str:
        line = next(self._lines)
        self.number += 1
        if line is None:
            raise Fault("too-large", f"{self._name}:{self.number}: this line has more than {LARGEST >> 20} MB.", name=f"{self._name}:{self.number}")
        self._escaped = self._escaped or _ESCAPED.search(line) is not None
        if self._escaped:
            line = _BACKSLASHES.sub(_doubled, line)
        return line.replace(b"\0", b"").decode("utf-8", "surrogateescape") + "\n"


_ESCAPED = re.compile(rb"""(?m)(?:^|[,;\t|])"[^"]*\\"(?!\s*(?:[,;\t|"]|$))""")
"""A quotation mark inside a quoted cell, with a backslash before it: as MySQL, Spark and pandas write it, where others double it."""
_BACKSLASHES = re.compile(rb"""(?<!\\)(\\++)\"""")
_LOOKED_AT = 20
"""Lines in which the first row with a quoted cell is looked for."""
_FEWEST_ROWS = 3
"""Lines with two cells that are rows of a table of two columns, and not the text of a cell with a comma in each line."""
_TOLD = re.compile(r"sep=(.)[\r\n]*")
"""The line in which Excel declares the separator of cells."""


def read_table(opened: Opened) -> Iterator[Source | Fault]:
    """A source for each row. A row that cannot be used becomes a `Fault` with its place, and does not affect the others."""
    name = opened.name
    lines = _Lines(lines_of(opened.chunks(), LARGEST), name, escaped=_ESCAPED.search(opened.head) is not None)
    first = next(lines, "")
    if told := _TOLD.fullmatch(first):
        first = next(lines, "")
    while is_comment(first.encode("utf-8", "surrogateescape"), opened.inputs):
        first = next(lines, "")
    delimiter = told[1] if told else delimiter_of(first.encode("utf-8", "surrogateescape"), opened.inputs)
    csv.field_size_limit(LARGEST)
    lines.unread([first])
    rows = csv.reader(lines, delimiter=delimiter or _of_one_column(first, opened), skipinitialspace=_is_spaced(first, delimiter, opened.head))
    try:
        header = [column.strip() for column in next(rows)]
        header[0] = header[0].lstrip("# ")
    except csv.Error as error:
        yield Fault("broken-row", f"{name}:1: the first row of the table cannot be read ({error}). Mend it.", name=f"{name}:1")
        return
    if delimiter is None and len(header) > 1 or not holds_text(header, opened.inputs):
        yield _headless(name, header)
        return
    yield from _read_rows(rows, header, lines, opened)


def _is_spaced(first: str, delimiter: str | None, head: bytes) -> bool:
    """Whether spaces stand between delimiters and cells in quotation marks: where the first such row has the cells of its head without these spaces
    alone. ``first``: the head of the table. ``head``: the first bytes of the file."""
    quoted = next((line for line in head.decode("utf-8", "surrogateescape").split("\n")[1:_LOOKED_AT] if '"' in line), "")
    if delimiter is None or f'{delimiter} "' not in quoted:
        return False
    bare, spaced = (len(next(csv.reader([quoted], delimiter=delimiter, skipinitialspace=skips))) for skips in (False, True))
    return bare != spaced == len(next(csv.reader([first], delimiter=delimiter)))


def _of_one_column(first: str, opened: Opened) -> str:
    """The delimiter of a table whose first line has none that is known: one that no text has where this line names one column with text."""
    return "\x1f" if is_column(first.encode("utf-8", "surrogateescape"), opened.inputs) else ","


def _doubled(found: re.Match[bytes]) -> bytes:
    """A quotation mark that a backslash escapes, written twice instead; other backslashes stay as they are."""
    return found[1][:-1] + b'""' if len(found[1]) % 2 else found[0]


def _read_rows(rows: _Rows, header: list[str], lines: _Lines, opened: Opened) -> Iterator[Source | Fault]:
    name, records, number = opened.name, Records(opened.name, opened.inputs), 1
    while True:
        lines.record = []
        number += 1
        where = f"{name}:{number}"
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Fault("broken-row", f"{where}: this row of the table cannot be read ({error}). Mend or remove it.", name=where)
            continue
        if not any(cell.strip() for cell in row):
            continue
        if _swallows_rows(lines.record, rows.dialect, len(header)):
            lines.unread(lines.record[1:])
            yield Fault("broken-row", f"{where}: a cell of this row opens with a quotation mark that nothing closes. Mend or remove it.", name=where)
            continue
        if fault := _wrong(row, header, "".join(lines.record).count('"') % 2 == 1, where):
            yield fault
            continue
        item = records.read(_named(header, row), where)
        yield _as_it_stood(item) if isinstance(item, Source) else item


def _swallows_rows(lines: list[str], form: _Form, columns: int) -> bool:
    """Whether the lines of a row are several rows, of which the first opens a cell that nothing closes, or a mark that opens another cell."""
    if len(lines) < 2 or columns < 2 or _cells(lines, form) is not None:
        return False
    others = [line for line in lines[1:] if line.strip()]
    closed = "".join(lines).count('"') % 2 == 0
    if closed and columns > 2 and f'{form.delimiter}"' in lines[-1] and _cells(lines[-1:], form, strict=False) == columns:
        others = others[:-1]  # a row that opens a cell, which nothing closes either
    elif len(others) < (1 if closed or columns > 2 else _FEWEST_ROWS):
        return False
    return all(_cells([line], form) == columns for line in others)


def _cells(lines: list[str], form: _Form, *, strict: bool = True) -> int | None:
    """How many cells some lines are as one row; None where they are none, or not one. ``strict``: each quoted cell has to end."""
    try:
        rows = list(csv.reader(lines, form, strict=strict))
    except csv.Error:
        return None
    return len(rows[0]) if len(rows) == 1 else None


def _named(header: list[str], row: list[str]) -> dict[str, str]:
    """The cells by the names of their columns. Of columns with the same name, the first cell that holds something has the name."""
    cells: dict[str, str] = {}
    for n, (name, cell) in enumerate(zip(header, row, strict=False)):
        cells[name if not cells.get(name, "").strip() else f"{name} ({header[:n + 1].count(name)})"] = cell
    return cells


def _wrong(row: list[str], header: list[str], open_quote: bool, where: str) -> Fault | None:
    if open_quote and row and "\n" in row[-1]:
        return Fault("cut-short", f"{where}: the table ends inside a quoted cell of this row; the rest is missing. Fetch the file again.", name=where)
    if len(row) != len(header) and any(cell.strip() for cell in row[len(header):]) or len(row) < len(header):
        return Fault("broken-row", f"{where}: this row has {counted(len(row), 'cell')}, the head of the table has {len(header)}. Mend or remove it.",
                     name=where)
    return None


def _as_it_stood(source: Source) -> Source:
    """The bytes of the cell; their encoding, if it is not UTF-8, is found when the source is decoded."""
    try:
        source.data.decode("utf-8", "surrogatepass").encode()
    except UnicodeEncodeError:
        data = source.data.decode("utf-8", "surrogatepass").encode("utf-8", "surrogateescape")
        pairs = tuple((key, value.encode("utf-8", "surrogateescape").decode("windows-1252", "replace")) for key, value in source.metadata)
        return replace(source, data=data, charset=None, metadata=pairs)
    pairs = tuple((key, value.encode("utf-8", "surrogateescape").decode("windows-1252", "replace") if _odd(value) else value)
                  for key, value in source.metadata)
    return replace(source, metadata=pairs)


def _odd(value: str) -> bool:
    return any("\ud800" <= c <= "\udfff" for c in value)


def _headless(name: str, columns: list[str]) -> Fault:
    here = ", ".join(columns[:12])[:300] or "none"
    return Fault("no-text-field", f"{name}: the first row of this table names no column that is known to hold text (columns here: {here}). "
                 "Name the column in the settings: inputs.text or inputs.html.", name=name)

"""An SQLite file of articles: written in one go, so that the same articles give the same bytes."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from pipeline.writers.exports import Item
from pipeline.writers.exports.sqlite import COLUMNS, INDEXES, SEARCH, TABLES, database_rows

__all__ = ["write_database"]

_SETTINGS = "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA user_version = 1; PRAGMA temp_store = FILE;"
"""No journal: a file that is not whole is thrown away."""
_QUOTED = '"{}"'
_INSERT = {
    table: f"INSERT INTO {table} ({', '.join(map(_QUOTED.format, names))}) VALUES ({', '.join('?' * len(names))})"
    for table, names in COLUMNS.items()
}


def write_database(items: Iterable[Item], path: Path) -> None:
    """Writes a new database there. Raises `OSError` with the reason where that is not possible."""
    path.open("wb").close()  # the system says why a file can't be made; SQLite does not
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.executescript(_SETTINGS + "BEGIN;" + TABLES)
            for item in items:
                for table, values in database_rows(item):
                    database.execute(_INSERT[table], values)
            database.executescript("BEGIN;" + INDEXES + SEARCH + "COMMIT;")  # a script ends the transaction under way
    except sqlite3.Error as error:
        more = ": the SQLite of this Python has no full-text search (FTS5); use another build of Python" if "fts5" in str(error) else ""
        raise OSError(f"{error}{more}") from None

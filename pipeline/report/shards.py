"""Data files of the report: JSON inside a call, since a page that was opened from the disk may load scripts and nothing else.

Signs that would turn the direction of the words behind them are replaced, one for one, so that places in a text stay right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from pipeline.archive.store.names import batch_name
from pipeline.writers.exports.neutral import neutral_json

__all__ = ["Shard", "Shards", "as_script", "first_shard", "write_pages"]

_BYTES = 300_000
"""Of one data file with articles, unless one article is larger: a page loads it within a blink."""


def as_script(name: str, data: Any) -> bytes:
    """``engross.take("list/00000", [...]);``"""
    return b"engross.take(%s,%s);\n" % (orjson.dumps(name), neutral_json(orjson.dumps(data, default=tuple)))


def first_shard(batch: int) -> str:
    """The name of the first data file of a batch."""
    return _name(batch, 0)


def _name(batch: int, shard: int) -> str:
    return f"{batch_name(batch)}-{shard:02d}.js"


class Shard:
    """The data files of one batch, while they are written."""

    def __init__(self, folder: Path, batch: int) -> None:
        self._folder, self._batch, self._number = folder, batch, 0
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, record: dict[str, Any]) -> int:
        """Adds an article. Returns the number of its data file."""
        data = neutral_json(orjson.dumps(record))
        if self._size and self._size + len(data) > _BYTES:
            self.close()
            self._number += 1
        self._parts.append(data)
        self._size += len(data)
        return self._number

    def close(self) -> None:
        """Writes what was added since the last file."""
        if self._parts:
            name = _name(self._batch, self._number)
            head = b"engross.take(%s,[\n" % orjson.dumps(f"articles/{name.removesuffix('.js')}")
            with (self._folder / name).open("wb") as file:
                file.write(head)
                file.writelines(b",\n" * (n > 0) + part for n, part in enumerate(self._parts))
                file.write(b"\n]);\n")
        self._parts, self._size = [], 0


class Shards:
    """The folder of the data files with articles."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> set[str]:
        """The files that are there."""
        return {path.name for path in self._folder.glob("*.js")}

    @contextmanager
    def of(self, batch: int) -> Iterator[Shard]:
        """The data files of a batch, to be filled."""
        self._folder.mkdir(parents=True, exist_ok=True)
        shard = Shard(self._folder, batch)
        yield shard
        shard.close()


def write_pages(folder: Path, name: str, rows: Iterable[Any], size: int) -> tuple[int, int]:
    """Writes rows to numbered data files and removes those of a longer list before. Returns how many files and rows there are."""
    folder.mkdir(parents=True, exist_ok=True)
    pages, total, left = 0, 0, iter(rows)
    while page := list(islice(left, size)):
        (folder / f"{name}-{pages:04d}.js").write_bytes(as_script(f"{folder.name}/{name}-{pages:04d}", page))
        pages += 1
        total += len(page)
    for path in folder.glob(f"{name}-*.js"):
        if int(path.stem.rpartition("-")[2]) >= pages:
            path.unlink()
    return pages, total

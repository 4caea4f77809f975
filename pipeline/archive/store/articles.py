"""Articles as they stand in the archive's JSONL files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from pipeline.archive.store.disk import ArchiveError
from pipeline.archive.store.names import batch_name

__all__ = ["Stand", "article_at", "articles_in", "articles_of", "rows_in", "rows_of"]

Stand = tuple[int, int]
"""Where a line stands: batch and offset in bytes."""


def articles_in(root: Path, batch: int) -> Iterator[tuple[Stand, dict[str, Any]]]:
    """The articles of a batch, with the places of their lines. A batch that only holds failures has none."""
    yield from articles_of(root / "data" / "articles" / f"{batch_name(batch)}.jsonl", batch)


def articles_of(path: Path, batch: int) -> Iterator[tuple[Stand, dict[str, Any]]]:
    """The articles of one file, which may be one that is not published yet."""
    if path.exists():
        offset = 0
        for line in path.read_bytes().splitlines(keepends=True):
            yield (batch, offset), _parsed(path, line)
            offset += len(line)


def rows_in(root: Path, kind: str, batch: int) -> Iterator[dict[str, Any]]:
    """The rows of a batch's file of this kind (``ledger``, ``copies``, ``dropped``); none where it has no such file."""
    yield from rows_of(root / "data" / kind / f"{batch_name(batch)}.jsonl")


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of one file, which may be one that is not published yet."""
    if path.exists():
        for line in path.read_bytes().splitlines():
            yield _parsed(path, line)


def article_at(root: Path, stand: Stand, path: Path | None = None) -> dict[str, Any]:
    """The article that stands there; in this file, where it is given."""
    path = path or root / "data" / "articles" / f"{batch_name(stand[0])}.jsonl"
    with path.open("rb") as stream:
        stream.seek(stand[1])
        return _parsed(path, stream.readline())


def _parsed(path: Path, line: bytes) -> dict[str, Any]:
    try:
        found: dict[str, Any] = orjson.loads(line)
    except ValueError as error:
        raise ArchiveError("broken-batch", f"{path}: a line can't be read ({error}). Run: engross verify {path.parents[2]}") from None
    return found

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
        for at, line in enumerate(_content(path).splitlines(keepends=True), 1):
            yield (batch, offset), _parsed(path, line, f"line {at}")
            offset += len(line)


def rows_in(root: Path, kind: str, batch: int) -> Iterator[dict[str, Any]]:
    """The rows of a batch's file of this kind (``ledger``, ``copies``, ``dropped``); none where it has no such file."""
    yield from rows_of(root / "data" / kind / f"{batch_name(batch)}.jsonl")


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of one file, which may be one that is not published yet."""
    if path.exists():
        for at, line in enumerate(_content(path).splitlines(), 1):
            yield _parsed(path, line, f"line {at}")


def article_at(root: Path, stand: Stand, path: Path | None = None) -> dict[str, Any]:
    """The article that stands there; in this file, where it is given."""
    path = path or root / "data" / "articles" / f"{batch_name(stand[0])}.jsonl"
    try:
        with path.open("rb") as stream:
            stream.seek(stand[1])
            line = stream.readline()
    except OSError as error:
        raise _unreadable(path, error) from None
    return _parsed(path, line, f"byte {stand[1]}")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> ArchiveError:
    return ArchiveError("broken-batch", f"{path} can't be read ({error.strerror or error}). Run: engross verify {path.parents[2]}")


def _parsed(path: Path, line: bytes, where: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = orjson.loads(line)
    except ValueError:
        reason = "it is no JSON" if line.endswith(b"\n") else "it is cut off, or no JSON"
        raise ArchiveError("broken-batch", f"{path}, {where}: this can't be read ({reason}). Run: engross verify {path.parents[2]}") from None
    return found

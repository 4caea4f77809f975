"""Articles as they stand in the archive's JSONL files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from pipeline.archive.store.disk import ArchiveError
from pipeline.archive.store.names import batch_name

__all__ = ["Stand", "article_at", "articles_in", "articles_of", "rows_in", "rows_of", "with_ledger"]

_LONG = 1_000_000
"""Bytes of a line from which memory counts."""

Stand = tuple[int, int]
"""Where a line stands: batch and offset in bytes."""


def articles_in(root: Path, batch: int) -> Iterator[tuple[Stand, dict[str, Any]]]:
    """The articles of a batch, with the places of their lines. A batch that only holds failures has none."""
    yield from articles_of(root / "data" / "articles" / f"{batch_name(batch)}.jsonl", batch)


def articles_of(path: Path, batch: int) -> Iterator[tuple[Stand, dict[str, Any]]]:
    """The articles of one file, which may be one that is not published yet."""
    offset = 0
    for at, line in enumerate(_lines(path), 1):
        yield (batch, offset), _parsed(path, line, f"line {at}")
        offset += len(line)


def rows_in(root: Path, kind: str, batch: int) -> Iterator[dict[str, Any]]:
    """The rows of a batch's file of this kind (``ledger``, ``copies``, ``dropped``); none where it has no such file."""
    yield from rows_of(root / "data" / kind / f"{batch_name(batch)}.jsonl")


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of one file, which may be one that is not published yet."""
    for at, line in enumerate(_lines(path), 1):
        yield _parsed(path, line, f"line {at}")


def with_ledger(root: Path, batch: int) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """The articles of a batch, each with its row of the ledger, or None where there is none. Both files have one order, so that one row of each is
    in memory at a time; rows in another order are kept until their article comes."""
    rows, waiting = rows_in(root, "ledger", batch), dict[tuple[Any, Any], dict[str, Any]]()
    for _, article in articles_in(root, batch):
        own = article.get("id"), article.get("version")
        book = waiting.pop(own, None)
        while book is None and (row := next(rows, None)) is not None:
            if (key := (row.get("id"), row.get("version"))) == own:
                book = row
            else:
                waiting[key] = row
        yield article, book


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


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, with their ends; none where there is no such file."""
    if not path.exists():
        return
    try:
        with path.open("rb") as stream:
            yield from stream
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> ArchiveError:
    return ArchiveError("broken-batch", f"{path} can't be read ({error.strerror or error}). Run: engross verify {path.parents[2]}")


def _parsed(path: Path, line: bytes, where: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = orjson.loads(line) if len(line) < _LONG else _with_shared_strings(line)
    except ValueError:
        reason = "it is not JSON" if line.endswith(b"\n") else "it is cut off, or not JSON"
        raise ArchiveError("broken-batch", f"{path}, {where}: this can't be read ({reason}). Run: engross verify {path.parents[2]}") from None
    return found


def _with_shared_strings(line: bytes) -> Any:
    """The value of a long line. The same words stand in its repairs and removals again and again; each is one object, which halves the memory."""
    import pydantic_core

    return pydantic_core.from_json(line, allow_inf_nan=False, cache_strings="all")

"""``parquet``: a row for each article, with the fields of its line in ``jsonl``; sections, blocks and removals are nested columns.

Strategy: rows are gathered into groups by the size of their texts, and each group is written into a buffer that is handed on at once, so
that the file is a stream like any other. Needs pyarrow, which is loaded when the first row comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from pipeline.writers.exports.item import Item

__all__ = ["parquet_pieces", "parquet_schema"]

_ROWS, _CHARS = 512, 1 << 25
"""Most rows, and characters of text, of one group."""

_METADATA: dict[str, Any] = {
    "id": "string", "version": "int32", "supersedes": "int32",
    "source": {
        "name": "string", "url": "string", "media_type": "string",
        "encoding": {"name": "string", "by": "string", "confidence": "double", "lost": "int64"},
        "sha256": "string", "sha256_decoded": "string", "bytes": "int64", "chars": "int64", "captured": "string", "origins": ["string"],
    },
    "title": "string", "subtitle": "string", "authors": ["string"], "published": "string", "updated": "string", "publisher": "string",
    "issue": "string", "series": "string", "part": "string", "section": "string", "language": "string", "standfirst": "string",
    "tags": ["string"], "description": "string", "licence": "string", "words": "int32", "text": "string",
}
_BLOCK: dict[str, Any] = {
    "id": "string", "kind": "string", "text": "string", "start": "int64", "end": "int64", "group": "int32", "level": "int32", "rend": "string",
    "n": "string", "cells": [{"text": "string", "rows": "int32", "cols": "int32", "header": "bool"}],
    "inlines": [{"start": "int32", "end": "int32", "kind": "string", "value": "string"}], "attribution": {"at": "int32", "start": "int64"},
    "target": "string", "url": "string", "lang": "string",
}
_SECTION: dict[str, Any] = {
    "id": "string", "parent": "string", "level": "int32", "role": "string", "heading": "string", "head": _BLOCK, "blocks": [_BLOCK],
}
_REMOVAL: dict[str, Any] = {
    "id": "string", "kind": "string", "text": "string", "start": "int64", "end": "int64", "reason": "string", "evidence": ["string"],
    "confidence": "double", "stage": "string", "twin": "string", "used": ["string"],
}
_PARTS: dict[str, Any] = {
    "front": [_BLOCK], "sections": [_SECTION],
    "metadata": [{"field": "string", "value": "string", "how": "string", "text": "string", "start": "int64", "end": "int64",
                  "confidence": "double", "chosen": "bool"}],
    "confidence": "double", "doubts": [{"code": "string", "text": "string", "start": "int64", "end": "int64"}], "recipe": "string",
    "removed": [_REMOVAL], "copy_of": "string",
}


@lru_cache(maxsize=1)
def parquet_schema() -> Any:
    """The columns, as an Arrow schema."""
    import pyarrow as pa

    return pa.schema([pa.field(name, _type(form)) for name, form in (_METADATA | _PARTS).items()])


def _type(form: Any) -> Any:
    import pyarrow as pa

    if isinstance(form, dict):
        return pa.struct([pa.field(name, _type(inner)) for name, inner in form.items()])
    return pa.list_(_type(form[0])) if isinstance(form, list) else pa.type_for_alias(form)


class _Sink:
    """What the writer takes for a file: its bytes are taken out of it as they come."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        self._size += len(part)
        return len(part)

    def tell(self) -> int:
        return self._size

    def flush(self) -> None:
        """Nothing waits anywhere."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def parquet_pieces(items: Iterable[Item]) -> Iterator[bytes]:
    """The pieces of the file, a group of rows each."""
    import pyarrow as pa
    from pyarrow import parquet

    sink = _Sink()
    writer = parquet.ParquetWriter(sink, parquet_schema(), compression="zstd")
    for rows in _groups(items):
        writer.write_table(pa.Table.from_pylist(rows, schema=parquet_schema()))
        yield sink.taken()
    writer.close()
    yield sink.taken()


def _groups(items: Iterable[Item]) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    chars = 0
    for item in items:
        rows.append(item.row | {"removed": item.removed, "copy_of": item.copy_of})
        chars += item.row["source"]["chars"]
        if len(rows) >= _ROWS or chars >= _CHARS:
            yield rows
            rows, chars = [], 0
    if rows:
        yield rows

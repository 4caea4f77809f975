"""What an archive holds, read back from ``data/``: the rows of a catalogue that is missing or broken."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pipeline.archive.caches.cache import files_in, number_of
from pipeline.archive.caches.catalogue import ArticleRow, Catalogue, FailureRow, OriginRow, RecipeRow, Row, TagRow
from pipeline.archive.store.bag import MANIFEST, missing_files
from pipeline.archive.store.disk import ArchiveError
from pipeline.archive.store.records import Damage, read_records

__all__ = ["open_catalogue"]


def open_catalogue(root: Path, *, in_memory: bool = False) -> Catalogue:
    """The catalogue of an archive, made again where it does not belong to what stands in ``data/``.

    Raises `ArchiveError` where a batch is missing: what it held would be told as not there, or as archived.
    """
    if missing := missing_files(root):
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise ArchiveError("broken-batch", f"{root / missing[0]}{more}: the manifest lists this, and it is not there. Bring it back from a copy "
                           f"of the archive (docs/archive.md, Checking). Run: engross verify {root}")
    path = root / "catalogue.sqlite"
    if path.exists():
        catalogue = Catalogue(path)
        if catalogue.belongs_to(root / MANIFEST):
            return catalogue
    catalogue = Catalogue(None if in_memory else path)
    catalogue.start_over()
    catalogue.add(_rows(root / "data"), root / MANIFEST)
    return catalogue


def _rows(data: Path) -> Iterator[Row]:
    for kind, read in _READERS.items():
        for path in files_in(data / kind):
            yield from read(path)


def _read_as(made: Callable[[dict[str, Any], int], Iterator[Row]]) -> Callable[[Path], Iterator[Row]]:
    """Reads a file of JSON lines: ``made`` gives the rows of a line, from its fields and the number of the batch."""
    def rows(path: Path) -> Iterator[Row]:
        for at, line in enumerate(path.read_bytes().split(b"\n")[:-1], 1):
            try:
                found = list(made(json.loads(line), number_of(path)))
            except (ValueError, KeyError, TypeError) as error:
                raise _broken(path, at, error) from None
            yield from found
    return rows


def _article(line: dict[str, Any], batch: int) -> Iterator[Row]:
    row = _article_row(line, batch)
    yield row
    yield _own_place(row)


def _dropped(line: dict[str, Any], batch: int) -> Iterator[Row]:
    row = replace(_article_row(line, batch), gone=line["why"], copy_of=line["copy_of"])
    yield row
    if row.gone == "copy":
        yield _own_place(row)


def _article_row(line: dict[str, Any], batch: int) -> ArticleRow:
    source = line["source"]
    return ArticleRow(line["id"], line["version"], source["name"], source["url"], source["sha256"], source["captured"], line["recipe"], batch,
                      json.dumps(source["origins"]))


def _failure(line: dict[str, Any], batch: int) -> Iterator[Row]:
    yield FailureRow(line["name"], line["code"], line["sha256"], line["recipe"], line["sentence"], line["warning"], batch)


def _recipe(line: dict[str, Any], batch: int) -> Iterator[Row]:
    yield RecipeRow(line["recipe"], json.dumps(line["parts"]), batch)


def _tag(line: dict[str, Any], batch: int) -> Iterator[Row]:
    yield TagRow(line["id"], line["copy_of"], line["similarity"], line["within"], json.dumps(line["differs"]), batch)


def _own_place(row: ArticleRow) -> OriginRow:
    identity = row.url or (row.name if row.name != "-" else f"sha256:{row.sha256}")
    return OriginRow(identity, row.sha256, row.captured or "", row.name, row.id, row.version, row.batch)


def _places(path: Path) -> Iterator[Row]:
    """Further places of known bytes: the ``revisit`` records."""
    for record in read_records(path.read_bytes()):
        if isinstance(record, Damage):
            raise ArchiveError("broken-batch", f"{path}: the file is {record}, so nobody can tell which further places of known sources the archive "
                               f"holds. Bring it back from a copy of the archive (docs/archive.md, Checking). Run: engross verify {path.parents[2]}")
        head = record.head
        if head.get("warc-type") == "revisit":
            identity = unquote(head.get("engross-url") or head["engross-name"], errors="surrogateescape")
            sha256 = head["warc-payload-digest"].removeprefix("sha256:")
            captured, name = (unquote(head.get(f"engross-{field}") or "", errors="surrogateescape") for field in ("captured", "name"))
            yield OriginRow(identity, sha256, captured, name, head["engross-id"], int(head["engross-version"]), number_of(path))


_READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "articles": _read_as(_article), "sources": _places, "failed": _read_as(_failure), "dropped": _read_as(_dropped), "recipes": _read_as(_recipe),
    "copies": _read_as(_tag),
}


def _broken(path: Path, line: int, error: Exception) -> ArchiveError:
    return ArchiveError("broken-batch", f"{path}, line {line}: this can't be read ({error!r}), so nobody can tell what the archive holds. "
                        f"Run: engross verify {path.parents[2]}")

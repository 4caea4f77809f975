"""What an archive holds, read back from ``data/``: the rows of a catalogue that is missing or broken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from pipeline.archive.caches.catalogue import ArticleRow, Catalogue, FailureRow, OriginRow, RecipeRow, Row, TagRow
from pipeline.archive.store.bag import MANIFEST
from pipeline.archive.store.disk import ArchiveError

__all__ = ["open_catalogue"]


def open_catalogue(root: Path, *, in_memory: bool = False) -> Catalogue:
    """The catalogue of an archive, made again where it does not belong to what stands in ``data/``."""
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
    for path in _files(data / "articles"):
        yield from _articles(path)
    for path in _files(data / "sources"):
        yield from _places(path)
    for path in _files(data / "failed"):
        yield from _failures(path)
    for path in _files(data / "dropped"):
        yield from _dropped(path)
    for path in _files(data / "recipes"):
        yield from _recipes(path)
    for path in _files(data / "copies"):
        yield from _tags(path)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*"), key=lambda path: int(path.name.partition(".")[0])) if folder.exists() else []


def _articles(path: Path) -> Iterator[Row]:
    for at, line in enumerate(_lines(path), 1):
        try:
            found = json.loads(line)
            source = found["source"]
            row = ArticleRow(found["id"], found["version"], source["name"], source["url"], source["sha256"], source["captured"], found["recipe"],
                             _number(path), json.dumps(source["origins"]))
        except (ValueError, KeyError, TypeError) as error:
            raise _broken(path, at, error) from None
        yield row
        yield _own_place(row)


def _failures(path: Path) -> Iterator[Row]:
    for at, line in enumerate(_lines(path), 1):
        try:
            found = json.loads(line)
            yield FailureRow(found["name"], found["code"], found["sha256"], found["recipe"], found["sentence"], found["warning"], _number(path))
        except (ValueError, KeyError, TypeError) as error:
            raise _broken(path, at, error) from None


def _recipes(path: Path) -> Iterator[Row]:
    for at, line in enumerate(_lines(path), 1):
        try:
            found = json.loads(line)
            yield RecipeRow(found["recipe"], json.dumps(found["parts"]), _number(path))
        except (ValueError, KeyError, TypeError) as error:
            raise _broken(path, at, error) from None


def _tags(path: Path) -> Iterator[Row]:
    for at, line in enumerate(_lines(path), 1):
        try:
            found = json.loads(line)
            yield TagRow(found["id"], found["copy_of"], found["similarity"], found["within"], json.dumps(found["differs"]), _number(path))
        except (ValueError, KeyError, TypeError) as error:
            raise _broken(path, at, error) from None


def _dropped(path: Path) -> Iterator[Row]:
    for at, line in enumerate(_lines(path), 1):
        try:
            found = json.loads(line)
            source = found["source"]
            row = ArticleRow(found["id"], found["version"], source["name"], source["url"], source["sha256"], source["captured"], found["recipe"],
                             _number(path), json.dumps(source["origins"]), found["why"], found["copy_of"])
        except (ValueError, KeyError, TypeError) as error:
            raise _broken(path, at, error) from None
        yield row
        if row.gone == "copy":
            yield _own_place(row)


def _own_place(row: ArticleRow) -> OriginRow:
    identity = row.url or (row.name if row.name != "-" else f"sha256:{row.sha256}")
    return OriginRow(identity, row.sha256, row.captured or "", row.name, row.id, row.version, row.batch)


def _places(path: Path) -> Iterator[Row]:
    """Further places of known bytes: the ``revisit`` records."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.revisit, parse_http=False):
            head = record.headers
            identity = unquote(head.get("Engross-Url") or head["Engross-Name"], errors="surrogateescape")
            sha256 = head["WARC-Payload-Digest"].removeprefix("sha256:")
            captured, name = (unquote(head.get(f"Engross-{field}") or "", errors="surrogateescape") for field in ("Captured", "Name"))
            yield OriginRow(identity, sha256, captured, name, head["Engross-Id"], int(head["Engross-Version"]), _number(path))


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().split(b"\n")[:-1]


def _number(path: Path) -> int:
    return int(path.name.partition(".")[0])


def _broken(path: Path, line: int, error: Exception) -> ArchiveError:
    return ArchiveError("broken-batch", f"{path}, line {line}: this can't be read ({error!r}), so nobody can tell what the archive holds. "
                        f"Run: engross verify {path.parents[2]}")

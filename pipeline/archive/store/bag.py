"""The BagIt 1.0 files (RFC 8493) around ``data/``. Lines are added for new files; older files are not hashed again.

Written here because bagit-python writes BagIt 0.97, moves the user's files, changes the working directory and hashes everything each time. The
tests validate the bags with it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from pipeline.archive.store.disk import whole, write_whole
from pipeline.settings import Settings, version

__all__ = ["DECLARATION", "MANIFEST", "Oxum", "missing_files", "oxum_of", "write_bag"]

MANIFEST = "manifest-sha256.txt"
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_TAGS = ("bag-info.txt", "bagit.txt", MANIFEST)
_OXUM = re.compile(r"^Payload-Oxum: (\d+)\.(\d+)$", re.MULTILINE)

Oxum = tuple[int, int]
"""Bytes and files of the payload."""


def oxum_of(root: Path) -> Oxum:
    """From ``bag-info.txt``, or counted where that is missing or says nothing."""
    try:
        if found := _OXUM.search((root / "bag-info.txt").read_text(encoding="utf-8")):
            return int(found[1]), int(found[2])
    except (FileNotFoundError, UnicodeDecodeError):
        pass
    sizes = [path.stat().st_size for path in (root / "data").rglob("*") if path.is_file()]
    return sum(sizes), len(sizes)


def missing_files(root: Path) -> list[str]:
    """Files of batches that the manifest lists and that are not there; the TEI documents, one an article, are for `verify` to look for."""
    try:
        with (root / MANIFEST).open(encoding="utf-8", errors="replace") as stream:
            listed = [line[66:].rstrip("\n") for line in stream if line[64:71] == "  data/" and line[66:75] != "data/tei/"]
    except FileNotFoundError:
        return []
    return [path for path in listed if not (root / path).exists()]


def write_bag(root: Path, new: Iterable[tuple[str, str]], oxum: Oxum, settings: Settings, date: int | None) -> None:
    """Adds files (path below the root, SHA-256) to the manifest and writes the tag files. May be called twice."""
    write_whole(root / "bagit.txt", DECLARATION)
    _add_lines(root / MANIFEST, (f"{sha256}  {path}\n".encode("ascii") for path, sha256 in new))
    write_whole(root / "bag-info.txt", _info(oxum, settings, date).encode("utf-8"))
    tags = "".join(f"{_sha256(root / name)}  {name}\n" for name in _TAGS)
    write_whole(root / "tagmanifest-sha256.txt", tags.encode("ascii"))


def _add_lines(path: Path, lines: Iterator[bytes]) -> None:
    """Writes old and new lines to a file that replaces the old one; never all of it in memory. Lines are added together or not at all."""
    first = next(lines, b"")
    with whole(path) as new:
        there = not first
        if path.exists():
            with path.open("rb") as old:
                for line in old:
                    new.write(line)
                    there = there or line == first
        if not there:
            new.write(first)
            new.writelines(lines)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _info(oxum: Oxum, settings: Settings, date: int | None) -> str:
    """``bag-info.txt``; a Bagging-Date only where one was declared (``SOURCE_DATE_EPOCH``), never the clock's."""
    archive = settings.archive
    fields = [
        ("Source-Organization", archive.organization or settings.articles.publisher),
        ("Contact-Email", archive.contact),
        ("External-Description", archive.description),
        ("External-Identifier", archive.identifier),
        ("Bagging-Date", datetime.fromtimestamp(date, UTC).strftime("%Y-%m-%d") if date is not None else ""),
        ("Bag-Software-Agent", f"engross {version()}"),
        ("Payload-Oxum", f"{oxum[0]}.{oxum[1]}"),
    ]
    return "".join(f"{name}: {' '.join(value.split())}\n" for name, value in fields if value)

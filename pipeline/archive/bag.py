"""The BagIt 1.0 files (RFC 8493) around ``data/``. Lines are added for what is new; what stands is not hashed again.

Written here because bagit-python writes 0.97, moves the user's files, changes the process's directory and hashes everything each
time. It validates what is written here, in the tests.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from pipeline.archive.disk import write_whole
from pipeline.settings import Settings, version

__all__ = ["DECLARATION", "MANIFEST", "Oxum", "oxum_of", "write_bag"]

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


def write_bag(root: Path, new: Mapping[str, str], oxum: Oxum, settings: Settings, date: int | None) -> None:
    """Adds files (path below the root: SHA-256) to the manifest and writes the tag files. Does no harm when done twice."""
    manifest = root / MANIFEST
    old = manifest.read_bytes() if manifest.exists() else b""
    lines = [f"{sha256}  {path}\n".encode("ascii") for path, sha256 in new.items()]
    listed = set(old.splitlines(keepends=True)[-len(lines):]) if lines else set()
    write_whole(root / "bagit.txt", DECLARATION)
    write_whole(manifest, old + b"".join(line for line in lines if line not in listed))
    write_whole(root / "bag-info.txt", _info(oxum, settings, date).encode("utf-8"))
    tags = "".join(f"{hashlib.sha256((root / name).read_bytes()).hexdigest()}  {name}\n" for name in _TAGS)
    write_whole(root / "tagmanifest-sha256.txt", tags.encode("ascii"))


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

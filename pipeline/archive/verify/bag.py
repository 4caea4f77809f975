"""Checks the BagIt files of an archive, and lists what has to be there. Reads manifests by itself: it shares no code with what writes them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.validate import Problem

__all__ = ["Payload", "read_payload"]

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_NAME = re.compile(
    r"data/(?:articles|ledger|sources|failed|memory|recipes|dropped|copies|tei)/(?P<number>\d{5,})(?:\.jsonl|\.warc\.gz|/[a-z0-9-]+\.a[0-9a-f]{12}(?:\.v\d+)?\.xml)")


@dataclass(slots=True)
class Payload:
    """What the manifest says, batch by batch, and what is wrong with the bag as a whole."""

    batches: dict[int, dict[str, str]] = field(default_factory=dict)
    """Number -> path below the root -> SHA-256."""
    problems: list[Problem] = field(default_factory=list)


def read_payload(root: Path) -> Payload:
    """The payload of a bag by its manifest, compared with what stands on disk by name; contents are for later."""
    payload = Payload()
    payload.problems += _declaration(root)
    listed = dict(_lines(root, "manifest-sha256.txt", payload.problems))
    for name, sha256 in _lines(root, "tagmanifest-sha256.txt", payload.problems):
        payload.problems += _tag_file(root, name, sha256)
    for path, sha256 in listed.items():
        if found := _NAME.fullmatch(path):
            payload.batches.setdefault(int(found["number"]), {})[path] = sha256
        else:
            payload.problems.append(Problem("strange-name", path, "The manifest lists a file that no archive of Engross holds."))
    there = {path.relative_to(root).as_posix() for path in (root / "data").rglob("*") if not path.is_dir()}
    payload.problems += [Problem("missing", path, "The manifest lists this file, and it is not there.") for path in sorted(listed.keys() - there)]
    payload.problems += [Problem("unlisted", path, "This file stands below data/, and the manifest does not list it.")
                         for path in sorted(there - listed.keys())]
    payload.problems += _size(root, there)
    return payload


def _declaration(root: Path) -> Iterator[Problem]:
    path = root / "bagit.txt"
    if not path.is_file():
        yield Problem("no-bag", "bagit.txt", "The file that makes this folder a bag is not there.")
    elif path.read_bytes() != b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n":
        yield Problem("bag-declaration", "bagit.txt", "The file does not declare BagIt 1.0 in UTF-8.")
    if any((root / "work" / "published").glob("*.json")):
        yield Problem("unfinished-run", "work/", "A run was stopped while it published its results. Run engross archive again; it will finish that.")


def _lines(root: Path, name: str, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    try:
        text = (root / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem("no-manifest", name, f"The manifest can't be read ({error})."))
        return
    seen = set()
    for at, line in enumerate(text.split("\n")[:-1] if text.endswith("\n") else text.split("\n"), 1):
        found = _LINE.fullmatch(line)
        if not found:
            problems.append(Problem("manifest-line", f"{name}, line {at}", "This is no line of a manifest."))
        elif found[2] in seen:
            problems.append(Problem("listed-twice", f"{name}, line {at}", f"{found[2]} is listed twice."))
        else:
            seen.add(found[2])
            yield found[2], found[1]


def _tag_file(root: Path, name: str, sha256: str) -> Iterator[Problem]:
    try:
        content = (root / name).read_bytes()
    except OSError as error:
        yield Problem("missing", name, f"The tag manifest lists this file, and it can't be read ({error.strerror}).")
        return
    if hashlib.sha256(content).hexdigest() != sha256:
        yield Problem("fixity", name, "The file is not the one that was written: its SHA-256 differs from the tag manifest.")


def _size(root: Path, there: set[str]) -> Iterator[Problem]:
    try:
        info = (root / "bag-info.txt").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return  # named already, as a tag file
    found = re.search(r"^Payload-Oxum: (\d+)\.(\d+)$", info, re.MULTILINE)
    if not found:
        yield Problem("oxum", "bag-info.txt", "There is no Payload-Oxum.")
        return
    size = sum((root / path).lstat().st_size for path in there)
    if (int(found[1]), int(found[2])) != (size, len(there)):
        yield Problem("oxum", "bag-info.txt", f"It says {found[2]} files of {found[1]} bytes; there are {len(there)} of {size}.")

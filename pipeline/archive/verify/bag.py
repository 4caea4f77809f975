"""Checks the BagIt files of an archive, and lists what has to be there. Reads manifests by itself: it shares no code with what writes them."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.archive.verify.listing import Listing
from pipeline.validate import Problem

__all__ = ["check_bag", "in_first_run"]

_UNFINISHED = "unfinished-run"

_PUBLISHING = ("A run has not ended: it is publishing its results. If it was stopped, run the same command again, and it will finish that. What it "
               "publishes is checked afterwards.")
_TAGS = ("bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt")
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_NAME = re.compile(
    r"data/(?:articles|ledger|sources|failed|memory|recipes|dropped|copies|tei)/(?P<number>\d{5,})(?:\.jsonl|\.warc\.gz|/[a-z0-9-]+\.a[0-9a-f]{12}(?:\.v\d+)?\.xml)")


def check_bag(root: Path, listing: Listing) -> Iterator[Problem]:
    """What is wrong with the bag as a whole: its payload by the manifest, compared with what stands on disk by name; contents are for later."""
    journal = _journal(root)
    for entry in journal:
        listing.announces(_announced(entry))
    problems = list(_declaration(root, under_way=bool(journal)))
    for path, _ in _lines(root, "manifest-sha256.txt", problems, lambda path, sha256: listing.lists(path, sha256, _batch_of(path))):
        if _batch_of(path) is None:
            problems.append(Problem("strange-name", path, "The manifest lists a file that no archive of Engross holds."))
    for name, sha256 in _lines(root, "tagmanifest-sha256.txt", problems, listing.lists_tag):
        problems += _tag_file(root, name, sha256) if not journal else ()
    yield from (problem for problem in problems if not (journal and problem.code == "no-manifest" and not (root / problem.where).exists()))
    size, count = 0, 0
    for paths in _walk(root):
        listing.saw(paths)
        yield from (Problem("link", path, "This is a link; an archive holds files alone. Put the file itself in its place.")
                    for path in paths if (root / path).is_symlink())
        size += sum((root / path).lstat().st_size for path in paths)
        count += len(paths)
    for path in listing.missing():
        yield Problem("missing", path, "The manifest lists this file, and it is not there.")
    for path in listing.unlisted():
        yield Problem("unlisted", path, "This file stands below data/, and the manifest does not list it.")
    if not journal:
        yield from _size(root, size, count)


def in_first_run(root: Path) -> Problem | None:
    """A problem where the first run on an archive has not ended and nothing was published: there is no bag yet, and none is damaged."""
    if not (root / "work").is_dir() or any((root / name).exists() for name in _TAGS):
        return None
    if _journal(root) or any(path.is_file() for path in (root / "data").rglob("*")):
        return None
    return Problem(_UNFINISHED, "work/", "The first run has not ended. If it was stopped, run the same command again, and it goes on from there: "
                                         f"engross archive INPUT -o {root}")


def _journal(root: Path) -> list[Path]:
    """What a run has written down of the batches that it is about to publish; removed when the manifests list them."""
    return sorted((root / "work" / "published").glob("*.json"))


def _announced(entry: Path) -> list[str]:
    """The files of a batch that is about to be published."""
    try:
        found = json.loads(entry.read_bytes())
        return [path for path in found["files"] if isinstance(path, str)]
    except (OSError, ValueError, TypeError, KeyError):
        return []  # what stands below data/ is named as not listed then


def _batch_of(path: str) -> int | None:
    found = _NAME.fullmatch(path)
    return int(found["number"]) if found else None


def _walk(root: Path) -> Iterator[list[str]]:
    """The files and links of each folder below ``data/``, as paths below the root."""
    for folder, names, files in os.walk(root / "data"):
        below = Path(folder).relative_to(root).as_posix()
        links = [name for name in names if os.path.islink(os.path.join(folder, name))]
        yield [f"{below}/{name}" for name in (*files, *links)]


def _declaration(root: Path, *, under_way: bool) -> Iterator[Problem]:
    """``under_way``: a run is publishing, or was stopped while it did; the files around the payload follow then."""
    path = root / "bagit.txt"
    if not path.is_file():
        if not under_way:
            yield Problem("no-bag", "bagit.txt", "The file that makes this folder a bag is not there.")
    elif path.read_bytes() != b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n":
        yield Problem("bag-declaration", "bagit.txt", "The file does not declare BagIt 1.0 in UTF-8.")
    if under_way:
        yield Problem(_UNFINISHED, "work/", _PUBLISHING)


def _lines(root: Path, name: str, problems: list[Problem], note: Callable[[str, str], bool]) -> Iterator[tuple[str, str]]:
    """The lines of a manifest. ``note`` takes path and SHA-256, and says False of a path that was there before."""
    try:
        with (root / name).open(encoding="utf-8") as stream:
            for at, line in enumerate(stream, 1):
                found = _LINE.fullmatch(line.removesuffix("\n"))
                if not found:
                    problems.append(Problem("manifest-line", f"{name}, line {at}", "This is not a line of a manifest."))
                elif not note(found[2], found[1]):
                    problems.append(Problem("listed-twice", f"{name}, line {at}", f"{found[2]} is listed twice."))
                else:
                    yield found[2], found[1]
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"it is not UTF-8 from byte {error.start + 1} on"
        problems.append(Problem("no-manifest", name, f"The manifest can't be read ({reason or error})."))


def _tag_file(root: Path, name: str, sha256: str) -> Iterator[Problem]:
    try:
        content = (root / name).read_bytes()
    except OSError as error:
        yield Problem("missing", name, f"The tag manifest lists this file, and it can't be read ({error.strerror}).")
        return
    if hashlib.sha256(content).hexdigest() != sha256:
        yield Problem("fixity", name, "The file is not the one that was written: its SHA-256 differs from the tag manifest.")


def _counted(number: str, word: str) -> str:
    return f"{number} {word}" if number == "1" else f"{number} {word}s"


def _size(root: Path, size: int, count: int) -> Iterator[Problem]:
    try:
        info = (root / "bag-info.txt").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return  # named already, as a tag file
    found = re.search(r"^Payload-Oxum: (\d+)\.(\d+)$", info, re.MULTILINE)
    if not found:
        yield Problem("oxum", "bag-info.txt", "There is no Payload-Oxum.")
        return
    if (int(found[1]), int(found[2])) != (size, count):
        yield Problem("oxum", "bag-info.txt", f"It says {_counted(found[2], 'file')} of {_counted(found[1], 'byte')}; there are {count} of {size}.")

"""From what stands on the command line to sources: files, folders, globs, standard input.

Strategy: inputs are only ever opened for reading. A source's name is its path below the input it came from, so that it does not depend on
where the input lies. Whatever can't be read becomes a `Fault` with that name; one file costs no other file anything.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.settings import Inputs
from pipeline.sources import read

__all__ = ["Found", "find", "read_inputs"]


@dataclass(frozen=True, slots=True)
class Found:
    """A file and the name that its sources get."""

    path: str
    name: str


def read_inputs(
    arguments: Iterable[str], *, stdin: BinaryIO | None = None, without: Path | None = None, inputs: Inputs | None = None,
) -> Iterator[Source | Fault]:
    """Every source of the inputs. ``without``: a folder that is passed over, the archive itself. ``inputs``: what the settings say of inputs."""
    arguments = list(dict.fromkeys(arguments))
    files = _apart(arguments, without) if len(arguments) > 1 else find(arguments, without)
    for found in files:
        if isinstance(found, Fault):
            yield found
        elif found.path == "-":
            if stdin is not None:
                yield from read(stdin, "-", inputs=inputs)
        else:
            yield from _read_file(found, inputs)


def find(arguments: Iterable[str], without: Path | None = None) -> Iterator[Found | Fault]:
    """Files of folders and globs, sorted by name within each argument; links are followed, hidden files in folders left out."""
    for argument in arguments:
        if argument == "-":
            yield Found("-", "-")
        elif os.path.isdir(argument):
            yield from _walk(argument, "", _Walked(without))
        elif os.path.lexists(argument):
            yield Found(argument, os.path.basename(argument))
        elif glob.has_magic(argument):
            yield from _glob(argument, without)
        else:
            yield _missing(argument)


def _missing(argument: str) -> Fault:
    return Fault("vanished", f"{argument}: there is no such file or folder.", name=argument)


def _apart(arguments: list[str], without: Path | None) -> Iterator[Found | Fault]:
    """Like `find`, where several inputs may hold files of one name: the same file counts once, different files of one name all fail."""
    found: dict[str, dict[str, Found]] = {}
    for item in find(arguments, without):
        if isinstance(item, Fault):
            yield item
        else:
            found.setdefault(item.name, {})[os.path.realpath(item.path)] = item
    for name, files in sorted(found.items()):
        if len(files) == 1:
            yield from files.values()
        else:
            paths = ", ".join(sorted(file.path for file in files.values()))
            yield Fault("same-name", f"{name}: {len(files)} different files of this name were given ({paths}). Names are paths below the input: "
                        "give the folder that holds them all.", name=name)


class _Walked:
    """Folders that a walk is inside of, so that links can't lead it round in circles."""

    def __init__(self, without: Path | None) -> None:
        self.inside = {os.path.realpath(without)} if without else set()


def _walk(folder: str, prefix: str, walked: _Walked) -> Iterator[Found | Fault]:
    real = os.path.realpath(folder)
    if real in walked.inside:
        return
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        yield Fault("unreadable", f"{prefix or folder}: the folder can't be read ({error.strerror}).", name=prefix.rstrip("/") or folder)
        return
    walked.inside.add(real)
    for name in names:
        path = os.path.join(folder, name)
        if name.startswith("."):
            continue
        if os.path.isdir(path):
            yield from _walk(path, f"{prefix}{name}/", walked)
        else:
            yield Found(path, prefix + name)
    walked.inside.discard(real)


def _glob(pattern: str, without: Path | None) -> Iterator[Found | Fault]:
    """Matches of a pattern, named by their path below the part that holds no wildcard."""
    fixed = pattern
    while glob.has_magic(fixed):
        fixed = os.path.dirname(fixed)
    matches = sorted(glob.glob(pattern, recursive=True))
    if not matches:
        yield Fault("vanished", f"{pattern}: nothing fits this pattern.", name=pattern)
    for path in matches:
        name = os.path.relpath(path, fixed or ".").replace(os.sep, "/")
        if without is not None and _is_below(path, without):
            continue
        if not os.path.isdir(path):
            yield Found(path, name)
        elif "**" not in pattern:
            yield from _walk(path, name + "/", _Walked(without))


def _is_below(path: str, folder: Path) -> bool:
    real, above = os.path.realpath(path), os.path.realpath(folder)
    return real == above or real.startswith(above + os.sep)


def _read_file(found: Found, inputs: Inputs | None) -> Iterator[Source | Fault]:
    """The sources of one file. A single source is only handed on when it is certain that the file stood still while it was read."""
    try:
        if not stat.S_ISREG(os.stat(found.path).st_mode):
            yield Fault("no-file", f"{found.name}: this is no regular file (a pipe, a socket or a device). Leave it out.", name=found.name)
            return
        with open(found.path, "rb") as stream:
            before = os.fstat(stream.fileno())
            items = read(stream, found.name, inputs=inputs)
            first = next(items, None)
            second = next(items, None)
            if second is None:
                yield _changed(found, before, stream) or first or Fault("empty-source", f"{found.name}: there is nothing in it.", name=found.name)
                return
            assert first is not None
            yield from (first, second)
            yield from items
            if fault := _changed(found, before, stream):
                yield fault
    except OSError as error:
        yield _unreadable(found, error)
    except Exception as error:  # noqa: BLE001  (a reader's fault must not end the run)
        yield Fault("internal-error", f"{found.name}: {type(error).__name__} while it was read: {error}. This is a fault of Engross; please "
                    "report it.", name=found.name)


def _changed(found: Found, before: os.stat_result, stream: BinaryIO) -> Fault | None:
    after = os.fstat(stream.fileno())
    try:
        there = os.stat(found.path)
        same = os.path.samestat(there, after)
    except OSError:
        same = False
    if same and (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
        return None
    return Fault("changed", f"{found.name}: the file changed while it was read. Run this again when nothing writes to it.", name=found.name)


def _unreadable(found: Found, error: OSError) -> Fault:
    if os.path.islink(found.path) and not os.path.exists(found.path):
        return Fault("dangling-link", f"{found.name}: a link to {os.readlink(found.path)}, which is not there.", name=found.name)
    if isinstance(error, FileNotFoundError):
        return Fault("vanished", f"{found.name}: the file went away before it was read.", name=found.name)
    return Fault("unreadable", f"{found.name}: the file can't be read ({error.strerror or error}).", name=found.name)

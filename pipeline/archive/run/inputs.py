"""Sources from the arguments of a command: files, folders, globs, standard input.

Strategy: inputs are only ever opened for reading. A source's name is its path below the input it came from, so that it does not depend on the place
of the input. Whatever can't be read becomes a `Fault` with that name; a file does not affect other files, even if reading it hangs or ends the
process (`pipeline.archive.run.containers`).
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from pipeline.archive.run.containers import Containers
from pipeline.archive.run.files import Elsewhere, InputFile, fault_for, sources_of
from pipeline.archive.store.disk import ArchiveError
from pipeline.data import Source
from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.settings import Inputs, Limits
from pipeline.sources import read

__all__ = ["OF_INPUT", "InputFile", "find", "nothing_in", "read_inputs"]

OF_INPUT = frozenset({"hidden-files", "link-circle"})
"""Codes of notes that are about the input and no source of it."""

_SHOWN = 5


def read_inputs(
    arguments: Iterable[str], *, stdin: BinaryIO | None = None, without: Path | None = None, inputs: Inputs | None = None,
    limits: Limits | None = None,
) -> Iterator[Source | Fault]:
    """Every source of the inputs.

    ``without``: a folder that is passed over, the archive itself. ``inputs``: what the settings say of inputs. ``limits``: what reading may
    cost; without them, this process reads everything. Standard input is always read by this process.
    """
    arguments = list(dict.fromkeys(arguments))
    files = _apart(arguments, without) if len(arguments) > 1 else find(arguments, without)
    if limits is None:
        yield from _read_all(files, stdin, inputs, None)
        return
    with Containers(inputs, limits) as containers:
        yield from _read_all(files, stdin, inputs, containers.read)


def _read_all(
    files: Iterable[InputFile | Fault], stdin: BinaryIO | None, inputs: Inputs | None, elsewhere: Elsewhere | None,
) -> Iterator[Source | Fault]:
    for found in files:
        if isinstance(found, Fault):
            yield found
        elif found.path == "-":
            if stdin is not None:
                yield from read(stdin, "-", inputs=inputs)
        else:
            yield from _read_file(found, inputs, elsewhere)


def _read_file(found: InputFile, inputs: Inputs | None, elsewhere: Elsewhere | None) -> Iterator[Source | Fault]:
    try:
        yield from sources_of(found, inputs, elsewhere=elsewhere)
    except ArchiveError:
        raise
    except Exception as error:  # noqa: BLE001  (a reader's fault must not end the run)
        yield fault_for(found, error)


def find(arguments: Iterable[str], without: Path | None = None) -> Iterator[InputFile | Fault]:
    """Files of folders and globs, sorted by name within each argument; links are followed, hidden files in folders left out."""
    for argument in arguments:
        if argument == "-":
            yield InputFile("-", "-")
        elif os.path.isdir(argument):
            walked = _Walked(without)
            yield from _walk(argument, "", walked)
            yield from walked.passed_over(argument)
        elif os.path.lexists(argument):
            yield InputFile(argument, os.path.basename(argument))
        elif glob.has_magic(argument):
            yield from _glob(argument, without)
        else:
            yield _missing(argument)


def _missing(argument: str) -> Fault:
    return Fault("vanished", f"{argument}: there is no such file or folder.", name=argument)


def _apart(arguments: list[str], without: Path | None) -> Iterator[InputFile | Fault]:
    """Like `find`, where several inputs may hold files of one name: the same file counts once, different files of one name all fail."""
    found: dict[str, dict[str, InputFile]] = {}
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


def nothing_in(arguments: Sequence[str]) -> str:
    """The sentence for inputs that exist and hold nothing to read."""
    return (f"{' '.join(arguments)}: there is nothing to read here: no file, or none but files whose names begin with a dot. Name a file, or a "
            "folder that holds articles (docs/inputs.md).")


class _Walked:
    """Folders that a walk is inside of, so that links can't lead it round in circles."""

    def __init__(self, without: Path | None) -> None:
        self._without = os.path.realpath(without) if without else None
        self.inside = {self._without} if self._without else set()
        self.hidden, self.circles = list[str](), list[str]()

    def is_circle(self, real: str, name: str) -> bool:
        """True for a folder that the walk is inside of, and for the one that is left out."""
        if real in self.inside and real != self._without:
            self.circles.append(name)
        return real in self.inside

    def passed_over(self, argument: str) -> Iterator[Fault]:
        """Notes on what was not read."""
        for code, names, what in (("hidden-files", self.hidden, "with a name that begins with a dot"),
                                  ("link-circle", self.circles, "that is a link to a folder above it")):
            if names:
                files = counted(len(names), f"file or folder {what} was", f"files or folders {what} were")
                shown = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
                yield Fault(code, f"{argument}: {files} passed over: {shown}.", name=argument, warning=True)


def _walk(folder: str, prefix: str, walked: _Walked) -> Iterator[InputFile | Fault]:
    real = os.path.realpath(folder)
    if walked.is_circle(real, prefix.rstrip("/")):
        return
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        yield Fault("unreadable", f"{prefix or folder}: the folder can't be read ({error.strerror}).", name=prefix.rstrip("/") or folder)
        return
    if _is_archive(folder, names):
        yield Fault("not-text", f"{prefix or folder}: this is an archive of Engross, and what stands in it was cleaned before. Leave it out, or name "
                    f"its sources: {os.path.join(folder, 'data', 'sources')}/*.warc.gz", name=prefix.rstrip("/") or folder)
        return
    walked.inside.add(real)
    for name in names:
        path = os.path.join(folder, name)
        if name.startswith("."):
            walked.hidden.append(prefix + name)
            continue
        if os.path.isdir(path):
            yield from _walk(path, f"{prefix}{name}/", walked)
        else:
            yield InputFile(path, prefix + name)
    walked.inside.discard(real)


def _is_archive(folder: str, names: list[str]) -> bool:
    """True for the folder of an archive, whose articles and sources would be read as twice as many articles."""
    return "bagit.txt" in names and all(os.path.isdir(os.path.join(folder, "data", kind)) for kind in ("articles", "ledger", "sources"))


def _glob(pattern: str, without: Path | None) -> Iterator[InputFile | Fault]:
    """Matches of a pattern, named by their path below the part that holds no wildcard."""
    fixed = pattern
    while glob.has_magic(fixed):
        fixed = os.path.dirname(fixed)
    walked = _Walked(without)
    matches = sorted(glob.glob(pattern, recursive=True))
    if not matches:
        yield Fault("vanished", f"{pattern}: nothing fits this pattern.", name=pattern)
    for path in matches:
        name = os.path.relpath(path, fixed or ".").replace(os.sep, "/")
        if without is not None and _is_below(path, without):
            continue
        if not os.path.isdir(path):
            yield InputFile(path, name)
        elif "**" not in pattern:
            yield from _walk(path, name + "/", walked)
    yield from walked.passed_over(pattern)


def _is_below(path: str, folder: Path) -> bool:
    real, above = os.path.realpath(path), os.path.realpath(folder)
    return real == above or real.startswith(above + os.sep)

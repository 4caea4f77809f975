"""The sources of one file, and why there are none.

A file that is a single document becomes a source only if it did not change while it was read.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.settings import Inputs
from pipeline.sources import prepare

__all__ = ["Elsewhere", "InputFile", "fault_for", "sources_of"]

Elsewhere = Callable[["InputFile"], Iterator[Source | Fault]]
"""Reads a container in another process."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file and the name that its sources get."""

    path: str
    name: str


def _open(path: str) -> BinaryIO:
    return open(path, "rb")


def sources_of(
    found: InputFile, inputs: Inputs | None, *, opener: Callable[[str], BinaryIO] = _open, elsewhere: Elsewhere | None = None,
) -> Iterator[Source | Fault]:
    """The sources of a file. Raises what went wrong; `fault_for` says it. ``elsewhere``: who reads what is no single document."""
    if not stat.S_ISREG(os.stat(found.path).st_mode):
        yield Fault("no-file", f"{found.name}: this is not a regular file (a pipe, a socket or a device). Leave it out.", name=found.name)
        return
    with opener(found.path) as stream:
        before = os.fstat(stream.fileno())
        prepared = prepare(stream, found.name, inputs)
        if elsewhere is None or prepared.is_document:
            yield from _stood_still(found, before, stream, prepared.items())
            return
    yield from elsewhere(found)


def _stood_still(found: InputFile, before: os.stat_result, stream: BinaryIO, items: Iterator[Source | Fault]) -> Iterator[Source | Fault]:
    """The items, and a fault where the file changed meanwhile, in the place of a single one."""
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


def _changed(found: InputFile, before: os.stat_result, stream: BinaryIO) -> Fault | None:
    after = os.fstat(stream.fileno())
    try:
        there = os.stat(found.path)
        same = os.path.samestat(there, after)
    except OSError:
        same = False
    if same and (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
        return None
    return Fault("changed", f"{found.name}: the file changed while it was read. Run this again when nothing writes to it.", name=found.name)


def fault_for(found: InputFile, error: Exception) -> Fault:
    """Why a file could not be read: a fault of one reader must not end the run."""
    if isinstance(error, OSError):
        return _unreadable(found, error)
    return Fault("internal-error", f"{found.name}: {type(error).__name__} while it was read: {error}. This is a fault of Engross; please "
                 "report it.", name=found.name)


def _unreadable(found: InputFile, error: OSError) -> Fault:
    if os.path.islink(found.path) and not os.path.exists(found.path):
        what = "which leads back to itself" if error.errno == errno.ELOOP else "which is not there"
        return Fault("dangling-link", f"{found.name}: a link to {os.readlink(found.path)}, {what}. Mend the link, or leave it out.", name=found.name)
    if isinstance(error, FileNotFoundError):
        return Fault("vanished", f"{found.name}: the file was removed before it was read. Run this again, or leave it out.", name=found.name)
    return Fault("unreadable", f"{found.name}: the file can't be read ({error.strerror or error}). Mend that, or leave it out.", name=found.name)

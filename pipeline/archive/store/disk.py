"""Files that are either whole or not there: writing, flushing, renaming."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["ArchiveError", "flush_files", "flush_folder", "move", "name_place", "remove_tree", "sentence_for", "whole", "write_whole"]


_FULL = "The disk is full ({}). Free some space and run the same command again: what was archived stays, and it goes on from there."


class ArchiveError(Exception):
    """Something is wrong with the archive as a whole or with its place; the message is a whole sentence for the user."""

    def __init__(self, code: str, sentence: str, *, usage: bool = False) -> None:
        super().__init__(sentence)
        self.code = code
        self.usage = usage
        """True where the command was wrong, rather than the world."""

    def __reduce__(self) -> tuple[object, ...]:
        """Crosses process borders with its code."""
        return (_rebuild, (self.code, str(self), self.usage))


def _rebuild(code: str, sentence: str, usage: bool) -> ArchiveError:
    return ArchiveError(code, sentence, usage=usage)


def sentence_for(error: BaseException) -> str:
    """The sentence for the user about an error that ended a run."""
    if isinstance(error, ArchiveError):
        return str(error)
    if isinstance(error, OSError):
        where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return _FULL.format(f"{where}{error.strerror}")
        return f"The archive can't be written ({where}{error.strerror or error}). Mend that and run the same command again: it goes on from there."
    if isinstance(error, sqlite3.OperationalError) and (told := _of_database(error)):
        return told
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{last.name} ({Path(last.filename).name}, line {last.lineno})"
    return f"{type(error).__name__} in {where}: {error}. This is a fault of Engross; please report it."


def name_place(error: BaseException, root: Path) -> None:
    """Makes an error of the disk that names no file name this folder, in which the work was done."""
    if isinstance(error, OSError) and error.errno is not None and error.filename is None:
        error.filename = os.fspath(root)


def _of_database(error: sqlite3.OperationalError) -> str:
    """The sentence for the user about an error of the disk that SQLite reports; empty for other errors."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return _FULL.format(error)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM):
        return (f"A working file (SQLite) can't be written: {error}. See that the archive's folder and the folder for temporary files (TMPDIR) can "
                "be written and have space, and run the same command again: it goes on from there.")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"Another process is using a working file of the archive ({error}). Run the same command again when it has ended."
    return ""


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file so that, whatever happens, it has the old content or the new one, never a part of it."""
    with whole(path) as stream:
        stream.write(content)


@contextlib.contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of another one when all is written."""
    aside = path.with_name(path.name + ".part")
    with aside.open("wb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())
    move(aside, path)
    flush_folder(path.parent)


def move(old: Path, new: Path) -> None:
    """Renames within the archive; replaces a file, never a folder. All publishing goes through here."""
    os.replace(old, new)


def flush_files(paths: Iterable[Path]) -> None:
    """Flushes the contents of files to the disk. Called once all files of a batch are written, which is much faster than one by one."""
    for path in paths:
        _flush(path, os.O_RDONLY)


def flush_folder(path: Path) -> None:
    """Flushes the names in a folder to the disk, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        _flush(path, os.O_RDONLY | os.O_DIRECTORY)


def _flush(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_tree(path: Path) -> None:
    """Removes a folder of working files, if it is there; a process left over from a killed run may still be writing into it."""
    for _ in range(3):
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(path, ignore_errors=True)
        if not path.exists():
            return

"""Where an export goes: standard output, a file, a folder. What is written appears when it is whole."""

from __future__ import annotations

import contextlib
import gzip
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.archive.run.formats import Format
from pipeline.archive.store.disk import ArchiveError, flush_files, flush_folder, move, remove_tree
from pipeline.writers.exports import Item

__all__ = ["check_place", "write_export"]

_PACKED = (".gz", ".zst")
_AT_ONCE = 4 << 20
_Write = Callable[[bytes], Any]


def check_place(root: Path, to: Path | None, form: Format) -> None:
    """Checks that the place can be written to, before anything is done. Raises `ArchiveError`."""
    if missing := [name for name in form.packages if find_spec(name) is None]:
        raise _wrong(f"{form.name} needs {missing[0]}, which is not installed. Install it with: pip install 'engross[{form.name}]'")
    if to is None:
        if not form.is_stream:
            raise _wrong(f"{form.name} can't be written to standard output; name a path with -o.")
        return
    with _sentences(to):
        _check_path(root, to, form)


def _check_path(root: Path, to: Path, form: Format) -> None:
    """Raises `ArchiveError` where the path is not one for this format, and `OSError` where it can't be looked at."""
    if _real(to).is_relative_to(_real(root)):
        raise _wrong(f"{to} lies inside the archive {root}, where no export may stand; name another path.")
    if form.fills_folder(to):
        if to.exists() and (not to.is_dir() or any(to.iterdir())):
            raise _wrong(f"{to} exists and is not an empty folder; {form.name} needs a new or an empty one. Name one with -o.")
    elif to.is_dir():
        suffix = ", whose name has a suffix" if form.folder else ""
        raise _wrong(f"{to} is a folder; {form.name} is written to one file{suffix}. Name a file with -o.")
    elif to.exists() and not to.is_file():
        raise _wrong(f"{to} is a device or a pipe, not a file, and an export would replace it. Name a file; for standard output, a dash (-o -).")
    elif to.suffix in (".bz2", ".xz") or to.suffix in _PACKED and (form.packs_itself or not form.is_stream):
        raise _wrong(f"{to}: {form.name} is not written with the suffix {to.suffix}.")
    above = next((folder for folder in to.parents if folder.exists()), None)
    if above is not None and not above.is_dir():
        raise _wrong(f"{to} can't be written: {above} is a file, not a folder. Name another path.")


def _real(path: Path) -> Path:
    """The path that links lead to: what is written takes the place of the file, never of the link."""
    return Path(os.path.realpath(path))


def _wrong(sentence: str) -> ArchiveError:
    return ArchiveError("export-place", sentence, usage=True)


def write_export(form: Format, items: Iterable[Item], to: Path | None) -> None:
    """Writes the items there; with None, to standard output. Raises `ArchiveError` where that is not possible, and then leaves nothing."""
    with _sentences(to):
        if to is None:
            _pour(_pieces(form, items), sys.stdout.buffer.write)
            sys.stdout.buffer.flush()
        elif form.fills_folder(to):
            _fill(form, items, _real(to))
        else:
            real = _real(to)
            real.parent.mkdir(parents=True, exist_ok=True)
            _put(real, lambda aside: _file(form, items, aside, to.suffix))


@contextlib.contextmanager
def _sentences(to: Path | None) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ArchiveError("export-failed", f"{to or 'Standard output'} can't be written ({error.strerror or error}). "
                           "Mend that and run the same command again.") from None


def _pieces(form: Format, items: Iterable[Item]) -> Iterator[bytes]:
    assert form.stream is not None
    return form.stream(items)


def _pour(pieces: Iterable[bytes], write: _Write) -> None:
    for piece in pieces:
        write(piece)


# -- one file -------------------------------------------------------------------------------------------------------------------------


def _put(to: Path, write: Callable[[Path], None]) -> None:
    """Writes a temporary file beside the target, flushes it and renames it; the temporary file is removed if that fails."""
    aside = to.with_name(to.name + ".part")
    aside.unlink(missing_ok=True)
    try:
        write(aside)
        flush_files([aside])
        move(aside, to)
        flush_folder(to.parent)
    finally:
        aside.unlink(missing_ok=True)


def _file(form: Format, items: Iterable[Item], aside: Path, suffix: str) -> None:
    if form.file is not None:
        form.file(items, aside)
        return
    with aside.open("wb") as stream:
        pieces = _pieces(form, items)
        for part in ([piece] for piece in pieces) if form.by_piece else (pieces,):
            with _packed(stream, suffix) as write:
                _pour(part, write)


@contextlib.contextmanager
def _packed(stream: BinaryIO, suffix: str) -> Iterator[_Write]:
    """What writes to the stream, compressed or not: without a time or a name in a header, so that the same articles give the same bytes."""
    if suffix == ".gz":
        with gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0) as packed:
            yield packed.write
    elif suffix == ".zst":
        from fastwarc.stream_io import ZstdWriter

        with ZstdWriter(stream) as writer:
            def write(data: bytes) -> int:
                """Writes all bytes: the library takes 8 MB at once at most, and says how many it took."""
                written = 0
                while written < len(data):
                    written += writer.write(data[written:written + _AT_ONCE])
                return written

            yield write
    else:
        yield stream.write


# -- a folder -------------------------------------------------------------------------------------------------------------------------


def _fill(form: Format, items: Iterable[Item], to: Path) -> None:
    """The files of a folder, written aside as a whole."""
    assert form.folder is not None
    aside = to.with_name(to.name + ".part")
    remove_tree(aside)
    aside.mkdir(parents=True)
    try:
        for name, content in form.folder(items):
            path = aside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as stream:
                stream.write(content)
        if to.exists():
            to.rmdir()
        os.rename(aside, to)
    finally:
        remove_tree(aside)

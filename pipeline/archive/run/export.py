"""``export``: the current versions of an archive's articles, batch by batch, into a file or a folder of another format.

A file appears when it is whole: it is written aside and renamed. Only one batch is in memory at a time.
"""

from __future__ import annotations

import contextlib
import gzip
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from pipeline.archive.caches.cache import numbered
from pipeline.archive.caches.catalogue import Catalogue
from pipeline.archive.caches.rebuild import open_catalogue
from pipeline.archive.run.formats import FORMATS, Format
from pipeline.archive.run.selection import Selection
from pipeline.archive.store.articles import articles_in, rows_in
from pipeline.archive.store.disk import ArchiveError, remove_tree, whole
from pipeline.archive.store.names import batch_name, tei_name
from pipeline.writers.exports import Item

__all__ = ["Exported", "export", "how_many"]


@dataclass(slots=True)
class Exported:
    """What an export came to."""

    articles: int = 0
    left_out: int = 0
    """Current articles that do not fit the filters."""
    seen: set[str] = field(default_factory=set)
    """Of the ids that were asked for by name, those that the archive holds."""


def how_many(root: Path) -> int:
    """Lines of articles that an export reads."""
    with open_catalogue(root, in_memory=True) as catalogue:
        return catalogue.article_lines()


def export(
    root: Path, to: Path | None, kind: str, selection: Selection, *, progress: Callable[[int], None] | None = None,
) -> Exported:
    """Writes the articles that fit to a path, or with None to standard output. Raises `ArchiveError` where none fits or it can't be written."""
    form, told = FORMATS[kind], Exported()
    _check(root, to, form)
    with open_catalogue(root, in_memory=True) as catalogue:
        items = _items(root, catalogue, form, selection, told, progress)
        first = next(items, None)
        if first is None:
            raise ArchiveError("nothing-to-export", f"No current article of {root} fits, so nothing was written.")
        with _sentences(to):
            _write(form, _again(first, items), to)
    return told


def _again(first: Item, items: Iterator[Item]) -> Iterator[Item]:
    yield first
    yield from items


def _check(root: Path, to: Path | None, form: Format) -> None:
    """Says what can't be done before anything is done."""
    if to is None:
        if not form.is_stream:
            raise ArchiveError("export-place", f"{form.name} can't be written to standard output; name a path with -o.", usage=True)
        return
    if to.resolve().is_relative_to(root.resolve()):
        raise ArchiveError("export-place", f"{to} lies inside the archive {root}, where no export may stand; name another path.", usage=True)
    if form.fills_folder(to):
        if to.exists() and (not to.is_dir() or any(to.iterdir())):
            raise ArchiveError("export-place", f"{to} exists and is no empty folder; {form.name} needs a new or an empty one.", usage=True)
    elif to.is_dir():
        raise ArchiveError("export-place", f"{to} is a folder; {form.name} is one file.", usage=True)
    elif to.suffix in (".zst", ".bz2", ".xz") or to.suffix == ".gz" and not form.is_stream:
        raise ArchiveError("export-place", f"{to}: {form.name} is not written with the suffix {to.suffix}.", usage=True)


@contextlib.contextmanager
def _sentences(to: Path | None) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ArchiveError("export-failed", f"{to or 'Standard output'} can't be written ({error.strerror or error}). "
                           "Mend that and run the same command again.") from None


# -- reading the archive --------------------------------------------------------------------------------------------------------------


def _items(
    root: Path, catalogue: Catalogue, form: Format, selection: Selection, told: Exported, progress: Callable[[int], None] | None,
) -> Iterator[Item]:
    read = 0
    for batch in sorted(numbered(root, "articles")):
        ledger = _ledger(root, batch) if form.needs_removed or selection.kinds else {}
        for _, row in articles_in(root, batch):
            read += 1
            if progress:
                progress(read)
            if not catalogue.is_current(row["id"], row["version"]):
                continue
            if selection.ids is not None and row["id"] in selection.ids:
                told.seen.add(row["id"])
            tag, removed = catalogue.tag(row["id"]), ledger.get((row["id"], row["version"]), ())
            copy_of = tag.copy_of if tag else None
            if not selection.takes(row, removed, copy_of):
                told.left_out += 1
                continue
            told.articles += 1
            if form.only_removed and selection.kinds:
                removed = tuple(removal for removal in removed if removal["kind"] in selection.kinds)
            file = f"{batch_name(batch)}/{tei_name(row['source']['name'], row['source']['url'], row['id'], row['version'])}"
            tei = _tei(root, root / "data" / "tei" / file) if form.needs_tei else b""
            yield Item(row, file.removesuffix(".xml"), removed, copy_of, tei)


def _ledger(root: Path, batch: int) -> dict[tuple[str, int], tuple[dict[str, Any], ...]]:
    return {(row["id"], row["version"]): tuple(row["removed"]) for row in rows_in(root, "ledger", batch)}


def _tei(root: Path, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ArchiveError("broken-batch", f"{path} can't be read ({error.strerror}). Run: engross verify {root}") from None


# -- writing --------------------------------------------------------------------------------------------------------------------------


def _write(form: Format, items: Iterable[Item], to: Path | None) -> None:
    if to is None:
        for chunk in form.chunks(items):
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
    elif form.fills_folder(to):
        _fill(form, items, to)
    else:
        to.parent.mkdir(parents=True, exist_ok=True)
        with _whole(to) as stream, _packed(stream, to) as out:
            for chunk in form.chunks(items):
                out.write(chunk)


@contextlib.contextmanager
def _whole(to: Path) -> Iterator[BinaryIO]:
    """As `whole`; what was written aside goes where the export fails."""
    try:
        with whole(to) as stream:
            yield stream
    finally:
        to.with_name(to.name + ".part").unlink(missing_ok=True)


@contextlib.contextmanager
def _packed(stream: BinaryIO, to: Path) -> Iterator[BinaryIO]:
    """The stream, or one that compresses into it: without a time or a name in its header, so that the same articles give the same bytes."""
    if to.suffix != ".gz":
        yield stream
        return
    with gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0) as packed:
        yield cast(BinaryIO, packed)


def _fill(form: Format, items: Iterable[Item], to: Path) -> None:
    """A file for each article, in folders by batch, written aside as a whole."""
    aside = to.with_name(to.name + ".part")
    remove_tree(aside)
    aside.mkdir(parents=True)
    try:
        for name, content in form.pages(items):
            path = aside / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        if to.exists():
            to.rmdir()
        aside.rename(to)
    finally:
        remove_tree(aside)

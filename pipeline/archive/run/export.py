"""``export``: the current versions of an archive's articles, batch by batch, into a file or a folder of another format.

Only one batch is in memory at a time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.archive.caches.cache import numbered
from pipeline.archive.caches.catalogue import Catalogue
from pipeline.archive.caches.rebuild import open_catalogue
from pipeline.archive.run.formats import FORMATS, VARIANTS, Format
from pipeline.archive.run.places import check_place, write_export
from pipeline.archive.run.selection import Selection
from pipeline.archive.run.stored import no_source, stored_records
from pipeline.archive.store.articles import articles_in, rows_in
from pipeline.archive.store.disk import ArchiveError
from pipeline.archive.store.names import batch_name, tei_name
from pipeline.data.counting import counted
from pipeline.validate import validate_line
from pipeline.writers.exports import Item
from pipeline.writers.exports.neutral import neutral_item

__all__ = ["Exported", "export", "how_many"]


@dataclass(slots=True)
class Exported:
    """The result of an export."""

    articles: int = 0
    words: int = 0
    left_out: int = 0
    """Current articles that do not fit the filters."""
    seen: set[str] = field(default_factory=set)
    """Of the ids that were asked for by name, those that the archive holds."""


def how_many(root: Path) -> int:
    """Lines of articles that an export reads."""
    with open_catalogue(root, in_memory=True) as catalogue:
        return catalogue.article_lines()


def export(
    root: Path, to: Path | None, kind: str, selection: Selection, *, option: str = "", progress: Callable[[int], None] | None = None,
) -> Exported:
    """Writes the articles that fit to a path, or with None to standard output. Raises `ArchiveError` where none fits or it can't be written.

    ``option``: ``card`` (of parquet: a folder with a card, for Hugging Face ``datasets``), ``ids`` (of text and markdown: with ids of blocks).
    """
    form, told = _form(kind, option), Exported()
    check_place(root, to, form)
    with open_catalogue(root, in_memory=True) as catalogue:
        reader = _Reader(root, catalogue, form, selection, told)
        items = reader.items(progress)
        try:
            first = next(items, None)
            if first is None:
                raise ArchiveError("nothing-to-export", _nothing_of(root, told.left_out))
            write_export(form, _again(first, items), to)
        except (AttributeError, LookupError, TypeError, ValueError):
            _check_line(root, *reader.at)
            raise
    return told


def _nothing_of(root: Path, left_out: int) -> str:
    """Why there is nothing to export."""
    if not left_out:
        return f"{root} holds no article, so nothing was written. Add articles with: engross archive INPUT -o {root}"
    every = "The only article" if left_out == 1 else f"Each of the {counted(left_out, 'article')}"
    return (f"{every} of {root} is left out by a filter, so nothing was written. Leave a filter out, or let it pass more; "
            "engross export --help has all filters.")


def _check_line(root: Path, batch: int, row: dict[str, Any]) -> None:
    """Raises `ArchiveError` where the line of an article is damaged, so that whatever read it could not know what it holds."""
    problems = validate_line(json.dumps(row)) if row else []
    if problems:
        path = root / "data" / "articles" / f"{batch_name(batch)}.jsonl"
        raise ArchiveError("broken-batch", f"{path}: the line of {row.get('id', 'an article')} is damaged ({problems[0]}). "
                           f"Run: engross verify {root}") from None


def _form(kind: str, option: str) -> Format:
    if option and (option, kind) not in VARIANTS:
        takes = " and ".join(name for known, name in VARIANTS if known == option)
        raise ArchiveError("export-option", f"--{option} goes with --to {takes}, not with {kind}.", usage=True)
    return VARIANTS[option, kind] if option else FORMATS[kind]


def _again(first: Item, items: Iterator[Item]) -> Iterator[Item]:
    yield first
    yield from items


@dataclass(slots=True)
class _Reader:
    """The items of an export, read batch by batch."""

    root: Path
    catalogue: Catalogue
    form: Format
    selection: Selection
    told: Exported
    at: tuple[int, dict[str, Any]] = (0, {})
    """Number of the batch that is read, and the line of its article."""

    def items(self, progress: Callable[[int], None] | None) -> Iterator[Item]:
        """The items that fit. ``progress`` is called with the number of lines of articles that were read."""
        read = 0
        for batch in sorted(numbered(self.root, "articles")):
            beside = _Beside(self.root, batch, needs_ledger=self.form.needs_removed or bool(self.selection.kinds))
            for _, row in articles_in(self.root, batch):
                read += 1
                self.at = batch, row
                if progress:
                    progress(read)
                if self.catalogue.is_current(row["id"], row["version"]):
                    yield from self._item(beside, row)

    def _item(self, beside: _Beside, row: dict[str, Any]) -> Iterator[Item]:
        """The item of a current article, if it fits."""
        form, selection = self.form, self.selection
        if selection.ids is not None and row["id"] in selection.ids:
            self.told.seen.add(row["id"])
        tag = self.catalogue.tag(row["id"])
        copy_of, removed = tag.copy_of if tag else None, beside.removed(row)
        if not selection.takes(row, removed, copy_of):
            self.told.left_out += 1
            return
        self.told.articles += 1
        self.told.words += row["words"]
        if form.only_removed and selection.kinds:
            removed = tuple(removal for removal in removed if removal["kind"] in selection.kinds)
        tei = beside.tei(row) if form.needs_tei else b""
        item = Item(row, beside.file(row).removesuffix(".xml"), removed, copy_of, tei,
                    *(beside.records(row) if form.needs_records else ()))
        yield item if form.exact else neutral_item(item)


class _Beside:
    """The files beside the articles of one batch."""

    def __init__(self, root: Path, batch: int, *, needs_ledger: bool) -> None:
        self._root, self._batch = root, batch
        rows = rows_in(root, "ledger", batch) if needs_ledger else ()
        self._ledger = {(row["id"], row["version"]): tuple(row["removed"]) for row in rows}
        self._records: dict[tuple[str, int], tuple[tuple[bytes, ...], int]] | None = None

    def removed(self, row: dict[str, Any]) -> tuple[dict[str, Any], ...]:
        """What was removed from its page, where the ledger was asked for."""
        return self._ledger.get((row["id"], row["version"]), ())

    def file(self, row: dict[str, Any]) -> str:
        """Batch and name of its TEI document."""
        return f"{batch_name(self._batch)}/{tei_name(row['source']['name'], row['source']['url'], row['id'], row['version'])}"

    def tei(self, row: dict[str, Any]) -> bytes:
        """Its TEI document."""
        path = self._root / "data" / "tei" / self.file(row)
        try:
            return path.read_bytes()
        except OSError as error:
            raise ArchiveError("broken-batch", f"{path} can't be read ({error.strerror}). Run: engross verify {self._root}") from None

    def records(self, row: dict[str, Any]) -> tuple[tuple[bytes, ...], int]:
        """The records of its source, and which of them names the article."""
        if self._records is None:
            self._records = stored_records(self._root, self._batch)
        found = self._records.get((row["id"], row["version"]))
        if found is None:
            raise no_source(self._root, self._batch, (row["id"], row["version"]))
        return found

"""The formats of ``export``: what each asks of the archive and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pipeline.archive.run.conversions import warc_records
from pipeline.archive.run.databases import write_database
from pipeline.writers.exports import Item
from pipeline.writers.exports.card import dataset_pieces
from pipeline.writers.exports.jsonl import article_lines, removed_lines
from pipeline.writers.exports.markdown import markdown_page
from pipeline.writers.exports.parquet import parquet_pieces
from pipeline.writers.exports.tei_corpus import corpus_files, corpus_pieces
from pipeline.writers.exports.text import text_lines, text_page
from pipeline.writers.exports.vertical import vertical_files, vertical_pieces

__all__ = ["FORMATS", "VARIANTS", "Format"]


@dataclass(frozen=True, slots=True)
class Format:
    """One format. It can be a stream of pieces, a file that is written in place, or a folder; some can be a file or a folder."""

    name: str
    stream: Callable[[Iterable[Item]], Iterator[bytes]] | None = None
    """The pieces of one file, front to back."""
    folder: Callable[[Iterable[Item]], Iterator[tuple[str, bytes]]] | None = None
    """Pieces of the files of a folder, each with the name of its file; pieces of one file come in order."""
    file: Callable[[Iterable[Item], Path], None] | None = None
    """Writes one file to this path."""
    needs_removed: bool = False
    needs_tei: bool = False
    only_removed: bool = False
    """True where it holds removals and no articles."""
    needs_records: bool = False
    by_piece: bool = False
    """True where each piece is compressed on its own, so that readers can start at any of them."""
    packs_itself: bool = False
    """True where it is compressed already."""
    packages: tuple[str, ...] = ()
    """Modules that it needs, installed with ``engross[NAME]``."""
    exact: bool = False
    """True where it escapes characters that act on a screen (`pipeline.writers.exports.neutral`) and so keeps values unchanged."""

    @property
    def is_stream(self) -> bool:
        """True where it can be written front to back, to standard output as well."""
        return self.stream is not None

    def fills_folder(self, to: Path) -> bool:
        """True where this path becomes a folder: where the format is nothing else, or the path has no suffix."""
        return self.folder is not None and (not (self.stream or self.file) or not to.suffix)


def _pages(page: Callable[[Item], bytes], suffix: str, items: Iterable[Item]) -> Iterator[tuple[str, bytes]]:
    """A file for each article."""
    for item in items:
        yield item.file + suffix, page(item)


FORMATS = {form.name: form for form in (
    Format("jsonl", article_lines, needs_removed=True, exact=True),
    Format("text", folder=partial(_pages, text_page, ".txt")),
    Format("markdown", folder=partial(_pages, markdown_page, ".md")),
    Format("sqlite", file=write_database, needs_removed=True),
    Format("parquet", parquet_pieces, needs_removed=True, packs_itself=True, packages=("pyarrow",)),
    Format("tei-corpus", corpus_pieces, corpus_files, needs_tei=True, exact=True),
    Format("vertical", vertical_pieces, vertical_files),
    Format("warc", warc_records, needs_records=True, by_piece=True),
    Format("removed.jsonl", removed_lines, needs_removed=True, only_removed=True, exact=True),
)}
VARIANTS = {
    ("card", "parquet"): replace(FORMATS["parquet"], stream=None, folder=dataset_pieces),
    ("ids", "text"): replace(FORMATS["text"], folder=partial(_pages, text_lines, ".txt")),
    ("ids", "markdown"): replace(FORMATS["markdown"], folder=partial(_pages, partial(markdown_page, ids=True), ".md")),
}
"""Formats as an option changes them."""

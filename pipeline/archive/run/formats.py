"""The formats of ``export``: what each asks of the archive and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.writers.exports import Item
from pipeline.writers.exports.jsonl import article_lines, removed_lines
from pipeline.writers.exports.markdown import markdown_page
from pipeline.writers.exports.text import text_page

__all__ = ["FORMATS", "Format"]


@dataclass(frozen=True, slots=True)
class Format:
    """One format. It gives the pieces of a file, or the content of a file for each article."""

    name: str
    stream: Callable[[Iterable[Item]], Iterator[bytes]] | None = None
    page: Callable[[Item], bytes] | None = None
    suffix: str = ""
    """Of the files of a folder."""
    needs_removed: bool = False
    needs_tei: bool = False
    only_removed: bool = False
    """True where it holds removals and no articles."""

    @property
    def is_stream(self) -> bool:
        """True where it can be written front to back, to standard output as well."""
        return self.stream is not None

    def fills_folder(self, to: Path) -> bool:
        """True where this path becomes a folder."""
        return self.page is not None

    def chunks(self, items: Iterable[Item]) -> Iterator[bytes]:
        """The pieces of the file."""
        assert self.stream is not None
        return self.stream(items)

    def pages(self, items: Iterable[Item]) -> Iterator[tuple[str, bytes]]:
        """Name and content of each file of the folder."""
        assert self.page is not None
        for item in items:
            yield item.file + self.suffix, self.page(item)


FORMATS = {form.name: form for form in (
    Format("jsonl", article_lines, needs_removed=True),
    Format("text", page=text_page, suffix=".txt"),
    Format("markdown", page=markdown_page, suffix=".md"),
    Format("removed.jsonl", removed_lines, needs_removed=True, only_removed=True),
)}

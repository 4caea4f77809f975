"""Samples of what a run would change in texts that the archive has: changed sources, and articles that were made with another recipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipeline.archive.caches.catalogue import ArticleRow, Catalogue
from pipeline.archive.caches.site_memory import Book, Capture
from pipeline.archive.run.diff import Change, word_changes
from pipeline.archive.run.plan import Entry
from pipeline.archive.run.restore import RestoredRanges
from pipeline.archive.run.stored import stored_sources
from pipeline.archive.site_files import Sites
from pipeline.archive.store.articles import articles_in
from pipeline.clean import clean_source
from pipeline.data import Label, Source, Vote, shown_name
from pipeline.faults import Fault
from pipeline.settings import Settings

__all__ = ["Sample", "of_changed", "of_stale"]

Range = tuple[int, int]
_LOOKED_AT = 40
_SHOWN = 5
_CHANGES = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """The first changes in the text of one article; none where only its metadata or its structure would change."""

    id: str
    name: str
    changes: tuple[Change, ...]


def of_changed(root: Path, catalogue: Catalogue, entries: Iterable[Entry], spool: Path, settings: Settings, sites: Sites) -> list[Sample]:
    """Of sources that changed: what was archived of them, and what would be."""
    return list(islice(_of_changed(root, catalogue, entries, spool, settings, sites), _SHOWN))


def _of_changed(root: Path, catalogue: Catalogue, entries: Iterable[Entry], spool: Path, settings: Settings, sites: Sites) -> Iterator[Sample]:
    for entry in entries:
        row = catalogue.current(entry.id)
        if row and not row.gone:
            with spool.open("rb") as stream:
                stream.seek(entry.offset)
                source = entry.place.source(stream.read(entry.size), record=None)
            yield from _sample(root, row, source, Capture(row.id, "", "", "", entry.repeats, answers=entry.answers), settings, sites, ())


def of_stale(root: Path, catalogue: Catalogue, book: Book, recipe: str, settings: Settings, sites: Sites) -> list[Sample]:
    """Of articles that were made with another recipe: the first whose texts would be others now."""
    restored = RestoredRanges(root)
    found = (sample for row in islice(catalogue.made_otherwise(recipe), _LOOKED_AT) if not row.gone
             for sample in _again(root, book, row, settings, sites, restored(row)) if sample.changes)
    return list(islice(found, _SHOWN))


def _again(root: Path, book: Book, row: ArticleRow, settings: Settings, sites: Sites, restored: Sequence[Range]) -> Iterator[Sample]:
    known = book.capture(row.id, row.sha256) or Capture(row.id, row.sha256, "", "")
    stored = next(stored_sources(root, row.batch, [(row.id, row.version)]))
    yield from _sample(root, row, stored.place.source(stored.data), known, settings, sites, restored)


def _sample(
    root: Path, row: ArticleRow, source: Source, known: Capture, settings: Settings, sites: Sites, restored: Sequence[Range],
) -> Iterator[Sample]:
    """``restored``: ranges of the page in which a person wants nothing removed."""
    old = next(article for _, article in articles_in(root, row.batch) if (article["id"], article["version"]) == (row.id, row.version))
    votes = [Vote(n, Label.SITE_REPEAT, score, "site-repeat", evidence) for n, score, evidence in known.votes]
    try:
        new = clean_source(source, settings, repeats=votes, restore=restored, answers=known.answers, rules=sites.rules_for(source.name, source.url))
    except Fault:
        return  # the plan names it among those that would fail
    yield Sample(row.id, shown_name(row.name, row.url), tuple(islice(word_changes(old["text"], new.text), _CHANGES)))

"""Reports of what was learned of sites: which older articles would lose something now, and what repeats too rarely to be removed.

Texts are not part of the memory: they are read from one article in which a block stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.archive.caches.catalogue import Catalogue
from pipeline.archive.caches.site_memory import Capture, Nearly, Repeat
from pipeline.archive.caches.sketches import parse_sketch
from pipeline.archive.run.plan import Entry
from pipeline.archive.run.stored import stored_sources
from pipeline.clean import explain_source, sketch_source
from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.settings import Settings

__all__ = ["Learned", "Relearned", "SourcesById", "hints"]

Fetch = Callable[[str], Source | None]


@dataclass(frozen=True, slots=True)
class Learned:
    """One block that a site repeats."""

    site: str
    text: str
    articles: int
    """That would lose it, or have it back; of a hint, in which it stands."""
    example: str
    """Name of one of them."""
    back: bool = False
    """True if articles would have it back."""
    of: int = 0
    """Of a hint: different articles of the site."""
    gone: str = ""
    """Of a hint: the kind as which it is removed already, by other signs; empty where it is kept."""


@dataclass(frozen=True, slots=True)
class SourcesById:
    """Sources by the id of their article: those of the run from the spool, others from the archive."""

    root: Path
    catalogue: Catalogue
    spool: Path
    fresh: dict[str, Entry]

    def __call__(self, ident: str) -> Source | None:
        """The source of an article, None where there is none."""
        if entry := self.fresh.get(ident):
            with self.spool.open("rb") as stream:
                stream.seek(entry.offset)
                return entry.place.source(stream.read(entry.size))
        row = self.catalogue.current(ident)
        if row is None:
            return None
        stored = next(stored_sources(self.root, row.batch, [(row.id, row.version)]))
        return stored.place.source(stored.data)


@dataclass(slots=True)
class Relearned:
    """The articles of an archive whose votes are others now: counted by what they would lose or have back, since there may be a million of them."""

    others: int = 0
    """Those of which only the numbers in the evidence would change."""
    _found: dict[tuple[str, str, bool], tuple[int, str]] = field(default_factory=dict)
    """By site, mark and direction: how many articles, and the id of the first of them."""

    def add(self, capture: Capture, now: tuple[Repeat, ...]) -> None:
        """One more article, with the votes that it would have."""
        before, after = ({n for n, _, _ in votes} for votes in (capture.votes, now))
        if before == after:
            self.others += 1
            return
        marks = [p.mark for p in parse_sketch(capture.sketch)]
        removed, now_removed = ({marks[n] for n in numbers} for numbers in (before, after))
        for back, which in ((False, now_removed - removed), (True, removed - now_removed)):
            for mark in which:
                count, first = self._found.get((capture.site, mark, back), (0, capture.id))
                self._found[capture.site, mark, back] = count + 1, first

    def told(self, fetch: Fetch, settings: Settings) -> list[Learned]:
        """What older articles would lose, or have back, block by block; the most frequent first."""
        out = []
        for (site, mark, back), (count, first) in sorted(self._found.items(), key=lambda item: (-item[1][0], item[0])):
            source = fetch(first)
            text = _text(source, mark, settings) if source else ""
            out.append(Learned(site, text, count, source.shown if source else first, back))
        return out


def hints(found: Iterable[Nearly], fetch: Fetch, settings: Settings) -> list[Learned]:
    """Those of them that can be shown, what the articles still hold first."""
    out = []
    for one in found:
        source = fetch(one.example)
        if source and (told := _decided(source, one.mark, settings)):
            out.append(Learned(one.site, told[0], one.different, source.shown, of=one.articles, gone=told[1]))
    return sorted(out, key=lambda hint: bool(hint.gone))


def _text(source: Source, mark: str, settings: Settings) -> str:
    blocks, prints = sketch_source(source, settings)
    return next((block.text for block, p in zip(blocks, prints, strict=True) if p.mark == mark), "")


def _decided(source: Source, mark: str, settings: Settings) -> tuple[str, str] | None:
    """The text of the block with this mark, and the kind as which it is removed."""
    try:
        _, prints = sketch_source(source, settings)
        pairs = explain_source(source, settings).pairs
    except Fault:
        return None
    found = ((block.text, str(decision.label) if decision.label.removed else "")
             for (block, decision), p in zip(pairs, prints, strict=True) if p.mark == mark)
    return next(found, None)

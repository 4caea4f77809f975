"""What was learned of sites, for people: which older articles would lose something now, and what repeats too seldom to be believed.

Texts are not part of the memory: they are read from one article in which a block stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.archive.caches.catalogue import Catalogue
from pipeline.archive.caches.site_memory import Capture, Nearly, Repeat
from pipeline.archive.run.plan import Entry
from pipeline.archive.run.stored import stored_sources
from pipeline.clean import explain_source, sketch_source
from pipeline.data import Source
from pipeline.evidence.site_repeats import parse_sketch
from pipeline.faults import Fault
from pipeline.settings import Settings

__all__ = ["Learned", "Library", "hints", "learned"]

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
class Library:
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


def learned(changes: Iterable[tuple[Capture, tuple[Repeat, ...]]], fetch: Fetch, settings: Settings) -> list[Learned]:
    """What older articles would lose, or have back, block by block; the most frequent first."""
    found: dict[tuple[str, str, bool], list[str]] = {}
    for capture, now in changes:
        marks = [p.mark for p in parse_sketch(capture.sketch)]
        before, after = ({marks[n] for n, _, _ in votes} for votes in (capture.votes, now))
        for back, which in ((False, after - before), (True, before - after)):
            for mark in which:
                found.setdefault((capture.site, mark, back), []).append(capture.id)
    out = []
    for (site, mark, back), ids in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        source = fetch(ids[0])
        text = _text(source, mark, settings) if source else ""
        out.append(Learned(site, text, len(ids), source.name if source else ids[0], back))
    return out


def hints(found: Iterable[Nearly], fetch: Fetch, settings: Settings) -> list[Learned]:
    """Those of them that can be shown, what the articles still hold first."""
    out = []
    for one in found:
        source = fetch(one.example)
        if source and (told := _decided(source, one.mark, settings)):
            out.append(Learned(one.site, told[0], one.different, source.name, of=one.articles, gone=told[1]))
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

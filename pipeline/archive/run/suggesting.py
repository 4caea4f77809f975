"""Rules that decisions and the memory of sites speak for, each with the articles that it would touch. Nothing is written.

Where a person decided alike on the same words in several sources of a site, or once for the whole site, these words are a rule. Where blocks
that a person removed stand in elements of one class, and nothing that stays does, the class is one. What stands at the edge of several
articles of a site, in too few to act on, is a question: a person can see what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipeline.archive.caches.catalogue import ArticleRow, Catalogue
from pipeline.archive.caches.site_memory import Book, Capture
from pipeline.archive.caches.sketches import parse_sketch
from pipeline.archive.decisions import Decision, Standing, site_of_source
from pipeline.archive.run.deciding import State, explained_again, states
from pipeline.archive.run.learned import SourcesById, hints
from pipeline.archive.run.stored import stored_sources
from pipeline.blocks.html_selected import select
from pipeline.blocks.selectors import parse_selectors
from pipeline.clean import Explained, explain_source
from pipeline.data import KEEP, REMOVE, Label, block_digest
from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.settings import Settings
from pipeline.sites.rules import Rule

__all__ = ["Suggestion", "suggestions"]

_LONGEST = 300
_NEAREST = 6
"""Names of elements around a block that are looked at."""
_PAGES = 200
"""Articles of a site that are looked through for elements."""
_NAMES = 10
_NEARLY = 100
_NAME = re.compile(r"[A-Za-z][\w-]{2,60}")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One rule for one site."""

    site: str
    group: str
    """``strip`` or ``keep``."""
    rule: Rule
    why: str
    touches: int
    """Articles that it would touch."""
    articles: tuple[str, ...]
    """URLs or names of some of them."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A decided block as it stands in an article."""

    decision: Decision
    text: str
    group: str
    explained: Explained
    block: int
    hints: tuple[str, ...]


@dataclass(slots=True)
class _Archive:
    """The archive for which suggestions are made."""

    root: Path
    catalogue: Catalogue
    book: Book
    settings: Settings

    def articles(self, site: str) -> Iterator[tuple[ArticleRow, Capture]]:
        """The current articles of a site, by id."""
        for capture in self.book.captures(site):
            row = self.catalogue.current(capture.id)
            if row and not row.gone and row.sha256 == capture.sha256:
                yield row, capture

    def touched(self, site: str, fits: Callable[[ArticleRow, Capture], bool]) -> tuple[int, tuple[str, ...]]:
        """How many articles of a site fit, and some of their names."""
        found = [row.url or row.name for row, capture in self.articles(site) if fits(row, capture)]
        return len(found), tuple(found[:_NAMES])


def suggestions(root: Path, catalogue: Catalogue, book: Book, standing: Standing, settings: Settings) -> Iterator[Suggestion]:
    """Every suggestion, site by site. ``book`` must have caught up with the archive."""
    archive = _Archive(root, catalogue, book, settings)
    by_site: dict[str, list[State]] = {}
    for state in states(standing, catalogue, book):
        if state.example and state.decision.scope != "everywhere":
            by_site.setdefault(site_of_source(state.decision.source), []).append(state)
    for site in sorted(by_site):
        seen = [one for state in by_site[site] for one in _seen(archive, state)]
        yield from _by_words(archive, site, seen)
        yield from _by_elements(archive, site, seen)
    yield from _by_memory(archive)


def _seen(archive: _Archive, state: State) -> Iterator[_Seen]:
    decision = state.decision
    removed = decision.after == REMOVE or (decision.after != KEEP and Label(decision.after).removed)
    _, explained = explained_again(archive.root, archive.catalogue, archive.book, state.example, archive.settings)
    for block in explained.split.blocks:
        if block.text and block_digest(block.text) == decision.block:
            around = block.markup.hints[:_NEAREST] if block.markup else ()
            yield _Seen(decision, block.text, "strip" if removed else "keep", explained, block.n, around)
            return


def _by_words(archive: _Archive, site: str, seen: Iterable[_Seen]) -> Iterator[Suggestion]:
    groups: dict[tuple[str, str], list[_Seen]] = {}
    for one in seen:
        groups.setdefault((one.group, one.decision.block), []).append(one)
    for (group, block), members in groups.items():
        sources = {one.decision.source for one in members}
        wide = any(one.decision.scope == "site" for one in members)
        if (wide or len(sources) > 1) and len(members[0].text) <= _LONGEST:
            touches, names = archive.touched(site, lambda _, capture, own=block[:16]: own in capture.blocks.split(" "))  # type: ignore[misc]
            after = members[0].decision.after
            kind = after if group == "strip" and after in {label.value for label in Label if label.removed} else ""
            why = "decided for the whole site" if wide else f"decided alike in {counted(len(sources), 'source')}"
            yield Suggestion(site, group, Rule(phrases=(members[0].text,), kind=kind), why, touches, names)


def _by_elements(archive: _Archive, site: str, seen: list[_Seen]) -> Iterator[Suggestion]:
    removed = [one for one in seen if one.group == "strip"]
    names: dict[str, set[str]] = {}
    for one in removed:
        for hint in filter(_NAME.fullmatch, one.hints):
            names.setdefault(hint, set()).add(one.decision.block)
    for name in sorted(name for name, blocks in names.items() if len(blocks) > 1):
        for selector in (f".{name}", f"#{name}"):
            if all(_is_safe(one, selector) for one in removed if name in one.hints):
                touches, found = archive.touched(site, _in_pages(archive, selector))
                why = f"{counted(len(names[name]), 'block')} on which people decided stand there, and nothing that stays"
                yield Suggestion(site, "strip", Rule(selectors=(selector,)), why, touches, found)


def _is_safe(one: _Seen, selector: str) -> bool:
    """True if an element takes the block in, and nothing on the page that stays."""
    explained = one.explained
    (found,) = select(explained.page, explained.split.blocks, parse_selectors(selector))
    labels = {decision.block: decision.label for decision in explained.decisions}
    return one.block in found.blocks and all(labels[n].removed or n == one.block for n in found.blocks if explained.split.blocks[n].text)


def _in_pages(archive: _Archive, selector: str) -> Callable[[ArticleRow, Capture], bool]:
    left = iter(range(_PAGES))

    def fits(row: ArticleRow, _: Capture) -> bool:
        if next(left, None) is None:
            return False
        stored = next(stored_sources(archive.root, row.batch, [(row.id, row.version)]))
        try:
            explained = explain_source(stored.place.source(stored.data), archive.settings)
        except Fault:
            return False
        (found,) = select(explained.page, explained.split.blocks, parse_selectors(selector))
        return bool(found.blocks)

    return fits


def _by_memory(archive: _Archive) -> Iterator[Suggestion]:
    """What stands at the edge of several articles and is not removed."""
    limits = archive.settings.repeats
    nearly = list(islice((one for site in archive.book.sites() for one in archive.book.nearly(site, limits)), _NEARLY))
    fetch = SourcesById(archive.root, archive.catalogue, Path(), {})
    for one in nearly:
        for hint in hints([one], fetch, archive.settings):
            if not hint.gone and len(hint.text) <= _LONGEST:
                touches, names = archive.touched(one.site, lambda _, capture, own=one.mark: any(  # type: ignore[misc]
                    p.mark == own for p in parse_sketch(capture.sketch)))
                why = f"stands at the edge of {one.different} of {one.articles} different articles"
                yield Suggestion(one.site, "strip", Rule(phrases=(hint.text,)), why, touches, names)

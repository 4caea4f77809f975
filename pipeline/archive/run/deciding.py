"""From an article of the archive to a decision on one of its blocks, and from decisions to the articles for which they hold.

A review reads an article as it was archived: with the same votes, decisions and restored ranges. So the words of its blocks are those that the next
run compares with the decisions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.archive.caches.catalogue import ArticleRow, Catalogue
from pipeline.archive.caches.site_memory import Book, Capture
from pipeline.archive.decisions import Decision, Standing, site_of_source, winning
from pipeline.archive.run.restore import RestoredRanges
from pipeline.archive.run.stored import stored_sources
from pipeline.archive.site_files import load_sites
from pipeline.archive.store.disk import ArchiveError
from pipeline.clean import Explained, explain_source
from pipeline.data import Block, Label, Vote, block_digest
from pipeline.faults import Fault
from pipeline.settings import Settings

__all__ = ["State", "block_at", "explained_again", "identity_of", "make_decision", "states"]

_PLACE = re.compile(r"(?:(a[0-9a-f]{12})\.)?([a-z]*)(\d{1,12})(?:-\d+)?")


@dataclass(slots=True)
class State:
    """A decision that stands, and what it does in the archive."""

    decision: Decision
    rests: int = 0
    """Articles that rest on it."""
    holds: int = 0
    """Articles for which it holds: `engross archive --reapply` makes both numbers the same."""
    example: str = ""
    """Id of an article for which it holds."""


def identity_of(row: ArticleRow) -> str:
    """The URL of an article's source, else its name: what a decision has as ``source``."""
    return row.url or (row.name if row.name != "-" else f"sha256:{row.sha256}")


def explained_again(
    root: Path, catalogue: Catalogue, book: Book, ident: str, settings: Settings, standing: Standing | None = None,
) -> tuple[ArticleRow, Explained]:
    """The latest version of an article, cleaned again with the votes, decisions and ranges that it was made with. Raises `ArchiveError` where there
    is none.

    ``book`` must have caught up with the archive. ``standing``: decisions that take the place of those on which the article rests.
    """
    row = catalogue.current(ident)
    if row is None or row.gone:
        raise ArchiveError("no-article", f"{root} holds no article {ident}. The list in its report ({root}/report/index.html) "
                           "has the ids of all articles.", usage=True)
    stored = next(stored_sources(root, row.batch, [(row.id, row.version)]))
    known = book.capture(row.id, row.sha256) or Capture(row.id, row.sha256, "", "")
    votes = [Vote(n, Label.SITE_REPEAT, score, "site-repeat", evidence) for n, score, evidence in known.votes]
    answers = known.answers
    if standing is not None:
        answers = winning(standing.matching(known.blocks, (identity_of(row), *catalogue.origins_of(identity_of(row), row.sha256))))
    try:
        rules = load_sites(Path(settings.review.sites)).rules_for(row.name, row.url)
        return row, explain_source(stored.place.source(stored.data), settings, votes, RestoredRanges(root)(row), answers, rules)
    except Fault as fault:
        raise ArchiveError(fault.code, str(fault)) from None


def block_at(explained: Explained, where: str) -> tuple[Block, Label]:
    """The block that an id of a block, a section or a removal names, or a place in the page; and its label. Raises `ArchiveError`.

    An id that the article does not have names a block only by the place where it starts; a number alone, by any place in it.
    """
    found = _PLACE.fullmatch(where)
    own = explained.article.id
    if not found or (found[1] and found[1] != own):
        raise ArchiveError("no-block", f"{where} is not a block of {own}. A block is named by its id ({own}.p230) or by its place (230).", usage=True)
    at, loose = int(found[3]), not found[2] or f"{own}.{where.removeprefix(f'{own}.')}" in _ids(explained)
    for block, decision in explained.pairs:
        if block.text and (block.start == at or (loose and block.start <= at < block.end)):
            return block, decision.label
    there = "at" if loose else "that starts at"
    raise ArchiveError("no-block", f"{own} has no block with words {there} {at}. The ids stand in the TEI file and in the ledger.", usage=True)


def _ids(explained: Explained) -> set[str]:
    """The ids of all blocks of an article, kept or removed."""
    article = explained.article
    kept = (*article.front, *article.blocks)
    return {block.id for block in kept} | {removal.id for removal in article.removed}


def make_decision(row: ArticleRow, block: Block, label: Label, *, after: str, scope: str, who: str, when: str) -> Decision:
    """The decision on one block of one article."""
    return Decision(block_digest(block.text), identity_of(row), str(label), after, scope, who, when)


def states(standing: Standing, catalogue: Catalogue, book: Book) -> list[State]:
    """What every decision that stands does in the archive, in the order of the lines. ``book`` must have caught up with the archive."""
    out = {decision: State(decision) for decision in standing.decisions}
    for row, capture in _current(catalogue, book, standing):
        for decision in standing.matching(capture.blocks, (identity_of(row), *catalogue.origins_of(identity_of(row), row.sha256))):
            out[decision].holds += 1
            out[decision].example = out[decision].example or row.id
        for decision in capture.answers:
            if decision in out:
                out[decision].rests += 1
    return list(out.values())


def _current(catalogue: Catalogue, book: Book, standing: Standing) -> Iterator[tuple[ArticleRow, Capture]]:
    """The articles with a block on which somebody decided."""
    sites: Iterable[str] = book.sites()
    if all(decision.scope == "site" for decision in standing.decisions):
        sites = sorted({site_of_source(decision.source) for decision in standing.decisions})
    for site in sites:
        for capture in book.captures(site):
            if capture.answers or standing.matching_anywhere(capture.blocks):
                row = catalogue.current(capture.id)
                if row and not row.gone and row.sha256 == capture.sha256:
                    yield row, capture

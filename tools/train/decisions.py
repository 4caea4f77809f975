"""Decisions of people as training data: the pages of archives on which people decided, with the decided blocks alone as targets.

A decision names a block by the hash of its words; the words stand in the archives. On the other blocks of a page nobody said anything, so they
are evidence and no targets. Pages of one site share a fold, as pages with gold do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.archive.caches.catalogue import Catalogue
from pipeline.archive.caches.rebuild import open_catalogue
from pipeline.archive.caches.site_memory import Book
from pipeline.archive.decisions import Decision, Standing, load, site_of_source, winning
from pipeline.archive.run.deciding import explained_again, identity_of
from pipeline.archive.store.disk import ArchiveError
from pipeline.clean import Explained
from pipeline.data import KEEP, REMOVE, Label, block_digest
from pipeline.settings import Settings
from tools.train.corpus import FOLDS
from tools.train.dataset import PageArrays, html_sequence
from tools.train.examples import Example
from tools.train.targets import BOILERPLATE, TEXT, Target

__all__ = ["decided_pages", "page_of"]

WEIGHT = 1.5
"""Of a decided block: a person looked at it, where gold was made for whole pages."""
_NOTHING = Target("", 0.0, 0.0)


def decided_pages(path: Path, archives: Sequence[Path], variant: str) -> list[PageArrays]:
    """The pages of a variant (``text``, ``html``) on which decisions of the file hold, in the order of archives and ids; says how many."""
    decisions = load(path)
    if not decisions:
        raise ArchiveError("no-decisions", f"{path}: there are no decisions in this file.", usage=True)
    standing = Standing.of(decisions)
    out: list[PageArrays] = []
    used: set[Decision] = set()
    for root in archives:
        for ident, held, explained in _articles(root, standing):
            used |= set(held)
            if (made := page_of(ident, held, explained)) is not None and (made.markup is not None) is (variant == "html"):
                out.append(made)
    print(f"{path}: {len(out)} pages for {variant}; {len(standing.decisions) - len(used)} of {len(standing.decisions)} decisions match no article")
    return out


def _articles(root: Path, standing: Standing) -> Iterator[tuple[str, tuple[Decision, ...], Explained]]:
    """The articles of an archive for which decisions hold."""
    if not (root / "bagit.txt").exists():
        raise ArchiveError("no-archive", f"{root} is no archive.", usage=True)
    with open_catalogue(root, in_memory=True) as catalogue, Book(root / "memory.sqlite") as book:
        book.catch_up(root)
        for ident, held in sorted(_held(standing, catalogue, book)):
            yield ident, held, explained_again(root, catalogue, book, ident, Settings())[1]


def _held(standing: Standing, catalogue: Catalogue, book: Book) -> Iterator[tuple[str, tuple[Decision, ...]]]:
    for site in book.sites():
        for capture in book.captures(site):
            row = catalogue.current(capture.id) if standing.matching_anywhere(capture.blocks) else None
            if row and not row.gone and row.sha256 == capture.sha256:
                own = identity_of(row)
                if found := winning(standing.matching(capture.blocks, (own, *catalogue.origins_of(own, row.sha256)))):
                    yield row.id, found


def page_of(ident: str, held: Iterable[Decision], explained: Explained) -> PageArrays | None:
    """A page with the decided blocks as targets; None where none of them is a block any more."""
    decided = {decision.block: decision for decision in held}
    blocks = [block for block in explained.split.blocks if block.text]
    found = [_target(decided.get(block_digest(block.text))) for block in blocks]
    if not any(target.weight for target in found):
        return None
    source = next(iter(decided.values())).source
    example = Example(ident, "decisions", "decided", _fold(source), ())
    return html_sequence(blocks, found, explained.split.head, example)


def _target(decision: Decision | None) -> Target:
    if decision is None:
        return _NOTHING
    labels = {KEEP: TEXT, REMOVE: BOILERPLATE}.get(decision.after, decision.after)
    kept = labels == TEXT or (labels != BOILERPLATE and not Label(labels).removed)
    return Target(labels, float(kept), WEIGHT)


def _fold(source: str) -> int:
    return int.from_bytes(hashlib.sha256(site_of_source(source).encode("utf-8", "surrogatepass")).digest()[:4], "big") % FOLDS

"""Identical bytes at several places, and several captures of one place: where their article belongs.

Strategy: places that only ever had the same bytes share one article, which belongs to the first of them by identity; a place that had other bytes as
well has an article of its own, whose last version is the latest capture. Runs may find places in another order: the first place may come after
another one, and a place that shared an article may change. Only ``--reapply`` corrects this: the article is made under the id of the place where it
belongs, with the other places as its origins, and an article elsewhere ends with a line in ``data/dropped`` that names it. So the archive becomes the
one that a single run over everything would make.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.archive.caches.catalogue import ArticleRow, Catalogue, OriginRow
from pipeline.archive.run.plan import Place
from pipeline.archive.run.stored import stored_place, stored_sources
from pipeline.data import article_id

__all__ = ["Move", "moves"]


@dataclass(frozen=True, slots=True)
class Move:
    """An article that is to be made where it belongs; or, with ``stays_with``, one that ends in favour of that article."""

    id: str
    version: int
    """The latest of this id, 0 if there is none."""
    sha256: str
    place: Place
    held: ArticleRow
    """The version that holds the bytes."""
    origins: tuple[str, ...] = ()
    data: bytes = b""
    record: bytes = b""
    stays_with: str = ""


def moves(root: Path, catalogue: Catalogue) -> Iterator[Move]:
    """The moves after which every article is where it belongs."""
    for sha256 in catalogue.entangled():
        still, changing = catalogue.places_of(sha256)
        for place, others in ((place, [other.identity for other in still[1:]] if place in still else []) for place in (*still[:1], *changing)):
            row = catalogue.current(article_id(place.identity))
            if not (row and _is_settled(row, place, others)):
                yield _made(root, catalogue, place, row, tuple(others))
        for place in still[1:]:
            row = catalogue.current(article_id(place.identity))
            if row and not row.gone:
                yield Move(row.id, row.version, row.sha256, Place(row.name, row.url, captured=row.captured), row,
                           stays_with=article_id(still[0].identity))


def _is_settled(row: ArticleRow, first: OriginRow, others: list[str]) -> bool:
    if row.gone == "copy":
        return row.sha256 == first.sha256
    told = (row.gone, row.sha256, row.captured or "", row.name, json.loads(row.origins))
    return told == ("", first.sha256, first.captured, first.name, others)


def _made(root: Path, catalogue: Catalogue, first: OriginRow, row: ArticleRow | None, others: tuple[str, ...]) -> Move:
    """The article, made of the bytes that another one holds, as they were found in the place where it belongs."""
    held = next(version for version in catalogue.versions(first.id) if version.version == first.version)
    stored = next(stored_sources(root, held.batch, [(held.id, held.version)]))
    own = (stored.place.identity(first.sha256), stored.place.captured or "", stored.place.name) == (first.identity, first.captured, first.name)
    place = stored.place if own else stored_place(root, first.batch, first)
    record = stored.record if own else b""
    return Move(article_id(first.identity), row.version if row else 0, first.sha256, place, held, others, stored.data, record)

"""One article as the archive holds it: what every writer of exports is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Item", "blocks_of"]


@dataclass(frozen=True, slots=True)
class Item:
    """The current version of an article."""

    row: dict[str, Any]
    """Its line in ``data/articles``."""
    file: str
    """Batch and name of its TEI document, without the suffix: ``00000/SLUG.ID``."""
    removed: tuple[dict[str, Any], ...] = ()
    """What the ledger says was removed from its page."""
    copy_of: str | None = None
    """Id of the article that it is a near-duplicate of."""
    tei: bytes = b""
    """Its TEI document, where the format asks for it."""
    records: tuple[bytes, ...] = ()
    """The WARC records of its source, unpacked, where the format asks for them."""
    naming: int = 0
    """Which of the records names the article."""


def blocks_of(section: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The block of the heading of a section of ``row``, if it has one, and its other blocks."""
    if "head" in section:
        yield section["head"]
    yield from section["blocks"]

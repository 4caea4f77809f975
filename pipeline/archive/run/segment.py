"""``show``: where a segment stands: in its article, in the archive, and in the source, whose words are decoded again.

Ids of blocks, headings, sections, removals and gaps are looked up in the lines of the article; other ids of a TEI document, such as that
of a whole list, in the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.archive.caches.catalogue import ArticleRow, Catalogue
from pipeline.archive.run.stored import stored_sources
from pipeline.archive.store.articles import articles_in, rows_in
from pipeline.archive.store.names import batch_name, tei_name
from pipeline.decoding import decode
from pipeline.validate.tei import XML, parse, ranges

__all__ = ["Segment", "find_segment"]

_ID = 13


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment and its places."""

    id: str
    what: str
    """``article``, ``block``, ``section``, ``removed``, ``gap``, ``element`` (of the TEI document)."""
    kind: str
    """Kind of block, of removal or of element."""
    text: str
    """Its words in the archive."""
    start: int
    end: int
    words: str
    """The characters ``start`` to ``end`` of the decoded source."""
    line: int
    """The line of the decoded source in which it starts."""
    section: str
    """The heading above it."""
    article: dict[str, Any]
    """The line of its article."""
    batch: str
    file: str
    """Its TEI document, below the archive."""
    is_current: bool
    reason: str = ""
    """Why it was removed."""
    evidence: tuple[str, ...] = ()
    """What counted most for the removal."""


@dataclass(frozen=True, slots=True)
class _Place:
    what: str
    kind: str
    text: str
    start: int
    end: int
    section: str = ""
    reason: str = ""
    evidence: tuple[str, ...] = ()


def find_segment(root: Path, catalogue: Catalogue, ident: str) -> Segment | None:
    """The segment, in the latest version of its article that has it. None where no version does."""
    versions = [row for row in reversed(catalogue.versions(ident[:_ID])) if not row.gone]
    for row in versions:
        article = next((found for _, found in articles_in(root, row.batch) if (found["id"], found["version"]) == (row.id, row.version)), None)
        if article is None:
            continue
        file = f"data/tei/{batch_name(row.batch)}/{tei_name(row.name, row.url, row.id, row.version)}"
        place = next(_places(root, row, article, ident), None) or _in_document(root / file, ident)
        if place is not None:
            decoded = _decoded(root, row)
            return Segment(
                ident, place.what, place.kind, place.text, place.start, place.end, decoded[place.start:place.end],
                decoded.count("\n", 0, place.start) + 1, place.section, article, batch_name(row.batch), file,
                catalogue.is_current(row.id, row.version), place.reason, place.evidence,
            )
    return None


def _places(root: Path, row: ArticleRow, article: dict[str, Any], ident: str) -> Iterator[_Place]:
    """Where this id stands in the lines of an article."""
    if ident == row.id:
        yield _Place("article", "", article["text"], 0, article["source"]["chars"])
        return
    yield from (_block(block, "") for block in article["front"] if block["id"] == ident)
    for section in article["sections"]:
        blocks = [*([section["head"]] if "head" in section else []), *section["blocks"]]
        heading = section["heading"] or ""
        yield from (_block(block, heading) for block in blocks if block["id"] == ident)
        if section["id"] == ident and blocks:
            text = "\n\n".join(block["text"] for block in blocks)
            yield _Place("section", section["role"], text, min(b["start"] for b in blocks), max(b["end"] for b in blocks), heading)
    for book in rows_in(root, "ledger", row.batch):
        if (book["id"], book["version"]) == (row.id, row.version):
            yield from (_Place("removed", r["kind"], r["text"], r["start"], r["end"], "", r["reason"], tuple(filter(None, r["evidence"])))
                        for r in book["removed"] if r["id"] == ident)
            yield from (_Place("gap", "", g["explanation"], g["start"], g["end"], "", g["reason"]) for g in book["gaps"] if g["id"] == ident)


def _block(block: dict[str, Any], heading: str) -> _Place:
    return _Place("block", block["kind"], block["text"], block["start"], block["end"], heading)


def _in_document(path: Path, ident: str) -> _Place | None:
    """Where an element of the TEI document stands: its own ranges, or those of the elements inside it."""
    root = parse(path.read_bytes()) if path.exists() else None
    if root is None or not hasattr(root, "iter"):
        return None
    element = next((each for each in root.iter() if each.get(f"{XML}id") == ident), None)
    if element is None:
        return None
    found = [place for inner in element.iter() for place in ranges(inner.get("corresp") or inner.get("target"))]
    if not found:
        return None
    name = str(element.tag).rpartition("}")[2]
    text = " ".join("".join(map(str, element.itertext())).split())
    return _Place("element", name, text, min(start for start, _ in found), max(end for _, end in found))


def _decoded(root: Path, row: ArticleRow) -> str:
    stored = next(stored_sources(root, row.batch, {(row.id, row.version)}))
    return decode(stored.place.source(stored.data, (), stored.record or None)).text

"""What changed between versions of an article, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from pipeline.archive.caches.catalogue import Catalogue
from pipeline.archive.store.articles import articles_in

__all__ = ["Change", "Difference", "difference", "versions", "word_changes"]

_FIELDS = ("title", "subtitle", "authors", "published", "updated", "publisher", "issue", "language", "standfirst")
_CONTEXT = 5  # words


@dataclass(frozen=True, slots=True)
class Change:
    """Removed and added words, between words that stayed."""

    before: str
    """A few words before it, empty at the start of the text."""
    gone: str
    come: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """The differences of two versions."""

    old: int
    new: int
    cause: str
    """``source`` (other bytes), ``recipe`` (same bytes, other settings or another version), ``learned`` (same bytes, same recipe)."""
    fields: tuple[tuple[str, str, str], ...]
    """Field, old value, new value."""
    changes: tuple[Change, ...]


def versions(root: Path, catalogue: Catalogue, ident: str) -> list[dict[str, Any]]:
    """Every version of an article, oldest first; empty where there is no such article."""
    batches = sorted({row.batch for row in catalogue.versions(ident)})
    found = [article for batch in batches for _, article in articles_in(root, batch) if article["id"] == ident]
    return sorted(found, key=lambda article: article["version"])


def difference(old: dict[str, Any], new: dict[str, Any]) -> Difference:
    """What changed from one version to another."""
    same = old["source"]["sha256"] == new["source"]["sha256"]
    cause = "source" if not same else "recipe" if old["recipe"] != new["recipe"] else "learned"
    fields = tuple((key, _shown(old.get(key)), _shown(new.get(key))) for key in _FIELDS if old.get(key) != new.get(key))
    return Difference(old["version"], new["version"], cause, fields, tuple(word_changes(old["text"], new["text"])))


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def word_changes(old: str, new: str) -> Iterator[Change]:
    """Changes in order. Paragraphs are matched first, so that a long text costs little; then words within those that differ."""
    ours, theirs = old.split("\n"), new.split("\n")
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from _within(" ".join(ours[a:b]).split(), " ".join(theirs[c:d]).split())


def _within(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Change(" ".join(old[max(0, a - _CONTEXT):a]), " ".join(old[a:b]), " ".join(new[c:d]), " ".join(old[b:b + _CONTEXT]))

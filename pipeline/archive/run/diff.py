"""What changed between versions of an article, in words."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from pipeline.archive.caches.catalogue import Catalogue
from pipeline.archive.store.articles import articles_in

__all__ = ["Change", "Difference", "difference", "differing", "versions", "word_changes"]

_FIELDS = ("title", "subtitle", "authors", "published", "updated", "publisher", "issue", "language", "standfirst")
_CONTEXT = 5  # words
_AT_ONCE = 40_000
"""Largest product of two lengths that is compared by difflib."""
_DEEPEST = 8
"""How often a part is divided again at what stands once in it."""
_Range = tuple[int, int, int, int]
"""From and to in the old sequence, from and to in the new one."""


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
    """Changes in order. Paragraphs are matched first, then words within those that differ; a long text costs what its length costs."""
    ours, theirs = old.split("\n"), new.split("\n")
    for a, b, c, d in differing(ours, theirs):
        if b - a == d - c and (b - a) * (d - c) > _AT_ONCE:  # hardly any paragraph is the same: each is held against the one in its place
            for before, after in zip(ours[a:b], theirs[c:d], strict=True):
                yield from _within(before.split(), after.split())
        else:
            yield from _within(" ".join(ours[a:b]).split(), " ".join(theirs[c:d]).split())


def _within(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    for a, b, c, d in differing(old, new):
        yield Change(" ".join(old[max(0, a - _CONTEXT):a]), " ".join(old[a:b]), " ".join(new[c:d]), " ".join(old[b:b + _CONTEXT]))


def differing(old: Sequence[str], new: Sequence[str], depth: int = 0) -> Iterator[_Range]:
    """The ranges that differ, in order. Short sequences are compared by difflib, whose cost grows with more than the square; long ones are divided at
    what stands once in both (Bram Cohen's patience diff), and a long range in which nothing does is one difference."""
    if len(old) * len(new) <= _AT_ONCE:
        found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        yield from ((a, b, c, d) for tag, a, b, c, d in found if tag != "equal")
        return
    anchors = _anchors(old, new) if depth < _DEEPEST else []
    at_old = at_new = 0
    for to_old, to_new in (*anchors, (len(old), len(new))):
        a, b, c, d = _trimmed(old, new, (at_old, to_old, at_new, to_new))
        if anchors or (b - a) * (d - c) <= _AT_ONCE:
            yield from ((a + e, a + f, c + g, c + h) for e, f, g, h in differing(old[a:b], new[c:d], depth + 1))
        else:
            yield a, b, c, d
        at_old, at_new = to_old + 1, to_new + 1


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The places of what stands once in both, as many as stand in the same order (the longest increasing run of places)."""
    once = [{item for item, count in Counter(items).items() if count == 1} for items in (old, new)]
    places = {item: n for n, item in enumerate(new) if item in once[1]}
    pairs = [(n, places[item]) for n, item in enumerate(old) if item in once[0] and item in places]
    ends, last, before = list[int](), list[int](), list[int]()  # of runs of each length: the smallest last place, its pair; of a pair: the one before
    for n, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        ends[length:length + 1], last[length:length + 1] = [place], [n]
        before.append(last[length - 1] if length else -1)
    out, n = list[tuple[int, int]](), last[-1] if last else -1
    while n >= 0:
        out.append(pairs[n])
        n = before[n]
    return out[::-1]


def _trimmed(old: Sequence[str], new: Sequence[str], part: _Range) -> _Range:
    """A range without what is the same at its beginning and its end."""
    a, b, c, d = part
    while a < b and c < d and old[a] == new[c]:
        a, c = a + 1, c + 1
    while a < b and c < d and old[b - 1] == new[d - 1]:
        b, d = b - 1, d - 1
    return a, b, c, d

"""Sketches of pages, as the archive stores them, and what the memory of a site counts in them: places of fingerprints, copies of articles."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.evidence.site_repeats import Print

__all__ = ["different", "identities", "parse_sketch", "places", "write_sketch"]

_OWN, _EDGE = 5, 0.25
"""The longest blocks by which copies are told; the part of a page that is its head, or its tail."""


def write_sketch(prints: Sequence[Print]) -> str:
    """A sketch as one line of ASCII; `parse_sketch` reads it."""
    return " ".join(f"{p.mark}:{p.words}{'p' if p.prose else ''}" for p in prints)


def parse_sketch(line: str) -> tuple[Print, ...]:
    """The sketch that `write_sketch` wrote."""
    parts = (part.partition(":") for part in line.split(" ") if part)
    return tuple(Print(mark, int(rest.rstrip("p")), rest.endswith("p")) for mark, _, rest in parts)


def places(prints: Sequence[Print]) -> dict[str, str]:
    """Where each fingerprint stands in a page: ``head`` or ``tail`` (in the first or last quarter of its words) or ``body``.

    The first place counts where one stands several times.
    """
    total = sum(p.words for p in prints)
    out: dict[str, str] = {}
    seen = 0
    for p in prints:
        before, seen = seen, seen + p.words
        if p.mark:
            edge = "tail" if total - seen <= _EDGE * total else "head" if before <= _EDGE * total else "body"
            out.setdefault(p.mark, edge)
    return out


def identities(prints: Sequence[Print]) -> list[str]:
    """The marks of a page's longest blocks, one more than `different` looks at: pages that share most of them are copies of one another."""
    longest = sorted({(p.words, p.mark) for p in prints if p.mark}, reverse=True)
    return [mark for _, mark in longest[:_OWN + 1]]


def different(pages: Sequence[Sequence[str]]) -> int:
    """How many of these pages, each given by its `identities` but for the mark in question, are no copies of one another.

    The median over the ranks: two long blocks that a site prints everywhere do not make its articles copies, and two changed paragraphs do
    not make a copy another article.
    """
    ranks = sorted(len({page[rank] if rank < len(page) else "" for page in pages}) for rank in range(_OWN))
    return ranks[_OWN // 2]

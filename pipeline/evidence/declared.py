"""What a page of HTML says of itself, against its blocks: which of them repeat its title or its description."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from pipeline.blocks import HeadData
from pipeline.data import Block
from pipeline.evidence.levels import Columns, numbered
from pipeline.reading.words import key_of

__all__ = ["declared_columns"]

_TITLES = ("og:title", "twitter:title", "dc.title", "citation_title", "title", "headline")
_DESCRIPTIONS = ("description", "og:description", "twitter:description", "dc.description", "dcterms.abstract")
_HEADLINE = re.compile(r'"headline"\s*:\s*"([^"\\]{3,300})')
_LONGEST = 400
"""Characters of a block that are compared."""


def declared_columns(blocks: Sequence[Block], head: HeadData | None) -> Columns:
    """How far each block agrees with the titles and the descriptions that the page declares."""
    head = head or HeadData()
    title = key_of(head.title)
    titles = [key for key in dict.fromkeys(key_of(text) for name, text in head.metas if name in _TITLES) if key]
    titles += [key_of(found[1]) for text in head.json_ld if (found := _HEADLINE.search(text[:20_000]))]
    described = [key for key in dict.fromkeys(key_of(text) for name, text in head.metas if name in _DESCRIPTIONS) if len(key) > 30]
    row, keys = numbered(key_of(block.text[:_LONGEST]) for block in blocks)
    wanted = [set(key.split()) for key in dict.fromkeys(titles or ([title] if title else ()))]
    every = frozenset().union(*wanted)
    return {"is the declared title": np.array([key in titles for key in keys])[row],
            "opens the page's title": np.array([bool(key) and title.startswith(key) for key in keys])[row],
            "words of the title": np.array([_agreement(key.split(), wanted, every) for key in keys])[row],
            "is the declared description": np.array([_described(key, described) for key in keys])[row],
            "titles are declared": np.full(len(blocks), len(titles) > 0)}


def _agreement(words: Sequence[str], wanted: Sequence[set[str]], every: frozenset[str]) -> int:
    """Words that a line shares with the title that it agrees with most, of all that either has, in sixteenths. ``every``: the words of all titles."""
    if every.isdisjoint(words):
        return 0
    own = set(words)
    shared = ((len(own & want), len(own) + len(want)) for want in wanted)
    return max(both * 16 // (all_words - both) for both, all_words in shared)


def _described(key: str, described: Sequence[str]) -> bool:
    return len(key) > 30 and any(key == d or key.startswith(d[:60]) or d.startswith(key[:60]) for d in described)

"""What a page of HTML says of itself, against its blocks: which of them repeat its title or its description."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from pipeline.blocks import HeadData
from pipeline.data import Block
from pipeline.evidence.levels import Columns
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
    keys = [key_of(block.text[:_LONGEST]) for block in blocks]
    words = [set(key.split()) for key in keys]
    wanted = [set(key.split()) for key in titles or ([title] if title else ())]
    return {
        "is the declared title": np.array([key in titles for key in keys]),
        "opens the page's title": np.array([bool(key) and title.startswith(key) for key in keys]),
        "words of the title": np.array([max((_agreement(own, want) for want in wanted), default=0) for own in words]),
        "is the declared description": np.array([_described(key, described) for key in keys]),
        "titles are declared": np.full(len(blocks), len(titles) > 0),
    }


def _agreement(own: set[str], wanted: set[str]) -> int:
    """Words that two lines share, of all that either has, in sixteenths."""
    both = len(own & wanted)
    return both * 16 // max(len(own) + len(wanted) - both, 1)


def _described(key: str, described: Sequence[str]) -> bool:
    return len(key) > 30 and any(key == d or key.startswith(d[:60]) or d.startswith(key[:60]) for d in described)

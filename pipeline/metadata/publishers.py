"""Where a value of metadata stands in a block, and publishers in copyright lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.data import Block, Found
from pipeline.evidence.phrases import WordLists
from pipeline.metadata.separators import title_cuts
from pipeline.metadata.titles import UNSEEN
from pipeline.reading.words import key_of

__all__ = ["found_at", "mend_publishers", "publisher_in", "without_company"]

_COMPANY = re.compile(
    r"(?:,|(?<![\s,]))\s+(?:Ltd|Limited|Inc|LLC|GmbH|AG|S\.?A\.?|S\.?r\.?l|B\.?V|plc|e\.?\s?V|Verlag|Media Group)\.?$", re.IGNORECASE)

_BAR, _LONGEST = re.compile(r"\s[|·•]\s"), 160
"""What parts the facts of a line, and characters of the longest such line."""


def found_at(block: Block, field: str, value: str, how: str, lo: int = 0, hi: int | None = None, confidence: float = 0.9) -> Found:
    """A value read from ``block.text[lo:hi]``, without characters that have no width; its place is exact where the block has no repairs, else
    the block's."""
    hi = len(block.text) if hi is None else hi
    exact = block.end - block.start == len(block.text)
    start, end = (block.start + lo, block.start + hi) if exact else (block.start, block.end)
    return Found(field, value if value.isascii() else value.translate(UNSEEN), how, block.text[lo:hi], start, end, confidence)


def publisher_in(block: Block, lists: WordLists, language: str) -> Iterator[Found]:
    """``© 2011 The Harbour Post``: a candidate only, since photographers and software sign there too."""
    match = re.match(
        r"^(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)?\d\d)?,?\s+([^.|•·]{3,60}?)\.?(?:\s+all rights.*)?$",
        block.text,
        re.IGNORECASE,
    )
    if match:
        yield found_at(block, "publisher", match[1].strip(), "copyright-line", match.start(1), match.end(1), 0.4)


def without_company(name: str) -> str:
    """A name without its form of company (Ltd, GmbH, Inc)."""
    return _COMPANY.sub("", name)


def mend_publishers(found: list[Found], blocks: Sequence[Block]) -> None:
    """Changes the candidates for the publisher in place: the name without the title beside it, and without the form of company."""
    _leave_out_title(found)
    _bear_out_signed(found, blocks)


def _leave_out_title(found: list[Found]) -> None:
    """A masthead that holds the title too, as the title of a browser's window does, names the paper beside it."""
    titles = {key_of(f.value) for f in found if f.field == "title"}
    for i, f in enumerate(found):
        for start, end in title_cuts(f.value) if f.how == "masthead" else ():
            head, tail = f.value[:start], f.value[end:]
            name = tail if key_of(head) in titles else head if key_of(tail) in titles else ""
            if key_of(name):
                found[i] = f._replace(value=name.strip())
                break


def _bear_out_signed(found: list[Found], blocks: Sequence[Block]) -> None:
    """The name in a copyright line is the publisher if it stands as a line of its own besides, or between the bars of one; printed there without
    Ltd, GmbH or Inc."""
    signed = [(i, f) for i, f in enumerate(found) if f.how == "copyright-line"]
    pieces = ((piece, b) for b in reversed(blocks) if len(b.text) <= _LONGEST for piece in _BAR.split(b.text)) if signed else ()
    lines = {key_of(piece): b for piece, b in pieces if piece.count(" ") < 6}
    for i, f in signed:
        bare = without_company(f.value)
        block = lines.get(key_of(bare))
        if block is not None:
            found[i] = f._replace(value=bare, confidence=0.75)

"""What people say of blocks: an answer is one line of ``decisions.jsonl``; rules of a site speak as votes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.data.labels import Label

__all__ = ["KEEP", "KEPT", "NAMED", "OUTSIDE", "REMOVE", "STRIPPED", "UNDO", "Answer", "Decided", "block_digest"]

KEEP, REMOVE, UNDO = "keep", "remove", "undo"
"""Answers besides a label: the block stays, whatever it is; it goes; the last answer about it is taken back."""
NAMED, KEPT, STRIPPED, OUTSIDE = "named", "kept", "stripped", "outside"
"""What the rules of a site ask for a block, as the ``by`` of a vote: the label of the vote; stay; go; go, unless it is front matter."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person decided on the blocks that have certain words."""

    block: str
    """SHA-256 of the words, in hex (`block_digest`)."""
    source: str
    """Where the person saw them: the URL of the source, else its name."""
    before: str
    """The label that the block had."""
    after: str
    """A label, `KEEP`, `REMOVE` or `UNDO`."""
    scope: str
    """``block`` (these words in this source), ``site`` (in all sources of its site), ``everywhere``."""
    who: str
    when: str
    """ISO 8601."""


class Decided(NamedTuple):
    """A block of a page on which a person decided."""

    start: int
    end: int
    label: Label
    """The label that the answer led to."""
    answer: Answer


def block_digest(text: str) -> str:
    """The SHA-256 of a block's text in UTF-8, in hex: the name by which answers know the block."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

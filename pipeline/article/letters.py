"""The end of a letter: the words that close it, the name below, the lines with the writer's office, and the mark above the signature of a mail."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.article.kept import Kept
from pipeline.data import Block, Decision, Label
from pipeline.reading.names import is_role, is_shaped
from pipeline.reading.words import PARTINGS, key_of

__all__ = ["OFFICE", "OFFICE_WORDS", "may_sign", "signatures", "with_signers"]

OFFICE, OFFICE_WORDS = 4, 8
"""Lines with the office of whoever signs a letter, and the words of the longest one."""
_NAME_WORDS, _NEAR_END = 4, 8
"""Words of the longest name below a close, and the most blocks that stand below a close near the end of a text."""
_SIGNATURE_MARK = "--"
"""The line above the signature of a mail (RFC 3676, section 4.3), without its space."""


def may_sign(line: str) -> bool:
    """Whether a line below a close is the name of whoever signs: one to four words, alone or before a comma."""
    name = line.split(",")[0].split()
    return 0 < len(name) <= _NAME_WORDS and is_shaped(name, 1)


def with_signers(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Sequence[Decision]:
    """The decisions; what the labeller took for a byline below the beginning of the text, and signs a letter, is a part of the letter."""
    text = next((d.block for d in decisions if d.label is Label.PARAGRAPH), len(blocks))
    signed = {d.block for d in decisions if d.label is Label.BYLINE and d.reason == "kept" and d.block > text and _signs(blocks, d.block)}
    return [d._replace(label=Label.PARAGRAPH) if d.block in signed else d for d in decisions] if signed else decisions


def _signs(blocks: Sequence[Block], n: int) -> bool:
    """Whether a line stands below the close of a letter or the mark of a mail's signature, or is the writer's office."""
    return blocks[n - 1].text == _SIGNATURE_MARK or key_of(blocks[n - 1].text) in PARTINGS or _is_office(blocks, n)


def _is_office(blocks: Sequence[Block], n: int) -> bool:
    """Whether a line stands right below the name under the close of a letter: the writer's office."""
    return n > 1 and not blocks[n].blank and key_of(blocks[n - 2].text) in PARTINGS and is_shaped(blocks[n - 1].text.split(), 1)


def signatures(kept: Kept) -> set[int]:
    """The close of a letter, the name below it, and the lines with the writer's office: those that stand together, or name a job.

    Without a comma behind it, the words of a close (``Best``) may be a heading: the letter has to end there, but for one closing note.
    """
    out: set[int] = set()
    for i, n in enumerate(kept.order):
        if kept.traits[n].key not in PARTINGS or not _closes(kept, i):
            continue
        out.update(kept.order[i:i + 2])
        for m in kept.order[i + 2:i + 2 + OFFICE]:
            together = kept.blocks[n].blank > 0 and kept.blocks[m].blank == 0
            if kept.traits[m].words > OFFICE_WORDS or not together and not is_role(kept.blocks[m].text):
                break
            out.add(m)
    return out | _below_mark(kept)


def _below_mark(kept: Kept) -> set[int]:
    """The lines right below the mark of a mail's signature, up to an empty line."""
    out: set[int] = set()
    for n in kept.order:
        if n and not kept.blocks[n].blank and (kept.blocks[n - 1].text == _SIGNATURE_MARK or n - 1 in out):
            out.add(n)
    return out


def _closes(kept: Kept, i: int) -> bool:
    """Whether a name stands below a close, and the letter ends there or a comma stands behind the close."""
    below = kept.order[i + 1:i + 2 + _NEAR_END]
    if not below or not may_sign(kept.blocks[below[0]].text):
        return False
    ends = len(below) <= _NEAR_END and sum(kept.traits[m].prose for m in below) <= 1
    return ends or kept.traits[kept.order[i]].last == ","

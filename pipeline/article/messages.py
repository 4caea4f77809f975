"""The end of a message of mail: the signature below its close, the notes that its text calls, and the footer of its mailing list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.article.letters import OFFICE, OFFICE_WORDS, may_sign
from pipeline.article.overruled import Proved
from pipeline.data import Block, Decision, Label, Page
from pipeline.metadata.signatures import is_long
from pipeline.reading.marks import note_calls
from pipeline.reading.words import PARTINGS, key_of

__all__ = ["message_end"]

_CLOSES = PARTINGS | {"lg", "vg"}
"""With what other texts have as names and marks too."""
_RULE = re.compile(r"_{10,}(?=\s|$)")
"""The line above the footer of a mailing list, as Mailman and its like write it."""
_FOOTER, _LINE = 8, 240
"""Blocks of the longest footer, and characters of its longest line."""
_OF_LIST = re.compile(
    r"listinfo|mailman|listserv|sympa|majordomo|/lists?/|//[\w-]{0,40}lists?\.|@[\w-]{0,40}lists?\.|[-.]lists?@|mailing[- ]?list|unsubscribe",
    re.IGNORECASE)
"""In an address of a mailing list, or in what is said of it; below a rule also stand signatures, quoted messages and forms."""
_MARK, _LEAVING = "--", re.compile(r"unsubscribe|listinfo|mailing[- ]?list", re.IGNORECASE)
"""The mark of a signature, below which Google Groups and newsletters put their footer; and what tells a footer from a person's signature, which may
hold the address of a list."""
_NUMBER = re.compile(r"(\[\w{1,4}\]):?(?:\s|$)")
"""The number that a note opens with, as it is called, or that stands alone above the note."""


def message_end(page: Page, blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """In a message of mail its parts of the text, the close, the name below it and the notes that are called; and the footer of a mailing list."""
    if not any(key.startswith("mail-") for key, _ in page.metadata):
        return
    for n in _signed(blocks, decisions):
        yield Proved(n, Label.PARAGRAPH, "a part of its signature")
    for n in _called(blocks, decisions):
        yield Proved(n, Label.NOTE, "a note that its text calls")
    for n in _footer(blocks):
        label = Label.SEPARATOR if blocks[n].text == _MARK or _RULE.fullmatch(blocks[n].text) else Label.SUBSCRIBE
        yield Proved(n, label, "the footer of a mailing list", "list-footer", 0.9)


def _signed(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[int]:
    """The close of a letter below its text, the name below the close, and the lines of an office that stand together with the name."""
    lines = [block for block in blocks[_first_of_text(blocks, decisions) + 1:] if block.text]
    for at, line in enumerate(lines[:-1]):
        if key_of(line.text) not in _CLOSES or not may_sign(lines[at + 1].text):
            continue
        yield from (line.n, lines[at + 1].n)
        for below in lines[at + 2:at + 2 + OFFICE]:
            if below.blank or len(below.text.split()) > OFFICE_WORDS or _RULE.match(below.text) or decisions[below.n].label.removed:
                break
            yield below.n


def _called(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[int]:
    """The lines below the text that open with a number in brackets that the kept text calls."""
    found = {block.n: match for block in blocks if (match := _NUMBER.match(block.text))}
    called = {block.text[start:end] for block, d in zip(blocks, decisions, strict=True) if found and not d.label.removed and block.n not in found
              for start, end, _ in note_calls(block.text)}
    first = _first_of_text(blocks, decisions)
    for n, match in found.items():
        if n > first and match[1] in called:
            yield n
            if match.end() == len(blocks[n].text) and n + 1 < len(blocks) and not blocks[n + 1].blank and n + 1 not in found:
                yield n + 1


def _first_of_text(blocks: Sequence[Block], decisions: Sequence[Decision]) -> int:
    """The number of the first paragraph of running text; beyond the last block where there is none."""
    return next((d.block for d in decisions if d.label is Label.PARAGRAPH and is_long(blocks[d.block].text)), len(blocks))


def _footer(blocks: Sequence[Block]) -> Sequence[int]:
    """The numbers of the last rule, or of the last mark of a signature, and of the short lines below it, one of which is about the list."""
    rules = [block.n for block in blocks if block.text == _MARK or _RULE.match(block.text)]
    below = [block for block in blocks[rules[-1]:] if block.text] if rules else []
    short = len(below) <= _FOOTER and all(len(block.text.strip("_")) <= _LINE for block in below)
    if below and below[0].text == _MARK:
        below = _below_signature(below)
        return [block.n for block in below] if short and any(_LEAVING.search(block.text) for block in below) else []
    return [block.n for block in below] if short and any(_OF_LIST.search(block.text) for block in below) else []


def _below_signature(below: list[Block]) -> list[Block]:
    """The lines below the mark of a signature without those of a person: a name, and what follows it up to the first line about leaving a list."""
    if len(below) < 2 or not may_sign(below[1].text) or _LEAVING.search(below[1].text):
        return below
    return below[next((i for i, block in enumerate(below) if _LEAVING.search(block.text)), len(below)):]

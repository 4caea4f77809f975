"""The end of a message of mail: the signature below its close, the notes that its text calls, and the footer of its mailing list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.article.shapes import NAME_WORDS, OFFICE, OFFICE_WORDS
from pipeline.data import Block, Decision, Label, Page
from pipeline.metadata.signatures import is_long
from pipeline.reading.marks import note_calls
from pipeline.reading.names import is_shaped
from pipeline.reading.words import PARTINGS, key_of

__all__ = ["with_message_end"]

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
_NUMBER = re.compile(r"(\[\w{1,4}\]):?(?:\s|$)")
"""The number that a note opens with, as it is called, or that stands alone above the note."""


def with_message_end(page: Page, blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions; in a message the close, the name below it and the notes that are called stay as parts of the text, and the footer goes.

    Pages that are no messages, and what a guard or a person decided, stay as they are.
    """
    out = list(decisions)
    if not any(key.startswith("mail-") for key, _ in page.metadata):
        return tuple(out)
    for n in _signed(blocks, decisions):
        out[n] = _kept(out[n], Label.PARAGRAPH, "a part of the signature of a message")
    for n in _called(blocks, decisions):
        out[n] = _kept(out[n], Label.NOTE, "a note that the message calls")
    for n in _footer(blocks):
        if out[n].stays_by_labeller:
            label = Label.SEPARATOR if _RULE.fullmatch(blocks[n].text) else Label.SUBSCRIBE
            out[n] = out[n]._replace(label=label, score=0.9, reason="list-footer", evidence=(*out[n].evidence, "the footer of a mailing list"))
    return tuple(out)


def _kept(decision: Decision, label: Label, why: str) -> Decision:
    """A decision of the labeller with another label of the text."""
    if decision.label is label or not (decision.stays_by_labeller or decision.reason == "labeller"):
        return decision
    return decision._replace(label=label, reason="kept", evidence=(*decision.evidence, why))


def _signed(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[int]:
    """The close of a letter below its text, the name below the close, and the lines of an office that stand together with the name."""
    text = next((d.block for d in decisions if d.label is Label.PARAGRAPH and is_long(blocks[d.block].text)), len(blocks))
    lines = [block for block in blocks[text + 1:] if block.text]
    for at, line in enumerate(lines[:-1]):
        name = lines[at + 1].text.split(",")[0].split()
        if key_of(line.text) not in _CLOSES or not 0 < len(name) <= NAME_WORDS or not is_shaped(name, 1):
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
    first = next((d.block for d in decisions if d.label is Label.PARAGRAPH and is_long(blocks[d.block].text)), len(blocks))
    for n, match in found.items():
        if n > first and match[1] in called:
            yield n
            if match.end() == len(blocks[n].text) and n + 1 < len(blocks) and not blocks[n + 1].blank and n + 1 not in found:
                yield n + 1


def _footer(blocks: Sequence[Block]) -> Sequence[int]:
    """The numbers of the last rule and of the short lines below it, one of which is about the list."""
    rules = [block.n for block in blocks if _RULE.match(block.text)]
    below = [block for block in blocks[rules[-1]:] if block.text] if rules else []
    short = len(below) <= _FOOTER and all(len(block.text.strip("_")) <= _LINE for block in below)
    return [block.n for block in below] if short and any(_OF_LIST.search(block.text) for block in below) else []

"""Notes that a page prints beside their calls, as tooltips and in margins: a note, or a duplicate of the note below the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.article.overruled import Proved, copy_of
from pipeline.blocks.html_notes import key_of_note, same_note
from pipeline.data import Block, Decision, Label

__all__ = ["side_notes"]

_PARTS, _ALIKE = 6, 4
"""Blocks of one note, and notes of one mark, that are looked at."""
_MAY_BE = frozenset({Label.PARAGRAPH, Label.CAPTION, Label.NOTE, Label.QUOTATION, Label.LIST_ITEM, Label.HEADING, Label.REFERENCE, Label.PULL_QUOTE})
_OVER = ("tooltip", "popup", "popover", "hover")


def side_notes(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """What stands beside a call: a note where it stands there alone, and a copy where the note is printed below the text."""
    none = dict[str, str]()
    told = [dict(block.markup.attributes) if block.markup is not None and block.markup.attributes else none for block in blocks]
    aside = [n for n, own in enumerate(told) if _may_be(decisions[n]) and "note" not in own and ("beside" in own or _is_over(blocks[n]))]
    by_mark, by_key = _notes(blocks, decisions, told) if aside else ({}, {})
    for n in aside:
        key = key_of_note(blocks[n].text)
        twin = next((m for m, k in by_mark.get(told[n].get("beside", ""), ())[:_ALIKE] if same_note(key, k)), by_key.get(key))
        if twin is not None:
            yield copy_of(twin, n, "the note that the text calls, printed again beside its call")
        elif "beside" in told[n]:
            yield Proved(n, Label.NOTE, "a note beside its call")


def _may_be(decision: Decision) -> bool:
    return decision.label in _MAY_BE and decision.stays_by_labeller


def _is_over(block: Block) -> bool:
    """Whether a block is shown over the text or not at all: it may be a note that a script shows at its call."""
    markup = block.markup
    return markup is not None and (markup.hidden or any(word in hint.lower() for hint in markup.hints[:3] for word in _OVER))


def _notes(
    blocks: Sequence[Block], decisions: Sequence[Decision], told: Sequence[dict[str, str]],
) -> tuple[dict[str, list[tuple[int, str]]], dict[str, int]]:
    """The notes that stay, with their words, by their marks; and by their words."""
    by_mark: dict[str, list[tuple[int, str]]] = {}
    by_key: dict[str, int] = {}
    for n, own in enumerate(told):
        if "note" not in own or decisions[n].label.removed:
            continue
        item = own.get("item", "")
        last = n + 1
        while item and last < min(n + _PARTS, len(blocks)) and told[last].get("item") == item:
            last += 1
        key = key_of_note(" ".join(block.text for block in blocks[n:last]))
        by_mark.setdefault(own["note"], []).append((n, key))
        by_key.setdefault(key, n)
    by_key.pop("", None)
    return by_mark, by_key

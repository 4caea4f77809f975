"""Lines of one element that ``<br>`` parts, as of a stanza or an address, stay together where most of them stay; so do the lines of a post of a
network that a page shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.article.overruled import Proved
from pipeline.data import Block, Decision, Label
from pipeline.data.counting import counted
from pipeline.reading.marks import bullet_of, ends_sentence

__all__ = ["lines_of_posts", "lines_of_text", "with_bullets"]

_OF_TEXT = frozenset({Label.PARAGRAPH, Label.VERSE, Label.QUOTATION, Label.LIST_ITEM})

_DASHES = "-–—―−"
_POST = re.compile(
    r"(?:twitter|instagram|tiktok|bluesky|mastodon|fb|facebook|threads|reddit)-(?:tweet|video|media|embed|embed-bq|post|text-post|card)")
"""Classes of a quotation that shows a post."""


def lines_of_posts(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """The lines of a post of a network, with its author and day, that do not go the way of its longest line."""
    posts: dict[int, list[Decision]] = {}
    for block, decision in zip(blocks, decisions, strict=True):
        markup = block.markup
        if markup is not None and markup.quote and block.text and any(map(_POST.fullmatch, markup.hints)) and "blockquote" in markup.path:
            at = len(markup.path) - 1 - markup.path[::-1].index("blockquote")
            posts.setdefault(markup.nodes[at], []).append(decision)
    for group in posts.values():
        longest = max(group, key=lambda d: len(blocks[d.block].text))
        goes = longest.label.removed
        if longest.reason in ("labeller", "kept"):
            why = "a line of a post of which the longest line " + ("is removed" if goes else "stays")
            label = Label.SOCIAL_EMBED if goes else Label.QUOTATION
            yield from (Proved(d.block, label, why, longest.reason) for d in group if d.label.removed is not goes)


def with_bullets(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions; lines of one element of which two or more open with the same bullet are items of a list, but for those of a dialogue."""
    lines: dict[tuple[int, str], list[int]] = {}
    for block, decision in zip(blocks, decisions, strict=True):
        if decision.label is Label.PARAGRAPH and block.markup is not None and block.chunk > 0 and (bullet := bullet_of(block.text)):
            lines.setdefault((block.chunk, bullet), []).append(block.n)
    items = {n for (_, bullet), numbers in lines.items() if len(numbers) > 1 and not _is_dialogue(blocks, bullet, numbers) for n in numbers}
    why = "one of several lines with the same bullet"
    return tuple(d._replace(label=Label.LIST_ITEM, evidence=(*d.evidence, why)) if d.block in items else d for d in decisions)


def _is_dialogue(blocks: Sequence[Block], bullet: str, numbers: Sequence[int]) -> bool:
    """Whether lines that open with dashes are speech: most of them are sentences."""
    return bullet in _DASHES and 2 * sum(ends_sentence(blocks[n].text) for n in numbers) >= len(numbers)


def lines_of_text(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """Lines that the labeller removed where at least as many lines of their element are text and no line is anything else."""
    lines: dict[int, list[Decision]] = {}
    for block, decision in zip(blocks, decisions, strict=True):
        if block.chunk > 0 and block.markup is not None:
            lines.setdefault(block.chunk, []).append(decision)
    for group in lines.values():
        text = [d for d in group if d.label in _OF_TEXT]
        removed = [d for d in group if d.removed_by_labeller]
        if len(removed) <= len(text) and len(removed) + len(text) == len(group):
            yield from (Proved(d.block, text[0].label, f"one of {counted(len(group), 'line')} of one element") for d in removed)

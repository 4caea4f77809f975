"""Notes of a page of HTML that no link leads to: told by their marks, which the text has as raised figures or as stars, or by the class of their
list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from pipeline.article.overruled import Proved, may_be_text
from pipeline.data import Block, Decision, Label

__all__ = ["marked_notes"]

_LIST = re.compile(r"(?:[\w-]{0,40}[-_])?(?:foot|end)-?notes(?:[-_](?:list|items?|body|content))?", re.IGNORECASE)
"""Classes of lists of notes."""
_STARRED = re.compile(r"(?<=[^\W_])[.,;:!?…”\"’)]{0,2}(\*{1,4}|[†‡])(?=[\s.,;:!?)”\"]|\Z)")
"""A sign behind a word that calls a note."""
_NOT_SPELLED_OUT = re.compile(r"(?<![^\W_])[^\W_]{1,2}\*{2,4}(?!\*)")
"""A word of which the first letters alone are written."""
_OPENS = re.compile(r"(\*{1,4}|[†‡])\s?(?=[^\W_]|[“\"'(])")
_STRESSED = re.compile(r"(\*{1,3})[^*]{1,80}(?<!\s)\1(?!\*)")
"""Words between stars, as people type what they stress or do."""
_FIGURE = re.compile(r"[\[(]?(\d{1,3})[\])]?")
_MAY_BE = frozenset({Label.PARAGRAPH, Label.LIST_ITEM, Label.NOTE})
_HINTS, _LONGEST_MARK, _MOST = 6, 5, 24
"""Hints of a block that are looked at, characters of a block that is a mark alone, removed notes of a page up to which they are taken back."""
_WHY = "a note whose mark stands in the text"


def marked_notes(blocks: Sequence[Block], decisions: Sequence[Decision]) -> list[Proved]:
    """The blocks that open with a mark, where an earlier block of the text has this mark behind a word, and the items of lists of notes, also
    those that the labeller removed."""
    called, found, back, listed_away = set[str](), list[int](), set[int](), 0
    marked = [(block, decision, _opening(block), _is_of_list(block.markup.hints[:_HINTS]))
              for block, decision in zip(blocks, decisions, strict=True) if block.markup is not None and block.text]
    if not any(opening or listed for _, _, opening, listed in marked):
        return []
    bullets = _bullets(blocks)
    for block, decision, opening, listed in marked:
        removed = decision.label.removed
        listed_away += removed and listed and _may_be(block, decision)
        by_mark = opening in called and not removed and block.n not in bullets
        if _may_be(block, decision) and (by_mark or listed and _is_called(opening or _number(block), called)):
            found.append(block.n)
            back.update([block.n] if removed else [])
        elif not removed:
            called.update(_calls(block))
    if len(back) > _MOST or 2 * len(back) < listed_away:  # the sources of a paper: of them the labeller decides
        found = [n for n in found if n not in back]
    return [Proved(n, Label.NOTE, _WHY) for n in found]


@lru_cache(maxsize=4096)
def _is_of_list(hints: tuple[str, ...]) -> bool:
    return any(map(_LIST.fullmatch, hints))


def _number(block: Block) -> str:
    return block.markup.number if block.markup is not None else ""


def _bullets(blocks: Sequence[Block]) -> frozenset[int]:
    """Blocks that open with the same sign as the block with words before them or behind them: items of a list."""
    signs = [(block.n, _sign(block.text)) for block in blocks if block.text]
    pairs = [(a, b) for (a, one), (b, other) in pairwise(signs) if one and one == other]
    return frozenset(n for pair in pairs for n in pair)


def _is_called(mark: str, called: set[str]) -> bool:
    """Whether the text calls a note of a list, or any note where the note shows no mark of its own."""
    return mark in called if mark else bool(called)


def _may_be(block: Block, decision: Decision) -> bool:
    if len(block.text) <= _LONGEST_MARK or block.markup is None or block.markup.hidden or block.markup.heading:
        return False
    return may_be_text(block, decision) if decision.label.removed else decision.label in _MAY_BE and decision.stays_by_labeller


def _opening(block: Block) -> str:
    """The mark that a block opens with: a raised figure, or a sign."""
    first = block.inlines[0] if block.inlines else None
    if first is not None and first.start == 0 and first.kind == "sup" and (figure := _FIGURE.fullmatch(block.text[:first.end].strip())):
        return figure[1]
    return _sign(block.text)


def _sign(text: str) -> str:
    """The sign that a text opens with; empty for one that closes stressed words."""
    match = None if _STRESSED.match(text) else _OPENS.match(text)
    return match[1] if match else ""


def _calls(block: Block) -> Iterator[str]:
    """The marks of a block of the text: raised figures behind a word, and signs."""
    for inline in block.inlines:
        behind_word = inline.start and not block.text[inline.start - 1].isspace()
        if inline.kind == "sup" and behind_word and (figure := _FIGURE.fullmatch(block.text[inline.start:inline.end].strip())):
            yield figure[1]
    yield from _STARRED.findall(_NOT_SPELLED_OUT.sub("", block.text))

"""Words of a page of HTML that stand for something else and that no reader sees: what a browser shows in place of a medium that it cannot play or of
a frame, templates that a program fills, and programs in hidden elements."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.article.overruled import Proved
from pipeline.data import Block, Decision, Label, Markup

__all__ = ["stand_ins"]

_MEDIA = frozenset({"video", "audio", "canvas", "object", "iframe", "embed"})
_WITHOUT_PROGRAMS = frozenset({"noscript"})
_MOST_WORDS = 40
"""Words of a stand-in at most; more words may be the text itself."""
_WORDS_BESIDE = 3
"""Words beside a place of a template at most, so that a sentence about templates stays."""
_PLACE = re.compile(r"\{\{[^{}]{1,200}\}\}|\$\{[^{}]{1,200}\}|<%[^<>]{1,200}%>|\{%[^{}]{1,200}%\}")
"""A place of a template that a program fills."""
_RULE = r"[\w.#*:@\[\]=\"'()>~+^$| ,-]{1,300}\{(?:\s*[\w-]{1,40}\s*:[^{}:;]{1,300};?)+\s*\}"
_STYLES = re.compile(rf"(?:\s*{_RULE})+\s*")
_PROGRAM = re.compile(
    r"(?=.{0,400}[=({])\s*(?:[(!]?function\b|\(\(\) ?=>|(?:var|let|const) [\w$]{1,60} ?=|window\.|document\.|(?:googletag|dataLayer|_taboola)\b"
    r"|\$\(|jQuery\(|(?:gtag|fbq)\()(?s:.{0,20000})[;})]\s*\Z")
"""How programs of pages begin and end."""
_CODE = frozenset({"pre", "code"})
"""Elements in which programs and templates are what an author shows."""
_LONGEST = 20_000
_IN_FRAME = "wp-embedded-content"
"""Class of the link that WordPress shows where the frame with another page cannot be."""


def stand_ins(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """Words that stand for a medium or a frame, and hidden templates and programs."""
    hidden = [(block, block.markup) for block in blocks if block.text and block.markup is not None and block.markup.hidden]
    words = Counter[int]()
    for block, markup in hidden:
        for place in {_outermost(markup, _MEDIA), _outermost(markup, _WITHOUT_PROGRAMS)}:
            words[place] += len(block.text.split())
    for block, markup in hidden:
        if decisions[block.n].stays_by_labeller and (why := _why(block, markup, words)):
            yield Proved(block.n, Label.OTHER, why, "stand-in", 1.0)
    for block in blocks:
        if block.text and block.markup is not None and _IN_FRAME in block.markup.hints and _is_link(block):
            yield Proved(block.n, Label.RELATED, "a link that stands for a frame with another page", "stand-in", 1.0)


def _is_link(block: Block) -> bool:
    """Whether a block is a link and nothing else; other words are those of the author or of the other page."""
    return any(i.kind == "link" and i.end - i.start >= len(block.text) - 1 for i in block.inlines)


def _is_template(text: str, *, inside: bool) -> bool:
    """Whether a text has places that a program fills, and few words besides; ``inside``: it stands in an element for templates."""
    places = len(_PLACE.findall(text))
    return places > 0 and (inside or len(_PLACE.sub(" ", text).split()) <= _WORDS_BESIDE * places)


def _outermost(markup: Markup, tags: frozenset[str]) -> int:
    """The outermost element with one of some names in which a block stands; -1 outside."""
    return next((number for tag, number in zip(markup.path, markup.nodes, strict=True) if tag in tags), -1)


def _why(block: Block, markup: Markup, words: Counter[int]) -> str:
    """What a hidden block is, in words; empty where it may be text. ``words``: those of all blocks in each medium and ``noscript``."""
    medium, without_programs = _outermost(markup, _MEDIA), _outermost(markup, _WITHOUT_PROGRAMS)
    if without_programs >= 0 and "javascript" in block.text.lower() and words[without_programs] <= _MOST_WORDS:
        return "shown only where a browser runs no programs"
    if medium >= 0 and words[medium] <= _MOST_WORDS:
        return "shown only where a medium cannot be"
    if not _CODE.isdisjoint(markup.path) or any(inline.kind == "mono" for inline in block.inlines):
        return ""
    if _is_template(block.text, inside="template" in markup.path):
        return "a template that a program fills"
    if len(block.text) <= _LONGEST and (_PROGRAM.match(block.text) or _STYLES.fullmatch(block.text)):
        return "a program or a style sheet in a hidden element"
    return ""

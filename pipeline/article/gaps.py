"""Places where scraping lost words: a sentence broken off where a link stood, a heading of which two blank lines are left, a web
address or a credit that was cut off.

A gap is marked where it shows, never filled. What merely looks odd (a colon at the end, dialogue without a full stop) is no gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.data import Block, Decision, Label
from pipeline.reading.marks import CLOSERS, ends_clause
from pipeline.reading.words import NEVER_LAST

__all__ = ["Lost", "find_gaps"]

_TEXT = frozenset(
    {Label.PARAGRAPH, Label.QUOTATION, Label.LIST_ITEM, Label.CAPTION, Label.STANDFIRST, Label.NOTE, Label.CREDIT, Label.AUTHOR_NOTE}
)
_RUNNING = frozenset({Label.PARAGRAPH, Label.QUOTATION})
_CLOSED = CLOSERS.replace("’", "") + ")]"
"""The apostrophe is left out: a sentence may break off at it."""
_GOES_ON = re.compile(r"[,;.)]\s|[,;]\w")
_EMPTY_BRACKET = re.compile(r"(?<=\s)\((?=\s*[,;:])|(?<=\s)\(\s*\)(?=[\s.,;]|$)")
_LONE_COMMA = re.compile(r"(?<=\w) (?=,\s)")
_NOTHING_BETWEEN = re.compile(r"\b((?:[Tt]he|an?|our|their|your|my))\s+(?:of|from|with)\s(?!a\b)")
_PREPOSITIONS = (" of ", " from ", " with ")
_BEFORE_THEM = ("he", " a", " an", "our", "their", "your", " my")
"""Words that `_NOTHING_BETWEEN` needs. They are looked for first, in the whole document, which is faster than the expression."""
_HOLE = re.compile(
    r"\b(?:the|an?|our|their|his|her|my|your|of|to|in|by|with|from|at|on|and|we|they|I|he|she|it|see|read|also) {2}"
    r"(?=(?:of|in|on|by|from|for|to|and|that|which|who|is|was|are|were|has|have|had|with|at)\b)"
)
_CUT_ADDRESS = re.compile(r"(?:\bwww\.|\bhttps?://|\bhttps?:|\bwww)$", re.IGNORECASE)
_POINTS_ON = re.compile(
    r"\b(?:go to|visit|see|at|from|to|email|e-mail|contact|call|besuchen sie|unter|voir|sur|visite|en|vai su)$", re.IGNORECASE
)
_SHORT = 60
"""Characters of a line of verse."""
_CUT = re.compile(
    r"\s?\[\+\s?\d{1,6}\s(?:chars|characters)\]$|(?:…|\.{3})\s*[\[(]?"
    r"(?:read (?:more|on|the (?:full|whole|rest)\b.{0,20})|continued? reading|continue|weiterlesen|mehr lesen|lire la suite|leer más|seguir leyendo"
    r"|leggi tutto|continua a leggere|lees (?:meer|verder)|ler mais|läs mer|les mer|læs mere|czytaj (?:więcej|dalej)"
    r"|читать (?:далее|дальше|полностью)|devamını oku|続きを読む|阅读更多|阅读全文|더 보기)\b.{0,4}[\])]?$", re.IGNORECASE)
"""How feeds and search services end a text that they cut off."""
_LAST_CUT = re.compile(r"[^\s.?!…]\s?\[(?:…|\.{3})\]$")
"""The same at the end of the last paragraph alone; elsewhere it stands for words that a quotation leaves out."""
_CUT_MARKS = "…", "...", "[+"
"""One of these stands in every such mark, and is found faster."""
_CREDIT = re.compile(r"\([^()]*[/:&,]$")


@dataclass(frozen=True, slots=True)
class Lost:
    """Words are missing at ``at`` in the text of block ``n`` (``at`` -1: before it)."""

    n: int
    at: int
    reason: str
    explanation: str
    confidence: float


def find_gaps(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Lost, ...]:
    """The gaps of a document in order."""
    kept = [(b, d) for b, d in zip(blocks, decisions, strict=True) if not d.label.removed]
    out: list[Lost] = []
    every = "\n".join([b.text for b, _ in kept])
    lone_commas = every.count(" , ")
    pairs = any(before.endswith(_BEFORE_THEM) for word in _PREPOSITIONS for before in every.split(word)[:-1])
    holes = sum(len(_HOLE.findall(b.verbatim)) for b, d in kept if "  " in b.verbatim and d.label in _TEXT)
    short = _short_lines(kept)
    for i, (block, decision) in enumerate(kept):
        following = kept[i + 1] if i + 1 < len(kept) else None
        if decision.label in _TEXT:
            out += _inside(block, decision, lone_commas, holes, pairs)
        if decision.label in _RUNNING and (cut := _cut(block.text, last=following is None)):
            out.append(Lost(block.n, cut.start() + (cut.re is _LAST_CUT), "cut-text", "Whoever passed the text on cut it off here.", 0.9))
        if following is not None and decision.label in _RUNNING and not _are_lines(block, following[0], short):
            out += _between(block, *following)
    out += _blank_lines(kept)
    one: dict[tuple[int, int], Lost] = {}
    for gap in sorted(out, key=lambda g: (g.n, g.at, -g.confidence if g.reason != "cut-address" else -1.0)):
        one.setdefault((gap.n, gap.at), gap)
    return tuple(one.values())


def _cut(text: str, *, last: bool) -> re.Match[str] | None:
    """The mark with which whoever passed a text on cut it off. ``last``: the text is the last one of its document."""
    if not any(mark in text for mark in _CUT_MARKS):
        return None
    return _CUT.search(text) or (_LAST_CUT.search(text) if last else None)


def _short_lines(kept: Sequence[tuple[Block, Decision]]) -> set[int]:
    """The numbers of blocks that are lines of verse by their look: three short ones or more in a row."""
    out: set[int] = set()
    run: list[int] = []
    for block, _ in kept:
        if len(block.text) > _SHORT or run and block.n != run[-1] + 1:
            run = []
        if len(block.text) <= _SHORT:
            run.append(block.n)
            out.update(run[-1:] if len(run) > 3 else run if len(run) == 3 else ())
    return out


def _are_lines(block: Block, following: Block, short: set[int]) -> bool:
    """Whether two blocks are lines, which may break in the midst of a sentence: of one element that ``<br>`` parts, or of verse."""
    if block.markup is not None and following.markup is not None and block.chunk == following.chunk > 0:
        return True
    return block.n in short and following.n in short


def _between(block: Block, following: Block, then: Decision) -> Iterator[Lost]:
    """A sentence that stops, and a next block that goes on in the middle of one."""
    if then.label not in _RUNNING or following.n != block.n + 1:
        return
    last = block.text.rsplit(" ", 1)[-1]
    if last in NEVER_LAST and not block.text.isupper() and (len(last) > 1 or _has_words(block.text)):
        yield Lost(block.n, len(block.text), "broken-sentence", "The sentence stops at a word that never ends one.", 0.75)
        return
    if ends_clause(block.text) or block.text[-1:] in _CLOSED or block.text.count(" ") < 5:
        return
    if block.text.endswith(",") and block.text.count(" ") >= 7 and following.text[:1].isupper() and then.label is Label.PARAGRAPH:
        yield Lost(
            block.n, len(block.text), "broken-sentence", "The sentence stops at a comma and the next block begins another one.", 0.55
        )
    elif _GOES_ON.match(following.text):
        yield Lost(
            block.n,
            len(block.text),
            "broken-sentence",
            "The sentence stops and the next block goes on with a punctuation mark: words between them are lost.",
            0.9,
        )
    elif following.text[0].islower() and _has_words(following.text):
        yield Lost(
            block.n, len(block.text), "broken-sentence", "The sentence stops without an end and the next block begins in lower case.", 0.7
        )


def _has_words(text: str) -> bool:
    """Whether a text begins with words, and not with a formula."""
    words = text.split()
    return len(words) > 3 and sum(len(word) > 1 and word[0].isalpha() for word in words[:8]) >= 2


_SIDE_BY_SIDE = "An article and a preposition stand side by side: the words between them are lost, as where a link stood."
_TWO_SPACES = "Two spaces stand inside a sentence, here and nearly nowhere else: words between them are lost, as where a link stood."


def _inside(block: Block, decision: Decision, lone_commas: int, holes: int, pairs: bool) -> Iterator[Lost]:
    """Words that are missing in the midst of a block, and at its end."""
    text, n = block.text, block.n
    if "(" in text or "[" in text:
        for match in _EMPTY_BRACKET.finditer(text):
            yield Lost(n, match.start() + 1, "empty-bracket", "A bracket opens and its first words are missing, as where a link stood.", 0.85)
    if pairs and (lost := _NOTHING_BETWEEN.search(text)):
        yield Lost(n, lost.end(1), "missing-word", _SIDE_BY_SIDE, 0.7)
    if 0 < lone_commas <= 4 and " , " in text:
        for match in _LONE_COMMA.finditer(text):
            yield Lost(n, match.end(), "lone-comma", "A comma stands alone after a space: the words before it are lost.", 0.7)
    if 0 < holes <= 4 and "  " in block.verbatim:
        for match in _HOLE.finditer(block.verbatim):
            yield Lost(n, len(" ".join(block.verbatim[: match.end()].split())), "double-space", _TWO_SPACES, 0.5)
    yield from _at_end(n, text, decision.label)


def _at_end(n: int, text: str, label: Label) -> Iterator[Lost]:
    """An address or a credit that is cut off."""
    tail = text[-12:].rstrip(".")
    noted = label in (Label.CAPTION, Label.CREDIT, Label.STANDFIRST, Label.AUTHOR_NOTE)
    if tail[-1:] in "wW:/" and _CUT_ADDRESS.search(tail):
        yield Lost(n, len(text), "cut-address", "A web address begins and is cut off.", 0.9)
    elif noted and text.count("(") > text.count(")") and _CREDIT.search(text):
        yield Lost(n, len(text), "cut-credit", "A credit in brackets is cut off before its end.", 0.85)
    elif label in (Label.PARAGRAPH, Label.AUTHOR_NOTE, Label.NOTE) and text[-1:].isalpha() and text.count(" ") >= 4:
        if _POINTS_ON.search(text[-24:]):
            yield Lost(n, len(text), "cut-address", "The sentence points to an address that is not there.", 0.7)


def _blank_lines(kept: Sequence[tuple[Block, Decision]]) -> Iterator[Lost]:
    """Two blank lines between paragraphs, where the document has one everywhere else: a heading or a picture stood there."""
    wide = [
        (before, b)
        for (before, d0), (b, d) in zip(kept, kept[1:], strict=False)
        if b.blank == 2 and b.n == before.n + 1 and d.label in _RUNNING and d0.label in _RUNNING
    ]
    everywhere = sum(b.blank == 2 for b, _ in kept)
    single = sum(b.blank == 1 for b, _ in kept)
    if not wide or everywhere > 3 or single < 8 * everywhere:
        return
    for _, block in wide:
        yield Lost(block.n, -1, "blank-lines", "Two blank lines stand here and one everywhere else: a heading was probably lost.", 0.6)

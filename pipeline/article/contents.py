"""The contents that a page of HTML lists above its text: links to its own headings, no words of the article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.article.overruled import Proved
from pipeline.data import Block, Decision, Label
from pipeline.reading.words import key_of

__all__ = ["contents"]

_FEWEST = 3
"""Links to headings that are a list of contents."""
_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVXLC]{1,6}|[A-Za-z])[.)]?\s+")
_HEAD = re.compile(
    r"(?:table of )?contents|(?:on|in) this (?:page|article|guide|post)|jump to|quick links|inhalt(?:sverzeichnis|e)?|auf dieser seite|sommaire"
    r"|table des matières|au sommaire|(?:tabla de )?contenidos?|índice(?: de contenidos?)?|en este artículo|indice|sommario|in questo articolo"
    r"|inhoud(?:sopgave)?|sumário|neste artigo|innehåll(?:sförteckning)?|indhold(?:sfortegnelse)?|innhold(?:sfortegnelse)?|sisällys(?:luettelo)?"
    r"|spis treści|obsah|tartalom(?:jegyzék)?|içindekiler|содержание|оглавление|зміст|περιεχόμενα|目次|目录|目錄|목차|สารบัญ", re.IGNORECASE)
"""What stands above such a list."""
_MAY_BE = frozenset({Label.LIST_ITEM, Label.PARAGRAPH})


def contents(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """Three or more blocks in a row that are links to places in the page, most of them by the words of a heading that stays below, with the line
    above that says so."""
    worded = [n for n, block in enumerate(blocks) if block.text]
    for first, run in _runs(blocks, decisions, worded):
        if _is_of_headings(blocks, decisions, run):
            for n in _with_head(blocks, worded, first, run):
                yield Proved(n, Label.NAVIGATION, "the contents of the page: links to its own headings", "contents", 1.0)


def _runs(blocks: Sequence[Block], decisions: Sequence[Decision], worded: list[int]) -> Iterator[tuple[int, list[int]]]:
    """Blocks in a row that are links to places in the page, of which one stays at least, with the place of the first among the blocks with words."""
    run: list[int] = []
    for at, n in enumerate([*worded, -1]):
        if n >= 0 and (decisions[n].label.removed or decisions[n].label in _MAY_BE) and _leads_inside(blocks[n]):
            run.append(n)
            continue
        if len(run) >= _FEWEST and not all(decisions[m].label.removed for m in run):
            yield at - len(run), run
        run = []


def _is_of_headings(blocks: Sequence[Block], decisions: Sequence[Decision], run: list[int]) -> bool:
    """Whether most of some links have the words of headings that stay below them."""
    heads = {key_of(blocks[d.block].text) for d in decisions[run[-1] + 1:] if d.label is Label.HEADING}
    named = [{key_of(blocks[n].text), key_of(_NUMBER.sub("", blocks[n].text, count=1))} for n in run]
    return 2 * sum(not heads.isdisjoint(names) for names in named) > len(run)


def _with_head(blocks: Sequence[Block], worded: list[int], first: int, run: list[int]) -> list[int]:
    """A list of contents with the line above that says so. ``first``: its place among the blocks with words."""
    above = worded[first - 1:first] if first else []
    return [*(n for n in above if _HEAD.fullmatch(blocks[n].text.strip(" :"))), *run]


def _leads_inside(block: Block) -> bool:
    """Whether a block is nothing but a link to a place in its own page."""
    links = [inline for inline in block.inlines if inline.kind == "link" and "#" in inline.value]
    whole = sum(i.end - i.start for i in links) >= len(block.text) - 1
    return block.markup is not None and whole and len({i.value.partition("#")[0] for i in links}) == 1

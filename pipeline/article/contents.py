"""The contents that a page lists above its text: its own headings once more, as links or as lines, no words of the article."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pipeline.article.overruled import Proved
from pipeline.data import Block, Decision, Label
from pipeline.reading.marks import ends_clause, ends_sentence, without_bullet
from pipeline.reading.words import key_of

__all__ = ["contents", "listed_headings"]

_FEWEST = 3
"""Links to headings that are a list of contents."""
_FEWEST_LINES, _LONGEST_LINE = 4, 120
"""Lines that are contents where no line above says so, and the characters of one of them."""
_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVXLC]{1,6}|[A-Za-z])[.)]?\s+")
_HEAD = re.compile(
    r"(?:table of )?contents|(?:on|in) this (?:page|article|guide|post)|jump to|quick links|inhalt(?:sverzeichnis|e)?|auf dieser seite|sommaire"
    r"|table des matières|au sommaire|(?:tabla de )?contenidos?|índice(?: de contenidos?)?|en este artículo|indice|sommario|in questo articolo"
    r"|inhoud(?:sopgave)?|sumário|neste artigo|innehåll(?:sförteckning)?|indhold(?:sfortegnelse)?|innhold(?:sfortegnelse)?|sisällys(?:luettelo)?"
    r"|spis treści|obsah|tartalom(?:jegyzék)?|içindekiler|содержание|оглавление|зміст|περιεχόμενα|目次|目录|目錄|목차|สารบัญ", re.IGNORECASE)
"""What stands above such a list."""
_PAGE = re.compile(r"(?<![\s.…·_])[\s.…·_]+\d{1,4}$")
"""The page of an entry, with what leads to it."""
_MAY_BE = frozenset({Label.LIST_ITEM, Label.PARAGRAPH})
_MAY_BE_LINE = _MAY_BE | {Label.HEADING, Label.TABLE_ROW}


def contents(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """Three or more blocks in a row that are links to places in the page, most of them by the words of a heading that stays below, with the line
    above that says so."""
    worded = [n for n, block in enumerate(blocks) if block.text]
    for first, run in _runs(blocks, decisions, worded):
        if _is_of_headings(blocks, decisions, run):
            for n in _with_head(blocks, worded, first, run):
                yield Proved(n, Label.NAVIGATION, "the contents of the page: links to its own headings", "contents", 1.0)


def _runs(blocks: Sequence[Block], decisions: Sequence[Decision], worded: list[int]) -> Iterator[tuple[int, list[int]]]:
    """Blocks in a row that are links to places in the page, with the place of the first among the blocks with words."""
    run: list[int] = []
    for at, n in enumerate([*worded, -1]):
        if n >= 0 and (decisions[n].label.removed or decisions[n].label in _MAY_BE) and _leads_inside(blocks[n]):
            run.append(n)
            continue
        if len(run) >= _FEWEST:
            yield at - len(run), run
        run = []


def _is_of_headings(blocks: Sequence[Block], decisions: Sequence[Decision], run: list[int]) -> bool:
    """Whether most of some links have the words of headings that stay below them."""
    heads = {key_of(blocks[d.block].text) for d in decisions[run[-1] + 1:] if d.label is Label.HEADING}
    return 2 * sum(not heads.isdisjoint(_names(blocks[n].text)) for n in run) > len(run)


def _names(line: str) -> list[str]:
    """The words of the headings that a line of contents may name: with and without its bullet, its number and its page."""
    bare = without_bullet(line)
    plain = _NUMBER.sub("", bare, count=1)
    forms = dict.fromkeys((line, bare, plain, _PAGE.sub("", bare), _PAGE.sub("", plain)))
    return [name for form in forms if (name := key_of(form))]


def _with_head(blocks: Sequence[Block], worded: list[int], first: int, run: list[int]) -> list[int]:
    """A list of contents with the line above that says so. ``first``: its place among the blocks with words."""
    above = worded[first - 1:first] if first else []
    return [*(n for n in above if _HEAD.fullmatch(blocks[n].text.strip(" :"))), *run]


def _leads_inside(block: Block) -> bool:
    """Whether a block is nothing but a link to a place in its own page."""
    links = [inline for inline in block.inlines if inline.kind == "link" and "#" in inline.value]
    whole = sum(i.end - i.start for i in links) >= len(block.text) - 1
    return block.markup is not None and whole and len({i.value.partition("#")[0] for i in links}) == 1


def listed_headings(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """Three or more short lines in a row that name headings below all of them, in the order of the headings, with the line above that says so; four
    where no line does and they are no list of the text."""
    below = dict[str, list[int]]()
    for decision in decisions:
        if decision.label is Label.HEADING:
            below.setdefault(key_of(blocks[decision.block].text), []).append(decision.block)
    worded = [n for n, block in enumerate(blocks) if block.text] if len(below) >= _FEWEST else []
    at = 0
    while at < len(worded):
        run, named = _lines(blocks, decisions, worded, at, below)
        listed = _with_head(blocks, worded, at, run) if run else []
        most, said = 3 * named >= 2 * len(run), len(listed) > len(run)
        if most and named >= (_FEWEST if said else _FEWEST_LINES) and (said or not _is_list_of_text(blocks, decisions, worded, at, run)):
            for n in listed:
                yield Proved(n, Label.NAVIGATION, "the contents of the page: the words of the headings below", "contents", 1.0)
        at += max(1, len(run))


def _is_list_of_text(blocks: Sequence[Block], decisions: Sequence[Decision], worded: Sequence[int], at: int, run: list[int]) -> bool:
    """Whether some lines are a list of the text: a heading or a colon right above opens it, or it has items above or below that name no heading."""
    above, below = worded[max(at - 1, 0):at], worded[at + len(run):at + len(run) + 1]
    opened = any(decisions[n].label is Label.HEADING or ends_clause(blocks[n].text) and not ends_sentence(blocks[n].text) for n in above)
    neighbours = ((above, run[0]), (below, run[-1]))
    return opened or any(decisions[n].label is decisions[own].label is Label.LIST_ITEM for beside, own in neighbours for n in beside)


def _lines(
    blocks: Sequence[Block], decisions: Sequence[Decision], worded: Sequence[int], at: int, below: dict[str, list[int]],
) -> tuple[list[int], int]:
    """Lines in a row from a place on that name headings below all of them, or stand between two that do; and how many name one."""
    run, reach, named, first = list[int](), -1, 0, -1
    for place in range(at, len(worded)):
        n = worded[place]
        if first >= 0 and n >= first or not _may_be_line(blocks[n], decisions[n]):
            break
        head = _named_heading(blocks[n].text, n, below)
        if head > reach:
            run.extend(worded[at + len(run):place + 1])
            reach, named, first = head, named + 1, head if first < 0 else first
        elif not run or place - at > len(run) or ends_sentence(blocks[n].text):  # one line between two others names none
            break
    return run, named


def _named_heading(line: str, n: int, below: dict[str, list[int]]) -> int:
    """The heading below that a line names; -1 where there is none, or several, as the names above the speeches of a play."""
    for name in _names(line):
        places = below.get(name, [])
        if len(behind := places[bisect_right(places, n):]) == 1:
            return behind[0]
    return -1


def _may_be_line(block: Block, decision: Decision) -> bool:
    return len(block.text) <= _LONGEST_LINE and (decision.label.removed or decision.label in _MAY_BE_LINE)

"""The article itself in TEI: front, body, back.

Strategy: blocks come flat and in reading order. Neighbours of one family and group are one run; each family has one small method that
writes a run, and each method can only express valid nesting. Sections become divs along a stack. Reading order is never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from pipeline.data import Article, ArticleBlock, Label, Section
from pipeline.writers.markup import Draft, Ids
from pipeline.writers.tei_blocks import GLOBAL, Blocks, family
from pipeline.writers.tei_header import when
from pipeline.writers.tei_inline import language_tag
from pipeline.writers.tei_words import Words, source

__all__ = ["all_blocks", "write_text"]

_DEEPEST = 24
"""Sections below this depth stand beside one another: libxml2 refuses documents of 256 levels."""
_ROLES = frozenset({"notes", "related", "bibliography", "bio", "appendix"})
_TITLES = {Label.TITLE: "main", Label.SUBTITLE: "sub", Label.KICKER: "kicker"}
_IMPRINT = frozenset({Label.MASTHEAD, Label.ISSUE, Label.SECTION_NAME, Label.SERIES})
_IN_PLACE = frozenset({Label.EDITOR_NOTE, Label.CORRECTION, Label.AUTHOR_NOTE, Label.NOTE, Label.EPIGRAPH, Label.IMAGE, Label.CAPTION, Label.CREDIT})
_NOTHING = "No article text was found in the source."


def all_blocks(article: Article) -> tuple[ArticleBlock, ...]:
    """Every block that is written, in the order of writing."""
    out = list(article.front)
    for section in article.sections:
        if section.head is not None:
            out.append(section.head)
        out += section.blocks
    return tuple(out)


def write_text(article: Article, draft: Draft, ids: Ids) -> tuple[Words, list[tuple[str, str]]]:
    """Writes the text element. Returns the words (they know the gaps), and gaps made here: id and explanation."""
    words = Words(article, ids, all_blocks(article))
    blocks = Blocks(draft, words)
    draft.open("text", lang=language_tag(article.language) or "und", type="article")
    if article.front:
        draft.open("front")
        _front(article, blocks)
        draft.close()
    made = _body_and_back(article, blocks)
    draft.close()
    return words, made


# -- front ------------------------------------------------------------------------------------------------------------------------


def _front(article: Article, blocks: Blocks) -> None:
    for part, group in groupby(article.front, key=_front_part):
        run = list(group)
        _FRONT[part](article, blocks, run)
        blocks.leftovers(run)


def _front_part(block: ArticleBlock) -> str:
    kind = block.kind
    if kind in _TITLES:
        return "title"
    if kind in _IMPRINT:
        return "imprint"
    if kind in (Label.STANDFIRST, Label.BYLINE, Label.DATELINE):
        return kind.value
    return "in-place" if kind in _IN_PLACE else "other"


def _title(article: Article, blocks: Blocks, run: list[ArticleBlock]) -> None:
    blocks.draft.open("docTitle")
    for block in run:
        blocks.leaf("titlePart", block, type=_TITLES[block.kind])
    blocks.draft.close()


def _standfirst(article: Article, blocks: Blocks, run: list[ArticleBlock]) -> None:
    blocks.draft.open("argument")
    for block in run:
        blocks.leaf("p", block)
    blocks.draft.close()


def _byline(article: Article, blocks: Blocks, run: list[ArticleBlock]) -> None:
    for block in run:
        attributes = blocks.words.located(block)
        blocks.draft.leaf("byline", blocks.words.of(block, article.authors), **attributes)


def _dateline(article: Article, blocks: Blocks, run: list[ArticleBlock]) -> None:
    for block in run:
        dates = [
            found.value for found in article.metadata
            if found.chosen and found.field == "published" and found.start is not None and block.start <= found.start < block.end
        ]
        blocks.leaf("docDate", block, when=when(dates[0]) if dates else "")


def _imprint(article: Article, blocks: Blocks, run: list[ArticleBlock]) -> None:
    for block in run:
        blocks.leaf("docImprint", block)


def _in_place(article: Article, blocks: Blocks, run: list[ArticleBlock]) -> None:
    for kind, group in groupby(run, key=lambda block: block.kind is Label.EPIGRAPH):
        if kind:
            blocks.draft.open("epigraph")
        blocks.write(list(group))
        if kind:
            blocks.draft.close()


def _other(article: Article, blocks: Blocks, run: list[ArticleBlock]) -> None:
    for block in run:
        blocks.any_kind([block])


_FRONT: dict[str, Callable[[Article, Blocks, list[ArticleBlock]], None]] = {
    "title": _title, "imprint": _imprint, "standfirst": _standfirst, "byline": _byline, "dateline": _dateline,
    "in-place": _in_place, "other": _other,
}


# -- body and back ----------------------------------------------------------------------------------------------------------------


def _body_and_back(article: Article, blocks: Blocks) -> list[tuple[str, str]]:
    nodes = list(_nested(article.sections))
    opening = 0
    while opening < len(nodes) and _is_opening(nodes[opening][1]):
        opening += 1
    back = _start_of_back(nodes, opening)
    draft, made = blocks.draft, []
    draft.open("body")
    first = [block for _, section in nodes[:opening] for block in section.blocks]
    if not first and back == opening:
        made.append(_empty(article, blocks))
    elif first and back == opening and all(family(block.kind) in GLOBAL for block in first):
        draft.open("div", id=blocks.words.ids.new("d", first[0].start), type="section")
        blocks.write(first)
        draft.close()
    else:
        blocks.write(first)
    _divs(nodes[opening:back], blocks)
    draft.close()
    if nodes[back:]:
        draft.open("back")
        _divs(nodes[back:], blocks)
        draft.close()
    return made


def _is_opening(section: Section) -> bool:
    """True for what stands before the first heading: its blocks need no div."""
    return section.head is None and not section.heading and section.role not in _ROLES


def _start_of_back(nodes: Sequence[tuple[int, Section]], opening: int) -> int:
    """Where the last stretch of notes, further reading and the like begins; all of it is body if there is no other text."""
    back = len(nodes)
    for i in range(len(nodes) - 1, opening - 1, -1):
        depth, section = nodes[i]
        if depth == 0:
            if section.role not in _ROLES:
                break
            back = i
    has_text = back > opening or any(section.blocks for _, section in nodes[:opening])
    return back if has_text else len(nodes)


def _nested(sections: Iterable[Section]) -> Iterator[tuple[int, Section]]:
    """Each section with its depth, from 0. A parent counts if it is still open; else the level tells."""
    stack: list[Section] = []
    for section in sections:
        if section.parent is None:
            stack.clear()
        elif any(above.id == section.parent for above in stack):
            while stack[-1].id != section.parent:
                stack.pop()
        else:
            while stack and stack[-1].level >= section.level:
                stack.pop()
        del stack[_DEEPEST:]
        yield len(stack), section
        stack.append(section)


def _divs(nodes: Sequence[tuple[int, Section]], blocks: Blocks) -> None:
    open_divs = 0
    for depth, section in nodes:
        depth = min(depth, open_divs)
        while open_divs > depth:
            blocks.draft.close()
            open_divs -= 1
        _div(section, blocks)
        open_divs += 1
    for _ in range(open_divs):
        blocks.draft.close()


def _div(section: Section, blocks: Blocks) -> None:
    role = section.role if section.role in _ROLES else "section"
    start = section.head.start if section.head else section.blocks[0].start if section.blocks else 0
    ids = blocks.words.ids
    blocks.draft.open("div", id=ids.own(section.id, "d", start), type=role)
    if section.head is not None:
        blocks.leaf("head", section.head)
        blocks.leftovers([section.head])
    elif section.heading:
        heading = ArticleBlock("", Label.HEADING, section.heading, start, start)
        blocks.leaf("head", heading)
    blocks.write(section.blocks)


def _empty(article: Article, blocks: Blocks) -> tuple[str, str]:
    """What stands where no text was found: a paragraph with a gap, and the gaps that had no block."""
    ids = blocks.words.ids
    gap = ids.new("g", 0)
    others = "".join(blocks.words.unplaced())
    blocks.draft.leaf(
        "p", f'<gap xml:id="{gap}" corresp="{source(0, article.chars)}" extent="unknown" reason="lost" unit="char"/>{others}',
        id=ids.new("p", 0), corresp=source(0, article.chars),
    )
    return gap, _NOTHING

"""Kept blocks into sections: headings with levels, lists, quotations, tables, verse and figures grouped, notes and the like at the back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

from pipeline.article.quotations import is_closed, source_at
from pipeline.article.rows import is_table_rule, period_of
from pipeline.article.tables import Cell, cells_of
from pipeline.data import LETTERS, ArticleBlock, Attribution, Block, Decision, Inline, Label, Markup, Section
from pipeline.reading.marks import ListMarker, heading_number, list_marker, note_calls, note_mark

__all__ = ["Namer", "Pieces", "make_block", "make_sections", "with_attribution"]

_LIST_TAGS = frozenset({"ul", "ol", "menu", "dir"})
_FIGURE = frozenset({Label.CAPTION, Label.CREDIT, Label.IMAGE})
_GROUPED = frozenset(
    {Label.LIST_ITEM, Label.QUOTATION, Label.TABLE_ROW, Label.VERSE, Label.SLOGAN, Label.CAPTION, Label.CREDIT, Label.IMAGE}
)
_BIBLIOGRAPHIES = frozenset({"further reading", "bibliography", "references", "literatur", "bibliographie", "bibliografía"})
"""Headings above the list of what an author has read."""
_UNNUMBERED = frozenset(
    "introduction conclusion conclusions summary einleitung fazit schluss conclusione introducción conclusión notes".split()
)
"""Headings that have no number where others have one, and stand on their level."""
_marker_of = lru_cache(maxsize=2)(list_marker)
"""An item is looked at three times: after the item above, by itself, and before the item below."""


@dataclass(slots=True)
class Namer:
    """Gives ids: the article's, the kind's letters and the start; ``-2`` on collision."""

    article: str
    used: dict[str, int] = field(default_factory=dict)
    """The ids given without a number, and how often each was asked for."""

    def name(self, letters: str, start: int) -> str:
        """The next id of a kind and a place."""
        plain = f"{self.article}.{letters}{start}"
        n = self.used[plain] = self.used.get(plain, 0) + 1
        return plain if n == 1 else f"{plain}-{n}"


@dataclass(slots=True)
class Pieces:
    """What the sections are made from."""

    blocks: Sequence[Block]
    decisions: Sequence[Decision]
    namer: Namer
    page: str = ""
    """The decoded page: a marker is taken off only where it stands there as it is."""
    markers: dict[int, str] = field(default_factory=dict)
    """Markers taken off the text of list items and notes, by block: the caller records them as repairs."""
    ids: dict[int, str] = field(default_factory=dict)
    """Ids of the blocks made, by block number."""


def make_block(pieces: Pieces, block: Block, label: Label, group: int = 0) -> ArticleBlock:
    """One block of the article, its marker taken off if it is a list item or a note."""
    text, marker = block.text, ""
    if label is Label.LIST_ITEM and (block.markup is None or _is_typed(block.markup)):
        found = _marker_of(text)
        marker = found.printed if found else ""
    elif label is Label.NOTE:
        marker = note_mark(text)
    if marker and pieces.page[block.start : block.start + len(marker)] == marker:
        pieces.markers[block.n] = marker
        text = text[len(marker) :].lstrip()
    else:
        marker = ""
    made = pieces.namer.name(LETTERS[label], block.start)
    pieces.ids[block.n] = made
    inlines = _moved(block, len(block.text) - len(text))
    if block.markup is not None:
        return _from_markup(made, block, label, text, marker, inlines, group)
    return ArticleBlock(made, label, text, block.start, block.end, group=group, n=marker, inlines=inlines)


def _is_typed(markup: Markup) -> bool:
    """Whether an item has its marker among its words: no list of HTML gives it one, or Word does."""
    return not markup.list_depth and markup.tag != "li" or any(hint.startswith("MsoList") for hint in markup.hints[:2])


def _moved(block: Block, off: int) -> tuple[Inline, ...]:
    """The inlines of a block whose first characters were taken off."""
    if not off:
        return block.inlines
    return tuple(i._replace(start=max(i.start - off, 0), end=i.end - off) for i in block.inlines if i.end > off)


def _from_markup(made: str, block: Block, label: Label, text: str, marker: str, inlines: tuple[Inline, ...], group: int) -> ArticleBlock:
    """A block with what markup knows of it besides its words."""
    markup = block.markup
    assert markup is not None
    attributes = dict(markup.attributes)
    own: dict[str, Any] = {"n": marker}
    if label is Label.IMAGE:
        text = text or attributes.get("alt", "").strip()
        own["url"] = attributes.get("src", "")
    elif label is Label.LIST_ITEM:
        ordered = any(map(str.isalnum, marker))
        own = {"level": max(markup.list_depth, 1), "rend": "numbered" if ordered else markup.list_kind or "bulleted", "n": markup.number or marker}
    elif label is Label.TABLE_ROW:
        own["cells"] = markup.cells
    elif label is Label.MILESTONE:
        own["rend"] = "stars" if text else "rule"
    elif label is Label.NOTE:
        own["n"] = attributes.get("note", "") or attributes.get("beside", "") or marker or markup.number
    else:
        own["lang"] = attributes.get("lang", "")
    return ArticleBlock(made, label, text, block.start, block.end, group=group, inlines=inlines, **own)


def make_sections(pieces: Pieces, order: Sequence[int]) -> tuple[Section, ...]:
    """The sections of the article from the blocks below its front, in reading order."""
    labels = [decision.label for decision in pieces.decisions]
    levels = iter(_levels_of([pieces.blocks[n] for n in order if labels[n] is Label.HEADING]))
    out: list[Section] = []
    stack: list[Section] = []
    for head, members in _stretches(order, labels):
        level = 0 if head is None else next(levels)
        section = _section(pieces, head, members, labels, level, stack)
        while stack and stack[-1].level >= section.level:
            stack.pop()
        if section.level and section.role == "body":
            stack.append(section)
        out.append(section)
    return tuple(out)


def _stretches(order: Sequence[int], labels: Sequence[Label]) -> Iterator[tuple[int | None, list[int]]]:
    """Each heading with the blocks below it; notes on the author at the end are a stretch of their own."""
    head: int | None = None
    members: list[int] = []
    bio = len(order)
    while bio and labels[order[bio - 1]] is Label.AUTHOR_NOTE:
        bio -= 1
    for n in order[:bio]:
        if labels[n] is not Label.HEADING:
            members.append(n)
            continue
        if head is not None or members:
            yield head, members
        head, members = n, []
    if head is not None or members:
        yield head, members
    if order[bio:]:
        yield None, list(order[bio:])


def _section(
    pieces: Pieces, head: int | None, members: list[int], labels: Sequence[Label], level: int, stack: list[Section],
) -> Section:
    """A section of the blocks below a heading, or of those without one. ``stack``: the sections around it, the outermost first."""
    above = [s for s in stack if s.level < level]
    role = _role(pieces, head, members, labels)
    first = pieces.blocks[head if head is not None else members[0]]
    own = pieces.namer.name("d", first.start)
    header = make_block(pieces, pieces.blocks[head], Label.HEADING) if head is not None else None
    parent = above[-1].id if above and role == "body" else None
    return Section(
        own,
        parent,
        level if parent or level <= 1 else 1,
        header.text if header else None,
        tuple(_grouped(pieces, members, labels)),
        header,
        role,
    )


def _role(pieces: Pieces, head: int | None, members: list[int], labels: Sequence[Label]) -> str:
    """What a section is (`pipeline.data.Section.role`), by its members and the words of its heading."""
    if head is None:
        return "bio" if members and all(labels[n] is Label.AUTHOR_NOTE for n in members) else "body"
    if members and all(labels[n] is Label.NOTE for n in members):
        return "notes"
    key = pieces.blocks[head].text.casefold().strip(" :.")
    return "bibliography" if key in _BIBLIOGRAPHIES and members else "body"


# -- levels of headings -----------------------------------------------------------------------------------------------


def _levels_of(headings: Sequence[Block]) -> list[int]:
    """Levels from h1 to h6 where there is markup, closed up so that none is left out at the top; else as the text shows them."""
    marked = [b.markup.heading for b in headings if b.markup and b.markup.heading]
    if not marked:
        return _levels([b.text for b in headings])
    levels = _with_unmarked([b.markup.heading if b.markup else 0 for b in headings])
    used = sorted(set(levels))
    return [used.index(level) + 1 for level in levels]


def _with_unmarked(levels: Sequence[float]) -> list[float]:
    """Levels of headings, a heading without one (the time of an entry) just above the headings that follow one."""
    below = [b for a, b in pairwise(levels) if b and not a]
    level = min(below) - 0.5 if below else 0.5
    return [given or level for given in levels]


def _levels(headings: Sequence[str]) -> list[int]:
    """Levels as the headings show them: numbers of several parts, numbered among unnumbered, capitals among mixed case."""
    numbers = [heading_number(h) for h in headings]
    if sum(number is not None for number in numbers) >= 2:
        out = []
        seen = False
        for heading, number in zip(headings, numbers, strict=True):
            if number:
                seen = True
                out.append(number.depth)
            else:
                plain = heading.casefold().strip(" :.") in _UNNUMBERED
                out.append(2 if seen and not plain else 1)
        return out
    capitals = [h.isupper() and sum(c.isalpha() for c in h) >= 4 for h in headings]
    if any(capitals) and not all(capitals) and capitals[0]:
        return [1 if c else 2 for c in capitals]
    return [1] * len(headings)


# -- groups -----------------------------------------------------------------------------------------------------------


def _grouped(pieces: Pieces, members: Sequence[int], labels: Sequence[Label]) -> Iterator[ArticleBlock]:
    """The blocks of a section; neighbours that belong to one list, quotation, table, verse or figure have a number in common."""
    group, before = 0, -1
    run: list[ArticleBlock] = []
    numbers: list[int] = []
    for n in members:
        label = labels[n]
        if label not in _GROUPED:
            yield from _finished(pieces, run, numbers)
            run, numbers = [], []
            yield _with_calls(make_block(pieces, pieces.blocks[n], label))
            before = -1
            continue
        if not run or not _together(pieces, before, n, labels):
            yield from _finished(pieces, run, numbers)
            run, numbers = [], []
            group = n + 1
        run.append(make_block(pieces, pieces.blocks[n], label, group))
        numbers.append(n)
        before = n
    yield from _finished(pieces, run, numbers)


def _together(pieces: Pieces, before: int, n: int, labels: Sequence[Label]) -> bool:
    """Does a block go on with the list, quotation, verse, table or figure of the block before it?"""
    a, b = labels[before], labels[n]
    block = pieces.blocks[n]
    if block.markup is not None and (above := pieces.blocks[before].markup) is not None:
        return _together_by_markup(a, b, above, block.markup) and (a is not Label.VERSE or _in_one_stanza(pieces.blocks, before, n))
    if a in _FIGURE and b in _FIGURE:
        return b is Label.CREDIT or (a is Label.IMAGE and b is Label.CAPTION)
    if a is not b:
        return False
    if a is Label.VERSE:
        return block.blank == 0
    if a is Label.QUOTATION:
        return not is_closed(pieces.blocks[before].text)
    if a is Label.LIST_ITEM:
        return _marker_follows(_marker_of(pieces.blocks[before].text), _marker_of(block.text))
    return True


def _together_by_markup(a: Label, b: Label, above: Markup, markup: Markup) -> bool:
    if a in _FIGURE and b in _FIGURE:
        return markup.figure == above.figure and (markup.figure > 0 or b is not Label.IMAGE)
    if b is Label.TABLE_ROW and (a is b or (a is Label.CAPTION and above.tag == "caption")):
        return markup.table == above.table
    return a is b and (a is not Label.LIST_ITEM or _list_of(markup) == _list_of(above))


def _in_one_stanza(blocks: Sequence[Block], before: int, n: int) -> bool:
    """Whether two lines stand in one element, or in an element of their own each."""
    chunk, other = blocks[n].chunk, blocks[before].chunk
    alone = (n + 1 == len(blocks) or blocks[n + 1].chunk != chunk) and (before == 0 or blocks[before - 1].chunk != other)
    return chunk == other or alone


def _list_of(markup: Markup) -> int:
    """Number of the outermost list that an item stands in."""
    return next((node for tag, node in zip(markup.path, markup.nodes, strict=False) if tag in _LIST_TAGS), -1)


def _marker_follows(before: ListMarker | None, marker: ListMarker | None) -> bool:
    """Whether an item goes on with the list above: both have markers or neither, and a list that starts again at 1 is another list."""
    if before is None or marker is None:
        return before is marker
    return not (marker.numbered and marker.number == 1 and before.numbered)


def _finished(pieces: Pieces, run: list[ArticleBlock], numbers: list[int]) -> Iterator[ArticleBlock]:
    """A complete group of blocks, with what its kind tells of them as a whole: cells, levels, the source of a quotation. ``numbers``: of the blocks
    they are made of."""
    if not run:
        return
    kind = run[0].kind
    if pieces.blocks[numbers[0]].markup is not None:
        run = [_with_source(b, pieces.blocks[n].markup) if b.kind is Label.QUOTATION else b for b, n in zip(run, numbers, strict=True)]
    elif kind is Label.TABLE_ROW:
        if columns := period_of([b.text for b in run]):
            run, numbers = _rows_of_cells(pieces, run, numbers, columns)
        cells: list[tuple[Cell, ...]] = cells_of(
            ["\t".join(b.n.split("\n")) if b.n else pieces.blocks[n].verbatim for b, n in zip(run, numbers, strict=True)],
            ruled=numbers[0] + 1 < len(pieces.blocks) and is_table_rule(pieces.blocks[numbers[0] + 1].text),
        )
        for i, row in enumerate(run):  # one by one, so that no block stands in memory twice
            run[i] = row._replace(n="", cells=cells[i])
    elif kind is Label.LIST_ITEM:
        own = [_class_of(b.n) for b in run]
        levels = {name: min(i, 1) + 1 for i, name in enumerate(dict.fromkeys(own))}
        for i, name in enumerate(own):
            run[i] = run[i]._replace(level=levels[name], rend=_RENDERED.get(name, "bulleted"))
    elif kind is Label.QUOTATION:
        run[-1] = with_attribution(run[-1])
    yield from run


def with_attribution(block: ArticleBlock) -> ArticleBlock:
    """A quotation with the source that stands at the end of its text, if one does."""
    at = source_at(block.text)
    if at is None:
        return block
    exact = block.end - block.start == len(block.text)
    return block._replace(attribution=Attribution(at, block.start + at if exact else block.end - (len(block.text) - at)))


def _with_source(block: ArticleBlock, markup: Markup | None) -> ArticleBlock:
    """A block that markup names as the source of the quotation it stands in is all attribution."""
    inside = markup.path[len(markup.path) - 1 - markup.path[::-1].index("blockquote"):] if markup and "blockquote" in markup.path else ()
    return block._replace(attribution=Attribution(0, block.start)) if "footer" in inside or "cite" in inside else block


def _rows_of_cells(pieces: Pieces, run: list[ArticleBlock], numbers: list[int], columns: int) -> tuple[list[ArticleBlock], list[int]]:
    """Cells that stand a line each, made into rows; ``n`` holds a row's cells until they are read."""
    rows: list[ArticleBlock] = []
    for i in range(0, len(run), columns):
        cells = run[i : i + columns]
        rows.append(cells[0]._replace(text=" ".join(c.text for c in cells), end=cells[-1].end, n="\n".join(c.text for c in cells)))
        pieces.ids.update(dict.fromkeys(numbers[i : i + columns], cells[0].id))
    return rows, numbers[::columns]


_RENDERED = {"#": "numbered", "": "plain"}


def _class_of(marker: str) -> str:
    """The bullet itself, or ``#`` for a number or letter: items of the second class in a list are a level below those of the first."""
    return "#" if any(map(str.isalnum, marker)) else marker


def _with_calls(block: ArticleBlock) -> ArticleBlock:
    """Marks like ``[1]`` in running text are kept as calls; whether a note answers is known when all is written."""
    if "[" not in block.text or block.kind in (Label.NOTE, Label.HEADING):
        return block
    calls = tuple(Inline(start, end, "noteref", mark) for start, end, mark in note_calls(block.text))
    return block._replace(inlines=tuple(sorted(dict.fromkeys((*block.inlines, *calls)), key=lambda i: (i.start, -i.end)))) if calls else block

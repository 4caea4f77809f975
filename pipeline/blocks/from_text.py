"""Plain text into blocks.

Strategy: a scraper leaves paragraphs as lines, as stretches between blank lines, or hard-wrapped at a column. Which it is shows in one
test on each pair of neighbouring lines: in wrapped text the first word of the second line would not have fitted on the first. Where
most pairs pass, lines are joined as far as the test holds; elsewhere every line is a block, and lines between two blank lines share a
``chunk`` number, which later stages read (verse, tables, captions printed twice). Running heads are taken out first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline.blocks import Split
from pipeline.blocks.initials import may_be_initial, opens_text
from pipeline.blocks.text_indents import entries, indent_of, paragraph_indents
from pipeline.blocks.text_joins import Joiner, is_softly_divided
from pipeline.blocks.text_lines import Line, halved, is_spaceless, lines_of
from pipeline.blocks.text_pages import page_ends, running_heads
from pipeline.blocks.text_quotes import unquoted
from pipeline.data import Block, Page, Repair
from pipeline.reading.marks import ends_clause, starts_item

__all__ = ["split_text"]

_CONTINUES = re.compile(r"[,;:.!?)\]”’»](?:\s|$)|[,;，、；]")

# Columns that mail programs, text editors and old web pages wrap at; a "column" outside this range is a coincidence of short lines.
_MIN_COLUMN, _MAX_COLUMN = 40, 132
_MIN_WIDE_COLUMN = 20
"""Of characters that are twice as wide."""
_LONGEST_SPACELESS = 5
"""Characters that are kept together at a line end where no space tells where a word ends."""

_HANGING, _SHORTEST_HANGING = 2, 30
"""Characters by which a line is further in than the mark of its item; those of the shortest line that goes on."""


def split_text(page: Page) -> Split:
    """The blocks of a page of plain text, in order, and the repairs: hyphens that were joined, running heads and marks of quotation that
    were taken out.

    Every non-space character of ``page.text`` outside running heads and marks lies in exactly one block. Ranges are in the decoded page.
    """
    ends = page_ends(page)
    quoted = unquoted(page, lines_of(page.fixed, ends))
    every = quoted.lines
    if not quoted.depths and (single := halved(every)) is not None and _wrap_column(single, {}):
        every = single
    heads = {n for n in running_heads(every, ends) if _stands(page, every[n])}
    indents = paragraph_indents(page.fixed, every) if not quoted.depths else {}
    column = _wrap_column([line for n, line in enumerate(every) if n not in heads] if heads else every, indents)
    lines, torn = _without_heads(every, heads, ends, column)
    widths = _widths(lines, quoted.marked)
    begins = {line.number: True for line in lines if column and line.number in indents}
    begins |= entries(page.fixed, lines) if not quoted.depths else {}
    joiner = Joiner(page, lines, wrapped=column > 0 or bool(torn) or bool(widths) or bool(begins))
    blocks: list[Block] = []
    numbers = range(0) if not lines else list(range(lines[-1].number + 1))  # which blocks share, since each number is an object
    for group in _groups(page.fixed, lines, torn, column, widths, indents, begins):
        first, last = group[0], group[-1]
        text = joiner.join(group)
        over_page = torn and not torn.isdisjoint(line.number for line in group)
        raw = "\n".join(line.text for line in group) if over_page else page.fixed[first.start:last.end]
        if depth := quoted.depths.get(first.number):
            raw = f"{'>' * depth} {raw}"
        blocks.append(Block(
            n=numbers[len(blocks)], text=text, start=page.place(first.start), end=page.place_end(last.end), verbatim=text if raw == text else raw,
            line=numbers[first.number], chunk=numbers[first.chunk], blank=first.blank,
        ))
    repairs = [*quoted.repairs, *joiner.repairs, *(_taken_out(page, every[n]) for n in heads)]
    return Split(tuple(blocks), tuple(sorted(repairs, key=lambda r: r.start)))


def _stands(page: Page, line: Line) -> bool:
    """Whether a line reads the same in the decoded page, so that one repair can take it out."""
    return page.text[page.place(line.start):page.place_end(line.end)] == line.text


def _taken_out(page: Page, line: Line) -> Repair:
    start = page.place(line.start)
    return Repair(start, start + len(line.text), line.text, "", "running-head", (("delete",),))


def _without_heads(every: Sequence[Line], heads: set[int], ends: Sequence[int], column: int) -> tuple[list[Line], set[int]]:
    """The lines without running heads, and the numbers of those that go on with a sentence from the page before."""
    if not heads and not ends:
        return list(every), set()
    lines: list[Line] = []
    torn: set[int] = set()
    turned = chunk = 0
    blank = -1
    for n, line in enumerate(every):
        if n in heads:
            blank = max(blank, line.blank)
            continue
        after_page = blank >= 0 or turned < len(ends) and ends[turned] < line.start
        while turned < len(ends) and ends[turned] < line.start:
            turned += 1
        gap = min(1, max(blank, line.blank)) if after_page else line.blank
        if lines and after_page and _goes_on(lines[-1], line, column):
            torn.add(line.number)
            gap = 0
        chunk += gap > 0 or not lines
        lines.append(line._replace(chunk=chunk, blank=gap))
        blank = -1
    return lines, torn


def _goes_on(line: Line, following: Line, column: int) -> bool:
    """Whether a sentence goes over the end of a page."""
    if ends_clause(line.text) or starts_item(following.text):
        return False
    if following.text[0].islower() or _CONTINUES.match(following.text) or line.text[-1] in "-\u2010\u00ad":
        return True
    return column > 0 and len(line.text) > column * 0.6 and _is_full(line, following, column)


def _wrap_column(lines: Sequence[Line], indents: Mapping[int, int]) -> int:
    """The column at which the text is hard-wrapped, 0 if it isn't. ``indents``: the lines that begin paragraphs further in than others."""
    lengths = sorted(len(line.text) + indents.get(line.number, 0) for line in lines)
    if len(lengths) < 4:
        return 0
    column = lengths[min(len(lengths) - 1, int(len(lengths) * 0.98))]
    wide = column < _MIN_COLUMN and 2 * sum(is_spaceless(line.text[-1]) for line in lines) > len(lines)
    if not (_MIN_WIDE_COLUMN if wide else _MIN_COLUMN) <= column <= _MAX_COLUMN:
        return 0
    pairs = [(a, b) for a, b in pairwise(lines) if a.chunk == b.chunk and b.number not in indents and not starts_item(b.text)]
    full = sum(_is_full(a, b, column - indents.get(a.number, 0)) for a, b in pairs)
    running = sum(not ends_clause(a.text) and len(a.text) > column * 0.6 for a, _ in pairs)
    # Verse and lists fail the first test, headlines of one length the second.
    return column if len(pairs) >= 3 and full >= 0.55 * len(pairs) and running >= 0.4 * len(pairs) else 0


def _is_full(line: Line, following: Line, column: int) -> bool:
    """True if the first word of the following line did not fit on this one."""
    word = following.text.split(None, 1)[0]
    length = min(len(word), _LONGEST_SPACELESS) if is_spaceless(word[0]) else len(word)
    return len(line.text) + 1 + length > column - 2


def _widths(lines: Sequence[Line], marked: frozenset[int]) -> dict[int, int]:
    """The column at which each chunk of quoted lines is wrapped: whoever wrote it had a program of their own."""
    widths: dict[int, int] = {}
    for line in lines:
        if line.number in marked:
            widths[line.chunk] = max(widths.get(line.chunk, 0), len(line.text))
    return {chunk: width for chunk, width in widths.items() if _MIN_COLUMN <= width <= _MAX_COLUMN}


def _groups(
    text: str, lines: Sequence[Line], torn: set[int], column: int, widths: Mapping[int, int], indents: Mapping[int, int], begins: Mapping[int, bool],
) -> Iterator[list[Line]]:
    """The lines of each block. ``begins``: of lines whose indents tell, whether each begins a block."""
    group: list[Line] = []
    above: list[list[Line]] = []
    """The blocks so far, where they are asked for."""
    alone = sum(len(line.text) == 1 and line.text.isupper() for line in lines) == 1
    for line in lines:
        before = group[-1] if group else None
        if before is None or line.number in begins and line.number not in torn:
            goes_on = before is not None and not begins[line.number]
        else:
            width = widths.get(line.chunk, column - indents.get(before.number, 0) if column else 0)
            goes_on = line.number in torn or before.chunk == line.chunk and (
                _runs_on(before, line, width) or _hangs(text, group, line)) or alone and _is_initial(group, line, above)
        if goes_on:
            group.append(line)
            continue
        if group:
            yield group
            above += [group] if alone else []
        group = [line]
    if group:
        yield group


def _is_initial(group: Sequence[Line], following: Line, above: Sequence[Sequence[Line]]) -> bool:
    """Whether a block is the large initial of the line that follows: in the next line, or below one blank line where the text opens."""
    if len(group) != 1 or following.blank > 1 or not may_be_initial(group[0].text, following.text):
        return False
    return following.blank == 0 or opens_text(" ".join(line.text for line in one) for one in reversed(above))


def _hangs(text: str, group: Sequence[Line], following: Line) -> bool:
    """Whether a line goes on with a list item under its first word: further in than the item's mark, where the item's line stops in a sentence."""
    first, last = group[0], group[-1]
    if not starts_item(first.text) or starts_item(following.text) or ends_clause(last.text) or len(last.text) < _SHORTEST_HANGING:
        return False
    return following.text[0].islower() and indent_of(text, following) >= indent_of(text, first) + _HANGING


def _runs_on(line: Line, following: Line, column: int) -> bool:
    """Whether a line goes on with the one before."""
    if is_softly_divided(line.text, following.text):
        return True
    if not column:
        return _is_torn(line.text, following.text)
    if starts_item(following.text):
        return False
    if _is_full(line, following, column):
        return True
    # Ragged wrapping by hand: the sentence goes on in lower case, and the line is not a short one of a poem.
    return len(line.text) > column * 0.6 and not ends_clause(line.text) and following.text[0].islower()


def _is_torn(text: str, following: str) -> bool:
    """Whether an inline element tore a line in two, in a text whose lines are paragraphs. What goes on in lower case must end its sentence, since
    entries of lists and menus, names of authors and addresses of sites are in lower case too."""
    if max(len(text), len(following)) < 60 or ends_clause(text) or starts_item(following):
        return False
    if _CONTINUES.match(following):
        return True
    return following[0].islower() and len(text) > 40 and (ends_clause(following) or following[-1] == ",")

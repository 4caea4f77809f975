"""From what the walk gathered to blocks: lines after ``<br>``, cells, numbers, places in the page."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise

from pipeline.blocks.html_inline import Folder
from pipeline.blocks.html_scope import MOST_HINTS, Elements, Scope
from pipeline.data import Block, Inline, Markup, Page
from pipeline.reading.marks import bullet_of, ends_clause

__all__ = ["Draft", "finish_blocks", "text_drafts"]

_SHORT_LINE = 80
"""Lines of verse and addresses are shorter."""
_PARAGRAPH = 100
"""Characters from which a line that ends like a sentence is a paragraph."""
_END = 20
_POEM = re.compile("poem|poetry|verse|stanza|strophe|lyric", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:language|lang)-([\w+#-]{1,24})", re.IGNORECASE)
"""The class by which code tells its language."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Draft:
    """A block before it has a number; ranges are those of the repaired page."""

    __slots__ = ("attributes", "cells", "chunk", "end", "hints", "inlines", "links", "scope", "start", "sure", "text", "verbatim")

    def __init__(
        self, text: str, start: int, end: int, scope: Scope, sure: bool, attributes: list[tuple[str, str]] | None = None, chunk: int = 0,
    ) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.scope = scope
        self.sure = sure
        self.attributes = attributes
        self.chunk = chunk
        self.inlines: Iterable[Inline] = ()
        self.hints: tuple[str, ...] = ()
        self.cells: tuple[tuple[str, int, int, bool], ...] = ()
        self.links = 0
        self.verbatim = ""


def text_drafts(folder: Folder, scope: Scope, as_is: bool, chunk: int) -> Iterable[Draft]:
    """The block, or its lines where ``<br>`` parts lines of verse, of an address, or paragraphs."""
    text = folder.text()
    if as_is:
        return _preformatted(folder, text, scope, chunk)
    draft = Draft(text, folder.start, folder.end, scope, folder.sure, None, chunk)
    if folder.around:
        draft.hints = folder.hints()
    if folder.inlines:
        draft.inlines, draft.links = _in_order(folder), folder.links
    if folder.cells:
        draft.cells = tuple((text[s:e].strip(), rows, columns, header) for s, e, rows, columns, header in folder.cells)
    if not folder.breaks:
        return (draft,)
    if _is_code(draft, folder):
        return (_as_code(draft, folder),)
    cuts = [] if folder.cells or scope.name in _HEADINGS else _cuts(text, folder, scope)
    return _pieces(draft, folder, cuts)


def _is_code(draft: Draft, folder: Folder) -> bool:
    """Whether short lines stand in one ``code`` or the like, and nothing else in their block."""
    if not any(i.kind == "mono" and i.start == 0 and i.end == len(draft.text) for i in draft.inlines):
        return False
    return all(end - start < _SHORT_LINE for start, end in _lines(folder, draft.text))


def _lines(folder: Folder, text: str) -> Iterator[tuple[int, int]]:
    """The range of each line of a text with breaks; one by one, since there may be as many as the page has tags."""
    start = 0
    for at in folder.breaks[::3]:
        yield start, at
        start = at + 1
    yield start, len(text)


def _as_code(draft: Draft, folder: Folder) -> Draft:
    """Such lines as preformatted text, each set in by the spaces that do not break at its beginning."""
    text, places, added = draft.text, [0], [0]
    for start, _ in _lines(folder, text):
        places.append(start)
        added.append(added[-1] + folder.indents.get(start, 0))
    draft.text = "\n".join(" " * folder.indents.get(start, 0) + text[start:end] for start, end in _lines(folder, text))
    moved = [added[bisect_right(places, at) - 1] for i in draft.inlines for at in (i.start, i.end - 1)]
    draft.inlines = tuple(Inline(i.start + moved[2 * n], i.end + moved[2 * n + 1], i.kind, i.value) for n, i in enumerate(draft.inlines)
                          if i.kind != "mono" or i.end - i.start < len(text))
    draft.scope = _code_scope(draft.scope)
    return draft


def _code_scope(scope: Scope) -> Scope:
    """An element that holds nothing but code, as an element of code."""
    return Scope("code", scope.number, scope.outer, scope.path, scope.nodes, scope.hints, scope.flow, scope.item)


def _place(inline: Inline) -> tuple[int, int]:
    return inline.start, -inline.end


def _preformatted(folder: Folder, text: str, scope: Scope, chunk: int) -> Sequence[Draft]:
    kept = text.rstrip()
    if not kept.strip():
        return ()
    inlines = tuple(Inline(i.start, min(i.end, len(kept)), i.kind, i.value) for i in folder.every_inline() if i.start < len(kept))
    draft = Draft(kept, folder.start, folder.end, scope, folder.sure, None, chunk)
    draft.inlines, draft.links = tuple(sorted(inlines, key=_place)), sum(i.end - i.start for i in inlines if i.kind == "link")
    if language := next(filter(None, map(_LANGUAGE.fullmatch, folder.hints())), None):
        draft.attributes = [("language", language[1])]
    if scope.name in ("div", "td") and any(i.kind == "mono" and i.start == 0 and i.end == len(kept) for i in inlines):
        draft.scope = _code_scope(scope)
    return (draft,)


def _in_order(folder: Folder) -> Iterable[Inline]:
    """The inlines of a block by where they start, without the ``sup`` of a note's call: the call says it."""
    inlines = folder.inlines if folder.packed is None else folder.pack()
    calls = sorted((i.start, i.end) for i in inlines if i.kind == "noteref")
    if calls:
        inlines = [i for i in inlines if i.kind != "sup" or not _is_of_call(i, calls)]
    if all(_place(one) <= _place(following) for one, following in pairwise(inlines)):
        return inlines
    return sorted(inlines, key=_place)


def _is_of_call(raised: Inline, calls: list[tuple[int, int]]) -> bool:
    """Whether a raised stretch lies in a call or holds one; calls do not overlap."""
    at = bisect_right(calls, (raised.start, raised.end))
    return any(s <= raised.start and raised.end <= e or raised.start <= s and e <= raised.end for s, e in calls[max(at - 2, 0):at + 1])


def _cuts(text: str, folder: Folder, scope: Scope) -> Sequence[int]:
    """Which breaks (by number) part blocks; the others stay breaks inside one."""
    breaks = folder.breaks[::3]
    many = len(breaks) > 1 or scope.name == "address" or any(map(_POEM.search, scope.hints))
    if many and all(end - start <= _SHORT_LINE for start, end in _lines(folder, text)) and not _wrapped(folder, text):
        return range(len(breaks))
    bullets = sum(bullet_of(text[start:end]) != "" for start, end in _lines(folder, text))
    if bullets > 1 and bullets >= len(breaks):
        return range(len(breaks))
    bold = iter(sorted((i.start, i.end) for i in folder.every_inline() if i.kind == "bold"))
    following = next(bold, None)
    cuts = []
    last = reach = 0
    for k, at in enumerate(breaks):
        while following is not None and following[0] <= last:
            reach = max(reach, following[1])
            following = next(bold, None)
        length = at - last
        headed = reach >= at and length <= 120
        if headed or length >= _PARAGRAPH and ends_clause(text[max(last, at - _END):at]):
            cuts.append(k)
            last = at + 1
    return cuts


def _wrapped(folder: Folder, text: str) -> bool:
    """Whether short lines are one paragraph, wrapped by hand: most go on in lower case, and they are of one length."""
    breaks = folder.breaks[::3]
    going_on = sum(text[at + 1:at + 2].islower() for at in breaks)
    return going_on * 2 > len(breaks) and breaks[-1] - len(breaks) + 1 > 45 * len(breaks)


def _pieces(draft: Draft, folder: Folder, cuts: Sequence[int]) -> Iterator[Draft]:
    places, parting = folder.breaks[::3], cuts if isinstance(cuts, range) else set(cuts)
    breaks = [Inline(at, at + 1, "break") for k, at in enumerate(places) if k not in parting]
    inlines = sorted([*draft.inlines, *breaks], key=_place)
    start, place, first = 0, draft.start, 0
    open_ones: list[Inline] = []
    for cut in chain(cuts, (-1,)):
        end, stop, after = folder.breaks[3 * cut:3 * cut + 3] if cut >= 0 else (len(draft.text), draft.end, 0)
        while first < len(inlines) and inlines[first].start < end:
            open_ones.append(inlines[first])
            first += 1
        mine = tuple(Inline(max(i.start, start) - start, min(i.end, end) - start, i.kind, i.value) for i in open_ones if i.end > start)
        piece = Draft(draft.text[start:end], min(place, stop), max(place, stop), draft.scope, draft.sure, None, draft.chunk)
        piece.inlines, piece.links = mine, sum(i.end - i.start for i in mine if i.kind == "link")
        piece.hints, piece.cells, piece.verbatim = draft.hints, draft.cells, _verbatim(piece.text, mine)
        yield piece
        open_ones = [i for i in open_ones if i.end > end]
        start, place = end + 1, after


def _verbatim(text: str, inlines: tuple[Inline, ...]) -> str:
    """The text with line breaks; empty where it has none."""
    at = [i.start for i in inlines if i.kind == "break"]
    if not at:
        return ""
    out = list(text)
    for place in at:
        out[place] = "\n"
    return "".join(out)


def finish_blocks(
    drafts: list[Draft], page: Page, source: str, elements: Elements, notes: dict[int, tuple[str, str]], lang: str,
) -> tuple[Block, ...]:
    """Number the blocks, place them in the decoded page, and say what markup tells of each. ``drafts`` is emptied."""
    blocks = []
    line, counted = 1, 0
    moved = bool(page.repairs)
    markup = Markup("")
    drafts.reverse()
    for n in range(len(drafts)):
        draft = drafts.pop()
        start, end, scope = draft.start, draft.end, draft.scope
        if start >= counted:
            line += source.count("\n", counted, start)
            counted = start
        if moved:
            start, end = page.place(start), page.place_end(end)
        flow, hints, number = scope.flow, scope.hints, ""
        attributes: tuple[tuple[str, str], ...] = ()
        if draft.attributes or scope.item in elements.numbers or flow.lang != lang or flow.cite or not draft.sure or n in notes:
            attributes, number = _attributes(draft, elements, notes.get(n), lang)
        elif scope.item >= 0:
            attributes = (("item", str(scope.item)),)
        if draft.hints:
            hints = (draft.hints + hints)[:MOST_HINTS]
        hidden = flow.hidden and not (scope.name == "img" and "noscript" in scope.path)
        made = Markup(
            scope.name, scope.path, hints, draft.links, hidden, flow.heading, flow.list_depth, flow.list_kind, number, flow.quote,
            flow.figure, flow.table, draft.cells, attributes, scope.nodes,
        )
        if made != markup:  # lines of one element share theirs
            markup = made
        blocks.append(Block(n, draft.text, start, end, draft.verbatim, line, draft.chunk, 0, markup, tuple(draft.inlines)))
    return tuple(blocks)


def _attributes(draft: Draft, elements: Elements, note: tuple[str, str] | None, lang: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """What else markup tells of a block, and its number as a note or in a list."""
    flow, item = draft.scope.flow, draft.scope.item
    attributes = list(draft.attributes or ())
    if flow.lang and flow.lang != lang:
        attributes.append(("lang", flow.lang))
    if flow.cite:
        attributes.append(("cite", flow.cite))
    if note:
        attributes += [("note", note[0]), ("id", note[1])]
    if not draft.sure:
        attributes.append(("place", "near"))
    number = note[0] if note else ""
    if item >= 0:
        attributes.append(("item", str(item)))
        if draft.text:
            number = elements.numbers.pop(item, "") or number
    return tuple(attributes), number

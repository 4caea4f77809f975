"""The words of one block in TEI: its inlines, the calls of its notes, the places where something is missing.

Calls and gaps get their own ids and ranges in the page, so this part remembers which notes were called and which gaps were written.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from heapq import merge

from pipeline.article.space import Places
from pipeline.data import LETTERS, Article, ArticleBlock, Gap, Inline, Label
from pipeline.writers.markup import Ids, escape, tag
from pipeline.writers.note_numbers import bare_number
from pipeline.writers.tei_inline import Mark, language_tag, render
from pipeline.writers.within import Ranges

__all__ = ["Words", "source"]

_UNREADABLE = re.compile("\ufffd+")


def source(start: int, end: int) -> str:
    """A range of the page as a pointer."""
    start = max(start, 0)
    return f"src:{start}-{max(start, end)}"


def _place(inline: Inline) -> tuple[int, int]:
    return inline.start, inline.end


class Words:
    """Turns blocks into words; knows the ids of one document."""

    def __init__(self, article: Article, ids: Ids, every: tuple[ArticleBlock, ...]) -> None:
        self.ids = ids
        self.base = article.url
        self._places = Places(article.repairs, article.space, ((r.start, r.end) for r in article.removed))
        self._inlines = Ranges[Inline]((), _place)
        self._gaps = _gaps_by_block(article, every)
        self._notes: dict[str, list[str]] = defaultdict(list)
        self._note_ids: deque[str] = deque()
        self._first_call: dict[str, str] = {}
        self._calls: dict[str, int] = defaultdict(int)
        self.gaps: list[tuple[Gap, str]] = []
        """The gaps as written, with their ids."""
        for block in every:
            if block.kind is Label.NOTE:
                made = ids.own(block.id, "n", block.start)
                self._note_ids.append(made)
                if number := bare_number(block.n):
                    self._notes[number].append(made)

    def id_of(self, block: ArticleBlock) -> str:
        """The id under which a block is written; to be asked for once, in reading order."""
        if block.kind is Label.NOTE and self._note_ids:
            return self._note_ids.popleft()
        return self.ids.own(block.id, LETTERS.get(block.kind, "ab"), block.start)

    def located(self, block: ArticleBlock) -> dict[str, str]:
        """The attributes that every block has."""
        return {"id": self.id_of(block), "corresp": source(block.start, block.end), "lang": language_tag(block.lang)}

    def call_of(self, note: str) -> str:
        """The id of the first call of a note, empty where it has none so far."""
        return self._first_call.get(note, "")

    def of(self, block: ArticleBlock, authors: tuple[str, ...] = ()) -> str:
        """A block's text as XML."""
        if not (block.inlines or authors or block.id in self._gaps or "\ufffd" in block.text):
            return escape(block.text)
        return self.part(block, 0, len(block.text), authors)

    def part(self, block: ArticleBlock, lo: int, hi: int, authors: tuple[str, ...] = (), *, bibl: bool = False) -> str:
        """Some of a block's text as XML, from one character to another; without ruby and formulas in a bibl, where TEI has no place for them."""
        text = block.text[lo:hi]
        inlines = block.inlines if len(text) == len(block.text) else self._cut(block, lo, hi)
        if bibl:
            inlines = tuple(inline for inline in inlines if inline.kind not in ("ruby", "formula"))
        unreadable: Iterable[Mark] = self._unreadable(block, text, lo)
        if block.id in self._gaps:
            unreadable = list(unreadable)  # their ids are made before those of what was lost
        others = [*self._note_calls(block, inlines, text, lo), *self._lost(block, lo, hi)]
        marks = merge(unreadable, sorted(others, key=Mark.place), key=Mark.place) if "\ufffd" in text else others
        named = tuple((text.index(name), text.index(name) + len(name)) for name in authors if name and name in text)
        return render(text, inlines, marks, base=self.base, authors=named)

    def _cut(self, block: ArticleBlock, lo: int, hi: int) -> tuple[Inline, ...]:
        """The inlines of a part of a block, their places counted from its first character."""
        if self._inlines.things is not block.inlines:
            self._inlines = Ranges(block.inlines, _place)
        return tuple(i._replace(start=i.start - lo, end=i.end - lo) for i in self._inlines.within(lo, hi))

    def unplaced(self) -> list[str]:
        """The gaps that belong to no block, as XML."""
        waiting, self._gaps = self._gaps, {}
        return [self._gap(gap) for gaps in waiting.values() for gap in gaps]

    @property
    def has_left(self) -> bool:
        """Whether any gap is not written yet."""
        return bool(self._gaps)

    def left(self, block: ArticleBlock) -> list[str]:
        """The gaps of a block whose words could not hold them, as XML."""
        return [self._gap(gap) for gap in self._gaps.pop(block.id, ())]

    def _unreadable(self, block: ArticleBlock, text: str, lo: int) -> Iterator[Mark]:
        """One by one, for there may be very many."""
        for run in _UNREADABLE.finditer(text):
            start, end = self._places.of(block, lo + run.start()), self._places.of(block, lo + run.end())
            yield Mark(run.start(), run.end(), f'<gap xml:id="{self.ids.new("g", start)}" corresp="{source(start, max(start, end))}" '
                                               f'quantity="{run.end() - run.start()}" reason="illegible" unit="char"/>')

    def _note_calls(self, block: ArticleBlock, inlines: tuple[Inline, ...], text: str, lo: int) -> list[Mark]:
        out = []
        for inline in inlines:
            if inline.kind != "noteref" or inline.start < 0 or inline.end > len(text):
                continue
            marker = text[inline.start:inline.end]
            found = self._notes.get(bare_number(inline.value)) or self._notes.get(bare_number(marker))
            if not found:
                continue
            number = bare_number(inline.value or marker)
            note = found[min(self._calls[number], len(found) - 1)]
            self._calls[number] += 1
            start, end = self._places.of(block, lo + inline.start), self._places.of(block, lo + inline.end)
            made = self.ids.new("nr", start)
            self._first_call.setdefault(note, made)
            out.append(Mark(inline.start, inline.end, "<" + tag("ptr", {
                "id": made, "corresp": source(start, max(start, end)), "n": marker or inline.value, "target": f"#{note}", "type": "noteref",
            }) + "/>"))
        return out

    def _lost(self, block: ArticleBlock, lo: int, hi: int) -> list[Mark]:
        if not (waiting := self._gaps.get(block.id)):
            return []
        last = hi == len(block.text)
        here: list[Gap] = []
        later: list[Gap] = []
        for gap in waiting:
            (here if lo <= gap.at < hi or (last and gap.at >= hi) else later).append(gap)
        self._gaps[block.id] = later
        places = [(min(max(gap.at, lo), hi) - lo, gap) for gap in here]
        return [Mark(at, at, self._gap(gap)) for at, gap in places]

    def _gap(self, gap: Gap) -> str:
        made = self.ids.own(gap.id, "g", gap.start)
        self.gaps.append((gap, made))
        return "<" + tag("gap", {"id": made, "corresp": source(gap.start, gap.end), "reason": "lost", "unit": "char", "extent": "unknown"}) + "/>"


def _gaps_by_block(article: Article, every: tuple[ArticleBlock, ...]) -> dict[str, list[Gap]]:
    """The gaps by the id of their block; one whose block is unknown goes to the last block before it."""
    if not article.gaps:
        return {}
    known = {block.id for block in every}
    hosts = sorted({block.start: block for block in reversed(every)}.values(), key=lambda block: block.start)
    starts = [block.start for block in hosts]
    out: dict[str, list[Gap]] = defaultdict(list)
    for gap in article.gaps:
        if gap.block in known or not every:
            out[gap.block].append(gap)
        else:
            before = bisect_right(starts, gap.start)
            host = hosts[before - 1] if before else every[0]
            out[host.id].append(replace(gap, block=host.id, at=len(host.text) if before else 0))
    return dict(out)

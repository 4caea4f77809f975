"""Are all words of a page of HTML accounted for? A page of plain text is rebuilt to the character; of HTML, the markup stays in the kept source.

Method, with nothing from the parser that made the blocks: the repaired page is read tag by tag (`pipeline.validate.markup`). The range of
each block must hold the letters of its block and no others, and what lies between ranges must hold no word that every browser shows. Words
are compared as letters in a row, since where one word ends depends on what a browser does with a tag. Where markup leaves open what is
shown, a record may tell the words or not.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import accumulate
from typing import NamedTuple

from pipeline.validate.lines import Record, all_blocks
from pipeline.validate.markup import Piece, Shown, read_markup
from pipeline.validate.problem import Problem

__all__ = ["validate_coverage"]

_NO_LETTER = re.compile(r"[\W_]+")
_TABLE = re.compile(r"<t(?:able|body|head|foot|r|d|h)\b", re.IGNORECASE)
"""Tables, out of which browsers move the words that stand in no cell."""
_SHADOW = re.compile("shadowroot", re.IGNORECASE)
"""Of pages with shadow roots, whose slots show what stands around them."""
_MOST = 20

_Range = tuple[int, int]


class _Page(NamedTuple):
    """The repaired page and what it shows; all places are those of the repaired page."""

    text: str
    shown: Shown
    starts: list[int]
    formulas: dict[int, str]
    """By the start of its piece, what was put in the place of a formula's markup."""
    slots: str | None
    """On a page with shadow roots, the letters of all its text: slots show it in other places than it stands in."""
    told: str
    """On a page with shadow roots, the letters of all its records."""
    odd: Counter[str]
    """The letters from where tags alone do not tell what is shown, nor in which order."""


def validate_coverage(article: Record, ledger: Record, page: str) -> list[Problem]:
    """What the records of a page of HTML get wrong or leave out, at most 20 problems. ``page`` is the decoded source."""
    return list(_problems(article, ledger, page))[:_MOST]


def _problems(article: Record, ledger: Record, page: str) -> Iterator[Problem]:
    places = _Places([r for r in ledger["repairs"] if r["kind"] != "formula"])
    formulas = [(places.start(r["start"]), places.end(r["end"]), r["after"]) for r in ledger["repairs"] if r["kind"] == "formula"]
    records = [(places.start(r["start"]), places.end(r["end"]), r) for r in (*all_blocks(article), *ledger["removed"])]
    records.sort(key=lambda found: (found[0], -found[1]))
    view = _viewed(places.repaired(page), article.get("source", {}).get("media_type", ""), formulas)
    if _SHADOW.search(view.text):
        view = _with_slots(view, [record for _, _, record in records])
    ranges = [(start, end) for start, end, _ in records]
    reach = 0
    for n, (_, end, record) in enumerate(records):
        if (found := _differing(view, ranges, n, record, reach)) is not None:
            said = _letters(record["text"])
            yield Problem("coverage-text", record["id"], f"The source has {found[:60]!r} in this range, the record {said[:60]!r}.")
        reach = max(reach, end)
    for at, words in _between(view, ranges):
        if view.told and _letters(words) in view.told:  # shown in a slot elsewhere
            continue
        yield Problem("coverage", f"character {places.back(at)}", f"Nothing tells what became of these words: {words[:80]!r}.")


class _Places:
    """Places of the decoded page in the repaired one, and back."""

    def __init__(self, repairs: Sequence[Record]) -> None:
        self._repairs = sorted(repairs, key=lambda r: int(r["start"]))
        self._starts, self._ends = [int(r["start"]) for r in self._repairs], [int(r["end"]) for r in self._repairs]
        self._grown: list[int] = list(accumulate((len(r["after"]) - int(r["end"]) + int(r["start"]) for r in self._repairs), initial=0))
        self._made = [start + grown for start, grown in zip(self._starts, self._grown, strict=False)]

    def repaired(self, page: str) -> str:
        """The page with the repairs made."""
        out, at = [], 0
        for repair in self._repairs:
            out += [page[at:repair["start"]], repair["after"]]
            at = repair["end"]
        return "".join(out) + page[at:]

    def start(self, place: int) -> int:
        """A place; one inside a repair is where the repair begins."""
        done = bisect_right(self._ends, place)
        return min(place, self._starts[done]) + self._grown[done] if done < len(self._starts) else place + self._grown[done]

    def end(self, place: int) -> int:
        """A place; one inside a repair is where the repair ends."""
        done = bisect_right(self._ends, place)
        inside = done < len(self._starts) and self._starts[done] < place
        return self._ends[done] + self._grown[done + 1] if inside else place + self._grown[done]

    def back(self, place: int) -> int:
        """The place in the decoded page, at most some characters off inside a repair."""
        return place - self._grown[bisect_right(self._made, place)]


def _viewed(text: str, media_type: str, formulas: Sequence[tuple[int, int, str]]) -> _Page:
    """The page as it is shown, formulas in the place of their markup."""
    shown = read_markup(text, xml="xml" in media_type or text.lstrip().startswith("<?xml"))
    if formulas:
        shown = _with_formulas(shown, formulas)
    rest = text[shown.odd:]
    odd = Counter(_letters(rest)) + Counter(_letters(unescape(rest))) if rest else Counter[str]()
    return _Page(text, shown, [piece.start for piece in shown.pieces], {start: after for start, _, after in formulas}, None, "", odd)


def _with_slots(view: _Page, records: Sequence[Record]) -> _Page:
    """The page with what its slots may show, and what is told of it."""
    slots = " ".join(_text(view, piece, piece.start, piece.end) for piece in view.shown.pieces)
    return view._replace(slots=_letters(slots), told=_letters(" ".join(str(record["text"]) for record in records)))


def _with_formulas(shown: Shown, formulas: Sequence[tuple[int, int, str]]) -> Shown:
    """The same with a piece for each formula in the place of its markup."""
    hidden, ranges = _merged(shown.hidden), sorted((start, end) for start, end, _ in formulas)
    put = [Piece(start, end, start < shown.odd and not _is_within(start, hidden), False) for start, end, _ in formulas]
    outside = [Piece(start, end, piece.sure, piece.decoded) for piece in shown.pieces
               for start, end in _outside(piece.start, piece.end, ranges)]
    return shown._replace(pieces=tuple(sorted([*outside, *put])))


def _merged(ranges: Sequence[_Range]) -> list[_Range]:
    """Ranges in order, those that overlap as one."""
    merged: list[_Range] = []
    for start, end in sorted(ranges):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _is_within(place: int, ranges: Sequence[_Range]) -> bool:
    """Whether a place is inside a range, not at its start."""
    at = bisect_left(ranges, (place, -1)) - 1
    return at >= 0 and place < ranges[at][1]


def _outside(start: int, end: int, ranges: Sequence[_Range]) -> Iterator[_Range]:
    """What some sorted ranges leave of a stretch."""
    for n in range(max(0, bisect_left(ranges, (start, -1)) - 1), len(ranges)):
        low, high = ranges[n]
        if low >= end:
            break
        if high > start:
            if low > start:
                yield start, low
            start = max(start, high)
    if start < end:
        yield start, end


def _differing(view: _Page, ranges: Sequence[_Range], n: int, record: Record, reach: int) -> str | None:
    """The letters of a record's range where they are not those of the record."""
    start, end = ranges[n]
    said, source = _letters(record["text"]), view.text[start:end]
    if record["kind"] == "image" and (said in _letters(unescape(source)) or said in _letters(source)):
        return None  # its words stand in an attribute, where fewer references count than in text
    inner, shared = _others(ranges, n)
    if start < reach < end:
        shared.append((start, reach))
    parts, open_parts = _texts_in(view, start, end, inner, sorted(shared))
    sure, may = _letters(" ".join(parts)), _letters(" ".join(open_parts))
    if said == sure:
        return None
    if _is_between(sure, said, may) and (_is_entangled(view, start, end) or _has_its_readings(record, may)):
        return None
    odd = Counter[str]()
    if end > view.shown.odd:
        odd = view.odd
    elif view.slots is not None:
        may += view.slots
        if all(_letters(part) in view.told for part in parts):  # shown in a slot elsewhere
            sure = ""
    elif not _TABLE.search(source):
        return sure
    return None if Counter(sure) <= Counter(said) <= Counter(may) + odd else sure


def _is_between(sure: str, said: str, may: str) -> bool:
    """Whether a record tells, in order, all that is shown for sure, and nothing that may not be shown."""
    return _runs_through(sure, said) and _runs_through(said, may)


def _is_entangled(view: _Page, start: int, end: int) -> bool:
    """Whether a range holds words of a ruby inside another one: what is base and what is reading then has no one answer."""
    return any(low < end and start < high for low, high in view.shown.entangled)


def _has_its_readings(record: Record, may: str) -> bool:
    """Whether the readings of a record's ruby stand behind their bases."""
    return _runs_through(_letters(_with_readings(record)), may)


def _others(ranges: Sequence[_Range], n: int) -> tuple[list[_Range], list[_Range]]:
    """Of the ranges that begin in a range: those inside it, without those inside them; and what others share with it."""
    start, end = ranges[n]
    inner: list[_Range] = []
    shared: list[_Range] = []
    at = n + 1
    while at < len(ranges) and ranges[at][0] < end:
        low, high = ranges[at]
        if high > end:
            shared.append((low, end))
        elif (low, high) != (start, end):
            inner.append((low, high))
            at = max(at + 1, bisect_left(ranges, (high, -1), at + 1))
            continue
        at += 1
    return inner, shared


def _texts_in(view: _Page, start: int, end: int, inner: Sequence[_Range], shared: Sequence[_Range]) -> tuple[list[str], list[str]]:
    """The texts of a range that are shown for sure, and all that may be, without those of the ranges in it."""
    sure: list[str] = []
    may: list[str] = []
    for n in range(max(0, bisect_right(view.starts, start) - 1), len(view.starts)):
        piece = view.shown.pieces[n]
        if piece.start >= end:
            break
        for low, high in _outside(max(piece.start, start), min(piece.end, end), inner):
            text = _text(view, piece, low, high)
            may.append(text)
            if piece.sure:
                sure += [_text(view, piece, *rest) for rest in _outside(low, high, shared)]
    return sure, may


def _text(view: _Page, piece: Piece, start: int, end: int) -> str:
    if (formula := view.formulas.get(piece.start)) is not None and not piece.decoded:
        return formula
    text = view.text[start:end]
    return unescape(text) if piece.decoded and "&" in text else text


def _between(view: _Page, ranges: Sequence[_Range]) -> Iterator[tuple[int, str]]:
    """Words outside all ranges that are shown for sure, with where they stand."""
    merged = _merged(ranges)
    for piece in view.shown.pieces:
        if not piece.sure or not piece.decoded:
            continue
        for start, end in _outside(piece.start, piece.end, merged):
            words = " ".join(unescape(view.text[start:end]).split())
            if _letters(words):
                yield start, words


def _runs_through(short: str, long: str) -> bool:
    """Whether a string is what is left of another without some of its characters."""
    rest = iter(long)
    return all(char in rest for char in short)


def _with_readings(record: Record) -> str:
    """The text of a record, the readings of its ruby behind their bases, as they stand in the source."""
    text = str(record["text"])
    for inline in sorted(record.get("inlines", ()), key=lambda inline: -int(inline["end"])):
        if inline["kind"] == "ruby":
            text = text[:inline["end"]] + inline.get("value", "") + text[inline["end"]:]
    return text


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text).casefold()

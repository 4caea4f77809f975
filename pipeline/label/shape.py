"""What the kept blocks below the front matter are: headings, lists, tables, verse, slogans, quotations, captions, notes.

Strategy: each finder takes the kept blocks in order, looks at a block and its kept neighbours, and names what it is sure of; an earlier
finder's word stands. What no finder names is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.data import Block, Label, Vote
from pipeline.label.phrases import Phrases
from pipeline.label.quotations import find_quotations
from pipeline.label.traits import Traits

__all__ = ["Kept", "find_shapes", "list_marker", "row_cells"]

_MARKER = re.compile(r"(?:([*•‣◦▪·➢►✓✔o–-])|\(?(\d{1,3})[.)]|\(?([a-zA-Z]|[ivx]{2,4})\)|\[(\d{1,3})\])\s+(?=\S)")
_NOTE_MARK = re.compile(r"^(?:\[(\d{1,3}|[*†‡])\]|\((\d{1,3})\)|(\d{1,3})[.)]?|([*†‡¹²³⁴⁵⁶⁷⁸⁹]+))\s+(?=\S)")
_CELLS = re.compile(r"\t+|\s*\|\s*|[ \u00a0]{2,}|\s\u00a0\s?|\s?\u00a0\s")
_ROW_LABEL = re.compile(
    r"(?:\d{4}s?(?:\s?[-–/]\s?\d{2,4}s?)?|\d{1,2}[:.]\d{2}(?:\s?[-–]\s?\d{1,2}[:.]\d{2})?|\d{1,3}\s?[-–]\s?\d{1,3})[\s:]+\S"
)
_CREDIT_TAIL = re.compile(
    r"\((?:pic|photo|picture|image|foto|photograph|credit|source)s?\s?(?:by\b|credit\b)?\s?[:/]?[^()]{2,60}\)?/?$", re.IGNORECASE
)
_POINTING = re.compile(
    r"\((?:left|right|above|below|centre|center|pictured|links|rechts|à gauche|à droite|izquierda|derecha)\b[^)]{0,30}\)|,? pictured\b",
    re.IGNORECASE,
)
_NUMBERED_HEAD = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}[.):]?|[IVXLC]{1,6}[.):]|[A-H][.)])\s+\S")
_IS = re.compile(
    r"(?:,[^,]{2,40},)?\s+(?:is|was|has|are|works|lives|teaches|writes|ist|war|arbeitet|lebt|est|était|enseigne|es|era|è|é|foi|werkt|jest)\s"
)
_AGENCY = re.compile(r"[(\[]?(?:additional )?(?:reporting|writing|editing|compiled|edited|written) by [A-ZÀ-Þ]", re.IGNORECASE)
_SPEAKER = re.compile(r"(?:[QA]|[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+)?):\s+(?=[A-ZÀ-Þ¿].*[?!]$)")
_VERSE_END = re.compile(r"[,;.!?:—–-][\"'”’»]?$")


@dataclass(slots=True)
class Kept:
    """The kept blocks in order, and what is known of them so far."""

    blocks: Sequence[Block]
    traits: Sequence[Traits]
    order: list[int]
    """Numbers of the kept blocks below the front matter, in order."""
    phrases: Phrases
    votes: Sequence[Vote]
    authors: tuple[str, ...] = ()
    """Names in the front matter."""
    named: dict[int, tuple[Label, float, str]] = field(default_factory=dict)

    def name(self, n: int, label: Label, score: float, why: str) -> None:
        """Name a block unless it has a name already."""
        self.named.setdefault(n, (label, score, why))

    def runs(self, least: int) -> Iterator[list[int]]:
        """Stretches of unnamed kept blocks that stand together without a blank line (and with no removed block between), in order."""
        run: list[int] = []
        for n in self.order:
            if run and n == run[-1] + 1 and self.blocks[n].blank == 0 and n not in self.named:
                run.append(n)
                continue
            if len(run) >= least:
                yield run
            run = [n] if n not in self.named else []
        if len(run) >= least:
            yield run


def find_shapes(kept: Kept, *, markup: bool = False) -> dict[int, tuple[Label, float, str]]:
    """A label, a score and the reason in words for every kept block of ``kept.order``. With ``markup``, lists, tables and headings are
    only where markup said so."""
    for finder in (
        (_captions, _notes, _slogans, _spoken_for)
        if markup
        else (
            _captions,
            _notes,
            _tables,
            _lists,
            _slogans,
            _verse,
            _quotations,
            _spoken_for,
            _headings,
            _plain_lists,
        )
    ):
        finder(kept)
    for n in kept.order:
        kept.name(n, Label.PARAGRAPH, 0.9 if kept.traits[n].prose else 0.6, "running text" if kept.traits[n].prose else "nothing else fits")
    return kept.named


# -- captions ---------------------------------------------------------------------------------------------------------


def _captions(kept: Kept) -> None:
    voted = {v.block: v for v in kept.votes if v.label is Label.CAPTION}
    words = tuple(kept.phrases.words("caption_credit_words"))
    for n in kept.order:
        text, t = kept.blocks[n].text, kept.traits[n]
        if n in voted and voted[n].score >= 0.5 and t.words <= 70:
            kept.name(n, Label.CAPTION, voted[n].score, voted[n].evidence)
        elif t.words <= 60 and "(" in text and _CREDIT_TAIL.search(text[-90:]):
            kept.name(n, Label.CAPTION, 0.85, "ends with a picture credit")
        elif t.words <= 40 and not t.prose and _POINTING.search(text):
            kept.name(n, Label.CAPTION, 0.7, "points into a picture")
        elif t.words <= 40 and (word := _credit_word(text, words)):
            kept.name(n, Label.CREDIT if t.words <= 9 else Label.CAPTION, 0.8, f"opens with “{word}”")


def _credit_word(text: str, words: tuple[str, ...]) -> str:
    head = text[:40].lower()
    for word in words:
        if head.startswith(word):
            rest = head[len(word) :].lstrip()
            if rest[:1] in (":", "©") or rest.startswith(("by ", "courtesy ", "von ", "de ", "di ", "door ")):
                return word
    return ""


# -- notes ------------------------------------------------------------------------------------------------------------


def _notes(kept: Kept) -> None:
    """Below a heading like "Notes", items that open with a mark; at the very end, a run of marked items that the text calls."""
    words = kept.phrases.words("note_words")
    for i, n in enumerate(kept.order):
        if kept.traits[n].key in words and kept.traits[n].words <= 4:
            items = _marked_items(kept, kept.order[i + 1 :])
            if items:
                kept.name(n, Label.HEADING, 0.9, "heading of the notes")
                for m in items:
                    kept.name(m, Label.NOTE, 0.9, "note below its heading")
    tail = []
    for n in reversed(kept.order):
        mark = _NOTE_MARK.match(kept.blocks[n].text)
        if not mark or n in kept.named:
            break
        tail.append((n, mark))
    if tail and _are_called(kept, tail):
        for n, _ in tail:
            kept.name(n, Label.NOTE, 0.75, "marked item at the end that the text calls")


def _marked_items(kept: Kept, following: Sequence[int]) -> list[int]:
    items: list[int] = []
    for n in following:
        if _NOTE_MARK.match(kept.blocks[n].text):
            items.append(n)
        elif items and kept.blocks[n].blank == 0 and n == items[-1] + 1:
            items.append(n)  # a note's second line
        else:
            break
    return items


def _are_called(kept: Kept, tail: list[tuple[int, re.Match[str]]]) -> bool:
    marks = {m.group().strip() for _, m in tail if m.group().startswith(("[", "*", "†", "("))}
    first = min(n for n, _ in tail)
    body = "\n".join(kept.blocks[n].text for n in kept.order if n < first)
    return bool(marks) and len(marks) == len(tail) and all(mark in body for mark in marks)


# -- tables -----------------------------------------------------------------------------------------------------------


def row_cells(verbatim: str) -> list[str]:
    """The cells of a line whose columns are set apart by tabs, bars or several spaces; one cell if nothing sets them apart."""
    return [" ".join(c.split()) for c in _CELLS.split(verbatim.strip().strip("|")) if c.strip()]


def _tables(kept: Kept) -> None:
    for run in kept.runs(2):
        for rows in _column_rows(kept, run):
            _name_rows(kept, rows, "columns set apart")
        labelled = [n for n in run if n not in kept.named and _is_labelled_row(kept, n)]
        if len(labelled) >= 3 and len(labelled) >= len(run) - 1 and labelled == list(range(labelled[0], labelled[-1] + 1)):
            _name_rows(kept, labelled, "each line opens with a year or number")


def _column_rows(kept: Kept, run: list[int]) -> Iterator[list[int]]:
    rows: list[int] = []
    for n in [*run, -1]:
        cells = len(row_cells(kept.blocks[n].verbatim)) if n >= 0 and kept.traits[n].words <= 40 else 0
        if cells >= 2 and not _MARKER.match(kept.blocks[n].text):
            rows.append(n)
            continue
        # Two spaces after a full stop are typing, not columns.
        if len(rows) >= 2 and not any(kept.traits[m].prose for m in rows):
            yield rows
        rows = []


def _is_labelled_row(kept: Kept, n: int) -> bool:
    text, t = kept.blocks[n].text, kept.traits[n]
    return 2 <= t.words <= 14 and not t.terminal and bool(_ROW_LABEL.match(text)) and not re.match(r"\d{1,3}[.)]\s", text)


def _name_rows(kept: Kept, rows: list[int], why: str) -> None:
    header = rows[0] - 1
    if header in kept.order and header not in kept.named and kept.blocks[rows[0]].blank <= 1:
        t = kept.traits[header]
        if len(row_cells(kept.blocks[header].verbatim)) >= 2 and t.words <= 20 and not t.terminal:
            kept.name(header, Label.TABLE_ROW, 0.8, "head of the table below")
    for n in rows:
        kept.name(n, Label.TABLE_ROW, 0.8, why)


# -- lists, slogans, verse --------------------------------------------------------------------------------------------


def list_marker(text: str) -> str:
    """The marker a list item opens with, as printed; empty if there is none."""
    match = _MARKER.match(text)
    return match.group().strip() if match else ""


def _lists(kept: Kept) -> None:
    items: list[tuple[int, str, int]] = []
    for n in [*kept.order, -1]:
        found = _marker_class(kept, n) if n >= 0 and n not in kept.named else None
        if found and items and not _goes_on(items, found, n, kept):
            _name_items(kept, items)
            items = []
        if found:
            items.append((n, *found))
        elif items:
            _name_items(kept, items)
            items = []


def _marker_class(kept: Kept, n: int) -> tuple[str, int] | None:
    match = _MARKER.match(kept.blocks[n].text)
    if not match:
        return None
    if match[1]:
        return match[1], 0
    if match[2] or match[4]:
        return ("[" if match[4] else "#"), int(match[2] or match[4])
    return ("a", ord(match[3][0].lower()) - 96) if len(match[3]) == 1 else ("i", 0)


def _goes_on(items: list[tuple[int, str, int]], found: tuple[str, int], n: int, kept: Kept) -> bool:
    kind, number = found
    if n - items[-1][0] > 2:
        return False
    last = next((i for i in reversed(items) if i[1] == kind), None)
    if kind in "#[a":
        return last is None or number == last[2] + 1
    return True


def _name_items(kept: Kept, items: list[tuple[int, str, int]]) -> None:
    first = items[0][0]
    intro = first - 1 in kept.order and kept.blocks[first - 1].text.endswith(":")
    ordered = items[0][1] in "#[a" and items[0][2] == 1
    if len(items) < 2 and not intro:
        return
    if items[0][1] in "#[a" and not ordered and len(items) < 3:
        return
    if (
        items[0][1] in "-–"
        and not intro
        and all(kept.blocks[n].blank for n, _, _ in items)
        and any(kept.traits[n].prose for n, _, _ in items)
    ):
        return  # dialogue with dashes, a paragraph each
    for n, _, _ in items:
        kept.name(n, Label.LIST_ITEM, 0.85, f"one of {len(items)} marked items")


def _slogans(kept: Kept) -> None:
    """Two or more short lines in a row that end with an exclamation mark."""
    run: list[int] = []
    for n in [*kept.order, -1]:
        if (
            n >= 0
            and n not in kept.named
            and kept.traits[n].words <= 14
            and kept.blocks[n].text.rstrip("\"'”’» ").endswith("!")
            and not kept.traits[n].opens_quote
        ):
            run.append(n)
            continue
        if len(run) >= 2:
            for m in run:
                kept.name(m, Label.SLOGAN, 0.8, f"one of {len(run)} cries in a row")
        run = []


def _verse(kept: Kept) -> None:
    for run in kept.runs(2):
        lines = [n for n in run if n not in kept.named]
        short = [n for n in lines if kept.traits[n].words <= 12 and len(kept.blocks[n].text) <= 65 and kept.traits[n].digits < 0.2]
        if len(short) < len(lines) or not lines:
            continue
        intro = run[0] - 1 in kept.order and kept.blocks[run[0] - 1].text.endswith(":")
        beside = _beside_verse(kept, run)
        ends = sum(bool(_VERSE_END.search(kept.blocks[n].text[-3:])) for n in lines)
        soft = sum(kept.blocks[n].text[-1] in ",;—–-" or kept.traits[n].lower_start for n in lines)
        enough = len(lines) >= 4 or (len(lines) >= 3 and (intro or beside)) or (len(lines) >= 2 and beside)
        if enough and (soft >= 0.25 * len(lines) or (ends >= 0.5 * len(lines) and (intro or beside))):
            for n in lines:
                kept.name(n, Label.VERSE, 0.75, f"one of {len(lines)} short lines set as verse")


def _plain_lists(kept: Kept) -> None:
    """Three or more short lines without a blank line between them that are no sentences: a list without marks."""
    for run in kept.runs(3):
        items = [n for n in run if n not in kept.named]
        short = all(kept.traits[n].words <= 12 and kept.traits[n].key for n in items)
        if len(items) >= 3 and len(items) == len(run) and short and sum(kept.traits[n].terminal for n in items) <= 0.2 * len(items):
            for n in items:
                kept.name(n, Label.LIST_ITEM, 0.6, f"one of {len(items)} short lines that stand together")


def _beside_verse(kept: Kept, run: list[int]) -> bool:
    return any(kept.named.get(m, (None,))[0] is Label.VERSE for m in (run[0] - 1, run[-1] + 1))


# -- quotations, notes to the reader ----------------------------------------------------------------------------------


def _quotations(kept: Kept) -> None:
    free = [n for n in kept.order if n not in kept.named]
    for n, why in find_quotations(kept.blocks, kept.traits, free):
        kept.name(n, Label.QUOTATION, 0.8, why)


def _spoken_for(kept: Kept) -> None:
    """Editor's notes, corrections and notes on the author, by the words of the packs."""
    lists = ((Label.EDITOR_NOTE, kept.phrases.words("editor_note_words")), (Label.CORRECTION, kept.phrases.words("correction_words")))
    half = kept.order[len(kept.order) // 2] if kept.order else 0
    authors = {v.block: v for v in kept.votes if v.label is Label.AUTHOR_NOTE}
    voted = {v.block: v for v in kept.votes if v.label in (Label.CORRECTION, Label.EDITOR_NOTE) and v.score >= 0.6}
    for n in kept.order:
        low = kept.blocks[n].text[:60].lower().lstrip("[(*")
        if n in voted and kept.traits[n].words <= 120:
            kept.name(n, voted[n].label, voted[n].score, voted[n].evidence)
        if n >= half and kept.traits[n].words <= 40 and _AGENCY.match(kept.blocks[n].text):
            kept.name(n, Label.AUTHOR_NOTE, 0.85, "says who reported and edited")
        for label, words in lists:
            word = next((w for w in words if low.startswith(w) and low[len(w) :].lstrip()[:1] in (":", ".", "–", "-", "—")), None)
            if word:
                kept.name(n, label, 0.85, f"opens with “{word}”")
        if (
            n >= half
            and kept.traits[n].words <= 60
            and any(
                _IS.match(kept.blocks[n].text.lstrip("•*–-_ ")[len(a) :])
                for a in kept.authors
                if kept.blocks[n].text.lstrip("•*–-_ ").startswith(a)
            )
        ):
            kept.name(n, Label.AUTHOR_NOTE, 0.85, "says who the author is")
        if n in authors and n >= half and kept.traits[n].words <= 90 and _ends_text(kept, n):
            kept.name(n, Label.AUTHOR_NOTE, authors[n].score, authors[n].evidence)


def _ends_text(kept: Kept, n: int) -> bool:
    """No more than a few short paragraphs follow."""
    return sum(kept.traits[m].words for m in kept.order if m > n) <= 120


# -- headings ---------------------------------------------------------------------------------------------------------


def _headings(kept: Kept) -> None:
    order = kept.order
    for i in range(len(order) - 1, -1, -1):  # from below, so that a heading above a heading is seen
        n = order[i]
        if n in kept.named or not _may_head(kept, n):
            continue
        following = next((m for m in order[i + 1 :] if kept.named.get(m, (None,))[0] not in (Label.CAPTION, Label.CREDIT)), None)
        if following is None or not _is_headed(kept, following):
            continue
        if i and not _may_precede(kept, order[i - 1], n):
            continue
        kept.name(n, Label.HEADING, 0.8, "a short line above running text")


def _may_head(kept: Kept, n: int) -> bool:
    text, t = kept.blocks[n].text, kept.traits[n]
    if not t.key or t.words > 14 or len(text) > 110 or t.url or t.digits > 0.5:
        return False
    numbered = bool(_NUMBERED_HEAD.match(text))
    if t.last in ".,;:…" and not (numbered and t.words <= 10 and t.last == "."):
        return False
    if t.lower_start and not numbered:
        return False
    if text[0] in "([*" and text[-1] in ")]*":
        return False
    if (t.opens_quote and t.last in '"”’»' and t.words > 6) or _SPEAKER.match(text):
        return False
    return t.words <= 10 or t.caps or numbered or t.last == "?" or t.title_case >= 0.6


def _is_headed(kept: Kept, n: int) -> bool:
    label = kept.named.get(n, (None,))[0]
    if label in (Label.LIST_ITEM, Label.TABLE_ROW, Label.VERSE, Label.QUOTATION, Label.HEADING, Label.NOTE):
        return True
    t = kept.traits[n]
    return label in (None, Label.PARAGRAPH) and (
        t.prose or (t.terminal and t.words >= 4) or t.words >= 15 or (t.words >= 6 and t.last == ":")
    )


def _may_precede(kept: Kept, before: int, n: int) -> bool:
    """What stands above a heading has ended: a sentence, a list, another heading; not the same group of short lines."""
    label = kept.named.get(before, (None,))[0]
    if label is not None:
        return True
    t = kept.traits[before]
    if kept.blocks[n].blank == 0 and before == n - 1 and not t.prose and not t.terminal:
        return False
    return True

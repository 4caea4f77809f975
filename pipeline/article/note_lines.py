"""Notes of a text: footnotes below their heading or at the end, who the author is and who reported, notes of the editor, and corrections."""

from __future__ import annotations

import re

from pipeline.article.kept import Kept
from pipeline.article.openings import openings_of
from pipeline.data import Label
from pipeline.evidence.phrases import load_phrases
from pipeline.reading.marks import note_mark, without_bullet

__all__ = ["find_author_notes", "find_editor_notes", "find_notes"]

_IS = re.compile(
    r"(?:,[^,]{2,40},)?\s+(?:is|was|has|are|works|lives|teaches|writes|ist|war|arbeitet|lebt|est|était|enseigne|es|era|è|é|foi|werkt|jest)\s")
"""What follows the name of the author where a line says who that is."""
_AGENCY = re.compile(r"[(\[]?(?:additional )?(?:reporting|writing|editing|compiled|edited|written) by [A-ZÀ-Þ]", re.IGNORECASE)
_LONGEST, _SHORT, _HEADING = 60, 40, 4
"""Words of the longest note on an author, of one on who reported, and of a heading above notes."""


def find_notes(kept: Kept) -> None:
    """Below a heading like "Notes", items that open with a mark; at the very end, a run of marked items that the text calls."""
    words = load_phrases().words("note_words")
    for i, n in enumerate(kept.order):
        heads = kept.traits[n].words <= _HEADING and kept.traits[n].key in words
        if items := _marked_items(kept, i + 1) if heads else []:
            kept.name(n, Label.HEADING, 0.9, "heading of the notes")
            kept.name_each(items, Label.NOTE, 0.9, "note below its heading")
    tail = []
    for n in reversed(kept.order):
        mark = note_mark(kept.blocks[n].text)
        if not mark or n in kept.named:
            break
        tail.append((n, mark))
    if tail and _are_called(kept, tail):
        kept.name_each((n for n, _ in tail), Label.NOTE, 0.75, "marked item at the end that the text calls")


def _marked_items(kept: Kept, first: int) -> list[int]:
    """The blocks in a row that open with the mark of a note, with the further lines of each. ``first``: the place of the first in the order."""
    items: list[int] = []
    for n in (kept.order[i] for i in range(first, len(kept.order))):
        if note_mark(kept.blocks[n].text):
            items.append(n)
        elif items and kept.blocks[n].blank == 0 and n == items[-1] + 1:
            items.append(n)  # a note's second line
        else:
            break
    return items


def _are_called(kept: Kept, tail: list[tuple[int, str]]) -> bool:
    """Whether blocks at the end have a mark of their own each, which no number of a list is, and the text has all of these marks."""
    marks = {mark for _, mark in tail if mark.startswith(("[", "*", "†", "("))}
    first = min(n for n, _ in tail)
    body = "\n".join(kept.blocks[n].text for n in kept.order if n < first)
    return bool(marks) and len(marks) == len(tail) and all(mark in body for mark in marks)


def find_author_notes(kept: Kept) -> None:
    """Who reported, and who the author is, said in the second half of the text."""
    half = kept.order[len(kept.order) // 2] if kept.order else 0
    for n in kept.order:
        t = kept.traits[n]
        if n < half or t.words > _LONGEST:
            continue
        text = without_bullet(kept.blocks[n].text)
        if t.words <= _SHORT and _AGENCY.match(text):
            kept.name(n, Label.AUTHOR_NOTE, 0.85, "says who reported and edited")
        elif any(text.startswith(name) and _IS.match(text[len(name):]) for name in kept.authors):
            kept.name(n, Label.AUTHOR_NOTE, 0.85, "says who the author is")


def find_editor_notes(kept: Kept) -> None:
    """Editor's notes and corrections, by the words that open them."""
    either = openings_of("editor_note_words", "correction_words")
    lists = ((Label.EDITOR_NOTE, load_phrases().words("editor_note_words")), (Label.CORRECTION, load_phrases().words("correction_words")))
    for n in kept.order:
        low = kept.blocks[n].text[:60].lower().lstrip("[(*")
        if not either.open(low):
            continue
        for label, words in lists:
            word = next((w for w in words if low.startswith(w) and low[len(w):].lstrip()[:1] in (":", ".", "–", "-", "—")), None)
            if word:
                kept.name(n, label, 0.85, f"opens with “{word}”")

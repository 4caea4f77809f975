"""What the kept blocks below the front matter are: headings, lists, tables, verse, slogans, quotations, captions, notes.

Strategy: each finder takes the kept blocks in order, looks at a block and its kept neighbours, and names what it is sure of; an earlier
finder's word stands. What no finder names is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.data import Label
from pipeline.label.kept import Kept
from pipeline.label.lines import find_lists, find_plain_lists, find_slogans, find_tables, find_verse
from pipeline.reading.quotations import find_quotations
from pipeline.reading.traits import title_case

__all__ = ["find_shapes"]

_NOTE_MARK = re.compile(r"^(?:\[(\d{1,3}|[*†‡])\]|\((\d{1,3})\)|(\d{1,3})[.)]?|([*†‡¹²³⁴⁵⁶⁷⁸⁹]+))\s+(?=\S)")
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
_NEVER_LAST = frozenset(
    "the a an and or of to der die das den dem und oder von le la les et ou du des el los las y di il gli dos das een het van lub".split()
)
_LABEL = re.compile(r"[A-ZÀ-Þ]{1,3}[.:]\s")
_SPEAKER = re.compile(r"(?:[QA]|[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+)?):\s+(?=[A-ZÀ-Þ¿].*[?!]$)")


def find_shapes(kept: Kept, *, markup: bool = False) -> dict[int, tuple[Label, float, str]]:
    """A label, a score and the reason in words for every kept block of ``kept.order``. With ``markup``, lists, tables and headings are
    only where markup said so."""
    for finder in _WITH_MARKUP if markup else _PLAIN:
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
        elif t.words <= 40 and not t.prose and ("(" in text or "pictured" in t.key) and _POINTING.search(text):
            kept.name(n, Label.CAPTION, 0.7, "points into a picture")
        elif t.words <= 40 and (word := _credit_word(text, words)):
            kept.name(n, Label.CREDIT if t.words <= 9 else Label.CAPTION, 0.8, f"opens with “{word}”")


def _credit_word(text: str, words: tuple[str, ...]) -> str:
    head = text[:40].lower()
    if not head.startswith(words):
        return ""
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
            if not low.startswith(words):
                continue
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
    if (m := _LABEL.match(text)) and sum(b.text.startswith(m.group()) for b in kept.blocks) >= 2:
        return False  # "PA:", "D.": who speaks in an interview
    if t.key.rsplit(" ", 1)[-1] in _NEVER_LAST and t.last.isalpha():
        return False  # broken off
    if text[0] in "([*" and text[-1] in ")]*":
        return False
    if text[0] in "•*-–—‣◦▪·" or (t.opens_quote and t.last in '"”’»“' and text.rstrip('"”’»“ ')[-1:] in ".!?…"):
        return False  # an item, or something said
    if (t.opens_quote and t.last in '"”’»' and t.words > 6) or _SPEAKER.match(text):
        return False
    return t.words <= 10 or t.caps or numbered or t.last == "?" or title_case(text) >= 0.6


def _is_headed(kept: Kept, n: int) -> bool:
    label = kept.named.get(n, (None,))[0]
    if label in (Label.LIST_ITEM, Label.TABLE_ROW, Label.VERSE, Label.QUOTATION, Label.HEADING, Label.NOTE):
        return True
    t = kept.traits[n]
    return label in (None, Label.PARAGRAPH) and (t.prose or (t.terminal and t.words >= 4) or t.words >= 15 or t.last == ":")


def _may_precede(kept: Kept, before: int, n: int) -> bool:
    """What stands above a heading has ended: a sentence, a list, another heading; not the same group of short lines."""
    label = kept.named.get(before, (None,))[0]
    if label is not None:
        return True
    t = kept.traits[before]
    if kept.blocks[n].blank == 0 and before == n - 1 and not t.prose and not t.terminal:
        return False
    return True


_PLAIN: tuple[Callable[[Kept], None], ...] = (
    _captions, _notes, find_tables, find_lists, find_slogans, find_verse, _quotations, _spoken_for, find_plain_lists, _headings,
)  # fmt: skip
_WITH_MARKUP: tuple[Callable[[Kept], None], ...] = (_captions, _notes, find_slogans, _spoken_for)

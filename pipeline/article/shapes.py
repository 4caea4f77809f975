"""The structure of kept blocks: headings, lists, tables, verse, slogans, quotations, captions, notes.

In plain text each finder takes the kept blocks in order, looks at a block and its kept neighbours, and names what it is sure of; an earlier finder's
name stands, and what no finder names keeps the labeller's label. In HTML the elements say what a block is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from pipeline.article.credits import is_credit
from pipeline.article.kept import Kept
from pipeline.article.markup_shapes import shape_of
from pipeline.article.openings import Openings
from pipeline.article.quotations import find_quotations, is_closed, is_speech, source_at
from pipeline.article.short_lines import find_lists, find_plain_lists, find_slogans, find_tables, find_verse
from pipeline.data import Block, Decision, Label
from pipeline.evidence.phrases import load_phrases, word_lists
from pipeline.reading.bylines import byline_of
from pipeline.reading.marks import heading_number, list_marker, note_mark, without_bullet
from pipeline.reading.message_heads import MESSAGE
from pipeline.reading.names import is_role, is_shaped
from pipeline.reading.people import reporter_in
from pipeline.reading.traits import Traits, traits_of
from pipeline.reading.words import NEVER_LAST, PARTINGS, key_of

__all__ = ["NAME_WORDS", "OFFICE", "OFFICE_WORDS", "structured"]

_CREDIT_TAIL = re.compile(
    r"\((?:pic|photo|picture|image|foto|photograph|credit|source)s?\s?(?:by\b|credit\b)?\s?[:/]?[^()]{2,60}\)?/?$", re.IGNORECASE
)
_POINTING = re.compile(
    r"\((?:left|right|above|below|centre|center|pictured|links|rechts|à gauche|à droite|izquierda|derecha)\b[^)]{0,30}\)|,? pictured\b",
    re.IGNORECASE,
)
_IS = re.compile(
    r"(?:,[^,]{2,40},)?\s+(?:is|was|has|are|works|lives|teaches|writes|ist|war|arbeitet|lebt|est|était|enseigne|es|era|è|é|foi|werkt|jest)\s"
)
_AGENCY = re.compile(r"[(\[]?(?:additional )?(?:reporting|writing|editing|compiled|edited|written) by [A-ZÀ-Þ]", re.IGNORECASE)


_STARS = re.compile(r"[*\u2042\u273b\u2766\u2022~\s]{1,40}")
"""Signs that part two passages."""
_SPEAKER = re.compile(r"([A-ZÀ-ÖØ-Þ])[.:]\s|([A-ZÀ-ÖØ-Þ][\w.'’-]{1,20}(?:\s[A-ZÀ-ÖØ-Þ][\w.'’-]{1,20}){0,2}):\s")
_FRONT = (Label.EPIGRAPH, Label.AUTHOR_NOTE, Label.EDITOR_NOTE, Label.CORRECTION)
"""Labels of the labeller that no finder overrules, besides those of front matter."""
_NOT_ABOVE_QUOTES = (Label.BYLINE, Label.DATELINE, Label.STANDFIRST, Label.HEADING)
"""What the line that announces a quoted message may be taken for."""
_LOOSE = (
    Label.PARAGRAPH, Label.HEADING, Label.LIST_ITEM, Label.TABLE_ROW, Label.NOTE, Label.REFERENCE, Label.QUOTATION, Label.PULL_QUOTE, Label.CAPTION,
    Label.CREDIT,
)
"""Labels of text that the labeller may give to a block of plain text; others need a finder."""


OFFICE, OFFICE_WORDS = 4, 8
"""Lines with the office of whoever signs a letter, and the words of the longest one."""
NAME_WORDS, _NEAR_END = 4, 8
"""Words of the longest name below a close, and the most blocks that stand below a close near the end of a text."""
_SIGNATURE_MARK = "--"
"""The line above the signature of a mail (RFC 3676, section 4.3), without its space."""
_CREDIT_WORDS = 20
"""Words of the longest credit."""


def structured(blocks: Sequence[Block], decisions: Sequence[Decision], language: str, traits: Sequence[Traits] = ()) -> tuple[Decision, ...]:
    """The decisions with the structure of what stays: each kept block below the front matter has its place in a section, list, table …

    ``traits``: those of the blocks, where they are known already.
    """
    if any(block.markup is not None for block in blocks):
        said = {n for n, block in enumerate(blocks[:-1]) if block.text.endswith((":", "：")) and _quote(blocks[n + 1]) > _quote(block)}
        decisions = [_quoted(d) if d.block in said and d.label in _NOT_ABOVE_QUOTES else d for d in decisions]
        return tuple(_by_markup(block, decision) for block, decision in zip(blocks, decisions, strict=True))
    decisions = _with_attributions(blocks, decisions)
    order = [d.block for d in decisions if not d.label.removed and not d.label.front and d.label not in _FRONT and d.label is not Label.MILESTONE]
    kept = Kept(blocks, traits or traits_of(blocks), order, [d.label for d in decisions], authors=_authors(blocks, decisions, language))
    for finder in _PLAIN:
        finder(kept)
    for n in order:
        label = kept.labels[n] if kept.labels[n] in _LOOSE else Label.PARAGRAPH
        spoken = label is Label.QUOTATION and is_speech(blocks[n].text)
        if label in (Label.HEADING, Label.TABLE_ROW, Label.LIST_ITEM) or spoken or (label is Label.CREDIT and kept.traits[n].words > _CREDIT_WORDS):
            label = Label.PARAGRAPH
        kept.name(n, label, decisions[n].score, "")
    return tuple(_renamed(d, *kept.named[d.block]) if d.block in kept.named else d for d in decisions)


def _with_attributions(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Sequence[Decision]:
    """The decisions; a line that ends in a colon above the lines of a quoted message (``John Roche wrote:``) is no byline of this one, and no
    line of that message is front matter of this one. The name below the close of a letter, or below the mark of a mail's signature, is part of
    the letter, whose text stands above.
    """
    said = {n for n in range(len(blocks) - 1) if blocks[n + 1].verbatim.startswith(">") and blocks[n].text.endswith((":", "："))}
    quoted = {n for n, block in enumerate(blocks) if block.verbatim.startswith(">")}
    if quoted:
        decisions = [_quoted(d) if d.block in quoted else d for d in decisions]
    text = next((d.block for d in decisions if d.label is Label.PARAGRAPH), len(blocks))
    bylines = [d.block for d in decisions if d.label is Label.BYLINE and d.block > text]
    for n in bylines:
        if blocks[n - 1].text == _SIGNATURE_MARK or key_of(blocks[n - 1].text) in PARTINGS or _is_office(blocks, n):
            said.add(n)
    return [d._replace(label=Label.PARAGRAPH) if d.block in said and d.label in _NOT_ABOVE_QUOTES and d.reason == "kept" else d for d in decisions]


def _is_office(blocks: Sequence[Block], n: int) -> bool:
    """Whether a line stands right below the name under the close of a letter: the writer's office."""
    return n > 1 and not blocks[n].blank and key_of(blocks[n - 2].text) in PARTINGS and is_shaped(blocks[n - 1].text.split(), 1)


def _quote(block: Block) -> int:
    return block.markup.quote if block.markup is not None else 0


def _quoted(decision: Decision) -> Decision:
    front = decision.label.front or decision.label in _FRONT
    return decision._replace(label=Label.PARAGRAPH) if front and decision.stays_by_labeller else decision


def _renamed(decision: Decision, label: Label, score: float, why: str) -> Decision:
    if label is decision.label:
        return decision
    evidence = _with(decision.evidence, why) if why else decision.evidence
    return Decision(decision.block, label, score, decision.reason, evidence, decision.twin)


@lru_cache(maxsize=1 << 10)
def _with(evidence: tuple[str, ...], why: str) -> tuple[str, ...]:
    """The evidence with one more reason. Cached, so that the items of a long list share one object."""
    return (*evidence, why)


def _by_markup(block: Block, decision: Decision) -> Decision:
    """What elements say of a block that stays; front matter and notes are the labeller's."""
    if block.markup is not None and MESSAGE in block.markup.hints:
        decision = _quoted(decision)
    if decision.label.removed or decision.label.front or decision.label in _FRONT or block.markup is None or not block.text:
        return decision
    if decision.label is Label.IMAGE and _STARS.fullmatch(block.text):
        return _renamed(decision, Label.MILESTONE, 0.9, "signs between two passages")
    found = shape_of(block, block.markup)
    if found is not None:
        return _renamed(decision, *found)
    return decision if decision.label in (Label.CAPTION, Label.NOTE) else decision._replace(label=Label.PARAGRAPH)


def _authors(blocks: Sequence[Block], decisions: Sequence[Decision], language: str) -> tuple[str, ...]:
    """The names in the byline and at the end of the standfirst."""
    out: list[str] = []
    for decision in decisions:
        if decision.label is Label.BYLINE:
            out += [person.name for person in byline_of(blocks[decision.block].text, word_lists(language).words, language)]
        elif decision.label is Label.STANDFIRST and (person := reporter_in(blocks[decision.block].text)):
            out.append(person.name)
    return tuple(dict.fromkeys(out))


# -- captions ---------------------------------------------------------------------------------------------------------


def _captions(kept: Kept) -> None:
    words = _openings("caption_credit_words")
    for n in kept.order:
        text, t = kept.blocks[n].text, kept.traits[n]
        if kept.labels[n] is Label.CAPTION and t.words <= 70:
            kept.name(n, Label.CAPTION, 0.8, "")
        elif t.words <= 60 and "(" in text and _CREDIT_TAIL.search(text[-90:]):
            kept.name(n, Label.CAPTION, 0.85, "ends with a picture credit")
        elif t.words <= 40 and not t.prose and ("(" in text or "pictured" in t.key) and _POINTING.search(text):
            kept.name(n, Label.CAPTION, 0.7, "points into a picture")
        elif t.words <= 40 and (word := _credit_word(text, words)):
            kept.name(n, Label.CREDIT if t.words <= 9 else Label.CAPTION, 0.8, f"opens with “{word}”")
        elif n != kept.order[-1] and is_credit(text):  # at the end such a line may sign the text
            kept.name(n, Label.CREDIT, 0.8, "names a photographer and an agency")


@lru_cache(maxsize=4)
def _openings(*names: str) -> Openings:
    """The words of some lists of the packs."""
    return Openings(word for name in names for word in load_phrases().words(name))


def _credit_word(text: str, words: Openings) -> str:
    head = text[:40].lower()
    if not words.open(head):
        return ""
    for word in words.words:
        if head.startswith(word):
            rest = head[len(word) :].lstrip()
            if rest[:1] in (":", "©") or rest.startswith(("by ", "courtesy ", "von ", "de ", "di ", "door ")):
                return word
    return ""


# -- notes ------------------------------------------------------------------------------------------------------------


def _notes(kept: Kept) -> None:
    """Below a heading like "Notes", items that open with a mark; at the very end, a run of marked items that the text calls."""
    words = load_phrases().words("note_words")
    for i, n in enumerate(kept.order):
        if kept.traits[n].words <= 4 and kept.traits[n].key in words:
            items = _marked_items(kept, i + 1)
            if items:
                kept.name(n, Label.HEADING, 0.9, "heading of the notes")
                for m in items:
                    kept.name(m, Label.NOTE, 0.9, "note below its heading")
    tail = []
    for n in reversed(kept.order):
        mark = note_mark(kept.blocks[n].text)
        if not mark or n in kept.named:
            break
        tail.append((n, mark))
    if tail and _are_called(kept, tail):
        for n, _ in tail:
            kept.name(n, Label.NOTE, 0.75, "marked item at the end that the text calls")


def _marked_items(kept: Kept, first: int) -> list[int]:
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
    marks = {mark for _, mark in tail if mark.startswith(("[", "*", "†", "("))}
    first = min(n for n, _ in tail)
    body = "\n".join(kept.blocks[n].text for n in kept.order if n < first)
    return bool(marks) and len(marks) == len(tail) and all(mark in body for mark in marks)


# -- quotations, notes to the reader ----------------------------------------------------------------------------------


def _epigraphs(kept: Kept) -> None:
    """A short quotation with its source, closed, above the running text, and announced by no line."""
    texts = 0
    for n in kept.order[:4]:
        t, announced = kept.traits[n], n > 0 and kept.blocks[n - 1].text.endswith((":", "："))
        short = t.opens_quote and 3 <= t.words <= 70 and is_closed(kept.blocks[n].text) and source_at(kept.blocks[n].text) is not None
        if short and not announced:
            kept.name(n, Label.EPIGRAPH, 0.8, "a short quotation with its source, above the text")
        texts += t.prose
        if texts > 1 or t.prose and t.words > 90:
            return


def _quoted_lines(kept: Kept) -> None:
    """Lines of a message that quote another one, told by their marks."""
    for n in kept.order:
        if kept.blocks[n].verbatim.startswith(">"):
            kept.name(n, Label.QUOTATION, 0.95, "lines that begin with >")


def _quotations(kept: Kept) -> None:
    free = [n for n in kept.order if n not in kept.named]
    for n, why in find_quotations(kept.blocks, kept.traits, free):
        kept.name(n, Label.QUOTATION, 0.8, why)


def _author_notes(kept: Kept) -> None:
    """Who reported, and who the author is, said in the second half of the text."""
    half = kept.order[len(kept.order) // 2] if kept.order else 0
    for n in kept.order:
        t = kept.traits[n]
        if n < half or t.words > 60:
            continue
        text = without_bullet(kept.blocks[n].text)
        if t.words <= 40 and _AGENCY.match(text):
            kept.name(n, Label.AUTHOR_NOTE, 0.85, "says who reported and edited")
        elif any(text.startswith(name) and _IS.match(text[len(name):]) for name in kept.authors):
            kept.name(n, Label.AUTHOR_NOTE, 0.85, "says who the author is")


def _editor_notes(kept: Kept) -> None:
    """Editor's notes and corrections, by the words that open them."""
    either = _openings("editor_note_words", "correction_words")
    lists = ((Label.EDITOR_NOTE, load_phrases().words("editor_note_words")), (Label.CORRECTION, load_phrases().words("correction_words")))
    for n in kept.order:
        low = kept.blocks[n].text[:60].lower().lstrip("[(*")
        if not either.open(low):
            continue
        for label, words in lists:
            word = next((w for w in words if low.startswith(w) and low[len(w):].lstrip()[:1] in (":", ".", "–", "-", "—")), None)
            if word:
                kept.name(n, label, 0.85, f"opens with “{word}”")


# -- headings ---------------------------------------------------------------------------------------------------------


def _headings(kept: Kept) -> None:
    """Lines that the labeller took for headings, and that may be some: text stands below them."""
    following: int | None = None
    never = _signatures(kept) | _turns(kept)
    for n in reversed(kept.order):  # from below, so that a heading above a heading is seen
        may_be = n not in kept.named and kept.labels[n] is Label.HEADING and n not in never and _may_head(kept, n)
        if may_be and following is not None and kept.named.get(following, (None,))[0] is not Label.AUTHOR_NOTE:
            kept.name(n, Label.HEADING, 0.8, "")
        if kept.named.get(n, (None,))[0] not in (Label.CAPTION, Label.CREDIT):
            following = n


def _turns(kept: Kept) -> set[int]:
    """Lines of an interview whose speakers are told by a letter or a name each (``D.`` and ``R.``, ``QUILL:`` and ``ROCHE:``): the same two take
    turns, twice at least, and are no neighbours in the alphabet, as the letters of two headings in a row are."""
    letters = {n: match[1] or match[2] for n in kept.order if (match := _SPEAKER.match(kept.blocks[n].text))}
    pairs = Counter((letters.get(a, ""), letters.get(b, "")) for a, b in pairwise(kept.order))
    turns = [pair for pair, times in pairs.items() if all(pair) and times > 1 and _take_turns(*pair)]
    speakers = {letter for pair in turns for letter in pair}
    return {n for n, letter in letters.items() if letter in speakers}


def _take_turns(one: str, other: str) -> bool:
    """Whether two names or letters in a row are those of two speakers."""
    return one != other if max(len(one), len(other)) > 1 else ord(other) - ord(one) not in (0, 1)


def _signatures(kept: Kept) -> set[int]:
    """The close of a letter, the name below it, and the lines with the writer's office: those that stand together, or name a job.

    Without a comma behind it, the words of a close (``Best``) may be a heading: the letter has to end there, but for one closing note.
    """
    out: set[int] = set()
    for i, n in enumerate(kept.order):
        if kept.traits[n].key not in PARTINGS or not _closes(kept, i):
            continue
        out.update(kept.order[i:i + 2])
        for m in kept.order[i + 2:i + 2 + OFFICE]:
            together = kept.blocks[n].blank > 0 and kept.blocks[m].blank == 0
            if kept.traits[m].words > OFFICE_WORDS or not together and not is_role(kept.blocks[m].text):
                break
            out.add(m)
    return out | _below_mark(kept)


def _below_mark(kept: Kept) -> set[int]:
    """The lines right below the mark of a mail's signature, up to an empty line."""
    out: set[int] = set()
    for n in kept.order:
        if n and not kept.blocks[n].blank and (kept.blocks[n - 1].text == _SIGNATURE_MARK or n - 1 in out):
            out.add(n)
    return out


def _closes(kept: Kept, i: int) -> bool:
    """Whether a name of one to four words stands below a close, and the letter ends there or a comma stands behind the close."""
    below = kept.order[i + 1:i + 2 + _NEAR_END]
    name = kept.blocks[below[0]].text.split(",")[0].split() if below else []
    if not 0 < len(name) <= NAME_WORDS or not is_shaped(name, 1):
        return False
    ends = len(below) <= _NEAR_END and sum(kept.traits[m].prose for m in below) <= 1
    return ends or kept.traits[kept.order[i]].last == ","


def _labelled_lists(kept: Kept) -> None:
    """Items without marks that the labeller took for a list: two in a row at least."""
    run: list[int] = []
    for n in [*kept.order, -1]:
        if n >= 0 and n not in kept.named and kept.labels[n] is Label.LIST_ITEM and (not run or n == run[-1] + 1):
            run.append(n)
            continue
        if len(run) >= 2:
            for m in run:
                kept.name(m, Label.LIST_ITEM, 0.7, "")
        run = [n] if n >= 0 and n not in kept.named and kept.labels[n] is Label.LIST_ITEM else []


def _may_head(kept: Kept, n: int) -> bool:
    """No longer than a heading, and not broken off."""
    text, t = kept.blocks[n].text, kept.traits[n]
    if not t.key or t.words > 20 or len(text) > 160 or t.url or (t.last in ".,;…" and heading_number(text) is None):
        return False
    marker = list_marker(text)
    broken = t.key.rsplit(" ", 1)[-1] in NEVER_LAST and t.last.isalpha()
    return not broken and (marker is None or marker.number > 0)


_PLAIN: tuple[Callable[[Kept], None], ...] = (
    _quoted_lines, _epigraphs, _captions, _notes, find_tables, find_lists, find_slogans, find_verse, _quotations, _editor_notes, _author_notes,
    _labelled_lists, _headings, find_plain_lists,
)

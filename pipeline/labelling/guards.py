"""Guards: what no model may break, in one place and one order.

Each guard takes a page and the decisions on its blocks, and returns decisions. The guards are applied in the order of `GUARDS`. What people
say of a block, in the rules of its site or in an answer, comes first, and no later guard changes that block; what a person restores comes last.
BENCHMARKS.md has the effect of each guard.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.blocks import HeadData
from pipeline.data import KEEP, KEPT, OUTSIDE, REMOVE, STRIPPED, Answer, Block, Decision, Label, Markup, Vote, block_digest
from pipeline.evidence.class_names import CONTROLS
from pipeline.evidence.phrases import load_phrases, normalise
from pipeline.labelling.duplicates import find_duplicates
from pipeline.reading.traits import Traits

__all__ = ["GUARDS", "Guarded", "Range", "apply_guards"]

Range = tuple[int, int]
"""Start and end of characters in the page."""
Decisions = list[Decision]

ERROR_TEXT = 120
"""Words of running text that no error page has."""
_CAPTIONS = (Label.CAPTION, Label.CREDIT)
_NAMED_BY_COPY = {Label.CAPTION: (Label.PARAGRAPH, Label.HEADING, Label.LIST_ITEM, Label.CREDIT, Label.SUBTITLE, Label.STANDFIRST),
                  Label.STANDFIRST: (Label.PARAGRAPH, Label.HEADING, Label.LIST_ITEM, Label.CREDIT, Label.SUBTITLE), Label.PARAGRAPH: _CAPTIONS,
                  Label.TITLE: (*_CAPTIONS, Label.PARAGRAPH, Label.HEADING, Label.SUBTITLE, Label.KICKER)}
"""For the label that repetition suggests, the labels that the block that stays may exchange for it."""
LEAST_SHARE = 0.1
"""Share of a page's words that must stay where no running text stays."""
UNSPACED_TEXT = 30
"""Characters from which a sentence in a script without spaces counts as running text."""
_BY_PEOPLE = frozenset({"decision", "site-file"})
"""Reasons of decisions that people made."""
_STATUS = re.compile(r"(?:http|error|status|code)? ?(?:40[134]|410|429|50[0234])(?: error)?\b")
"""A status code of HTTP at the beginning of a part of a title, in normalised words."""
_PARTS = re.compile(r"(?<!\s)\s+[|–—·•:»«-]\s+|(?:(?<!\s)\s+)?[|:]\s*|[.!?…]\s*")
"""What stands between the parts of a title: a dash, a bar, the end of a sentence …"""


@dataclass(frozen=True, slots=True)
class Guarded:
    """A page as the guards see it."""

    blocks: Sequence[Block]
    traits: Sequence[Traits]
    kept: Sequence[float]
    """For each block the labeller's chance that it stays; 0 for a block without words."""
    head: HeadData | None
    repeats: Sequence[Vote]
    """Blocks that the site repeats, by the memory of the site."""
    restore: Sequence[Range]
    """Ranges of the page in which a person wants nothing removed."""
    answers: Sequence[Answer] = ()
    """What a person answered about blocks of these words, at most one for each."""
    rules: Sequence[Vote] = ()
    """What the rules of the site ask for blocks, at most one for each."""


def apply_guards(page: Guarded, decisions: Decisions) -> Decisions:
    """The decisions after every guard."""
    asked = bool(page.answers or page.rules)  # else no decision is a person's
    for guard in GUARDS:
        found = guard(page, decisions)
        decisions = [old if old.reason in _BY_PEOPLE else new for old, new in zip(decisions, found, strict=True)] if asked else found
    return decisions


def _by_people(page: Guarded, decisions: Decisions) -> Decisions:
    """What a person answered about the words of a block holds, then what the rules of the site say."""
    if not page.answers and not page.rules:
        return decisions
    out = list(decisions)
    for vote in page.rules:
        out[vote.block] = _as_ruled(out[vote.block], vote)
    answers = {answer.block: answer for answer in page.answers}
    for block in page.blocks:
        digest = block_digest(block.text) if block.text else ""
        if digest in answers:
            out[block.n] = _as_answered(decisions[block.n], answers[digest])
            if answers[digest].after == Label.TITLE:
                del answers[digest]  # a page has one title: the first block with these words
    return _with_one_title(out)


def _with_one_title(decisions: Decisions) -> Decisions:
    """The title that people name is the only one: another title becomes a kicker above it or a subtitle below it."""
    titles = [d for d in decisions if d.label is Label.TITLE]
    named = [d.block for reason in ("decision", "site-file") for d in titles if d.reason == reason]
    if not named:
        return decisions
    out = list(decisions)
    for other in titles:
        if other.block != named[0]:
            out[other.block] = other._replace(label=Label.KICKER if other.block < named[0] else Label.SUBTITLE)
    return out


def _as_ruled(decision: Decision, vote: Vote) -> Decision:
    """The decision after a rule of the site; a label that already is what the rule asks for stays."""
    label = decision.label
    if vote.by == OUTSIDE and (label.removed or label.front):
        return decision
    fits = not label.removed if vote.by == KEPT else vote.by == STRIPPED and label.removed and vote.label is Label.OTHER
    return Decision(decision.block, label if fits else vote.label, 1.0, "site-file", (vote.evidence, *decision.evidence))


def _as_answered(decision: Decision, answer: Answer) -> Decision:
    """The decision after an answer: the label that the person named; after keep or remove the same label where it already does that."""
    if answer.after == KEEP:
        label = Label.PARAGRAPH if decision.label.removed else decision.label
    elif answer.after == REMOVE:
        label = decision.label if decision.label.removed else Label.OTHER
    else:
        label = Label(answer.after)
    told = f"decided by {answer.who}, {answer.when}: {answer.after}; the labeller says {decision.label}, {decision.score:.2f}"
    return Decision(decision.block, label, 1.0, "decision", (told, *decision.evidence))


def _error_page(page: Guarded, decisions: Decisions) -> Decisions:
    """A page whose title says that there is nothing to be found has no article."""
    text = sum(t.words for t, d in zip(page.traits, decisions, strict=True) if t.prose and not d.label.removed)
    title = page.head.title if page.head is not None else next((b.text for b, t in zip(page.blocks, page.traits, strict=True) if t.key), "")
    if text >= ERROR_TEXT or not title or (page.head is None and sum(t.words for t in page.traits) > ERROR_TEXT):
        return decisions
    known = set(load_phrases().words("error_page_words"))
    if not any(_says_error(words, known) for words in map(normalise, _PARTS.split(title[:200])) if words):
        return decisions
    why = (f"the page's title: “{title[:60]}”",)
    return [d if d.label.removed else Decision(d.block, Label.OTHER, 0.9, "error-page", why) for d in decisions]


def _says_error(words: str, known: set[str]) -> bool:
    """Whether a part of a title says so: ``404``, ``error 404``, ``404 not found``, ``page not found``."""
    status = _STATUS.match(words)
    rest = words[status.end():].strip() if status else words
    return rest in known or (status is not None and not rest)


def _site_repeats(page: Guarded, decisions: Decisions) -> Decisions:
    """What stands at the edge of many different articles of a site is no part of this one; inside the text the labeller must doubt it too. The note
    on an author whom the byline names stays: it stands below each article of theirs."""
    out = list(decisions)
    signed = [page.traits[d.block].key for d in decisions if d.label is Label.BYLINE]
    for vote in page.repeats:
        old = out[vote.block]
        sure = vote.score >= 0.8 or page.kept[vote.block] < 0.5
        name = " ".join(page.traits[vote.block].key.split(" ", 2)[:2])
        own = old.label is Label.TITLE or old.label is Label.AUTHOR_NOTE and any(name in line for line in signed)
        if not old.label.removed and not own and sure:
            out[vote.block] = Decision(vote.block, Label.SITE_REPEAT, vote.score, "site-repeat", (vote.evidence,))
    return out


def _duplicates(page: Guarded, decisions: Decisions) -> Decisions:
    """Of words that stand twice one copy stays; a copy whose twin was removed is judged by itself, and so is one that holds the words of several
    blocks of which one was removed."""
    out = list(decisions)
    title = next((d.block for d in decisions if d.label is Label.TITLE), None)
    captions = {d.block for d in decisions if d.label in _CAPTIONS}
    for found in find_duplicates(page.blocks, page.traits, title, captions):
        copy, twin = out[found.block], out[found.twin]
        lost = found.last is not None and any(out[n].label.removed for n in range(found.twin, found.last + 1) if page.traits[n].key)
        if lost or twin.label.removed or copy.label.removed and copy.reason != "labeller" or copy.label is Label.TITLE:
            continue
        out[found.block] = Decision(found.block, Label.DUPLICATE, 0.95, "duplicate", (found.why,), found.twin)
        if found.twin_label is not None and twin.label in _NAMED_BY_COPY[found.twin_label]:
            out[found.twin] = twin._replace(label=found.twin_label, evidence=(*twin.evidence, "stands twice"))
    return out


def _never_empty(page: Guarded, decisions: Decisions) -> Decisions:
    """Where hardly a word would stay, or front matter without text, the likeliest running text that the labeller removed comes back; where hardly a
    word would stay and there is no running text, the likeliest blocks. An empty article is a mistake more often than not."""
    if any(d.reason == "error-page" for d in decisions):
        return decisions

    def running(n: int) -> bool:
        return _is_running(page.blocks[n], page.traits[n])

    stay = [d for d in decisions if not d.label.removed]
    words, words_left = sum([t.words for t in page.traits]), sum([page.traits[d.block].words for d in stay])
    enough = words_left > 0 and (words_left >= LEAST_SHARE * words or any(running(d.block) for d in stay))
    body = any(page.traits[d.block].key and (not d.label.front or d.label is not Label.TITLE and running(d.block)) for d in stay)
    if not words or (enough and body):
        return decisions
    removed = [d.block for d in decisions if d.reason == "labeller" and page.traits[d.block].key]
    offered = [n for n in removed if running(n)] or ([] if enough else removed)
    best = max((page.kept[n] for n in offered), default=0.0)
    back = {n for n in offered if page.kept[n] >= best / 2}
    return [Decision(d.block, Label.PARAGRAPH, page.kept[d.block], "never-empty", d.evidence) if d.block in back else d for d in decisions]


def _is_running(block: Block, t: Traits) -> bool:
    """Whether a block is running text: in scripts without spaces, a long stretch that ends its sentence."""
    unspaced = len(block.text) >= UNSPACED_TEXT and t.words * UNSPACED_TEXT < 2 * len(block.text) and not block.text.isascii()
    return t.prose or (t.terminal and unspaced)


def _without_words(page: Guarded, decisions: Decisions) -> Decisions:
    """Pictures and rules stay where text stays on both sides, or in the figure of a caption that stays."""
    out = list(decisions)
    worded = [n for n, t in enumerate(page.traits) if t.key]
    text = {n for n in worded if not decisions[n].label.removed}
    figures = {m.figure for n in text if (m := page.blocks[n].markup) is not None and m.figure}
    for n, (block, t) in enumerate(zip(page.blocks, page.traits, strict=True)):
        if not t.key:
            out[n] = _picture(n, block.markup, text, figures) if block.markup is not None else _rule(block, worded, decisions, page.traits)
    return out


def _picture(n: int, markup: Markup, text: set[int], figures: set[int]) -> Decision:
    """A picture or rule of a page of HTML stays between blocks of text, or in a figure with text. ``text``: numbers of the blocks that stay."""
    inside = not text.isdisjoint(range(n - 3, n)) and not text.isdisjoint(range(n + 1, n + 4))
    if markup.tag not in CONTROLS and not markup.hidden and (inside or (markup.figure and markup.figure in figures)):
        return Decision(n, Label.MILESTONE if markup.tag == "hr" else Label.IMAGE, 0.9, "kept", (f"<{markup.tag}>",))
    return Decision(n, Label.SEPARATOR if markup.tag == "hr" else Label.OTHER, 0.8, "no-words", ("no words",))


def _rule(block: Block, worded: Sequence[int], decisions: Decisions, traits: Sequence[Traits]) -> Decision:
    """A line of signs between two stretches of the body is a milestone; at its edge, and above the signature of a mail (RFC 3676, section 4.3), it is
    a separator. ``worded``: numbers of blocks with words. Running text is no signature."""
    at = bisect_left(worded, block.n)
    around = [decisions[m].label for m in worded[max(at - 1, 0):at + 1]]
    if len(around) == 2 and (block.text.strip() != "--" or traits[worded[at]].prose) and not any(label.removed or label.front for label in around):
        return Decision(block.n, Label.MILESTONE, 0.8, "kept", ("a rule between two stretches of the text",))
    return Decision(block.n, Label.SEPARATOR, 0.9, "separator", ("a rule at the edge of the text",))


def _restored(page: Guarded, decisions: Decisions) -> Decisions:
    """Nothing is removed in the ranges that a person restores: every block that shares a character with a range stays."""
    wanted = {block.n for block in page.blocks for start, end in page.restore if start < block.end and block.start < end}
    return [_back(d, decisions) if d.label.removed and d.block in wanted else d for d in decisions]


def _back(decision: Decision, decisions: Decisions) -> Decision:
    """A removed block as a paragraph, or with the label of its twin where it was removed as a duplicate."""
    twin = decisions[decision.twin] if decision.twin is not None else None
    label = twin.label if twin and not twin.label.removed and not twin.label.front else Label.PARAGRAPH
    told = (*decision.evidence, f"was removed as {decision.label} ({decision.reason})")
    return decision._replace(label=label, score=1.0, reason="restored", evidence=told, twin=None)


GUARDS: tuple[Callable[[Guarded, Decisions], Decisions], ...] = (
    _by_people, _error_page, _site_repeats, _duplicates, _never_empty, _without_words, _restored)

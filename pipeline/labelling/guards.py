"""Guards: what no model may break, in one place and one order.

Each guard is a function from a page and its decisions to decisions. They are applied in the order of `GUARDS`. What people say of a block,
in the rules of its site or in an answer, comes first, and no later guard changes that block; what a person brought back comes last.
BENCHMARKS.md has the effect of each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.blocks import HeadData
from pipeline.data import KEEP, KEPT, NAMED, OUTSIDE, REMOVE, Answer, Block, Decision, Label, Vote, block_digest
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
_NAMED_BY_COPY = (Label.PARAGRAPH, Label.HEADING, Label.LIST_ITEM, Label.CREDIT, Label.SUBTITLE, Label.STANDFIRST)
"""Labels that a block which stands twice may exchange for what the repetition tells."""
FEWEST = 0.1
"""Share of a page's words that must stay where no running text stays."""
STRETCH = 30
"""Characters of running text in a script without spaces."""
_SAID = frozenset({"decision", "site-file"})
"""Reasons of what people say."""
_STATUS = re.compile(r"(?:http|error|status|code)? ?(?:40[134]|410|429|50[0234])(?: error)?\b")
_PARTS = re.compile(r"(?<!\s)\s+[|–—·•:»«-]\s+|(?:(?<!\s)\s+)?[|:]\s*|[.!?…]\s*")


@dataclass(frozen=True, slots=True)
class Guarded:
    """What a guard may look at."""

    blocks: Sequence[Block]
    traits: Sequence[Traits]
    kept: Sequence[float]
    """For each block the labeller's chance that it stays; 0 for a block without words."""
    head: HeadData | None
    repeats: Sequence[Vote]
    """Blocks that the site repeats, by the memory of the site."""
    restore: Sequence[Range]
    """Ranges of the page that a person wants back."""
    answers: Sequence[Answer] = ()
    """What a person answered about blocks of these words, at most one for each."""
    rules: Sequence[Vote] = ()
    """What the rules of the site ask for blocks, at most one for each."""


def apply_guards(page: Guarded, decisions: Decisions) -> Decisions:
    """The decisions after every guard."""
    for guard in GUARDS:
        decisions = [old if old.reason in _SAID else new for old, new in zip(decisions, guard(page, decisions), strict=True)]
    return decisions


def _said(page: Guarded, decisions: Decisions) -> Decisions:
    """What a person answered about the words of a block holds, then what the rules of the site say."""
    if not page.answers and not page.rules:
        return decisions
    out = list(decisions)
    for vote in page.rules:
        out[vote.block] = _as_ruled(out[vote.block], vote)
    answers = {answer.block: answer for answer in page.answers}
    found = [_asked(answers, block) for block in page.blocks]
    out = [_as_answered(decisions[d.block], answer) if answer else d for d, answer in zip(out, found, strict=True)]
    return _with_one_title(out)


def _with_one_title(decisions: Decisions) -> Decisions:
    """A title that people name takes the place of another one, which becomes what stands above or below it."""
    named = [d for d in decisions if d.label is Label.TITLE and d.reason in _SAID]
    title = next((d.block for d in named if d.reason == "decision"), next((d.block for d in named), None))
    if title is None:
        return decisions
    return [d._replace(label=Label.KICKER if d.block < title else Label.SUBTITLE) if d.label is Label.TITLE and d.block != title else d
            for d in decisions]


def _as_ruled(decision: Decision, vote: Vote) -> Decision:
    label = decision.label
    if vote.by == OUTSIDE and (label.removed or label.front):
        return decision
    if vote.by == NAMED or label.removed is (vote.by == KEPT) or vote.label is not Label.OTHER and vote.by != KEPT:
        label = vote.label
    return Decision(decision.block, label, 1.0, "site-file", (vote.evidence, *decision.evidence))


def _asked(answers: dict[str, Answer], block: Block) -> Answer | None:
    """The answer about a block. Of words that stand twice, the first are the title that a person named."""
    digest = block_digest(block.text) if block.text else ""
    return answers.pop(digest, None) if digest in answers and answers[digest].after == Label.TITLE else answers.get(digest)


def _as_answered(decision: Decision, answer: Answer) -> Decision:
    wanted = {KEEP: Label.PARAGRAPH, REMOVE: Label.OTHER}.get(answer.after)
    label = Label(answer.after) if wanted is None else decision.label if decision.label.removed is wanted.removed else wanted
    told = f"decided by {answer.who}, {answer.when}: {answer.after}; the labeller says {decision.label}, {decision.score:.2f}"
    return Decision(decision.block, label, 1.0, "decision", (told, *decision.evidence))


def _error_page(page: Guarded, decisions: Decisions) -> Decisions:
    """A page that says by its own title that there is nothing here has no article."""
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
    """``404``, ``error 404``, ``404 not found``, ``page not found``."""
    status = _STATUS.match(words)
    rest = words[status.end():].strip() if status else words
    return rest in known or (status is not None and not rest)


def _site_repeats(page: Guarded, decisions: Decisions) -> Decisions:
    """What stands at the edge of many different articles of a site is no part of this one; inside the text the labeller must doubt it too."""
    out = list(decisions)
    for vote in page.repeats:
        old = out[vote.block]
        sure = vote.score >= 0.8 or page.kept[vote.block] < 0.5
        if not old.label.removed and old.label is not Label.TITLE and sure:
            out[vote.block] = Decision(vote.block, Label.SITE_REPEAT, vote.score, "site-repeat", (vote.evidence,))
    return out


def _duplicates(page: Guarded, decisions: Decisions) -> Decisions:
    """Of words that stand twice one copy stays; a copy whose twin was removed is judged by itself."""
    out = list(decisions)
    for found in find_duplicates(page.blocks, page.traits):
        copy, twin = out[found.block], out[found.twin]
        if twin.label.removed or copy.label.removed and copy.reason != "labeller" or copy.label is Label.TITLE:
            continue
        out[found.block] = Decision(found.block, Label.DUPLICATE, 0.95, "duplicate", (found.why,), found.twin)
        if found.twin_label is not None and twin.label in _NAMED_BY_COPY:
            out[found.twin] = twin._replace(label=found.twin_label, evidence=(*twin.evidence, "stands twice"))
    return out


def _never_empty(page: Guarded, decisions: Decisions) -> Decisions:
    """Where hardly a word would stay, or a title without text, the labeller's likeliest running text comes back; where there is no running text and
    hardly a word would stay, its likeliest blocks. An empty article is a mistake more often than not."""
    if any(d.reason == "error-page" for d in decisions):
        return decisions
    stays = [not d.label.removed for d in decisions]
    prose = [_is_text(block, t) for block, t in zip(page.blocks, page.traits, strict=True)]
    total, left = sum(t.words for t in page.traits), sum(t.words for t, s in zip(page.traits, stays, strict=True) if s)
    enough = left > 0 and (left >= FEWEST * total or any(p and s for p, s in zip(prose, stays, strict=True)))
    body = any(s and t.key and (not d.label.front or p and d.label is not Label.TITLE)
               for d, t, s, p in zip(decisions, page.traits, stays, prose, strict=True))
    if not total or (enough and body):
        return decisions
    lost = [d.block for d, t in zip(decisions, page.traits, strict=True) if d.reason == "labeller" and t.key]
    lost = [n for n in lost if prose[n]] or ([] if enough else lost)
    best = max((page.kept[n] for n in lost), default=0.0)
    back = {n for n in lost if page.kept[n] >= best / 2}
    return [Decision(d.block, Label.PARAGRAPH, page.kept[d.block], "never-empty", d.evidence) if d.block in back else d for d in decisions]


def _is_text(block: Block, t: Traits) -> bool:
    """Whether a block is running text: in scripts without spaces a long stretch that ends its sentence."""
    return t.prose or (t.terminal and len(block.text) >= STRETCH and t.words * STRETCH < 2 * len(block.text) and not block.text.isascii())


def _without_words(page: Guarded, decisions: Decisions) -> Decisions:
    """Pictures and rules stay where text stays on both sides, or in the figure of a caption that stays."""
    out = list(decisions)
    text = [n for n, t in enumerate(page.traits) if t.key and not decisions[n].label.removed]
    figures = {m.figure for n in text if (m := page.blocks[n].markup) is not None and m.figure}
    near = set(text)
    for n, (block, t) in enumerate(zip(page.blocks, page.traits, strict=True)):
        if not t.key:
            out[n] = _picture(block, decisions, near, figures) if block.markup is not None else _rule(n, page, decisions)
    return out


def _picture(block: Block, decisions: Decisions, near: set[int], figures: set[int]) -> Decision:
    n, markup = block.n, block.markup
    assert markup is not None
    inside = bool(near & set(range(n - 3, n))) and bool(near & set(range(n + 1, n + 4)))
    if markup.tag not in CONTROLS and not markup.hidden and (inside or (markup.figure and markup.figure in figures)):
        return Decision(n, Label.MILESTONE if markup.tag == "hr" else Label.IMAGE, 0.9, "kept", (f"<{markup.tag}>",))
    return Decision(n, Label.SEPARATOR if markup.tag == "hr" else Label.OTHER, 0.8, "no-words", ("no words",))


def _rule(n: int, page: Guarded, decisions: Decisions) -> Decision:
    """A line of signs between two stretches of the body is a milestone; at its edge it is a separator."""
    above = next((decisions[m].label for m in range(n - 1, -1, -1) if page.traits[m].key), None)
    below = next((decisions[m].label for m in range(n + 1, len(decisions)) if page.traits[m].key), None)
    if all(label is not None and not label.removed and not label.front for label in (above, below)):
        return Decision(n, Label.MILESTONE, 0.8, "kept", ("a rule between two stretches of the text",))
    return Decision(n, Label.SEPARATOR, 0.9, "separator", ("a rule at the edge of the text",))


def _restored(page: Guarded, decisions: Decisions) -> Decisions:
    """What a person wants back stays: every block that shares a character with one of the ranges."""
    def wanted(block: Block) -> bool:
        return any(start < block.end and block.start < end for start, end in page.restore)

    return [_back(d, decisions) if d.label.removed and wanted(page.blocks[d.block]) else d for d in decisions] if page.restore else decisions


def _back(decision: Decision, decisions: Decisions) -> Decision:
    """As a paragraph; as what its twin is, where it was removed as a duplicate."""
    twin = decisions[decision.twin] if decision.twin is not None else None
    label = twin.label if twin and not twin.label.removed and not twin.label.front else Label.PARAGRAPH
    told = (*decision.evidence, f"was removed as {decision.label} ({decision.reason})")
    return decision._replace(label=label, score=1.0, reason="restored", evidence=told, twin=None)


GUARDS: tuple[Callable[[Guarded, Decisions], Decisions], ...] = (
    _said, _error_page, _site_repeats, _duplicates, _never_empty, _without_words, _restored)

"""Merges votes into decisions: first what is boilerplate, then what each kept block is.

The only place where votes meet and neighbours are looked at. ``weigh`` says which blocks go, ``front`` and ``shape`` name those that
stay; here the last word is said: on separators, and on pages where nothing or nearly nothing would be left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from pipeline.blocks import HeadData
from pipeline.data import Block, Decision, Label, Vote
from pipeline.label.doubles import ALONE, Occurrences
from pipeline.label.front import Front, authors_of, find_front, may_be_title, says_what_it_is
from pipeline.label.html_shape import front_by_markup, shape_of
from pipeline.label.kept import Kept
from pipeline.label.last_word import bring_back, clear_error_page, drop_empty_sections
from pipeline.label.markup import CONTROLS, evidence_around
from pipeline.label.phrases import Phrases
from pipeline.label.shape import find_shapes
from pipeline.reading.traits import Traits, key_of
from pipeline.label.weigh import Verdict, weigh
from pipeline.label.whole import keep_together, spare_parts

__all__ = ["decide"]

Named = tuple[Label, float, str]
_HALF = 0.5
_MUCH = 0.3  # share of the blocks that are text for the model
_NOTE = 60  # words of a note on the author
_SURE_TEXT, _NEARLY_SURE, _NOT_OF_A_ZONE = 0.9, 0.95, 0.8
_LIKELY = 0.6
_NO_DOUBT = 0.9
_NO_WORDS = ("rule:hidden", "rule:class", "rule:element", "rule:form", "rule:stars", "double:")
_FRONT_REACH = 14
_FRONT_LINES = 6
_WEAKEST = 0.35
_NONE: tuple[Label | None, float, str] = (None, 0.0, "")
_BODY = frozenset(
    {
        Label.PARAGRAPH,
        Label.VERSE,
        Label.QUOTATION,
        Label.LIST_ITEM,
        Label.TABLE_ROW,
        Label.SLOGAN,
        Label.CAPTION,
        Label.CREDIT,
        Label.MILESTONE,
    }
)


def decide(
    blocks: Sequence[Block], traits: Sequence[Traits], votes: Sequence[Vote], phrases: Phrases, language: str, head: HeadData | None = None
) -> tuple[Decision, ...]:
    """One decision a block, in order, each with the votes that were cast on it."""
    gone = weigh(blocks, traits, votes)
    if any(b.markup for b in blocks):
        named = _with_markup(blocks, traits, votes, phrases, language, head, gone)
    else:
        chance = _ask_model(blocks, votes, gone)
        _settle_doubles(votes if chance else [v for v in votes if v.by != ALONE], chance, gone)
        gone = _spare(traits, gone)
        _restore_front(blocks, traits, phrases, language, votes, gone)
        named = _plain(blocks, traits, votes, phrases, language, gone)
        _separators(blocks, traits, named, gone)
    cast: dict[int, list[Vote]] = {}
    for vote in votes:
        cast.setdefault(vote.block, []).append(vote)
    return tuple(_decision(b, gone, named, cast.get(b.n, [])) for b in blocks)


def _plain(
    blocks: Sequence[Block], traits: Sequence[Traits], votes: Sequence[Vote], phrases: Phrases, language: str, gone: dict[int, Verdict]
) -> dict[int, Named]:
    kept = [b.n for b in blocks if b.n not in gone and traits[b.n].key]
    front = Front(blocks, traits, kept, phrases, language, votes, Occurrences(traits))
    find_front(front)
    authors = authors_of(front)
    _restore_authors_notes(blocks, traits, authors, gone)
    rest = [b.n for b in blocks if b.n not in gone and traits[b.n].key and b.n not in front.named]
    shapes = find_shapes(Kept(blocks, traits, rest, phrases, votes, authors=authors))
    return {**shapes, **front.named}


def _restore_authors_notes(blocks: Sequence[Block], traits: Sequence[Traits], authors: Sequence[str], gone: dict[int, Verdict]) -> None:
    """A line on the author stands below all that the author wrote, and is no boilerplate."""
    if authors:
        for n in [n for n, verdict in gone.items() if verdict.reason == "site-repeat" and traits[n].words <= _NOTE]:
            if blocks[n].text.lstrip("•*–-_ ").startswith(tuple(authors)):
                del gone[n]


def _with_markup(
    blocks: Sequence[Block],
    traits: Sequence[Traits],
    votes: Sequence[Vote],
    phrases: Phrases,
    language: str,
    head: HeadData | None,
    gone: dict[int, Verdict],
) -> dict[int, Named]:
    """A page of HTML: the model says what goes, rules say which kind it is and what is never text, markup says what the rest is."""
    chance = _ask_model(blocks, votes, gone)
    if clear_error_page(traits, head, phrases, gone):
        return {}
    bring_back(traits, chance, gone)
    keep_together(blocks, traits, chance, gone, {key_of(words) for words in phrases.words("reference_words")})
    lines = Front(blocks, traits, [], phrases, language, votes, Occurrences(()))
    front = front_by_markup(blocks, traits, head, gone, partial(says_what_it_is, lines))
    for n in front:
        gone.pop(n, None)
    _settle_doubles(votes, chance, gone)
    spare_parts(blocks, traits, chance, gone)
    drop_empty_sections(blocks, traits, gone, front)
    named: dict[int, Named] = dict(front)
    _pictures(blocks, traits, gone)
    for block in blocks:
        if block.n not in gone and block.n not in named and block.markup is not None:
            shape = shape_of(block, block.markup)
            if shape is not None:
                named[block.n] = shape
    rest = [b.n for b in blocks if b.n not in gone and b.n not in front]
    kept = Kept(blocks, traits, rest, phrases, votes, named=named)
    return find_shapes(kept, markup=True)


def _ask_model(blocks: Sequence[Block], votes: Sequence[Vote], gone: dict[int, Verdict]) -> dict[int, float]:
    """What the model takes for boilerplate goes too; what it is sure of stays, unless a rule has no doubt at all.

    Returns the model's chance that a block is text, for each block it spoke on.
    """
    kinds: dict[int, list[Vote]] = {}
    chance: dict[int, float] = {}
    for vote in votes:
        if vote.by.startswith("model:"):
            chance[vote.block] = 1 - vote.score if vote.label.removed else vote.score
        elif vote.label.removed:
            kinds.setdefault(vote.block, []).append(vote)
    around = evidence_around((blocks[n] for n, p in chance.items() if p >= _HALF), _MUCH)  # tells nothing of what is removed inside it
    spared: dict[int, Verdict] = {}
    for n, p in chance.items():
        if n in gone:
            markup = blocks[n].markup is not None
            if gone[n].reason not in ("duplicate", "site-repeat") and _is_spared(p, kinds.get(n, ()), gone[n].reason, markup=markup):
                spared[n] = gone.pop(n)
        elif p < _HALF:
            telling = [v for v in kinds.get(n, ()) if v.evidence not in around]
            best = max(telling, key=_score, default=None)
            gone[n] = Verdict(best.label if best is not None else Label.OTHER, round(1 - p, 3), "model")
    for n, verdict in spared.items():
        sides = [gone[m].label for m in (n - 1, n + 1) if m in gone]
        if verdict.reason == "zone" and sides == [verdict.label] * 2:  # "Name" between "Comment" and "E-mail"
            gone[n] = verdict
    return chance


def _score(vote: Vote) -> float:
    return vote.score


def _settle_doubles(votes: Sequence[Vote], chance: Mapping[int, float], gone: dict[int, Verdict]) -> None:
    """Of two doubles one stays: if the one that was to stay is gone by now, the other is judged by itself; if both stayed, it goes."""
    for vote in votes:
        if vote.label is not Label.DUPLICATE or vote.twin is None:
            continue
        n, known = vote.block, gone.get(vote.block)
        if vote.twin not in gone:
            if known is None or known.reason == "model":
                gone[n] = Verdict(Label.DUPLICATE, vote.score, "duplicate", vote.twin)
        elif known is not None and known.reason == "duplicate":
            p = chance.get(n, 1.0)
            if p >= _HALF:
                del gone[n]
            else:
                gone[n] = Verdict(Label.OTHER, round(1 - p, 3), "model")


def _is_spared(p: float, votes: Sequence[Vote], reason: str, *, markup: bool) -> bool:
    """Text for the model, and nothing against it that weighs more.

    Words that leave no doubt are never overruled, words that are likely boilerplate, and a zone they opened, only by a model that is
    nearly sure. Class names, hiding and stars mislead on whole pages, and that words stand twice says nothing against the first of them. On
    the bench pages a bar of a half for all that is not beyond doubt costs .0008 of word F1.
    """
    worded = max((v.score for v in votes if not v.by.startswith(_NO_WORDS)), default=0.0)
    if worded >= _NO_DOUBT:
        return False
    if not markup:
        return p >= _SURE_TEXT
    return p >= (_NEARLY_SURE if worded >= _LIKELY else _NOT_OF_A_ZONE if reason == "zone" else _HALF)


def _restore_front(
    blocks: Sequence[Block], traits: Sequence[Traits], phrases: Phrases, language: str, votes: Sequence[Vote], gone: dict[int, Verdict]
) -> None:
    """Models learn that titles, bylines and dates are not running text: near the top of the text they are taken back."""
    first = next((t.n for t in traits if t.prose and t.n not in gone), -1)
    near = [n for n in range(max(first - _FRONT_REACH, 0), first) if n in gone and gone[n].reason in ("model", "site-repeat")]
    if not near:
        return
    front = Front(blocks, traits, near, phrases, language, votes, Occurrences(traits))
    spoken_against = {v.block for v in votes if v.label.removed and v.score >= _WEAKEST and not v.by.startswith("model:")}
    named = {v.block for v in votes if v.label in (Label.TITLE, Label.MASTHEAD)}
    plain = [n for n in near if n not in spoken_against]
    for n in near:
        # A few lines that nothing else speaks against are front matter; many are a menu.
        if n in named or says_what_it_is(front, n) is not None or (n in plain and len(plain) <= _FRONT_LINES):
            del gone[n]
    if any(n not in gone and may_be_title(traits[n]) for n in range(first) if traits[n].key):
        return
    titles = [n for n in near if n in gone and may_be_title(traits[n])]
    if titles:
        # The likeliest for the model, of equals the longest: menus get chances near none.
        del gone[max(titles, key=lambda n: (1 - gone[n].score, traits[n].words, -n))]


def _pictures(blocks: Sequence[Block], traits: Sequence[Traits], gone: dict[int, Verdict]) -> None:
    """What has no words (pictures, rules, controls) stays where text stays on both sides, or in the figure of a kept caption."""
    kept = [b.n for b in blocks if b.n not in gone and traits[b.n].key]
    figures = {b.markup.figure for b in blocks if b.markup and b.markup.figure and b.n not in gone and traits[b.n].key}
    first, last = (kept[0], kept[-1]) if kept else (len(blocks), -1)
    nearest = set(kept)
    for block in blocks:
        n, markup = block.n, block.markup
        if traits[n].key or markup is None:
            continue
        inside = first < n < last and bool(nearest & set(range(n - 3, n))) and bool(nearest & set(range(n + 1, n + 4)))
        if markup.tag in CONTROLS or markup.hidden or not (inside or (markup.figure and markup.figure in figures)):
            gone.setdefault(n, Verdict(Label.SEPARATOR if markup.tag == "hr" else Label.OTHER, 0.8, "no-words"))
        else:
            gone.pop(n, None)


def _decision(block: Block, gone: dict[int, Verdict], named: dict[int, Named], cast: list[Vote]) -> Decision:
    verdict = gone.get(block.n)
    if verdict is not None:
        signs = [Vote(block.n, verdict.label, verdict.score, "place", s) for s in verdict.signs] if verdict.signs else ()
        return Decision(block.n, verdict.label, verdict.score, verdict.reason, (*cast, *signs), verdict.twin)
    label, score, why = named[block.n]
    return Decision(block.n, label, score, "kept", (*cast, Vote(block.n, label, score, "shape", why)))


def _spare(traits: Sequence[Traits], gone: dict[int, Verdict]) -> dict[int, Verdict]:
    """If no words would be left, only what is boilerplate beyond doubt goes: an empty article is a mistake more often than not."""
    total = sum(t.words for t in traits)
    left = sum(t.words for t in traits if t.n not in gone)
    if total and (left == 0 or (left < 0.1 * total and not any(t.prose for t in traits if t.n not in gone))):
        return {n: v for n, v in gone.items() if v.reason in ("boilerplate-sure", "duplicate")}
    return gone


def _separators(
    blocks: Sequence[Block], traits: Sequence[Traits], named: dict[int, tuple[Label, float, str]], gone: dict[int, Verdict]
) -> None:
    """A rule between two stretches of the body is a milestone; at its edges it is only furniture."""
    for block in blocks:
        n = block.n
        if traits[n].key or n in gone:
            continue
        before = next((m for m in range(n - 1, -1, -1) if m in named or m in gone), None)
        after = next((m for m in range(n + 1, len(blocks)) if m in named or m in gone), None)
        above, below = (
            named.get(before, _NONE)[0] if before is not None else None,
            named.get(after, _NONE)[0] if after is not None else None,
        )
        if above in _BODY and below in _BODY and before not in gone and after not in gone:
            named[n] = (Label.MILESTONE, 0.8, "a rule between two stretches of the text")
        else:
            gone[n] = Verdict(Label.SEPARATOR, 0.9, "separator", None, ("a rule at the edge of the text",))

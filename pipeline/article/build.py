"""Labelled blocks into an `Article`."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from heapq import merge
from operator import attrgetter, itemgetter

from pipeline.article.doubts import confidence_of, find_doubts
from pipeline.article.gaps import Lost, find_gaps
from pipeline.article.sections import Namer, Pieces, make_block, make_sections, with_attribution
from pipeline.article.space import space_of
from pipeline.blocks import Split
from pipeline.data import (
    Answer,
    Article,
    ArticleBlock,
    Block,
    Decided,
    Decision,
    Found,
    Gap,
    Label,
    Page,
    Removal,
    Repair,
    Restored,
    Section,
    Source,
    Unsure,
    article_id,
    block_digest,
    read_in_order,
    text_of,
)
from pipeline.data.columns import in_columns, repairs_in_columns, values_of
from pipeline.labelling import Labelling
from pipeline.labelling.explain import SURE
from pipeline.labelling.network import CERTAIN
from pipeline.metadata.choice import PLURAL
from pipeline.metadata.places import behind, metadata_of

__all__ = ["build", "build_text"]


_FRONT = frozenset(label for label in Label if label.front) | {Label.EDITOR_NOTE}
"""Labels of front matter; a note of the editor is front matter above the text alone."""
_DELETE = (("delete",),)
_STAGES = {"duplicate": "doubles", "decision": "review", "site-file": "review"}
"""Which stage removed a block, by the reason; elsewhere it was the labeller."""


def build(
    source: Source,
    page: Page,
    split: Split,
    decisions: Sequence[Decision],
    language: str,
    labelling: Labelling | None = None,
    answers: Sequence[Answer] = (),
    said: Sequence[Found] = (),
) -> Article:
    """The article of a source: every block of ``split`` is in its front, in a section or among the removals, once.

    ``answers``: what a person decided on blocks. ``said``: metadata that the rules of the site tell, before all other.
    """
    pieces, front, sections = _body(source, page, split, decisions)
    found = behind(tuple(said), metadata_of(page, split, decisions, language))
    repairs = _repairs(page, split, pieces)
    removed = in_columns(Removal, _removals(page, split.blocks, decisions, pieces, found))
    space = _space(page, split, _every(front, sections), removed, repairs)
    gaps = _gaps(find_gaps(split.blocks, decisions), split.blocks, pieces)
    article = _article(pieces.namer.article, source, page, found, language, front, sections)
    article = replace(article, removed=removed, repairs=repairs, space=space, gaps=gaps)
    doubts = find_doubts(article, labelling, split.head, page.metadata)
    restored = tuple(_restored(split.blocks[d.block], d) for d in decisions if d.reason == "restored")
    decided = _decided(split.blocks, decisions, answers) if answers else ()
    unsure = in_columns(Unsure, _unsure(split.blocks, decisions))
    confidence = confidence_of(labelling, doubts)
    return replace(article, doubts=doubts, restored=restored, decided=decided, unsure=unsure, confidence=confidence)


def _space(
    page: Page, split: Split, kept: Sequence[ArticleBlock], removed: Sequence[Removal], repairs: Sequence[Repair],
) -> Sequence[tuple[int, str]]:
    """The white space of a text between all that is told of it; a page of HTML has its markup there."""
    if split.head is not None:
        return ()
    return space_of(page.text, *(zip(values_of(one, "start"), values_of(one, "end"), strict=True) for one in (kept, removed, repairs)))


def _unsure(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Unsure]:
    """The blocks that stay although the labeller is not sure of them."""
    for block, decision in zip(blocks, decisions, strict=True):
        if decision.score * CERTAIN < SURE and not decision.label.removed and decision.stays_by_labeller and block.text:
            yield Unsure(block.start, block.end, decision.label, decision.score, decision.evidence)


def _decided(blocks: Sequence[Block], decisions: Sequence[Decision], answers: Sequence[Answer]) -> tuple[Decided, ...]:
    """Every block on which a person decided, with what was decided."""
    asked = {answer.block: answer for answer in answers}
    return tuple(
        Decided(block.start, block.end, decision.label, asked[block_digest(block.text)])
        for block, decision in zip(blocks, decisions, strict=True)
        if decision.reason == "decision"
    )


_REMOVED = "was removed as "
"""How the guard for what a person brings back begins its evidence."""


def _restored(block: Block, decision: Decision) -> Restored:
    """A block that a person wants back, with what it was removed as."""
    told = next(told for told in reversed(decision.evidence) if told.startswith(_REMOVED))  # structure may have added evidence behind it
    label, _, reason = told.removeprefix(_REMOVED).partition(" (")
    return Restored(Label(label), block.start, block.end, reason.rstrip(")"))


def build_text(source: Source, page: Page, split: Split, decisions: Sequence[Decision]) -> str:
    """The text of the article alone, as `build` gives it."""
    _, front, sections = _body(source, page, split, decisions)
    return text_of(read_in_order(front, sections))


def _body(
    source: Source, page: Page, split: Split, decisions: Sequence[Decision]
) -> tuple[Pieces, tuple[ArticleBlock, ...], tuple[Section, ...]]:
    """What the article is made from, its front matter and its sections."""
    pieces = Pieces(split.blocks, decisions, Namer(article_id(source.identity)), page.text)
    kept = [d.block for d in decisions if not d.label.removed]
    first = next((n for n in kept if decisions[n].label not in _FRONT and decisions[n].label is not Label.CAPTION), len(decisions))
    front = [n for n in kept if decisions[n].label in _FRONT and (n < first or decisions[n].label is not Label.EDITOR_NOTE)]
    in_front = set(front)
    body = [n for n in kept if n not in in_front]
    return pieces, tuple(_front_block(pieces, n) for n in front), make_sections(pieces, body)


def _every(front: Sequence[ArticleBlock], sections: Sequence[Section]) -> list[ArticleBlock]:
    """All blocks that stay."""
    out = list(front)
    for section in sections:
        if section.head is not None:
            out.append(section.head)
        out += section.blocks
    return out


def _front_block(pieces: Pieces, n: int) -> ArticleBlock:
    block = make_block(pieces, pieces.blocks[n], pieces.decisions[n].label)
    return with_attribution(block) if block.kind is Label.EPIGRAPH else block


def _article(
    own: str, source: Source, page: Page, found: Sequence[Found], language: str, front: tuple[ArticleBlock, ...], sections: tuple[Section, ...],
) -> Article:
    """The article with its metadata, without what was removed and repaired."""
    one = {f.field: f.value for f in found if f.chosen and f.field not in PLURAL}
    exact = page.encoding.exact
    return Article(
        id=own, name=source.name, url=source.url, captured=source.captured, origins=source.origins, media_type=page.media_type,
        encoding=page.encoding, bytes=len(source.data), chars=len(page.text), sha256=source.sha256,
        sha256_decoded=source.sha256 if exact else hashlib.sha256(page.text.encode("utf-8", "surrogatepass")).hexdigest(),
        title=one.get("title"), subtitle=one.get("subtitle"), authors=_values(found, "author"), published=one.get("published"),
        updated=one.get("updated"), publisher=one.get("publisher"), issue=one.get("issue"), series=one.get("series"), part=one.get("part"),
        section=one.get("section"), tags=_values(found, "tag"), description=one.get("description"), licence=one.get("licence"), language=language,
        standfirst=" ".join(block.text for block in front if block.kind is Label.STANDFIRST) or None, front=front, sections=sections,
        metadata=tuple(found), removed=(), repairs=(), gaps=(), doubts=(), confidence=1.0,
    )


def _values(found: Sequence[Found], field: str) -> tuple[str, ...]:
    """The chosen values of a field that may have several, each once."""
    return tuple(dict.fromkeys(f.value for f in found if f.chosen and f.field == field))


def _repairs(page: Page, split: Split, pieces: Pieces) -> Sequence[Repair]:
    """All repairs in order; the markers of list items and notes, which stand in ``n`` of their blocks, are taken out of the text by one each."""
    repairs = repairs_in_columns(_in_order(page.repairs, split.repairs)) if split.repairs else page.repairs
    starts = array("q", values_of(repairs, "start"))
    markers = sorted((pieces.blocks[n].start, marker) for n, marker in pieces.markers.items())
    own = (
        Repair(start, start + len(marker), marker, "", "markup", _DELETE) for start, marker in markers
        if page.text.startswith(marker, start) and not ((i := bisect_left(starts, start)) < len(starts) and starts[i] < start + len(marker))
    )
    return repairs_in_columns(_in_order(repairs, own)) if markers else repairs


def _in_order(first: Iterable[Repair], second: Iterable[Repair]) -> Iterator[Repair]:
    """Repairs by their starts, of two lists that are in order."""
    return merge(first, second, key=attrgetter("start"))


def _removals(
    page: Page, blocks: Sequence[Block], decisions: Sequence[Decision], pieces: Pieces, found: Sequence[Found],
) -> Iterator[Removal]:
    """The blocks that do not stay, with the metadata fields that were read from each."""
    read = sorted((f.start, n, f.field) for n, f in enumerate(found) if f.chosen and f.start is not None)
    starts = [start for start, _, _ in read]
    for block, decision in zip(blocks, decisions, strict=True):
        if not decision.label.removed:
            continue
        here = read[bisect_left(starts, block.start) : bisect_left(starts, block.end)]
        yield Removal(
            id=pieces.namer.name("rm", block.start),
            kind=decision.label,
            text=page.text[block.start : block.end] if block.markup is None else block.text,
            start=block.start,
            end=block.end,
            reason=decision.reason,
            evidence=decision.evidence,
            confidence=decision.score,
            twin=pieces.ids.get(_root(decision, decisions)) if decision.twin is not None else None,
            used=tuple(dict.fromkeys(name for _, _, name in sorted(here, key=itemgetter(1)))) if here else (),
            stage=_STAGES.get(decision.reason, "label"),
        )


def _root(decision: Decision, decisions: Sequence[Decision]) -> int:
    """The block that stays, through a chain of doubles."""
    n = decision.twin
    seen: set[int] = set()
    while n is not None and n not in seen and decisions[n].twin is not None:
        seen.add(n)
        n = decisions[n].twin
    return -1 if n is None else n


def _gaps(lost: Sequence[Lost], blocks: Sequence[Block], pieces: Pieces) -> tuple[Gap, ...]:
    """The gaps in blocks that stay, with their places in the page and in the text of their block, of which a marker may have been taken off."""
    out: list[Gap] = []
    for gap in lost:
        block = blocks[gap.n]
        if gap.n not in pieces.ids:
            continue
        marker = pieces.markers.get(gap.n, "")
        off = len(block.text) - len(block.text[len(marker) :].lstrip()) if marker else 0
        at = max(gap.at - off, 0)
        exact = block.end - block.start == len(block.text)
        place = block.start if gap.at <= 0 else block.end if gap.at >= len(block.text) or not exact else block.start + gap.at
        out.append(Gap(pieces.namer.name("g", place), place, place, pieces.ids[gap.n], at, gap.reason, gap.explanation, gap.confidence))
    return tuple(out)

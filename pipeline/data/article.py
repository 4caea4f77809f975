"""The structured result of cleaning a source: articles, their sections and blocks, and what was removed from the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.data.answers import Decided
from pipeline.data.counting import count_words
from pipeline.data.labels import Label
from pipeline.data.pages import Encoding, Inline, Repair

__all__ = [
    "Article", "ArticleBlock", "Attribution", "Doubt", "Found", "Gap", "Removal", "Restored", "Section", "Unsure", "read_in_order", "text_of",
]


@dataclass(frozen=True, slots=True)
class Attribution:
    """The source of a quotation that stands at the end of its text: characters ``at`` to the end of ``ArticleBlock.text``."""

    at: int
    start: int
    """Where it starts in the page."""


class ArticleBlock(NamedTuple):
    """A block of the article. Neighbours of the same kind and ``group`` belong to one list, quotation, verse, table or figure."""

    id: str
    kind: Label
    text: str
    start: int
    end: int
    group: int = 0
    level: int = 0
    """Depth of a list item, from 1."""
    rend: str = ""
    """``bulleted``, ``numbered``, ``plain`` for list items; ``stars``, ``rule`` for milestones."""
    n: str = ""
    """Number or marker as printed: of a list item, of a note."""
    cells: tuple[tuple[str, int, int, bool], ...] = ()
    """For a table row: text, rowspan, colspan, is it a header."""
    inlines: tuple[Inline, ...] = ()
    attribution: Attribution | None = None
    target: str = ""
    """Id of what it belongs to: of a note's call, of a credit's figure."""
    url: str = ""
    """Of an image."""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the article under one heading."""

    id: str
    parent: str | None
    level: int
    """0 for what stands before the first heading, 1 for a section, 2 for a subsection …"""
    heading: str | None
    blocks: tuple[ArticleBlock, ...]
    head: ArticleBlock | None = None
    """The heading with its place in the page."""
    role: str = "body"
    """``body``, ``notes``, ``related``, ``bibliography``, ``bio``, ``appendix``."""


class Found(NamedTuple):
    """A metadata value and where it was found. Every candidate is kept; those used are ``chosen``."""

    field: str
    """``title``, ``author``, ``published`` …"""
    value: str
    how: str
    """Where: ``title-block``, ``byline``, ``standfirst``, ``dateline``, ``article-info``, ``json-ld``, ``opengraph``, ``url`` …"""
    text: str = ""
    """As printed."""
    start: int | None = None
    end: int | None = None
    confidence: float = 1.0
    chosen: bool = True


class Removal(NamedTuple):
    """A block that is not part of the article. A tuple, as votes are: a page of HTML has hundreds."""

    id: str
    kind: Label
    text: str
    """The characters of the decoded page from ``start`` to ``end``, unrepaired; of a page of HTML, the block's words without markup."""
    start: int
    end: int
    reason: str
    evidence: tuple[str, ...] = ()
    confidence: float = 1.0
    twin: str | None = None
    """For a double: the id of the block that stays."""
    used: tuple[str, ...] = ()
    """Metadata fields that were read from it."""
    stage: str = "label"


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where scraping lost words."""

    id: str
    start: int
    end: int
    block: str
    """Id of the block in which it stands."""
    at: int
    """Place in that block's text."""
    reason: str
    explanation: str
    confidence: float = 0.7


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person should look at."""

    code: str
    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """A block that had been removed and was brought back by a person."""

    kind: Label
    """What it was removed as."""
    start: int
    end: int
    reason: str
    """Why it had been removed."""


class Unsure(NamedTuple):
    """A block that stays, and of which the labeller was not sure."""

    start: int
    end: int
    label: Label
    confidence: float
    """The chance that it is where it belongs, 0 to 1."""
    evidence: tuple[str, ...] = ()
    """What counted most."""


@dataclass(frozen=True, slots=True)
class Article:
    """The structured result of cleaning one source."""

    id: str
    name: str
    url: str | None
    media_type: str
    encoding: Encoding
    sha256: str
    """Of the bytes as they came."""
    sha256_decoded: str
    """Of the decoded page, written as UTF-8."""
    bytes: int
    chars: int
    title: str | None
    authors: tuple[str, ...]
    published: str | None
    """ISO 8601 date, as precise as the source: ``2006-02-25``, ``2004-08``, ``1999``."""
    updated: str | None
    publisher: str | None
    issue: str | None
    language: str
    """BCP 47; ``und`` where it can't be told."""
    standfirst: str | None
    front: tuple[ArticleBlock, ...]
    """Title, byline, dates, standfirst … in source order, as they stand in the page."""
    sections: tuple[Section, ...]
    removed: Sequence[Removal]
    repairs: Sequence[Repair]
    gaps: tuple[Gap, ...]
    metadata: tuple[Found, ...]
    doubts: tuple[Doubt, ...]
    confidence: float
    space: Sequence[tuple[int, str]] = ()
    """White space of the page that cannot be told from the blocks: place and characters."""
    subtitle: str | None = None
    series: str | None = None
    part: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    description: str | None = None
    licence: str | None = None
    captured: str | None = None
    origins: tuple[str, ...] = ()
    version: int = 1
    supersedes: int | None = None
    recipe: str = ""
    restored: tuple[Restored, ...] = ()
    decided: tuple[Decided, ...] = ()
    unsure: Sequence[Unsure] = ()

    @property
    def text(self) -> str:
        """The clean text: one block a line, a blank line between blocks; lines of one list, verse or table without one.

        The standfirst opens it; the title, the byline and what else was read into the metadata are not repeated in it. Items and notes
        have their printed marker, numbers of notes that touch a word are in brackets, a power has a caret; what a picture shows (its
        alternative text) is left out.
        """
        return text_of(self.blocks)

    @property
    def blocks(self) -> tuple[ArticleBlock, ...]:
        """Every block of the clean text in reading order, headings included."""
        return read_in_order(self.front, self.sections)

    @property
    def words(self) -> int:
        """Words of the clean text (`count_words`)."""
        return count_words(self.text)


def read_in_order(front: Iterable[ArticleBlock], sections: Iterable[Section]) -> tuple[ArticleBlock, ...]:
    """The blocks that make the clean text: of the front the standfirst and epigraphs, then the sections with their headings."""
    out = [b for b in front if b.kind in (Label.STANDFIRST, Label.EPIGRAPH)]
    for section in sections:
        if section.head is not None:
            out.append(section.head)
        out.extend(section.blocks)
    return tuple(out)


def text_of(blocks: Iterable[ArticleBlock]) -> str:
    """The text of blocks in reading order (`Article.text`)."""
    parts: list[str] = []
    last: tuple[Label, int] | None = None
    for block in blocks:
        if not block.text or block.kind is Label.IMAGE:
            continue
        together = (block.kind, block.group) if block.group and block.kind in _LINES else None
        if parts:
            parts.append("\n" if together and together == last else "\n\n")
        printed = block.n and not block.n.isalnum() and block.kind in (Label.LIST_ITEM, Label.NOTE)
        text = _told_apart(block) if block.inlines else block.text
        parts.append(f"{block.n} {text}" if printed else text)
        last = together
    return "".join(parts)


_STROKES = ("/", "⁄", "∕")
"""What stands between the two figures of a fraction."""


def _told_apart(block: ArticleBlock) -> str:
    """A block's text where raised figures would read as part of what they touch: ``night[1]`` for the number of a note, ``10^6`` for a power,
    ``3 1/2`` for a fraction."""
    text, parts, at = block.text, [], 0
    for inline in sorted(block.inlines, key=lambda i: (i.start, i.end)):
        start, end = inline.start, inline.end
        raised = text[start:end] if start > 0 and start >= at else ""
        if inline.kind == "noteref" and raised.isalnum() and text[start - 1] not in " \n[(":
            parts += [text[at:start], "[", raised, "]"]
        elif inline.kind == "sup" and raised.isdecimal() and text[start - 1].isdecimal():
            parts += [text[at:start], " " if text[end:end + 1] in _STROKES and text[end + 1:end + 2].isdecimal() else "^", raised]
        else:
            continue
        at = end
    return "".join([*parts, text[at:]])


_LINES = frozenset({Label.LIST_ITEM, Label.TABLE_ROW, Label.VERSE, Label.SLOGAN, Label.DEFINITION_TERM, Label.DEFINITION, Label.REFERENCE})

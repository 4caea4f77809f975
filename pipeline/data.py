"""The frozen types that cross stages.

Strategy: a stage takes values of these types and returns new ones; nothing here is ever changed after it was made. This file
imports nothing of ours but the maker of quick classes, so every stage may import it.

Coordinates: ``start`` and ``end`` are always half-open ranges of code points in the *decoded page* (``Page.text``), never bytes and
never positions in repaired text, so that any record made by any stage leads back to the same words of the source.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from pipeline.frozen import quick

__all__ = [
    "LETTERS", "Article", "ArticleBlock", "Attribution", "Block", "Decision", "Doubt", "Encoding", "Found", "Gap", "Inline", "Label",
    "Markup", "Page", "Removal", "Repair", "Restored", "Section", "Source", "Vote", "article_id",
]


class Label(StrEnum):
    """What a block is. The first group is article, the second is read into the metadata, the third is boilerplate."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    KICKER = "kicker"
    BYLINE = "byline"
    STANDFIRST = "standfirst"
    EPIGRAPH = "epigraph"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    QUOTATION = "quotation"
    PULL_QUOTE = "pull-quote"
    TABLE_ROW = "table-row"
    CAPTION = "caption"
    CREDIT = "credit"
    IMAGE = "image"
    VERSE = "verse"
    SLOGAN = "slogan"
    DEFINITION_TERM = "definition-term"
    DEFINITION = "definition"
    PREFORMATTED = "preformatted"
    MILESTONE = "milestone"
    NOTE = "note"
    AUTHOR_NOTE = "author-note"
    EDITOR_NOTE = "editor-note"
    CORRECTION = "correction"
    REFERENCE = "reference"

    DATELINE = "dateline"
    MASTHEAD = "masthead"
    ISSUE = "issue"
    SECTION_NAME = "section-name"
    SERIES = "series"

    COMMENT_FORM = "comment-form"
    COMMENTS = "comments"
    JOIN_US = "join-us"
    SUBSCRIBE = "subscribe"
    SHARE = "share"
    RELATED = "related"
    PROMO = "promo"
    NAVIGATION = "navigation"
    SERIES_NAVIGATION = "series-navigation"
    BREADCRUMB = "breadcrumb"
    PAGINATION = "pagination"
    ARTICLE_INFO = "article-info"
    TAGS = "tags"
    LEGAL = "legal"
    COOKIE_NOTICE = "cookie-notice"
    LOGIN = "login"
    PAYWALL = "paywall"
    ADVERT = "advert"
    APP_PROMO = "app-promo"
    SOCIAL_EMBED = "social-embed"
    PRINT_TOOLS = "print-tools"
    DUPLICATE = "duplicate"
    SEPARATOR = "separator"
    SITE_REPEAT = "site-repeat"
    OTHER = "other"

    removed: bool
    """True for the kinds of boilerplate: a block with such a label goes to the ledger."""
    front: bool
    """True for what stands before the body of an article and is read into its metadata."""


_BOILERPLATE = frozenset(list(Label)[list(Label).index(Label.COMMENT_FORM):])
_FRONT = frozenset({
    Label.TITLE, Label.SUBTITLE, Label.KICKER, Label.BYLINE, Label.STANDFIRST, Label.EPIGRAPH, Label.DATELINE, Label.MASTHEAD,
    Label.ISSUE, Label.SECTION_NAME, Label.SERIES,
})
for _label in Label:  # plain attributes: they are asked thousands of times a page, and a property costs three times as much
    _label.removed, _label.front = _label in _BOILERPLATE, _label in _FRONT

LETTERS: Mapping[Label, str] = MappingProxyType({
    Label.TITLE: "tp", Label.SUBTITLE: "tp", Label.KICKER: "tp", Label.BYLINE: "by", Label.STANDFIRST: "p", Label.EPIGRAPH: "q",
    Label.HEADING: "h", Label.PARAGRAPH: "p", Label.LIST_ITEM: "li", Label.QUOTATION: "q", Label.PULL_QUOTE: "q", Label.TABLE_ROW: "tr",
    Label.CAPTION: "h", Label.CREDIT: "n", Label.IMAGE: "gr", Label.VERSE: "l", Label.SLOGAN: "li", Label.DEFINITION_TERM: "lb",
    Label.DEFINITION: "li", Label.PREFORMATTED: "ab", Label.MILESTONE: "ms", Label.NOTE: "n", Label.AUTHOR_NOTE: "n",
    Label.EDITOR_NOTE: "n", Label.CORRECTION: "n", Label.REFERENCE: "bi", Label.DATELINE: "dt", Label.MASTHEAD: "im",
    Label.ISSUE: "im", Label.SECTION_NAME: "im", Label.SERIES: "im",
})
"""Letters of a block's id: ``ID.p230`` is a paragraph that starts at 230. Kinds that are not here have ``ab``. Besides: ``d`` section,
``rm`` removal, ``g`` gap; two blocks with one id get ``-2``, ``-3`` in reading order."""


@dataclass(frozen=True, slots=True)
class Source:
    """One thing that was scraped: bytes, with where they came from."""

    name: str
    """Path below the input with ``/``, or the id of a record; ``-`` for standard input."""
    data: bytes
    url: str | None = None
    media_type: str | None = None
    """``text/plain``, ``text/html`` …; None where nothing says so: the reader looks at the bytes."""
    charset: str | None = None
    """Declared from outside: HTTP header, ``str`` input (``unicode``)."""
    captured: str | None = None
    """When it was scraped, ISO 8601, if the input says so. Never the clock, never a file's age."""
    metadata: tuple[tuple[str, str], ...] = ()
    """What the input says of it besides (fields of a JSONL line, WARC headers), as pairs."""
    origins: tuple[str, ...] = ()
    """Further names under which the same bytes were found."""
    record: bytes | None = None
    """The WARC record it came in, headers and all, as it stood there."""

    @property
    def identity(self) -> str:
        """What the id is made of: the URL where one is known, else the name, else the bytes."""
        if self.url:
            return self.url
        if self.name and self.name != "-":
            return self.name
        return "sha256:" + self.sha256

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes as they came."""
        return hashlib.sha256(self.data).hexdigest()


def article_id(identity: str) -> str:
    """``a`` and the first 12 hex digits of the SHA-256 of a source's identity."""
    return "a" + hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes became text."""

    name: str
    """Python's name of the codec that was used: ``utf-8``, ``windows-1252`` …"""
    by: str
    """Which evidence decided: ``bom``, ``header``, ``declaration``, ``utf-8``, ``detector``, ``fallback``, ``mixed``, ``unicode``."""
    confidence: float = 1.0
    lost: int = 0
    """Bytes that could not be decoded (each run stands as U+FFFD in the text)."""

    @property
    def exact(self) -> bool:
        """The bytes are the text in UTF-8, no byte more and none less."""
        return self.name == "utf-8" and not self.lost and self.by.partition(" ")[0] not in ("bom", "mixed")


@dataclass(frozen=True, slots=True)
class Repair:
    """One change of characters. ``steps`` applied to ``before`` give ``after`` (``decode.replay``)."""

    start: int
    end: int
    before: str
    after: str
    kind: str
    """``mojibake``, ``illegal-char``, ``entity``, ``markup``, ``hyphen``."""
    steps: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A source after decoding: ``text`` as decoded, the repairs, and ``fixed``, the text with the repairs made."""

    name: str
    text: str
    fixed: str
    encoding: Encoding
    repairs: tuple[Repair, ...] = ()
    url: str | None = None
    media_type: str = "text/plain"
    captured: str | None = None
    metadata: tuple[tuple[str, str], ...] = ()
    _fixed_at: tuple[int, ...] = field(default=(), repr=False)
    """Where each repair starts in ``fixed``; filled by ``decode``."""

    def place(self, at: int) -> int:
        """The place in ``text`` of a place in ``fixed``; inside a replaced stretch, that stretch's start."""
        return self._place(at, after=False)

    def place_end(self, at: int) -> int:
        """Like `place`, for the exclusive end of a range: inside a replaced stretch, that stretch's end."""
        return self._place(at, after=True)

    def _place(self, at: int, *, after: bool) -> int:
        if not self.repairs:
            return at
        i = (bisect_right(self._fixed_at, at - 1) if after else bisect_right(self._fixed_at, at)) - 1
        if i < 0:
            return at
        repair, fixed_at = self.repairs[i], self._fixed_at[i]
        past = at - fixed_at - len(repair.after)
        if past >= 0:
            return repair.end + past
        return repair.end if after else repair.start


@quick
@dataclass(frozen=True, slots=True)
class Inline:
    """Something inside a block's text: characters ``start`` to ``end`` of ``Block.text`` (not of the page)."""

    start: int
    end: int
    kind: str
    """``link``, ``italic``, ``bold``, ``underline``, ``strike``, ``sup``, ``sub``, ``smallcaps``, ``mono``, ``lang``, ``noteref``,
    ``break``, ``ruby``."""
    value: str = ""
    """The link's target, the language, the note's number, how ruby's base is read."""


@quick
@dataclass(frozen=True, slots=True)
class Markup:
    """What markup says of a block; only blocks from HTML have it."""

    tag: str
    path: tuple[str, ...] = ()
    """Tags from the root down to the block's own."""
    hints: tuple[str, ...] = ()
    """Class names, ids, roles and itemprops of the block and of the elements around it, nearest first."""
    link_chars: int = 0
    hidden: bool = False
    heading: int = 0
    """1 to 6 for h1 to h6."""
    list_depth: int = 0
    list_kind: str = ""
    """``bulleted``, ``numbered``, ``gloss``."""
    number: str = ""
    quote: int = 0
    """Depth of blockquotes around it."""
    figure: int = 0
    """Number of the figure it stands in, from 1; 0 outside."""
    table: int = 0
    """Number of the table it stands in, from 1; 0 outside."""
    cells: tuple[tuple[str, int, int, bool], ...] = ()
    """For a table row: text, rowspan, colspan, is it a header."""
    attributes: tuple[tuple[str, str], ...] = ()
    """``src``, ``alt``, ``cite``, ``lang``, ``datetime`` and the like, as pairs."""
    nodes: tuple[int, ...] = ()
    """Running numbers of the elements in ``path``: blocks that share a number stand in the same element."""


@quick
@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph-like stretch of a page."""

    n: int
    text: str
    """Repaired, white space folded to single spaces and trimmed (kept as it is in preformatted text)."""
    start: int
    end: int
    verbatim: str = ""
    """The repaired text as it stands, white space and line breaks kept."""
    line: int = 0
    """Number of the line it starts in, from 1."""
    chunk: int = 0
    """Number of the group of lines between blank lines it stands in."""
    blank: int = 0
    """Blank lines before it."""
    markup: Markup | None = None
    inlines: tuple[Inline, ...] = ()


class Vote(NamedTuple):
    """One opinion on a block. Voters do not see one another's votes. A tuple, since a page has hundreds: a third of the price."""

    block: int
    label: Label
    score: float
    """0 to 1: how sure this voter is."""
    by: str
    """``phrase:en``, ``rule:NAME``, ``zone``, ``double``, ``model:text``, ``site-repeat``, ``review`` …"""
    evidence: str = ""
    """What a person should see: the words that matched, the numbers behind it."""
    version: str = "1"
    twin: int | None = None
    """For a double: the block that stays."""


class Decision(NamedTuple):
    """The label of a block, why, and the votes it rests on."""

    block: int
    label: Label
    score: float
    reason: str
    """A code of reasons.toml."""
    votes: tuple[Vote, ...] = ()
    twin: int | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """The source of a quotation that stands at the end of its text: characters ``at`` to the end of ``ArticleBlock.text``."""

    at: int
    start: int
    """Where it starts in the page."""


@quick
@dataclass(frozen=True, slots=True)
class ArticleBlock:
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


@quick
@dataclass(frozen=True, slots=True)
class Found:
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
    removed: tuple[Removal, ...]
    repairs: tuple[Repair, ...]
    gaps: tuple[Gap, ...]
    metadata: tuple[Found, ...]
    doubts: tuple[Doubt, ...]
    confidence: float
    space: tuple[tuple[int, str], ...] = ()
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
        """Words of the clean text, split at white space."""
        return len(self.text.split())


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


def _told_apart(block: ArticleBlock) -> str:
    """A block's text where raised figures would read as part of what they touch: ``night[1]`` for the number of a note, ``10^6`` for a power."""
    text, at = block.text, len(block.text)
    for inline in sorted(block.inlines, key=lambda i: (-i.start, -i.end)):
        start, end = inline.start, inline.end
        raised = text[start:end] if 0 < start < end <= at else ""
        if inline.kind == "noteref" and raised.isalnum() and text[start - 1] not in " \n[(":
            text, at = f"{text[:start]}[{raised}]{text[end:]}", start
        elif inline.kind == "sup" and raised.isdecimal() and text[start - 1].isdecimal():
            text, at = f"{text[:start]}^{text[start:]}", start
    return text


_LINES = frozenset({Label.LIST_ITEM, Label.TABLE_ROW, Label.VERSE, Label.SLOGAN, Label.DEFINITION_TERM, Label.DEFINITION, Label.REFERENCE})

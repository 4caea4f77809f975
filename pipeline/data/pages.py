"""Sources, pages, their blocks, and what is said of and decided on each block. Other stages take these types from `pipeline.data`."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.data.addresses import leads_nowhere
from pipeline.data.labels import Label

__all__ = ["ALL_TEXT", "DAMAGED", "Block", "Decision", "Encoding", "Inline", "Markup", "Page", "Repair", "Source", "Vote", "article_id", "shown_name"]

ALL_TEXT = "format:all-text"
"""The name of a pair of metadata, which no field of a record has by chance: the format that it names has no place for boilerplate."""
DAMAGED = "format:damaged"
"""The name of another one: where the file is damaged or cut short, of which the source is what could be read."""


@dataclass(frozen=True, slots=True)
class Source:
    """One thing that was scraped: bytes, with where they came from."""

    name: str
    """Path below the input with ``/``, or the id of a record; ``-`` for standard input."""
    data: bytes
    url: str | None = None
    """Where it was fetched. One that holds a document or runs a script (`leads_nowhere`) is put into ``metadata`` instead."""
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

    def __post_init__(self) -> None:
        if self.url and leads_nowhere(self.url):
            told = ("url", self.url)
            object.__setattr__(self, "metadata", self.metadata if told in self.metadata else (*self.metadata, told))
            object.__setattr__(self, "url", None)

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

    @property
    def shown(self) -> str:
        """Its name in sentences for people."""
        return shown_name(self.name, self.url)


def shown_name(name: str, url: str | None) -> str:
    """The name of a source in sentences for people: the URL of one that has nothing but the id of its record in a web archive, else its name.

    >>> shown_name("urn:uuid:1", "http://weir.example/"), shown_name("pages/weir.html", "http://weir.example/")
    ('http://weir.example/', 'pages/weir.html')
    """
    return url if url and name.startswith("urn:") else name


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


class Repair(NamedTuple):
    """One change of characters. ``steps`` applied to ``before`` give ``after`` (`pipeline.decoding.repair.replay`). A tuple, as removals are: a text
    may have a hundred thousand."""

    start: int
    end: int
    before: str
    after: str
    kind: str
    """``mojibake``, ``illegal-char``, ``entity``, ``escape``, ``markup``, ``hyphen``, ``line-end``, ``running-head``, ``formula``."""
    steps: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A source after decoding: ``text`` as decoded, the repairs, and ``fixed``, the text with the repairs made."""

    name: str
    text: str
    fixed: str
    encoding: Encoding
    repairs: Sequence[Repair] = ()
    url: str | None = None
    media_type: str = "text/plain"
    captured: str | None = None
    metadata: tuple[tuple[str, str], ...] = ()
    _fixed_at: Sequence[int] = field(default=(), repr=False, hash=False)
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


class Inline(NamedTuple):
    """Something inside a block's text: characters ``start`` to ``end`` of ``Block.text`` (not of the page)."""

    start: int
    end: int
    kind: str
    """``link``, ``italic``, ``bold``, ``underline``, ``strike``, ``sup``, ``sub``, ``smallcaps``, ``mono``, ``lang``, ``noteref``,
    ``break``, ``ruby``, ``formula`` (its characters are TeX)."""
    value: str = ""
    """The link's target, the language, the note's number, how ruby's base is read."""


class Markup(NamedTuple):
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
    """``bulleted``, ``numbered``, ``plain``, ``gloss``."""
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


class Block(NamedTuple):
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
    """What the memory of a site, or a rule of its file, says of a block."""

    block: int
    label: Label
    score: float
    """0 to 1: how sure this voter is."""
    by: str
    """``site-repeat``, or what a rule asks for: ``named``, ``kept``, ``stripped``, ``outside`` (`pipeline.data.answers`)."""
    evidence: str = ""
    """What a person should see: the rule, or how often the block stands on the site."""


class Decision(NamedTuple):
    """The label of a block, how sure it is, and why."""

    block: int
    label: Label
    score: float
    """0 to 1."""
    reason: str
    """A code of reasons.toml: who decided."""
    evidence: tuple[str, ...] = ()
    """What counted most, in words."""
    twin: int | None = None
    """For a duplicate: the block that stays."""

    @property
    def stays_by_labeller(self) -> bool:
        """Whether the labeller alone lets the block stay: no guard and no person decided."""
        return self.reason in ("kept", "never-empty")

    @property
    def removed_by_labeller(self) -> bool:
        """Whether the labeller alone removes the block."""
        return self.reason == "labeller" and self.label.removed

"""The lines of ``data/articles`` and ``data/ledger`` as pydantic models; the published JSON Schemas are made from them (`tools/make_schemas.py`).

Importing this costs 0.2 s of pydantic: only checks need it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.dataclasses import dataclass

__all__ = ["ArticleRecord", "Block", "Doubt", "Found", "Gap", "Inline", "LedgerRecord", "Removal", "Repair", "Section"]

ArticleId = Annotated[str, StringConstraints(pattern=r"^a[0-9a-f]{12}$")]
BlockId = Annotated[str, StringConstraints(pattern=r"^a[0-9a-f]{12}\.[a-z]+[0-9]+(-[0-9]+)?$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
PartialDate = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?$")]
Place = Annotated[int, Field(ge=0, description="Code points of the decoded page, from 0.")]
Probability = Annotated[float, Field(ge=0, le=1)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


_COMPACT = ConfigDict(extra="forbid", strict=True)
"""Of records of which one article may have a hundred thousand: a dataclass with slots takes a sixth of the memory of a model."""


@dataclass(slots=True, config=_COMPACT)
class _Range:
    start: Place
    end: Place

    def __post_init__(self) -> None:
        """Raises ValueError for a range that ends before its start."""
        if self.start > self.end:
            raise ValueError(f"the range ends at {self.end}, before its start at {self.start}")


class Encoding(_Record):
    """How the bytes became text."""

    name: str
    by: str = Field(description="Which evidence decided: bom, header, declaration, utf-8, detector, fallback, mixed, unicode.")
    confidence: Probability
    lost: int = Field(ge=0, description="Bytes that could not be decoded.")


class Source(_Record):
    """What the article was made from."""

    name: str = Field(description="Path below the input with /, or the id of a record; - for standard input.")
    url: str | None
    media_type: str
    encoding: Encoding
    sha256: Sha256 = Field(description="Of the bytes as they came.")
    sha256_decoded: Sha256 = Field(description="Of the decoded page as UTF-8.")
    bytes: int = Field(ge=0)
    chars: int = Field(ge=0, description="Length of the decoded page in code points.")
    captured: str | None = Field(description="When it was scraped, if the input says so.")
    origins: list[str] = Field(description="Further names under which the same bytes were found.")


@dataclass(slots=True, config=_COMPACT)
class Inline(_Range):
    """Something inside a block's text; start and end are places in that text."""

    kind: Code
    value: str = Field("", description="A link's target, a language, a note's number.")


class Cell(_Record):
    """A cell of a table row."""

    text: str
    rows: int = Field(1, description="Rows it spans.")
    cols: int = Field(1, description="Columns it spans.")
    header: bool = False


class Attribution(_Record):
    """The source of a quotation: from character at of the block's text to its end."""

    at: int = Field(ge=0)
    start: Place


@dataclass(slots=True, config=_COMPACT)
class Block(_Range):
    """A block of the article."""

    id: BlockId
    kind: Annotated[Code, Field(description="A label of the first two groups in kinds.toml.")]
    text: str
    group: int = Field(default=0, description="Neighbours of one kind and group are one list, quotation, verse, table or figure.")
    level: int = Field(default=0, description="Depth of a list item, from 1.")
    rend: str = ""
    n: str = Field(default="", description="Number or marker as printed.")
    cells: list[Cell] = Field(default_factory=list)
    inlines: list[Inline] = Field(default_factory=list)
    attribution: Attribution | None = None
    target: str = ""
    url: str = ""
    lang: str = ""


class Section(_Record):
    """A stretch of the article under one heading."""

    id: BlockId
    parent: BlockId | None
    level: int = Field(ge=0, description="0 for what stands before the first heading.")
    role: Literal["body", "notes", "related", "bibliography", "bio", "appendix"]
    heading: str | None
    head: Block | None = None
    blocks: list[Block]


@dataclass(slots=True, kw_only=True, config=_COMPACT)
class Found:
    """A metadata value and where it was found."""

    field: Code
    value: str
    how: str
    text: str = Field(default="", description="As printed.")
    start: Place | None = None
    end: Place | None = None
    confidence: Probability
    chosen: bool


class Doubt(_Record):
    """Something a person should look at."""

    code: Code
    text: str
    start: Place | None = None
    end: Place | None = None


class ArticleRecord(_Record):
    """One article, a line of data/articles/NNNNN.jsonl."""

    id: ArticleId
    version: int = Field(ge=1)
    supersedes: int | None
    source: Source
    title: str | None
    subtitle: str | None
    authors: list[str]
    published: PartialDate | None
    updated: PartialDate | None
    publisher: str | None
    issue: str | None
    series: str | None
    part: str | None
    section: str | None
    language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$")]
    standfirst: str | None
    tags: list[str]
    description: str | None
    licence: str | None
    words: int = Field(ge=0, description="Words of text, parted at white space; of scripts without spaces, one for two letters (Han) or four (Thai).")
    text: str = Field(description="The clean text: a blank line between blocks, none between lines of one list, verse or table.")
    front: list[Block] = Field(description="Title, byline, dates, standfirst … as they stand in the page.")
    sections: list[Section] = Field(description="In reading order.")
    metadata: list[Found]
    confidence: Probability
    doubts: list[Doubt]
    recipe: str


@dataclass(slots=True, config=_COMPACT)
class Removal(_Range):
    """A block that is not part of the article."""

    id: BlockId
    kind: Annotated[Code, Field(description="A label of the third group in kinds.toml.")]
    text: Annotated[str, Field(description="The characters of the decoded page from start to end; of HTML, the words among them.")]
    reason: Code
    evidence: list[str]
    confidence: Probability
    stage: Code
    twin: str | None = Field(None, description="Id of the block that stays, for words that stand twice.")
    used: list[str] = Field([], description="Metadata fields that were read from it.")


@dataclass(slots=True, config=_COMPACT)
class Repair(_Range):
    """One change of characters."""

    before: str
    after: str
    kind: Code
    steps: list[list[str]] = Field(default=[])


@dataclass(slots=True, config=_COMPACT)
class Gap(_Range):
    """A place where scraping lost words."""

    id: BlockId
    block: BlockId
    at: Annotated[int, Field(ge=0, description="Place in that block's text.")]
    reason: Code
    explanation: str
    confidence: Probability


@dataclass(slots=True, config=_COMPACT)
class Restored(_Range):
    """A block that had been removed and was brought back by a person."""

    kind: Code
    reason: Code


@dataclass(slots=True, config=_COMPACT)
class Decided(_Range):
    """A block on which a person decided, with the line of decisions.jsonl that says so."""

    label: Annotated[Code, Field(description="The label that the decision led to.")]
    block: Annotated[Sha256, Field(description="Of the block's text.")]
    source: Annotated[str, Field(description="Where the person saw it: URL or name.")]
    before: Code
    after: Annotated[Code, Field(description="A label, keep or remove.")]
    scope: Annotated[Code, Field(description="block, site or everywhere.")]
    who: str
    when: str


@dataclass(slots=True, config=_COMPACT)
class Unsure(_Range):
    """A block that stays, and of which the labeller was not sure."""

    label: Code
    confidence: Annotated[Probability, Field(description="The chance that it is where it belongs; those of 0.9 and more are not listed.")]
    evidence: list[str] = Field(default=[], description="What counted most, in words.")


class LedgerRecord(_Record):
    """What became of the rest of a source, a line of data/ledger/NNNNN.jsonl."""

    id: ArticleId
    version: int = Field(ge=1)
    sha256: Sha256
    media_type: str
    chars: int = Field(ge=0)
    removed: list[Removal]
    repairs: list[Repair]
    gaps: list[Gap]
    space: list[tuple[Place, str]] = Field(description="White space of the page that the ranges do not tell.")
    restored: list[Restored] = Field(default=[], description="What had been removed and was brought back by a person.")
    decisions: list[Decided] = Field(default=[], description="Blocks on which a person decided.")
    unsure: list[Unsure] = Field(default=[], description="Blocks that stay, and of which the labeller was not sure.")

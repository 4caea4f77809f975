"""Checks one line of ``data/articles`` or ``data/ledger``: its form by pydantic, its sense by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

from pipeline.data.beyond import beyond_ascii
from pipeline.validate.line_parts import Parted, parts_of
from pipeline.validate.problem import Problem

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from pipeline.validate.records import ArticleRecord, Block, Doubt, Found, Gap, Inline, LedgerRecord, Removal, Repair, Section

    _Placed = Block | Doubt | Found | Gap | Removal | Repair

__all__ = ["Record", "all_blocks", "read_line", "text_of", "validate_line"]

Record = Mapping[str, Any]
_ONE_A_LINE = frozenset({"list-item", "table-row", "verse", "slogan", "definition-term", "definition", "reference"})
_OPENING = frozenset({"standfirst", "epigraph"})
_MOST = 50
_TOGETHER = re.compile("(?:[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]|[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])+")
"""Letters of scripts that put no spaces between words."""
_EASTERN_MARKS = "，。、；：！？「」『』（）《》〈〉【】“”‘’…—～·・"


def validate_line(line: bytes | str, kind: Literal["article", "ledger"] = "article") -> list[Problem]:
    """Everything that is wrong with a line, at most 50 problems."""
    from pydantic import ValidationError

    from pipeline.validate.records import ArticleRecord, LedgerRecord

    data = line.encode("utf-8", "surrogatepass") if isinstance(line, str) else line
    if b"\n" in data.rstrip(b"\n") or data.endswith(b"\n\n"):
        return [Problem("line-ends", "", "This is more than one line.")]
    if kind == "article" and _is_sound_in_parts(data):
        return []
    try:
        problems = _article(ArticleRecord.model_validate_json(data)) if kind == "article" else _ledger(LedgerRecord.model_validate_json(data))
    except ValidationError as error:
        return [
            Problem("line-invalid", ".".join(map(str, part["loc"])), f"{part['msg']}.") for part in error.errors(include_url=False)
        ][:_MOST]
    return list(problems)[:_MOST]


def read_line(line: bytes | str) -> Record | Problem:
    """The record of a line, or the problem that it holds none."""
    try:
        record = json.loads(line)
    except RecursionError:
        return Problem("line-invalid", "", "This line is nested too deep to be read.")
    except ValueError as error:
        return Problem("line-invalid", "", f"This line is not JSON: {error}.")
    return record if isinstance(record, dict) else Problem("line-invalid", "", "This line holds no record.")


def all_blocks(record: Record) -> Iterator[Record]:
    """Every block of an article in reading order: front, then heading and blocks of each section."""
    yield from record["front"]
    for section in record["sections"]:
        if section.get("head"):
            yield section["head"]
        yield from section["blocks"]


def _printed(block: Block) -> str:
    """A block's words; items and notes with the marker that was printed before them."""
    words = _apart(block.text, block.inlines) if block.inlines else block.text
    return f"{block.n} {words}" if block.n and block.kind in ("list-item", "note") and not block.n.isalnum() else words


_FRACTION = re.compile(r"[/⁄∕]\d")
"""What follows the first figure of a fraction."""


def _apart(text: str, inlines: Iterable[Inline]) -> str:
    """The calls of notes in brackets, where nothing else parts them from a word; a caret before a power, and a space before a fraction."""
    raised = [(i.start, i.end, i.kind) for i in inlines if i.kind in ("noteref", "sup")]
    frames = {}
    last = 0
    for start, end, kind in sorted(raised, key=lambda r: r[:2]):
        if start < 1 or start < last:
            continue
        figure, before = text[start:end], text[start - 1:start]
        if kind == "sup" and figure.isdecimal() and before.isdecimal():
            frames[start], last = (end, f"{' ' if _FRACTION.match(text, end) else '^'}{figure}"), end
        elif kind == "noteref" and figure.isalnum() and before not in (" ", "\n", "[", "("):
            frames[start], last = (end, f"[{figure}]"), end
    out, at = [], 0
    for start, (end, shown) in frames.items():
        out += [text[at:start], shown]
        at = end
    return "".join([*out, text[at:]])


def text_of(record: ArticleRecord) -> str:
    """The clean text that the blocks of a record make."""
    return "".join(_pieces([*(block for block in record.front if block.kind in _OPENING), *_below_front(record)]))


def _pieces(blocks: Iterable[Block]) -> Iterator[str]:
    """What blocks add to the clean text, and what stands between them."""
    first, before = True, None
    for block in blocks:
        kind = block.kind
        if not block.text or kind == "image":
            continue
        now = (kind, block.group) if block.group and kind in _ONE_A_LINE else None
        if not first:
            yield "\n" if now and now == before else "\n\n"
        yield _printed(block)
        first, before = False, now


def _words(text: str) -> int:
    """Words between white space; where letters stand without spaces, a word for two of Chinese and Japanese, for four of Thai and its neighbours."""
    if text.isascii() or not _TOGETHER.search(beyond_ascii(text)):
        return len(text.split())
    apart = _TOGETHER.sub(lambda run: " w" * -(-len(run[0]) // (4 if run[0] < "\u2000" else 2)) + " ", text)
    return len(apart.translate(dict.fromkeys(map(ord, _EASTERN_MARKS), " ")).split())


def _below_front(record: ArticleRecord) -> list[Block]:
    """The heading and the blocks of each section."""
    return [block for section in record.sections for block in ((section.head, *section.blocks) if section.head else section.blocks)]


def _is_sound_in_parts(data: bytes) -> bool:
    """Whether nothing is wrong with a long line of an article; not where that cannot be told part by part, or a part is wrong."""
    if (parted := parts_of(data)) is None:
        return False
    from pydantic import ValidationError

    from pipeline.validate.records import ArticleRecord

    try:
        record = ArticleRecord.model_validate_json(parted.rest)
        seen, at = set[str](), 0
        front = (block for block in _sound(record, record.front, data, parted, seen) if block.kind in _OPENING)
        for piece in _pieces(chain(front, _sound(record, _below_front(record), data, parted, seen))):
            if not record.text.startswith(piece, at):
                return False
            at += len(piece)
    except (ValidationError, _Unsound):
        return False
    sections = [section.id for section in record.sections]
    if at < len(record.text) or parted.stretches or not seen.isdisjoint(sections):
        return False
    others = _ids(record.id, sections), _sections(record.sections), _ranges(record.source.chars, [*record.metadata, *record.doubts])
    return not any(chain(*others, _of_article(record)))


def _sound(record: ArticleRecord, blocks: Iterable[Block], data: bytes, parted: Parted, seen: set[str]) -> Iterator[Block]:
    """Blocks, and in front of them the stretches of blocks that were taken out there. Raises ValidationError for what is no block, and `_Unsound`
    for a block with which something is wrong. ``seen``: the ids so far."""
    own, chars = f"{record.id}.", record.source.chars
    for kept in blocks:
        stretches = (_blocks().validate_json(b"[%b]" % data[stretch]) for stretch in parted.stretches.pop(kept.id, ()))
        for block in chain(chain.from_iterable(stretches), (kept,)):
            key = block.id
            if key in seen or not key.startswith(own) or block.end > chars or (block.inlines or block.attribution) and any(_inside(block)):
                raise _Unsound
            seen.add(key)
            yield block


class _Unsound(Exception):
    """Something is wrong with a block."""


@lru_cache(maxsize=1)
def _blocks() -> TypeAdapter[list[Block]]:
    from pydantic import TypeAdapter

    from pipeline.validate.records import Block

    return TypeAdapter(list[Block])


def _article(record: ArticleRecord) -> Iterator[Problem]:
    chars = record.source.chars
    blocks = [*record.front, *_below_front(record)]
    yield from _ids(record.id, [*(b.id for b in blocks), *(s.id for s in record.sections)])
    yield from _ranges(chars, [*blocks, *record.metadata, *record.doubts])
    for block in blocks:
        if block.inlines or block.attribution:
            yield from _inside(block)
    yield from _sections(record.sections)
    text = text_of(record)
    if text != record.text:
        yield Problem("text", "text", f"The text is not what the blocks make: they differ from character {_first_difference(text, record.text)}.")
    yield from _of_article(record)


def _of_article(record: ArticleRecord) -> Iterator[Problem]:
    """What is wrong with a record that has nothing to do with its blocks."""
    if (words := _words(record.text)) != record.words:
        yield Problem("words", "words", f"The number of words in the text is {words}, not {record.words}.")
    if record.supersedes is not None and not 0 < record.supersedes < record.version:
        yield Problem("version", "supersedes", f"Version {record.version} can't supersede version {record.supersedes}.")


def _ledger(record: LedgerRecord) -> Iterator[Problem]:
    yield from _ids(record.id, [*(removal.id for removal in record.removed), *(gap.id for gap in record.gaps)])
    yield from _ranges(record.chars, [*record.removed, *record.repairs, *record.gaps])
    for removal in record.removed:
        removed, held = len(removal.text), removal.end - removal.start
        if removed != held and record.media_type == "text/plain":
            yield Problem("removed-length", removal.id, f"The length of the removed text is {removed}, but that of its range {held}.")
    for repair in record.repairs:
        if len(repair.before) != repair.end - repair.start:
            yield Problem("repair-length", f"repair at {repair.start}", "The repaired stretch is not as long as its range.")
    last = 0
    for place, run in record.space:
        if not run or not run.isspace():
            yield Problem("space", f"space at {place}", "What is listed as white space holds something else.")
        if place < last or place + len(run) > record.chars:
            yield Problem("space", f"space at {place}", "White space is not listed in order, or lies outside the page.")
        last = place + len(run)


def _ids(article: str, ids: Iterable[str]) -> Iterator[Problem]:
    seen, own = set[str](), f"{article}."
    for key in ids:
        if key in seen:
            yield Problem("id-twice", key, "This id stands twice.")
        if not key.startswith(own):
            yield Problem("id-foreign", key, f"This id does not begin with the article's own, {article}.")
        seen.add(key)


def _ranges(chars: int, records: Iterable[_Placed]) -> Iterator[Problem]:
    for record in records:
        start, end = record.start, record.end
        if start is not None and end is not None and start <= end <= chars or start is end is None:
            continue
        where = next((str(name) for field in ("id", "field", "code") if (name := getattr(record, field, None))), f"repair at {start}")
        if start is None or end is None:
            yield Problem("range", where, "A range has a start or an end, but not both.")
        else:
            yield Problem("range", where, f"The range {start} to {end} does not lie in the source, which ends at {chars}.")


def _inside(block: Block) -> Iterator[Problem]:
    length = len(block.text)
    for inline in block.inlines:
        if inline.end > length:
            yield Problem("inline", block.id, f"A {inline.kind} reaches to {inline.end}; the text ends at {length}.")
    attribution = block.attribution
    if attribution and not (attribution.at <= length and block.start <= attribution.start <= block.end):
        yield Problem("attribution", block.id, "The source of the quotation lies outside of it.")


def _sections(sections: Iterable[Section]) -> Iterator[Problem]:
    levels: dict[str, int] = {}
    for section in sections:
        parent = section.parent
        if parent is not None and parent not in levels:
            yield Problem("section", section.id, f"The parent {parent} is not a section before this one.")
        elif parent is not None and levels[parent] >= section.level:
            yield Problem("section", section.id, f"The level {section.level} is not below that of the parent, {levels[parent]}.")
        if section.head and section.head.text != section.heading:
            yield Problem("section", section.id, "The heading differs from the text of its block.")
        levels[section.id] = section.level


def _first_difference(a: str, b: str) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))

"""Article -> one line of JSON, as it stands in ``data/articles``. The fields are described and checked in `pipeline.validate.records`.

Optional fields of blocks are left out where they are empty; those of the article itself always stand, in fixed order, so that every
line has the same columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Any

import orjson

from pipeline.data import Article, ArticleBlock, Doubt, Found, Inline, Section
from pipeline.data.counting import count_words
from pipeline.data.memory import give_back

__all__ = ["LongList", "json_line", "write_json"]

_LINE_ENDS = ((b"\xe2\x80\xa8", b"\\u2028"), (b"\xe2\x80\xa9", b"\\u2029"), (b"\xc2\x85", b"\\u0085"))
"""Characters at which ``str.splitlines`` and some readers of JSONL part a line; in UTF-8, and escaped."""
_AT_ONCE = 1000
"""Members of a long list that stand in memory beside their JSON."""
_RECORD = 100
"""Bytes for which a line holds a record, as memory that may be given back is counted."""
_SURROGATES = re.compile("[\ud800-\udfff]")


def write_json(article: Article) -> bytes:
    """The line of an article, with its newline."""
    return json_line(_article(article))


def json_line(record: dict[str, Any]) -> bytes:
    """One record as one line, whatever its strings hold. Lone surrogates, which UTF-8 can't hold, become U+FFFD."""
    if not any(isinstance(value, LongList) and value.is_long for value in record.values()):
        whole = {key: value.written() if isinstance(value, LongList) else value for key, value in record.items()}
        return _escaped(_dumped(whole, orjson.OPT_APPEND_NEWLINE))
    line = BytesIO()  # gives its bytes away without a copy
    for at, (key, value) in enumerate(record.items()):
        line.write(b"%s%s:" % (b"," if at else b"{", _dumped(key)))
        if isinstance(value, LongList):
            value.write(line)
        else:
            line.write(_escaped(_dumped(value)))
    line.write(b"}\n")
    line.truncate()
    give_back(line.tell() // _RECORD)
    return line.getvalue()


class LongList:
    """A list for `json_line` that may have very many members: then it is written part by part, for a record takes ten times the memory of its
    JSON."""

    __slots__ = ("_members", "_written", "is_long")

    def __init__(self, members: Sequence[Any], written: Callable[[Any], Any]) -> None:
        """``written``: what a member is written as."""
        self._members, self._written = members, written
        self.is_long = len(members) > _AT_ONCE

    def written(self) -> list[Any]:
        """All members at once."""
        return [self._written(member) for member in self._members]

    def parts(self) -> Iterator[bytes]:
        """The list as JSON, some members at a time."""
        for at in range(0, len(self._members), _AT_ONCE):
            some = _dumped([self._written(member) for member in self._members[at:at + _AT_ONCE]])
            yield b"%s%s" % (b"," if at else b"[", some[1:-1])
        yield b"]" if self._members else b"[]"

    def write(self, file: BytesIO) -> None:
        """Appends the list. Room for all of it is made at once, as far as some members tell, since a buffer that grows is copied now and then."""
        if self.is_long:
            at, some = file.tell(), self._members[::_AT_ONCE // 4]
            file.seek(at + len(_dumped([self._written(member) for member in some])) * len(self._members) // len(some) * 33 // 32)
            file.write(b" ")
            file.seek(at)
        file.writelines(_escaped(part) for part in self.parts())


class _Sections(LongList):
    """The sections of an article. The blocks of a long one are written part by part too."""

    __slots__ = ()

    def __init__(self, sections: Sequence[Section]) -> None:
        super().__init__(sections, _section)
        self.is_long = self.is_long or any(len(section.blocks) > _AT_ONCE for section in sections)

    def write(self, file: BytesIO) -> None:
        """Appends the sections."""
        for n, section in enumerate(self._members):
            file.write(b"," if n else b"[")
            if len(section.blocks) > _AT_ONCE:
                file.write(_escaped(_dumped(_section_without_blocks(section)))[:-1] + b',"blocks":')
                LongList(section.blocks, _block).write(file)
                file.write(b"}")
            else:
                file.write(_escaped(_dumped(_section(section))))
        file.write(b"]" if self._members else b"[]")


def _nested(members: Sequence[Any], written: Callable[[Any], dict[str, Any]]) -> list[dict[str, Any]] | orjson.Fragment:
    """A list inside a record: as JSON already where it is long."""
    if len(members) <= _AT_ONCE:
        return [written(member) for member in members]
    return orjson.Fragment(b"".join(LongList(members, written).parts()))


def _escaped(line: bytes) -> bytes:
    if line.isascii():
        return line
    for found, escaped in _LINE_ENDS:
        if found in line:
            line = line.replace(found, escaped)
    return line


def _dumped(value: Any, option: int = 0) -> bytes:
    try:
        return orjson.dumps(value, option=option)
    except orjson.JSONEncodeError:
        return orjson.dumps(_without_surrogates(value), option=option)


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(item) for item in value]
    return value


def _article(article: Article) -> dict[str, Any]:
    text = article.text
    return {
        "id": article.id, "version": article.version, "supersedes": article.supersedes, "source": _source(article),
        "title": article.title, "subtitle": article.subtitle, "authors": article.authors, "published": article.published,
        "updated": article.updated, "publisher": article.publisher, "issue": article.issue, "series": article.series,
        "part": article.part, "section": article.section, "language": article.language, "standfirst": article.standfirst,
        "tags": article.tags, "description": article.description, "licence": article.licence, "words": count_words(text), "text": text,
        "front": [_block(block) for block in article.front], "sections": _Sections(article.sections),
        "metadata": [_found(found) for found in article.metadata], "confidence": round(article.confidence, 4),
        "doubts": [_doubt(doubt) for doubt in article.doubts], "recipe": article.recipe,
    }


def _source(article: Article) -> dict[str, Any]:
    return {
        "name": article.name, "url": article.url, "media_type": article.media_type,
        "encoding": {
            "name": article.encoding.name, "by": article.encoding.by, "confidence": round(article.encoding.confidence, 4),
            "lost": article.encoding.lost,
        },
        "sha256": article.sha256, "sha256_decoded": article.sha256_decoded, "bytes": article.bytes, "chars": article.chars,
        "captured": article.captured, "origins": article.origins,
    }


def _section(section: Section) -> dict[str, Any]:
    return {**_section_without_blocks(section), "blocks": [_block(block) for block in section.blocks]}


def _section_without_blocks(section: Section) -> dict[str, Any]:
    out: dict[str, Any] = {
        "id": section.id, "parent": section.parent, "level": section.level, "role": section.role, "heading": section.heading,
    }
    if section.head is not None:
        out["head"] = _block(section.head)
    return out


def _block(block: ArticleBlock) -> dict[str, Any]:
    out: dict[str, Any] = {"id": block.id, "kind": block.kind.value, "text": block.text, "start": block.start, "end": block.end}
    if block.group:
        out["group"] = block.group
    if block.level:
        out["level"] = block.level
    if block.rend:
        out["rend"] = block.rend
    if block.n:
        out["n"] = block.n
    if block.cells:
        out["cells"] = [_cell(cell) for cell in block.cells]
    if block.inlines:
        out["inlines"] = _nested(block.inlines, _inline)
    if block.attribution is not None:
        out["attribution"] = {"at": block.attribution.at, "start": block.attribution.start}
    if block.target:
        out["target"] = block.target
    if block.url:
        out["url"] = block.url
    if block.lang:
        out["lang"] = block.lang
    return out


def _cell(cell: tuple[str, int, int, bool]) -> dict[str, Any]:
    text, rows, columns, header = cell
    out: dict[str, Any] = {"text": text}
    if rows != 1:
        out["rows"] = rows
    if columns != 1:
        out["cols"] = columns
    if header:
        out["header"] = True
    return out


def _inline(inline: Inline) -> dict[str, Any]:
    out: dict[str, Any] = {"start": inline.start, "end": inline.end, "kind": inline.kind}
    if inline.value:
        out["value"] = inline.value
    return out


def _found(found: Found) -> dict[str, Any]:
    out: dict[str, Any] = {"field": found.field, "value": found.value, "how": found.how}
    if found.text:
        out["text"] = found.text
    out |= _range(found.start, found.end)
    return out | {"confidence": round(found.confidence, 4), "chosen": found.chosen}


def _doubt(doubt: Doubt) -> dict[str, Any]:
    return {"code": doubt.code, "text": doubt.text} | _range(doubt.start, doubt.end)


def _range(start: int | None, end: int | None) -> dict[str, int]:
    return {} if start is None or end is None else {"start": start, "end": end}

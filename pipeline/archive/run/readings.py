"""What was read of sources for the memory of their sites, stored below ``work/`` so that cleaning does not read them a second time.

A reading that is missing or damaged costs only time: the source is read again. Each process writes a file of its own. What is stored are plain
values, since pickling hundreds of objects takes longer than reading some pages: the types are made again from their fields. So nothing else can come
out of a file, whatever it says. The text of a page is most of a reading. Where it is the bytes of the source in UTF-8, it is not stored: the spool
has the bytes.
"""

from __future__ import annotations

import contextlib
import io
import pickle
import zlib
from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import starmap
from operator import attrgetter
from pathlib import Path
from typing import Any

from pipeline.archive.run.processes import process_number
from pipeline.blocks import HeadData, Mark, Split
from pipeline.clean import Reading
from pipeline.data import Block, Encoding, Inline, Markup, Page, Repair
from pipeline.data.columns import in_columns
from pipeline.decoding.repair import fixed_places

__all__ = ["load_reading", "place_of", "save_reading"]

_LARGEST = 50_000_000  # bytes; what is larger is read again
_LEVEL = 1
_PAGE = tuple(one.name for one in fields(Page) if one.name not in ("encoding", "repairs", "_fixed_at"))
_HEAD = tuple(one.name for one in fields(HeadData) if one.name != "marks")
_page_of, _head_of = attrgetter(*_PAGE), attrgetter(*_HEAD)
_encoding_of = attrgetter(*(one.name for one in fields(Encoding)))


def save_reading(work: Path, reading: Reading, data: bytes) -> str:
    """Stores a reading of a source with these bytes and returns where it stands; empty where that was not possible."""
    try:
        stored = _plain(_without_text(reading.page, data), reading.split, reading.language)
        content = zlib.compress(pickle.dumps(stored, pickle.HIGHEST_PROTOCOL), _LEVEL)
    except (pickle.PicklingError, TypeError, RecursionError):
        return ""
    folder = work / "readings"
    folder.mkdir(exist_ok=True)
    name = str(process_number())
    with (folder / name).open("ab", buffering=0) as stream:
        at = stream.tell()
        stream.write(content)
    return f"{name} {at} {len(content)}"


def place_of(where: str) -> tuple[str, int, int] | None:
    """The file below ``work/``, and start and size in it, of what `save_reading` stored; None where there is nothing."""
    if not where:
        return None
    name, at, size = where.split(" ")
    return f"readings/{int(name)}", int(at), int(size)


def load_reading(work: Path, where: str, data: bytes) -> Reading | None:
    """The reading, of a source with these bytes, that stands there; None where there is none."""
    try:
        if not (place := place_of(where)):
            return None
        path, at, size = place
        with (work / path).open("rb") as stream:
            stream.seek(at)
            packed = zlib.decompressobj()
            content = packed.decompress(stream.read(size), _LARGEST)
        if not packed.eof:
            return None
        reading = _made(*_Reader(io.BytesIO(content)).load())
        return replace(reading, page=_with_text(reading.page, data))
    except (OSError, ValueError, EOFError, zlib.error, pickle.UnpicklingError, AttributeError, TypeError, ImportError, IndexError, KeyError):
        return None


def _without_text(page: Page, data: bytes) -> Page:
    """The page without its two texts, where they can be had from the bytes and the repairs."""
    with contextlib.suppress(UnicodeDecodeError):
        if data.decode("utf-8") == page.text and _repaired(page.text, page.repairs) == page.fixed:
            return replace(page, text="", fixed="")
    return page


def _with_text(page: Page, data: bytes) -> Page:
    """The page with its texts: no page has an empty one."""
    if page.text:
        return page
    text = data.decode("utf-8")
    return replace(page, text=text, fixed=_repaired(text, page.repairs))


def _repaired(text: str, repairs: Sequence[Repair]) -> str:
    """The text with the repairs made."""
    if not repairs:
        return text
    parts, at = list[str](), 0
    for repair in repairs:
        parts += (text[at:repair.start], repair.after)
        at = repair.end
    return "".join([*parts, text[at:]])


def _plain(page: Page, split: Split, language: str) -> tuple[Any, ...]:
    """The fields of a reading, tuples in tuples."""
    head = (_head_of(split.head), tuple(map(tuple, split.head.marks))) if split.head else ()
    told = _page_of(page), _encoding_of(page.encoding), tuple(map(tuple, page.repairs))
    return told, (tuple(map(_row, split.blocks)), tuple(map(tuple, split.repairs))), head, language


def _row(block: Block) -> tuple[Any, ...]:
    *first, markup, inlines = block
    return (*first, tuple(markup) if markup else None, tuple(map(tuple, inlines)) if inlines else ())


def _made(told: Any, split: Any, head: Any, language: Any) -> Reading:
    """The reading with these fields. Raises TypeError where they are not those of a reading."""
    (page, encoding, repairs), (rows, joins) = told, split
    above = HeadData(**_named(_HEAD, head[0]), marks=tuple(starmap(Mark, head[1]))) if head else None
    blocks = Split(tuple(map(_block, rows)), tuple(starmap(Repair, joins)), above)
    mended = in_columns(Repair, repairs)
    whole = Page(**_named(_PAGE, page), encoding=Encoding(*encoding), repairs=mended, _fixed_at=fixed_places(mended))
    return Reading(whole, blocks, language)


def _named(names: tuple[str, ...], values: Any) -> dict[str, Any]:
    return dict(zip(names, values, strict=True))


def _block(row: Any) -> Block:
    n, text, start, end, verbatim, line, chunk, blank, markup, inlines = row
    return Block(n, text, start, end, verbatim, line, chunk, blank, Markup(*markup) if markup else None, tuple(starmap(Inline, inlines)))


class _Reader(pickle.Unpickler):
    """Makes nothing but plain values."""

    def find_class(self, module: str, name: str) -> Any:
        """Raises UnpicklingError: there is no type in a reading."""
        raise pickle.UnpicklingError(f"{module}.{name}: no types are stored with a reading")

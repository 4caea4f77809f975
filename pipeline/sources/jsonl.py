"""JSON lines, one document a line, and whole JSON files: one document, a list of them, or an object that holds a list of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from pipeline.data import Source
from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.sources.damage import raise_for_memory
from pipeline.sources.gzip_members import Members
from pipeline.sources.har import is_har, read_har
from pipeline.sources.json_documents import documents_in, is_action
from pipeline.sources.opened import LARGEST, Opened
from pipeline.sources.packed import GZIP, ZSTD, lines_of
from pipeline.sources.records import Records
from pipeline.sources.zstd_frames import Frames

__all__ = ["read_json", "read_jsonl"]

_BOM = b"\xef\xbb\xbf"
_OPENS_LIST = re.compile(r"\[\s*(?=[\[{\"])")
_MOST_LISTS = 50
_SEPARATOR = b"\x1e"
"""The separator before each text of a JSON text sequence (RFC 7464)."""
_BETWEEN, _EDGES = b" \t\r\n,", (b"", b"[", b"]")
"""What stands around the documents of a list that has one a line: its first and last line hold none."""
_LOST = "lines before the damage were read, and may be wrong; how many lines are lost is not known"
_TEXT = re.compile(rb"[\t\n\r -\xff]{1,64}")
"""How a gzip member or zstandard frame begins that holds text."""
_DAMAGE: dict[type[Members], str] = {Members: "corrupt", Frames: "cut-short"}
"""The codes of faults behind which more can be read: of zstandard, damage and an early end have one code."""
_QUOTES = re.compile(rb'(?<!\\)(?:\\\\)*+"')
"""Quotation marks that open and close strings."""
_MOST_LINES, _MOST_TRIES = 1000, 8
"""Lines that one document with line ends in it may have, and how often its end is looked for: each time all of them are read."""


def read_jsonl(opened: Opened) -> Iterator[Source | Fault]:
    """A source for each line; a line that cannot be used becomes a `Fault` with file and line, and does not affect the others.

    A file that is one JSON value over several lines is read as such.
    """
    lines, records, is_whole = lines_of(opened.chunks(), LARGEST), Records(opened.name, opened.inputs), False
    try:
        first: list[bytes | None] = []
        for line in lines:
            first.append(line.lstrip(_SEPARATOR) if line and not first else line)
            if first[-1] is None or first[-1].strip():
                break
        opening = (first[-1] or b"").strip() if first else b""
        is_whole = opening == b"{" or opening.startswith(b"[")
        if is_whole:
            yield from _whole(b"\n".join([*(line or b"" for line in first), *(line or b"" for line in lines)]), opened, lines_else=True)
        else:
            yield from _read_lines(chain(first, lines), records, opened.name)
    except Fault as fault:
        yield from _behind_damage(opened, records, fault) if not is_whole else (fault,)


def _behind_damage(opened: Opened, records: Records, fault: Fault) -> Iterator[Source | Fault]:
    """The lines of the gzip members or zstandard frames behind damage. They are named by the byte at which reading went on, since their numbers are
    not known."""
    name, whole = opened.name, opened.original
    kind = Members if opened.packed_head.startswith(GZIP) else Frames if opened.packed_head.startswith(ZSTD) else None
    if kind is None or whole is None or fault.code != _DAMAGE[kind] or opened.form.codec or opened.form.end:
        yield fault
        return
    whole.seek(0)
    members, told = kind(whole, name, _TEXT, _LOST), False
    while True:
        where = f"{name}@{members.resumed}"
        try:
            yield from _read_lines(_whole_lines(_chunks_behind(members, opened)), records, where)
        except Fault as damage:
            yield damage if told or members.resumed else fault
            told = True
        else:
            break
    if not told:
        yield fault


def _chunks_behind(members: Members, opened: Opened) -> Iterator[bytes]:
    """What the members behind the last damage hold; nothing of those before the first one, which were read. Raises a `Fault` at the next damage."""
    counts = members.resumed > 0
    while (piece := members.piece()) != b"":
        if piece and counts:
            opened.budget.spend(len(piece), opened.name)
            yield piece


def _whole_lines(chunks: Iterator[bytes]) -> Iterator[bytes | None]:
    """The lines of chunks but for the first one, where it is the end of a line."""
    lines = lines_of(chunks, LARGEST)
    first = next(lines, b"")
    if first is None or first.lstrip(_BETWEEN).startswith((b"{", b"[")):
        yield first
    yield from lines


def read_json(opened: Opened) -> Iterator[Source | Fault]:
    """A whole ``.json`` file. A file that is JSON lines in spite of its name is read as such."""
    try:
        data = opened.whole()
    except Fault as fault:
        yield fault
        return
    yield from _whole(data, opened, lines_else=False)


def _whole(data: bytes, opened: Opened, *, lines_else: bool) -> Iterator[Source | Fault]:
    try:
        document = _parsed(data)
    except ValueError as error:
        if values := _one_after_another(data):
            records = Records(opened.name, opened.inputs)
            for number, value in enumerate(values, 1):
                yield from _read_value(value, records, f"{opened.name}:{number}")
        elif lines_else or _is_lines(data):
            yield from _read_lines(data.split(b"\n"), Records(opened.name, opened.inputs), opened.name)
        else:
            yield from _salvaged(data, opened, error)
        return
    records = Records(opened.name, opened.inputs)
    yield from _read_value(document, records, opened.name)


def _one_after_another(data: bytes) -> list[dict[str, Any]]:
    """The objects of a file that holds one after another, in one line or over several; none where anything else stands in it."""
    import json

    text = data.decode("utf-8", "surrogateescape")
    decoder, values = json.JSONDecoder(), []
    at = _past(text, 0)
    if text.startswith("{", at):
        while at < len(text):
            try:
                value, at = decoder.raw_decode(text, at)
            except (ValueError, RecursionError):
                return []
            if not isinstance(value, dict):
                return []
            if not is_action(value):
                values.append(value)
            at = _past(text, at)
    return values


def _is_lines(data: bytes) -> bool:
    """Whether some line is a JSON object by itself."""
    for line in data.split(b"\n")[:100]:
        line = _bare_line(line)
        if line.startswith(b"{") and len(line) > 2:
            try:
                return isinstance(_parsed(line), dict)
            except ValueError:
                continue
    return False


def _salvaged(data: bytes, opened: Opened, error: ValueError) -> Iterator[Source | Fault]:
    """The whole documents of a list that is damaged or cut short, as far as they can be read, and what is wrong."""
    text = data.decode("utf-8", "surrogateescape")
    records, number = Records(opened.name, opened.inputs), 0
    for one in _whole_members(text, records):
        number += 1
        yield records.read(one, f"{opened.name}:{number}")
    told = f"; {counted(number, 'document')} before the damage {'was' if number == 1 else 'were'} read" if number else ""
    yield Fault("broken-json", f"{opened.name}: this is not valid JSON ({error}){told}. Mend it, or fetch the file again.", name=opened.name)


def _whole_members(text: str, records: Records) -> Iterator[Any]:
    """The members before the damage: of the list that the file is, else of the first list in it that holds documents."""
    begins, at = len(text) - len(text.lstrip()), 0
    for opening in islice(_OPENS_LIST.finditer(text), _MOST_LISTS):
        if opening.start() < at:
            continue
        members, at = _decoded(text, opening.end())
        if opening.start() == begins:
            yield from members
            return
        documents = [one for member in members for one in documents_in([member], records) or () if records.is_document(one)]
        if documents:
            yield from documents
            return


def _decoded(text: str, at: int) -> tuple[list[Any], int]:
    """The whole values of a list from a place on, and where they end."""
    import json

    decoder, members = json.JSONDecoder(), []
    while (at := _past(text, at)) < len(text):
        try:
            one, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        members.append(one)
    return members, at


def _past(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n,\x1e":
        at += 1
    return at


def _read_lines(lines: Iterable[bytes | None], records: Records, name: str) -> Iterator[Source | Fault]:
    for number, line in _joined_lines(enumerate(lines, 1)):
        where = f"{name}:{number}"
        if line is None:
            yield Fault("too-large", f"{where}: this line has more than {LARGEST >> 20} MB. Cut it into documents, one a line.", name=where)
            continue
        try:
            yield from _read_line(line.removeprefix(_BOM), records, where)  # files that were put one behind another have marks inside
        except ValueError as error:
            yield Fault("broken-line", f"{where}: this line is not valid JSON ({_place(error)}). Mend or remove it.", name=where)


def _read_line(line: bytes, records: Records, where: str) -> Iterator[Source | Fault]:
    """What one line holds. Raises ValueError for broken JSON."""
    if line.strip(_BETWEEN) in _EDGES:
        return
    try:
        document = _parsed(_bare_line(line))
    except ValueError:
        documents = _one_after_another(line)
        if len(documents) < 2 or not _is_utf8(line):
            raise
        for number, one in enumerate(documents, 1):
            yield from _read_value(one, records, f"{where}:{number}")
        return
    if not is_action(document):
        yield from _read_value(document, records, where) if isinstance(document, dict) else (records.read(document, where),)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _joined_lines(lines: Iterable[tuple[int, bytes | None]]) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their numbers; a document with line ends inside a string that are not escaped is one line."""
    held: list[tuple[int, bytes]] = []
    tries = 0
    for number, line in lines:
        if held and (line is None or line.lstrip(_BETWEEN).startswith(b"{") or len(held) == _MOST_LINES or tries == _MOST_TRIES):
            yield from held
            held, tries = [], 0
        if held and line is not None:
            held.append((number, line))
            if line.rstrip(_BETWEEN).endswith(b"}"):
                tries += 1
                whole = b"\n".join(part for _, part in held)
                if _is_json(_bare_line(whole)):
                    yield held[0][0], whole
                    held, tries = [], 0
        elif line is not None and _is_open(line):
            held, tries = [(number, line)], 0
        else:
            yield number, line
    yield from held


def _is_open(line: bytes) -> bool:
    """Whether a line begins a document and ends inside a string of it."""
    bare = line.strip(_BETWEEN)
    return bare.startswith(b"{") and not bare.endswith(b"}") and len(_QUOTES.findall(bare)) % 2 == 1


def _is_json(line: bytes) -> bool:
    try:
        _parsed(line)
    except ValueError:
        return False
    return True


def _place(error: ValueError) -> str:
    """What is wrong with one line of JSON, and at which of its characters; "line 1" would be taken for a line of the file."""
    import json

    if isinstance(error, json.JSONDecodeError):
        told = "its bytes are not UTF-8, in which JSON is written" if "UTF-8" in error.msg else error.msg
        return f"{told}{'' if told is not error.msg else f' at character {error.colno}'}"
    return str(error)


def _bare_line(line: bytes) -> bytes:
    """A line without the separator of JSON text sequences before it and the comma of a list behind it."""
    line = line.strip(b" \t\r\n\x1e")
    return line[:-1] if line.endswith(b"},") else line


def _read_value(document: Any, records: Records, where: str) -> Iterator[Source | Fault]:
    """The source of a document, or those of the documents that it holds where it has no text itself."""
    if is_har(document):
        yield from read_har(document, where)
        return
    found = documents_in(document, records)
    if found is None:
        yield records.read(document, where)
        return
    for number, one in enumerate(found, 1):
        yield records.read(one, f"{where}:{number}")


def _parsed(line: bytes) -> Any:
    """What a line says. Raises ValueError for broken JSON."""
    import orjson

    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise_for_memory(error)
        if b"\\ud" not in line.lower() and b"NaN" not in line and b"Infinity" not in line and "control character" not in error.msg:
            raise
        import json  # takes what others write and orjson refuses: half surrogates, NaN, control characters that are not escaped

        try:
            return json.loads(line, strict=False)
        except RecursionError:
            raise error from None

"""JSON lines, one document a line: the fields that hold the text, and what the line says of it besides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources.packed import lines_of

__all__ = ["read_json", "read_jsonl"]

TEXT_FIELDS = ("html", "raw_html", "text", "content", "raw_content", "body", "raw_text", "article", "main_content")
"""In order of preference: markup says more than text taken from it."""
_URL_FIELDS = ("url", "source_url", "link", "uri", "canonical_url", "warc_url")
_ID_FIELDS = ("id", "_id", "doc_id", "uuid")
_CAPTURED_FIELDS = ("captured", "crawled", "crawl_date", "scraped", "scraped_at", "fetched", "fetched_at", "retrieved", "date_download",
                    "date_crawled", "added")
_ISO = re.compile(r"\d{4}-\d\d(-\d\d([T ]\d\d:\d\d.*)?)?$")
_BOM = b"\xef\xbb\xbf"


def read_jsonl(chunks: Iterator[bytes], name: str) -> Iterator[Source | Fault]:
    """A source for each line; a line that cannot be used is a `Fault` that names file and line, and costs no other line."""
    try:
        for number, line in enumerate(lines_of(chunks), 1):
            if number == 1:
                line = line.removeprefix(_BOM)
            if line.strip():
                yield _read_line(line, f"{name}:{number}", name)
    except Fault as fault:
        yield fault


def read_json(chunks: Iterator[bytes], name: str) -> Iterator[Source | Fault]:
    """A whole ``.json`` file: one document, or a list of them. What is JSON lines in truth is read as such."""
    try:
        data = b"".join(chunks).removeprefix(_BOM)
    except Fault as fault:
        yield fault
        return
    try:
        document = _parsed(data)
    except ValueError:
        yield from read_jsonl(iter([data]), name)
        return
    documents: Iterable[Any] = document if isinstance(document, list) else [document]
    for number, one in enumerate(documents, 1):
        yield _read_object(one, f"{name}:{number}" if isinstance(document, list) else name, name)


def _parsed(line: bytes) -> Any:
    """What a line says. Raises ValueError for broken JSON."""
    import orjson

    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        if b"\\ud" not in line.lower() and b"NaN" not in line and b"Infinity" not in line:
            raise
        import json  # takes what others write and orjson refuses: half surrogates, NaN

        try:
            return json.loads(line)
        except RecursionError:
            raise error from None


def _read_line(line: bytes, where: str, name: str) -> Source | Fault:
    try:
        document = _parsed(line)
    except ValueError as error:
        return Fault("broken-line", f"{where}: this line is not valid JSON ({error}). Mend or remove it.", name=where)
    return _read_object(document, where, name)


def _read_object(document: Any, where: str, name: str) -> Source | Fault:
    if not isinstance(document, dict):
        kind = _KINDS.get(type(document), "value")
        return Fault("broken-line", f"{where}: this is a JSON {kind}, not an object with a field for the text.", name=where)
    text_field = next((f for f in TEXT_FIELDS if isinstance(document.get(f), str) and document[f].strip()), None)
    if text_field is None:
        here = ", ".join(sorted(map(str, document))[:12]) or "none"
        return Fault("no-text-field", f"{where}: none of the fields {', '.join(TEXT_FIELDS)} holds text (fields here: {here}).", name=where)
    nested = document.get("metadata")
    fields = {**(nested if isinstance(nested, dict) else {}), **document}
    record_id = _first(fields, _ID_FIELDS)
    captured = _first(fields, _CAPTURED_FIELDS)
    return Source(
        name=f"{name}#{record_id}" if record_id else where,
        data=document[text_field].encode("utf-8", "surrogatepass"),
        url=_first(fields, _URL_FIELDS),
        media_type="text/html" if text_field in ("html", "raw_html") else None,
        charset="unicode",
        captured=captured if captured and _ISO.match(captured) else None,
        metadata=(("file", where), *_pairs(fields, text_field)),
    )


_KINDS = {list: "list", str: "string", int: "number", float: "number", bool: "truth value", type(None): "null"}


def _first(fields: dict[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = fields.get(name)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return None


def _pairs(fields: dict[str, Any], text_field: str) -> Iterator[tuple[str, str]]:
    """Every further field that is short enough to be about the document; each member of a list by itself."""
    for key, value in fields.items():
        if key == text_field or key == "metadata":
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, bool) or one is None:
                continue
            if isinstance(one, dict) and isinstance(one.get("name"), str):
                one = one["name"]
            if isinstance(one, (str, int, float)) and 0 < len(str(one)) <= 2000:
                yield key, str(one)

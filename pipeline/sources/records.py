"""Records with named fields (a line of JSON, a row of CSV or Parquet) to sources, from any program.

The known names of fields are in ``fields.toml``; names in the settings (group ``inputs``) come first.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from html import unescape
from importlib import resources
from math import isfinite
from typing import Any

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.settings import Inputs
from pipeline.sources.http_status import failed_status
from pipeline.sources.named import Names
from pipeline.sources.record_text import from_base64, is_markup, running_text, shown_markup, single
from pipeline.sources.said import FIELDS, said

__all__ = ["Records", "holds_text"]

_ISO = re.compile(r"\d{4}-\d\d(-\d\d([T ]\d\d:\d\d.*)?)?$")
_SECONDS = re.compile(r"\d{10}(?:\d{3})?$")
_URL = re.compile(r"https?://\S+$")
_TAGS = re.compile(r"<[^<>]{1,200}>")
_JOINTS = re.compile(r"[\s_-]+")
_LIST = re.compile(r"\s*\[.*\]\s*$", re.DOTALL)
_BODIES = ("html", "text", "markdown")
_MOST_SHAPES = 100
_WRAPPERS = ("metadata", "meta", "_source", "article", "post", "story", "document", "attributes", "fields")
"""Fields that hold the fields of the document: of sets of texts, of Elasticsearch, of answers of a service."""
_PRINTED = re.compile(r"\s*\{.{1,20000}\}\s*\Z", re.DOTALL)
_RUNNING, _LONGEST_WORDS = 200, 20
"""Characters from which a value may be the text of a document, and those that its words have at most on average."""
_TYPED = ("$date", "$numberLong", "$numberInt", "$oid")
"""Keys with which MongoDB writes a value that JSON has no type for."""
_LISTS = frozenset({"author", "tag", "section"})
_KINDS = {list: "list", str: "string", int: "number", float: "number", bool: "truth value", type(None): "null"}


@lru_cache(maxsize=4)
def _known(inputs: Inputs) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Paths of fields by what they hold; each path as its normal names."""
    table = tomllib.loads(resources.files("pipeline.sources").joinpath("fields.toml").read_text(encoding="utf-8"))
    own = {key: [name for name in value.split(",") if name.strip()] for key, value in asdict(inputs).items() if isinstance(value, str)}
    return {key: tuple(tuple(map(_normal, name.split("."))) for name in (*own.get(key, ()), *names)) for key, names in table.items()}


@lru_cache(maxsize=4096)
def _normal(name: str) -> str:
    return _JOINTS.sub("", name).lower()


def holds_text(names: list[str], inputs: Inputs) -> bool:
    """Whether one of these fields may hold the text."""
    table = _known(inputs)
    texts = {path[0] for key in _BODIES for path in table[key]}
    return any(_normal(name) in texts for name in names)


class _Fields:
    """The fields of one record, found by path. Its own fields come first, then those of ``metadata`` and of the wrappers of databases."""

    def __init__(self, record: dict[str, Any]) -> None:
        inner: dict[str, Any] = {}
        for key in _WRAPPERS:
            if isinstance(nested := _printed_table(record.get(key)), dict):
                inner = {**nested, **inner}
        self.all: dict[str, Any] = {**inner, **{key: value for key, value in record.items() if key != "_source" or not inner}}
        self.names: dict[str, str] = {}
        for name in self.all:
            self.names.setdefault(_normal(str(name)), name)

    def get(self, path: tuple[str, ...]) -> tuple[str, Any]:
        """The own name of a field and its value; no name where it is missing."""
        name = self.names.get(path[0])
        if name is None:
            return "", None
        value = single(self.all[name])
        for part in path[1:]:
            if isinstance(value, list) and len(value) == 1:
                value = value[0]
            if not isinstance(value, dict):
                return "", None
            inner = next((key for key in value if _normal(str(key)) == part), None)
            if inner is None:
                return "", None
            name, value = f"{name}.{inner}", value[inner]
        return name, value


def _printed_table(value: Any) -> Any:
    """The fields of a wrapper; those that a program printed as a string (``"{'url': …}"``) are fields again."""
    if not isinstance(value, str) or not _PRINTED.match(value):
        return value
    import ast
    import json

    for read in (json.loads, ast.literal_eval):
        try:
            return read(value)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    return value


class Records:
    """Makes sources of the records of one input; ids that it holds twice become different names."""

    def __init__(self, name: str, inputs: Inputs) -> None:
        self._name = name
        self._known = _known(inputs)
        self._names = Names()
        self._paths: dict[frozenset[str], dict[str, tuple[tuple[str, ...], ...]]] = {}

    def _paths_in(self, fields: _Fields) -> dict[str, tuple[tuple[str, ...], ...]]:
        """The known paths that a record with these fields can have; records of one file mostly have the same."""
        names = frozenset(fields.names)
        found = self._paths.get(names)
        if found is None:
            found = {key: tuple(path for path in paths if path[0] in names) for key, paths in self._known.items()}
            if len(self._paths) < _MOST_SHAPES:
                self._paths[names] = found
        return found

    def read(self, record: Any, where: str) -> Source | Fault:
        """The source of one record, or a `Fault` that says why there is none."""
        if not isinstance(record, dict):
            kind = _KINDS.get(type(record), "value")
            return Fault("broken-line", f"{where}: this is a JSON {kind}, not an object with a field for the text. "
                         "Write each text as an object: {\"text\": …}.", name=where)
        fields = _Fields(record)
        if fault := self._not_fetched(fields, where):
            return fault
        body = self._body(fields)
        if body is None:
            return self._without_text(fields, record, where)
        kind, own, text = body
        packed = from_base64(text)
        if packed is not None and packed[1]:
            return Fault("not-text", f"{where}: the field {own} holds {packed[1]} in base64, not text. Take the text out of it first.", name=where)
        name = self._own_name(self._first(fields, "id"), where)
        rendered: tuple[tuple[str, str], ...] = ()
        if kind == "markdown":
            from pipeline.sources.markdown import markdown_source

            source = markdown_source(text.encode("utf-8", "surrogatepass"), name)
            text, rendered = source.data.decode("utf-8", "surrogatepass"), source.metadata
            kind = "html" if source.media_type == "text/html" else "text"
        captured, crawled = self._captured(fields)
        return Source(
            name=name, data=packed[0] if packed else text.encode("utf-8", "surrogatepass"), url=self._url(fields),
            media_type="text/html" if kind == "html" else None, charset=None if packed else "unicode", captured=captured,
            metadata=(("file", where), *_pairs(fields.all, own), *self._said(fields, own, crawled), *rendered),
        )

    def _not_fetched(self, fields: _Fields, where: str) -> Fault | None:
        """A fault where the record says that the server answered with an error: its text is that of an error page, if it has any."""
        for path in self._paths_in(fields)["status"]:
            own, value = fields.get(path)
            if status := failed_status(_plain(value)):
                return Fault("http-status", f"{where}: the server answered {status} when this page was fetched ({own}), so that the record holds no "
                             "article. Fetch the page again, or leave it out.", name=where)
        return None

    def _without_text(self, fields: _Fields, record: dict[str, Any], where: str) -> Fault:
        empty = [own for kind in _BODIES for path in self._paths_in(fields)[kind] if (own := fields.get(path)[0])]
        if empty:
            return Fault("no-text-field", f"{where}: {' and '.join(dict.fromkeys(empty[:5]))} of this record "
                         f"{'holds' if len(set(empty)) == 1 else 'hold'} no text. Fetch its page again, or leave it out.", name=where)
        here = ", ".join(sorted(map(str, record))[:12]) or "none"
        return Fault("no-text-field", f"{where}: no field with a known name holds text (fields here: {here}). "
                     "Name the field in the settings: inputs.text or inputs.html.", name=where)

    def has_text(self, record: Any) -> bool:
        """Whether a record is an object with a field that holds text."""
        return isinstance(record, dict) and self._body(_Fields(record)) is not None

    def is_document(self, record: Any) -> bool:
        """Whether a value is an object with text, and with a title, an address or a date."""
        return self.has_text(record) and self._is_told(_Fields(record))

    def is_described(self, record: dict[str, Any]) -> bool:
        """Whether an object looks like a document whose text stands under a name that is not known."""
        fields = _Fields(record)
        known = self._paths_in(fields)
        return self._is_told(fields) and (any(fields.get(path)[0] for kind in _BODIES for path in known[kind]) or self._url(fields) is not None)

    def is_textless(self, record: Any) -> bool:
        """Whether a value is a document by itself whose text is missing, or stands under a name that is not known: what else it holds is about it."""
        if not isinstance(record, dict) or not self._is_told(fields := _Fields(record)):
            return False
        known = self._paths_in(fields)
        bodies = (fields.get(path) for kind in _BODIES for path in known[kind])
        others = fields.all.keys() - {fields.get(path)[0] for paths in known.values() for path in paths}
        return any(own and not isinstance(value, (dict, list)) for own, value in bodies) or any(_is_running(fields.all[name]) for name in others)

    def _is_told(self, fields: _Fields) -> bool:
        known = self._paths_in(fields)
        told = any(isinstance(_plain(fields.get(path)[1]), (str, int)) for key in ("title", "published") for path in known[key])
        return told or self._url(fields) is not None

    def _body(self, fields: _Fields) -> tuple[str, str, str] | None:
        """The value with the text; markup is preferred, since it says more than text taken from it."""
        for kind in _BODIES:
            for path in self._paths_in(fields)[kind]:
                own, value = fields.get(path)
                if isinstance(value, dict) and own in _WRAPPERS:
                    continue
                if (text := shown_markup(running_text(value))).strip():
                    return "html" if kind == "text" and is_markup(text) else kind, own, text
        return None

    def _own_name(self, ident: str | None, where: str) -> str:
        return self._names.own(f"{self._name}#{ident}") if ident else where

    def _first(self, fields: _Fields, key: str) -> str | None:
        for path in self._paths_in(fields)[key]:
            _, value = fields.get(path)
            if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value).strip():
                return str(value).strip()
        return None

    def _url(self, fields: _Fields) -> str | None:
        """An address; ``source`` and the like count only where they hold one."""
        sure = self._known["url"][:2]
        for path in self._paths_in(fields)["url"]:
            _, value = fields.get(path)
            if isinstance(value, str) and value.strip() and (path in sure and value.strip()[0] != "/" or _URL.match(value.strip())):
                return value.strip()
        return None

    def _captured(self, fields: _Fields) -> tuple[str | None, bool]:
        """The time of capture, and whether the record is of a set whose dates are those of the crawl."""
        known = self._paths_in(fields)
        crawled = any(fields.get(path)[0] for path in known["crawl_sets"])
        paths = (*known["captured"], *(path for path in known["published"] if crawled and not _is_sure(path)))
        for path in paths:
            _, value = fields.get(path)
            text = value.isoformat() if hasattr(value, "isoformat") else str(value).strip() if isinstance(value, (str, int)) else ""
            if _ISO.match(text):
                return text, crawled
        return None, crawled

    def _said(self, fields: _Fields, body: str, crawled: bool) -> Iterator[tuple[str, str]]:
        known = self._paths_in(fields)
        for field in FIELDS:
            for path in known.get(field, ()):
                if crawled and field == "published" and not _is_sure(path):
                    continue
                own, value = fields.get(path)
                if own == "source" and field == "publisher" and (crawled or any(fields.get((key,))[0] for key in ("added", "metadata", "meta"))):
                    continue  # the name of a set of texts
                if own and own != body and (pairs := said(field, own, *_values(value, field))):
                    yield from pairs
                    break


def _is_running(value: Any) -> bool:
    """Whether a value is running text: it is long and has many words."""
    return isinstance(value, str) and len(value) >= _RUNNING and value.count(" ") * _LONGEST_WORDS >= len(value)


def _is_sure(path: tuple[str, ...]) -> bool:
    """Whether the name of a date says that it is one of publication, in a set made from a crawl too."""
    return "publi" in path[-1]


def _values(value: Any, field: str) -> list[Any]:
    """The values of one field: lists that were written as text are lists again, numbers are no names."""
    if hasattr(value, "isoformat"):
        value = value.isoformat()
    value = _plain(value)
    if isinstance(value, dict) and "rendered" in value:
        value = _TAGS.sub("", unescape(value["rendered"])) if isinstance(value["rendered"], str) else None
    if isinstance(value, str) and field in _LISTS:
        value = _read_list(value)
    values = value if isinstance(value, list) else [value]
    if field in ("published", "updated"):
        return [v for v in values if _may_be_date(v)][:1]
    values = [v for v in values if not isinstance(v, (int, float))]
    if field == "publisher":
        values = [v for v in values if not (isinstance(v, str) and _URL.match(v))]
    return [_TAGS.sub("", unescape(v)) if isinstance(v, str) and ("&" in v or "<" in v) else v for v in values]


def _may_be_date(value: Any) -> bool:
    """Whether a value is a string, or a number of seconds since 1970."""
    if isinstance(value, (int, float)):
        return isfinite(value) and _SECONDS.match(f"{value:.0f}") is not None
    return isinstance(value, str)


def _plain(value: Any) -> Any:
    """A value without the type that MongoDB writes around it."""
    while isinstance(value, dict) and (typed := next((key for key in _TYPED if key in value), None)):
        value = value[typed]
    return value


def _read_list(text: str) -> Any:
    """``["a", "b"]`` and ``['a', 'b']`` as tables hold lists; other text as it is."""
    if not _LIST.match(text) or len(text) > 10_000:
        return text
    import ast

    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return text


def _pairs(fields: dict[str, Any], body: str) -> Iterator[tuple[str, str]]:
    """Every further field that is short enough to be about the document; each member of a list by itself."""
    for key, value in fields.items():
        if key == body or key in _WRAPPERS and isinstance(_printed_table(value), dict):
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and isinstance(one.get("name"), str):
                one = one["name"]
            if hasattr(one, "isoformat"):
                one = one.isoformat()
            if isinstance(one, (str, int, float)) and not isinstance(one, bool) and 0 < len(str(one)) <= 2000:
                yield str(key), str(one)

"""Where the documents stand in a JSON value: in a list, below a name for lists, or anywhere inside the answer of a service.

Answers of GraphQL, of content management systems and of databases wrap each document in names of their own (``data.posts.nodes``, ``edges[].node``,
``rows[].doc``). What is a document there is told by its fields: text, and a title, an address or a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.sources.records import Records

__all__ = ["documents_in", "is_action"]

_LISTS = ("items", "posts", "articles", "data", "docs", "results", "hits", "response", "entries", "documents", "news", "stories", "rows", "records")
"""Names under which files hold their documents."""
_BESIDE = frozenset(
    "comment comments reply replies related relatedarticles relatedposts recommended recommendations seealso author authors user users image images "
    "media categories tags links menu navigation errors extensions pageinfo publisher teaser teasers promo promos newsletter newsletters "
    "widget widgets sidebar ad ads advert adverts advertisement advertisements trending popular mostread mostpopular next previous prev".split())
"""Names of what stands beside the documents in an answer, and may have titles and text of its own."""
_DEEPEST = 8
_LEAST_TEXT = 60
"""Characters from which all strings of a list are taken for texts: names and headings are shorter."""
_OF_VOCABULARY = re.compile(r"https?://(?:schema\.org|purl\.org|www\.w3\.org|xmlns\.com|ogp\.me|rdfs\.org|www\.tei-c\.org)/")
"""The name of a field of linked data, which is no address of a text."""
_ACTIONS = frozenset({"index", "create", "update", "delete"})


def documents_in(value: Any, records: Records) -> list[Any] | None:
    """The documents that a JSON value holds; None where it is one document itself, or nothing that is known."""
    if isinstance(value, (dict, list)):
        rows = _rows(value) if isinstance(value, dict) else _bare_rows(value)
        if any(map(records.has_text, rows)):
            return rows
    if isinstance(value, dict) and records.has_text(value):
        return None
    listed = _listed(value)
    if listed is not None and any(map(records.has_text, listed)):
        return listed
    if records.is_textless(value) or any(map(records.is_textless, listed or ())):
        return listed
    return list(_search(value, records, 0)) or listed


def is_action(value: Any) -> bool:
    """Whether a line tells Elasticsearch what to do with the next one, as its bulk format and the dumps of MediaWiki's search have it."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    (name, told), = value.items()
    return name in _ACTIONS and isinstance(told, dict) and all(key.startswith("_") for key in told)


def _listed(document: Any, depth: int = 0) -> list[Any] | None:
    """The documents below a name for lists; None where there is no such list."""
    if isinstance(document, list):
        return document
    if not isinstance(document, dict) or depth > 3:
        return None
    for name in _LISTS:
        value = document.get(name)
        if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            return [{**_of_the_feed(document), **_bare(one)} for one in value]
        if isinstance(value, dict) and (found := _listed(value, depth + 1)) is not None:
            return found
    return None


def _of_the_feed(document: dict[str, Any]) -> dict[str, Any]:
    """What a JSON Feed says of all its items."""
    if "jsonfeed.org" not in str(document.get("version", "")):
        return {}
    return {name: document[own] for name, own in (("site_name", "title"), ("language", "language"), ("authors", "authors")) if document.get(own)}


def _bare(one: dict[str, Any]) -> dict[str, Any]:
    """A document without the wrapper that search engines put around it."""
    source = one.get("_source")
    return {**source, "_id": one.get("_id")} if isinstance(source, dict) else one


def _search(value: Any, records: Records, depth: int) -> Iterator[dict[str, Any]]:
    """The documents anywhere inside a value, told by their fields."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _search(one, records, depth + 1)
    elif isinstance(value, dict):
        if depth and records.is_document(value):
            yield value
        elif not depth or not records.is_described(value):
            for name, one in value.items():
                if isinstance(one, (dict, list)) and name.replace("_", "").lower() not in _BESIDE:
                    yield from _search(one, records, depth + 1)


def _rows(value: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a table that stands column by column or in rows without names, as pandas writes it, or below their addresses; none where a value is
    no such table."""
    columns = value.get("columns")
    rows = value.get("data")
    if isinstance(columns, list) and isinstance(rows, list) and all(isinstance(row, list) and len(row) == len(columns) for row in rows):
        return [dict(zip(map(str, columns), row, strict=True)) for row in rows]
    cells = list(value.values())
    if cells and all(name.startswith(("https://", "http://")) for name in value) and not any(map(_OF_VOCABULARY.match, value)):
        return [{"url": name, **one} if isinstance(one, dict) else {"url": name, "text": one} for name, one in value.items()]
    if len(cells) > 1 and all(isinstance(column, dict) and column.keys() == cells[0].keys() for column in cells):
        return [{name: column[key] for name, column in value.items()} for key in cells[0]]
    return []


def _bare_rows(value: list[Any]) -> list[dict[str, Any]]:
    """The rows of a table that is a list of lists, the first with the names; a list of texts as a table with one column; else none."""
    is_table = len(value) > 1 and all(isinstance(row, list) and len(row) == len(value[0]) for row in value)
    if is_table and all(isinstance(name, str) for name in value[0]):
        return [dict(zip(value[0], row, strict=True)) for row in value[1:]]
    if all(isinstance(one, str) and len(one) >= _LEAST_TEXT and " " in one for one in value):
        return [{"text": one} for one in value]
    return []

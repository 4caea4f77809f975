"""What an input says of a source besides its text: pairs of a field's name and its value, in one vocabulary.

A pair of the vocabulary is ``said:FIELD:OWN`` and the value: ``FIELD`` is one of `FIELDS`, ``OWN`` the name that the input itself uses
(``date_publish``, ``dc:creator``, ``BYLINE``). Further pairs have the input's own names alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

__all__ = ["FIELDS", "said", "said_in"]

FIELDS = ("title", "author", "published", "updated", "publisher", "section", "tag", "language", "description", "licence", "canonical", "issue",
          "subtitle")
"""Names of what can be said; they are those of the metadata of an article."""
_LONGEST = 2000
_NAMED = ("name", "rendered", "title", "label", "value", "term", "display_name", "displayName", "node", "nodes")
_GIVEN = ("first_name", "firstName", "firstname", "given_name", "givenName", "given", "first")
_FAMILY = ("last_name", "lastName", "lastname", "family_name", "familyName", "family", "last")
_DEEPEST = 20
"""Deepest nesting of a value that is read; Python's own limit depends on the caller."""
_EMPTY = frozenset({"", "none", "null", "nan", "n/a", "undefined", "[]", "{}", "nat", "[deleted]", "[removed]"})


def said(field: str, own: str, *values: Any) -> list[tuple[str, str]]:
    """Pairs for the values that say something; each member of a list by itself."""
    out = []
    key = f"said:{field}:{own}"  # one object, for there may be very many values
    for value in _flat(values):
        text = " ".join(value.split())
        if text.lower() not in _EMPTY and len(text) <= _LONGEST:
            out.append((key, text))
    return out


def _flat(values: Iterable[Any], depth: int = 0) -> Iterator[str]:
    for value in values if depth < _DEEPEST else ():
        if isinstance(value, str):
            yield value
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            yield str(value)
        elif isinstance(value, dict):
            yield from _flat([next((value[key] for key in _NAMED if value.get(key)), _name_in_parts(value))], depth + 1)
        elif isinstance(value, (list, tuple)):
            yield from _flat(value, depth + 1)


def _name_in_parts(person: dict[str, Any]) -> str:
    """A name that stands in two fields."""
    parts = (next((person[key] for key in keys if isinstance(person.get(key), str)), "") for keys in (_GIVEN, _FAMILY))
    return " ".join(filter(None, parts))


def said_in(metadata: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Field, own name and value of each pair of the vocabulary."""
    for key, value in metadata:
        if (found := _of_vocabulary(key)) is not None:
            yield *found, value


@lru_cache(maxsize=256)
def _of_vocabulary(key: str) -> tuple[str, str] | None:
    """Field and own name that the key of a pair holds; None for a key without the vocabulary."""
    kind, _, rest = key.partition(":")
    field, _, own = rest.partition(":")
    return (field, own) if kind == "said" and field in FIELDS else None

"""Phrase packs as files: ``phrases/LANG.toml`` read and put in order for `phrases`.

A pack is read once a process and never changed after; what is found by which word is decided here.
"""

from __future__ import annotations

import pkgutil
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from pipeline.data import Label

__all__ = [
    "DEFAULT_MAX", "LISTS", "LONG", "WIDEST", "Anchors", "Group", "Hit", "Index", "Pack", "Pattern", "Strength", "Terms", "available", "read_pack",
]

Strength: TypeAlias = Literal["sure", "likely", "weak", "member"]
"""``sure``: as a whole block it is boilerplate wherever it stands. ``likely``: needs one more sign. ``weak``: real text uses it too, it
counts only inside a zone. ``member``: counts only inside or next to a zone of its kind."""
Match: TypeAlias = Literal["whole", "start", "end", "inside", "terms"]
"""Where the pattern must stand in the block; ``terms``: the block is made of such terms alone, run together or not."""

LONG: Final = 60
"""Words; longer blocks are only looked at where they start, or for phrases flagged ``long``."""

DEFAULT_MAX = 30
WIDEST = 6
_PACKAGE = "pipeline.label"
_AUTHOR_NOTES: Final = MappingProxyType({"kind": "author-note", "strength": "likely", "match": "start", "max_words": 90})
LISTS = ("stop_words", "honorifics", "job_titles", "byline_words", "updated_words", "published_words", "issue_words", "part_words",
          "caption_credit_words", "error_page_words", "reference_words", "note_words", "correction_words", "editor_note_words",
          "author_note_patterns")


class Hit(NamedTuple):
    """A phrase that fits a block."""

    kind: Label
    strength: Strength
    match: Match
    opens: bool
    """It opens a zone of its kind, which runs on while what follows fits."""
    phrase: str
    """The pattern as written in the pack."""
    language: str


@dataclass(frozen=True, slots=True)
class Group:
    """A ``[[phrases]]`` table of a pack, without its lines."""

    kind: Label
    strength: Strength
    match: Match
    opens: bool
    max_words: int
    prose: bool
    least: int
    language: str
    order: int

    def hit(self, phrase: str) -> Hit:
        return Hit(self.kind, self.strength, self.match, self.opens, phrase, self.language)


Pattern: TypeAlias = tuple[str, Group]
"""A line of a pack and the group it stands in: nothing else is made before it is needed, a pack has thousands of lines."""
Index: TypeAlias = dict[str, tuple[Pattern, ...]]
Anchors: TypeAlias = dict[str, tuple[tuple[int, int, frozenset[str], Pattern], ...]]
"""With the least and the most tokens that a block may have to fit, and the words it must have."""
Terms: TypeAlias = tuple[str, re.Pattern[str], Group, frozenset[str]]
"""The first terms of a group for people to read, all of them, the group, and how they begin (four characters at the most)."""


@dataclass(frozen=True, slots=True)
class Pack:
    """One file, read. Treated as frozen: `load_packs` copies what it merges."""

    lists: dict[str, tuple[str, ...]]
    whole: Index
    opening: Index
    anchored: Anchors
    heads: Index
    terms: tuple[Terms, ...]
    long: tuple[Pattern, ...]


def available() -> tuple[str, ...]:
    """The languages that have a pack, sorted."""
    from importlib import resources

    names = (f.name for f in (resources.files(_PACKAGE) / "phrases").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@lru_cache(maxsize=16)
def read_pack(language: str) -> Pack | None:
    """The pack of a language; None where there is none."""
    data = _pack_bytes(language)
    if data is None:
        return None
    raw = tomllib.loads(data.decode("utf-8"))
    lists = {name: tuple(_lines(raw.get(name, ""))) for name in LISTS}
    tables: list[dict[str, Any]] = [*raw["phrases"], {**_AUTHOR_NOTES, "text": raw.get("author_note_patterns", "")}]
    pack = Pack(lists, {}, {}, {}, {}, *_terms_and_long(tables, language))
    for order, table in enumerate(tables):
        if table["match"] == "terms":
            continue
        group = _group(table, language, order)
        for line in _lines(table["text"]):
            _add(pack, line, group)
    return pack


def _pack_bytes(language: str) -> bytes | None:
    if not language.isalpha():
        return None
    try:
        return pkgutil.get_data(_PACKAGE, f"phrases/{language}.toml")
    except FileNotFoundError:
        return None


def _add(pack: Pack, line: str, group: Group) -> None:
    if group.match == "whole" and "*" not in line and "#" not in line:
        pack.whole[line] = (*pack.whole.get(line, ()), (line, group))
        return
    parts = line.split(" ")
    if group.match in ("whole", "start") and _literal(parts[0]):
        word = f"{parts[0]} {parts[1]}" if len(parts) > 1 and _literal(parts[1]) else parts[0]
        word = word.replace(":", "")
        pack.opening[word] = (*pack.opening.get(word, ()), (line, group))
        return
    word = _anchor(parts)
    needed = frozenset(part.rstrip(":") for part in parts if _literal(part))
    pack.anchored[word] = (*pack.anchored.get(word, ()), (len(parts), _span(parts, group), needed, (line, group)))
    if group.match == "start" and group.max_words > LONG:
        pack.heads[word] = (*pack.heads.get(word, ()), (line, group))


def _span(parts: list[str], group: Group) -> int:
    """How many tokens a block may have to fit."""
    return min(group.max_words, len(parts) + (WIDEST - 1) * parts.count("*")) if group.match == "whole" else group.max_words


def _literal(part: str) -> bool:
    return part != "*" and part[-1] != "#"


def _anchor(parts: list[str]) -> str:
    """The word by which a pattern is found: its longest literal one; ``#`` or ``£#`` for a pattern of numbers alone."""
    words = [part for part in parts if _literal(part)] or [part for part in parts if part != "*"]
    return max(words, key=len).rstrip(":")


def _group(table: dict[str, Any], language: str, order: int) -> Group:
    match = table["match"]
    most = table.get("max_words", LONG if match == "whole" else DEFAULT_MAX)
    return Group(Label(table["kind"]), table["strength"], match, table.get("opens", False), most, table.get("prose", True),
                  table.get("least", 2), language, order)


def _terms_and_long(tables: list[dict[str, Any]], language: str) -> tuple[tuple[Terms, ...], tuple[Pattern, ...]]:
    terms: list[Terms] = []
    long: list[Pattern] = []
    for order, table in enumerate(tables):
        lines = _lines(table["text"]) if table["match"] == "terms" or table.get("long") else []
        if table.get("long"):
            long += [(line, _group(table, language, order)) for line in lines]
        elif lines:
            joined = sorted({line.replace(" ", "") for line in lines}, key=lambda t: (-len(t), t))
            pattern = re.compile("|".join(map(re.escape, joined)))
            terms.append((", ".join(lines[:3]) + " …", pattern, _group(table, language, order), frozenset(t[:4] for t in joined)))
    return tuple(terms), tuple(long)


def _lines(text: str) -> list[str]:
    """One pattern a line: a multi-line string is read many times faster than an array of strings."""
    return [line for line in text.split("\n") if line]

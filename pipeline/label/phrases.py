"""Phrase packs: what sites print around articles, in eight languages, as data; and the matcher that finds it.

Strategy: a pack is a TOML file (``phrases/LANG.toml``) of word lists and of phrases, each phrase with the kind of block it speaks for
and how strongly. `load_packs` merges the packs of a few languages into one `Phrases`; `Phrases.match` takes the text of one block and
returns every phrase that fits it. Nothing is decided here: a hit is evidence, ``label.decide`` weighs it.

Patterns are written as `normalise` leaves them (a test holds this) and compared token by token. In a pattern ``*`` stands for 1 to 6
tokens and ``#`` for a number; a token without a colon fits the same token with one, not the other way round (``tags:`` needs its colon,
``share this`` does not).

Cost: whole phrases are one dictionary look-up, those that open with known words two more; all others are found through their longest
literal word, so that a block without any of these words costs one look-up a word. Blocks of more than `LONG` words are prose nearly
always: only their first words are looked at.
"""

from __future__ import annotations

import pkgutil
import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias, get_args

from pipeline.data import Label

__all__ = ["LONG", "Hit", "Phrases", "Strength", "available", "load_packs", "normalise", "packs_for"]

Strength: TypeAlias = Literal["sure", "likely", "weak", "member"]
"""``sure``: as a whole block it is boilerplate wherever it stands. ``likely``: needs one more sign. ``weak``: real text uses it too, it
counts only inside a zone. ``member``: counts only inside or next to a zone of its kind."""
Match: TypeAlias = Literal["whole", "start", "end", "inside", "terms"]
"""Where the pattern must stand in the block; ``terms``: the block is made of such terms alone, run together or not."""

LONG: Final = 60
"""Words; longer blocks are only looked at where they start, or for phrases flagged ``long``."""

_HEAD_CHARS = 160
_NUMBERS_MAX = 12
_DEFAULT_MAX = 30
_WIDEST = 6
_PACKAGE = "pipeline.label"
_AUTHOR_NOTES: Final = MappingProxyType({"kind": "author-note", "strength": "likely", "match": "start", "max_words": 90})
_RANK: Final = MappingProxyType({name: n for n, name in enumerate(get_args(Strength))})
_LISTS = ("stop_words", "honorifics", "job_titles", "byline_words", "updated_words", "published_words", "issue_words", "part_words",
          "caption_credit_words", "note_words", "correction_words", "editor_note_words", "author_note_patterns")

_TOKEN = re.compile(
    r"""["']*(?:[^\W_]|[©&@%#$€£])"""         # may open with a quotation mark, which then keeps it from fitting a plain phrase
    r"""(?:(?:[\w'.,@%+-]|(?<=\d):(?=\d))*[\w%+])?"""
    r"""["']*(?:\s?:(?!//))?"""
)
_PLAIN: Final = (("\u2019", "'"), ("\u2018", "'"), ("\u201c", '"'), ("\u201d", '"'), ("\u201e", '"'), ("\u2013", "-"), ("\u2014", "-"),
                 ("\u2010", "-"), ("\u2011", "-"), ("\u00ad", ""), ("\u200b", ""), ("\ufeff", ""), ("\u202f", " "), ("\u00a0", " "))
_NUMBER = re.compile(r"[$£€]?\d[\d.,:'-]*(?:st|nd|rd|th|k|m|h|%)?\+?:?")


@dataclass(frozen=True, slots=True)
class Hit:
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
class _Group:
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


_Pattern: TypeAlias = tuple[str, _Group]
"""A line of a pack and the group it stands in: nothing else is made before it is needed, a pack has thousands of lines."""
_Index: TypeAlias = dict[str, tuple[_Pattern, ...]]


@dataclass(frozen=True, slots=True)
class _Pack:
    """One file, read. Treated as frozen: `load_packs` copies what it merges."""

    lists: dict[str, tuple[str, ...]]
    whole: _Index
    opening: _Index
    anchored: _Index
    heads: _Index
    terms: tuple[tuple[str, re.Pattern[str], _Group], ...]
    long: tuple[_Pattern, ...]


def normalise(text: str) -> str:
    """The text as phrases see it: casefolded words with single spaces between them.

    Curly quotes and dashes become plain, ``e-mail`` becomes ``email``; punctuation, brackets, bullets, arrows and emoji go, except
    quotation marks at a word (a quoted "join us" is speech) and colons after a word; a colon at the end of the text goes too.
    """
    return " ".join(_tokens(text))


def _tokens(text: str) -> list[str]:
    text = text.casefold()
    if not text.isascii():
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        for old, new in _PLAIN:
            text = text.replace(old, new)
    if "e-mail" in text:
        text = text.replace("e-mail", "email")
    tokens = _TOKEN.findall(text)
    if ":" in text:
        tokens = [t.replace(" :", ":").replace("\n:", ":") for t in tokens]
        if tokens and tokens[-1][-1] == ":":
            tokens[-1] = tokens[-1][:-1]
    return tokens


@dataclass(frozen=True, slots=True)
class Phrases:
    """The packs of some languages, merged in the order given. Never changed after `load_packs` made it."""

    languages: tuple[str, ...]
    _lists: dict[str, tuple[str, ...]] = field(repr=False)
    _stop: frozenset[str] = field(repr=False)
    _whole: _Index = field(repr=False)
    _opening: _Index = field(repr=False)
    _anchored: _Index = field(repr=False)
    _heads: _Index = field(repr=False)
    _terms: tuple[tuple[str, re.Pattern[str], _Group], ...] = field(repr=False)
    _long: tuple[_Pattern, ...] = field(repr=False)

    def words(self, name: str) -> tuple[str, ...]:
        """A word list of the packs (``stop_words``, ``honorifics`` …), normalised, each word once, in pack order.

        Raises `KeyError` for a name that no pack may have.
        """
        return self._lists[name]

    def match(self, text: str) -> tuple[Hit, ...]:
        """Every phrase that fits the block, the strongest and longest first; same block and packs, same order."""
        words = text.count(" ") + 1
        found = self._match_long(text, words) if words > LONG else self._match_short(text)
        if not found:
            return ()
        found.sort(key=lambda p: (_RANK[p[1].strength], -len(p[0]), p[1].order, p[1].language))
        return tuple(dict.fromkeys(group.hit(line) for line, group in found))

    def _match_short(self, text: str) -> list[_Pattern]:
        tokens = _tokens(text)
        if not tokens:
            return []
        plain = [t[:-1] if t[-1] == ":" else t for t in tokens]
        closing = [*tokens[:-1], tokens[-1] + ":"] if text.rstrip().endswith(":") else tokens
        found = list(self._whole.get(" ".join(plain), ()))
        found += [p for p in self._openings(plain) if _fits_block(p, tokens, closing)]
        anchored = self._anchored
        words = dict.fromkeys(plain)
        if len(tokens) < _NUMBERS_MAX and any(t[-1].isdigit() for t in words):
            words["#"] = None
        for word in words:
            if word in anchored:
                found += [p for p in anchored[word] if _fits_block(p, tokens, closing)]
        if len(tokens) <= _DEFAULT_MAX:
            run = "".join(plain)
            found += [(sample, group) for sample, regex, group in self._terms if _terms_in(regex, run) >= group.least]
        if found and self._is_sentence(text, plain):
            found = [p for p in found if p[1].prose]
        return found

    def _match_long(self, text: str, words: int) -> list[_Pattern]:
        head = _tokens(text[:_HEAD_CHARS])
        plain = [t[:-1] if t[-1] == ":" else t for t in head]
        found = [p for p in self._openings(plain) if self._fits_head(p, head, words)]
        for word in dict.fromkeys(plain):
            found += [p for p in self._heads.get(word, ()) if self._fits_head(p, head, words)]
        found += [p for p in self._long if words <= p[1].max_words and (p[0] in text or p[0].capitalize() in text)]
        return found


    def _openings(self, plain: list[str]) -> tuple[_Pattern, ...]:
        """Patterns of which the first word or two are known, and stand at the start of the block."""
        one = self._opening.get(plain[0], ()) if plain else ()
        return one + self._opening.get(f"{plain[0]} {plain[1]}", ()) if len(plain) > 1 else one

    def _is_sentence(self, text: str, plain: list[str]) -> bool:
        """Does it read as a sentence: eight words or more, a third of them function words, and a stop at the end?"""
        if len(plain) < 8 or not text.rstrip("\"'”’») \n").endswith((".", "!", "?", "…")):
            return False
        return 10 * sum(word in self._stop for word in plain) >= 3 * len(plain)

    @staticmethod
    def _fits_head(pattern: _Pattern, head: list[str], words: int) -> bool:
        line, group = pattern
        return group.match == "start" and words <= group.max_words and _fits(line.split(" "), head, 0, False)


def _terms_in(regex: re.Pattern[str], run: str) -> int:
    """How many matches of the regex the text is made of; 0 if something else is left."""
    at = count = 0
    while at < len(run):
        m = regex.match(run, at)
        if m is None:
            return 0
        at = m.end()
        count += 1
    return count


def _fits_block(pattern: _Pattern, tokens: list[str], closing: list[str]) -> bool:
    """``closing``: the tokens with the colon that ends the block, which a pattern may ask for at its end."""
    line, group = pattern
    if len(tokens) > group.max_words:
        return False
    parts = line.split(" ")
    match group.match:
        case "whole":
            return _fits(parts, tokens, 0, True)
        case "start":
            return _fits(parts, tokens, 0, False)
        case "end":
            return any(_fits(parts, closing, i, True) for i in range(len(closing)))
        case _:
            return any(_fits(parts, tokens, i, False) for i in range(len(tokens)))


def _fits(parts: list[str], tokens: list[str], at: int, to_end: bool) -> bool:
    """Do the parts fit the tokens from ``at`` on (up to the last one with ``to_end``)?"""
    for n, part in enumerate(parts):
        if at >= len(tokens):
            return False
        if part == "*":
            rest = parts[n + 1:]
            return any(_fits(rest, tokens, at + k, to_end) for k in range(1, _WIDEST + 1) if at + k <= len(tokens))
        token = tokens[at]
        if part[-1] == "#":
            if not (token.startswith(part[:-1]) and _NUMBER.fullmatch(token, len(part) - 1)):
                return False
        elif token != part and not (token[-1] == ":" and token[:-1] == part):
            return False
        at += 1
    return at == len(tokens) if to_end else True


def available() -> tuple[str, ...]:
    """The languages that have a pack, sorted."""
    from importlib import resources

    names = (f.name for f in (resources.files(_PACKAGE) / "phrases").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def packs_for(language: str) -> tuple[str, ...]:
    """The packs that a text in a language asks for: its own and English, since the words around an article often are; all of them where
    the language can't be told."""
    code = language.split("-")[0].lower()
    if code == "und":
        return available()
    return ("en",) if code == "en" else (code, "en")


@lru_cache(maxsize=16)
def load_packs(languages: tuple[str, ...]) -> Phrases:
    """The packs of these languages, merged; of a tag such as ``pt-BR`` the first part counts; languages without a pack are left out."""
    found = [(code, _read_pack(code)) for code in dict.fromkeys(tag.split("-")[0].lower() for tag in languages)]
    packs = [pack for _, pack in found if pack is not None]
    lists = {name: tuple(dict.fromkeys(w for pack in packs for w in pack.lists[name])) for name in _LISTS}
    return Phrases(
        languages=tuple(code for code, pack in found if pack is not None),
        _lists=lists,
        _stop=frozenset(lists["stop_words"]),
        _whole=_merged([pack.whole for pack in packs]),
        _opening=_merged([pack.opening for pack in packs]),
        _anchored=_merged([pack.anchored for pack in packs]),
        _heads=_merged([pack.heads for pack in packs]),
        _terms=tuple(t for pack in packs for t in pack.terms),
        _long=tuple(p for pack in packs for p in pack.long),
    )


def _merged(indexes: list[_Index]) -> _Index:
    merged: _Index = {}
    for index in indexes:
        shared = merged.keys() & index.keys()
        held = {key: merged[key] for key in shared}
        merged.update(index)
        for key in shared:
            merged[key] = held[key] + index[key]
    return merged


@lru_cache(maxsize=16)
def _read_pack(language: str) -> _Pack | None:
    data = _pack_bytes(language)
    if data is None:
        return None
    raw = tomllib.loads(data.decode("utf-8"))
    lists = {name: tuple(_lines(raw.get(name, ""))) for name in _LISTS}
    tables: list[dict[str, Any]] = [*raw["phrases"], {**_AUTHOR_NOTES, "text": raw.get("author_note_patterns", "")}]
    pack = _Pack(lists, {}, {}, {}, {}, *_terms_and_long(tables, language))
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


def _add(pack: _Pack, line: str, group: _Group) -> None:
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
    pack.anchored[word] = (*pack.anchored.get(word, ()), (line, group))
    if group.match == "start" and group.max_words > LONG:
        pack.heads[word] = (*pack.heads.get(word, ()), (line, group))


def _literal(part: str) -> bool:
    return part != "*" and part[-1] != "#"


def _anchor(parts: list[str]) -> str:
    """The word by which a pattern is found: its longest literal one; ``#`` for a pattern of numbers alone."""
    return max(filter(_literal, parts), key=len, default="#").rstrip(":")


def _group(table: dict[str, Any], language: str, order: int) -> _Group:
    match = table["match"]
    most = table.get("max_words", LONG if match == "whole" else _DEFAULT_MAX)
    return _Group(Label(table["kind"]), table["strength"], match, table.get("opens", False), most, table.get("prose", True),
                  table.get("least", 2), language, order)


def _terms_and_long(
    tables: list[dict[str, Any]], language: str
) -> tuple[tuple[tuple[str, re.Pattern[str], _Group], ...], tuple[_Pattern, ...]]:
    terms: list[tuple[str, re.Pattern[str], _Group]] = []
    long: list[_Pattern] = []
    for order, table in enumerate(tables):
        lines = _lines(table["text"]) if table["match"] == "terms" or table.get("long") else []
        if table.get("long"):
            long += [(line, _group(table, language, order)) for line in lines]
        elif lines:
            joined = sorted({line.replace(" ", "") for line in lines}, key=lambda t: (-len(t), t))
            terms.append((", ".join(lines[:3]) + " …", re.compile("|".join(map(re.escape, joined))), _group(table, language, order)))
    return tuple(terms), tuple(long)


def _lines(text: str) -> list[str]:
    """One pattern a line: a multi-line string is read many times faster than an array of strings."""
    return [line for line in text.split("\n") if line]

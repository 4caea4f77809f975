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

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import Final, TypeVar, get_args

from pipeline.label.packs import DEFAULT_MAX, LISTS, LONG, WIDEST, Anchors, Hit, Index, Pattern, Strength, Terms, available, read_pack

__all__ = ["LONG", "Hit", "Phrases", "Strength", "available", "load_packs", "normalise", "packs_for"]

_HEAD_CHARS = 160
_NUMBERS_MAX = 12
_HEAD_TOKENS = 10
_MEDIUM = 24
"""Words; longer blocks are first asked whether anything can fit. Patterns that span at most half as many tokens are not looked for in
them: only a block most of whose words are bare punctuation could fit one."""
_RANK: Final = MappingProxyType({name: n for n, name in enumerate(get_args(Strength))})

_TOKEN = re.compile(
    r"""["']*(?:[^\W_]|[©&@%#$€£])"""         # may open with a quotation mark, which then keeps it from fitting a plain phrase
    r"""[\w%+]*(?:(?:['.,@-]+|(?<=\d):(?=\d))[\w%+]+)*"""
    r"""["']*(?:\s?:(?!//))?"""
)
_PLAIN: Final = (("\u2019", "'"), ("\u2018", "'"), ("\u201c", '"'), ("\u201d", '"'), ("\u201e", '"'), ("\u2013", "-"), ("\u2014", "-"),
                 ("\u2010", "-"), ("\u2011", "-"), ("\u00ad", ""), ("\u200b", ""), ("\ufeff", ""), ("\u202f", " "), ("\u00a0", " "))
_ENDS_IN_DIGIT = re.compile(r"\d(?: |$)")
_HAS_DIGIT = re.compile(r"\d\S*")
_LINE, _MOST_KNOWN = 100, 1 << 14
"""Characters of a line whose phrases are kept in mind, and how many lines are: some 4 MB."""
_UNSEEN = "\u00ad\u200b\ufeff"
_WORD = re.compile(r"\w+")
_T = TypeVar("_T")
_NUMBER = re.compile(r"[$£€]?\d[\d.,:'-]*(?:st|nd|rd|th|k|m|h|%)?\+?:?")


def normalise(text: str) -> str:
    """The text as phrases see it: casefolded words with single spaces between them.

    Curly quotes and dashes become plain, ``e-mail`` becomes ``email``; punctuation, brackets, bullets, arrows and emoji go, except
    quotation marks at a word (a quoted "join us" is speech) and colons after a word; a colon at the end of the text goes too.
    """
    return " ".join(_tokens(text))


def _tokens(text: str) -> list[str]:
    if text.isascii() and text.replace(" ", "").isalnum():
        return text.lower().split()
    text = text.casefold()
    if not text.isascii():
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        text = _plain(text)
    if "e-mail" in text:
        text = text.replace("e-mail", "email")
    tokens = _TOKEN.findall(text)
    if ":" in text:
        tokens = [t.replace(" :", ":").replace("\n:", ":") for t in tokens]
        if tokens and tokens[-1][-1] == ":":
            tokens[-1] = tokens[-1][:-1]
    return tokens


def _plain(text: str) -> str:
    for old, new in _PLAIN:
        text = text.replace(old, new)
    return text


@dataclass(frozen=True, slots=True)
class Phrases:
    """The packs of some languages, merged in the order given. They never change after `load_packs` made it; answers are kept in mind."""

    languages: tuple[str, ...]
    _lists: dict[str, tuple[str, ...]] = field(repr=False)
    _stop: frozenset[str] = field(repr=False)
    _whole: Index = field(repr=False)
    _opening: Index = field(repr=False)
    _anchored: Anchors = field(repr=False)
    _numbers: tuple[str, ...] = field(repr=False)
    """The keys of ``_anchored`` that are no words: ``#``, ``£#`` …"""
    _heads: Index = field(repr=False)
    _terms: tuple[Terms, ...] = field(repr=False)
    _long: tuple[Pattern, ...] = field(repr=False)
    _few: frozenset[str] = field(repr=False)
    """Words of which a block of more than `_MEDIUM` words has one, if it fits a pattern that is found by a word inside it."""
    _few_heads: frozenset[str] = field(repr=False)
    """The same for patterns at the start of a block."""
    _terms_by_head: dict[str, frozenset[int]] = field(repr=False)
    """Which of ``_terms`` may be what a block is made of, by its first one to four characters."""
    _known: dict[str, tuple[Hit, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What fits lines that were asked for before: a third of those of a page of HTML stand on it again, and its menus on the next one."""

    def words(self, name: str) -> tuple[str, ...]:
        """A word list of the packs (``stop_words``, ``honorifics`` …), normalised, each word once, in pack order.

        Raises `KeyError` for a name that no pack may have.
        """
        return self._lists[name]

    def match(self, text: str, key: str | None = None) -> tuple[Hit, ...]:
        """Every phrase that fits the block, the strongest and longest first; same block and packs, same order.

        ``key`` is the block's words in lower case (`traits.key_of`), where they are known; they save a look at most paragraphs.
        """
        if len(text) > _LINE:
            return self._match(text, key)
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[text] = self._match(text, key)
        return known

    def _match(self, text: str, key: str | None) -> tuple[Hit, ...]:
        words = text.count(" ") + 1
        if words > LONG:
            found = self._match_long(text, words)
        elif words > _MEDIUM and key is not None and not self._may_match(text, key):
            return ()
        else:
            found = self._match_short(text)
        if not found:
            return ()
        found.sort(key=lambda p: (_RANK[p[1].strength], -len(p[0]), p[1].order, p[1].language))
        return tuple(dict.fromkeys(group.hit(line) for line, group in found))

    def _may_match(self, text: str, key: str) -> bool:
        """Can anything fit a block of more than `_MEDIUM` words? Only what opens it, and what has one of a few words in it."""
        low = text.casefold()
        if not low.isascii():
            if any(c in low for c in _UNSEEN) or not unicodedata.is_normalized("NFC", low):
                return True                             # the words of the key are not the tokens
            low = _plain(low)
        if "_" in low or "e-mail" in low or not self._few.isdisjoint(key.split()):
            return True
        head = [m.group().rstrip(":").rstrip() for m in islice(_TOKEN.finditer(low), _HEAD_TOKENS)]
        return bool(self._openings(head[:2])) or not self._few_heads.isdisjoint(head) or bool(self._terms_at("".join(head[:4])))

    def _terms_at(self, run: str) -> list[Terms]:
        """The groups of terms that a block may be made of which begins like this, in pack order."""
        heads = self._terms_by_head
        found = [numbers for size in (4, 3, 2, 1) if (numbers := heads.get(run[:size]))]
        return [self._terms[n] for n in sorted(frozenset().union(*found))] if found else []

    def _match_short(self, text: str) -> list[Pattern]:
        tokens = _tokens(text)
        if not tokens:
            return []
        plain = [t[:-1] if t[-1] == ":" else t for t in tokens] if ":" in text else tokens
        closing = [*tokens[:-1], tokens[-1] + ":"] if ":" in text and text.rstrip().endswith(":") else tokens
        line = " ".join(plain)
        found = list(self._whole.get(line, ()))
        if openings := self._openings(plain):
            found += [p for p in openings if _fits_block(p, tokens, closing)]
        candidates: list[Pattern] = []
        for word in plain:
            if word in self._anchored:
                words = set(plain)
                candidates += [p for least, most, needed, p in self._anchored[word] if least <= len(tokens) <= most and needed <= words]
        if len(tokens) < _NUMBERS_MAX and _ENDS_IN_DIGIT.search(line):
            candidates += self._of_numbers(line, len(tokens))
        found += [p for p in candidates if _fits_block(p, tokens, closing)]
        if len(tokens) <= DEFAULT_MAX:
            run = "".join(plain)
            found += [(sample, group) for sample, regex, group, _ in self._terms_at(run) if _terms_in(regex, run) >= group.least]
        if found and self._is_sentence(text, plain):
            found = [p for p in found if p[1].prose]
        return found

    def _of_numbers(self, line: str, length: int) -> list[Pattern]:
        """Patterns of numbers alone that a block of so many tokens may fit: it has as many numbers as they."""
        numbers = len(_HAS_DIGIT.findall(line))
        every = [entry for number in self._numbers if number[:-1] in line for entry in self._anchored[number]]
        return [p for least, most, _, p in every if least <= length <= most and p[0].count("#") <= numbers]

    def _match_long(self, text: str, words: int) -> list[Pattern]:
        head = _tokens(text[:_HEAD_CHARS])
        plain = [t[:-1] if t[-1] == ":" else t for t in head]
        found = [p for p in self._openings(plain) if self._fits_head(p, head, words)]
        for word in dict.fromkeys(plain):
            found += [p for p in self._heads.get(word, ()) if self._fits_head(p, head, words)]
        found += [p for p in self._long if words <= p[1].max_words and (p[0] in text or p[0].capitalize() in text)]
        return found


    def _openings(self, plain: list[str]) -> tuple[Pattern, ...]:
        """Patterns of which the first word or two are known, and stand at the start of the block."""
        one = self._opening.get(plain[0], ()) if plain else ()
        two = self._opening.get(f"{plain[0]} {plain[1]}") if len(plain) > 1 else None
        return one + two if two else one

    def _is_sentence(self, text: str, plain: list[str]) -> bool:
        """Does it read as a sentence: eight words or more, a third of them function words, and a stop at the end?"""
        if len(plain) < 8 or not text.rstrip("\"'”’») \n").endswith((".", "!", "?", "…")):
            return False
        return 10 * sum(word in self._stop for word in plain) >= 3 * len(plain)

    @staticmethod
    def _fits_head(pattern: Pattern, head: list[str], words: int) -> bool:
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


def _fits_block(pattern: Pattern, tokens: list[str], closing: list[str]) -> bool:
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
            return any(_fits(rest, tokens, at + k, to_end) for k in range(1, WIDEST + 1) if at + k <= len(tokens))
        token = tokens[at]
        if part[-1] == "#":
            if not (token.startswith(part[:-1]) and _NUMBER.fullmatch(token, len(part) - 1)):
                return False
        elif token != part and not (token[-1] == ":" and token[:-1] == part):
            return False
        at += 1
    return at == len(tokens) if to_end else True


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
    found = [(code, read_pack(code)) for code in dict.fromkeys(tag.split("-")[0].lower() for tag in languages)]
    packs = [pack for _, pack in found if pack is not None]
    lists = {name: tuple(dict.fromkeys(w for pack in packs for w in pack.lists[name])) for name in LISTS}
    anchored = _merged([pack.anchored for pack in packs])
    return Phrases(
        languages=tuple(code for code, pack in found if pack is not None),
        _lists=lists,
        _stop=frozenset(lists["stop_words"]),
        _whole=_merged([pack.whole for pack in packs]),
        _opening=_merged([pack.opening for pack in packs]),
        _anchored=anchored,
        _numbers=tuple(key for key in anchored if key[-1] == "#"),
        _heads=_merged([pack.heads for pack in packs]),
        _terms=tuple(t for pack in packs for t in pack.terms),
        _long=tuple(p for pack in packs for p in pack.long),
        _few=frozenset(_piece(word) for word, found in anchored.items() if any(span > _MEDIUM // 2 and not _at_head(p) for _, span, _, p in found)),
        _few_heads=frozenset(word for word, found in anchored.items() if any(_at_head(p) for _, _, _, p in found)),
        _terms_by_head=_by_head(tuple(t for pack in packs for t in pack.terms)),
    )


def _by_head(terms: tuple[Terms, ...]) -> dict[str, frozenset[int]]:
    by_head: dict[str, set[int]] = {}
    for n, (_, _, _, heads) in enumerate(terms):
        for head in heads:
            by_head.setdefault(head, set()).add(n)
    return {head: frozenset(numbers) for head, numbers in by_head.items()}


def _at_head(pattern: Pattern) -> bool:
    """Is the word by which it is found always among the first `_HEAD_TOKENS` of a block?"""
    line, group = pattern
    parts = line.split(" ")
    return group.match == "start" and len(parts) + (WIDEST - 1) * parts.count("*") <= _HEAD_TOKENS


def _piece(word: str) -> str:
    """The longest of a token's words, as they stand in a key."""
    return max(_WORD.findall(word), key=len, default=word)


def _merged(indexes: list[dict[str, tuple[_T, ...]]]) -> dict[str, tuple[_T, ...]]:
    merged: dict[str, tuple[_T, ...]] = {}
    for index in indexes:
        shared = merged.keys() & index.keys()
        held = {key: merged[key] for key in shared}
        merged.update(index)
        for key in shared:
            merged[key] = held[key] + index[key]
    return merged



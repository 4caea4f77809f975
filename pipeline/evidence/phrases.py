"""Phrases: what sites print around articles, in many languages, as data; and the matcher that finds it.

A pack is a file ``phrases/LANG.toml`` of word lists and of phrases, each with the kind of block that it speaks for and how strongly. All packs
are looked through at once, so that no language need be known beforehand. A hit is evidence: it decides nothing.

Patterns stand in the packs as `normalise` leaves them and are compared word by word; ``*`` stands for 1 to 6 words, ``#`` for a number. Phrases of
scripts that part no words by spaces are found anywhere in a line. In a long block only its first and its last words are looked at, so the cost of a
block is limited, and that of a page grows with its length.

A line may open with a phrase that is a line of its own elsewhere, and a mark: ``Read also: Ferry back by Easter`` (`Phrases.opening`).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from pipeline.data import Label

__all__ = ["LISTS", "Hit", "Phrases", "WordLists", "load_phrases", "normalise", "word_lists"]

LONG, FIRST, LAST = 60, 30, 15
"""Words from which a block is long, and how many of its first and last words are looked at."""
WIDEST = 6
"""Words that ``*`` stands for at the most."""
LISTS = ("stop_words", "honorifics", "job_titles", "byline_words", "updated_words", "published_words", "issue_words", "part_words",
         "caption_credit_words", "error_page_words", "note_words", "correction_words", "editor_note_words")
_SIGNS = ("\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e"
          "\u0eb1-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u1056-\u109d\u17b4-\u17d3")
"""Vowel signs and accents that stand within words and are no letters: without them, words of many scripts would be cut."""
_WORD = re.compile(rf"[\w{_SIGNS}]+(?:['.,@:-][\w{_SIGNS}]+)*+|[©&@%#$€£+]")
_ASCII_WORD = re.compile(r"[a-z0-9]+(?:['.,@:-][a-z0-9]+)*+|[&@%#$+]")
"""The same of casefolded ASCII, found faster: possessive repetition never goes back, and needs no memory to do so."""
_NUMBER = re.compile(r"[\d.,:'-]*\d[\d.,:'-]*(?:st|nd|rd|th|k|m|h|%)?")
_PLAIN = (("\u2019", "'"), ("\u2018", "'"), ("\u2010", "-"), ("\u2011", "-"), ("\u2013", " "), ("\u2014", " "), ("\u00ad", ""), ("\u200b", ""),
          ("\ufeff", ""), ("_", " "), ("i\u0307", "i"), ("ı", "i"), ("\u064b", ""), ("\u0651", ""))
"""What stands for what in phrases; looking for each takes less time than a table for all."""
_BETWEEN = "\u201c\u201d\u2026\u00a0\u2022\u00ab\u00bb"
"""Marks that stand in no word: without them, most texts are ASCII."""
_LABEL = re.compile(rf"[^\w\n]{{0,4}}((?:[^\W\d]|[{_SIGNS}'’ -]){{2,40}}?)\s?(?:[|»›>–—]\s|[:：|]\s?)(?=\S)")
"""The words at the beginning of a line that a mark parts from the rest."""
_LABEL_MARK = re.compile("[|»›>–—:：]")
"""One of these ends a label, whose expression takes ten times as long."""
_LABEL_END = 46
"""Characters within which the mark stands."""
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_MARKS = re.compile(rf"[^\w{_SIGNS}]+|_+")


class Hit(NamedTuple):
    """A phrase that stands in a block."""

    kind: Label
    strength: int
    """1: article text uses the words too; 2: likely boilerplate; 3: as a whole block they are hardly anything else."""
    where: str
    """Where the phrase must stand: ``whole``, ``start``, ``end``, ``inside``; ``opening`` for one that `Phrases.opening` found."""
    phrase: str
    language: str


class _Pattern(NamedTuple):
    parts: tuple[str, ...]
    longest: int
    """Words that a block may have."""
    hit: Hit
    plain: str
    """The phrase between two spaces where it has no ``*`` and no ``#``, else empty."""
    anywhere: bool
    """Whether it is such a phrase and may stand anywhere."""


def normalise(text: str) -> str:
    """The words of a text as phrases have them: casefolded, composed (NFC), without punctuation, single spaces between them."""
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        for found, plain in _PLAIN:
            if found in text:
                text = text.replace(found, plain)
        for mark in _BETWEEN:
            if mark in text:
                text = text.replace(mark, " ")
    return (_ASCII_WORD if text.isascii() else _WORD).findall(text.replace("e-mail", "email"))


@dataclass(frozen=True, slots=True)
class WordLists:
    """The word lists of some languages, merged."""

    _lists: dict[str, tuple[str, ...]]

    def words(self, name: str) -> tuple[str, ...]:
        """A word list (``stop_words``, ``honorifics`` …), each word once. Raises `KeyError` for a name that is not in `LISTS`."""
        return self._lists[name]


@dataclass(frozen=True, slots=True)
class Phrases:
    """All packs, merged. Made once a process by `load_phrases`; nothing in it changes but the cache of merged word lists."""

    _lists: dict[str, dict[str, tuple[str, ...]]]
    """By name, and there by language."""
    _whole: dict[str, tuple[Hit, ...]]
    """Plain phrases that are a whole block."""
    _opening: dict[str, tuple[_Pattern, ...]]
    """Plain phrases that open a block, by their first word."""
    _anchored: dict[str, tuple[_Pattern, ...]]
    """All others, by their longest word."""
    _unspaced: dict[str, tuple[_Pattern, ...]]
    """Phrases of scripts without spaces, by their first character; those that may stand anywhere by an empty one."""
    _merged: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What `words` returned before."""

    def words(self, name: str) -> tuple[str, ...]:
        """A word list of all packs, each word once. Raises `KeyError` for a name that is not in `LISTS`."""
        if name not in self._merged:
            self._merged[name] = tuple(dict.fromkeys(word for words in self._lists[name].values() for word in words))
        return self._merged[name]

    def lists(self, language: str) -> WordLists:
        """The word lists for a text in a language (BCP 47): its own and the English ones; all of them where the language cannot be told."""
        code = language.split("-")[0].lower()
        return WordLists({
            name: tuple(dict.fromkeys(word for own, words in found.items() if code in ("und", own) or own == "en" for word in words))
            for name, found in self._lists.items()})

    def match(self, text: str) -> tuple[Hit, ...]:
        """The strongest phrase of each kind that stands in a block, in order of strength and place in the packs."""
        if not (words := _words(text)):
            return ()
        count = len(words)
        ends = [words] if count <= LONG else [words[:FIRST], words[-LAST:]]
        opening = f" {' '.join(ends[0])} "
        found = list(self._whole.get(opening[1:-1], ())) if count <= LONG else []
        if patterns := self._opening.get(words[0]):
            found += [p.hit for p in patterns if count <= p.longest and opening.startswith(p.plain)]
        for n, part in enumerate(ends):
            if not (known := self._anchored.keys() & part):
                continue
            line = f" {' '.join(part)} "
            for word in known:
                found += [p.hit for p in self._anchored[word] if count <= p.longest and p.plain in line
                          and (p.anywhere or _fits(p, part, line, first=n == 0, last=n == len(ends) - 1))]
        if not text.isascii() and _UNSPACED.search(text):
            found += self._without_spaces(text)
        return _strongest(found) if found else ()

    def opening(self, text: str) -> tuple[Hit, ...]:
        """The strongest phrase of each kind that opens a block, with a mark such as a colon behind it, and would be a whole block elsewhere."""
        if not _LABEL_MARK.search(text, 0, _LABEL_END) or not (label := _LABEL.match(text)):
            return ()
        line = " ".join(_words(label[1]))
        found = list(self._whole.get(line, ()))
        found += [p.hit for p in self._opening.get(line.partition(" ")[0], ()) if p.plain[1:-1] == line]
        if not line.isascii() and _UNSPACED.search(line):
            found += [p.hit for p in self._unspaced.get(line[0], ()) if p.parts[0] == line]
        return tuple(hit._replace(where="opening") for hit in _strongest(found))

    def _without_spaces(self, text: str) -> list[Hit]:
        line = _MARKS.sub("", unicodedata.normalize("NFC", text[:200]))
        return [p.hit for first in ("", line[:1]) for p in self._unspaced.get(first, ())
                if len(line) <= p.longest and _stands(p.parts[0], line, p.hit.where)]


def _strongest(found: Sequence[Hit]) -> tuple[Hit, ...]:
    best: dict[Label, Hit] = {}
    for hit in sorted(found, key=lambda hit: (-hit.strength, -len(hit.phrase), hit.phrase, hit.language)):
        best.setdefault(hit.kind, hit)
    return tuple(best.values())


def _fits(pattern: _Pattern, words: Sequence[str], line: str, *, first: bool, last: bool) -> bool:
    """Whether a pattern stands in words where it must; ``first`` and ``last``: the words are the beginning, or the end, of their block.

    ``line``: the words with a space around each.
    """
    parts, where = pattern.parts, pattern.hit.where
    if pattern.plain:  # those of a whole block, or of its beginning, are looked up
        return last and line.endswith(pattern.plain)
    if where in ("whole", "start"):
        return first and any(end == len(words) and last or where == "start" for end in _ends(parts, words, 0))
    starts = range(len(words))
    if where == "end":
        return last and any(len(words) in _ends(parts, words, at) for at in starts)
    return any(True for at in starts for _ in _ends(parts, words, at))


def _stands(phrase: str, line: str, where: str) -> bool:
    """Whether a phrase of a script without spaces stands in a line where it must."""
    return phrase == line if where == "whole" else line.startswith(phrase) if where == "start" else phrase in line


def _ends(parts: Sequence[str], words: Sequence[str], at: int) -> set[int]:
    """Where the parts may end that begin at a word."""
    places = {at}
    for part in parts:
        if part == "*":
            places = {place + k for place in places for k in range(1, WIDEST + 1) if place + k <= len(words)}
        else:
            places = {p + 1 for p in places if p < len(words) and (words[p] == part or part == "#" and _NUMBER.fullmatch(words[p]))}
        if not places:
            break
    return places


@lru_cache(maxsize=1)
def load_phrases() -> Phrases:
    """All packs of the package, merged."""
    lists: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in LISTS}
    whole: dict[str, list[Hit]] = defaultdict(list)
    opening: dict[str, list[_Pattern]] = defaultdict(list)
    anchored: dict[str, list[_Pattern]] = defaultdict(list)
    unspaced: dict[str, list[_Pattern]] = defaultdict(list)
    for file in sorted(resources.files("pipeline.evidence").joinpath("phrases").iterdir(), key=lambda file: file.name):
        pack = tomllib.loads(file.read_text(encoding="utf-8"))
        for name in LISTS:
            lists[name][pack["language"]] = tuple(word for word in pack.get(name, "").split("\n") if word)
        for table in pack.get("phrases", ()):
            for line in filter(None, table["text"].split("\n")):
                hit = Hit(Label(table["kind"]), table["strength"], table["where"], line, pack["language"])
                plain = "" if "*" in line or "#" in line else f" {line} "
                longest = table.get("longest", LONG if hit.where == "whole" else 30)
                pattern = _Pattern(tuple(line.split(" ")), longest, hit, plain, plain != "" and hit.where == "inside")
                if _UNSPACED.search(line):
                    unspaced[line[0] if hit.where in ("whole", "start") else ""].append(pattern._replace(parts=(line.replace(" ", ""),)))
                elif hit.where == "whole" and "*" not in line and "#" not in line:
                    whole[line].append(hit)
                elif hit.where == "start" and plain:
                    opening[pattern.parts[0]].append(pattern)
                else:
                    anchored[max((part for part in pattern.parts if part not in "*#"), key=len)].append(pattern)
    first, others, joined = ({word: tuple(patterns) for word, patterns in found.items()} for found in (opening, anchored, unspaced))
    return Phrases(lists, {line: tuple(hits) for line, hits in whole.items()}, first, others, joined)


@lru_cache(maxsize=64)
def word_lists(language: str) -> WordLists:
    """The word lists for a text in a language (`Phrases.lists`)."""
    return load_phrases().lists(language)

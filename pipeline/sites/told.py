"""What the rules of a site tell of one page: a vote on blocks, and values of its metadata.

Of several rules that fit a block the first of these counts: it holds the title, the author or the date; it is kept; it is removed; it stands
outside of the body. A body that no element of the page fits says nothing: a site that changed its markup loses no articles by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from pipeline.blocks.html_selected import Named, Selected, select
from pipeline.blocks.selectors import parse_selectors
from pipeline.data import KEPT, NAMED, OUTSIDE, STRIPPED, Block, Found, Label, Page, Vote
from pipeline.metadata.html_dates import iso_date
from pipeline.reading.people import people_declared
from pipeline.reading.words import key_of
from pipeline.sites.rules import Lookup, Rule, SiteRules, compiled

__all__ = ["Told", "tell"]

_SURE = 0.97
"""Confidence of what a site file says."""
_LONGEST = 20_000
"""Characters of a block that patterns look at."""
_LONGEST_VALUE = 400
_LONGEST_DATE = 200
_MOST_VALUES = 100
"""Elements and places that one lookup looks at: a page may hold any number that a selector names."""
_FIELDS = (("title", "title", Label.TITLE), ("author", "author", Label.BYLINE), ("date", "published", Label.DATELINE))


@dataclass(frozen=True, slots=True)
class Told:
    """What the rules tell of a page."""

    votes: tuple[Vote, ...] = ()
    """At most one for each block, in order."""
    found: tuple[Found, ...] = ()
    """Values of the metadata, those used are chosen."""


def tell(rules: SiteRules, page: Page, blocks: Sequence[Block], language: str) -> Told:
    """What these rules tell of a page with these blocks."""
    asked = _Asked(rules, page, blocks)
    found: list[Found] = []
    if rules.publisher:
        found.append(Found("publisher", rules.publisher, "site-file", rules.publisher, confidence=_SURE))
    votes: dict[int, Vote] = {}
    for vote in (*_named(asked, found, language), *_kept_or_not(asked), *_outside(asked)):
        votes.setdefault(vote.block, vote)
    return Told(tuple(votes[n] for n in sorted(votes)), tuple(found))


def _named(asked: _Asked, found: list[Found], language: str) -> Iterator[Vote]:
    """The blocks that hold values of the metadata; the values are added to ``found``."""
    for name, own, label in _FIELDS:
        first = ""
        for value in islice(_values(asked, getattr(asked.rules, name)), _MOST_VALUES):
            if (first and value.why != first) or not _add(found, own, value, language):
                continue
            first = value.why
            if value.block >= 0 and 2 * value.size >= len(asked.blocks[value.block].text):
                yield Vote(value.block, label, _SURE, NAMED, f"{asked.rules.name}: {name}: {value.why}")
            if own != "author":
                break


def _kept_or_not(asked: _Asked) -> Iterator[Vote]:
    for rule in asked.rules.keep:
        for n, why in asked.fitting(rule):
            yield Vote(n, Label.PARAGRAPH, _SURE, KEPT, f"{asked.rules.name}: keep: {why}")
    for rule in asked.rules.strip:
        label = Label(rule.kind) if rule.kind else Label.OTHER
        for n, why in asked.fitting(rule):
            yield Vote(n, label, _SURE, STRIPPED, f"{asked.rules.name}: strip: {why}")


def _outside(asked: _Asked) -> Iterator[Vote]:
    """What stands outside of the first body that the page has."""
    if inside := next(filter(None, (asked.selected([selector]) for selector in asked.rules.body)), None):
        for block in asked.blocks:
            if block.n not in inside:
                yield Vote(block.n, Label.OTHER, _SURE, OUTSIDE, f"{asked.rules.name}: outside of the body")


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of the metadata, where it stands, and what found it."""

    text: str
    start: int
    end: int
    block: int
    size: int
    """Characters of the block that hold it, what a pattern fits around it included."""
    why: str


@dataclass(slots=True)
class _Asked:
    """A page that rules ask; selectors are looked for in one walk, at the first question."""

    rules: SiteRules
    page: Page
    blocks: Sequence[Block]
    _found: dict[str, list[Selected]] = field(default_factory=dict)
    _keys: list[str] = field(default_factory=list)

    def named(self, selector: str) -> list[Selected]:
        """What one selector of the rules names."""
        if not self._found and "html" in self.page.media_type:
            every = [(text, one) for text in _selectors(self.rules) for one in parse_selectors(text)]
            for (text, _), told in zip(every, select(self.page, self.blocks, [one for _, one in every]), strict=True):
                self._found.setdefault(text, []).append(told)
        return self._found.get(selector, [])

    def selected(self, selectors: Iterable[str]) -> frozenset[int]:
        """The blocks that any of these names."""
        return frozenset(n for text in selectors for one in self.named(text) for n in one.blocks)

    def fitting(self, rule: Rule) -> Iterator[tuple[int, str]]:
        """The blocks that a rule means, each with what fits, a block perhaps several times."""
        for selector in rule.selectors:
            yield from ((n, selector) for n in sorted(self.selected([selector])))
        for phrase in rule.phrases:
            key = key_of(phrase)
            spaced = key.isascii() or " " in key
            yield from ((block.n, f"“{phrase}”") for block, own in zip(self.blocks, self._own_keys(), strict=True)
                        if own and (f" {key} " in f" {own} " if spaced else key in own))
        for pattern in rule.patterns:
            found = compiled(pattern)
            yield from ((block.n, pattern) for block in self.blocks if block.text and found.search(block.text[:_LONGEST]))

    def _own_keys(self) -> list[str]:
        if not self._keys:
            self._keys = [key_of(block.text) if block.text else "" for block in self.blocks]
        return self._keys


def _selectors(rules: SiteRules) -> tuple[str, ...]:
    lookups = (rules.title, rules.author, rules.date)
    every = (*rules.body, *(s for rule in (*rules.strip, *rules.keep) for s in rule.selectors), *(s for lookup in lookups for s in lookup.selectors))
    return tuple(dict.fromkeys(every))


def _values(asked: _Asked, lookup: Lookup) -> Iterator[_Value]:
    """What a lookup finds, in the order of its selectors and patterns. With both, patterns look at what the selectors name."""
    elements = [(named, text) for text in lookup.selectors for one in asked.named(text) for named in one.elements if named.text]
    if lookup.selectors and not lookup.patterns:
        yield from (_Value(named.text, named.start, named.end, _block_of(asked.blocks, named), len(named.text), why) for named, why in elements)
    for pattern in lookup.patterns:
        find = compiled(pattern).search
        if lookup.selectors:
            for named, _ in elements:
                if (hit := find(named.text[:_LONGEST])) and (value := _value(hit).strip()):
                    yield _Value(value, named.start, named.end, _block_of(asked.blocks, named), len(named.text), pattern)
            continue
        for block in asked.blocks:
            if block.text and (hit := find(block.text[:_LONGEST])) and (value := _value(hit).strip()):
                yield _Value(value, block.start, block.end, block.n, hit.end() - hit.start(), pattern)


def _value(hit: object) -> str:
    return str((hit[1] if hit.re.groups else hit[0]) or "")  # type: ignore[attr-defined, index]


def _block_of(blocks: Sequence[Block], named: Named) -> int:
    """The block whose words an element holds."""
    if named.start < 0:
        return -1
    return next((block.n for block in blocks if block.text and block.start <= named.start and named.end <= block.end), -1)


def _add(found: list[Found], own: str, value: _Value, language: str) -> bool:
    """Notes what a value says, unless it says nothing of its kind."""
    known = {one.value for one in found if one.field == own}
    start, end = (value.start, value.end) if value.start >= 0 else (None, None)
    read = [one for one in dict.fromkeys(_read(own, value.text, language)) if one not in known]
    found += [Found(own, one, "site-file", value.text, start, end, _SURE) for one in read]
    return bool(read)


def _read(own: str, text: str, language: str) -> list[str]:
    text = text[:_LONGEST_VALUE]
    if own == "published":
        date = iso_date(text, language) if len(text) < _LONGEST_DATE else None
        return [date] if date else []
    return [person.name for person in people_declared(text, sure=True)] or [text] if own == "author" else [text]

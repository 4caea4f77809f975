"""The main heading of a page of HTML: the headline, not the name of the site that stands in a heading as well."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.data import Block
from pipeline.metadata.separators import title_cuts
from pipeline.metadata.titles import LONGEST_PART, key_of_title, likeness, words_of
from pipeline.reading.names import is_caseless

__all__ = ["Headings", "find_headings", "words_home"]

_NOT_HERE = frozenset({"footer", "nav", "aside", "form"})
_OF_THE_SITE = re.compile(
    r"(?:^|\s)(?:site|blog|brand)[-_]?(?:title|name|heading|logo)(?![\w-])|\blogo\b|\bmasthead\b|\bblogname\b|\bnavbar-brand\b", re.IGNORECASE)
_BESIDE = re.compile(
    r"subscri|overlay|modal|pop-?up|(?<!elementor-)widget|carousel|related|recommend|teaser|newsletter|cookie|banner|sidebar|promo(?!ted)|sr-only|screen-reader"
    r"|visually-hidden", re.IGNORECASE)
"""In the class names of headings that stand beside the article."""
_NO_LINE = _NOT_HERE | {"option", "select", "title", "figure", "figcaption", "button", "li"}
"""Elements in which no line is the headline of a page."""
_SHORTEST, _FAR = 4, 12
"""Letters of the shortest such line, and blocks below it of which one is running text."""
_OF_A_TOOL = frozenset({"skiptranslate", "goog-te-banner", "goog-tooltip", "translate-tooltip-mtz"})
"""Classes of what a tool of the browser wrote into the page."""
_WAY = re.compile(r"bread-?crumb", re.IGNORECASE)
_LAST_STEP = 0.5
"""What a heading loses that is the last step of the way to the page, where a headline stands elsewhere."""
_HOME = re.compile(r"(?:https?://[^/?#]+)?/?(?:index\.\w+)?|\.?/")
_LONGEST = 300
_NEAREST = 4
"""Nearest class names of a heading that are looked at."""
_LOWEST = 4
"""The lowest level of a heading that may be the main one; below the second, it must be a part of the page's title."""
_PROSE = 80
_ENTRY, _FEWEST_ENTRIES = 0.3, 3
"""What a heading loses that shares level and class with others, and how many such headings there are."""
_BY_LEVEL = {1: 0.3, 2: 0.0, 3: -0.35, 4: -0.35}
_FEWEST_WORDS = 4
"""Of a heading that is a headline by standing alone; in scripts without spaces, as many letters."""
_NEW_SENTENCE, _SENTENCES = re.compile(r"(?<=[^\W\d_]|[)\"”’])[.!?]\s(?=[^\W\d_a-zà-ÿ])"), 2
"""Where a sentence follows another one, and how often that makes a heading a text."""
_UNLIKE = 0.2
"""Likeness to a declared title up to which a heading has nothing to do with it."""


class Headings(NamedTuple):
    """What the headings of a page say."""

    main: int
    """Number of the block that is the main heading; -1 without one."""
    sites: frozenset[str]
    """Keys of headings that name the site."""
    alone: bool = False
    """The main heading is the only ``h1`` of the page, and no name of the site."""


def find_headings(blocks: Sequence[Block], titles: Sequence[str], site_names: frozenset[str]) -> Headings:
    """The heading that is most like the declared titles. ``site_names``: keys of what the site calls itself."""
    shown = [b for b in blocks if b.markup and 1 <= b.markup.heading <= _LOWEST and not b.markup.hidden and b.text and len(b.text) <= _LONGEST
             and _OF_A_TOOL.isdisjoint(b.markup.hints)]
    parts = frozenset(part for title in titles for part in _parts(title))
    whole = frozenset(key for title in titles if len((key := key_of_title(title)).split()) >= _FEWEST_WORDS)
    named = frozenset(key for b in shown if (key := key_of_title(b.text)) not in whole and _names_site(b, site_names))
    sites = named | _other_parts(blocks, shown, parts - whole)
    told = [words_of(t) for t in titles if key_of_title(t) not in sites | site_names]
    entries = _entries(shown)
    alone = _alone(shown, sites | site_names, entries)
    steps = _steps(shown, parts)
    if alone is not None and (alone in steps or _is_of_a_part(blocks, blocks[alone], shown, parts, told)):
        alone = None
    if alone is not None:
        return Headings(alone, sites, alone=True)
    best, best_score = -1, -_ENTRY
    for block in shown:
        score = _score(block, told, parts, sites | site_names) - (_LAST_STEP if block.n in steps else 0.0)
        if not told and score == 0.0 and _before_prose(blocks, block):
            score = 0.05
        ranked = score - (_ENTRY if block.n in entries else 0.0)
        if score > 0.0 and ranked > best_score:
            best, best_score = block.n, ranked
    if best < 0 and (line := _line(blocks, frozenset(p for t in titles for p in _parts(t, weak=True)) - sites - site_names)) is not None:
        return Headings(line, sites)
    return Headings(best, sites)


def _line(blocks: Sequence[Block], parts: frozenset[str]) -> int | None:
    """The number of a line that is no heading but has the words of a declared title, or of a part of one: the headline of pages without headings.

    It is no link, and text follows it. Of several, the first of the longest.
    """
    found: dict[str, int] = {}
    for block in blocks:
        markup = block.markup
        if not block.text or len(block.text) > _LONGEST or markup is None or markup.hidden or not _NO_LINE.isdisjoint(markup.path):
            continue
        linked = any(i.kind == "link" and i.end - i.start >= len(block.text) - 2 for i in block.inlines)
        if not linked and (key := key_of_title(block.text)) in parts and len(key) >= _SHORTEST and _before_prose(blocks, block, _FAR):
            found.setdefault(key, block.n)
    return found[max(found, key=len)] if found else None


def _alone(shown: Sequence[Block], sites: frozenset[str], entries: frozenset[int]) -> int | None:
    """The number of the only ``h1`` of a page that does not stand beside the article, where it has the words of a headline and stands among the
    text."""
    first = {key_of_title(b.text): b for b in reversed(shown) if b.markup and b.markup.heading == 1 and b.n not in entries and not _is_beside(b)}
    if len(first) != 1:
        return None
    ((key, block),) = first.items()
    enough = _has_words_of_headline(key) and len(_NEW_SENTENCE.findall(block.text)) < _SENTENCES
    inside = block.markup is not None and _NOT_HERE.isdisjoint(block.markup.path)
    return block.n if enough and inside and key not in sites and not _names_site(block, sites) else None


def _has_words_of_headline(key: str) -> bool:
    """Whether the words of a title are enough for a headline; in scripts without spaces, its letters."""
    return len(key.split()) >= _FEWEST_WORDS or len(key) >= _FEWEST_WORDS and is_caseless(key)


def _is_beside(heading: Block) -> bool:
    """Whether a heading belongs to what stands beside the article, or names the site."""
    hints = " ".join(heading.markup.hints[:_NEAREST]) if heading.markup else ""
    return _BESIDE.search(hints) is not None or _OF_THE_SITE.search(hints) is not None


def _is_of_a_part(blocks: Sequence[Block], heading: Block, shown: Sequence[Block], parts: frozenset[str], told: list[frozenset[str]]) -> bool:
    """Whether the only ``h1`` is rather that of a part of the text: it is like no declared title, and a heading above it is the whole of one, or
    more running text stands above it than below."""
    own = words_of(heading.text)
    if not told or any(likeness(own, title) > _UNLIKE for title in told):
        return False
    if any(b.n < heading.n and key_of_title(b.text) in parts and len(words_of(b.text)) >= _FEWEST_WORDS for b in shown):
        return True
    above = sum(len(b.text) > _PROSE for b in blocks[:heading.n])
    return above > sum(len(b.text) > _PROSE for b in blocks[heading.n:])


def _steps(shown: Sequence[Block], parts: frozenset[str]) -> frozenset[int]:
    """The headings that are steps of the way to the page (items of a list, or named so), if another heading is a declared title."""
    steps = {b.n for b in shown if b.markup and ("li" in b.markup.path[-2:] or _WAY.search(" ".join(b.markup.hints)))}
    other = steps and any(b.n not in steps and key_of_title(b.text) in parts for b in shown)
    return frozenset(steps) if other else frozenset()


def _entries(shown: Sequence[Block]) -> frozenset[int]:
    """The headings that share level and class with several others: entries of a list of articles, or sections."""
    alike: dict[tuple[object, ...], set[int]] = {}
    for block in shown:
        if block.markup is not None:
            alike.setdefault((block.markup.heading, *block.markup.hints[:2]), set()).add(block.n)
    return frozenset(n for numbers in alike.values() if len(numbers) >= _FEWEST_ENTRIES for n in numbers)


def _score(block: Block, titles: list[frozenset[str]], parts: frozenset[str], sites: frozenset[str]) -> float:
    markup = block.markup
    if markup is None or markup.heading > 2 and key_of_title(block.text) not in parts:
        return -1.0
    own = words_of(block.text) if titles else frozenset()
    score = max((likeness(own, t) for t in titles), default=0.0) + _BY_LEVEL[markup.heading]
    if not _NOT_HERE.isdisjoint(markup.path):
        score -= 0.3
    if key_of_title(block.text) in sites:
        score -= 0.7
    return score


def _parts(title: str, *, weak: bool = False) -> list[str]:
    """Keys of a title and of what stands on either side of a mark in it; with ``weak``, of a colon or a slash too."""
    cuts = title_cuts(title, weak=weak)
    between = (title[end:start] for (_, end), (start, _) in pairwise(cuts)) if weak else ()
    pieces = (*(title[:start] for start, _ in cuts), *(title[end:] for _, end in cuts), *between)
    return [key for piece in (title, *(p for p in pieces if len(p) <= LONGEST_PART)) if (key := key_of_title(piece))]


def _names_site(block: Block, site_names: frozenset[str]) -> bool:
    """Whether a heading is a known name of the site, leads home, or stands where the site's name does."""
    if key_of_title(block.text) in site_names:
        return True
    whole = any(len(words) >= len(block.text) - 2 for words in words_home(block))
    return whole or block.markup is not None and _OF_THE_SITE.search(" ".join(block.markup.hints[:3])) is not None


def words_home(block: Block) -> Iterator[str]:
    """The words of each link of a block to the front page of the site."""
    return (block.text[i.start:i.end] for i in block.inlines if i.kind == "link" and _HOME.fullmatch(i.value))


def _other_parts(blocks: Sequence[Block], shown: Sequence[Block], parts: frozenset[str]) -> frozenset[str]:
    """Where two headings are two parts of one title, the one that no text follows names the site."""
    there = {key: block for block in reversed(shown) if (key := key_of_title(block.text)) in parts}
    before = {key for key, block in there.items() if _before_prose(blocks, block)}
    return frozenset(key for key in there if before and key not in before and not any(key in one or one in key for one in before))


def _before_prose(blocks: Sequence[Block], heading: Block, far: int = 4) -> bool:
    """Whether running text follows a heading before the next one, in its next few blocks (``far``)."""
    for block in blocks[heading.n + 1:heading.n + 1 + far]:
        if block.markup is not None and block.markup.heading:
            return False
        if len(block.text) > _PROSE:
            return True
    return False

"""Labelling functions for front matter: which blocks of a page of HTML are its title, names, date and standfirst.

The gold names title, author and date of some pages, and nothing of the others. Where it names nothing, a dated line near the title may be the
date, and a line with an author's class or words the byline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.blocks import HeadData
from pipeline.data import Block, Label, Markup
from pipeline.evidence.phrases import load_phrases
from pipeline.reading.dates import dates_in
from tools.train.class_kinds import kind_by_class
from tools.train.corpus import Gold
from tools.train.scoring import UNSPACED, words

__all__ = ["KEPT", "Front", "alike"]

KEPT = 0.5
"""Share of a block's words in the gold from which it is text."""
NEAR, BELOW = 14, 5
"""Blocks with words above the first block of the text, and from there on, in which a byline, a date or a standfirst is looked for."""
MORE = 8
"""Words that a heading may have besides those of the title."""
DATED_BELOW = 6
"""Blocks below the title in which a page without a date in its gold may print one."""
_SPACED = re.compile(r"\s+[|–—·•:»«-]\s+|\s*\|\s*|:\s+")
_TIGHT = re.compile(rf"_|--|(?<=[{UNSPACED}])[-|—–·]|[-|—–·](?=[{UNSPACED}])")
_BYLINE = re.compile(
    r"byline|author|writer|contributor|by-line|auteur|autor|redakt|verfasser|entry-meta|post-meta|article-meta|article-info", re.IGNORECASE,
)
_AUTHOR = re.compile(r"byline|author|writer|by-line|auteur|autor|verfasser", re.IGNORECASE)
_DATED = re.compile(r"date|time|publish|posted|updated|meta|datum|zeit|fecha|info", re.IGNORECASE)
_STANDFIRST = re.compile(r"standfirst|dek\b|deck\b|subtitle|sub-title|subhead|sub-head|lede\b|lead\b|intro|excerpt|summary|abstract|teaser|chapo|"
                         r"vorspann|anleser|"
                         r"sottotitolo|catenaccio|entradilla|ingress|preamble|description", re.IGNORECASE)
_BOX = re.compile(r"lead|intro|description|summary", re.IGNORECASE)
"""Names that are often those of a box around a whole text."""
_CAPTION = re.compile(r"caption|credit|figcaption", re.IGNORECASE)
_EMBED = re.compile(r"twitter-tweet|instagram-media|fb-post|tiktok-embed", re.IGNORECASE)
_DATE_SHAPE = re.compile(r"(?:19|20)\d\d|\d{1,2}[:.h]\d\d|\bago\b")
_PARTED = re.compile(r"[>»/›:|→]")
_BRACKETED_PLACE = re.compile(r"^[^a-z.!?]{3,40}\([A-Z][\w ]{1,12}\)\s*[—–-]")
"""How the first paragraph of an agency report opens."""
_SHORT_DATE = 45
"""Letters below which a block with a whole date is a date line and no standfirst."""
_SHARED = 3
"""Blocks of the text in one box from which the name of the box says nothing of each of them."""


class Front:
    """The front matter of one page: asked for each block, in order."""

    def __init__(self, blocks: Sequence[Block], head: HeadData, gold: Gold, shares: Sequence[float]) -> None:
        self.blocks, self.gold, self.shares = blocks, gold, shares
        self.words = [words(block.text) for block in blocks]
        kept = [i for i, share in enumerate(shares) if share >= KEPT and len(self.words[i]) >= 8] or [i for i, s in enumerate(shares) if s >= KEPT]
        self.first, self.last = (kept[0], kept[-1]) if kept else (len(blocks), -1)
        self.parts = [words(part) for part in [head.title, *_SPACED.split(head.title), *_TIGHT.split(head.title)]]
        self.title_words = self._gold_title() or self._page_title()
        self.title = self._find_title()
        self.dated = self._find_date()
        self.description = next((words(value) for name, value in head.metas if name in ("description", "og:description")), [])
        self.standfirst = words(gold.standfirst)
        self.authors = [" ".join(words(name)) for name in gold.authors]
        self.opening = tuple(f"{word} " for word in load_phrases().lists(gold.language or "en").words("byline_words"))
        self.named = False
        """Whether a byline was found already."""

    def _gold_title(self) -> list[str]:
        """The title of the gold; where no heading is like it, the part of it that is one, without the names of site and section."""
        whole = words(self.gold.title)
        heads = [w for block, w in zip(self.blocks, self.words, strict=True) if block.markup and block.markup.heading in (1, 2)]
        if not whole or any(alike(head, whole) for head in heads):
            return whole
        parts = [words(part) for part in [*_SPACED.split(self.gold.title), *_TIGHT.split(self.gold.title)]]
        return next((part for part in parts if len(part) >= 3 and part in heads), whole)

    def _page_title(self) -> list[str]:
        """Where the gold names no title: the part of the page's title that a heading repeats, else one that any block above the text repeats."""
        heads = [w for block, w in zip(self.blocks, self.words, strict=True) if block.markup and block.markup.heading in (1, 2)]
        above = [w for w in self.words[: self.first + 1] if len(w) >= 6]
        return next((part for found in (heads, above) for part in self.parts if len(part) >= 3 and part in found), [])

    def _find_title(self) -> int:
        if not self.title_words:
            return -1
        found = [i for i, own in enumerate(self.words) if own and alike(own, self.title_words) and i <= self.first + BELOW]
        found = [i for i in found if not self._leads_on(i)] or self._whole_headings() or found
        marked = [i for i in found if (m := self.blocks[i].markup) and m.heading == 1 and not m.hidden]
        return (marked or [i for i in found if (m := self.blocks[i].markup) and m.heading] or found or [-1])[-1]

    def _whole_headings(self) -> list[int]:
        """Headings of the first rank that hold the title and a few words more."""
        heads = [i for i in range(min(self.first + BELOW, len(self.blocks))) if (m := self.blocks[i].markup) and m.heading == 1 and not m.hidden]
        wanted = f" {' '.join(self.title_words)} "
        return [
            i for i in heads
            if not self._leads_on(i) and wanted in f" {' '.join(self.words[i])} " and len(self.words[i]) <= len(self.title_words) + MORE
        ]

    def _leads_on(self, i: int) -> bool:
        """Whether a block stands in a menu or a breadcrumb."""
        markup = self.blocks[i].markup or Markup("p")
        return "nav" in markup.path or any("breadcrumb" in name.lower() for name in markup.hints[:6])

    def _find_date(self) -> int:
        """The first line near the title with a whole date, on a page whose gold names none; -1 where there is none."""
        if self.gold.published or self.title < 0 or self.gold.kind != "article":
            return -1
        for i in range(max(self.title - 1, 0), min(self.title + DATED_BELOW + 1, len(self.blocks))):
            markup = self.blocks[i].markup or Markup("p")
            listed = "nav" in markup.path or markup.figure or (markup.link_chars and "li" in markup.path)
            if i != self.title and not listed and len(self.words[i]) <= 40 and self.shares[i] < KEPT and self._dates(i):
                return i
        return -1

    def _dates(self, i: int) -> list[str]:
        """Whole dates in a block."""
        return [day for hit in dates_in(self.blocks[i].text, self.gold.language) if len(day := hit.value[:10]) == 10]

    def labels(self, i: int, markup: Markup) -> tuple[str, float, float] | None:
        """Labels, share and weight of a block of front matter; `None` for any other block."""
        own, share = self.words[i], self.shares[i]
        if i == self.title:
            return "title", 1.0, 3.0
        if self.title_words and len(own) >= 3 and i < self.first and alike(own, self.title_words):
            return "boilerplate|title", 0.0, 0.5
        top = self.title if 0 <= self.title < self.first else self.first - NEAR
        if not max(top - 6, 0) <= i <= self.first + BELOW or self.first == len(self.blocks) or "nav" in markup.path:
            return None
        if len(own) <= 25 and share < KEPT or len(own) <= 12:
            found = self._names_or_date(i, markup, top)
            if found is not None:
                return found
        if i == self.title - 1 and len(own) <= 5 and share < KEPT and not markup.link_chars and not _PARTED.search(self.blocks[i].text):
            return "boilerplate|kicker|section-name", 0.0, 0.5
        if self.title < i <= self.first + 2 and 6 <= len(own) <= 90 and (i <= self.first or share >= KEPT):
            return self._as_standfirst(i, markup)
        return None

    def _names_or_date(self, i: int, markup: Markup, top: int) -> tuple[str, float, float] | None:
        own, near, text = self.words[i], " ".join(markup.hints[:4]), self.blocks[i].text
        joined = f" {' '.join(own)} "
        if _EMBED.search(" ".join(markup.hints[:8])):
            return None
        if any(f" {name} " in joined for name in self.authors):
            return self._named(i, markup)
        opens = text.lower().startswith(self.opening) or bool(_AUTHOR.search(near))
        if (self._dates(i) and self.gold.published[:10] in self._dates(i)) or i == self.dated:
            if markup.figure or _CAPTION.search(near):
                return "caption|credit|dateline", 0.5, 0.3
            return ("byline|dateline" if opens else "dateline"), 1.0, 2.0 if self.gold.published else 0.7
        if self.shares[i] < KEPT and i >= top:
            if _BYLINE.search(near) and 2 <= len(own) <= 12 and not self.authors:
                return "byline|article-info|dateline", 0.0, 0.5
            if opens and len(own) <= 8 and not self.authors and not markup.figure:
                return "boilerplate|byline", 0.0, 0.5
            if markup.tag == "time" or (_DATED.search(near) and _DATE_SHAPE.search(text)):
                return "dateline|article-info", 0.0, 0.7
        return None

    def _named(self, i: int, markup: Markup) -> tuple[str, float, float] | None:
        """A line with an author's name: the byline, a photographer's credit, the name once more, or a sentence about the author."""
        own, text, near = self.words[i], self.blocks[i].text, " ".join(markup.hints[:4])
        dated = bool(self._dates(i))
        if (markup.figure or "figcaption" in markup.path or _CAPTION.search(near)) and not dated:
            return "caption|credit", 0.5, 0.5
        if kind_by_class(markup) is Label.NAVIGATION and not _AUTHOR.search(near) and markup.link_chars and "li" in markup.path:
            return None
        if len(own) >= 6 and text.endswith((".", "。")) and not dated:
            return "author-note|byline", 1.0, 0.7
        if self.named and len(own) <= 6 and not dated:
            return "byline|duplicate|author-note", 0.5, 0.3
        self.named = True
        return "byline", 1.0, 2.0

    def _as_standfirst(self, i: int, markup: Markup) -> tuple[str, float, float] | None:
        own, share = self.words[i], self.shares[i]
        near = " ".join((*markup.hints[:2], *(name for name in markup.hints[2:4] if not _BOX.search(name))))
        figure = markup.figure or _CAPTION.search(" ".join(markup.hints[:3])) or "figcaption" in markup.path
        dated = len(self.blocks[i].text) < _SHORT_DATE and self._dates(i)
        if self.standfirst and alike(own, self.standfirst):
            return "standfirst", 1.0, 1.5
        if own in self.parts or figure or dated or (share < KEPT and {"form", "li"} & set(markup.path)):
            return None
        described = bool(self.description) and len(own) >= 8 and (alike(own, self.description) or self.description[:12] == own[:12])
        told = bool(_STANDFIRST.search(near))
        if told and (self._in_shared_box(i, markup) or _BRACKETED_PLACE.match(self.blocks[i].text)):
            return ("paragraph|standfirst", share, 1.0) if share >= KEPT else None
        if told and (described or i <= self.first):
            return "standfirst", 1.0 if share >= KEPT or described else 0.6, 1.0
        if described and i < self.first:
            return "standfirst", 0.8, 1.0
        return ("paragraph|standfirst", share, 1.0) if described else None

    def _in_shared_box(self, i: int, markup: Markup) -> bool:
        """Whether the box that the names speak of holds several blocks of the text."""
        name = next((name for name in markup.hints[:4] if _STANDFIRST.search(name)), None)
        beside = range(max(i - 4, 0), min(i + 5, len(self.blocks)))
        held = sum(self.shares[k] >= KEPT and (m := self.blocks[k].markup) is not None and name in m.hints for k in beside)
        return name is not None and held >= _SHARED


def alike(own: Sequence[str], wanted: Sequence[str]) -> bool:
    """The same words but for a few: nine in ten of the longer one stand in the shorter one."""
    if own == wanted:
        return True
    longer = max(len(own), len(wanted))
    return longer >= 4 and abs(len(own) - len(wanted)) <= 0.15 * longer and len(set(own) & set(wanted)) >= 0.85 * len({*own, *wanted})

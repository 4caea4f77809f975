"""Labelling functions: what each block of a page of HTML is, as far as gold, elements and class names tell.

A target is the set of labels that a block may have, as ``paragraph|standfirst``; ``text`` stands for every label of the article,
``boilerplate`` for every kind of boilerplate. Where the gold says nothing the target is empty and the block is not trained on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.blocks import HeadData
from pipeline.data import Block, Markup
from pipeline.evidence.class_names import kind_by_class
from pipeline.reading.dates import dates_in
from tools.train.align import soft_labels
from tools.train.corpus import Gold
from tools.train.scoring import words

TEXT, BOILERPLATE = "text", "boilerplate"
KEPT = 0.5
NEAR, BELOW = 14, 5
"""Blocks with words above the first block of the text, and from there on, in which a byline, a date or a standfirst is looked for."""
_PARTS = re.compile(r"\s+[|–—·•:»«-]\s+|\s*\|\s*")
_BYLINE = re.compile(
    r"byline|author|writer|contributor|by-line|auteur|autor|redakt|verfasser|entry-meta|post-meta|article-meta|article-info", re.IGNORECASE,
)
_DATED = re.compile(r"date|time|publish|posted|updated|meta|datum|zeit|fecha|info", re.IGNORECASE)
_STANDFIRST = re.compile(r"standfirst|dek\b|deck\b|subtitle|sub-title|subhead|sub-head|lede\b|lead\b|intro|excerpt|summary|abstract|teaser|chapo|"
                         r"vorspann|anleser|"
                         r"sottotitolo|catenaccio|entradilla|ingress|preamble|description", re.IGNORECASE)
_CAPTION = re.compile(r"caption|legend|bildunterschrift|figcaption|img-?desc|image-?desc|photo-?desc", re.IGNORECASE)
_CREDIT = re.compile(r"credit|copyright|photographer|source", re.IGNORECASE)
_NOTE = re.compile(r"footnote|endnote|reference|cite_note|fn\d|citation", re.IGNORECASE)
_AUTHOR_NOTE = re.compile(r"author|bio\b|about-?the|profile|contributor", re.IGNORECASE)
_PULL = re.compile(r"pull-?quote|blockquote", re.IGNORECASE)
_DATE_SHAPE = re.compile(r"(?:19|20)\d\d|\d{1,2}[:.h]\d\d|\bago\b")


@dataclass(frozen=True, slots=True)
class Target:
    """What a block may be, and which share of its words stands in the gold."""

    labels: str
    share: float
    weight: float = 1.0


def targets(blocks: Sequence[Block], head: HeadData | None, gold: Gold) -> list[Target]:
    """A target for each block with text, in order."""
    shares = soft_labels([block.text for block in blocks], gold.text)
    reader = _Page(blocks, head or HeadData(), gold, shares)
    return [reader.target(i) for i in range(len(blocks))]


class _Page:
    """A page on the way to its targets: where its title and its text stand."""

    def __init__(self, blocks: Sequence[Block], head: HeadData, gold: Gold, shares: Sequence[float]) -> None:
        self.blocks, self.gold, self.shares = blocks, gold, shares
        self.words = [words(block.text) for block in blocks]
        kept = [i for i, share in enumerate(shares) if share >= KEPT and len(self.words[i]) >= 8] or [i for i, s in enumerate(shares) if s >= KEPT]
        self.first, self.last = (kept[0], kept[-1]) if kept else (len(blocks), -1)
        self.title_words = words(gold.title) or self._page_title(head)
        self.title = self._find_title()
        self.description = next((words(value) for name, value in head.metas if name in ("description", "og:description")), [])
        self.standfirst = words(gold.standfirst)
        self.authors = [" ".join(words(name)) for name in gold.authors]

    def _page_title(self, head: HeadData) -> list[str]:
        """Where the gold names no title: the part of the page's title that an ``h1`` repeats."""
        heads = [w for block, w in zip(self.blocks, self.words, strict=True) if block.markup and block.markup.heading in (1, 2)]
        parts = [words(part) for part in [head.title, *_PARTS.split(head.title)]]
        return next((part for part in parts if len(part) >= 3 and part in heads), [])

    def _find_title(self) -> int:
        if not self.title_words:
            return -1
        found = [i for i, own in enumerate(self.words) if own and _alike(own, self.title_words) and i <= self.first + BELOW]
        marked = [i for i in found if (m := self.blocks[i].markup) and m.heading == 1 and not m.hidden]
        return (marked or [i for i in found if (m := self.blocks[i].markup) and m.heading] or found or [-1])[-1]

    def target(self, i: int) -> Target:
        """The target of one block."""
        block, share = self.blocks[i], self.shares[i]
        markup = block.markup or Markup("p")
        if not self.words[i]:
            return Target("", 0.0, 0.0)
        front = self._front(i, markup)
        if front is not None:
            return front
        if share >= KEPT:
            return Target(self._of_text(i, markup), share)
        if self.gold.partial or 0.15 < share < KEPT:
            return Target("", share, 0.3)
        return self._of_boilerplate(i, markup)

    def _front(self, i: int, markup: Markup) -> Target | None:
        """Title, byline, date line, standfirst."""
        own, share = self.words[i], self.shares[i]
        if i == self.title:
            return Target("title", 1.0, 3.0)
        if self.title_words and len(own) >= 3 and i < self.first and _alike(own, self.title_words):
            return Target(BOILERPLATE + "|title", 0.0, 0.5)
        top = self.title if 0 <= self.title < self.first else self.first - NEAR
        if not max(top - 6, 0) <= i <= self.first + BELOW or self.first == len(self.blocks):
            return None
        near, text = " ".join(markup.hints[:4]), self.blocks[i].text
        if len(own) <= 25 and share < KEPT or len(own) <= 12:
            joined = f" {' '.join(own)} "
            if any(f" {name} " in joined for name in self.authors):
                return Target("byline", 1.0, 2.0)
            if self._is_dated(text):
                return Target("dateline", 1.0, 2.0)
            if share < KEPT and i >= top:
                if _BYLINE.search(near) and 2 <= len(own) <= 12 and not self.authors:
                    return Target("byline|article-info|dateline", 0.0, 0.5)
                if markup.tag == "time" or (_DATED.search(near) and _DATE_SHAPE.search(text)):
                    return Target("dateline|article-info", 0.0, 0.7)
        if self.title < i <= self.first + 2 and 6 <= len(own) <= 90 and (i <= self.first or share >= KEPT):
            return self._as_standfirst(i, near)
        return None

    def _as_standfirst(self, i: int, near: str) -> Target | None:
        own = self.words[i]
        if self.standfirst and _alike(own, self.standfirst):
            return Target("standfirst", 1.0, 1.5)
        described = bool(self.description) and len(own) >= 8 and (_alike(own, self.description) or self.description[:12] == own[:12])
        if _STANDFIRST.search(near) and (described or i <= self.first):
            return Target("standfirst", 1.0 if self.shares[i] >= KEPT or described else 0.6)
        if described and i < self.first:
            return Target("standfirst", 0.8)
        return Target("paragraph|standfirst", self.shares[i]) if described else None

    def _is_dated(self, text: str) -> bool:
        day = self.gold.published[:10]
        return len(day) == 10 and any(hit.value[:10] == day for hit in dates_in(text, self.gold.language))

    def _of_text(self, i: int, markup: Markup) -> str:
        """The kind of a block that stands in the gold, by its element."""
        near, path, own = " ".join(markup.hints[:3]), markup.path, self.words[i]
        if markup.heading:
            return "heading"
        if markup.tag == "figcaption" or markup.tag == "caption" or (_CAPTION.search(near) and len(own) <= 60):
            return "caption|credit" if _CREDIT.search(near) and len(own) < 12 else "caption"
        if markup.table and markup.cells:
            return "table-row"
        if _NOTE.search(near) and ("li" in path or "ol" in path or len(own) < 40) and i > (self.first + self.last) / 2:
            return "note|reference|list-item"
        if markup.quote or _PULL.search(near):
            return "quotation|pull-quote"
        if markup.tag in ("pre", "code"):
            return "preformatted|paragraph"
        if markup.tag in ("li", "dt", "dd") or markup.list_depth:
            return "list-item"
        if i > self.last - 3 and _AUTHOR_NOTE.search(near) and self.gold.kind == "article":
            return "author-note|paragraph"
        bold = sum(x.end - x.start for x in self.blocks[i].inlines if x.kind == "bold")
        if len(own) <= 14 and bold >= 0.9 * len(self.blocks[i].text) and not self.blocks[i].text.endswith((".", ":", ",", "。")):
            return "heading" if markup.tag == "p" else "heading|paragraph"
        return "paragraph"

    def _of_boilerplate(self, i: int, markup: Markup) -> Target:
        if not self.gold.text.strip():
            return Target("", 0.0, 0.0)
        inside = self.first < i < self.last
        near = " ".join(markup.hints[:3])
        if inside and (markup.tag == "figcaption" or markup.figure or _CAPTION.search(near)):
            return Target(BOILERPLATE + "|caption|credit", 0.0, 0.6)
        kind = kind_by_class(markup)
        if len(self.words[i]) >= 12 and i > self.last and _AUTHOR_NOTE.search(near) and any(name in " ".join(self.words[i]) for name in self.authors):
            return Target("author-note|article-info", 0.3, 0.5)
        weight = 0.5 if inside and len(self.words[i]) > 25 else 1.0
        return Target(kind.value if kind is not None else BOILERPLATE, 0.0, weight)


def _alike(own: Sequence[str], wanted: Sequence[str]) -> bool:
    """The same words but for a few: nine in ten of the longer one stand in the shorter one."""
    if own == wanted:
        return True
    longer = max(len(own), len(wanted))
    return longer >= 4 and abs(len(own) - len(wanted)) <= 0.15 * longer and len(set(own) & set(wanted)) >= 0.85 * len({*own, *wanted})

"""Labelling functions: what each block of a page of HTML is, as far as gold, elements and class names tell.

A target is the set of labels that a block may have, as ``paragraph|standfirst``; ``text`` stands for every label of the article,
``boilerplate`` for every kind of boilerplate. Where the gold says nothing the target is empty and the block is not trained on.
How often these functions are right was counted by eye, see BENCHMARKS.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.blocks import HeadData
from pipeline.data import Block, Label, Markup
from tools.train.align import soft_labels
from tools.train.class_kinds import kind_by_class
from tools.train.corpus import Gold
from tools.train.front import KEPT, Front

TEXT, BOILERPLATE = "text", "boilerplate"
_CAPTION = re.compile(r"caption|legend|bildunterschrift|figcaption|img-?desc|image-?desc|photo-?desc", re.IGNORECASE)
_CREDIT = re.compile(r"credit|copyright|photographer|source", re.IGNORECASE)
_CREDIT_WORDS = re.compile(
    r"^(?:\W*(?:source|photo|photos|photograph|image|images|picture|foto|fotos|bild|quelle|crédit|credit|illustration|video|©)\b\W*.*|\(.*\)"
    r"|.*\b(?:getty(?: images)?|shutterstock|istock|unsplash|reuters|afp|ap photo|alamy|pixabay)\b\W*)$", re.IGNORECASE)
_NOTE = re.compile(r"footnote|endnote|reference|cite_note|fn\d|citation", re.IGNORECASE)
_AUTHOR_NOTE = re.compile(r"author|bio\b|about-?the|profile|contributor", re.IGNORECASE)
_PULL = re.compile(r"pull-?quote|blockquote|testimonial|\bquote", re.IGNORECASE)
_POSTER = re.compile(r"user-?name|poster|blockpost|\buser\b|message-?author", re.IGNORECASE)
_CONTROL = re.compile(r"toggle|button", re.IGNORECASE)
_BROAD = ("header", "widget", "embed", "toc", "ad-insertion", "elementor")
"""Names around whole texts that name no kind of one heading."""
LONG, BESIDE = 8, 3
"""Words of a block that is text for certain, and such blocks in an element that holds the text."""
LONG_HEADING = 25
"""Words from which a block with the element of a heading may be a paragraph."""


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
    """A page on the way to its targets."""

    def __init__(self, blocks: Sequence[Block], head: HeadData, gold: Gold, shares: Sequence[float]) -> None:
        self.blocks, self.gold, self.shares = blocks, gold, shares
        self.front = Front(blocks, head, gold, shares)
        self.words = self.front.words
        self.first, self.last = self.front.first, self.front.last
        long = [i for i, share in enumerate(shares) if share >= KEPT and len(self.words[i]) >= LONG]
        self.inside = range(long[0], long[-1] + 1) if long else range(self.first, self.last + 1)
        self.text_in = Counter(node for i in long if (m := blocks[i].markup) for node in m.nodes)
        """Long blocks of the text in each element."""
        around = Counter(name for i in long for name in set((blocks[i].markup or Markup("p")).hints))
        self.wrapping = {name for name, many in around.items() if many > 1}
        """Names that stand around the text too, and so name no kind."""
        listed = [m for block in blocks if (m := block.markup) and "li" in m.path and len(m.nodes) == len(m.path)]
        self.items = Counter(m.nodes[m.path.index("li")] for m in listed)
        """Blocks in each item of a list."""
        self.rows = Counter(m.table for i, block in enumerate(blocks) if (m := block.markup) and m.table and m.cells and shares[i] >= KEPT)
        """Rows of each table that stand in the gold."""

    def target(self, i: int) -> Target:
        """The target of one block."""
        block, share = self.blocks[i], self.shares[i]
        markup = block.markup or Markup("p")
        if not self.words[i]:
            return Target("", 0.0, 0.0)
        front = self.front.labels(i, markup)
        if front is not None:
            return Target(*front)
        if share >= KEPT:
            return self._of_text(i, markup)
        if self.gold.partial or 0.15 < share < KEPT:
            return Target("", share, 0.3)
        return self._of_boilerplate(i, markup)

    def _of_text(self, i: int, markup: Markup) -> Target:
        """A block that stands in the gold, by its element."""
        share = self.shares[i]
        if self._stray_item(i, markup):
            return Target("", share, 0.0)
        if markup.heading:
            labels = self._of_heading(i, markup)
            return Target(labels, share, 1.0 if labels == "heading" else 0.3)
        return Target(self._kind_of_text(i, markup), share)

    def _of_heading(self, i: int, markup: Markup) -> str:
        """A block with the element of a heading."""
        own, names = self.words[i], " ".join(markup.hints[:3])
        if self.gold.kind == "forum" and (_POSTER.search(names) or "aside" in markup.path or self.blocks[i].text.startswith("Re:")):
            return "heading|comments"
        if len(own) > LONG_HEADING or (len(own) > LONG_HEADING // 2 and self.blocks[i].text.endswith(".")):
            return "heading|paragraph|standfirst"
        if i < self.first and i != self.front.title:
            return "kicker|subtitle|heading|standfirst"
        near = Markup(markup.tag, hints=tuple(name for name in markup.hints[:3] if not any(broad in name.lower() for broad in _BROAD)))
        kind = kind_by_class(near)
        return f"heading|{kind.value}" if kind in (Label.LEGAL, Label.RELATED, Label.TAGS, Label.COMMENTS) else "heading"

    def _kind_of_text(self, i: int, markup: Markup) -> str:
        near, path, own, text = " ".join(markup.hints[:3]), markup.path, self.words[i], self.blocks[i].text
        quoted = bool(markup.quote or _PULL.search(" ".join(markup.hints[:5])))
        if markup.tag == "figcaption" or markup.tag == "caption" or (_CAPTION.search(near) and len(own) <= 60):
            return self._as_caption(i, markup, quoted=quoted)
        if markup.table and markup.cells:
            return "table-row" if len(markup.cells) > 1 and self.rows[markup.table] > 1 else "paragraph|table-row"
        if _NOTE.search(near) and ("li" in path or "ol" in path or len(own) < 40) and i > (self.first + self.last) / 2:
            return "note|reference|list-item"
        if markup.quote or (quoted and _PULL.search(near)):
            return "quotation|pull-quote"
        if markup.tag in ("pre", "code"):
            return "preformatted|paragraph"
        if markup.tag in ("dt", "dd"):
            return "definition-term|list-item" if markup.tag == "dt" else "definition|list-item"
        if self._is_item(markup):
            return "list-item"
        if markup.list_depth:
            return "paragraph|list-item"
        if i > self.last - 3 and _AUTHOR_NOTE.search(near) and self.gold.kind == "article":
            return "author-note|paragraph"
        bold = sum(x.end - x.start for x in self.blocks[i].inlines if x.kind == "bold")
        if len(own) <= 14 and bold >= 0.9 * len(text) and not text.endswith((".", ":", ",", "。")):
            return "heading" if markup.tag == "p" else "heading|paragraph"
        return "paragraph"

    def _is_item(self, markup: Markup) -> bool:
        """Whether a block is an item of a list, and not one of several blocks of an item, as the posts of a forum are."""
        if markup.tag == "li":
            return True
        if not markup.list_depth or "li" not in markup.path or len(markup.nodes) != len(markup.path):
            return False
        return self.items[markup.nodes[markup.path.index("li")]] == 1

    def _stray_item(self, i: int, markup: Markup) -> bool:
        """Whether an item of a list has words of the gold by chance: outside the text, in a menu, or a word or two beside items that go."""
        if markup.tag != "li":
            return False
        kind = kind_by_class(Markup("li", hints=markup.hints[:6]))
        away = {"nav", "footer", "header", "aside"} & set(markup.path) or kind in (Label.NAVIGATION, Label.RELATED, Label.LOGIN, Label.SHARE)
        if i not in self.inside or away:
            return True
        if len(self.words[i]) > 4 or len(markup.nodes) < 2:
            return False
        beside = range(max(i - 12, 0), min(i + 13, len(self.blocks)))
        same = [k for k in beside if (m := self.blocks[k].markup) and m.tag == "li" and m.nodes[-2:-1] == markup.nodes[-2:-1]]
        return not any(self.shares[k] >= KEPT and len(self.words[k]) > 4 for k in same) and any(self.shares[k] < KEPT for k in same)

    def _as_caption(self, i: int, markup: Markup, *, quoted: bool) -> str:
        own, text, near = self.words[i], self.blocks[i].text, " ".join(markup.hints[:3])
        if quoted:
            return "quotation|pull-quote|caption"
        if markup.tag in ("label", "button") or _CONTROL.search(near) or kind_by_class(Markup("p", hints=markup.hints[:4])) is Label.ADVERT:
            return f"caption|{BOILERPLATE}"
        if len(own) <= 14 and _CREDIT_WORDS.match(text):
            return "credit"
        short = len(own) <= 4 and not text.endswith((".", "。"))
        return "caption|credit" if short or _CREDIT.search(near) and len(own) < 12 else "caption"

    def _is_hole(self, kind: Label | None, markup: Markup) -> bool:
        """Whether a block that the gold leaves out stands among the paragraphs of the text, and no class name says that it is boilerplate."""
        if kind is not None or {"nav", "aside", "footer"} & set(markup.path):
            return False
        beside = self.text_in[markup.nodes[-2]] if len(markup.nodes) > 1 else 0
        return beside >= BESIDE or bool(beside and (markup.heading > 1 or markup.tag in ("pre", "blockquote", "td", "tr", "li")))

    def _of_boilerplate(self, i: int, markup: Markup) -> Target:
        if not self.gold.text.strip():
            return Target("", 0.0, 0.0)
        inside = self.first < i < self.last
        near = " ".join(markup.hints[:3])
        if inside and (markup.tag == "figcaption" or markup.figure or _CAPTION.search(near)):
            return Target(BOILERPLATE + "|caption|credit", 0.0, 0.6)
        named = markup._replace(hints=tuple(name for name in markup.hints if name not in self.wrapping))
        kind = kind_by_class(named)
        if inside and self._is_hole(kind_by_class(Markup("p", hints=named.hints)), markup):
            return Target("", 0.0, 0.0)
        if kind is Label.NAVIGATION and len(self.words[i]) > 6:
            kind = None
        about = i > self.last and _AUTHOR_NOTE.search(near) and any(name in " ".join(self.words[i]) for name in self.front.authors)
        if about and len(self.words[i]) >= 12:
            return Target("author-note|article-info", 0.3, 0.5)
        weight = 0.5 if inside and len(self.words[i]) > 25 else 1.0
        return Target(kind.value if kind is not None else BOILERPLATE, 0.0, weight)

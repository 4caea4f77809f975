"""What markup tells the model of a block: the elements around it, its links, its class names, the page's headings.

Every element covers a contiguous range of blocks, so whatever is counted over an element is a difference of two running sums. Elements
that cover the same range are one level: wrappers don't count.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain, count

import numpy as np

from pipeline.data import Block, Markup
from pipeline.label.features import FAR, SHORT, Columns, prefix, running, share, spans, text_features_of
from pipeline.label.hints import Hints
from pipeline.label.letters import Ints, Lexicon, Shape

__all__ = ["HINTED", "dom_features"]

LEVELS = 4
"""Levels of ancestors looked at."""
NEAR = 6
"""Hints that count as near: about those of the block and its parent."""
TAGS = ("p", "li", "div", "pre", "figcaption")
_TAG_NUMBERS = {tag: i for i, tag in enumerate(TAGS)}
AROUND = ("nav", "header", "footer", "aside", "form", "article", "main", "section", "ul", "ol", "table", "figure", "dialog", "details", "address",
          "dl", "button", "noscript")

_AROUND_BITS = {tag: 1 << i for i, tag in enumerate(AROUND)}


class Tree:
    """The elements of a page over its blocks. Rows of the arrays are elements, numbered in document order."""

    __slots__ = ("end", "flat", "lengths", "number", "own", "parent", "start")

    def __init__(self, markups: Sequence[Markup]) -> None:
        n = len(markups)
        self.lengths = np.fromiter((len(m.nodes) for m in markups), np.int64, n)
        flat = np.fromiter(chain.from_iterable(m.nodes for m in markups), np.int64, int(self.lengths.sum()))
        block = np.repeat(np.arange(n), self.lengths)
        held = np.zeros(int(flat.max()) + 1, np.bool_)
        held[flat] = True
        self.number = np.flatnonzero(held)
        size = len(self.number)
        places = np.cumsum(held) - 1
        self.flat = places[flat]
        self.start, self.end = np.zeros(size, np.int64), np.zeros(size, np.int64)
        self.start[self.flat[::-1]] = block[::-1]
        self.end[self.flat] = block + 1
        self.parent = np.arange(size)
        inner = np.flatnonzero(block[1:] == block[:-1]) + 1
        self.parent[self.flat[inner]] = self.flat[inner - 1]
        last = np.cumsum(self.lengths) - 1
        self.own = self._merge()[self.flat[last]]

    def _merge(self) -> Ints:
        """For each element the outermost one with the same range; parents become those of these."""
        start, end, parent = self.start.tolist(), self.end.tolist(), self.parent.tolist()
        top = list(range(len(parent)))
        for i, above in enumerate(parent):
            if above != i and start[above] == start[i] and end[above] == end[i]:
                top[i] = top[above]
        tops = np.array(top, np.int64)
        self.parent = tops[self.parent[tops]]
        return tops

    def up(self, levels: int) -> list[Ints]:
        """The element of each block and those above it, one array a level; at the root it stays."""
        out = [self.own]
        for _ in range(levels - 1):
            out.append(self.parent[out[-1]])
        return out


def both_looks(blocks: Sequence[Block], lexicon: Lexicon | None, hints: Hints | None) -> tuple[Columns, Callable[[Ints], Columns]]:
    """The features of the first look, and what gives those of the second from the first one's chances."""
    from pipeline.label.second import second_features, second_features_dom

    markups = [block.markup for block in blocks if block.markup is not None]
    shape, tree = Shape([block.text for block in blocks]), Tree(markups)
    groups = list(_groups(markups))
    columns = _columns(blocks, markups, shape, tree, groups, lexicon, hints)

    def again(chances: Ints) -> Columns:
        out = second_features(chances, shape.letters)
        out.update(second_features_dom(chances, shape.letters, tree.start, tree.end, tree.up(LEVELS), [*groups, _sections(markups)]))
        return out

    return columns, again


def dom_features(blocks: Sequence[Block], lexicon: Lexicon | None = None, hints: Hints | None = None) -> Columns:
    """Features of blocks that have markup and text, in page order, at least one."""
    return both_looks(blocks, lexicon, hints)[0]


def _columns(blocks: Sequence[Block], markups: Sequence[Markup], shape: Shape, tree: Tree, groups: Sequence[Ints], lexicon: Lexicon | None,
             hints: Hints | None) -> Columns:
    links = np.minimum(np.fromiter((m.link_chars for m in markups), np.int64, len(markups)), shape.lengths)
    good = running(shape)
    good = np.where(links * 2 > shape.lengths, 0, good)
    columns = text_features_of(blocks, shape, good, lexicon)
    columns.update(_own(blocks, markups, shape, links))
    columns.update(_around(markups))
    columns.update(_ancestors(tree, shape, good, links))
    columns.update(_container(tree, good))
    columns.update(_headings(markups, shape, good))
    columns.update(_signatures(groups, shape, good))
    columns.update(_link_windows(shape, links))
    page = Hinted(markups)
    columns.update(_concepts(page))
    columns.update(hinted(page, tree, hints))
    return columns


def _own(blocks: Sequence[Block], markups: Sequence[Markup], shape: Shape, links: Ints) -> Columns:
    told = np.array([(m.hidden, m.heading or 9, m.list_depth, m.figure > 0, len(m.cells), len(m.path)) for m in markups], np.int64)
    tag = np.array([_TAG_NUMBERS.get(m.tag, -1) for m in markups])
    number = np.array([b.n for b in blocks], np.int64)
    out: Columns = {f"tag_{name}": tag == i for i, name in enumerate(TAGS)}
    out.update(zip(("hidden", "heading", "list_depth", "in_figure", "cells", "depth"), told.T, strict=True))
    out.update({
        "link_share": share(links, shape.lengths), "unlinked": shape.lengths - links,
        "empties": np.diff(number, prepend=-1) - 1, "empties_after": np.diff(number, append=number[-1:] + 1) - 1,
    })
    return out


def _around(markups: Sequence[Markup]) -> Columns:
    """Which telling elements a block stands in; asked once for each path."""
    known: dict[tuple[str, ...], int] = {}
    masks = []
    for m in markups:
        mask = known.get(m.path)
        if mask is None:
            mask = 0
            for tag in m.path:
                mask |= _AROUND_BITS.get(tag, 0)
            known[m.path] = mask
        masks.append(mask)
    bits = np.array(masks, np.int64) >> np.arange(len(AROUND))[:, None] & 1
    return {f"in_{tag}": bits[i] for i, tag in enumerate(AROUND)}


def _ancestors(tree: Tree, shape: Shape, good: Ints, links: Ints) -> Columns:
    """What the nearest levels hold."""
    sums = np.array([prefix(shape.letters), prefix(good), prefix(links), prefix(shape.lengths), prefix(shape.letters < SHORT), prefix(good > 0)])
    node = np.array(tree.up(LEVELS))
    start, size = tree.start[node], (tree.end - tree.start)[node]
    letters, text, linked, chars, scraps, goods = (sums[:, tree.end] - sums[:, tree.start])[:, node]
    found = {
        "blocks": size, "letters": letters, "good": text, "good_share": share(text, letters), "links": share(linked, chars),
        "mean": share(letters, size), "scraps": share(scraps, size), "goods": share(goods, size), "place": share(np.arange(len(good)) - start, size),
    }
    out: Columns = {f"up{level}_{name}": values[level] for name, values in found.items() for level in range(LEVELS)}
    for level in range(1, LEVELS):
        out[f"up{level}_grow"] = share(out[f"up{level}_good"] - out[f"up{level - 1}_good"], good.sum())
    return out


def _container(tree: Tree, good: Ints) -> Columns:
    """How far outside the elements that hold most of the running text a block stands."""
    n = len(good)
    index = np.arange(n)
    sums = prefix(good)
    held = sums[tree.end] - sums[tree.start]
    total = int(good.sum())
    level = _levels(tree)
    out: Columns = {}
    for percent in (50, 80, 95):
        enough = np.flatnonzero(held * 100 >= total * percent)
        best = int(enough[np.lexsort((enough, level[enough]))[-1]])
        out.update(_outside(tree, best, level, index, f"main_{percent}"))
        out[f"main_{percent}_before"] = np.where(index < tree.start[best], tree.start[best] - index, 0)
        out[f"main_{percent}_after"] = np.where(index >= tree.end[best], index - tree.end[best] + 1, 0)
    direct = np.bincount(tree.own, weights=good, minlength=len(tree.start)).astype(np.int64)
    above = np.bincount(tree.parent, weights=direct, minlength=len(tree.start)).astype(np.int64)
    scores = direct * 2 + above
    best = int(np.argmax(scores))
    out.update(_outside(tree, best, level, index, "best"))
    out["best_after"] = np.where(index >= tree.end[best], index - tree.end[best] + 1, np.where(index < tree.start[best], index - tree.start[best], 0))
    out["best_share"] = share(held[best], total).repeat(n)
    out["own_score"] = share(scores[tree.own], scores[best])
    out["parent_score"] = share(scores[tree.parent[tree.own]], scores[best])
    return out


def _levels(tree: Tree) -> Ints:
    """Depth of each element, wrappers not counted. Parents stand before their children."""
    parent = tree.parent.tolist()
    level = [0] * len(parent)
    for i, above in enumerate(parent):
        if above < i:
            level[i] = level[above] + 1
    return np.array(level, np.int64)


def _outside(tree: Tree, best: int, level: Ints, index: Ints, name: str) -> Columns:
    """Levels from ``best`` up to the element it shares with a block (0 inside), and from the block up to it."""
    chain_: list[int] = [best]
    while int(tree.parent[chain_[-1]]) < chain_[-1]:
        chain_.append(int(tree.parent[chain_[-1]]))
    starts, ends = tree.start[chain_][:, None], tree.end[chain_][:, None]
    shared = ((index >= starts) & (index < ends)).sum(axis=0)
    shared -= 1
    depth = level[best]
    return {f"{name}_out": depth - shared, f"{name}_in": level[tree.own] - shared}


def _headings(markups: Sequence[Markup], shape: Shape, good: Ints) -> Columns:
    """The heading a block stands under, and what else stands under it."""
    n = len(markups)
    level = np.fromiter((m.heading for m in markups), np.int64, n)
    index = np.arange(n)
    top = np.flatnonzero(level == 1)
    first = int(top[0]) if len(top) else -FAR
    at = np.maximum.accumulate(np.where(level > 0, index, -1))
    edges = np.concatenate((np.flatnonzero(level > 0), np.array((n,))))
    end = edges[np.minimum(np.searchsorted(edges, index, side="right"), len(edges) - 1)]
    start = np.maximum(at, 0)
    sums, scraps = prefix(good), prefix(shape.letters < SHORT)
    size = end - start
    return {
        "after_h1": index - first, "since_heading": np.where(at < 0, FAR, index - at), "head_level": np.where(at < 0, 9, level[start]),
        "head_good": sums[end] - sums[start], "head_blocks": size, "head_scraps": share(scraps[end] - scraps[start], size),
        "headings_page": share((level > 0).sum(), n).repeat(n),
    }


def _groups(markups: Sequence[Markup]) -> tuple[Ints, Ints]:
    """Numbers of groups of like blocks: the same tags and nearest hints; the same four nearest tags."""
    numbers: dict[object, int] = {}
    paths: dict[object, int] = {}
    ids = np.fromiter((numbers.setdefault((m.path, m.hints[:3]), len(numbers)) for m in markups), np.int64, len(markups))
    tags = np.fromiter((paths.setdefault(m.path[-4:], len(paths)) for m in markups), np.int64, len(markups))
    return ids, tags


def _sections(markups: Sequence[Markup]) -> Ints:
    """Number of the heading each block stands under."""
    return np.cumsum(np.fromiter((m.heading > 0 for m in markups), np.int64, len(markups)))


def _signatures(groups: Sequence[Ints], shape: Shape, good: Ints) -> Columns:
    """Groups of like blocks: how many, and how much of them is running text."""
    out: Columns = {}
    for name, group in zip(("same", "path"), groups, strict=True):
        many = np.bincount(group)
        text, letters = _sums(group, good), _sums(group, shape.letters)
        out[f"{name}_count"], out[f"{name}_good"] = many[group], text[group]
        out[f"{name}_good_share"], out[f"{name}_mean"] = share(text, letters)[group], share(letters, many)[group]
    return out


def _sums(group: Ints, values: Ints) -> Ints:
    return np.bincount(group, weights=values).astype(np.int64)


def _link_windows(shape: Shape, links: Ints) -> Columns:
    """Linked characters among the neighbours."""
    n = len(links)
    index = np.arange(n)
    sums, chars = prefix(links), prefix(shape.lengths)
    out: Columns = {}
    low, high = spans(index, (1, 2, 4, 8))
    before, after = share(sums[:-1] - sums[low], chars[:-1] - chars[low]), share(sums[high] - sums[1:], chars[high] - chars[1:])
    for i, k in enumerate((1, 2, 4, 8)):
        out[f"links_before_{k}"], out[f"links_after_{k}"] = before[i], after[i]
    out["links_page"] = share(sums[-1], chars[-1]).repeat(n)
    return out


HINTED = ("hint_sum", "hint_least", "hint_most", "hint_near", "hint_near_least", "hint_near_most", "hint_up1", "hint_around")
"""Columns that rest on the log-odds of class names; training drops them on some pages."""

CONCEPTS = {
    "comment": r"comment|disqus|respon[ds]|reply", "related": r"relat|recommend|similar|more|also|next|prev|latest|popular|trending",
    "share": r"share|social|follow", "nav": r"nav|menu|crumb|pagin|toolbar", "side": r"side|widget|aside|rail|secondary",
    "foot": r"foot|copyright|legal|disclaim", "head": r"header|masthead|hero|title|headline", "author": r"author|byline|bio|profile|contributor",
    "caption": r"caption|credit|figure|image|photo", "promo": r"promo|banner|sponsor|advert|\bads?\b|cta|upsell|product|shop",
    "sign_up": r"newsletter|subscri|sign-?up|form|login|paywall", "teaser": r"teaser|card|excerpt|preview|grid|carousel|slide|summary|blurb|loop",
    "review": r"review|testimonial|rating|quote", "tags": r"tag|categor|topic|meta|date|time", "cookie": r"cookie|consent|modal|popup|overlay|notice",
    "body": r"article|content|post|entry|story|body|main|prose|rich-?text|markdown",
}
_CONCEPT = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in CONCEPTS.items()))
_BIT = {name: 1 << i for i, name in enumerate(CONCEPTS)}


@lru_cache(maxsize=16384)
def _mask(hint: str) -> int:
    """Which concepts a class name speaks of. Lower case first: an expression that ignores case takes three times as long."""
    mask = 0
    for found in _CONCEPT.finditer(hint.lower()):
        mask |= _BIT[found.lastgroup or ""]
    return mask


class Hinted:
    """The hints of a page's blocks: one row for each distinct tuple of them, numbers of distinct hints in one flat array."""

    __slots__ = ("flat", "lengths", "names", "near", "row", "starts")

    def __init__(self, markups: Sequence[Markup]) -> None:
        rows: dict[tuple[str, ...], int] = {}
        self.row = np.array([rows.setdefault(m.hints, len(rows)) for m in markups], np.int64)
        numbers: defaultdict[str, int] = defaultdict(count(1).__next__, {"": 0})
        flat: list[int] = []
        for hints in rows:
            flat.append(0)
            flat.extend(map(numbers.__getitem__, hints))
        self.names = list(numbers)
        self.lengths = np.array([len(hints) + 1 for hints in rows], np.int64)
        self.flat = np.array(flat, np.int64)
        self.starts = np.cumsum(self.lengths) - self.lengths
        self.near = np.arange(len(flat)) - np.repeat(self.starts, self.lengths) <= NEAR
        """Which of ``flat`` are among the nearest."""

    def reduce(self, how: np.ufunc, values: Ints, near: bool) -> Ints:
        """``how`` over the values of each block's hints, or of its nearest ones; the first of a row stands for none and is 0."""
        taken = values[self.flat]
        if near:
            taken = np.where(self.near, taken, 0)
        out: Ints = how.reduceat(taken, self.starts)[self.row]
        return out


def hinted(page: Hinted, tree: Tree, hints: Hints | None) -> Columns:
    """Log-odds of the class names of a block and of the elements around it; NaN where none is known."""
    n = len(page.row)
    if hints is None or not hints.odds:
        return {name: np.full(n, np.nan) for name in HINTED}
    pairs = np.array([hints.of(name) for name in page.names], np.int64)
    against, pro = pairs[:, 0], pairs[:, 1]
    both, told = against + pro, (against != 0) | (pro != 0)
    out: Columns = {}
    sums = {}
    for prefix_, near in (("hint_", False), ("hint_near_", True)):
        none = page.reduce(np.add, told.astype(np.int64), near) == 0
        sums[near] = page.reduce(np.add, both, near)
        names = (prefix_ + "sum" if not near else "hint_near", prefix_ + "least", prefix_ + "most")
        for name, found in zip(names, (sums[near], page.reduce(np.minimum, against, near), page.reduce(np.maximum, pro, near)), strict=True):
            out[name] = np.where(none, np.nan, found)
    low, high = np.maximum(np.arange(n) - 3, 0), np.minimum(np.arange(n) + 4, n)
    beside, total, size = prefix(sums[True]), prefix(sums[False]), tree.end - tree.start
    node = tree.parent[tree.own]
    out["hint_up1"] = share(total[tree.end] - total[tree.start], size)[node]
    out["hint_around"] = share(beside[high] - beside[low], high - low)
    return out


def _concepts(page: Hinted) -> Columns:
    """Which concepts the class names around a block speak of, near it and anywhere above it."""
    masks = np.array([_mask(name) for name in page.names], np.int64)
    near, every = page.reduce(np.bitwise_or, masks, True), page.reduce(np.bitwise_or, masks, False)
    order = np.arange(len(CONCEPTS))[:, None]
    beside, above = near >> order & 1, every >> order & 1
    out: Columns = {f"near_{name}": beside[i] for i, name in enumerate(CONCEPTS)}
    out.update({f"around_{name}": above[i] for i, name in enumerate(CONCEPTS)})
    return out

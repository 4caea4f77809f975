"""What markup says of a block: the elements around it, its links, its class names, the headings of the page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.data import Block, Markup
from pipeline.evidence.characters import Shape
from pipeline.evidence.class_names import Around, class_columns
from pipeline.evidence.levels import FAR, Columns, Ints, distance, level, numbered, prefix, share, spans, sums
from pipeline.evidence.measures import SHORT
from pipeline.evidence.tree import Tree
from pipeline.reading.word_lists import listed

__all__ = ["link_characters", "markup_columns"]

LEVELS = 4
"""Levels of ancestors looked at."""
TAGS, AROUND = listed("elements.own", "pipeline.evidence"), listed("elements.around", "pipeline.evidence")


def link_characters(markups: Sequence[Markup], shape: Shape) -> Ints:
    """Characters of each block that stand in links."""
    return np.minimum(np.fromiter((m.link_chars for m in markups), np.int64, len(markups)), shape.lengths)


def markup_columns(blocks: Sequence[Block], markups: Sequence[Markup], row: Ints, around: Sequence[Around], shape: Shape, text: Ints,
                   links: Ints) -> Columns:
    """Columns of blocks that have markup, in page order, at least one. ``around``: the different surroundings of blocks, ``row``: those of each
    block, by number; ``text``: letters of running text."""
    tree = Tree(markups)
    return {**_own(blocks, markups, shape, links), **_around(row, around), **_ancestors(tree, shape, text, links), **_containers(tree, text),
            **_headings(markups, shape, text), **_alike(row, around, shape, text), **_links(shape, links), **class_columns(row, around)}


def _own(blocks: Sequence[Block], markups: Sequence[Markup], shape: Shape, links: Ints) -> Columns:
    number = np.array([b.n for b in blocks], np.int64)
    places = {tag: i for i, tag in enumerate(TAGS)}
    tags = np.array([places.get(m.tag, -1) for m in markups], np.int8)
    headings = np.array([m.heading for m in markups], np.int8)
    out: Columns = {f"is <{tag}>": tags == i for tag, i in places.items()}
    out.update({f"is <h{k}>": headings == k for k in range(1, 7)})
    told = np.array([(m.hidden, m.list_depth, m.figure > 0, len(m.cells), len(m.path), m.quote) for m in markups], np.int64).T
    bold = np.array([sum(i.end - i.start for i in b.inlines if i.kind == "bold") if b.inlines else 0 for b in blocks], np.int64)
    out.update({"hidden": told[0], "depth of lists": level(told[1]), "in a figure": told[2], "cells of its row": level(told[3]),
                "depth": level(told[4]), "in a quotation": told[5] > 0, "links": share(links, shape.lengths),
                "characters outside links": level(shape.lengths - links), "bold": share(bold, shape.lengths),
                "blocks without text above": level(np.diff(number, prepend=-1) - 1),
                "blocks without text below": level(np.diff(number, append=number[-1:] + 1) - 1)})
    return out


def _around(row: Ints, around: Sequence[Around]) -> Columns:
    """Which telling elements a block stands in; asked once for each path."""
    bits = {tag: 1 << i for i, tag in enumerate(AROUND)}
    row, known = numbered((path for path, _ in around), row)
    table = np.array([sum(bits[tag] for tag in set(path) if tag in bits) for path in known], np.int64)[row]
    return {f"in <{tag}>": (table >> i & 1).astype(np.int8) for i, tag in enumerate(AROUND)}


def _ancestors(tree: Tree, shape: Shape, text: Ints, links: Ints) -> Columns:
    """What the nearest levels hold."""
    total = np.array([prefix(shape.letters), prefix(text), prefix(links), prefix(shape.lengths), prefix(shape.letters < SHORT), prefix(text > 0)])
    node = np.array(tree.up(LEVELS))
    start, size = tree.start[node], (tree.end - tree.start)[node]
    letters, running, linked, chars, scraps, goods = (total[:, tree.end] - total[:, tree.start])[:, node]
    found = {"blocks": level(size), "letters": level(letters), "running text": level(running), "share of running text": share(running, letters),
             "links": share(linked, chars), "mean letters": level(letters // np.maximum(size, 1)), "scraps": share(scraps, size),
             "running blocks": share(goods, size), "place": share(np.arange(len(text)) - start, size)}
    out: Columns = {f"{name} {k} up": values[k] for name, values in found.items() for k in range(LEVELS)}
    out.update({f"growth {k} up": share(running[k] - running[k - 1], text.sum()) for k in range(1, LEVELS)})
    return out


def _containers(tree: Tree, text: Ints) -> Columns:
    """How far outside the elements that hold most of the running text a block stands."""
    n = len(text)
    index, total = np.arange(n), prefix(text)
    held = total[tree.end] - total[tree.start]
    out: Columns = {}
    for percent in (50, 80, 95):
        enough = np.flatnonzero(held * 100 >= int(text.sum()) * percent)
        best = int(enough[np.lexsort((enough, tree.depth[enough]))[-1]])
        out.update(_outside(tree, best, index, f"the element with {percent} percent of the text"))
    direct = sums(tree.own, text, len(tree.start))
    scores = direct * 2 + sums(tree.parent, direct, len(tree.start))
    best = int(np.argmax(scores))
    out.update(_outside(tree, best, index, "the main element"))
    out["share of the main element"] = share(held[best:best + 1], text.sum()).repeat(n)
    out["own element against the main one"] = share(scores[tree.own], scores[best])
    out["parent against the main element"] = share(scores[tree.parent[tree.own]], scores[best])
    return out


def _outside(tree: Tree, best: int, index: Ints, name: str) -> Columns:
    above, inside = tree.outside(best, index)
    start, end = tree.start[best], tree.end[best]
    beyond = np.where(index >= end, index - end + 1, np.where(index < start, index - start, 0))
    return {f"levels up from {name}": level(above), f"levels down beside {name}": level(inside), f"blocks beyond {name}": distance(beyond)}


def _headings(markups: Sequence[Markup], shape: Shape, text: Ints) -> Columns:
    """The heading a block stands under, and what else stands under it."""
    n = len(markups)
    rank = np.fromiter((m.heading for m in markups), np.int64, n)
    index = np.arange(n)
    top = np.flatnonzero(rank == 1)
    at = np.maximum.accumulate(np.where(rank > 0, index, -1))
    edges = np.concatenate((np.flatnonzero(rank > 0), np.array((n,))))
    end = edges[np.minimum(np.searchsorted(edges, index, side="right"), len(edges) - 1)]
    start = np.maximum(at, 0)
    total, scraps = prefix(text), prefix(shape.letters < SHORT)
    return {"from the first h1": distance(index - int(top[0])) if len(top) else np.zeros(n, np.int8), "number of h1": level(np.full(n, len(top))),
            "since a heading": level(np.where(at < 0, FAR, index - at)), "rank of the heading above": np.where(at < 0, 9, rank[start]),
            "running text under the heading": level(total[end] - total[start]), "blocks under the heading": level(end - start),
            "scraps under the heading": share(scraps[end] - scraps[start], end - start),
            "headings of the page": share((rank > 0).sum(keepdims=True), n).repeat(n)}


def _alike(row: Ints, around: Sequence[Around], shape: Shape, text: Ints) -> Columns:
    """Groups of like blocks (same tags and nearest class names; same nearest tags): how many, and how much of them is running text."""
    out: Columns = {}
    for name, keys in (("alike", [(path, hints[:3]) for path, hints in around]), ("in like elements", [path[-4:] for path, _ in around])):
        group, _ = numbered(keys, row)
        many, running, letters = np.bincount(group), sums(group, text), sums(group, shape.letters)
        out[f"blocks {name}"], out[f"running text of blocks {name}"] = level(many[group]), level(running[group])
        out[f"share of running text of blocks {name}"] = share(running, letters)[group]
        out[f"mean letters of blocks {name}"] = level(letters // many)[group]
    return out


def _links(shape: Shape, links: Ints) -> Columns:
    """Linked characters among the neighbours."""
    n = len(links)
    total, chars = prefix(links), prefix(shape.lengths)
    low, high = spans(n, (1, 2, 4, 8))
    out: Columns = {}
    above, below = share(total[:-1] - total[low], chars[:-1] - chars[low]), share(total[high] - total[1:], chars[high] - chars[1:])
    for i, k in enumerate((1, 2, 4, 8)):
        out[f"links within {k} above"], out[f"links within {k} below"] = above[i], below[i]
    out["links of the page"] = share(total[-1:], chars[-1]).repeat(n)
    return out

"""Reading the labeller's answers: one label for each block of a page.

The network gives each block a chance for each label. Six rules hold for a page as a whole. It has one title. Its front matter stands at its top,
or signs its end. The rows of a table stay or are removed together, and so do the items of a list; in doubt they stay where the blocks on both sides
stay. A block in doubt goes with the blocks in like surroundings. The blocks that stay are, by these chances, the best guess at the article (largest
expected F1, Lewis 1995), and running text in doubt. A block that stays has a label of the article, a removed block a kind of boilerplate.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.data import Label
from pipeline.labelling.network import CERTAIN, parts_of

__all__ = ["ADDED", "Labelled", "bar_of", "kept_chances", "read_sequence", "with_titles"]

HIGHEST, LOWEST, SHORT = 5_000, 1_000, 2_000
"""Limits of the bar, in parts of `CERTAIN`: the highest, at which a block is as likely text as not; the lowest; and the lowest for a block shorter
than `RUNNING`, of which a clean page loses little, and for a table or list between blocks that stay."""
IN_DOUBT = 4_300
"""The bar of running text at most: a reader loses more by a paragraph that is removed than by one that stays."""
CLEAN = 0.4
"""Expected share of boilerplate below which a page counts as clean: the bar falls with the share, down to `LOWEST`."""
ADDED = 4
"""Letters that are added to the length of each block where blocks are weighed, so that short lines count a little."""
TITLE, TITLE_OF_PAGE, SIGNED = 1_000, 20, 2_500
"""Least chance of a title, in parts of `CERTAIN`; the same on a page with boilerplate, where hardly any article is without a title; least chance
from which a line that would be removed is a byline. These bars are lower than those of text: a missing title is as wrong as a false one, and the
network learns which line of a page is the title rather than how likely it is one."""
LONGEST_TITLE = 250
"""Letters; a longer block is no title."""
RUNNING, FRONT_TEXTS = 90, 3
"""Letters of a block of running text, and how many such blocks (standfirst, first paragraphs) may stand above the end of the front matter."""
ALIKE, DOUBTFUL, OWN = 4, 1_000, 3
"""Fewest blocks in like surroundings that are judged together; the chance, in parts of `CERTAIN`, from which a block is in doubt, as far from 0 as
from certainty; tenths of its own chance that such a block keeps, where the rest is the mean of all blocks in like surroundings."""
_TOP = tuple(label for label in Label if label.front)
"""Labels of front matter: read into the metadata, and no part of the running text."""
_NEVER = (Label.DUPLICATE, Label.SEPARATOR, Label.SITE_REPEAT)
"""Labels that only guards give."""

_Flags = NDArray[np.bool_]
_Chances = NDArray[np.int16] | NDArray[np.int32]


class Labelled(NamedTuple):
    """The label of a block. Chances are in parts of `CERTAIN`."""

    label: Label
    chance: int
    """That the block stays, or is removed, as the label says; of the title, that it is the title."""
    kept: int
    """That the block is part of the article."""


def kept_chances(chances: _Chances, labels: Sequence[Label]) -> NDArray[np.int64]:
    """For each block the chance that it stays, in parts of `CERTAIN`. ``chances``: blocks x labels."""
    return np.asarray(chances.sum(axis=1, dtype=np.int64, where=~_columns(tuple(labels)).removed), np.int64)


def bar_of(kept: NDArray[np.int64], letters: NDArray[np.int64]) -> int:
    """The chance from which a block of this page stays, in parts of `CERTAIN`. ``kept``: of each block, the chance that it stays.

    The bar with the largest expected F1 over the page's letters (Lewis 1995); lower on a page with hardly any boilerplate, since text that is clean
    already must stay whole.
    """
    weight = letters + ADDED
    order = np.argsort(-kept, kind="stable")
    hits = np.cumsum(kept[order] * weight[order])
    size = np.cumsum(weight[order])
    best = int(np.argmax(2 * hits / (size * CERTAIN + hits[-1])))
    expected = int(kept[order[best]])
    share = _boilerplate(kept, letters)
    limit = HIGHEST if share >= CLEAN else LOWEST + int((HIGHEST - LOWEST) * share / CLEAN)
    return max(min(expected, limit), LOWEST)


def _boilerplate(kept: NDArray[np.int64], letters: NDArray[np.int64]) -> float:
    """The share of the page's letters that is expected to be boilerplate, 0 to 1."""
    weight = letters + ADDED
    return int(((CERTAIN - kept) * weight).sum()) / max(int(weight.sum()) * CERTAIN, 1)


def read_sequence(chances: _Chances, labels: Sequence[Label], letters: NDArray[np.int64], groups: NDArray[np.int64] | None = None,
                  alike: NDArray[np.int64] | None = None) -> list[Labelled]:
    """One label for each block, in order.

    ``chances``: blocks x labels, in parts of `CERTAIN`. ``letters``: of each block. ``groups``: the number of the table or list that a block belongs
    to, 0 for none; the blocks of a group stay or are removed together. ``alike``: for each block the number of its surroundings, which blocks in like
    surroundings share.
    """
    title_column, byline_column = labels.index(Label.TITLE), labels.index(Label.BYLINE)
    bar = TITLE_OF_PAGE if _boilerplate(kept_chances(chances, labels), letters) >= CLEAN else TITLE
    title = _title(chances[:, title_column], letters, bar)
    chances = _answerable(chances, labels, title)
    own = kept_chances(chances, labels)
    kept = own if alike is None else _with_alike(own, letters, alike)
    if groups is not None:
        kept = _together(kept, letters, groups)
    bar = bar_of(kept, letters)
    stays = kept >= np.where(letters < RUNNING, max(bar, SHORT), min(bar, IN_DOUBT))
    within = _between(stays, groups) if groups is not None else np.zeros(len(stays), np.bool_)
    stays |= within & (kept >= SHORT)
    if title >= 0:
        stays[title] = True
    below = _below_front(letters, stays, within)
    signed = ~stays & ~below & (chances[:, byline_column] >= SIGNED)
    stays |= signed
    best = np.concatenate([_likeliest(chances[p], labels, stays[p], below[p], signed[p]) for p in parts_of(len(chances))])
    sure = int(chances[title, title_column])
    del chances
    parts, shared = zip(best.tolist(), kept.tolist(), stays.tolist(), strict=True), dict[int, int]()  # equal chances are one object
    one = shared.setdefault
    out = [Labelled(labels[i], one(k, k) if s else one(CERTAIN - k, CERTAIN - k), one(k, k)) for i, k, s in parts]
    if title >= 0:
        out[title] = Labelled(Label.TITLE, sure, int(kept[title]))
    return out


def with_titles(chances: _Chances, labels: Sequence[Label], named: Sequence[bool | None]) -> None:
    """Changes the chances for what is known of the title. ``named``: for each block whether it is named as the title; None for what is no title.
    Files and addresses are often named by a paper: the line of a paper is not taken for the title; where it alone is named, nothing is known."""
    column, sure = labels.index(Label.TITLE), np.array([name is True for name in named], np.bool_)
    sure &= chances[:, labels.index(Label.MASTHEAD)] <= CERTAIN // 2
    chances[sure.any() & np.array([name is None for name in named], np.bool_), column] = 0
    chances[sure] = chances[sure].astype(np.int32) * (CERTAIN - TITLE) // CERTAIN
    chances[sure, column] += TITLE


class _Columns(NamedTuple):
    """Which columns of the chances are those of some labels."""

    removed: _Flags
    never: _Flags
    title: _Flags
    byline: _Flags
    top: _Flags
    front: _Flags
    """Of front matter that is no part of the text: all but the standfirst."""


@lru_cache(maxsize=4)
def _columns(labels: tuple[Label, ...]) -> _Columns:
    """The columns of a network, worked out once: labels do not change from page to page."""
    every = np.array([[label.removed, label in _NEVER, label is Label.TITLE, label is Label.BYLINE, label in _TOP,
                       label in _TOP and label is not Label.STANDFIRST] for label in labels], np.bool_)
    return _Columns(*every.T)


def _likeliest(chances: _Chances, labels: Sequence[Label], stays: _Flags, below: _Flags, signed: _Flags) -> NDArray[np.int64]:
    """The column of the likeliest label that each block may have. ``below``: blocks that are no front matter; ``signed``: blocks that are bylines."""
    columns = _columns(tuple(labels))
    allowed = np.where(stays[:, None], ~columns.removed & ~columns.title, columns.removed & ~columns.never)
    allowed[below] &= ~columns.top
    allowed[signed] &= columns.byline
    rows = np.where(allowed, chances, -1)
    return np.asarray(np.where(_front_or_body(rows, columns), rows, -1).argmax(axis=1), np.int64)


def _below_front(letters: NDArray[np.int64], stays: _Flags, within: _Flags) -> _Flags:
    """Which blocks are no front matter, since they stand too far below the beginning of the text; of tables and lists ``within`` the text those below
    its first block. Short lines below the text may sign it."""
    text = np.flatnonzero(stays & (letters >= RUNNING))
    index = np.arange(len(letters))
    if not len(text):
        return np.zeros(len(letters), np.bool_)
    below = (index > text[min(FRONT_TEXTS, len(text)) - 1]) | within & (index > text[0])
    return np.asarray(below & ((index <= text[-1]) | (letters >= RUNNING)), np.bool_)


def _front_or_body(rows: _Chances, columns: _Columns) -> NDArray[np.bool_]:
    """Which labels each block may have: of front matter and body only those of the part that is the likelier one with all its labels together."""
    top = columns.front
    body = ~columns.removed & ~top
    chance = np.maximum(rows, 0)
    front = chance[:, top].sum(axis=1) > chance[:, body].sum(axis=1)
    return np.asarray(np.where(front[:, None], ~body, ~top), np.bool_)


def _with_alike(kept: NDArray[np.int64], letters: NDArray[np.int64], alike: NDArray[np.int64]) -> NDArray[np.int64]:
    """The chances that blocks stay, where a block in doubt is judged with the blocks in like surroundings: paragraphs of one column are paragraphs of
    one text."""
    some = np.bincount(alike)[alike] >= ALIKE
    doubtful = some & (kept >= DOUBTFUL) & (kept <= CERTAIN - DOUBTFUL)
    return np.where(doubtful, (OWN * kept + (10 - OWN) * _means(kept, letters, alike)) // 10, kept)


def _together(kept: NDArray[np.int64], letters: NDArray[np.int64], groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """The chances that blocks stay, where each block of a group has the mean over the letters of the group."""
    return np.where(groups > 0, _means(kept, letters, groups), kept)


def _means(kept: NDArray[np.int64], letters: NDArray[np.int64], groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each block the mean chance of its group, over the group's letters."""
    weight = letters + ADDED
    total, size = (np.bincount(groups, weights=values).astype(np.int64) for values in (kept * weight, weight))
    return np.asarray((total // np.maximum(size, 1))[groups], np.int64)


def _between(stays: _Flags, groups: NDArray[np.int64]) -> _Flags:
    """Which blocks belong to a group with a block that stays just above its first block and just below its last one."""
    _, first, number = np.unique(groups, return_index=True, return_inverse=True)
    last = len(groups) - 1 - np.unique(groups[::-1], return_index=True)[1]
    edged = np.pad(stays, 1)
    return np.asarray((edged[first] & edged[last + 2])[number] & (groups > 0), np.bool_)


def _answerable(chances: _Chances, labels: Sequence[Label], title: int) -> _Chances:
    """The chances if no block had a label that guards alone give, since they compare blocks and the labeller can't; and, where a page has a title, if
    no other block could be one. The chances of the other labels grow to a whole."""
    found = chances.copy()
    columns = _columns(tuple(labels))
    found[:, columns.never | columns.title if title >= 0 else columns.never] = 0
    for p in parts_of(len(found)):
        part = found[p].astype(np.int32)
        total = part.sum(axis=1, keepdims=True)
        found[p] = np.where(total > 0, part * CERTAIN // np.maximum(total, 1), chances[p])
    if title >= 0:
        found[title] = chances[title]
    return found


def _title(chance: _Chances, letters: NDArray[np.int64], bar: int) -> int:
    """The block that is the likeliest title, if its chance reaches the bar; -1 on a page without a title."""
    own = np.where(letters <= LONGEST_TITLE, chance, 0)
    best = int(own.argmax())
    return best if own[best] >= bar else -1

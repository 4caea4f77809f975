"""Reading the labeller's answers: one label for each block of a page.

The network gives each block a chance for each label. Five things hold for a page as a whole: it has one title; its front matter stands at its top,
or signs its end; the rows of a table and the items of a list stay or go together; a block stays if the words that stay are, by these chances, the
best guess at the article (largest expected F1, Lewis 1995); and what stays has a label of the article, what is removed has a kind of boilerplate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.data import Label
from pipeline.labelling.network import CERTAIN, parts_of

__all__ = ["Labelled", "bar_of", "kept_chances", "read_sequence"]

HIGHEST, LOWEST, SHORT = 5_000, 1_000, 2_000
"""Limits of the bar, in parts of `CERTAIN`: a block at the upper one is as likely text as not; the lowest bar of a block that is shorter than running
text, of which a clean page loses little."""
CLEAN = 0.4
"""Share of a page's letters that is expected to go below which the page counts as clean: the bar falls towards `LOWEST` with the share."""
TITLE, TITLE_OF_PAGE, SIGNED = 1_000, 20, 2_500
"""Chance from which the likeliest title is taken for the title; the same on a page that has boilerplate, where hardly any article stands without a
title; and the chance from which a line is a byline. These bars are lower than that of the text: a value that is not found is as wrong as a wrong
one. The network is trained to tell the title from the other lines of its page, less on how likely it is."""
LONGEST_TITLE = 250
"""Letters; a longer block is no title."""
RUNNING, FRONT_TEXTS = 90, 3
"""Letters of a block of running text, and how many such blocks (standfirst, first paragraphs) may stand above the end of the front matter."""
_TOP = tuple(label for label in Label if label.front)
"""Labels of front matter: read into the metadata, and no part of the running text."""
_NEVER = (Label.DUPLICATE, Label.SEPARATOR, Label.SITE_REPEAT)
"""Kinds that guards name, not the network."""

_Flags = NDArray[np.bool_]


class Labelled(NamedTuple):
    """The label of a block and the chance of it, in parts of `CERTAIN`."""

    label: Label
    chance: int
    kept: int
    """The chance that the block is part of the article."""


def kept_chances(chances: NDArray[np.int32], labels: Sequence[Label]) -> NDArray[np.int64]:
    """For each block the chance that it stays."""
    return np.asarray(chances.sum(axis=1, dtype=np.int64, where=np.array([not label.removed for label in labels])), np.int64)


def bar_of(kept: NDArray[np.int64], letters: NDArray[np.int64]) -> int:
    """The chance from which a block of this page stays.

    The bar with the largest expected F1 over the page's letters; lower on a page of which hardly anything is expected to go, since text that is
    clean already must come through.
    """
    weight = letters + 4
    order = np.argsort(-kept, kind="stable")
    hits = np.cumsum(kept[order] * weight[order])
    size = np.cumsum(weight[order])
    best = int(np.argmax(2 * hits / (size * CERTAIN + hits[-1])))
    expected = int(kept[order[best]])
    share = _boilerplate(kept, letters)
    limit = HIGHEST if share >= CLEAN else LOWEST + int((HIGHEST - LOWEST) * share / CLEAN)
    return max(min(expected, limit), LOWEST)


def _boilerplate(kept: NDArray[np.int64], letters: NDArray[np.int64]) -> float:
    """The share of the page's letters that is expected to go."""
    weight = letters + 4
    return int(((CERTAIN - kept) * weight).sum()) / max(int(weight.sum()) * CERTAIN, 1)


def read_sequence(
    chances: NDArray[np.int32], labels: Sequence[Label], letters: NDArray[np.int64], groups: NDArray[np.int64] | None = None,
) -> list[Labelled]:
    """One label for each block, in order. Blocks of one group (a table, a list; 0: no group) stay or go together."""
    bar = TITLE_OF_PAGE if _boilerplate(kept_chances(chances, labels), letters) >= CLEAN else TITLE
    title = _title(chances[:, labels.index(Label.TITLE)], letters, bar)
    chances = _without_title(chances, labels.index(Label.TITLE), title)
    kept = kept_chances(chances, labels)
    if groups is not None and groups.any():
        kept = _together(kept, letters, groups)
    bar = bar_of(kept, letters)
    stays = kept >= np.where(letters < RUNNING, max(bar, SHORT), bar)
    if title >= 0:
        stays[title] = True
    below = _below_front(letters, stays)
    signed = ~stays & ~below & (chances[:, labels.index(Label.BYLINE)] >= SIGNED)
    stays |= signed
    best = np.concatenate([_likeliest(chances[p], labels, stays[p], below[p], signed[p]) for p in parts_of(len(chances))])
    out = [Labelled(labels[i], k if s else CERTAIN - k, k) for i, k, s in zip(best.tolist(), kept.tolist(), stays.tolist(), strict=True)]
    if title >= 0:
        out[title] = Labelled(Label.TITLE, int(chances[title, labels.index(Label.TITLE)]), int(kept[title]))
    return out


def _likeliest(chances: NDArray[np.int32], labels: Sequence[Label], stays: _Flags, below: _Flags, signed: _Flags) -> NDArray[np.int64]:
    """The number of the likeliest label that each block may have: of those that stay, or that go; below the front matter; of signed lines."""
    sides = [[not own.removed and own is not Label.TITLE for own in labels], [own.removed and own not in _NEVER for own in labels]]
    rows = np.where(np.array(sides)[np.where(stays, 0, 1)], chances, -1)
    rows[below[:, None] & np.array([label in _TOP for label in labels])] = -1
    rows[signed[:, None] & np.array([label is not Label.BYLINE for label in labels])] = -1
    return np.asarray(np.where(_front_first(rows, labels), rows, -1).argmax(axis=1), np.int64)


def _below_front(letters: NDArray[np.int64], stays: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Blocks that stand too far below the beginning of the text to be its front matter, unless they are short lines at its end."""
    text = np.flatnonzero(stays & (letters >= RUNNING))
    index = np.arange(len(letters))
    if not len(text):
        return np.zeros(len(letters), np.bool_)
    return np.asarray((index > text[min(FRONT_TEXTS, len(text)) - 1]) & ((index <= text[-1]) | (letters >= RUNNING)), np.bool_)


def _front_first(rows: NDArray[np.int32], labels: Sequence[Label]) -> NDArray[np.bool_]:
    """Which labels each block may have: those of front matter alone where they are together likelier than those of the body, and the other way."""
    top = np.array([label in _TOP and label is not Label.STANDFIRST for label in labels])
    body = np.array([not label.removed for label in labels]) & ~top
    chance = np.maximum(rows, 0)
    front = chance[:, top].sum(axis=1) > chance[:, body].sum(axis=1)
    boilerplate = ~(top | body)
    return np.asarray(np.where(front[:, None], top, body) | boilerplate, np.bool_)


def _together(kept: NDArray[np.int64], letters: NDArray[np.int64], groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """The chance of a group is the mean over its letters."""
    weight = letters + 4
    total = np.bincount(groups, weights=kept * weight).astype(np.int64) // np.maximum(np.bincount(groups, weights=weight).astype(np.int64), 1)
    return np.where(groups > 0, total[groups], kept)


def _without_title(chances: NDArray[np.int32], column: int, title: int) -> NDArray[np.int32]:
    """The chances of the other blocks where one is the title: a page has one, so they are what they would be otherwise."""
    if title < 0:
        return chances
    found = chances.copy()
    found[:, column] = 0
    for p in parts_of(len(found)):
        total = found[p].sum(axis=1, keepdims=True)
        found[p] = np.where(total > 0, found[p] * CERTAIN // np.maximum(total, 1), chances[p])
    found[title] = chances[title]
    return found


def _title(chance: NDArray[np.int32], letters: NDArray[np.int64], bar: int) -> int:
    """The likeliest title, if its chance reaches the bar; -1 on a page without one."""
    own = np.where(letters <= LONGEST_TITLE, chance, 0)
    best = int(own.argmax())
    return best if own[best] >= bar else -1

"""Why a block was removed, or why it is doubtful that it stays, in words: its place, the phrases in it, the columns of evidence that counted most."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.data.memory import give_back
from pipeline.evidence.sentences import sentences_of
from pipeline.evidence.table import Evidence
from pipeline.labelling.network import Judgement, Network
from pipeline.labelling.sequence import Labelled

__all__ = ["SURE", "told"]

_ROWS = 512
"""Most blocks that are explained in one product of matrices, which bounds the memory of a page of many lines."""
MOST = 3
"""Most reasons that are given for a block, besides its place."""
_BETWEEN = {where: f"{where}, between removed lines" for where in ("above the text", "below the text", "inside the text")}
SURE = 9_000
"""Chance, in parts of `pipeline.labelling.network.CERTAIN`, from which a block that stays is beyond doubt: it gets no reasons, and the ledger does
not list it."""


def told(evidence: Evidence, network: Network, judgement: Judgement, labelled: Sequence[Labelled]) -> list[tuple[str, ...]]:
    """For each block the reasons that counted most, its place first; none for a block that stays beyond doubt."""
    give_back(len(labelled))
    removed, out = [found.label.removed for found in labelled], list[tuple[str, ...]]([()]) * len(labelled)
    doubtful = [i for i, found in enumerate(labelled) if removed[i] or found.chance < SURE]
    stays = [i for i, away in enumerate(removed) if not away]
    text = [i for i in stays if not labelled[i].label.front] or stays
    first, last = (text[0], text[-1]) if text else (len(labelled), -1)
    towards = _towards_removal(network, judgement)
    names, known = _in_words(evidence.names, evidence.groups), dict[tuple[str, ...], tuple[str, ...]]()
    for at in range(0, len(doubtful), _ROWS):
        part = doubtful[at:at + _ROWS]
        rows = np.array(part, np.int64)
        side = np.array([1 if removed[i] else -1 for i in part], np.int64)
        weights = network.weights(judgement, rows, towards) * side[:, None]
        for i, columns, values in zip(part, *_strongest(weights, judgement.inputs[rows]), strict=True):
            hits = evidence.hits[i] if removed[i] else ()
            phrases = [f"words: “{_shown(hit.phrase)}”" for hit in hits if hit.kind is labelled[i].label or hit.kind.removed]
            signs = [name for column, value in zip(columns, values, strict=False) if (name := names[column][value > 0])]
            reasons = [_place(i, first, last, removed), *phrases[:1], *signs]
            out[i] = known.setdefault(found := tuple(dict.fromkeys(reasons[:MOST + 1])), found)
    return out


@lru_cache(maxsize=4)
def _in_words(names: tuple[str, ...], groups: tuple[str, ...]) -> list[tuple[str, str]]:
    """What is said of each column where its value is small, and where it is large; nothing of phrases of a kind, which are quoted instead."""
    return [("", "") if group == "phrases" and name.startswith("words of ") else sentences_of(name)
            for name, group in zip(names, groups, strict=True)]


@lru_cache(maxsize=1 << 10)
def _shown(phrase: str) -> str:
    """A phrase of the packs as people read it: the signs for a number and for any words written out."""
    return " ".join({"#": "(number)", "*": "…"}.get(word, word) for word in phrase.split(" "))


def _strongest(weights: NDArray[np.float32], inputs: NDArray[np.int8]) -> tuple[list[list[int]], list[list[int]]]:
    """For each row the columns that count most, as far as they count for it, and their inputs; of equal ones the first comes first."""
    left, rows, found = weights.copy(), np.arange(len(weights)), []
    for _ in range(min(MOST + 2, weights.shape[1])):
        found.append(left.argmax(axis=1))
        left[rows, found[-1]] = -np.inf
    columns = np.stack(found, axis=1)
    counting = (np.take_along_axis(weights, columns, axis=1) > 0).sum(axis=1).tolist()
    values = np.take_along_axis(inputs, columns, axis=1)
    return [row[:n] for row, n in zip(columns.tolist(), counting, strict=True)], values.tolist()


def _towards_removal(network: Network, judgement: Judgement) -> NDArray[np.float32]:
    """For each label, how much it speaks for removal on this page: its share of the removed labels, or less its share of the labels that stay."""
    share = judgement.chances.sum(axis=0, dtype=np.int64)
    removed = np.array([label.removed for label in network.labels])
    away = share * removed * 1000 // max(int((share * removed).sum()), 1)
    here = share * ~removed * 1000 // max(int((share * ~removed).sum()), 1)
    return np.asarray((away - here) / np.float32(1000), np.float32)


def _place(i: int, first: int, last: int, removed: Sequence[bool]) -> str:
    """Where a block stands: to the text from ``first`` to ``last``, and to its neighbours."""
    where = "above the text" if i < first else "below the text" if i > last else "inside the text"
    return _BETWEEN[where] if 0 < i < len(removed) - 1 and removed[i - 1] and removed[i + 1] else where

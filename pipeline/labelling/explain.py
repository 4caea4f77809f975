"""Why a block was removed, or hardly stayed, in words: where it stands, the phrases in it, and the columns of evidence that counted most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.evidence.table import Evidence
from pipeline.labelling.network import Judgement, Network
from pipeline.labelling.sequence import Labelled

__all__ = ["SURE", "told"]

_ROWS = 512
"""Blocks that are explained in one product, which bounds the memory of a page of many lines."""
MOST = 3
"""Reasons that are told of a block."""
SURE = 9_000
"""Chance, in parts of `CERTAIN`, from which a block that stays is beyond doubt: nothing is told of it, and the ledger does not list it."""


def told(evidence: Evidence, network: Network, judgement: Judgement, labelled: Sequence[Labelled]) -> list[tuple[str, ...]]:
    """For each block the reasons that counted most; none for a block that stays beyond doubt."""
    doubtful = [i for i, found in enumerate(labelled) if found.label.removed or found.chance < SURE]
    out: list[tuple[str, ...]] = [()] * len(labelled)
    if not doubtful:
        return out
    rows = np.array(doubtful, np.int64)
    side = np.array([1 if labelled[i].label.removed else -1 for i in doubtful], np.int64)[:, None]
    stays = [i for i, found in enumerate(labelled) if not found.label.removed]
    text = [i for i in stays if not labelled[i].label.front] or stays
    first, last = (text[0], text[-1]) if text else (len(labelled), -1)
    towards = _towards_removal(network, judgement)
    names = [("", "") if name.startswith("words of ") else (f"little: {name}", f"much: {name}") for name in evidence.names]
    for at in range(0, len(doubtful), _ROWS):
        part = rows[at:at + _ROWS]
        weights = network.weights(judgement, part, towards) * side[at:at + _ROWS]
        columns = _strongest(weights)
        found = columns.tolist(), np.take_along_axis(weights, columns, 1).tolist(), np.take_along_axis(judgement.inputs[part], columns, 1).tolist()
        for i, *own in zip(doubtful[at:at + _ROWS], *found, strict=True):
            reasons = [_place(i, first, last, labelled)]
            if labelled[i].label.removed and evidence.hits[i]:
                reasons += [f"words: “{hit.phrase}”" for hit in evidence.hits[i] if hit.kind is labelled[i].label or hit.kind.removed][:1]
            reasons += [name for column, weight, value in zip(*own, strict=True) if weight > 0 and (name := names[column][value > 0])]
            out[i] = tuple(dict.fromkeys(reasons[:MOST + 1]))
    return out


def _strongest(weights: NDArray[np.float32]) -> NDArray[np.int64]:
    """The columns that count most in each row, the first of equal ones first."""
    left, rows, found = weights.copy(), np.arange(len(weights)), []
    for _ in range(min(MOST + 2, weights.shape[1])):
        found.append(left.argmax(axis=1))
        left[rows, found[-1]] = -np.inf
    return np.stack(found, axis=1)


def _towards_removal(network: Network, judgement: Judgement) -> NDArray[np.float32]:
    """One number for each label: how much it stands for boilerplate on this page."""
    share = judgement.labels.sum(axis=0)
    removed = np.array([label.removed for label in network.labels])
    away = share * removed * 1000 // max(int((share * removed).sum()), 1)
    here = share * ~removed * 1000 // max(int((share * ~removed).sum()), 1)
    return np.asarray((away - here) / np.float32(1000), np.float32)


def _place(i: int, first: int, last: int, labelled: Sequence[Labelled]) -> str:
    where = "above the text" if i < first else "below the text" if i > last else "inside the text"
    beside = [labelled[k].label.removed for k in (i - 1, i + 1) if 0 <= k < len(labelled)]
    return f"{where}, between removed lines" if all(beside) and len(beside) == 2 else where

"""The labeller's network, run in whole numbers: the same bits on every machine.

The network is an ensemble: its members have one form and different random beginnings, and its answer is the mean of theirs (Lakshminarayanan et
al. 2017). Weights have eight bits, activations are whole numbers of at most `LARGEST`, stored in two bytes; both are multiplied as float32. Every sum
in a product of matrices stays below 2**24, so the order of its terms does not matter; all other steps work on single numbers, rounded as IEEE 754
says.

The files are written by tools/train, which trains with the same rounding.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from pipeline.data import Label
from pipeline.data.memory import give_back
from pipeline.data.rows import Rows
from pipeline.evidence.table import Evidence
from pipeline.evidence.tokens import Tokens

__all__ = ["ACTIVATION", "CERTAIN", "DILATIONS", "LARGEST", "TOKEN_STEP", "VARIANTS", "Judgement", "Member", "Network", "in_vocabulary", "load",
           "parts_of", "read"]

VARIANTS = ("text", "html")
ACTIVATION, LARGEST = 32, 440
"""Parts of 1 in which activations are counted, and the largest one: 288 products of it with a weight stay below 2**24."""
TOKEN_STEP = 64
"""Parts of 1 in which the vectors of tokens are counted; columns count as activations do."""
DILATIONS = (1, 2, 4, 8, 16, 1)
"""For each layer that looks at neighbours, how many blocks above and below they stand."""
CERTAIN = 10_000
"""Chances are counted in ten-thousandths."""
_FINE, _PARTS = np.float32(4096), np.float32(64)
"""Parts in which scaled numbers are counted on the way back, so that their sums are exact too."""
_ROWS = 512
"""Most blocks in one product of matrices: no array of so many takes memory of its own, which the system would have to clear each time."""

Matrix = NDArray[np.float32]
Known = tuple[NDArray[np.int32], NDArray[np.int32]]
"""Block numbers, ascending, and the row of each token in a table of vectors."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A dense layer."""

    weight: Matrix
    """Whole numbers of eight bits, inputs x outputs."""
    scale: Matrix
    """The factor of each output's sum, so that it counts in parts of `ACTIVATION`."""
    bias: Matrix

    def sums(self, x: Matrix, least: int = -LARGEST) -> Matrix:
        """Rows x outputs, rounded and limited."""
        found: Matrix = x @ self.weight
        found *= self.scale
        found += self.bias
        np.rint(found, out=found)
        return found.clip(least, LARGEST, out=found)

    def rectified(self, x: Matrix) -> Matrix:
        """The same, negative numbers set to 0."""
        return self.sums(x, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """The columns of a page as its network sees them, worked out for the rows that are asked for, since all take as much memory as the columns."""

    network: Network
    table: Rows | NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.table)

    def __getitem__(self, rows: slice | NDArray[np.int64]) -> NDArray[np.int8]:
        return self.network.inputs(self.table[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What the network says of a page. Chances are counted in parts of `CERTAIN`, rounded down."""

    chances: NDArray[np.int16]
    """Blocks x labels; the sums of three members fit in."""
    classes: NDArray[np.int64]
    """One for each kind of page."""
    mixed: int
    """The share of the page that the network expects to be boilerplate."""
    inputs: Inputs | NDArray[np.int8]
    trace: tuple[NDArray[np.uint8], ...]
    """Which units of each layer of the first member were active, for explanations; eight of them in a byte."""


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """One of the networks whose mean is taken."""

    tokens: tuple[NDArray[np.int8], ...]
    first: Layer
    around: tuple[Layer, ...]
    beside: tuple[Layer, ...]
    last: Layer
    page: Layer

    def vectors(self, tokens: Sequence[Known], part: slice) -> NDArray[np.int16]:
        """The sums of the vectors of the tokens of some blocks."""
        return np.concatenate([_summed(table, own, part) for table, own in zip(self.tokens, tokens, strict=True)], axis=1)

    def run(self, inputs: Inputs | NDArray[np.int8], tokens: Sequence[Known], labels: NDArray[np.int16], *, traced: bool) -> Judgement:
        """The judgement of this member on a page, in parts of at most `_ROWS` blocks; its chances are added to ``labels``. ``traced``: with the
        units that were active."""
        parts, x = parts_of(len(inputs)), np.empty((len(inputs), len(self.last.weight)), np.int16)
        for p in parts:
            x[p] = self.first.rectified(np.concatenate((inputs[p], self.vectors(tokens, p)), axis=1, dtype=np.float32))
        trace = [np.packbits(x > 0, axis=1)] if traced else []
        _add_page(x, self.around[0])
        for layer, reach in zip(self.beside, DILATIONS, strict=True):
            above, active = x[:0], []
            for p in parts:
                more = layer.rectified(_beside(x, reach, p, above))
                active += [np.packbits(more > 0, axis=1)] if traced else []
                above = x[max(p.stop - reach, 0):p.stop].copy()
                x[p] = np.minimum(more + x[p], LARGEST)
            trace += [np.concatenate(active)] if traced else []
        _add_page(x, self.around[1])
        page = self.page.sums(_of_page(x))
        for p in parts:
            labels[p] += _chances(self.last.sums(x[p].astype(np.float32)))
        mixed = _chances(np.array([[page[0, -1], 0]], np.float32))[0, 0]
        return Judgement(labels, _chances(page[:, :-1])[0], int(mixed), inputs, tuple(trace))

    def weights(self, judgement: Judgement, rows: NDArray[np.int64], towards: NDArray[np.float32]) -> NDArray[np.float32]:
        """How much each input of some blocks spoke for labels; see `Network.weights`."""
        width = self.last.weight.shape[0]
        back = _rounded(self.last.weight @ np.rint(towards * self.last.scale * _FINE), len(rows))
        first, *others = (np.unpackbits(layer[rows], axis=1, count=width) for layer in judgement.trace)
        for layer, active in zip(reversed(self.beside), reversed(others), strict=True):
            middle = layer.weight[width:2 * width]
            fine = np.rint(back * active * layer.scale * _PARTS)
            back = np.clip(back + np.rint(fine @ middle.T / _PARTS), -LARGEST, LARGEST)
        back = np.clip(np.rint(back * first * self.first.scale * _FINE / _PARTS), -LARGEST, LARGEST)
        inputs = judgement.inputs[rows]
        return np.asarray((back @ self.first.weight[:inputs.shape[1]].T) * inputs, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """The network of one variant."""

    names: tuple[str, ...]
    """The columns it was trained on, in order."""
    labels: tuple[Label, ...]
    classes: tuple[str, ...]
    centre: NDArray[np.int16]
    factor: NDArray[np.int16]
    """A column's value less its centre, times its factor, is what the network sees."""
    vocabularies: tuple[NDArray[np.uint32], ...]
    """For words, and for class names where blocks have markup: the keys of the tokens that have a vector, ascending."""
    members: tuple[Member, ...]
    version: str

    def judge(self, evidence: Evidence) -> Judgement:
        """What the network says of the blocks of a page.

        Raises `ValueError` where the evidence has other columns than the network was trained on.
        """
        if evidence.names != self.names:
            raise ValueError("the model was trained on other columns of evidence: train it again")
        return self.judge_tokens(evidence.rows, evidence.tokens)

    def judge_tokens(self, table: Rows | NDArray[np.int8], tokens: Sequence[Tokens]) -> Judgement:
        """What `judge` returns, from the columns and the tokens alone."""
        return self.run(Inputs(self, table) if len(table) > _ROWS else self.inputs(table[:]), self.known(tokens))

    def inputs(self, table: NDArray[np.int8]) -> NDArray[np.int8]:
        """Columns as the network sees them."""
        return np.asarray(np.clip((table.astype(np.int16) - self.centre) * self.factor, -127, 127), np.int8)

    def known(self, tokens: Sequence[Tokens]) -> list[Known]:
        """The tokens that have a vector."""
        return [in_vocabulary(own, vocabulary) for own, vocabulary in zip(tokens, self.vocabularies, strict=True)]

    def run(self, inputs: Inputs | NDArray[np.int8], tokens: Sequence[Known]) -> Judgement:
        """What `judge` returns, from the inputs: the mean of the members, rounded down."""
        labels, many = np.zeros((len(inputs), len(self.labels)), np.int16), len(self.members)
        with _one_thread():
            found = [member.run(inputs, tokens, labels, traced=member is self.members[0]) for member in self.members]
        np.floor_divide(labels, many, out=labels)
        give_back(len(inputs))
        return Judgement(labels, np.sum([m.classes for m in found], axis=0) // many, sum(m.mixed for m in found) // many, inputs, found[0].trace)

    def weights(self, judgement: Judgement, rows: NDArray[np.int64], towards: NDArray[np.float32]) -> NDArray[np.float32]:
        """How much each column of some blocks spoke for labels, without what their neighbours said; rows x columns.

        ``towards``: one number for each label. Only the first member is asked: its active units are followed backwards in whole numbers (integrated
        gradients with one step, Sundararajan et al. 2017).
        """
        with _one_thread():
            return self.members[0].weights(judgement, rows, towards)


def _rounded(values: Matrix, rows: int) -> Matrix:
    largest = max(float(np.abs(values).max()), 1e-9)
    return np.repeat(np.rint(values * np.float32(LARGEST / 4 / largest))[None], rows, axis=0)


def in_vocabulary(tokens: Tokens, vocabulary: NDArray[np.uint32]) -> Known:
    """The tokens that a model knows, as rows of its table of vectors."""
    owner, keys = tokens
    if not len(vocabulary):
        return owner[:0], np.zeros(0, np.int32)
    at = np.minimum(np.searchsorted(vocabulary, keys), len(vocabulary) - 1)
    known = vocabulary[at] == keys
    return owner[known], at[known].astype(np.int32)


def _summed(table: NDArray[np.int8], tokens: Known, part: slice) -> NDArray[np.int16]:
    """Sums of the vectors of the tokens of some blocks, in parts of `ACTIVATION`."""
    every, rows = tokens
    low, high = np.searchsorted(every, (part.start, part.stop))
    owner, out = every[low:high] - part.start, np.zeros((part.stop - part.start, table.shape[1]), np.int32)
    if low < high:
        starts = np.flatnonzero(np.concatenate((np.ones(1, np.bool_), owner[1:] != owner[:-1])))
        out[owner[starts]] = np.add.reduceat(table[rows[low:high]], starts, axis=0, dtype=np.int32)
    return np.clip(np.rint(out * (ACTIVATION / TOKEN_STEP)), -LARGEST, LARGEST).astype(np.int16)


def parts_of(rows: int) -> list[slice]:
    """Ranges of at most `_ROWS` rows."""
    return [slice(at, min(at + _ROWS, rows)) for at in range(0, rows, _ROWS)]


def _add_page(x: NDArray[np.int16], layer: Layer) -> None:
    """Adds to each row what a layer makes of the page."""
    x += layer.rectified(_of_page(x)).astype(np.int16)
    np.minimum(x, LARGEST, out=x)


def _beside(x: NDArray[np.int16], reach: int, part: slice, above: NDArray[np.int16]) -> Matrix:
    """Each row of a part with the rows ``reach`` above and below it; zeros beyond the page. ``above``: the last rows above the part, as they were
    before that part was changed."""
    width, many = x.shape[1], part.stop - part.start
    below = x[part.start + reach:part.stop + reach]
    out = np.zeros((many, 3 * width), np.float32)
    out[:, width:2 * width] = x[part]
    out[:len(above), :width] = above[:many]
    out[reach:, :width] = x[part.start:max(part.stop - reach, part.start)]
    out[:len(below), 2 * width:] = below
    return out


def _of_page(x: NDArray[np.int16]) -> Matrix:
    """One row: the mean and the largest value over the page."""
    mean = np.rint(x.sum(axis=0, dtype=np.float64) / len(x))
    return np.concatenate((mean, x.max(axis=0))).astype(np.float32)[None]


_POWERS = np.array([round(float(np.exp(-k / ACTIVATION)) * (1 << 24)) for k in range(2 * LARGEST + 1)], np.float64)


def _chances(values: Matrix) -> NDArray[np.int64]:
    """Softmax by a table of powers."""
    places = (values.max(axis=1, keepdims=True) - values).astype(np.int64)
    powers = _POWERS.take(places)
    # Floats are faster here than whole numbers, and as exact: all values stay below 2**53, and where a quotient of whole numbers this small is
    # no whole number, it differs from every whole number by more than division rounds.
    return np.asarray(np.floor(powers * CERTAIN / powers.sum(axis=1, keepdims=True)), np.int64)


@lru_cache(maxsize=1)
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _one_thread() -> Any:
    """Products this small are slower on several threads, and much slower on a machine that has other work."""
    return _controller().limit(limits=1, user_api="blas")


def read(file: IO[bytes]) -> Network:
    """A network from a file that tools/train wrote. Nothing in such a file is ever executed."""
    with np.load(file, allow_pickle=False) as arrays:
        about = json.loads(bytes(arrays["about"]).decode("utf-8"))
        members = tuple(_member(arrays, f"{k}.", about["tokens"]) for k in range(about["members"]))
        labels = tuple(Label(name) for name in about["labels"])
        known = tuple(arrays[f"vocabulary{k}"] for k in range(about["tokens"]))
        return Network(tuple(about["names"]), labels, tuple(about["classes"]), arrays["centre"], arrays["factor"], known, members, about["version"])


def _member(arrays: Mapping[str, NDArray[Any]], prefix: str, tokens: int) -> Member:
    def layer(name: str) -> Layer:
        weight, scale, bias = (arrays[f"{prefix}{name}.{part}"] for part in ("weight", "scale", "bias"))
        return Layer(weight.astype(np.float32), scale, bias)

    return Member(tuple(arrays[f"{prefix}tokens{k}"] for k in range(tokens)), layer("first"), (layer("around0"), layer("around1")),
                  tuple(layer(f"beside{k}") for k in range(len(DILATIONS))), layer("last"), layer("page"))


@lru_cache(maxsize=len(VARIANTS))
def load(variant: str) -> Network:
    """The network that comes with the package."""
    with resources.files("pipeline.labelling").joinpath(f"models/{variant}.npz").open("rb") as file:
        return read(file)

"""The labeller's network in PyTorch, trained as it will be run: with the rounded weights and activations of `pipeline.labelling.network`.

One definition serves both variants. Each block's columns and the learned vectors of its tokens go through a dense layer; the mean and the largest
value over the page are added; dilated convolutions with residuals let a block see its neighbours; a last layer gives a value to each label.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from pipeline.labelling.network import ACTIVATION, DILATIONS, LARGEST, TOKEN_STEP


class Batch(NamedTuple):
    """Several pages end to end, with empty rows between them so that convolutions do not reach over."""

    table: Tensor
    """Rows x columns, centred and scaled whole numbers."""
    words: tuple[Tensor, Tensor]
    """Rows of the table of vectors, and where those of each block start."""
    markup: tuple[Tensor, Tensor] | None
    page: Tensor
    """Number of the page of each row."""
    real: Tensor
    """1 for a row that is a block, 0 for an empty one."""
    pages: int


def rounded(x: Tensor) -> Tensor:
    """Activations on their grid; the gradient passes as if nothing had been rounded."""
    limited = x.clamp(-LARGEST / ACTIVATION, LARGEST / ACTIVATION)
    return limited + ((limited * ACTIVATION).round() / ACTIVATION - limited).detach()


class Dense(nn.Module):
    """A dense layer whose weights are whole numbers of eight bits times a scale for each output."""

    def __init__(self, inputs: int, outputs: int, gain: float = 1.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(inputs, outputs))
        nn.init.normal_(self.weight, std=gain / inputs**0.5)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def scale(self) -> Tensor:
        """The scale of each output."""
        return self.weight.detach().abs().amax(dim=0).clamp(min=1e-6) / 127

    def forward(self, x: Tensor) -> Tensor:
        """Rows x outputs."""
        scale = self.scale()
        weight = self.weight + ((self.weight / scale).round() * scale - self.weight).detach()
        return x @ weight + self.bias


class Network(nn.Module):
    """The network of one variant."""

    def __init__(
        self, columns: int, tokens: tuple[int, ...], labels: int, classes: int, width: int = 64, vector: int = 16, dropout: float = 0.1,
    ) -> None:
        super().__init__()
        self.tokens = nn.ModuleList(nn.EmbeddingBag(max(size, 1), vector, mode="sum") for size in tokens)
        for bag in self.tokens:
            nn.init.normal_(bag.weight, std=0.05)
        self.first = Dense(columns + vector * len(tokens), width)
        self.around = nn.ModuleList(Dense(2 * width, width, 0.3) for _ in range(2))
        self.beside = nn.ModuleList(Dense(3 * width, width, 0.4) for _ in DILATIONS)
        self.last = Dense(width, labels, 0.3)
        self.page = Dense(2 * width, classes, 0.3)
        self.width = width
        self.noise = nn.Dropout(dropout)

    def forward(self, batch: Batch, drop: tuple[Tensor, ...] = ()) -> tuple[Tensor, Tensor]:
        """Values of the labels (rows x labels) and of the kinds of page (pages x classes). ``drop``: rows of each token table to leave out (0)."""
        real = batch.real[:, None]
        parts = [batch.table / ACTIVATION]
        for k, bag in enumerate(self.tokens):
            rows, starts = batch.words if k == 0 else batch.markup  # type: ignore[misc]
            weight = bag.weight.clamp(-127 / TOKEN_STEP, 127 / TOKEN_STEP)
            weight = weight + ((weight * TOKEN_STEP).round() / TOKEN_STEP - weight).detach()
            found = nn.functional.embedding_bag(rows, weight, starts, mode="sum")
            parts.append(rounded(found * drop[k][:, None] if drop else found))
        x = self.noise(rounded(torch.relu(self.first(torch.cat(parts, dim=1))))) * real
        x = self._with_page(x, batch, 0) * real
        for layer, reach in zip(self.beside, DILATIONS, strict=True):
            padded = nn.functional.pad(x, (0, 0, reach, reach))
            near = torch.cat((padded[:-2 * reach], x, padded[2 * reach:]), dim=1)
            x = rounded(x + self.noise(rounded(torch.relu(layer(near))))) * real
        x = self._with_page(x, batch, 1) * real
        x = self.noise(x)
        return rounded(self.last(x)), self.page(self._of_page(x, batch))

    def _of_page(self, x: Tensor, batch: Batch) -> Tensor:
        """Mean and largest value over each page."""
        size = torch.zeros(batch.pages, 1).index_add_(0, batch.page, batch.real[:, None])
        mean = torch.zeros(batch.pages, self.width).index_add_(0, batch.page, x) / size.clamp(min=1)
        index = batch.page[:, None].expand(-1, self.width)
        largest = torch.zeros(batch.pages, self.width).scatter_reduce(0, index, x, "amax", include_self=True)
        return rounded(torch.cat((mean, largest), dim=1))

    def _with_page(self, x: Tensor, batch: Batch, k: int) -> Tensor:
        return rounded(x + rounded(torch.relu(self.around[k](self._of_page(x, batch))))[batch.page])

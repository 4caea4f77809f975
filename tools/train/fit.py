"""From sequences to a model file: one training run of the network of one variant."""

from __future__ import annotations

import hashlib
import io
import json
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pipeline.labelling.network import ACTIVATION, CERTAIN, DILATIONS, TOKEN_STEP, in_vocabulary
from tools.train.dataset import CLASSES, COMPOSED, KEPT, LABELS, REMOVED, PageArrays
from tools.train.network import Batch, Network
from tools.train.store import Arrays, write_npz
from tools.train.vocabulary import Vocabulary, vocabularies

ROWS = 6_000
"""Blocks of a batch."""
LONGEST = 1_500
"""Blocks of a sequence that are looked at in training; of a longer one a stretch is taken."""
GAP = max(DILATIONS)
WITHOUT_WORDS, WITHOUT_MARKUP, WITHOUT_PHRASES = 0.35, 0.4, 0.15
"""Share of the sequences on which words, class names and phrases are left out: other languages and sites have others."""
MADE, OF_MADE = ("invented", *COMPOSED), 0.4
"""Sets of texts that were made for training, and the weight of what they say on text or not: they teach the labels, real pages what is text."""
WITHOUT_TOKEN = 0.1
"""Share of the single words and class names that are left out, so that no page is known by one of them."""
SURE, TAUGHT = 0.9, 0.8
"""Share of a block that is to be learned as text at least where it is text for certain; weight of what models say that never saw the page, beside
its gold."""
NO_TITLE = 0.03
"""Weight of the answer that a text has no title, beside the chances of its lines."""
UNTITLED = ("article", "readability", "trafilatura", "resiliparse")
"""Renderings that hold a text alone: where none of its lines may be the title, it has none."""
AVERAGE = 0.995
"""Weight of the past in the running average of the weights, which is what is delivered."""


@dataclass(slots=True)
class Plan:
    """How long and how wide to train."""

    epochs: int = 8
    width: int = 64
    vector: int = 16
    dropout: float = 0.1
    """Share of the activations that are left out in training."""
    place: float = 0.0
    """Weight of the loss on the place of the title; markup tells the title of a page of HTML without it."""
    whole: float = 0.0
    """Weight of the loss on the F1 of each page, which lets a short page count as much as a long one."""
    sided: float = 0.0
    """How much of what the labels of texts that were made for training say on text or not is left out, from 0 to 1: with 1 they tell the kinds
    within each side alone."""
    rate: float = 3e-3
    seed: int = 1
    start: Path | None = None
    """A model with one member, of which the training goes on."""
    threads: int = 1
    """Of PyTorch: with more than one, another busy process on the machine makes training many times slower."""


@dataclass(slots=True)
class Scaling:
    """What is taken from a column and by what it is multiplied."""

    centre: NDArray[np.int16]
    factor: NDArray[np.int16]

    @classmethod
    def of(cls, sequences: Sequence[PageArrays]) -> Scaling:
        """Means, and factors that bring every column to about the same spread."""
        rng = random.Random(0)
        some = np.concatenate([s.table for s in rng.sample(list(sequences), min(len(sequences), 3000))]).astype(np.float32)
        spread = np.maximum(some.std(axis=0), 0.05)
        return cls(np.rint(some.mean(axis=0)).astype(np.int16), np.clip(np.rint(ACTIVATION / spread), 1, 64).astype(np.int16))

    @classmethod
    def read(cls, path: Path) -> Scaling:
        """Those of a model file."""
        with np.load(path, allow_pickle=False) as found:
            return cls(found["centre"], found["factor"])

    def __call__(self, table: NDArray[np.int8]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = np.clip((table.astype(np.int16) - self.centre) * self.factor, -127, 127).astype(np.float32)
        return found


class Trained(NamedTuple):
    """A network and what its inputs are made with."""

    network: Network
    scaling: Scaling
    vocabularies: tuple[Vocabulary, ...]


_TITLE = next(i for i, label in enumerate(LABELS) if label.value == "title")
_BITS = torch.tensor([[mask >> i & 1 for i in range(len(LABELS))] for mask in (KEPT,)], dtype=torch.float32)


def train(
    names: tuple[str, ...], groups: tuple[str, ...], sequences: Sequence[PageArrays], plan: Plan, *, pick: Callable[[int], list[int]] | None = None,
    known: tuple[Vocabulary, ...] = (),
) -> Trained:
    """Train a network. ``pick`` gives the sequences of an epoch, all of them where it is missing; ``known`` the tokens that have a vector, which are
    looked for in the sequences where it is missing."""
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    rng = random.Random(plan.seed)
    scaling = Scaling.of(sequences) if plan.start is None else Scaling.read(plan.start)
    known = known or vocabularies(sequences)
    network = Network(len(names), tuple(map(len, known)), len(LABELS), len(CLASSES) + 1, plan.width, plan.vector, plan.dropout)
    if plan.start is not None:
        _go_on(network, plan.start)
    phrases = [i for i, group in enumerate(groups) if group == "phrases"]
    optimiser = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=0.01)
    average = {name: value.detach().clone() for name, value in network.state_dict().items()}
    picks = [pick(epoch) if pick else list(range(len(sequences))) for epoch in range(plan.epochs)]
    total = sum(sum(min(len(sequences[i].mask), LONGEST) for i in chosen) // ROWS + 1 for chosen in picks)
    step, started = 0, time.time()
    for epoch, chosen in enumerate(picks):
        losses = []
        for part in _batches(chosen, sequences, rng):
            batch, drop, wanted = _batch([sequences[i] for i in part], scaling, known, phrases, rng)
            optimiser.param_groups[0]["lr"] = plan.rate * _schedule(step / max(total, 1))
            optimiser.zero_grad(set_to_none=True)
            labels, classes = network(batch, drop)
            loss = _loss(labels, classes, batch, wanted, plan)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            step += 1
            past = min(AVERAGE, step / (step + 10))
            for name, value in network.state_dict().items():
                average[name].mul_(past).add_(value, alpha=1 - past)
            losses.append(loss.item())
        print(f"epoch {epoch}: loss {np.mean(losses):.4f}, {time.time() - started:.0f} s", flush=True)
    return Trained(_averaged(network, average), scaling, known)


def _go_on(network: Network, path: Path) -> None:
    """Set the weights to those of a model that was trained on the same columns and tokens."""
    with np.load(path, allow_pickle=False) as found, torch.no_grad():
        for k, bag in enumerate(network.tokens):
            bag.weight.copy_(torch.from_numpy(found[f"0.tokens{k}"].astype(np.float32) / TOKEN_STEP))
        for name, layer in _layers(network).items():
            layer.weight.copy_(torch.from_numpy(found[f"0.{name}.weight"] * found[f"0.{name}.scale"]))
            layer.bias.copy_(torch.from_numpy(found[f"0.{name}.bias"] / ACTIVATION))


def _layers(network: Network) -> dict[str, Any]:
    """The dense layers by the names that they have in a model file."""
    layers = {"first": network.first, "last": network.last, "page": network.page}
    return layers | {f"around{k}": layer for k, layer in enumerate(network.around)} | {f"beside{k}": layer for k, layer in enumerate(network.beside)}


def _averaged(network: Network, average: dict[str, Tensor]) -> Network:
    network.load_state_dict(average)
    return network


def _schedule(done: float) -> float:
    """Rise for a twentieth of the run, then fall along a cosine."""
    return min(done / 0.05, 1.0) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(done, 1.0))))


def _batches(chosen: list[int], sequences: Sequence[PageArrays], rng: random.Random) -> list[list[int]]:
    order = chosen[:]
    rng.shuffle(order)
    out: list[list[int]] = [[]]
    rows = 0
    for i in order:
        size = min(len(sequences[i].mask), LONGEST) + GAP
        if rows + size > ROWS and out[-1]:
            out.append([])
            rows = 0
        out[-1].append(i)
        rows += size
    return out


@dataclass(slots=True)
class Wanted:
    """Targets of a batch: rows x labels (1 where allowed), and weights."""

    allowed: Tensor
    label_weight: Tensor
    made: Tensor
    """1 for the blocks of texts that were made for training and are on one side for certain."""
    share: Tensor
    text_weight: Tensor
    size: Tensor
    """Letters of a block of a page whose text is known; 0 of others."""
    untitled: Tensor
    """Which pages have no title for certain."""
    classes: Tensor
    mixed: Tensor


def _batch(
    part: Sequence[PageArrays], scaling: Scaling, known: Sequence[Vocabulary], phrases: list[int], rng: random.Random,
) -> tuple[Batch, tuple[Tensor, ...], Wanted]:
    chance = np.random.default_rng(rng.randrange(1 << 30))
    spans = []
    for s in part:
        n = len(s.mask)
        start = rng.randrange(n - LONGEST + 1) if n > LONGEST else 0
        spans.append((start, min(n, start + LONGEST)))
    rows = sum(end - start + GAP for start, end in spans)
    columns = part[0].table.shape[1]
    table, page, real = np.zeros((rows, columns), np.float32), np.zeros(rows, np.int64), np.zeros(rows, np.float32)
    mask, (share, weight, letters) = np.zeros(rows, np.uint64), np.zeros((3, rows), np.float32)
    kinds = len(known)
    drop = [np.ones(rows, np.float32) for _ in range(kinds)]
    tokens: list[list[NDArray[Any]]] = [[] for _ in range(kinds)]
    at = 0
    for number, (s, (start, end)) in enumerate(zip(part, spans, strict=True)):
        here = slice(at, at + end - start)
        table[here] = scaling(s.table[start:end])
        if rng.random() < WITHOUT_PHRASES:
            table[here, phrases] = scaling(np.zeros((1, columns), np.int8))[0, phrases]
        page[at:at + end - start + GAP] = number
        real[here] = 1
        mask[here], share[here], weight[here], letters[here] = s.mask[start:end], text_share(s)[start:end], s.weight[start:end], s.letters[start:end]
        for k in range(kinds):
            owner, row = in_vocabulary(s.tokens[k], known[k])
            inside = (owner >= start) & (owner < end) & (chance.random(len(owner)) >= WITHOUT_TOKEN)
            tokens[k].append(np.stack((owner[inside] - start + at, row[inside])))
            if rng.random() < (WITHOUT_WORDS if k == 0 else WITHOUT_MARKUP):
                drop[k][here] = 0
        at += end - start + GAP
    bags = [_bag(np.concatenate(found, axis=1), rows) for found in tokens]
    markup = bags[1] if kinds == 2 else None
    batch = Batch(torch.from_numpy(table), bags[0], markup, torch.from_numpy(page), torch.from_numpy(real), len(part))
    return batch, tuple(torch.from_numpy(d) for d in drop), _wanted(part, mask, share, weight, letters)


def _bag(found: NDArray[Any], rows: int) -> tuple[Tensor, Tensor]:
    starts = np.searchsorted(found[0], np.arange(rows))
    return torch.from_numpy(found[1].astype(np.int64)), torch.from_numpy(starts.astype(np.int64))


def _wanted(part: Sequence[PageArrays], mask: NDArray[Any], share: NDArray[Any], weight: NDArray[Any], letters: NDArray[Any]) -> Wanted:
    bits = (mask[:, None] >> np.arange(len(LABELS), dtype=np.uint64)) & np.uint64(1)
    kept, removed = (mask & np.uint64(KEPT)) > 0, (mask & np.uint64(REMOVED)) > 0
    size = np.clip(np.sqrt(letters + 10) / 9, 0.5, 4.0)
    told = mask > 0
    real = np.repeat([OF_MADE if s.collection in MADE else 1.0 for s in part], [min(len(s.mask), LONGEST) + GAP for s in part])
    text = np.where(kept & removed, 0.0, weight.clip(max=1.5) * size * real)
    counted = np.where(kept & removed, 0.0, letters * weight.clip(max=1.0) * (real == 1.0))
    classes = np.array([s.page for s in part], np.int64)
    mixed = np.array([_mixture(s) for s in part], np.float32)
    untitled = np.array([s.rendering in UNTITLED and not (s.mask & np.uint64(1 << _TITLE)).any() for s in part])
    return Wanted(
        torch.from_numpy(bits.astype(np.float32)), torch.from_numpy((weight * told).astype(np.float32)),
        torch.from_numpy(((real < 1.0) & (kept != removed)).astype(np.float32)), torch.from_numpy(share.astype(np.float32)),
        torch.from_numpy(text.astype(np.float32)), torch.from_numpy(counted.astype(np.float32)), torch.from_numpy(untitled),
        torch.from_numpy(classes), torch.from_numpy(mixed),
    )


def text_share(s: PageArrays) -> NDArray[np.float32]:
    """How much of each block is to be learned as text, 0 to 1: nearly all or nearly nothing where its side is known; partly what models say that
    never saw the page."""
    kept, removed = (s.mask & np.uint64(KEPT)) > 0, (s.mask & np.uint64(REMOVED)) > 0
    share = np.where(kept & ~removed, np.maximum(s.share, SURE), np.where(removed & ~kept, np.minimum(s.share, 1 - SURE), s.share))
    if s.taught is not None:
        share = np.where(np.isnan(s.taught), share, (1 - TAUGHT) * share + TAUGHT * s.taught)
    return np.asarray(share, np.float32)


def _mixture(s: PageArrays) -> float:
    """Share of a page's letters that is boilerplate for certain."""
    removed = ((s.mask & np.uint64(KEPT)) == 0) & (s.mask > 0)
    return float(s.letters[removed].sum() / max(int(s.letters.sum()), 1))


def _loss(labels: Tensor, classes: Tensor, batch: Batch, wanted: Wanted, plan: Plan) -> Tensor:
    """Cross-entropy on the labels that a block may have, on text or not (with the share of words in the gold), on the kind of page, and on the
    place of the title and the F1 of each page with the weights of the plan."""
    log = torch.log_softmax(labels, dim=1)
    allowed = torch.logsumexp(log.masked_fill(wanted.allowed == 0, -1e4), dim=1)
    kept = torch.logsumexp(log + (_BITS - 1) * 1e4, dim=1).clamp(max=-1e-5)
    gone = torch.log1p(-kept.exp()).clamp(min=-14)
    allowed = allowed - plan.sided * wanted.made * torch.where(wanted.share >= 0.5, kept, gone)
    by_label = -(allowed * wanted.label_weight).sum() / wanted.label_weight.sum().clamp(min=1)
    text = -(wanted.share * kept + (1 - wanted.share) * gone)
    by_text = (text * wanted.text_weight).sum() / wanted.text_weight.sum().clamp(min=1)
    known = wanted.classes >= 0
    by_class = torch.zeros(())
    if known.any():
        by_class = torch.nn.functional.cross_entropy(classes[known, :-1], wanted.classes[known])
        by_class = by_class + torch.nn.functional.binary_cross_entropy_with_logits(classes[:, -1], wanted.mixed)
    return (
        by_label * 0.5 + by_text + 0.05 * by_class + plan.place * _title_loss(log[:, _TITLE], batch, wanted)
        + plan.whole * _whole_loss(kept.exp(), batch, wanted)
    )


def _whole_loss(kept: Tensor, batch: Batch, wanted: Wanted) -> Tensor:
    """One less the F1 of each page, by expected letters."""
    zeros = torch.zeros(batch.pages)
    hits = zeros.index_add(0, batch.page, kept * wanted.share * wanted.size)
    total = zeros.index_add(0, batch.page, (kept + wanted.share) * wanted.size)
    told = zeros.index_add(0, batch.page, wanted.share * wanted.size) > 0
    return (1 - 2 * hits[told] / (total[told] + 1)).mean() if told.any() else zeros.sum()


def _title_loss(log: Tensor, batch: Batch, wanted: Wanted) -> Tensor:
    """Cross-entropy of the place of the title on pages that have a known one or have none; lines that repeat the title count on neither side."""
    alone = (wanted.allowed[:, _TITLE] > 0) & (wanted.allowed.sum(dim=1) == 1)
    chance = log.exp() * batch.real * (alone | (wanted.allowed[:, _TITLE] == 0) | (wanted.label_weight == 0))
    every = torch.zeros(batch.pages).index_add_(0, batch.page, chance) + NO_TITLE
    right = torch.zeros(batch.pages).index_add_(0, batch.page, chance * alone)
    known = torch.zeros(batch.pages).index_add_(0, batch.page, alone.float()) > 0
    right = torch.where(wanted.untitled, torch.full_like(right, NO_TITLE), right)
    known |= wanted.untitled
    if not known.any():
        return torch.zeros(())
    return -torch.log((right[known] + 1e-6) / (every[known] + 1e-6)).mean()


def write_model(trained: Trained, names: tuple[str, ...], path: Path) -> str:
    """A model file with one member; returns its version, a hash of what is in it."""
    network, scaling = trained.network, trained.scaling
    arrays: Arrays = {"centre": scaling.centre, "factor": scaling.factor}
    arrays |= {f"vocabulary{k}": known for k, known in enumerate(trained.vocabularies)}
    for k, bag in enumerate(network.tokens):
        arrays[f"0.tokens{k}"] = (bag.weight.detach() * TOKEN_STEP).round().clamp(-127, 127).numpy().astype(np.int8)
    for name, layer in _layers(network).items():
        scale, weight = layer.scale(), layer.weight.detach().clone()
        whole = (weight / scale).round().clamp(-127, 127)
        arrays[f"0.{name}.weight"] = whole.numpy().astype(np.int8)
        arrays[f"0.{name}.scale"] = scale.numpy().astype(np.float32)
        arrays[f"0.{name}.bias"] = (layer.bias.detach() * ACTIVATION).numpy().astype(np.float32)
    about = {"names": names, "labels": [label.value for label in LABELS], "classes": [*CLASSES, "mixed"], "tokens": len(network.tokens)}
    return write(path, arrays, about, 1)


def join_models(paths: Sequence[Path], out: Path, words: Sequence[float] = ()) -> str:
    """One model file of models with one member each; returns its version. ``words``: for each member, by what its vectors of words are multiplied.

    Raises `ValueError` where the models do not see the same columns alike, or are more than those whose chances the product adds in two bytes.
    """
    if len(paths) * CERTAIN > np.iinfo(np.int16).max:
        raise ValueError(f"{len(paths)} models are too many: the product adds the chances of their labels in two bytes")
    arrays: Arrays = {}
    told = []
    for number, path in enumerate(paths):
        with np.load(path, allow_pickle=False) as found:
            about = json.loads(bytes(found["about"]).decode("utf-8"))
            del about["version"]
            shared = ("centre", "factor", *(f"vocabulary{k}" for k in range(about["tokens"])))
            told.append((about, *(found[name].tobytes() for name in shared)))
            arrays |= {f"{number}.{name[2:]}" if name.startswith("0.") else name: found[name] for name in found.files if name != "about"}
    for number, factor in enumerate(words):
        arrays[f"{number}.tokens0"] = np.rint(arrays[f"{number}.tokens0"] * factor).astype(np.int8)
    if any(one != told[0] for one in told) or told[0][0]["members"] != 1:
        raise ValueError("models are joined that have several members, or that were trained on other columns")
    return write(out, arrays, told[0][0], len(paths))


def write(path: Path, arrays: Arrays, about: dict[str, Any], members: int) -> str:
    """Write a model file; returns its version, a hash of what is in it."""
    digest = hashlib.sha256(b"".join(name.encode() + np.ascontiguousarray(value).tobytes() for name, value in sorted(arrays.items())))
    version = digest.hexdigest()[:12]
    told = json.dumps(about | {"members": members, "version": version}).encode()
    write_npz(path, arrays | {"about": np.frombuffer(told, np.uint8)})
    return version


def as_run(trained: Trained, names: tuple[str, ...], folder: Path) -> Any:
    """The network as the product runs it."""
    from pipeline.labelling.network import read

    path = folder / "run.npz"
    write_model(trained, names, path)
    return read(io.BytesIO(path.read_bytes()))

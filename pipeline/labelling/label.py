"""A decision for every block of a page: the evidence, the network, the labels read from its answers, the guards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.blocks import HeadData
from pipeline.data import Answer, Block, Decision, Label, Vote
from pipeline.data.memory import give_back
from pipeline.evidence.levels import numbered
from pipeline.evidence.table import evidence_of
from pipeline.labelling.explain import told
from pipeline.labelling.guards import Guarded, Range, apply_guards
from pipeline.labelling.network import CERTAIN, load
from pipeline.labelling.sequence import ADDED, Labelled, read_sequence, with_titles
from pipeline.reading.marks import bullet_of
from pipeline.reading.traits import Traits, traits_of

__all__ = ["Labelling", "expected_loss", "label_blocks"]

SURROUNDINGS = 4
"""Nearest elements around a block, and nearest class names and ids, by which the surroundings of blocks are alike."""
Titled = Mapping[int, bool]
"""Blocks that alone may be the title; True for those that the input names as such."""
_SCORES = tuple(chance / CERTAIN for chance in range(CERTAIN + 1))
"""Every chance as a number from 0 to 1: blocks with the same chance share one object."""


@dataclass(frozen=True, slots=True)
class Labelling:
    """What was decided on a page."""

    decisions: tuple[Decision, ...]
    """One for each block, in order."""
    kinds: tuple[tuple[str, float], ...] = ()
    """The kinds of page (``article``, ``list``, ``several``, ``error``) with the chance of each."""
    mixed: float = 0.0
    """The share of the page that the labeller expects to be boilerplate."""
    unsure: float = 0.0
    """One less the F1 that the labeller expects of the text that stays, over letters: 0 where it is sure of all of it, 1 at most."""
    traits: tuple[Traits, ...] = ()
    """Of each block, for the structure that is built next."""


def label_blocks(blocks: Sequence[Block], head: HeadData | None = None, repeats: Sequence[Vote] = (), restore: Sequence[Range] = (),
                 answers: Sequence[Answer] = (), rules: Sequence[Vote] = (), titled: Titled | None = None, *, explained: bool = True) -> Labelling:
    """The decisions on the blocks of a page.

    ``head``: what a page of HTML says of itself. ``repeats``: the votes of the memory of its site. ``restore``: ranges of characters in which a
    person wants nothing removed. ``answers``: what a person decided on blocks. ``rules``: what the rules of the site ask for blocks.
    ``titled``: the blocks that may be the title by what the input says. ``explained``: with the evidence that counted most on each removed or
    doubtful block.
    """
    texts, kept = [block for block in blocks if block.text], [0.0] * len(blocks)
    labelled, reasons, page = _judged(texts, head, titled, explained=explained) if texts else ([], (), Labelling(()))
    give_back(len(blocks))
    decisions, traits = [Decision(block.n, Label.OTHER, 0.9, "no-words") for block in blocks], traits_of(blocks)
    for block, (label, chance, own), why in zip(texts, labelled, reasons, strict=True):
        kept[block.n] = _SCORES[own]
        decisions[block.n] = Decision(block.n, label, _SCORES[chance], "labeller" if label.removed else "kept", why)
    decisions = apply_guards(Guarded(blocks, traits, kept, head, repeats, restore, answers, rules), decisions)
    return replace(page, decisions=tuple(decisions), traits=traits)


def _judged(
    texts: Sequence[Block], head: HeadData | None, titled: Titled | None, *, explained: bool,
) -> tuple[list[Labelled], Sequence[tuple[str, ...]], Labelling]:
    """What the network says of the blocks with text, the reasons, and what it says of their page. The evidence takes as much memory as all else on
    a page; it is freed here, before anything is made of what it says."""
    evidence = evidence_of(texts, head)
    network = load("text" if evidence.markup is None else "html")
    judgement = network.judge(evidence)
    letters = np.array([len(block.text) for block in texts], np.int64)
    with_titles(judgement.chances, network.labels, [titled.get(block.n) if titled else None for block in texts])
    labelled = read_sequence(judgement.chances, network.labels, letters, _groups(texts), _alike(texts) if evidence.markup is not None else None)
    reasons = told(evidence, network, judgement, labelled) if explained else [()] * len(texts)
    kinds = tuple((name, int(value) / CERTAIN) for name, value in zip(network.classes, judgement.classes, strict=False))
    return labelled, reasons, Labelling((), kinds, judgement.mixed / CERTAIN, expected_loss(labelled, letters))


def expected_loss(labelled: Sequence[Labelled], letters: NDArray[np.int64]) -> float:
    """One less the F1 that is expected of the blocks that stay, by the chance of each block to be text (Lewis 1995)."""
    weight = letters + ADDED
    text = np.array([found.kept for found in labelled], np.int64) * weight
    stays = np.array([not found.label.removed for found in labelled], np.bool_)
    return 1 - 2 * int(text[stays].sum()) / max(int(weight[stays].sum()) * CERTAIN + int(text.sum()), 1)


def _groups(texts: Sequence[Block]) -> NDArray[np.int64] | None:
    """The number of the group of each block, 0 for none: the rows of a table, and in plain text the items of a list with the same kind of bullet.
    None for a page without groups."""
    out = list[int]()
    last = ""
    for block in texts:
        sign = bullet_of(block.text) if block.markup is None else ""
        table = block.markup.table if block.markup is not None else 0
        goes_on = bool(sign) and sign == last and not block.blank
        out.append(table or (out[-1] if goes_on else block.n + 1 if sign else 0))
        last = sign
    return np.array(out, np.int64) if any(out) else None


def _alike(texts: Sequence[Block]) -> NDArray[np.int64]:
    """The number of the surroundings of each block: the nearest elements around it, with the class names and ids on them."""
    return numbered((m.path[-SURROUNDINGS:], m.hints[:SURROUNDINGS]) if (m := block.markup) else ((), ()) for block in texts)[0]

"""The one step by which something else than the labeller names a block after the guards: it keeps what the labeller removed, removes what it kept, or
renames what stays. `after_guards` says which proofs may do so, in which order and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.data import Block, Decision, Label

__all__ = ["Proved", "copy_of", "may_be_text", "overruled"]

_SERVICES = frozenset({
    Label.SHARE, Label.SUBSCRIBE, Label.LOGIN, Label.COMMENT_FORM, Label.JOIN_US, Label.PAYWALL, Label.APP_PROMO, Label.COOKIE_NOTICE,
    Label.BREADCRUMB, Label.PRINT_TOOLS})
"""Kinds of boilerplate that no labeller confuses with parts of a text."""
_COPY = 0.95
"""How sure it is that what is found as a copy is one."""


class Proved(NamedTuple):
    """What a block is, and what proves it."""

    block: int
    label: Label
    why: str
    reason: str = ""
    """A code of reasons.toml; empty for what stays as a part of the text like any other."""
    score: float | None = None
    """0 to 1; that of the labeller where it is None."""
    twin: int | None = None
    """Of a copy: the block that stays."""
    over: frozenset[str] = frozenset({"labeller"})
    """Reasons of removals that the proof outweighs."""


def overruled(decisions: Sequence[Decision], proofs: Iterable[Proved], by: str) -> tuple[Decision, ...]:
    """The decisions after what was proved, one proof after another. ``by``: what proves it, in words; the evidence opens with it.

    What people decided holds against every proof, and what a guard decided against every proof that does not name the guard.
    """
    out = list(decisions)
    for proof in proofs:
        old = out[proof.block]
        stays = not proof.label.removed and old.label is not proof.label and old.reason in proof.over
        if old.stays_by_labeller and old.label is not proof.label or stays:
            out[proof.block] = _as_proved(old, proof, f"by {by}: {proof.why}")
    return tuple(out)


def _as_proved(old: Decision, proof: Proved, why: str) -> Decision:
    reason = proof.reason or ("kept" if old.label.removed else old.reason)
    evidence = (why, *old.evidence) if proof.twin is None else (why,)
    return Decision(old.block, proof.label, old.score if proof.score is None else proof.score, reason, evidence, proof.twin)


def copy_of(twin: int, block: int, why: str) -> Proved:
    """A block as a copy of another one."""
    return Proved(block, Label.DUPLICATE, why, "duplicate", _COPY, twin)


def may_be_text(block: Block, decision: Decision) -> bool:
    """Whether the labeller alone removed a block that a reader of the page sees, and that is no service of the site."""
    seen = bool(block.text) and block.markup is not None and not block.markup.hidden
    return seen and decision.removed_by_labeller and decision.label not in _SERVICES

"""Repairs of a text, held to what each repair promises."""

from __future__ import annotations

from pipeline.data import Repair
from pipeline.decoding.repair import apply, mend, replay

__all__ = ["mended"]


def mended(text: str, *, markup: bool = False) -> tuple[str, tuple[Repair, ...]]:
    """The repaired text and its repairs: these make the text, each can be replayed, and a repaired text needs no further ones."""
    fixed, repairs = mend(text, markup=markup)
    assert apply(text, repairs) == fixed
    assert all(text[repair.start:repair.end] == repair.before and replay(repair.before, repair.steps) == repair.after for repair in repairs)
    assert mend(fixed, markup=markup) == (fixed, ())
    return fixed, tuple(repairs)

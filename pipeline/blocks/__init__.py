"""Pages into blocks."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.data import Block, Repair

__all__ = ["Split"]


@dataclass(frozen=True, slots=True)
class Split:
    """The blocks of a page in order, and the repairs that splitting made (hyphens joined at line ends)."""

    blocks: tuple[Block, ...]
    repairs: tuple[Repair, ...] = ()

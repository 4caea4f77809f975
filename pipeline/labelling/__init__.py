"""Labelling: one learned judge for all labels, the reading of its answers, and the guards."""

from __future__ import annotations

from pipeline.labelling.label import Labelling, label_blocks

__all__ = ["Labelling", "label_blocks"]

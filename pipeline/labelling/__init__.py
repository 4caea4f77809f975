"""Labelling: one learned judge for all labels, the reading of its answers, and the guards.

`label` is the way in: `network` judges the evidence, `sequence` reads one label for each block from the chances, `guards` hold what no model may
break (with `duplicates`), and `explain` names the evidence that counted most.
"""

from __future__ import annotations

from pipeline.labelling.label import Labelling, label_blocks

__all__ = ["Labelling", "label_blocks"]

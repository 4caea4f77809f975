"""Where batches are worked on. An engine takes keys of batches and leaves their results below ``work/``; it publishes nothing.

Every engine calls `pipeline.archive.run.batch.work_batch`, the one function that turns a batch's entries into its files, so that results do
not depend on the engine. Adding one: a module with a function of the type `Engine`, and its name in `pipeline.tasks.ENGINES` or, if the
engine divides the work itself, in `pipeline.cli.machines`.

`local` works in this process, `spark` on a cluster: `masters` checks its address, an `exchange` carries files (packed by `tars`) where machines share
no disk, through `stores`. `warm` loads what every batch needs, once for all processes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

__all__ = ["Engine", "Report"]

Report = Callable[[int], None]
"""Hears how many sources are done."""


class Engine(Protocol):
    """Works on batches until all are finished, or raises."""

    def __call__(self, work: Path, keys: Sequence[str], report: Report) -> None:
        """``work``: the folder ``work/`` of an archive, which all machines of the engine can reach, unless there is an exchange."""

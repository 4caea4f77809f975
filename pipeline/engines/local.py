"""This machine, this process: one batch after another. Luigi runs several such processes side by side.

Sources are cleaned in a second process, which lives as long as there are batches and is replaced where a source ends it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from pipeline.archive.run.batch import work_batch
from pipeline.archive.run.child import Child
from pipeline.archive.run.making import Making, make_all
from pipeline.archive.run.plan import load_header
from pipeline.engines import Report

__all__ = ["run"]


def run(work: Path, keys: Sequence[str], report: Report) -> None:
    """Works on the batches and notes each finished source as one byte in ``work/progress/KEY``, for whoever shows progress."""
    before = 0
    with Child(make_all, load_header(work).settings.limits) as child:
        for key in keys:
            before += _run_one(work, key, report, before, child.results)


def _run_one(work: Path, key: str, report: Report, before: int, making: Making) -> int:
    (work / "progress").mkdir(exist_ok=True)
    count = 0
    notes = os.open(work / "progress" / key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)

    def on_source(done: int) -> None:
        nonlocal count
        count = done
        os.write(notes, b".")
        report(before + done)

    try:
        work_batch(work, key, on_source, making)
    finally:
        os.close(notes)
    return count

"""Sketching on several machines: portions of the entries as files below ``work/``, which all machines can reach.

A machine gets the name of a file, works on it as this machine would, and leaves the result beside it. Nothing else passes between machines, so
that a portion that is worked on twice, because a machine was lost, does no harm: the second result takes the place of the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from pipeline.archive.run.child import Child
from pipeline.archive.run.plan import Entry, parse_entry
from pipeline.archive.run.processes import process_number
from pipeline.archive.run.sketching import FEW, Task, portions_of, sketch_all, sketched, told_by
from pipeline.archive.store.disk import move, remove_tree

__all__ = ["Each", "sketch_file", "sketched_elsewhere"]


class Each(Protocol):
    """Does the same to many things on the machines of a cluster, and returns when all of it is done, or raises."""

    def __call__(self, do: Callable[[Any], None], items: Sequence[Any], made: Callable[[Any], Path]) -> None:
        """``made``: the file that shows that a thing is done. ``do`` and the items are sent to other processes."""


def sketched_elsewhere(entries: Iterable[Entry], task: Task, each: Each) -> Iterator[Entry]:
    """The entries with their sketches, in order, as `sketched` gives them; a few of them are sketched here."""
    entries = iter(entries)
    first = list(islice(entries, FEW))
    if len(first) < FEW:
        yield from sketched(first, task.work, task.settings, task.sites, 1, store=task.store)
        return
    task = replace(task, work=task.work.resolve())
    folder = task.work / "portions"
    remove_tree(folder)
    folder.mkdir()
    paths = [_write(folder / f"{n}.jsonl", portion) for n, portion in enumerate(portions_of(first, entries))]
    each(partial(sketch_file, task), paths, _result)
    for path in paths:
        yield from _read(_result(path))
    remove_tree(folder)


def sketch_file(task: Task, path: Path) -> None:
    """Sketches the entries of a file, and leaves the result beside it."""
    with Child(sketch_all, task.settings.limits) as child:
        done = told_by(child, replace(task, entries=tuple(_read(path))))
    move(_write(path.with_suffix(f".{process_number()}"), done), _result(path))


def _result(path: Path) -> Path:
    return path.with_suffix(".sketched")


def _write(path: Path, entries: Iterable[Entry]) -> Path:
    path.write_text("".join(entry.line() + "\n" for entry in entries), encoding="ascii")
    return path


def _read(path: Path) -> Iterator[Entry]:
    with path.open("rb") as stream:
        yield from map(parse_entry, stream)

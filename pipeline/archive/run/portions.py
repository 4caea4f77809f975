"""Sketching on several machines: portions of the entries as files below ``work/``, which all machines can reach or get pieces of.

A machine gets the name of a file, works on it as this machine would, and leaves the result beside it. Nothing else passes between machines, so
that a portion that is worked on twice, because a machine was lost, does no harm: the second result takes the place of the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from pipeline.archive.run.child import Child
from pipeline.archive.run.jobs import Each, Job
from pipeline.archive.run.plan import Entry, parse_entry
from pipeline.archive.run.processes import process_number
from pipeline.archive.run.sketching import FEW, Task, portions_of, sketch_all, sketched, told_by
from pipeline.archive.store.disk import move, remove_tree

__all__ = ["sketch_file", "sketched_elsewhere"]


def sketched_elsewhere(entries: Iterable[Entry], task: Task, each: Each) -> Iterator[Entry]:
    """The entries with their sketches, in order, as `sketched` gives them; a few of them are sketched here."""
    entries = iter(entries)
    first = list(islice(entries, FEW))
    if len(first) < FEW:
        yield from sketched(first, task.work, task.settings, task.sites, 1, store=task.store)
        return
    folder = task.work / "portions"
    remove_tree(folder)
    folder.mkdir()
    paths = [_write(folder / f"{n}.jsonl", portion) for n, portion in enumerate(portions_of(first, entries))]
    each(_job(task), [path.stem for path in paths])
    for path in paths:
        yield from _read(_result(path))
    remove_tree(folder)


def _job(task: Task) -> Job:
    """Other machines are told no folder of this one."""
    made = "portions/{}.sketched"
    return Job(partial(sketch_file, replace(task, work=Path())), ("portions/{}.jsonl",), ("readings/*", made), made)


def sketch_file(task: Task, work: Path, name: str) -> None:
    """Sketches the entries of a file, and leaves the result beside it."""
    task, path = replace(task, work=work), work / "portions" / f"{name}.jsonl"
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

"""Notes of Luigi's tasks beside an archive, so that a task is not done twice.

A note holds as long as what it was made from is the same: for a plan and a run, the files of the input by name, size and time of their last change,
and the recipe; for all that is made of an archive, its tag manifest. Notes decide whether a task runs, and no result depends on them: a lost note
only costs time.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from pathlib import Path
from typing import Any

from pipeline.archive.run.inputs import find
from pipeline.archive.store.disk import ArchiveError, write_whole
from pipeline.faults import Fault
from pipeline.settings import Settings, recipe

__all__ = ["Planned", "forget", "input_stamp", "load_planned", "note", "noted", "payload_stamp", "save_planned"]

_NOTES = "tasks.json"
Planned = dict[str, Any]
"""What is noted of a plan under way: ``source``, ``stamp`` of its input, ``digest`` of the plan, ``run`` that made it."""


def input_stamp(source: str, root: Path, settings: Settings) -> str:
    """Changes when a file of the input comes, goes or changes, or with the recipe. Raises `ArchiveError` where there is no such input."""
    told = hashlib.sha256(recipe(settings).encode())
    for found in find([source], root):
        if isinstance(found, Fault):
            if found.code == "vanished":
                raise ArchiveError("no-input", str(found), usage=True)
            told.update(f"\n{found.name}\0{found.code}".encode("utf-8", "surrogatepass"))
            continue
        try:
            there = os.stat(found.path)
        except OSError:
            told.update(f"\n{found.name}\0-".encode("utf-8", "surrogatepass"))
            continue
        told.update(f"\n{found.name}\0{there.st_size} {there.st_mtime_ns}".encode("utf-8", "surrogatepass"))
    return told.hexdigest()[:20]


def payload_stamp(root: Path) -> str:
    """Changes with anything in the archive; empty where there is none."""
    try:
        return hashlib.sha256((root / "tagmanifest-sha256.txt").read_bytes()).hexdigest()[:20]
    except OSError:
        return ""


def noted(root: Path, key: str) -> Any:
    """What a note says; None where there is none."""
    return _notes(root).get(key)


def note(root: Path, key: str, value: Any) -> None:
    """Writes a note, in the place of an earlier one."""
    write_whole(root / _NOTES, json.dumps(_notes(root) | {key: value}, ensure_ascii=True, indent=1, sort_keys=True).encode() + b"\n")


def forget(root: Path, key: str) -> None:
    """Removes a note, if there is one."""
    if key in (notes := _notes(root)):
        del notes[key]
        write_whole(root / _NOTES, json.dumps(notes, ensure_ascii=True, indent=1, sort_keys=True).encode() + b"\n")


def save_planned(work: Path, source: str, stamp: str, digest: str) -> None:
    """Notes for which input the plan below ``work`` was made."""
    planned: Planned = {"source": source, "stamp": stamp, "digest": digest, "run": _this_run()}
    write_whole(work / "planned.json", json.dumps(planned, ensure_ascii=True).encode())


def load_planned(work: Path, source: str, stamp: str) -> Planned | None:
    """What is noted of the plan below ``work``, if it was made for this input as it is now, or by this run."""
    try:
        planned: Planned = json.loads((work / "planned.json").read_bytes())
        fits = planned["source"] == source and (planned["stamp"] == stamp or planned["run"] == _this_run())
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return planned if fits else None


def _this_run() -> int:
    """The first process of the run that this process belongs to."""
    parent = multiprocessing.parent_process()
    return (parent.pid if parent else None) or os.getpid()


def _notes(root: Path) -> dict[str, Any]:
    try:
        found = json.loads((root / _NOTES).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}

"""Finished batches into ``data/``, by rename.

Strategy: before anything of a batch is renamed, a journal entry lists its files with their places and hashes. From then on the batch counts as
published: if the run is killed later, the next run finishes the publication from the journal (`settle`), with the same bytes. Files below ``data/``
are only ever renamed there whole. The manifests and the catalogue follow once for all batches of a run, after which the journal is removed. Entries
of the journal are read one by one: a run over a million sources needs no more memory than one over ten.

Batches are published in the order of their numbers, and a missing batch stops those after it, so that the next run cuts what remains into the same
batches as an undisturbed run.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Set
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.archive.caches.catalogue import Catalogue
from pipeline.archive.caches.copies import Copies
from pipeline.archive.run.batch import FILES, done_folder, load_manifest, rows_of
from pipeline.archive.run.dropping import without_copies
from pipeline.archive.run.plan import Batch, Plan
from pipeline.archive.run.tags import write_tags
from pipeline.archive.store.bag import MANIFEST, Oxum, oxum_of, write_bag
from pipeline.archive.store.disk import ArchiveError, flush_folder, move, remove_tree, write_whole
from pipeline.archive.store.lock import Lock
from pipeline.archive.store.names import batch_name
from pipeline.settings import Settings

__all__ = ["are_published", "is_published", "publish", "settle"]

_LISTED = re.compile(r"  data/[a-z]+/(\d+)[./]")
_PATIENCE = 60.0  # seconds; a process left over from a killed run renames for a moment at most


def publish(root: Path, plan: Plan, date: int | None) -> None:
    """Publishes the batches of the plan that are finished, up to the first that is not, and brings the bag up to date."""
    with _Publishing(root):
        _settle(root, plan.settings, date)
        oxum, there = oxum_of(root), _numbers(root)
        for batch in without_copies(root, plan, there) if plan.drop else plan.batches:
            if batch.number in there:
                continue
            manifest = load_manifest(root / "work", batch.key)
            if manifest is None:
                break
            oxum = _announce(root, batch, manifest, oxum)
            _put_in_place(root, _entry(_path(root, batch)))
        _settle(root, plan.settings, date)
        if {batch.number for batch in plan.batches} <= _numbers(root):
            _tell_copies(root, plan.settings, date)


def _tell_copies(root: Path, settings: Settings, date: int | None) -> None:
    """The tags of copies as a batch of its own after all others; articles are never changed."""
    numbers = _numbers(root)
    if not numbers:
        return
    with Copies(root) as copies:
        copies.catch_up()
        tags = copies.untold()
    if tags:
        batch = Batch(max(numbers) + 1, write_tags(root / "work", tags), 0)
        manifest = load_manifest(root / "work", batch.key)
        assert manifest is not None
        _announce(root, batch, manifest, oxum_of(root))
        _settle(root, settings, date)


def settle(root: Path, settings: Settings, date: int | None) -> None:
    """Finishes what a killed run left half published."""
    with _Publishing(root):
        _settle(root, settings, date)


def is_published(root: Path, batches: Iterable[Batch]) -> bool:
    """True if the manifest of the archive lists files of every one of these batches, and no publication is under way."""
    return not _journal(root) and {batch.number for batch in batches} <= _numbers(root)


def are_published(root: Path, bounds: list[int]) -> bool:
    """True if the archive lists files of the first and the last of these batches, and no publication is under way; of no batch: if it is one."""
    return (root / MANIFEST).exists() and not _journal(root) and set(bounds) <= _numbers(root)


def _numbers(root: Path) -> Set[int]:
    """The batches of which the manifest lists files. Each share of a run asks; a manifest that did not change is read once."""
    path = root / MANIFEST
    try:
        found = path.stat()
        return _listed(path, found.st_mtime_ns, found.st_size, found.st_ino)
    except FileNotFoundError:
        return frozenset()


@lru_cache(maxsize=4)
def _listed(path: Path, *_: int) -> frozenset[int]:
    with path.open(encoding="ascii") as listed:
        return frozenset(int(found[1]) for line in listed if (found := _LISTED.search(line)))


class _Publishing:
    """A lock of its own: the run's lock is held by a process that may not be the one that publishes."""

    def __init__(self, root: Path) -> None:
        self._lock = Lock(root / "work" / "publishing")

    def __enter__(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                self._lock.acquire()
                return
            except ArchiveError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _announce(root: Path, batch: Batch, manifest: dict[str, Any], oxum: Oxum) -> Oxum:
    """Writes the journal entry of a batch; returns the payload's size once it is in."""
    number = batch_name(batch.number)
    places = {name: f"{folder}/{number}{name[name.index('.'):]}" for folder, name in FILES.items()}
    moves = {name: places[name] for name in manifest["files"] if name in places}
    if any(name.startswith("tei/") for name in manifest["files"]):
        moves["tei"] = f"tei/{number}"
    files = {}
    for name, (sha256, size) in manifest["files"].items():
        oxum = (oxum[0] + size, oxum[1] + 1)
        files["data/" + places.get(name, name.replace("tei/", f"tei/{number}/", 1))] = sha256
    entry = {"number": batch.number, "key": batch.key, "moves": moves, "files": dict(sorted(files.items())), "oxum": oxum,
             "rows": manifest["rows"], "counts": manifest["counts"]}
    path = _path(root, batch)
    path.parent.mkdir(exist_ok=True)
    write_whole(path, json.dumps(entry, ensure_ascii=True).encode())
    return oxum


def _put_in_place(root: Path, entry: dict[str, Any]) -> None:
    """Renames the files of a batch into ``data/``; what is there already stays."""
    done = done_folder(root / "work", entry["key"])
    for name, place in entry["moves"].items():
        there = root / "data" / place
        if not there.parent.exists():
            there.parent.mkdir(parents=True)
            flush_folder(there.parent.parent)
        if (done / name).exists():
            move(done / name, there)
            flush_folder(there.parent)
        elif not there.exists():
            raise ArchiveError("half-published", f"{there}: this file was about to be published and is missing, and so is its original below work/. "
                               "Restore the archive from a copy.")


def _settle(root: Path, settings: Settings, date: int | None) -> None:
    """Adds everything in the journal to the bag's manifest and the catalogue, then removes the journal."""
    paths = _journal(root)
    if not paths:
        return
    for path in paths:
        _put_in_place(root, _entry(path))
    with Catalogue(root / "catalogue.sqlite") as catalogue:
        fits = catalogue.belongs_to(root / MANIFEST)
        files = (item for path in paths for item in _entry(path)["files"].items())
        write_bag(root, files, tuple(_entry(paths[-1])["oxum"]), settings, date)
        if fits:
            catalogue.add((row for entry in map(_entry, paths) for row in rows_of(entry, entry["number"])), root / MANIFEST)
    _sum_up(root, paths)
    for path in paths:
        key = _entry(path)["key"]
        path.unlink()
        remove_tree(done_folder(root / "work", key))
        (root / "work" / "batches" / f"{key}.jsonl").unlink(missing_ok=True)


def _sum_up(root: Path, paths: list[Path]) -> None:
    """Adds the batches to the summary of the run, by number, so that doing it twice counts once."""
    there = root / "work" / "summary.json"
    summary = json.loads(there.read_bytes()) if there.exists() else {}
    for path in paths:
        entry = _entry(path)
        summary[str(entry["number"])] = {"counts": entry["counts"], "tags": entry["rows"].get("tags", [])}
    write_whole(there, json.dumps(summary, ensure_ascii=True).encode())


def _path(root: Path, batch: Batch) -> Path:
    return root / "work" / "published" / f"{batch_name(batch.number)}.json"


def _journal(root: Path) -> list[Path]:
    return sorted((root / "work" / "published").glob("*.json"), key=lambda path: int(path.stem))


def _entry(path: Path) -> dict[str, Any]:
    entry: dict[str, Any] = json.loads(path.read_bytes())
    return entry

"""One batch: from the bytes in the spool to checked files in a folder of their own.

Strategy: the results of a batch are written to a folder that no other process knows. When everything is written, read back and checked, and on the
disk, the manifest is written and the folder takes its name, which is the batch's key. So a folder of that name is whole unless it was damaged later,
which its manifest shows. Two processes may do the same batch (one of them left over from a killed run): the results of the first are used, and those
of the second, the same bytes, are deleted.

The failure of a source does not affect other sources: whatever is raised while it is cleaned becomes a line of ``failed.jsonl``, and so does a source
that hangs or ends the process that cleans it (`pipeline.archive.run.child`). An error while *writing* has another cause than the source (the disk is
full, the folder was removed) and ends the batch.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, Self

from pipeline.archive.caches.catalogue import ArticleRow, FailureRow, OriginRow, RecipeRow, Row, TagRow
from pipeline.archive.caches.copies import Tag, dropped_line
from pipeline.archive.caches.site_memory import Capture
from pipeline.archive.run.limits import OF_LIMITS, Lost, fault_of
from pipeline.archive.run.making import Ask, Made, Making, make_here, origins_of, tei_file
from pipeline.archive.run.plan import Entry, Place, Plan, load_entries, load_header
from pipeline.archive.run.processes import process_number
from pipeline.archive.store.disk import ArchiveError, flush_files, flush_folder, remove_tree
from pipeline.archive.store.names import printable
from pipeline.archive.store.warc import file_header, pack, pack_record, pack_revisit
from pipeline.faults import Fault
from pipeline.settings import tried_with

__all__ = ["FILES", "done_folder", "load_manifest", "put", "rows_of", "seal_folder", "work_batch"]

FILES = {"articles": "articles.jsonl", "ledger": "ledger.jsonl", "sources": "sources.warc.gz", "failed": "failed.jsonl",
         "memory": "memory.jsonl", "dropped": "dropped.jsonl", "copies": "copies.jsonl",
         "recipes": "recipes.jsonl"}
"""For each folder below ``data/``, the name of its file in a batch that is not finished."""


def done_folder(work: Path, key: str) -> Path:
    """The folder of a batch's results until they are published."""
    return work / "done" / key


def load_manifest(work: Path, key: str) -> dict[str, Any] | None:
    """The manifest of a batch's results if they are there, whole and as they were written; else None."""
    folder = done_folder(work, key)
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
        whole = manifest["key"] == key and all(_sha256(folder / name) == sha256 for name, (sha256, _) in manifest["files"].items())
    except (OSError, ValueError, KeyError):
        return None
    return manifest if whole else None


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def rows_of(manifest: dict[str, Any], number: int) -> list[Row]:
    """The rows of the catalogue for a batch that has its number."""
    kinds: dict[str, type[Row]] = {"articles": ArticleRow, "origins": OriginRow, "failures": FailureRow, "tags": TagRow, "recipes": RecipeRow}
    return [kinds[table](**row | {"batch": number}) for table, rows in manifest["rows"].items() for row in rows]


def work_batch(work: Path, key: str, on_source: Callable[[int], None] | None = None, making: Making = make_here) -> None:
    """Works on one batch of the plan below ``work`` and leaves the results in `done_folder`. ``on_source`` is called with the number of sources that
    are done.

    ``making``: who cleans the sources; without it, this process does, and a source that hangs or ends the process ends the batch.
    """
    if load_manifest(work, key):
        return
    plan = load_header(work)
    aside = work / "done" / f"{key}.{process_number()}"
    remove_tree(aside)
    aside.mkdir(parents=True)
    parent = os.getppid()
    with BatchFiles(aside, plan) as files, (work / "spool").open("rb") as spool:
        if key == plan.teller:
            files.tell_recipe()
        made = making(lambda start: Ask(work, key, aside, plan, start, files.versions))
        for done, entry in enumerate(load_entries(work, key), 1):
            spool.seek(entry.offset)
            files.take(entry, spool.read(entry.size), spool.read(entry.record), next(made) if entry.kind == "source" else None)
            if os.getppid() != parent:
                raise ArchiveError("orphaned", f"{work.parent}: the run that gave out this batch has ended without it.")
            if on_source:
                on_source(done)
    files.seal(key)
    put(aside, done_folder(work, key), lambda: load_manifest(work, key) is not None)
    flush_folder(work / "done")


def put(aside: Path, there: Path, whole: Callable[[], bool]) -> None:
    """Gives a finished folder its name. A damaged folder of that name is removed; if there is a whole one, the new one is removed."""
    if there.exists() and not whole():
        remove_tree(there)
    try:
        aside.rename(there)
    except OSError:
        if not whole():
            raise
        remove_tree(aside)


def seal_folder(folder: Path, key: str, names: Iterable[str], counts: Mapping[str, int], rows: Mapping[str, Any]) -> None:
    """Flushes files to the disk, then writes their manifest."""
    names = sorted(names)
    files = {}
    for name in names:
        content = (folder / name).read_bytes()
        files[name] = (hashlib.sha256(content).hexdigest(), len(content))
    flush_files(folder / name for name in names)
    if (folder / "tei").exists():
        flush_folder(folder / "tei")
    manifest = folder / "manifest.json"
    manifest.write_bytes(json.dumps({"key": key, "files": files, "counts": counts, "rows": rows}, ensure_ascii=True).encode())
    flush_files([manifest])
    flush_folder(folder)


class BatchFiles:
    """The files of one batch while they are written."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self._folder = folder
        self._plan = plan
        self._open: dict[str, BinaryIO] = {}
        self._tei: list[str] = []
        self.versions: dict[str, int] = {}
        """The last version that each article was given in this batch."""
        self._failed: set[bytes] = set()
        self._rows: dict[str, list[dict[str, Any]]] = {"articles": [], "origins": [], "failures": [], "recipes": []}
        self._counts: dict[str, Any] = {"archived": 0, "failed": 0, "each": {}}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for stream in self._open.values():
            stream.close()

    def take(self, entry: Entry, data: bytes, record: bytes, made: Made | Fault | Lost | None) -> None:
        """Writes the results of one entry, or its failure, to the files. ``made``: the results of a source."""
        try:
            if entry.kind == "fault":
                raise Fault(entry.code, entry.sentence, warning=entry.warning)
            self._remember(entry)
            if entry.kind == "known":
                self._add_place(entry)
            elif entry.kind == "gone":
                self._let_go(entry, data, record)
            else:
                self._archive(entry, data, record, made)
            self._counts["archived"] += entry.sources
        except Fault as fault:
            self._counts["failed"] += 0 if fault.warning else entry.sources
            self._fail(entry.place.name, fault, entry.sha256)
            for other in entry.others:
                name = other.url or other.name if other.name == entry.place.name else other.name
                same = f"{name}: the same bytes as {entry.place.name}, which failed: {fault}"
                self._fail(other.name, Fault(fault.code, same), entry.sha256)

    def version_of(self, entry: Entry) -> int:
        """The version that an entry makes."""
        return self.versions.get(entry.id, entry.version) + 1

    def tell_recipe(self) -> None:
        """What the recipe is made of, so that a later plan can say which part of it changed."""
        self._write("recipes", json.dumps({"recipe": self._plan.recipe, "parts": self._plan.parts}, ensure_ascii=False).encode() + b"\n")
        self._note("recipes", RecipeRow(self._plan.recipe, json.dumps(self._plan.parts), -1))

    def seal(self, key: str) -> None:
        """Flushes everything to the disk, then writes the manifest."""
        names = [*(FILES[kind] for kind in self._open), *(f"tei/{name}" for name in self._tei)]
        seal_folder(self._folder, key, names, self._counts, self._rows)

    def _archive(self, entry: Entry, data: bytes, record: bytes, made: Made | Fault | Lost | None) -> None:
        """Writes the results of a source to the files of the batch."""
        if isinstance(made, Lost):
            tei_file(self._folder, entry, self.version_of(entry)).unlink(missing_ok=True)
            raise fault_of(made, entry.place, entry.size, self._plan.settings.limits)
        if isinstance(made, Fault):
            raise made
        assert made is not None
        origins, place = origins_of(entry), entry.place
        self._write("articles", made.line)
        self._write("ledger", made.ledger)
        self._pack(entry, made, data, record)
        self._tei.append(made.name)
        self.versions[entry.id] = made.version
        self._note("articles", ArticleRow(entry.id, made.version, place.name, place.url, entry.sha256, place.captured, self._plan.recipe, -1,
                                          json.dumps(origins)))
        if entry.sources != 1:
            self._counts["each"][f"{entry.id} {made.version}"] = entry.sources
        for other in (place, *entry.others):
            self._note_place(other, entry, entry.id, made.version)

    def _remember(self, entry: Entry) -> None:
        """What the memory of the site keeps of a source and of its further places, whether or not it becomes an article."""
        if entry.sketch:
            self._write("memory", Capture(entry.id, entry.sha256, entry.site, entry.sketch, entry.repeats, entry.blocks, entry.answers,
                                          entry.rules).line())
        for ident, site, sketch in entry.also:
            self._write("memory", Capture(ident, entry.sha256, site, sketch).line())

    def _pack(self, entry: Entry, made: Made, data: bytes, record: bytes) -> None:
        kept = entry.place.kept(entry.id, made.version, entry.sha256, made.media_type)
        self._write("sources", pack_record(kept, record, self._plan.date) if record else pack(kept, data, self._plan.date))
        for other in entry.others:
            self._write("sources", pack_revisit(other.kept(entry.id, made.version, entry.sha256), kept, self._plan.date))

    def _add_place(self, entry: Entry) -> None:
        """A further place of bytes that the archive has already."""
        assert entry.holder is not None
        for place in (entry.place, *entry.others):
            kept, first = (p.kept(entry.id, entry.version, entry.sha256) for p in (place, entry.holder))
            self._write("sources", pack_revisit(kept, first, self._plan.date))
            self._note_place(place, entry, entry.id, entry.version)

    def _note_place(self, place: Place, entry: Entry, ident: str, version: int) -> None:
        self._note("origins", OriginRow(place.identity(entry.sha256), entry.sha256, place.captured or "", place.name, ident, version, -1))

    def _let_go(self, entry: Entry, data: bytes, record: bytes) -> None:
        """Ends an article of the archive: its files stay, and a line in ``dropped`` says that it ends."""
        version = self.version_of(entry)
        place, (similarity, within, differs) = entry.place, entry.alike
        source = {"name": place.name, "url": place.url, "sha256": entry.sha256, "captured": place.captured, "origins": list(entry.origins)}
        self._write("dropped", dropped_line(entry.id, version, entry.why, Tag(entry.id, entry.copy_of, similarity, within, differs), source,
                                            self._plan.recipe))
        self.versions[entry.id] = version
        self._note("articles", ArticleRow(entry.id, version, place.name, place.url, entry.sha256, place.captured, self._plan.recipe, -1,
                                          json.dumps(entry.origins), entry.why, entry.copy_of))
        if data:
            kept = place.kept(entry.id, version, entry.sha256)
            self._write("sources", pack_record(kept, record, self._plan.date) if record else pack(kept, data, self._plan.date))
            self._note_place(place, entry, entry.id, version)

    def _fail(self, name: str, fault: Fault, sha256: str) -> None:
        recipe = self._plan.recipe
        if fault.code in OF_LIMITS:
            recipe = tried_with(recipe, self._plan.settings.limits)
        row = FailureRow(name, fault.code, sha256, recipe, printable(str(fault)), fault.warning, -1)
        told = {"name": name, "code": row.code, "sentence": row.sentence, "sha256": sha256, "recipe": row.recipe, "warning": row.warning}
        line = json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
        if line in self._failed:
            return  # captures of one address that bear one name, and are alike
        self._failed.add(line)
        self._write("failed", line)
        self._note("failures", row)

    def _write(self, kind: str, content: bytes) -> None:
        stream = self._open.get(kind)
        if stream is None:
            stream = self._open[kind] = (self._folder / FILES[kind]).open("wb")
            if kind == "sources":
                stream.write(file_header(self._plan.date))
        stream.write(content)

    def _note(self, table: str, row: Row) -> None:
        fields = asdict(row)
        del fields["batch"]
        self._rows[table].append(fields)

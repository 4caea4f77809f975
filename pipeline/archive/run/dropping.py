"""``archive --drop-copies``: near-duplicates that become no articles.

Strategy: which article is a copy shows when all batches of a run are finished and none is published. Copies are then removed from their batches:
article, ledger line and TEI file are removed, the source and its line in the memory of its site stay, and a line in ``data/dropped`` says of which
article it is a copy and how alike they are. A batch without its copies has a key of its own, made from its former key and what was taken out, so that
a run that is killed in between ends in the same bytes.

Only the first of each group stays, and which article is the first does not depend on copies, so it does not matter in which run a copy was dropped.
Articles of the archive are never changed by that. With ``--reapply`` those that are copies end with a line in ``data/dropped``, and a copy whose
original changed or was removed is compared again; ``--reapply`` without ``--drop-copies`` makes all of them articles again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Set
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from pipeline.archive.caches.catalogue import ArticleRow, Catalogue
from pipeline.archive.caches.copies import Copies, Tag, dropped_line
from pipeline.archive.run.batch import FILES, done_folder, load_manifest, put, seal_folder
from pipeline.archive.run.plan import Batch, Entry, Plan
from pipeline.archive.run.stored import stored_sources
from pipeline.archive.store.articles import articles_of, rows_of
from pipeline.archive.store.disk import remove_tree
from pipeline.archive.store.names import tei_name

__all__ = ["Drops", "to_drop", "without_copies"]

Drops = dict[tuple[str, int], Tag]
"""By id and version."""


def without_copies(root: Path, plan: Plan, there: Set[int]) -> list[Batch]:
    """The batches of the plan to publish, without their copies; none until all are finished."""
    batches = [batch for batch in plan.batches if batch.number not in there]
    if not all(load_manifest(root / "work", batch.key) for batch in batches):
        return []
    drops = _found(root, batches)
    return [_filtered(root / "work", batch, drops) for batch in batches]


def _found(root: Path, batches: list[Batch]) -> Drops:
    """The articles of these batches that are copies of others, of the archive or of the run."""
    drops: Drops = {}
    with Copies(root) as copies:
        copies.catch_up()
        with copies.supposing({batch.number: done_folder(root / "work", batch.key) / FILES["articles"] for batch in batches}):
            for batch in batches:
                folder = done_folder(root / "work", batch.key)
                copies.take(batch.number, articles_of(folder / FILES["articles"], batch.number), rows_of(folder / FILES["dropped"]))
            for batch in batches:
                for _, article in articles_of(done_folder(root / "work", batch.key) / FILES["articles"], batch.number):
                    if (tag := copies.tag(article["id"])) and copies.version(article["id"]) == article["version"]:
                        drops[article["id"], article["version"]] = tag
    return drops


def _filtered(work: Path, batch: Batch, drops: Drops) -> Batch:
    """The batch without its copies, finished, under another key; the batch itself where it has none."""
    manifest = load_manifest(work, batch.key)
    assert manifest is not None
    own = {(row["id"], row["version"]): row for row in manifest["rows"]["articles"] if (row["id"], row["version"]) in drops}
    if not own:
        return batch
    told = "\n".join([batch.key, *(f"{version} {drops[ident, version].line().decode()}" for ident, version in sorted(own))])
    key = hashlib.sha256(told.encode()).hexdigest()[:20]
    aside = work / "done" / f"{key}.{os.getpid()}"
    remove_tree(aside)
    shutil.copytree(done_folder(work, batch.key), aside)
    gone = _take_out(aside, own, drops)
    names = [name for name in manifest["files"] if (aside / name).exists()]
    rows = manifest["rows"] | {"articles": [row | ({"gone": "copy", "copy_of": drops[row["id"], row["version"]].copy_of} if
                                                   (row["id"], row["version"]) in own else {}) for row in manifest["rows"]["articles"]]}
    counts = manifest["counts"] | {"archived": manifest["counts"]["archived"] - gone, "dropped": gone}
    seal_folder(aside, key, {*names, FILES["dropped"]}, counts, rows)
    put(aside, done_folder(work, key), lambda: load_manifest(work, key) is not None)
    return replace(batch, key=key)


def _take_out(folder: Path, own: dict[tuple[str, int], Any], drops: Drops) -> int:
    """Removes articles from the files of a batch. Returns how many sources of the input had become these articles."""
    lines = [(orjson.loads(line), line) for line in (folder / FILES["articles"]).read_bytes().splitlines(keepends=True)]
    with (folder / FILES["dropped"]).open("ab") as dropped:
        for article, _ in lines:
            if key := _key_in(article, own):
                source = {name: article["source"][name] for name in ("name", "url", "sha256", "captured", "origins")}
                dropped.write(dropped_line(*key, "copy", drops[key], source, article["recipe"]))
                (folder / "tei" / tei_name(source["name"], source["url"], *key)).unlink()
    for kind in ("articles", "ledger"):
        path = folder / FILES[kind]
        kept = [line for line in path.read_bytes().splitlines(keepends=True) if not _key_in(orjson.loads(line), own)]
        path.write_bytes(b"".join(kept)) if kept else path.unlink()
    counts = json.loads((folder / "manifest.json").read_bytes())["counts"]
    return sum(counts["each"].get(f"{ident} {version}", 1) for ident, version in own)


def _key_in(row: dict[str, Any], own: dict[tuple[str, int], Any]) -> tuple[str, int] | None:
    key = (row["id"], row["version"])
    return key if key in own else None


def to_drop(root: Path, catalogue: Catalogue) -> Iterator[tuple[Entry, bytes, bytes]]:
    """Entries for articles of the archive that are copies, and for dropped ones whose original is no original any more, or is another text."""
    with Copies(root) as copies:
        copies.catch_up()
        for tag in copies.tags():
            row = catalogue.current(tag.id)
            if row and not row.gone:
                yield _entry(root, row, tag)
        for row in catalogue.dropped():
            first = catalogue.current(row.copy_of)
            if not first or first.gone or copies.tag(first.id) or first.batch > row.batch:
                yield _entry(root, row, None)


def _entry(root: Path, row: ArticleRow, tag: Tag | None) -> tuple[Entry, bytes, bytes]:
    stored = next(stored_sources(root, row.batch, [(row.id, row.version)]))
    entry = Entry("source", stored.place, stored.place.identity(row.sha256), row.sha256, row.id, row.version, origins=tuple(json.loads(row.origins)),
                  sources=0)
    if tag:
        entry = replace(entry, kind="gone", why="copy", copy_of=tag.copy_of or "", alike=(tag.similarity, tag.within, tag.differs))
    return entry, stored.data, stored.record

"""Tags of copies as a batch that holds nothing but ``data/copies/NNNNN.jsonl``.

A tag is a statement about articles, and it may change with what comes later: an article that was published before the one it was thought to
be copied from. So it does not stand in the article, which never changes, but beside it. The last line on an article counts; all lines of
an archive together are the groups that `pipeline.archive.caches.copies` finds in it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

from pipeline.archive.caches.copies import Tag
from pipeline.archive.run.batch import FILES, done_folder, load_manifest, put, seal_folder
from pipeline.archive.store.disk import flush_folder, remove_tree

__all__ = ["write_tags"]


def write_tags(work: Path, tags: Sequence[Tag]) -> str:
    """Leaves a finished batch of tags below ``work`` and returns its key."""
    content = b"".join(tag.line() for tag in tags)
    key = hashlib.sha256(b"tags\n" + content).hexdigest()[:20]
    aside = work / "done" / f"{key}.{os.getpid()}"
    remove_tree(aside)
    aside.mkdir(parents=True)
    (aside / FILES["copies"]).write_bytes(content)
    rows = [{"id": tag.id, "copy_of": tag.copy_of, "similarity": tag.similarity, "within": tag.within, "differs": json.dumps(tag.differs)}
            for tag in tags]
    seal_folder(aside, key, [FILES["copies"]], {"archived": 0, "failed": 0}, {"tags": rows})
    put(aside, done_folder(work, key), lambda: load_manifest(work, key) is not None)
    flush_folder(work / "done")
    return key

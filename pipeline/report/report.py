"""Writes the report of an archive: ``report/`` beside ``data/``, outside of the bag's payload, made from ``data/`` alone."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import tomllib
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from pipeline.archive.caches.cache import digest_of
from pipeline.archive.caches.doubts import Doubts, Drift
from pipeline.archive.store.bag import MANIFEST
from pipeline.archive.store.disk import ArchiveError, write_whole
from pipeline.archive.store.lock import Lock
from pipeline.reasons import reasons
from pipeline.report.figures import Figures
from pipeline.report.overview import overview
from pipeline.report.rows import Failed, Rows
from pipeline.report.shards import as_script, write_pages
from pipeline.settings import version

__all__ = ["ASSETS", "INDEX", "report", "write_pages_of", "write_report"]

INDEX = "report/index.html"
ASSETS = ("report.css", "pages.js", "list.js", "blocks.js", "article.js", "start.js")
_PAGE = 1000
"""Rows of one data file of the list."""


def write_report(root: Path) -> Path:
    """Brings the report of an archive up to date and returns its first page; only batches that are new are read.

    For those who hold the archive's lock; `report` takes it.
    """
    folder = root / "report"
    folder.mkdir(exist_ok=True)
    stamp = _stamp(root)
    with Rows(root, folder) as rows:
        if not _is_current(folder, rows, stamp):
            rows.catch_up()
            _write(root, folder, rows)
            rows.note_report(stamp)
    return root / INDEX


def _is_current(folder: Path, rows: Rows, stamp: str) -> bool:
    return _is_there(folder) and rows.is_whole() and rows.is_made_from(stamp)


def _is_there(folder: Path) -> bool:
    return all((folder / name).exists() for name in (*ASSETS, "index.html", "meta.js", "list"))


def report(root: Path) -> Path:
    """As `write_report`, while no run is at work. Raises `ArchiveError` where one is, and where a report that is due can't be written."""
    work = root / "work"
    try:
        work.mkdir(exist_ok=True)
        lock = Lock(work / "lock").acquire()
    except OSError as error:
        with Rows(root, root / "report", reading=True) as rows:
            if _is_current(root / "report", rows, _stamp(root)):
                return root / INDEX
        raise ArchiveError("unwritable", f"{root}: the report is not up to date, and it can't be written here ({error.strerror or error}). Copy the "
                           "archive to a place that can be written, and run the same command there.",
                           usage=error.errno not in (errno.ENOSPC, errno.EDQUOT)) from None
    try:
        return write_report(root)
    finally:
        lock.release()
        with contextlib.suppress(OSError):
            work.rmdir()


def _write(root: Path, folder: Path, rows: Rows) -> None:
    with Doubts(root) as doubts:
        doubts.catch_up()
        rows.take_concerns(doubts.concerns())
        drifts = doubts.drifts()
    figures = rows.figures()
    write_pages_of(folder, figures, rows.lines({site: n for n, site in enumerate(figures.sites)}), rows.failures(), drifts, _name_of(root))


def write_pages_of(
    folder: Path, figures: Figures, lines: Iterable[Sequence[Any]], failures: Iterable[Failed], drifts: Sequence[Drift], name: str,
) -> None:
    """Writes everything but the articles: lists, overview, scripts. A line names its site by its number in ``figures.sites``."""
    lists = {"articles": write_pages(folder / "list", "articles", lines, _PAGE), "failed": write_pages(folder / "list", "failed", failures, _PAGE)}
    for asset_name in ASSETS:
        write_whole(folder / asset_name, _asset(asset_name))
    meta = _meta_of(figures) | {"name": name, "pages": {kind: files for kind, (files, _) in lists.items()},
                               "counts": {kind: count for kind, (_, count) in lists.items()}}
    write_whole(folder / "meta.js", as_script("meta", meta))
    page = overview(_asset("index.html").decode("utf-8"), name, figures, lists["failed"][1], drifts)
    write_whole(folder / "index.html", page)


def _stamp(root: Path) -> str:
    """A hash of the archive's manifest, its name and the files of the pages."""
    parts = [digest_of(root / MANIFEST), version(), _name_of(root), *(hashlib.sha256(_asset(name)).hexdigest() for name in (*ASSETS, "index.html"))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _asset(name: str) -> bytes:
    """One file of the pages, as it comes with the program."""
    return (resources.files("pipeline.report") / "assets" / name).read_bytes()


def _meta_of(figures: Figures) -> dict[str, Any]:
    """What the scripts must know besides the rows: sites, and what kinds and codes mean."""
    groups = tomllib.loads((resources.files("pipeline") / "kinds.toml").read_text(encoding="utf-8"))
    kinds = {kind: [group, sentence] for group, named in groups.items() for kind, sentence in named.items()}
    return {"sites": list(figures.sites), "kinds": kinds, "reasons": {code: told.sentence for code, told in reasons().items()}}


def _name_of(root: Path) -> str:
    """What the archive calls itself in ``bag-info.txt``; a report does not depend on where an archive lies."""
    try:
        lines = (root / "bag-info.txt").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    said = dict(line.partition(": ")[::2] for line in lines)
    return next((said[field] for field in ("External-Description", "External-Identifier", "Source-Organization") if said.get(field)), "")

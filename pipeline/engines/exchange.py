"""A place that all machines of a cluster reach, where they share no disk: an object store, or whatever fsspec opens.

Strategy: what a task needs goes there as one file of the format tar, and what it leaves comes back as another. A machine works on a task in a
temporary folder of its own, as it would below ``work/``. Results are fetched while others are worked on, checked, and put where
this machine would have left them; so a run that is killed is taken up from there.

All objects of a run stand below a name that no other run has, which is removed at the end; what a killed run left, the next one removes.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from pipeline.archive.run.batch import put
from pipeline.archive.run.jobs import Job, left_by, needed_by
from pipeline.archive.store.disk import ArchiveError, flush_files, flush_folder, remove_tree, write_whole
from pipeline.engines.stores import SAME, in_words, is_bucket, lost, opened, receive, remove, send, shown
from pipeline.engines.tars import damaged, pack, unpack

__all__ = ["Exchange", "stranger", "work_away"]

_RUN = re.compile(r"engross-[0-9a-f]{16}")


class Exchange:
    """The exchange of a run, on the machine where the run is started. Raises `ArchiveError` at once where it can't ever be used."""

    def __init__(self, url: str, work: Path, token: str) -> None:
        self._work, self._token, self._url = work, token, url.rstrip("/")
        self.root = f"{self._url}/engross-{token}"
        self._files, self._path = opened(self.root, usage=True)
        self._note, self._aside = work / "exchange", work / f"exchanged-{token}"
        self._left = _noted(self._note)  # read before the run sweeps, used when it holds the lock
        self._jobs = 0
        self._job: Job | None = None
        self._waited: dict[str, str] = {}
        self._begun = False

    def open(self) -> None:
        """Begins the exchange: removes what a killed run left, and leaves the sign by which other machines know the place."""
        if _RUN.fullmatch(self._left):
            remove(*opened(f"{self._url}/{self._left}"))
        write_whole(self._note, f"engross-{self._token}".encode())
        self._begun = True
        with in_words(self.root, "be written"):
            if not is_bucket(self.root):
                for name in ("in", "out"):
                    self._files.makedirs(f"{self._path}/{name}", exist_ok=True)
            self._files.pipe_file(f"{self._path}/token", self._token.encode())

    def missing(self, job: Job, names: Sequence[str]) -> list[str]:
        """Those of the names that are not done yet: a killed run may have fetched some."""
        return [name for name in names if not _is_done(job, self._work, name)]

    def give(self, job: Job, names: Sequence[str]) -> int:
        """Brings there what is needed for these names. Returns the number of the job, which is in the names of its objects."""
        self._jobs += 1
        self._job, self._waited = job, {_object(self._jobs, name): name for name in names}
        self._aside.mkdir(exist_ok=True)
        for own, name in self._waited.items():
            packed = self._aside / own
            pack(self._work, needed_by(job, self._work, name), packed)
            send(self._files, packed, f"{self.root}/in/{own}", f"{self._path}/in/{own}")
            packed.unlink()
        return self._jobs

    def fetch(self) -> None:
        """Fetches what is finished so far."""
        with in_words(self.root, "be read"):
            self._files.invalidate_cache()
            try:
                listed = self._files.ls(f"{self._path}/out", detail=False)
            except FileNotFoundError:
                listed = []  # a bucket has no empty folders
        for own in sorted({str(path).rpartition("/")[2] for path in listed} & self._waited.keys()):
            self._take(own, self._waited[own])
            del self._waited[own]

    def fetch_all(self, seconds: float) -> None:
        """Fetches the rest when all tasks are done. Raises `ArchiveError` where something does not show up."""
        until = time.monotonic() + seconds
        self.fetch()
        while self._waited:
            if time.monotonic() > until:
                raise lost(f"{self.root}/out/{min(self._waited)}", "a worker wrote this object, and it does not show up here")
            time.sleep(0.5)
            self.fetch()

    def close(self) -> None:
        """Removes all objects of the run."""
        if self._begun:
            with contextlib.suppress(ArchiveError):  # the next run tries again
                remove(self._files, self._path)
        remove_tree(self._aside)

    def _take(self, own: str, name: str) -> None:
        """Fetches one result and puts it in its place."""
        assert self._job is not None
        job, folder, packed, url = self._job, self._aside / name, self._aside / own, f"{self.root}/out/{own}"
        receive(self._files, url, f"{self._path}/out/{own}", packed)
        remove_tree(folder)
        unpack(packed, folder, shown(url))
        if not _is_done(job, folder, name):
            raise damaged(shown(url), "its files are not those that its manifest lists")
        _put_all(job, name, folder, self._work)
        remove_tree(folder)
        packed.unlink()
        with in_words(url, "be removed"):
            self._files.rm_file(f"{self._path}/out/{own}")


def work_away(root: str, number: int, job: Job, name: str) -> None:
    """In a process of the cluster: works on a task in a temporary folder, with nothing but what the exchange has of it."""
    own = _object(number, name)
    files, path = opened(root)
    with tempfile.TemporaryDirectory(prefix="engross-", ignore_cleanup_errors=True) as folder:
        packed, work = Path(folder, own), Path(folder, "archive", "work")
        work.mkdir(parents=True)
        receive(files, f"{root}/in/{own}", f"{path}/in/{own}", packed)
        unpack(packed, work, shown(f"{root}/in/{own}"))
        job.do(work, name)
        pack(work, left_by(job, work, name), packed)
        send(files, packed, f"{root}/out/{own}", f"{path}/out/{own}")


def stranger(root: str, token: str) -> str:
    """Why this machine can't take part in an exchange; empty if it can."""
    try:
        files, path = opened(root)
        with in_words(root, "be read"):
            found = files.cat_file(f"{path}/token").decode("ascii", "replace")
    except ArchiveError as error:
        return str(error)
    return "" if found == token else f"{shown(root)} is another place than on the machine where the run was started. {SAME}"


def _put_all(job: Job, name: str, folder: Path, work: Path) -> None:
    """What was unpacked, into its place below ``work/``, when the disk has it."""
    paths = list(folder.rglob("*"))
    flush_files(path for path in paths if path.is_file())
    for path in filter(Path.is_dir, paths):
        flush_folder(path)
    for pattern in job.leaves:
        for own in sorted(folder.glob(pattern.format(name))):
            there = work / own.relative_to(folder)
            there.parent.mkdir(parents=True, exist_ok=True)
            put(own, there, lambda: job.whole(work, name))
            flush_folder(there.parent)


def _is_done(job: Job, work: Path, name: str) -> bool:
    return (work / job.made.format(name)).exists() and job.whole(work, name)


def _noted(note: Path) -> str:
    try:
        return note.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""


def _object(number: int, name: str) -> str:
    return f"{number}-{name}.tar"

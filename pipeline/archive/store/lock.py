"""One run at a time on one archive.

The lock is the system's (``flock``): it is released when its process ends, in whatever way, so no lock is ever left over on this machine. Network
disks do not always carry such locks from one machine to another, so the file also names the holder, and a file that names another machine counts as a
lock.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import socket
import time
from pathlib import Path

from pipeline.archive.store.disk import ArchiveError

__all__ = ["Lock"]


PATIENCE = 20.0
"""Seconds that a lock is waited for whose holder has ended."""
_HELD: set[int] = set()
"""Handles of the locks that this process holds."""


def _leave() -> None:
    """A forked process does not hold the locks of its parent: it may live a moment longer than a parent that was killed."""
    for handle in _HELD:
        os.close(handle)
    _HELD.clear()


os.register_at_fork(after_in_child=_leave)


class Lock:
    """Held from `acquire` to `release`, or to the end of the process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """True between `acquire` and `release`."""
        return self._handle is not None

    def acquire(self) -> Lock:
        """Takes the lock, or raises `ArchiveError` ``archive-busy`` naming who has it.

        A process that was killed while it started another one may leave the lock with that one for a moment: such a lock is waited for.
        """
        until = time.monotonic() + PATIENCE
        while True:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                holder = _holder(handle)
                os.close(handle)
                if _is_alive(holder) or time.monotonic() > until:
                    raise self._busy(holder) from None
                time.sleep(0.05)
                continue
            if self._is_current(handle):
                break
            os.close(handle)
        self._claim(handle)
        self._handle = handle
        _HELD.add(handle)
        return self

    def release(self) -> None:
        """Releases the lock and removes its file; without effect when it is not held."""
        if self._handle is not None:
            with contextlib.suppress(FileNotFoundError):
                self.path.unlink()
            _HELD.discard(self._handle)
            os.close(self._handle)
            self._handle = None

    def _is_current(self, handle: int) -> bool:
        """False where the former holder removed the file between our opening and our locking it."""
        try:
            return os.path.samestat(os.fstat(handle), self.path.stat())
        except FileNotFoundError:
            return False

    def _claim(self, handle: int) -> None:
        holder = _holder(handle)
        if holder and holder.get("host") != socket.gethostname():
            os.close(handle)
            raise self._busy(holder)
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps({"pid": os.getpid(), "host": socket.gethostname()}).encode(), 0)

    def _busy(self, holder: dict[str, object]) -> ArchiveError:
        who = f"process {holder.get('pid')} on {holder.get('host')}" if holder else "another process"
        return ArchiveError(
            "archive-busy",
            f"{self.path.parent.parent}: another run is at work on this archive ({who}). Wait until it ends and run this again; "
            f"if it is certain that none runs any more, delete {self.path}.",
        )


def _is_alive(holder: dict[str, object]) -> bool:
    """False where the file names a process of this machine that has ended."""
    pid = holder.get("pid")
    if not isinstance(pid, int) or holder.get("host") != socket.gethostname():
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _holder(handle: int) -> dict[str, object]:
    try:
        found = json.loads(os.pread(handle, 1000, 0) or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}

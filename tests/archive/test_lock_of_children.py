"""The lock of an archive and the processes that its holder forks."""

from __future__ import annotations

import os
import signal

import pytest

from pipeline.archive.store.lock import Lock

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system forks no processes")


def test_a_forked_process_does_not_hold_the_lock(tmp_path):
    read, write = os.pipe()
    holder = os.fork()
    if holder == 0:
        Lock(tmp_path / "lock").acquire()
        if (child := os.fork()) == 0:
            signal.pause()
        os.write(write, str(child).encode())
        signal.pause()
    child = int(os.read(read, 20))
    os.kill(holder, signal.SIGKILL)
    os.waitpid(holder, 0)
    try:
        Lock(tmp_path / "lock").acquire().release()
    finally:
        os.kill(child, signal.SIGKILL)

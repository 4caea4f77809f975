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
        try:
            os.close(read)
            Lock(tmp_path / "lock").acquire()
            if (child := os.fork()) == 0:
                signal.pause()
            os.write(write, str(child).encode())
            signal.pause()
        finally:
            os._exit(1)  # a failure here must not go on as a second run of the tests
    os.close(write)
    child = int(os.read(read, 20) or b"0")
    os.close(read)
    assert child
    os.kill(holder, signal.SIGKILL)
    os.waitpid(holder, 0)
    try:
        Lock(tmp_path / "lock").acquire().release()
    finally:
        os.kill(child, signal.SIGKILL)

"""The lock of an archive and the processes that its holder forks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from pipeline.archive.store.disk import ArchiveError
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


def test_a_lock_that_a_starting_program_holds_for_a_moment_is_waited_for(tmp_path):
    """Between fork and exec a program holds what its parent held, and no handler of Python runs there."""
    source = (
        "import os, subprocess, sys, time\n"
        "from pathlib import Path\n"
        "from pipeline.archive.store.lock import Lock\n"
        "lock = Lock(Path(sys.argv[1]))\n"
        "lock.acquire()\n"
        "subprocess.Popen(['sleep', '2'], pass_fds=[lock._handle], stdout=subprocess.DEVNULL)\n"
        "print('started', flush=True)\n"
        "time.sleep(60)\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", source, str(tmp_path / "lock")], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"started\n"
    with pytest.raises(ArchiveError, match="another run is at work"):
        Lock(tmp_path / "lock").acquire()
    holder.kill()
    holder.wait()
    Lock(tmp_path / "lock").acquire().release()

"""Commands that meet files they may not write or read, also where the tests run as a user who may do everything."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.makers.archives import command, environment

_DROP_FROM_BOUNDS = 24  # PR_CAPBSET_DROP of linux/prctl.h
_OVERRIDES = (1, 2)  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: by these root may do what the bits of a file forbid


def _obey() -> None:
    """Runs in a new process before its program starts: from then on the bits of files hold for root as well."""
    libc = ctypes.CDLL(None, use_errno=True)
    for right in _OVERRIDES:
        if libc.prctl(_DROP_FROM_BOUNDS, right, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "the rights of root can't be laid down")


def engross_obeying(*arguments: str | Path, cwd: Path | None = None, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command line, in a process that has no more rights than the bits of files give."""
    try:
        return subprocess.run(command(*arguments), cwd=cwd, input=stdin, env=environment(), capture_output=True, check=False, timeout=120,
                              preexec_fn=_obey if os.geteuid() == 0 else None)
    except subprocess.SubprocessError:
        pytest.skip("this system does not let root lay down its rights")


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """A folder of which nothing can be written, as on a medium that is read only."""
    paths = [folder, *folder.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield folder
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)

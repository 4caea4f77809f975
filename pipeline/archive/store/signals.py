"""Signals that a terminal sends to every process of a command."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from multiprocessing import parent_process, resource_tracker

__all__ = ["end_with_parent", "uninterrupted"]


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Processes that are started inside do not hear Ctrl-C, from their first instruction on.

    The terminal sends the signal to every process of a command. The first process hears it, says so and ends the others; another process that heard
    it while it starts would print a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # before the signal is blocked: where Python starts this process, it unblocks the signal afterwards
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_with_parent() -> None:
    """To be called first in a worker process: the worker ends when the process that started it has ended.

    A worker of a pool waits for work on a pipe that it could write to itself, so it does not see that nobody is left at the other end.
    """
    threading.Thread(target=_end_after_parent, daemon=True).start()


def _end_after_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)

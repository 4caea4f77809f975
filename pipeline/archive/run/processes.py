"""How further processes are started: without threads, with the stages loaded once for all of them."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import secrets
from functools import cache
from multiprocessing.context import BaseContext

from pipeline.archive.store.signals import uninterrupted

__all__ = ["fresh_context", "light_context", "preload", "process_number", "return_memory", "start_server"]

_PRELOAD = ["pipeline.tasks", "pipeline.archive.run.making", "pipeline.engines.warm"]


def preload() -> bool:
    """Says what the server of processes is to load when it starts. False where the system has no such server."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return False
    multiprocessing.set_forkserver_preload(_PRELOAD)
    return True


def start_server() -> None:
    """Starts the server of processes, with what `preload` named, if it does not run yet."""
    from multiprocessing import forkserver

    with uninterrupted():
        forkserver.ensure_running()


def process_number() -> int:
    """A number that no other process has on any machine; the numbers that the system gives repeat from machine to machine."""
    return _number(os.getpid())


@cache
def _number(_: int) -> int:
    return secrets.randbits(63)


def fresh_context() -> BaseContext:
    """Where processes come from: of the first process, from a server without threads; of a worker, which has none itself, by a fork.

    A worker cannot use the server of the first process: Python would start another server, which is slow.
    """
    if not preload():
        return multiprocessing.get_context()
    return multiprocessing.get_context("forkserver" if multiprocessing.parent_process() is None else "fork")


def light_context() -> BaseContext:
    """Where a process comes from that reads inputs: it needs none of the stages, and a run with nothing new starts no server for it."""
    return multiprocessing.get_context("spawn")


def return_memory() -> None:
    """Returns freed memory to the system, where its library can: the memory of planning is not needed while batches are made."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)

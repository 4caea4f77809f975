"""A process that works on one source after another and is replaced when one of them ends it.

Strategy: the process gets a task and sends a result for each piece of it, in order, so the first piece without a result is the one during which the
process ended. That piece is lost, and a new process continues after it. A process that did not end by a limit may have been killed from outside, so
its piece is tried once more. The process lives as long as its parent has tasks: no process is started for a single source.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, Self

from pipeline.archive.run.limits import DIED, TOO_MUCH_MEMORY, Limiter, Lost, Within, cause_of
from pipeline.archive.run.processes import fresh_context
from pipeline.archive.store.disk import ArchiveError, sentence_for
from pipeline.archive.store.signals import uninterrupted
from pipeline.settings import Limits

__all__ = ["Child", "Work"]

Work = Callable[[Any, Within], Iterator[Any]]
"""Gives a result for each piece of a task, each made ``within`` the limits. A function of a module, not of a class or another function."""

_READY, _MADE, _OVER, _BROKEN, _LOST = "ready", "made", "over", "broken", "lost"
_STARTS = 3


class Child:
    """Does ``work`` in a process of its own, which starts with the first task. A context manager that ends the process."""

    def __init__(self, work: Work, limits: Limits, context: Callable[[], BaseContext] = fresh_context) -> None:
        """``context``: where the process comes from."""
        self._work, self._limits, self._context = work, limits, context
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._tasks = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The number of the process; 0 where none runs."""
        return self._process.pid or 0 if self._process is not None else 0

    def results(self, task: Callable[[int], object]) -> Iterator[Any]:
        """A result for each piece, or `Lost` in its place. ``task(n)`` is the task from piece ``n`` on."""
        at, again = 0, False
        while True:
            for kind, value in self._told(task(at)):
                if kind == _OVER:
                    return
                if kind == _BROKEN:
                    raise value
                if kind == _LOST:
                    break
                yield value
                at, again = at + 1, False
            self.close()
            again = value == DIED and not again
            if not again:
                yield Lost(value)
                at += 1

    def close(self) -> None:
        """Ends the process."""
        if self._pipe is not None:
            with contextlib.suppress(OSError):
                self._pipe.send(None)
            self._pipe.close()
        if self._process is not None and self._process.pid is not None:
            self._process.join(1)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._process.close()
        self._process = self._pipe = None

    def _told(self, task: object) -> Iterator[tuple[str, Any]]:
        """The messages of the process for a task, up to the last one or to the end of the process."""
        if self._pipe is None:
            self._start()
        try:
            assert self._pipe is not None
            self._tasks += 1
            self._pipe.send((self._tasks, task))
            while True:
                number, *message = self._heard()
                if number == self._tasks:  # else the end of a task whose results were not asked for to the last
                    yield message[0], message[1]
        except (EOFError, OSError, pickle.UnpicklingError):
            assert self._process is not None
            self._process.join()
            yield _LOST, cause_of(self._process.exitcode)

    def _heard(self) -> tuple[int, str, Any]:
        """One message. Raises `ArchiveError` where the process that this one works for has ended."""
        assert self._pipe is not None
        parent = multiprocessing.parent_process()
        if parent is not None and self._pipe not in wait([self._pipe, parent.sentinel]):
            raise ArchiveError("orphaned", "The run that gave out this work has ended.")
        message: tuple[int, str, Any] = self._pipe.recv()
        return message

    def _start(self) -> None:
        for _ in range(_STARTS):
            context = self._context()
            self._pipe, other = context.Pipe()
            self._process = context.Process(target=_serve, args=(other, self._pipe, self._work, self._limits), daemon=True)  # type: ignore[attr-defined]
            with contextlib.suppress(EOFError, OSError, RuntimeError):
                with uninterrupted():
                    self._process.start()
                other.close()
                if self._heard()[1] == _READY:
                    return
            other.close()
            self.close()
        sentence = ("The process that cleans sources can't be started: it, or the server it comes from, ended at once. Run this again; if it is "
                    "ended for want of memory, take fewer --workers. If a script of yours starts the run, its own calls have to stand below "
                    "if __name__ == \"__main__\":.")
        raise ArchiveError("no-process", sentence)


def _serve(pipe: Connection, others: Connection, work: Work, limits: Limits) -> None:
    """What the process runs: task after task, until the parent has no more or has ended."""
    others.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it as well, and ends this process
    threading.Thread(target=_end_with_parent, daemon=True).start()
    within = Limiter(limits)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send((0, _READY, None))
        while (asked := pipe.recv()) is not None:
            number, task = asked
            kind, value = _done(pipe, number, work, task, within)
            pipe.send((number, kind, value))
            if kind == _LOST:
                return


def _done(pipe: Connection, number: int, work: Work, task: object, within: Within) -> tuple[str, Any]:
    """Sends the results of a task; returns how it ended."""
    try:
        for result in work(task, within):
            pipe.send((number, _MADE, result))
    except MemoryError:
        return _LOST, TOO_MUCH_MEMORY
    except (BrokenPipeError, ConnectionResetError):
        raise
    except (ArchiveError, OSError) as error:
        return _BROKEN, error
    except Exception as error:  # noqa: BLE001  (not every exception crosses the border of a process)
        return _BROKEN, ArchiveError("internal-error", sentence_for(error))
    return _OVER, None


def _end_with_parent() -> None:
    """Makes the system end this process when its parent ends."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)

"""Containers (web archives, JSON lines, ZIP …) are read in a process that may be lost, so that one that hangs does not affect other inputs.

Strategy: the time limit starts again with each source and each megabyte that was read of a container, so that a container may be of any size; what it
may hold in memory grows with its size. Where the process ends, the sources before that place stay, and the rest of the container is a failure. A
single document is read by the first process, since that only copies bytes.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Self, cast

from pipeline.archive.run.child import Child
from pipeline.archive.run.files import InputFile, fault_for, sources_of
from pipeline.archive.run.limits import Lost, Within, fault_of_reading
from pipeline.archive.run.processes import light_context
from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.settings import Inputs, Limits

__all__ = ["STEP", "Containers"]

STEP = 1_000_000
"""Bytes of a container for which the time limit starts again."""


@dataclass(frozen=True, slots=True)
class _Task:
    """A container to read, from the item with the number ``start`` on."""

    found: InputFile
    inputs: Inputs | None
    start: int


class Containers:
    """Reads containers in a process that starts with the first one. A context manager that ends the process."""

    def __init__(self, inputs: Inputs | None, limits: Limits) -> None:
        self._inputs, self._limits = inputs, limits
        self._child = Child(_read_all, limits, light_context)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.close()

    @property
    def pid(self) -> int:
        """The number of the process; 0 where none was started."""
        return self._child.pid

    def read(self, found: InputFile) -> Iterator[Source | Fault]:
        """The sources of a container; a failure where its reading ends the process, or has to be ended."""
        for count, item in enumerate(self._child.results(lambda start: _Task(found, self._inputs, start))):
            if isinstance(item, Lost):
                yield fault_of_reading(item, found.name, count, STEP, _size_of(found), self._limits)
                return
            yield item


def _read_all(task: _Task, within: Within) -> Iterator[Source | Fault]:
    """The items of a container: in the process that may be lost."""
    with _Watch(within, _size_of(task.found)) as watch:
        for item in islice(_items(task, watch), task.start, None):
            watch.stop()
            yield item
            watch.restart()


def _items(task: _Task, watch: _Watch) -> Iterator[Source | Fault]:
    try:
        yield from sources_of(task.found, task.inputs, opener=watch.open)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  (a reader's fault must not end the run)
        yield fault_for(task.found, error)


def _size_of(found: InputFile) -> int:
    try:
        return os.stat(found.path).st_size
    except OSError:
        return 0


class _Watch:
    """Sets the limits anew for each step."""

    def __init__(self, within: Within, size: int) -> None:
        self._within, self._size = within, size
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self.restart()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Removes the limits."""
        self._stack.close()

    def restart(self) -> None:
        """Sets the limits for the next step."""
        self.stop()
        self._stack.enter_context(self._within(STEP, self._size))

    def open(self, path: str) -> BinaryIO:
        """A file of which each read counts as progress."""
        return cast("BinaryIO", io.BufferedReader(_Watched(path, self.restart), 1 << 16))


class _Watched(io.FileIO):
    """A file that reports each step that was read."""

    def __init__(self, path: str, tell: Callable[[], None]) -> None:
        super().__init__(path, "rb")
        self._tell, self._read = tell, 0

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Reads, and counts."""
        count = super().readinto(buffer) or 0
        self._read += count
        if self._read >= STEP:
            self._read = 0
            self._tell()
        return count

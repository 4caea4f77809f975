"""What one source may cost: limits that the system enforces in a process that may be lost.

Strategy: before a source, the process asks the system to end it when its time is up, and to give it no more memory than is allowed. So no other
process has to watch, and work inside a library is limited as well. Time is processor time, which does not depend on what else the machine does;
elapsed time may be ten times as long, which ends a process that only waits. Records of failures give the limit, never a measurement, so that the same
input fails with the same words.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.archive.run.plan import Place
from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.settings import Limits

try:
    import resource
except ImportError:  # no such limits on this system
    resource = None  # type: ignore[assignment]

__all__ = ["DIED", "OF_LIMITS", "TOO_MUCH_MEMORY", "TOO_SLOW", "Limiter", "Lost", "Within", "cause_of", "fault_of", "fault_of_reading"]

TOO_SLOW, TOO_MUCH_MEMORY, DIED = "too-slow", "too-much-memory", "process-died"
OF_LIMITS = frozenset({TOO_SLOW, TOO_MUCH_MEMORY, DIED, "too-many-blocks"})
"""Codes of failures that other limits may spare."""


class Within(Protocol):
    """Bounds what is done inside of it, for a source of so many bytes, or for a step of so many bytes in a file of ``held`` bytes."""

    def __call__(self, size: int, held: int = 0, /) -> AbstractContextManager[object]:
        """A context."""


_BY_THE_CLOCK = 10  # times the processor time
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Lost:
    """Takes the place of a result that a process did not return."""

    code: str


class Limiter:
    """Limits the time and the memory of this process, for one source after another. Beyond a limit the process ends, so it may never be one that has
    to continue."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._own = _private_memory()

    @contextlib.contextmanager
    def __call__(self, size: int, held: int = 0, /) -> Iterator[None]:
        """For as long as one source of so many bytes is worked on. Raises MemoryError inside where there is no more memory."""
        seconds = _seconds(size, self._limits)
        _bound_memory(self._own + _megabytes(max(size, held), self._limits) * _MEGABYTE if self._own else None)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, _BY_THE_CLOCK * seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)
            _bound_memory(None)


def cause_of(exit_code: int | None) -> str:
    """Why a process ended, as a code."""
    return TOO_SLOW if exit_code in (-signal.SIGPROF, -signal.SIGALRM) else DIED


def fault_of(lost: Lost, place: Place, size: int, limits: Limits) -> Fault:
    """The failure of the source that was worked on."""
    name = place.shown
    for_size = f"for {counted(size, 'byte')}. Raise them in the settings, or leave the source out."
    sentences = {
        TOO_SLOW: f"{name}: cleaning takes more than the {counted(_seconds(size, limits), 'second')} of processor time that limits.seconds and "
                  f"limits.seconds_per_megabyte allow {for_size}",
        TOO_MUCH_MEMORY: f"{name}: cleaning takes more than the {counted(_megabytes(size, limits), 'megabyte')} of memory that limits.memory and "
                         f"limits.memory_per_megabyte allow {for_size}",
        DIED: f"{name}: the process that cleaned this source ended without a result, two times. Leave the source out, and please report it.",
    }
    return Fault(lost.code, sentences[lost.code], name=place.name)


def fault_of_reading(lost: Lost, name: str, count: int, step: int, size: int, limits: Limits) -> Fault:
    """The failure of a container of ``size`` bytes that was read; ``count`` is how many items were read before."""
    rest = f"{counted(count, 'source')} before that place {'was' if count == 1 else 'were'} read, the rest was not."
    raised = f"{rest} Raise them in the settings, or take the container apart."
    sentences = {
        TOO_SLOW: f"{name}: reading takes more than the {counted(_seconds(step, limits), 'second')} of processor time that limits.seconds and "
                  f"limits.seconds_per_megabyte allow from one source of a container, or one megabyte of it, to the next; {raised}",
        TOO_MUCH_MEMORY: f"{name}: reading takes more than the {counted(_megabytes(max(step, size), limits), 'megabyte')} of memory that "
                         f"limits.memory and limits.memory_per_megabyte allow for {counted(size, 'byte')}; {raised}",
        DIED: f"{name}: the process that read this file ended in the middle, two times; {rest} Leave the file out, and please report it.",
    }
    return Fault(lost.code, sentences[lost.code], name=name)


def _seconds(size: int, limits: Limits) -> int:
    return limits.seconds + limits.seconds_per_megabyte * size // _MEGABYTE


def _megabytes(size: int, limits: Limits) -> int:
    return limits.memory + limits.memory_per_megabyte * size // _MEGABYTE


def _private_memory() -> int:
    """Bytes of memory of this process that no other shares, as the system counts them for its limit; 0 where it does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[5]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _bound_memory(most: int | None) -> None:
    if resource is None:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    soft = hard if most is None else most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))

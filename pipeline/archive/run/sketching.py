"""What the memory of a site stores of the sources of a run, made side by side in processes that may be lost."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from queue import SimpleQueue

from pipeline.archive.caches.site_memory import site_of
from pipeline.archive.caches.sketches import write_sketch
from pipeline.archive.decisions import blocks_line
from pipeline.archive.run.child import Child
from pipeline.archive.run.limits import Lost, Within, fault_of
from pipeline.archive.run.plan import Entry, Place
from pipeline.archive.run.readings import save_reading
from pipeline.archive.site_files import Sites
from pipeline.archive.store.names import printable
from pipeline.clean import Reading, read_source, sketch_reading
from pipeline.data import article_id
from pipeline.faults import Fault
from pipeline.settings import Limits, Settings

__all__ = ["FEW", "Task", "portions_of", "sketch_all", "sketched", "told_by"]

_PORTION = 100
FEW = 400
"""Sources that are not worth a second process."""


@dataclass(frozen=True, slots=True)
class Task:
    """Entries to sketch."""

    entries: tuple[Entry, ...]
    work: Path
    settings: Settings
    sites: Sites
    store: bool


def sketched(entries: Iterable[Entry], work: Path, settings: Settings, sites: Sites, workers: int, *, store: bool = True) -> Iterator[Entry]:
    """The entries with their sketches, in order; in several processes where there are many. ``store``: what is read is stored for cleaning."""
    entries = iter(entries)
    task = Task((), work, settings, sites, store)
    first = list(islice(entries, FEW))
    portions = portions_of(first, entries)
    if len(first) < FEW:
        workers = 1
    with ExitStack() as stack:
        children = [stack.enter_context(Child(sketch_all, settings.limits)) for _ in range(workers)]
        if workers == 1:
            for portion in portions:
                yield from told_by(children[0], replace(task, entries=portion))
            return
        idle = SimpleQueue[Child]()
        for child in children:
            idle.put(child)
        pool = stack.enter_context(ThreadPoolExecutor(workers))  # threads that wait: each for the process it speaks with
        yield from _in_turn(lambda portion: pool.submit(_told_by_any, idle, replace(task, entries=portion)), portions, 2 * workers)


def _told_by_any(idle: SimpleQueue[Child], task: Task) -> list[Entry]:
    child = idle.get()
    try:
        return told_by(child, task)
    finally:
        idle.put(child)


def told_by(child: Child, task: Task) -> list[Entry]:
    """The entries of a task with their sketches; one that is beyond a limit is a failure from now on."""
    found = child.results(lambda start: replace(task, entries=task.entries[start:]))
    return [_beyond(entry, result, task.settings.limits) if isinstance(result, Lost) else result
            for entry, result in zip(task.entries, found, strict=True)]


def _beyond(entry: Entry, lost: Lost, limits: Limits) -> Entry:
    if entry.kind != "source":
        return entry
    fault = fault_of(lost, entry.place, entry.size, limits)
    return replace(entry, kind="fault", code=fault.code, sentence=printable(fault.sentence))


def _in_turn(submit: Callable[[tuple[Entry, ...]], Future[list[Entry]]], portions: Iterable[tuple[Entry, ...]], most: int) -> Iterator[Entry]:
    """Results in the order of the portions, never more than ``most`` of them under way."""
    waiting: deque[Future[list[Entry]]] = deque()
    for portion in portions:
        waiting.append(submit(portion))
        if len(waiting) >= most:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


def portions_of(*parts: Iterable[Entry]) -> Iterator[tuple[Entry, ...]]:
    """The entries, a hundred at a time."""
    entries = (entry for part in parts for entry in part)
    while portion := tuple(islice(entries, _PORTION)):
        yield portion


def sketch_all(task: Task, within: Within) -> Iterator[Entry]:
    """The entries of a task, one after another: in the process that may be lost."""
    spool = task.work / "spool"
    with spool.open("rb") if spool.exists() else nullcontext() as stream:
        for entry in task.entries:
            if entry.kind not in ("source", "known") or stream is None:
                yield entry
                continue
            stream.seek(entry.offset)
            with within(entry.size):
                done = _with_sketch(entry, stream.read(entry.size), task)
            yield done


def _with_sketch(entry: Entry, data: bytes, task: Task) -> Entry:
    """Where it is no text, without a sketch and with the code and the sentence of its failure, which ``plan`` shows; cleaning finds the same."""
    places = entry.others if entry.kind == "source" else (entry.place, *entry.others)
    sketch = partial(_sketch, data=data, task=task)
    also = tuple((article_id(place.identity(entry.sha256)), site_of(place.name, place.url), told)
                 for place in places if (told := sketch(place)[0]))
    if entry.kind == "source":
        told, reading = sketch(entry.place)
        if isinstance(reading, Fault):
            entry = replace(entry, code=reading.code, sentence=printable(str(reading)))
        elif told and reading:
            entry = replace(entry, site=site_of(entry.place.name, entry.place.url), sketch=told, blocks=blocks_line(reading.split.blocks),
                            reading=save_reading(task.work, reading, data) if task.store else "")
    return replace(entry, also=also) if also else entry


def _sketch(place: Place, data: bytes, task: Task) -> tuple[str, Reading | Fault | None]:
    """The sketch of a page, and what was read for it; where it is no text, an empty sketch and the reason."""
    try:
        reading = read_source(place.source(data), task.settings, task.sites.rules_for(place.name, place.url))
        return write_sketch(sketch_reading(reading)), reading
    except MemoryError:
        raise
    except Fault as fault:
        return "", fault
    except Exception:  # noqa: BLE001  (told as well when the source is worked on)
        return "", None

"""Work for the machines of a cluster: the same for many names, and what each of them needs and leaves below ``work/``.

Where the machines share ``work/``, they read and write there. Where they do not, what a name needs is cut out of ``work/`` for them: the files
of its entries, and of the spool and of stored readings the pieces that the entries point to. Pieces keep their offsets, so that entries
stay as they are: a machine lays them into files with holes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from pipeline.archive.run.plan import Entry, parse_entry
from pipeline.archive.run.readings import place_of

__all__ = ["Each", "Job", "Piece", "left_by", "needed_by"]


def _always(*_: object) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Job:
    """``{}`` in names of files stands for the name that is worked on; all names are below ``work/``."""

    do: Callable[[Path, str], None]
    """Is sent to other machines; gets ``work/`` (or what stands for it there) and a name."""
    needs: tuple[str, ...]
    """The file of entries, and other files."""
    leaves: tuple[str, ...]
    """Patterns of files and folders, put in place in this order."""
    made: str
    """The file that shows that a name is done."""
    whole: Callable[[Path, str], bool] = _always
    """Whether what a name left is as it was written."""


class Piece(NamedTuple):
    """A part of a file below ``work/``."""

    path: str
    start: int
    size: int


class Each(Protocol):
    """Does a job for many names on the machines of a cluster, and returns when all of it is done, or raises."""

    def __call__(self, job: Job, names: Sequence[str]) -> None:
        """What is left stands below ``work/`` afterwards."""


def needed_by(job: Job, work: Path, name: str) -> list[Piece]:
    """What a machine needs for a name: whole files, and pieces of the spool and of readings."""
    files = {needed.format(name) for needed in job.needs}
    found = {Piece("spool", 0, 0)}
    with (work / job.needs[0].format(name)).open("rb") as stream:
        for entry in map(parse_entry, stream):
            files |= {f"rules/{entry.rules}"} if entry.rules else set()
            found |= set(_pieces_of(entry))
    there = [piece for piece in found if (work / piece.path).exists()]
    return [*(_whole_file(work, path) for path in sorted(files) if (work / path).exists()), *_joined(there)]


def left_by(job: Job, work: Path, name: str) -> list[Piece]:
    """The files that working on a name left."""
    paths = [own for pattern in job.leaves for found in sorted(work.glob(pattern.format(name)))
             for own in (sorted(found.rglob("*")) if found.is_dir() else [found])]
    return [_whole_file(work, path.relative_to(work).as_posix()) for path in paths if path.is_file()]


def _whole_file(work: Path, path: str) -> Piece:
    return Piece(path, 0, (work / path).stat().st_size)


def _pieces_of(entry: Entry) -> Iterator[Piece]:
    """What an entry points to."""
    if entry.size + entry.record:
        yield Piece("spool", entry.offset, entry.size + entry.record)
    if found := place_of(entry.reading):
        yield Piece(*found)


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces in order; neighbours are one piece."""
    last: Piece | None = None
    for piece in sorted(pieces):
        if last and last.path == piece.path and last.start + last.size >= piece.start:
            last = last._replace(size=max(last.size, piece.start + piece.size - last.start))
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last

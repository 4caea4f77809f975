"""What a run would do, without doing it: nothing is written, the archive need not exist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.archive.holdings import open_catalogue
from pipeline.archive.inputs import read_inputs
from pipeline.archive.plan import Entry
from pipeline.archive.scan import Agenda, Seen, scan
from pipeline.settings import Settings, recipe

__all__ = ["Step", "preview"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a run would do."""

    what: str
    """``new``, ``changed``, ``again`` (same bytes, other recipe), ``same`` (a further place of known bytes), ``fail``, ``note``."""
    name: str
    why: str = ""


def preview(
    root: Path, arguments: Iterable[str], settings: Settings, *, stdin: BinaryIO | None = None, reapply: bool = False,
) -> tuple[Seen, list[Step]]:
    """The count of a scan, and its steps in the order in which they would be archived."""
    agenda = Agenda(None)
    with open_catalogue(root, in_memory=True) as catalogue:
        items = read_inputs(arguments, stdin=stdin, without=root)
        seen = scan(items, catalogue, agenda, recipe(settings), max_bytes=settings.articles.max_bytes, reapply=reapply)
        steps = [step for entry in agenda.entries() for step in _steps(entry)]
    return seen, [*steps, *(Step("fail", known.name, known.sentence) for known in seen.known)]


def _steps(entry: Entry) -> Iterable[Step]:
    if entry.kind == "fault":
        yield Step("note" if entry.warning else "fail", entry.place.name, entry.sentence)
    elif entry.kind == "known":
        yield Step("same", entry.place.name, f"the same bytes as {entry.holder.name if entry.holder else entry.id}")
    elif entry.version:
        yield Step("changed", entry.place.name, f"would be version {entry.version + 1} of {entry.id}")
    else:
        yield Step("new", entry.place.name)
    for other in entry.others:
        yield Step("same", other.name, f"the same bytes as {entry.place.name}")

"""From a source to the checked results of its article: the part of a batch that is done in a process that may be lost.

It writes the TEI file, which is read back and checked, and returns the lines for the other files, which the process of the batch writes.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from pipeline.archive.run.limits import Lost, Within
from pipeline.archive.run.plan import Entry, Plan, load_entries, load_rules
from pipeline.archive.run.readings import load_reading
from pipeline.archive.store.names import tei_name
from pipeline.clean import clean_source
from pipeline.data import Article, Label, Source, Vote
from pipeline.faults import Fault
from pipeline.sites.rules import parse_rules
from pipeline.validate import Problem, validate_line, validate_tei
from pipeline.writers.jsonl import write_json
from pipeline.writers.ledger import write_ledger
from pipeline.writers.tei import write_tei_to

__all__ = ["Ask", "Made", "Making", "make_all", "make_here", "origins_of", "tei_file"]


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be made: the articles of the sources of a batch, from the source with the number ``start`` on."""

    work: Path
    key: str
    folder: Path
    """Where the files of the batch are written."""
    plan: Plan
    """Without its batches."""
    start: int
    versions: dict[str, int]
    """The versions that the batch has given so far."""


@dataclass(frozen=True, slots=True)
class Made:
    """The results of one source."""

    version: int
    media_type: str
    name: str
    """Of the TEI file."""
    line: bytes
    ledger: bytes


Making = Callable[[Callable[[int], Ask]], Iterator[Made | Fault | Lost]]
"""Makes the articles of a batch, told from which source on."""


def make_here(ask: Callable[[int], Ask]) -> Iterator[Made | Fault | Lost]:
    """Makes them in this process, without limits."""
    yield from make_all(ask(0), lambda *_: nullcontext())


def make_all(ask: Ask, within: Within) -> Iterator[Made | Fault]:
    """The results of the sources in order: of each, what was made or why it was not."""
    versions = dict(ask.versions)
    with (ask.work / "spool").open("rb") as spool:
        for entry in _remaining(load_entries(ask.work, ask.key), ask.start):
            if entry.kind not in ("source", "gone"):
                continue
            version = versions.get(entry.id, entry.version) + 1
            if entry.kind == "source":
                with within(entry.size):
                    made = _make(entry, version, ask, spool)
                yield made
                if isinstance(made, Fault):
                    continue
            versions[entry.id] = version


def origins_of(entry: Entry) -> tuple[str, ...]:
    """All places in which the bytes of an entry were found."""
    return tuple(sorted({*entry.origins, *(other.url or other.name for other in entry.others)}))


def tei_file(folder: Path, entry: Entry, version: int) -> Path:
    """Where the TEI file of an entry is written."""
    return folder / "tei" / tei_name(entry.place.name, entry.place.url, entry.id, version)


def _remaining(entries: Iterable[Entry], start: int) -> Iterator[Entry]:
    """The entries from the source with that number on."""
    entries = iter(entries)
    for entry in entries:
        if entry.kind != "source":
            continue
        if not start:
            yield entry
            yield from entries
        start -= 1


def _make(entry: Entry, version: int, ask: Ask, spool: BinaryIO) -> Made | Fault:
    spool.seek(entry.offset)
    data, record = spool.read(entry.size), spool.read(entry.record)
    source = entry.place.source(data, origins_of(entry), record or None)
    try:
        article = replace(
            _cleaned(source, ask, entry), id=entry.id, version=version, supersedes=version - 1 or None, recipe=ask.plan.recipe,
            origins=source.origins,
        )
        media_type, path = article.media_type, tei_file(ask.folder, entry, version)
        line, ledger = _written(article, path, ask.plan.settings.articles.publisher)
        del article  # the check of a large one takes as much memory as the article
        _check(source.name, path, line)
        return Made(version, media_type, path.name, line, ledger)
    except Fault as fault:
        return fault


def _written(article: Article, path: Path, publisher: str) -> tuple[bytes, bytes]:
    """Writes the TEI file; the lines of JSON. Raises Fault and leaves nothing where that cannot be done."""
    path.parent.mkdir(exist_ok=True)
    try:
        with _faults_of_ours(article.name, but=OSError), path.open("wb") as file:
            write_tei_to(file, article, archive=publisher)
        with _faults_of_ours(article.name):
            return write_json(article), write_ledger(article)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _check(name: str, path: Path, line: bytes) -> None:
    """Reads the TEI file back and checks it and the line of the article. Raises Fault and leaves no file where one is wrong."""
    if wrong := [*validate_tei(path.read_bytes()), *validate_line(line)]:
        path.unlink()
        raise _refused(name, wrong[0])


def _refused(name: str, problem: Problem) -> Fault:
    """Why a result is not archived."""
    if problem.code == "tei-too-large":
        sentence = f"a line or paragraph of it is larger than readers of XML take ({problem.sentence}) Break its lines, or cut it into documents."
        return Fault("too-large", f"{name}: {sentence}", name=name)
    sentence = f"the result does not fit its schema ({problem}). This is a fault of Engross; please report it."
    return Fault("invalid-output", f"{name}: {sentence}", name=name)


def _cleaned(source: Source, ask: Ask, entry: Entry) -> Article:
    """The article of a source. Any error but a lack of memory is raised as a `Fault`."""
    votes = [Vote(n, Label.SITE_REPEAT, score, "site-repeat", evidence) for n, score, evidence in entry.repeats]
    rules = parse_rules(load_rules(ask.work, entry.rules)) if entry.rules else None
    with _faults_of_ours(source.name):
        return clean_source(source, ask.plan.settings, repeats=votes, restore=entry.restore, answers=entry.answers, rules=rules,
                            reading=load_reading(ask.work, entry.reading, source.data))


@contextmanager
def _faults_of_ours(name: str, *, but: type[Exception] = MemoryError) -> Iterator[None]:
    """Any error in it but a lack of memory, and but what a disk may raise where it is written to, is raised as a `Fault`."""
    try:
        yield
    except (Fault, MemoryError, but):
        raise
    except Exception as error:
        raise _internal(name, error) from error


def _internal(name: str, error: Exception) -> Fault:
    last = traceback.extract_tb(error.__traceback__)[-1]
    sentence = f"{name}: {type(error).__name__} in {last.name} ({Path(last.filename).name}): {error}. This is a fault of Engross; please report it."
    return Fault("internal-error", sentence, name=name)

"""What a run would do, without doing it: nothing is written there, the archive need not exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from pipeline.archive.caches.catalogue import Catalogue
from pipeline.archive.caches.rebuild import open_catalogue
from pipeline.archive.caches.site_memory import Book
from pipeline.archive.decisions import Standing, load
from pipeline.archive.run.inputs import read_inputs
from pipeline.archive.run.learned import Learned, SourcesById, hints
from pipeline.archive.run.on_disk import Rows
from pipeline.archive.run.plan import Entry, Place
from pipeline.archive.run.run import must_have_decisions
from pipeline.archive.run.samples import Sample, of_changed, of_stale
from pipeline.archive.run.scan import Agenda, Seen, scan
from pipeline.archive.run.site_votes import SiteVotes
from pipeline.archive.site_files import load_sites
from pipeline.settings import Settings, recipe, recipe_parts

__all__ = ["Preview", "Stale", "Step", "Steps", "preview"]

_MOST_HINTS = 20
_MOST_NAMES = 10


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a run would do."""

    what: str
    """``new``, ``changed``, ``again`` (same bytes, other recipe or memory), ``same`` (a further place of known bytes), ``gone`` (another article
    takes its bytes over), ``fail``, ``note``."""
    name: str
    """The URL of a page of a web archive, else the name of the source."""
    why: str = ""
    record: str = ""
    """Of a page of a web archive, the id of its record."""


class Steps:
    """What a run would do, in the order in which it would be archived; on disk, since there may be a million of them."""

    def __init__(self) -> None:
        self._rows = Rows()

    def add(self, step: Step) -> None:
        """One more at the end."""
        self._rows.add((step.what, step.name, step.why, step.record))

    def __iter__(self) -> Iterator[Step]:
        """Of pages of one URL side by side, which are captures of it, the name has the id of the record as well."""
        steps = (Step(*row) for row in self._rows)
        before, step = "", next(steps, None)
        while step is not None:
            following = next(steps, None)
            twice = step.record and step.name in (before, following.name if following else "")
            before = step.name
            yield replace(step, name=f"{step.name} ({step.record})") if twice else step
            step = following

    def __len__(self) -> int:
        return len(self._rows)


@dataclass(frozen=True, slots=True)
class Stale:
    """Sources that were archived with another recipe."""

    recipe: str
    sources: int
    changed: tuple[tuple[str, str, str], ...]
    """Part, what it was, what it is; empty where the archive does not know."""


@dataclass(slots=True)
class Preview:
    """What a run would do."""

    seen: Seen
    steps: Steps
    learned: list[Learned] = field(default_factory=list)
    """What older articles would lose, or have back, with ``reapply``."""
    answered: int = 0
    """Older articles for which other decisions or rules of their site hold than they rest on."""
    others: int = 0
    """Older articles of which only the numbers in the evidence would change."""
    stale: list[Stale] = field(default_factory=list)
    """The recipes with which unchanged sources were archived, and what is another in each."""
    samples: list[Sample] = field(default_factory=list)
    """What would change in texts that the archive has, by changed sources and with ``reapply``."""
    gone: int = 0
    """Places that the archive knows and that are not in this input; nothing is done about them."""
    missing: list[str] = field(default_factory=list)
    """Names of some of these."""
    hints: list[Learned] = field(default_factory=list)
    """What stands at the edge of several articles, too few to act on."""


def preview(
    root: Path, arguments: Iterable[str], settings: Settings, *, stdin: BinaryIO | None = None, reapply: bool = False,
) -> Preview:
    """What a run would do with this input and this archive; its working files are in a temporary folder."""
    with TemporaryDirectory(prefix="engross-") as folder, open_catalogue(root, in_memory=True) as catalogue:
        work = Path(folder)
        agenda = Agenda(work, watch=True)
        made_with = recipe(settings)
        items = read_inputs(arguments, stdin=stdin, without=root, inputs=settings.inputs, limits=settings.limits)
        seen = scan(items, catalogue, agenda, made_with, settings, reapply=reapply)
        missing, gone = list[str](), 0
        for gone, name in enumerate(agenda.unseen(catalogue.identities()), 1):
            missing += [name] if gone <= _MOST_NAMES else []
        with Book(work / "memory.sqlite") as book:
            book.borrow(root / "memory.sqlite")
            if reapply:
                must_have_decisions(root, settings, book)
            standing, sites = Standing.of(load(Path(settings.review.decisions))), load_sites(Path(settings.review.sites))
            site_votes = SiteVotes(root, work, book, catalogue, settings, made_with, reapply=reapply, keep=True, standing=standing, sites=sites)
            steps, changed = _planned(site_votes.with_votes(agenda.entries()), seen)
            shown = of_changed(root, catalogue, changed, work / "spool", settings, sites)
            shown += of_stale(root, catalogue, book, made_with, settings, sites)
        for sentence in seen.of_input:
            steps.add(Step("note", "", sentence))
        for known in seen.known:
            steps.add(Step("fail", known.name, known.sentence))
        fetch = SourcesById(root, catalogue, work / "spool", site_votes.fresh)
        return Preview(seen, steps, site_votes.relearned.told(fetch, settings), site_votes.answered, site_votes.relearned.others,
                       _stale(seen, catalogue, settings), shown, gone, missing,
                       hints(site_votes.nearly, fetch, settings)[:_MOST_HINTS])


def _planned(entries: Iterable[Entry], seen: Seen) -> tuple[Steps, list[Entry]]:
    """What is to be done, and some of the sources that changed. Sources that turned out to be no text when they were read are counted in ``seen``."""
    steps = Steps()
    changed: list[Entry] = []
    for entry in entries:
        for step in _steps(entry):
            steps.add(step)
        if entry.code and entry.sha256:  # an entry without a digest is a fault of the reader, which is counted already
            seen.faulty += 0 if entry.version else entry.sources
            seen.changed_faulty += entry.sources if entry.version else 0
        elif entry.kind == "source" and entry.version and entry.sources and len(changed) < _MOST_NAMES:
            changed.append(entry)
    return steps, changed


def _stale(seen: Seen, catalogue: Catalogue, settings: Settings) -> list[Stale]:
    now = recipe_parts(settings)
    out = []
    for made_with, count in sorted(seen.recipes.items()):
        before = catalogue.parts_of(made_with)
        parts = tuple((part, before.get(part, ""), value) for part, value in now.items() if before and before.get(part) != value)
        if count:
            out.append(Stale(made_with, count, parts))
    return out


def _steps(entry: Entry) -> Iterable[Step]:
    shown = entry.place.shown
    if entry.code:
        yield _step("note" if entry.warning else "fail", entry.place, entry.sentence)
        for other in entry.others:
            yield _step("fail", other, f"{other.shown}: the same bytes as {shown}, which can't be archived.")
        return
    if entry.kind == "known":
        yield _step("same", entry.place, f"the same bytes as {entry.holder.shown if entry.holder else entry.id}")
    elif entry.kind == "gone":
        yield _step("gone", entry.place, f"{entry.id} ends: {entry.copy_of} holds the same bytes")
    elif not entry.sources:
        yield _step("again", entry.place, f"would be version {entry.version + 1} of {entry.id}")
    elif entry.version:
        yield _step("changed", entry.place, f"would be version {entry.version + 1} of {entry.id}")
    else:
        yield _step("new", entry.place)
    for other in entry.others:
        yield _step("same", other, f"the same bytes as {shown}")


def _step(what: str, place: Place, why: str = "") -> Step:
    return Step(what, place.shown, why, place.name if place.shown != place.name else "")

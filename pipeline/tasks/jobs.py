"""What a user of Luigi can require: `Plan`, `Archive`, `Export`, `Verify`, `Report`, each of which requires the one it needs.

    luigi --module pipeline.tasks Archive --source DIR --archive OUT --local-scheduler

A task is done when what it makes is there and was made from the input, or from the archive, as it is now: see `pipeline.archive.run.notes`.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import luigi

from pipeline.archive.configured import read_settings
from pipeline.archive.run.export import export
from pipeline.archive.run.failures import published_failures
from pipeline.archive.run.formats import FORMATS
from pipeline.archive.run.inputs import nothing_in
from pipeline.archive.run.notes import forget, input_stamp, load_planned, note, noted, payload_stamp, save_planned
from pipeline.archive.run.publish import are_published
from pipeline.archive.run.run import Run, clear
from pipeline.archive.run.selection import Selection
from pipeline.archive.store.disk import ArchiveError, remove_tree
from pipeline.archive.store.names import printable
from pipeline.archive.verify.verify import verify
from pipeline.report import INDEX, report
from pipeline.settings import Settings, SettingsError
from pipeline.tasks.sentences import LOG, SentenceTask, TaskError, sentences
from pipeline.tasks.shares import Publication, digest_of, plan_under_way

__all__ = ["Archive", "Export", "Plan", "Report", "Verify"]

_MOST_FAULTS = 5
_OLD_NAMES = {
    "input": ("source", luigi.Parameter(default="", description="The old name of --source; goes with the next version.")),
    "output": ("archive", luigi.Parameter(default="", description="The old name of --archive; goes with the next version.")),
}


class _Task(SentenceTask):
    """What all of them have: an input, an archive and settings."""

    source = luigi.Parameter(default="seeds", description="File, folder or glob.")
    archive = luigi.Parameter(default="output", description="Folder of the archive.")
    settings = luigi.Parameter(default="", significant=False, description="Settings file (TOML).")

    @property
    def root(self) -> Path:
        """The folder of the archive."""
        return Path(self.archive)

    def read_settings(self) -> Settings:
        """The settings. Raises `SettingsError` with a sentence."""
        return read_settings(Path(self.settings)) if self.settings else Settings()

    def stamp(self) -> str:
        """Of the input as it is now. Raises `ArchiveError` or `SettingsError` with a sentence."""
        return input_stamp(self.source, self.root, self.read_settings())

    def place(self) -> str:
        """The input as notes name it."""
        return os.path.abspath(self.source)


class _Target(luigi.Target):
    """Something that a task made; ``path`` is where it stands."""

    def __init__(self, task: _Task, path: Path) -> None:
        self.task, self.path = task, str(path)

    def __str__(self) -> str:
        return self.path


class Published(_Target):
    """An archive that holds every source of an input, as the input is now."""

    def exists(self) -> bool:
        """True if the batches of the input's plan are published, and no file of the input changed since it was planned."""
        found = noted(self.task.root, f"archive {self.task.place()}")
        try:
            return bool(found) and found["stamp"] == self.task.stamp() and are_published(self.task.root, found["batches"])
        except (ArchiveError, SettingsError):
            return False


class Planned(Published):
    """A plan for an input that is under way; there as well when its batches are published."""

    def exists(self) -> bool:
        """True if the plan stands below ``work/``, or is published."""
        try:
            planned = load_planned(self.task.root / "work", self.task.place(), self.task.stamp())
            return bool(planned and plan_under_way(self.task.archive, planned["digest"]).batches) or super().exists()
        except (ArchiveError, SettingsError):
            return False


class Noted(Published):
    """Something that was made of an archive as it is now, which holds every source of the input."""

    def __init__(self, task: _Task, path: Path, key: str) -> None:
        super().__init__(task, path)
        self._key = key

    def exists(self) -> bool:
        """True if it is there, and the archive is the one that it was made of."""
        stamp = payload_stamp(self.task.root)
        return bool(stamp) and Path(self.path).exists() and noted(self.task.root, self._key) == stamp and super().exists()

    def made(self) -> None:
        """Notes that it was made."""
        note(self.task.root, self._key, payload_stamp(self.task.root))

    def was_made(self) -> bool:
        """True if it was ever made by this task, whatever became of the archive since."""
        return noted(self.task.root, self._key) is not None

    def forget(self) -> None:
        """Notes that it is not made."""
        forget(self.task.root, self._key)


class Plan(_Task):
    """The input read, and what is to be done written down below ``work/`` of the archive."""

    def output(self) -> Planned:
        """The plan."""
        return Planned(self, self.root / "work" / "plan.json")

    def run(self) -> None:
        """Reads the input. Where nothing is to be done, that is noted."""
        with sentences():
            stamp = self.stamp()
            with Run(self.root, self.read_settings()) as run:
                plan = run.make_plan([self.source])
                for known in run.seen.known:
                    LOG.warning("not archived: %s (%s)", known.sentence, known.code)
                if not run.seen.read:
                    raise TaskError(nothing_in([self.source]))
                save_planned(run.work, self.place(), stamp, digest_of(plan))
                if not plan.batches:
                    run.publish()  # a run that was ended after its last batch has not looked for copies
            if not plan.batches:
                note(self.root, f"archive {self.place()}", {"stamp": stamp, "batches": []})


class Archive(_Task):
    """The main job: everything new in the input, cleaned and archived, and the report of the archive."""

    no_report = luigi.BoolParameter(default=False, significant=False, description="Do not write the report; Report writes it later.")

    @classmethod
    def get_params(cls) -> list[tuple[str, luigi.Parameter]]:
        """The parameters, and their old names for the command line."""
        return [*super().get_params(), *((old, parameter) for old, (_, parameter) in _OLD_NAMES.items())]

    @classmethod
    def get_param_values(cls, params: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        """The values under their names of now; a value under an old name is taken with a sentence."""
        known = {name: value for name, value in kwargs.items() if name not in _OLD_NAMES}
        for old, (name, _) in _OLD_NAMES.items():
            if isinstance(value := kwargs.get(old), str) and name not in known:
                sentence = f"--{old} is called --{name} now; the old name goes with the next version."
                warnings.warn(sentence, FutureWarning, stacklevel=2)  # Luigi's log is not there yet
                known[name] = value
        return super().get_param_values([pair for pair in params if pair[0] not in _OLD_NAMES], args, known)

    def requires(self) -> Plan:
        """The plan."""
        return cast(Plan, self.clone(Plan))

    def output(self) -> Published:
        """The archive."""
        return Published(self, self.root)

    def run(self) -> Iterator[Publication]:
        """Has the batches of the plan worked on and published, and tells what could not be archived."""
        with sentences():
            planned = load_planned(self.root / "work", self.place(), self.stamp())
            if planned is None and self.complete():
                return  # there was nothing to do
            if planned is None:
                raise TaskError(f"{self.archive}: no plan for {self.source} is under way. Run this again.")
            yield Publication(archive=self.archive, plan=planned["digest"])
            numbers = [batch.number for batch in plan_under_way(self.archive, planned["digest"]).batches]
            for failed in published_failures(self.root, numbers):
                LOG.warning("not archived: %s (%s)", failed.sentence, failed.code)
            clear(self.root)
            self._report()
            note(self.root, f"archive {self.place()}", {"stamp": planned["stamp"], "batches": [min(numbers), max(numbers)]})

    def _report(self) -> None:
        """Writes the report, as ``engross archive`` does; where that is not possible the archive is whole all the same, and the log says so."""
        if self.no_report:
            return
        try:
            report(self.root)
        except (ArchiveError, OSError, sqlite3.Error) as error:
            LOG.warning("the report can't be written (%s); mend that and run: engross report %s", str(error).rstrip("."), self.archive)


class _Format(luigi.ChoiceParameter):
    """The name of a format. On the command line, another word ends the program with a sentence."""

    def parse(self, text: str) -> str:
        """The name. Luigi itself would end with a traceback."""
        try:
            return str(super().parse(text))
        except ValueError:
            sys.stderr.write(f"There is no format {printable(text)}. --format is one of {', '.join(sorted(FORMATS))}.\n")
            raise SystemExit(2) from None


class Export(_Task):
    """The current articles of the archive in another format."""

    format = _Format(choices=sorted(FORMATS), default="jsonl", description="As of engross export --to.")
    to = luigi.Parameter(default="", description="File or folder; empty: beside the archive, named after it and the format.")

    def requires(self) -> Archive:
        """The archive."""
        return cast(Archive, self.clone(Archive))

    def output(self) -> Noted:
        """The file or folder."""
        folder, file = (self.root.with_name(f"{self.root.name}{mark}{self.format}") for mark in "-.")
        path = Path(self.to) if self.to else folder if FORMATS[self.format].fills_folder(folder) else file
        return Noted(self, path, f"export {self.format} {os.path.abspath(path)}")

    def run(self) -> None:
        """Writes it; a folder that an earlier run wrote is replaced."""
        with sentences():
            target = self.output()
            path = Path(target.path)
            if path.is_dir() and target.was_made():
                remove_tree(path)
            target.forget()
            export(self.root, path, self.format, Selection())
            target.made()


class Verify(_Task):
    """The archive checked, as by ``engross verify``; fails where anything is wrong."""

    def requires(self) -> Archive:
        """The archive."""
        return cast(Archive, self.clone(Archive))

    def output(self) -> Noted:
        """The archive, found well."""
        return Noted(self, self.root, "verify")

    def run(self) -> None:
        """Checks it."""
        with sentences():
            faults = verify(self.root).faults
            if faults:
                more = f" And {len(faults) - _MOST_FAULTS} more: engross verify {self.archive}" if len(faults) > _MOST_FAULTS else ""
                raise TaskError(" ".join(map(str, faults[:_MOST_FAULTS])) + more)
            self.output().made()


class Report(_Task):
    """The pages that people read, as by ``engross report``."""

    def requires(self) -> Archive:
        """The archive."""
        return cast(Archive, self.clone(Archive))

    def output(self) -> Noted:
        """The first page."""
        return Noted(self, self.root / INDEX, "report")

    def run(self) -> None:
        """Writes them."""
        with sentences():
            report(self.root)
            self.output().made()

"""The batches of a plan as tasks: shares of them, and their publication.

Strategy: a task is a *share* of the batches of a run, never an article: Luigi's cost grows with the square of the number of tasks
(BENCHMARKS.md), so a run has at most `_TASKS` of them however large it is. What a task requires is read from the plan, which stands on disk
before anything is scheduled.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import luigi

from pipeline.archive.run.batch import load_manifest
from pipeline.archive.run.plan import Batch, Plan, load_plan
from pipeline.archive.run.publish import is_published, publish
from pipeline.archive.run.run import declared_date
from pipeline.archive.store.disk import ArchiveError
from pipeline.data.counting import counted
from pipeline.engines import Engine, local
from pipeline.tasks.sentences import LOG, SentenceTask, sentences

__all__ = ["ENGINES", "Publication", "Share", "Teller", "digest_of", "plan_under_way", "shares_of"]

ENGINES: dict[str, Engine] = {"local": local.run}

_TASKS = 400
_REPORT_EVERY = 2.0  # seconds


class Share(SentenceTask):
    """A share of the batches of the plan that is under way in an archive."""

    archive = luigi.Parameter(description="Folder of the archive.")
    first = luigi.IntParameter(description="Number of the first batch.")
    last = luigi.IntParameter(description="Number of the last batch.")
    plan = luigi.Parameter(description="Digest of the plan, so that the tasks of another run are other tasks.")
    engine = luigi.ChoiceParameter(choices=sorted(ENGINES), default="local", significant=False, description="Where batches are worked on.")

    def complete(self) -> bool:
        """True if the results of every batch are there, whole, with the hashes of their manifest, or published."""
        root = Path(self.archive)
        with contextlib.suppress(ArchiveError):
            batches = self._batches()
            return all(load_manifest(root / "work", batch.key) for batch in batches) or is_published(root, batches)
        return False

    def run(self) -> None:
        """Works on every batch that is not finished."""
        with sentences(Path(self.archive)):
            batches = self._batches()
            ENGINES[self.engine](Path(self.archive) / "work", [batch.key for batch in batches], Teller(self, sum(batch.size for batch in batches)))

    def _batches(self) -> list[Batch]:
        return [batch for batch in plan_under_way(self.archive, self.plan).batches if self.first <= batch.number <= self.last]


class Publication(SentenceTask):
    """The batches of a plan that is under way in an archive, worked on and published."""

    archive = luigi.Parameter(description="Folder of the archive.")
    plan = luigi.Parameter(description="Digest of the plan.")

    def requires(self) -> list[Share]:
        """The shares of the plan."""
        with contextlib.suppress(ArchiveError):
            return list(shares_of(self.archive, plan_under_way(self.archive, self.plan)))
        return []

    def complete(self) -> bool:
        """True if every batch of the plan is published."""
        with contextlib.suppress(ArchiveError):
            return is_published(Path(self.archive), plan_under_way(self.archive, self.plan).batches)
        return False

    def run(self) -> None:
        """Publishes the finished batches."""
        with sentences(Path(self.archive)):
            publish(Path(self.archive), plan_under_way(self.archive, self.plan), declared_date())


def plan_under_way(root: str, digest: str) -> Plan:
    """The plan with this digest. Raises `ArchiveError` where none or another one is under way."""
    plan = load_plan(Path(root) / "work")
    if digest_of(plan) != digest:
        raise ArchiveError("another-plan", f"{root}: another run has begun on this archive. Wait until it ends and run this again.")
    return plan


def shares_of(root: str, plan: Plan) -> Iterator[Share]:
    """At most `_TASKS` tasks, each of neighbouring batches."""
    size = -(-len(plan.batches) // _TASKS)
    digest = digest_of(plan)
    for at in range(0, len(plan.batches), size or 1):
        share = plan.batches[at:at + size]
        yield Share(archive=root, first=share[0].number, last=share[-1].number, plan=digest)


def digest_of(plan: Plan) -> str:
    """A short name for a plan."""
    return hashlib.sha256(" ".join(batch.key for batch in plan.batches).encode()).hexdigest()[:12]


class Teller:
    """Tells the scheduler how far a share is; falls silent for good when the scheduler does not answer, since the work goes on without it."""

    def __init__(self, task: Share, total: int) -> None:
        self._task, self._total = task, total
        self._next = time.monotonic() + _REPORT_EVERY

    def __call__(self, done: int) -> None:
        if time.monotonic() < self._next:
            return
        try:
            task = cast(Any, self._task)  # Luigi adds these two when the task runs
            task.set_progress_percentage(round(100 * done / max(1, self._total)))
            task.set_status_message(f"{done} of {counted(self._total, 'source')}")
            self._next = time.monotonic() + _REPORT_EVERY
        except Exception as error:  # noqa: BLE001  (whatever it is, it must not fail the work)
            LOG.info("the scheduler does not answer (%s); going on without it", error)
            self._next = float("inf")

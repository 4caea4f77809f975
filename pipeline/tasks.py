"""The archive as Luigi tasks, and the only place that imports Luigi.

    luigi --module pipeline.tasks Archive --input DIR --output OUT --local-scheduler

Strategy: a task is a *share* of the batches of a run, never an article: Luigi's cost grows with the square of the number of tasks (measured
10 ms a task at 1,000 and 140 at 10,000), so a run has at most `_TASKS` of them however large it is. What a task requires is read from the
plan, which stands on disk before anything is scheduled; nothing is yielded from ``run``, which would start it over each time.

Luigi's traps, and what is done about them: a task is complete when the results of all its batches are there *and* their hashes fit, not when
some file exists; results take their names when they are whole; exit codes come from the detailed summary, since Luigi's own are 0
after failures; progress that can't be told to the scheduler fails no work; worker processes are started fresh (forkserver), not forked from
a process with threads; text never passes through Luigi's targets, whose encoding is the locale's.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import logging
import multiprocessing
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import luigi
import luigi.execution_summary
import luigi.rpc
import luigi.scheduler
import luigi.worker

from pipeline.archive.configured import read_settings
from pipeline.archive.run.batch import load_manifest
from pipeline.archive.run.plan import Batch, Plan, load_plan
from pipeline.archive.run.processes import preload
from pipeline.archive.run.publish import is_published, publish
from pipeline.archive.run.run import Run, declared_date
from pipeline.archive.store.disk import sentence_for
from pipeline.engines import Engine, local
from pipeline.settings import Settings

__all__ = ["ENGINES", "Archive", "Share", "digest_of", "run_tasks"]

ENGINES: dict[str, Engine] = {"local": local.run}

_GOOD = (luigi.execution_summary.LuigiStatusCode.SUCCESS, luigi.execution_summary.LuigiStatusCode.SUCCESS_WITH_RETRY)
_log = logging.getLogger("luigi-interface")
for _name in ("luigi-interface", "luigi"):
    logging.getLogger(_name).addHandler(logging.NullHandler())  # else worker processes write tracebacks to the terminal
_TASKS = 400
_REPORT_EVERY = 2.0  # seconds


class Share(luigi.Task):
    """A share of the batches of the plan that is under way in an archive."""

    archive = luigi.Parameter(description="Folder of the archive.")
    first = luigi.IntParameter(description="Number of the first batch.")
    last = luigi.IntParameter(description="Number of the last batch.")
    plan = luigi.Parameter(description="Digest of the plan, so that the tasks of another run are other tasks.")
    engine = luigi.ChoiceParameter(choices=sorted(ENGINES), default="local", significant=False, description="Where batches are worked on.")

    def complete(self) -> bool:
        """True if the results of every batch are there, whole, with the hashes of their manifest."""
        return all(load_manifest(self._work, batch.key) for batch in self._batches())

    def run(self) -> None:
        """Works on every batch that is not finished."""
        batches = self._batches()
        ENGINES[self.engine](self._work, [batch.key for batch in batches], _Teller(self, sum(batch.size for batch in batches)))

    def on_failure(self, exception: BaseException) -> str:
        """What the scheduler and the user are told: a sentence, not a traceback."""
        return sentence_for(exception)

    @property
    def _work(self) -> Path:
        return Path(self.archive) / "work"

    def _batches(self) -> list[Batch]:
        return [batch for batch in load_plan(self._work).batches if self.first <= batch.number <= self.last]


class Archive(luigi.Task):
    """The main job: everything new in the input, cleaned and archived."""

    # These two hide Task.input() and Task.output(), for the sake of the command line; nothing calls them for a task that no other requires
    # and whose completeness is its own.
    input = luigi.Parameter(default="seeds", description="File, folder or glob.")  # type: ignore[assignment]
    output = luigi.Parameter(default="output", description="Folder of the archive.")  # type: ignore[assignment]
    settings = luigi.Parameter(default="", significant=False, description="Settings file (TOML).")
    plan = luigi.Parameter(default="", description="Digest of a plan that is under way; empty: make one.")

    _own: Run | None = None
    """The run, where this task opened it itself."""

    def requires(self) -> list[Share]:
        """The shares of the plan; where none was given, the input is read now."""
        plan = load_plan(self._work) if self.plan else self._open().plan
        return list(_shares(self.output, plan))

    def complete(self) -> bool:
        """True if every batch of the plan is published; False before there is a plan."""
        return bool(self.plan or self._own) and is_published(Path(self.output), load_plan(self._work).batches)

    def run(self) -> None:
        """Publishes the finished batches."""
        publish(Path(self.output), load_plan(self._work), declared_date())
        if self._own:
            for failed in self._own.summary().failures:
                _log.warning("not archived: %s (%s)", failed.sentence, failed.code)

    def on_failure(self, exception: BaseException) -> str:
        """What the scheduler and the user are told."""
        return sentence_for(exception)

    @property
    def _work(self) -> Path:
        return Path(self.output) / "work"

    def _open(self) -> Run:
        """Under ``luigi``: takes the archive's lock for the rest of the process, and reads the input."""
        if self._own is None:
            self._own = Run(Path(self.output), _settings(self.settings)).open()
            atexit.register(self._own.close)
            self._own.make_plan([self.input])
        return self._own


def run_tasks(root: Path, plan: Plan, *, workers: int = 1, scheduler_url: str = "") -> list[str]:
    """Works on a plan and publishes what is finished. Returns a sentence for each thing that went wrong, none if all is well.

    ``scheduler_url``: of a central scheduler (``luigid``), which then shows the progress; else the scheduler is in this process.
    """
    if scheduler_url and (why := _unreachable(scheduler_url)):
        return [f"The scheduler at {scheduler_url} can't be reached ({why}). Start it with luigid, or leave --scheduler-url out."]
    task = Archive(output=str(root), plan=digest_of(plan))  # type: ignore[call-arg]
    with _fresh_processes() if workers > 1 else contextlib.nullcontext():
        try:
            with _worker(_scheduler(scheduler_url), workers) as worker:
                scheduled = worker.add(task) and worker.run()
        except luigi.rpc.RPCError as error:
            return [f"The scheduler at {scheduler_url} went away ({error.sub_exception or error}). Run this again: it goes on from there."]
    result = luigi.execution_summary.LuigiRunResult(worker, scheduled)
    if result.status in _GOOD:
        return []
    return sorted(set(_told(worker))) or [f"Luigi: {result.status.value[1]}."]


def _unreachable(url: str) -> str:
    """Why nobody answers there; empty if somebody does. Luigi itself tries for a minute and a half before it says so."""
    try:
        with urllib.request.urlopen(url, timeout=10):  # noqa: S310  (the user's own)
            return ""
    except urllib.error.HTTPError:
        return ""
    except (OSError, ValueError) as error:
        return str(getattr(error, "reason", error))


def _scheduler(url: str) -> Any:
    """Elsewhere, or in this process; then a second try helps where a worker process was killed."""
    if url:
        return luigi.rpc.RemoteScheduler(url)
    return luigi.scheduler.Scheduler(prune_on_get_work=True, record_task_history=False, retry_count=2, retry_delay=0.5)


def _worker(scheduler: Any, workers: int) -> Any:
    """A worker that checks completeness after a task has run. It does not check what a task requires once more before: publishing does."""
    return luigi.worker.Worker(
        scheduler=scheduler, worker_processes=workers, check_complete_on_run=True, check_unfulfilled_deps=False, keep_alive=True, wait_interval=0.1,
        wait_jitter=0.0, send_failure_email=False,
    )


def _told(worker: Any) -> Iterator[str]:
    """What the failed tasks said."""
    for task, status, _ in worker._add_task_history:
        if status == "FAILED":
            with contextlib.suppress(Exception):
                yield json.loads(worker._scheduler.fetch_error(task.task_id)["error"] or '""')


class _Teller:
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
            task.set_status_message(f"{done} of {self._total} sources")
            self._next = time.monotonic() + _REPORT_EVERY
        except Exception as error:  # noqa: BLE001  (whatever it is, it must not fail the work)
            _log.info("the scheduler does not answer (%s); going on without it", error)
            self._next = float("inf")


@contextlib.contextmanager
def _fresh_processes() -> Iterator[None]:
    """Worker processes come from a server that has the stages loaded and no threads, where the system knows such a thing."""
    before = multiprocessing.get_start_method(allow_none=True)
    if preload():
        multiprocessing.set_start_method("forkserver", force=True)
    try:
        yield
    finally:
        multiprocessing.set_start_method(before, force=True)


def _settings(path: str) -> Settings:
    return read_settings(Path(path)) if path else Settings()


def _shares(output: str, plan: Plan) -> Iterator[Share]:
    """At most `_TASKS` tasks, each of neighbouring batches."""
    size = -(-len(plan.batches) // _TASKS)
    digest = digest_of(plan)
    for at in range(0, len(plan.batches), size or 1):
        share = plan.batches[at:at + size]
        yield Share(archive=output, first=share[0].number, last=share[-1].number, plan=digest)


def digest_of(plan: Plan) -> str:
    """A short name for a plan."""
    return hashlib.sha256(" ".join(batch.key for batch in plan.batches).encode()).hexdigest()[:12]

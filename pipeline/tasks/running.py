"""Runs the tasks of a plan for ``engross archive``, which holds the lock of the archive meanwhile."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import luigi.execution_summary
import luigi.rpc
import luigi.scheduler
import luigi.worker

from pipeline.archive.run.plan import Plan
from pipeline.archive.run.processes import preload, start_server
from pipeline.tasks.shares import Publication, digest_of

__all__ = ["run_tasks"]

_GOOD = (luigi.execution_summary.LuigiStatusCode.SUCCESS, luigi.execution_summary.LuigiStatusCode.SUCCESS_WITH_RETRY)


def run_tasks(root: Path, plan: Plan, *, workers: int = 1, scheduler_url: str = "") -> list[str]:
    """Works on a plan and publishes what is finished. Returns a sentence for each thing that went wrong, none if all is well.

    ``scheduler_url``: of a central scheduler (``luigid``), which then shows the progress; else the scheduler is in this process.
    """
    if scheduler_url and (why := _unreachable(scheduler_url)):
        return [f"The scheduler at {scheduler_url} can't be reached ({why}). Start it with luigid, or leave --scheduler-url out."]
    task, scheduler = Publication(archive=str(root), plan=digest_of(plan)), _scheduler(scheduler_url)
    with _fresh_processes() if workers > 1 else contextlib.nullcontext():
        try:
            with _worker(scheduler, workers) as worker:
                scheduled = worker.add(task) and worker.run()
            result = luigi.execution_summary.LuigiRunResult(worker, scheduled)
            if result.status in _GOOD:
                return []
            told = sorted(set(_told(scheduler, task)))
        except luigi.rpc.RPCError as error:
            return [f"The scheduler at {scheduler_url} went away ({error.sub_exception or error}). Run this again: it goes on from there."]
    return told or [f"Luigi: {result.status.value[1]}."]


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


def _told(scheduler: Any, task: Publication) -> Iterator[str]:
    """What the failed tasks said, by the scheduler."""
    for one in (task, *task.requires()):
        found = scheduler.fetch_error(one.task_id).get("error")
        with contextlib.suppress(ValueError):
            if isinstance(told := json.loads(found or '""'), str) and told:
                yield told


@contextlib.contextmanager
def _fresh_processes() -> Iterator[None]:
    """Worker processes come from a server that has the stages loaded and no threads, where the system knows such a thing."""
    before = multiprocessing.get_start_method(allow_none=True)
    if preload():
        start_server()
        multiprocessing.set_start_method("forkserver", force=True)
    try:
        yield
    finally:
        multiprocessing.set_start_method(before, force=True)

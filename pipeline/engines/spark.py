"""A Spark cluster: portions of a run on its machines, which share a file system with this one or an exchange.

Strategy: Spark is told names (of batches, of files of entries) and tells sentences; all else stands below ``work/``, or passes through an
exchange (`pipeline.engines.exchange`). Each machine calls the functions that this one would call, so nothing of a result depends on Spark.
What a lost machine had begun is worked on again by another one, in a folder of its own that takes its name when it is whole.

Before its first task a process checks that it has the same Engross, with the same recipe, and sees the same ``work/`` or the same exchange:
otherwise the bytes could differ, and the run ends with a sentence instead.
Nothing is started before there is work: a run without news needs no cluster.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Self, TypeVar

from pipeline.archive.run.batch import load_manifest
from pipeline.archive.run.jobs import Job
from pipeline.archive.store.disk import ArchiveError, sentence_for
from pipeline.data.counting import counted
from pipeline.engines import Report, local
from pipeline.engines.exchange import Exchange, stranger, work_away
from pipeline.engines.masters import check_installed, check_master, is_here
from pipeline.settings import Settings, recipe

__all__ = ["Cluster", "await_files", "misfit"]

_MOST_TASKS = 10_000
_PATIENCE = 120.0
"""Seconds for a master, for the first worker, and for files of other machines to show up here."""
_PAUSE = 1.0  # seconds between two looks at what is finished
_TRIES = 4
_MOST_SENTENCES = 3
_ERROR = re.compile(r"^(?:Caused by: )?[\w.$]*(?:Error|Exception): (.+)$", re.MULTILINE)
_KNOWN = (
    ("No module named 'pipeline", "The Python of the workers has no Engross. Install it on all machines, and name that Python in PYSPARK_PYTHON."),
    ("PYTHON_VERSION_MISMATCH", "The workers run another version of Python than this machine. Name one of the same version in PYSPARK_PYTHON."),
    ("Cannot run program", "The workers have no such Python as this machine. Name the one that all machines have in PYSPARK_PYTHON."),
)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Bond:
    """What a process of the cluster has to have in common with this one."""

    work: Path
    """Which all machines share; the empty path where there is an exchange."""
    root: str
    """Of the exchange; empty where there is none."""
    token: str
    recipe: str
    settings: Settings


class Cluster:
    """A context manager; connects when there is work for the first time. Raises `ArchiveError` at once where it can't ever."""

    def __init__(self, master: str, work: Path, settings: Settings, *, patience: float = _PATIENCE, exchange: str = "") -> None:
        check_installed()
        check_master(master)
        self._master, self._patience = master, patience
        self._work, token = work.resolve(), secrets.token_hex(8)
        self._exchange = Exchange(exchange, self._work, token) if exchange else None
        there, root = (Path(), self._exchange.root) if self._exchange else (self._work, "")
        self._bond = _Bond(there, root, token, recipe(settings), settings)
        self._context: Any = None
        self._gateway: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leaves the cluster."""
        if self._context is not None:
            with contextlib.suppress(Exception):  # the work is done, or it is told already why not
                _in_time(self._context.stop, self._patience)
        if self._gateway is not None:
            _end(self._gateway)
        self._context = self._gateway = None
        if self._exchange:
            self._exchange.close()

    def run(self, work: Path, keys: Sequence[str], report: Report) -> None:
        """Works on batches, as `pipeline.engines.Engine` has it. Who asks for the progress finds it below ``work/progress``."""
        self.each(_BATCHES, keys)
        report(len(keys))

    def each(self, job: Job, names: Sequence[str]) -> None:
        """Does a job for all names. Raises `ArchiveError` with what went wrong where anything did."""
        if self._exchange:
            names = self._exchange.missing(job, names)
        if not names:
            return
        try:
            told = self._told(self._connected(), job, names)
        except ArchiveError:
            raise
        except Exception as error:  # noqa: BLE001  (Spark raises what it likes)
            raise ArchiveError("cluster", f"The run on {self._master} broke off. {_reason(error)} {self._go_on()}") from None
        if told:
            raise ArchiveError("cluster", " ".join([*sorted(set(told))[:_MOST_SENTENCES], self._go_on()]))
        if self._exchange:
            self._exchange.fetch_all(self._patience)
        await_files((self._work / job.made.format(name) for name in names), self._patience)

    def _told(self, context: Any, job: Job, names: Sequence[str]) -> list[str]:
        """What the cluster tells of a job; what is finished is fetched meanwhile, where it has to be."""
        number = self._exchange.give(job, names) if self._exchange else 0
        tasks = context.parallelize(names, min(len(names), _MOST_TASKS)).mapPartitions(partial(_do_all, self._bond, number, job))
        if not self._exchange:
            return list(tasks.collect())
        asked = _begun(tasks.collect)
        over = False
        while not over:
            over = bool(wait([asked], _PAUSE).done)
            self._exchange.fetch()
        return list(asked.result())

    def _go_on(self) -> str:
        return f"Mend that and run the same command again: it goes on from there. What Spark said stands in {self._log}."

    @property
    def _log(self) -> Path:
        return self._work / "spark.log"

    def _connected(self) -> Any:
        if self._context is None:
            (self._work / "cluster").write_text(self._bond.token, encoding="ascii")
            if self._exchange:
                self._exchange.open()
            context = self._answer(self._connect, "does not answer as a Spark master of this version does")
            self._answer(lambda: context.parallelize([0], 1).map(abs).collect(), "has no worker with a free core")
            self._context = context
        return self._context

    def _answer(self, ask: Callable[[], _T], silence: str) -> _T:
        """What was asked for; where it takes too long, Spark is ended and a sentence says so."""
        try:
            return _in_time(ask, self._patience)
        except TimeoutError:
            reason = f"{self._master} {silence} (waited {counted(round(self._patience), 'second')}; --wait changes that)."
        except Exception as error:  # noqa: BLE001  (as above)
            reason = f"{self._master} can't be used. {_reason(error)}"
        if self._gateway is not None:
            _end(self._gateway, now=True)
        raise ArchiveError("no-cluster", f"{reason} {self._go_on()}")

    def _connect(self) -> Any:
        """Starts Spark's process on this machine, and has it register with the master."""
        warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")  # told of pandas, which is not used
        from pyspark import SparkConf, SparkContext
        from pyspark.java_gateway import launch_gateway

        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        master = re.sub(r"^local(?:\[([\d*]+)\])?$", lambda found: f"local[{found[1] or 1},{_TRIES}]", self._master)
        conf = SparkConf().setMaster(master).setAppName("engross").set("spark.ui.showConsoleProgress", "false")
        if is_here(master):
            conf.set("spark.driver.bindAddress", "127.0.0.1").set("spark.driver.host", "127.0.0.1")
        with self._log.open("ab") as log:
            self._gateway = launch_gateway(conf, {"stdout": log, "stderr": log})
        return SparkContext(conf=conf, gateway=self._gateway)


_SHARED = "The folder of the archive has to stand on a file system that all machines share, under the same path."


def await_files(paths: Iterable[Path], seconds: float) -> None:
    """Waits until all files are there: network disks show the files of other machines after a while. Raises `ArchiveError` in the end."""
    until = time.monotonic() + seconds
    for path in paths:
        while not path.exists():
            if time.monotonic() > until:
                raise ArchiveError("not-shared", f"{path}: a worker wrote this file, and it does not show up here. {_SHARED}")
            time.sleep(0.1)


def _end(gateway: Any, *, now: bool = False) -> None:
    """Ends the process of Spark, which ends with its input. Where spark-submit started this program, that process is not ours."""
    if process := getattr(gateway, "proc", None):
        process.kill() if now else process.stdin.close()


def _work_on(work: Path, key: str) -> None:
    local.run(work, [key], lambda _: None)


def _is_whole(work: Path, key: str) -> bool:
    return load_manifest(work, key) is not None


_BATCHES = Job(_work_on, ("batches/{}.jsonl", "plan.json"), ("progress/{}", "done/{}"), "done/{}/manifest.json", _is_whole)


def _do_all(bond: _Bond, number: int, job: Job, names: Iterable[str]) -> Iterator[str]:
    """In a process of the cluster: does what it is told to, and tells what went wrong."""
    wrong = misfit(bond.work, bond.token, bond.recipe, bond.settings, bond.root)
    if wrong:
        yield wrong
        return
    for name in names:
        try:
            work_away(bond.root, number, job, name) if bond.root else job.do(bond.work, name)
        except Exception as error:  # noqa: BLE001  (told on the machine where the run was started)
            yield f"On {_host()}: {sentence_for(error)}"


@cache
def misfit(work: Path, token: str, made_with: str, settings: Settings, root: str = "") -> str:
    """Why this process cannot take part in a run; empty if it can. ``root``: of the exchange, where there is one."""
    if wrong := stranger(root, token) if root else _other_folder(work, token):
        return f"On {_host()}: {wrong}"
    if (own := recipe(settings)) != made_with:
        return (f"{_host()} has another Engross, or other versions of its libraries, than the machine where the run was started "
                f"(recipe {own}, not {made_with}). Install the same ones on all machines.")
    return ""


def _other_folder(work: Path, token: str) -> str:
    """Why this is not the folder of the machine where the run was started; empty if it is."""
    try:
        found = (work / "cluster").read_text(encoding="ascii")
    except OSError as error:
        return f"{work} can't be read ({error.strerror}). {_SHARED}"
    return "" if found == token else f"{work} is another folder than on the machine where the run was started. {_SHARED}"


def _host() -> str:
    return os.uname().nodename


def _reason(error: Exception) -> str:
    """What Spark raised, in a sentence."""
    text = str(error)
    for sign, sentence in _KNOWN:
        if sign in text:
            return sentence
    found = _ERROR.findall(text)
    return f"Spark says: {(found[-1] if found else text.strip().partition(chr(10))[0])[:300].rstrip('.')}."


def _begun(do: Callable[[], _T]) -> Future[_T]:
    """A call that goes on while this process does other things; the process may end before it."""
    future = Future[_T]()

    def ask() -> None:
        try:
            future.set_result(do())
        except Exception as error:  # noqa: BLE001  (raised where it was asked)
            future.set_exception(error)

    threading.Thread(target=ask, daemon=True).start()
    return future


def _in_time(do: Callable[[], _T], seconds: float) -> _T:
    """The result of a call, or what it raises. Raises TimeoutError where it takes longer; the call is left to itself then."""
    return _begun(do).result(seconds)

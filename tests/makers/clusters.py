"""A Spark cluster on this machine: a master and two workers, each a process of its own, on the loopback address."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.makers.archives import environment

_DEPLOY = "org.apache.spark.deploy"
_PATIENCE = 1_200.0  # seconds; Java takes minutes to start on a machine that is busy with other things


def missing() -> str:
    """What a cluster needs and this machine does not have, in a sentence; empty if nothing is missing."""
    if importlib.util.find_spec("pyspark") is None:
        return "PySpark is not installed (pip install 'engross[spark]')."
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        return "Java is not installed (apt install default-jre-headless)."
    return ""


class Cluster:
    """``url`` is the address of its master."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""
        self._daemons: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> Cluster:
        """Starts the master, then its workers; returns when both are registered."""
        self._launch("master", f"{_DEPLOY}.master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        self.url = self._told("master", r"Starting Spark master at (spark://\S+)")
        for name in ("one", "two"):
            self.start_worker(name)
        return self

    def start_worker(self, name: str) -> None:
        """A worker with one core."""
        self._launch(name, f"{_DEPLOY}.worker.Worker", "--host", "127.0.0.1", "--webui-port", "0", "--cores", "1", "--memory", "1g",
                     "--work-dir", str(self.folder / f"work-{name}"), self.url)
        self._told(name, r"Successfully registered with master (\S+)")

    def kill_worker(self, name: str) -> None:
        """A worker and what it started, all at once, as when a machine is lost."""
        for pid in [self._daemons[name].pid, *below(self._daemons[name].pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._daemons.pop(name).wait()

    def stop(self) -> None:
        """Ends all of it."""
        for name in ("two", "one", "master"):
            if name in self._daemons:
                self.kill_worker(name)

    def busy(self) -> set[str]:
        """The workers on which a process of Python is at work."""
        return {name for name, daemon in self._daemons.items() if any("pyspark.daemon" in line_of(pid) for pid in below(daemon.pid))}

    def _launch(self, name: str, kind: str, *arguments: str) -> None:
        import pyspark

        home = Path(pyspark.__file__).parent
        with (self.folder / f"{name}.log").open("wb") as log:
            self._daemons[name] = subprocess.Popen(
                [str(home / "bin" / "spark-class"), kind, *arguments], stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder,
                env=environment({"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOG_LEVEL": "INFO",
                                 "SPARK_DAEMON_JAVA_OPTS": f"-Dlog4j2.configurationFile={_logging(self.folder)}"}),
            )

    def _told(self, name: str, pattern: str) -> str:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            text = (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")
            if found := re.search(pattern, text):
                return found[1]
            if self._daemons[name].poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"Spark's {name} did not start:\n{text[-2000:]}")


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster that ends with the context."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Cluster(folder)
    try:
        yield made.start()
    finally:
        made.stop()


def _logging(folder: Path) -> Path:
    path = folder / "log4j2.properties"
    path.write_text("rootLogger.level = info\nrootLogger.appenderRef.stderr.ref = console\nappender.console.type = Console\n"
                    "appender.console.name = console\nappender.console.target = SYSTEM_ERR\nappender.console.layout.type = PatternLayout\n"
                    "appender.console.layout.pattern = %p %c{1}: %m%n\n", encoding="ascii")
    return path


def below(pid: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    parents: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            parents.setdefault(int(Path("/proc", entry, "stat").read_text().rpartition(")")[2].split()[1]), []).append(int(entry))
    found, todo = [], [pid]
    while todo:
        children = parents.get(todo.pop(), [])
        found += children
        todo += children
    return found


def line_of(pid: int) -> str:
    """The command line of a process; empty where there is no such process."""
    with contextlib.suppress(OSError):
        return Path("/proc", str(pid), "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def workers_of(pid: int) -> list[int]:
    """The processes that clean sources for a run: those that its server of processes made."""
    servers = [own for own in children_of(pid) if "forkserver" in line_of(own)]
    return [own for server in servers for own in below(server)]


def children_of(pid: int) -> list[int]:
    """The processes that a process started itself."""
    found = []
    for own in below(pid):
        with contextlib.suppress(OSError, IndexError):
            if int(Path("/proc", str(own), "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(own)
    return found

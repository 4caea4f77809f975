"""Ctrl-C, which a terminal sends to every process of a command: one sentence is printed, by the first process, whatever the others are doing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.makers.archives import ROOT, archive, command, environment, page, scrape

SLOW_START = """
import os, pathlib, sys, time
if any({word!r} in part for part in sys.orig_argv):
    pathlib.Path({seen!r}).touch()
    time.sleep(2)
"""
STOPPED = "engross: Stopped. Run the same command again; archive, restore and review keep what was finished and go on from there.\n"


def heeded():
    """Ctrl-C is heeded again where the tests were started in the background of a shell, whose jobs ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def stopped(tmp_path, word, *arguments):
    """Exit code and standard error of a command that is stopped while a process with ``word`` among its arguments starts."""
    (tmp_path / "slow").mkdir()
    seen = tmp_path / "seen"
    (tmp_path / "slow/sitecustomize.py").write_text(SLOW_START.format(word=word, seen=str(seen)))
    run = subprocess.Popen(command(*arguments), cwd=tmp_path, env=environment({"PYTHONPATH": f"{tmp_path / 'slow'}{os.pathsep}{ROOT}"}),
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True, text=True, preexec_fn=heeded)
    while not seen.exists() and run.poll() is None:
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGINT)
    _, told = run.communicate(timeout=60)
    return run.returncode, told


@pytest.mark.parametrize("workers", [1, 2])
def test_while_the_processes_that_clean_start(tmp_path, workers):
    scrape(tmp_path / "in", 12)
    (tmp_path / "engross.toml").write_text("[archive]\nbatch = 3\n")
    assert stopped(tmp_path, "multiprocessing.forkserver", "archive", "in", "--workers", workers) == (1, STOPPED)


def test_while_the_process_that_reads_containers_starts(tmp_path):
    (tmp_path / "in.jsonl").write_text("".join(json.dumps({"text": page(n)}) + "\n" for n in range(3)), encoding="utf-8")
    assert stopped(tmp_path, "multiprocessing.spawn", "archive", "in.jsonl") == (1, STOPPED)


def test_while_the_processes_that_check_start(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 6))
    assert stopped(tmp_path, "multiprocessing.forkserver", "verify", "out", "--workers", 2) == (1, STOPPED)


def test_while_the_commands_are_loaded(tmp_path):
    (tmp_path / "slow").mkdir()
    (tmp_path / "slow/click.py").write_text("raise KeyboardInterrupt\n")
    told = subprocess.run(command("archive"), env=environment({"PYTHONPATH": f"{tmp_path / 'slow'}{os.pathsep}{ROOT}"}), capture_output=True, text=True,
                          check=False, timeout=60)
    assert (told.returncode, told.stderr) == (1, "engross: Stopped before anything was done.\n")


NOBODY_LEFT = """
import multiprocessing, os
from concurrent.futures import ProcessPoolExecutor
from pipeline.archive.store.signals import end_with_parent

if __name__ == "__main__":
    pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), end_with_parent)
    print(pool.submit(os.getpid).result(), flush=True)
    os._exit(0)
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="Whether a process is there is looked up in /proc.")
def test_a_worker_ends_when_nobody_is_left_to_give_it_work(tmp_path):
    (tmp_path / "left.py").write_text(NOBODY_LEFT)
    run = subprocess.Popen([sys.executable, tmp_path / "left.py"], env=environment({"PYTHONPATH": str(ROOT)}), stdout=subprocess.PIPE, text=True)
    worker = Path("/proc") / run.stdout.readline().strip()
    assert run.wait() == 0
    until = time.monotonic() + 60
    while worker.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not worker.exists()
    run.stdout.close()

"""Faults: a run that is stopped anywhere and taken up again ends in the same bytes, and says in a sentence what stopped it."""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from pipeline.archive.run import making, publish
from pipeline.archive.store import disk
from pipeline.archive.verify.verify import verify
from tests.makers.archives import archive, bag, command, engross, environment, page, payload, scrape
from tests.makers.clusters import workers_of
from tests.makers.stopping import Stopped, stopping

KILLS = int(os.environ.get("ENGROSS_KILLS", "20"))


@pytest.fixture
def undisturbed(tmp_path: Path) -> dict[str, bytes]:
    source = scrape(tmp_path / "in", 5)
    (source / "empty.txt").write_bytes(b"")
    archive(tmp_path / "undisturbed", source)
    return bag(tmp_path / "undisturbed")


def whole(root: Path, undisturbed: dict[str, bytes]) -> None:
    """Nothing stands below data/ that an undisturbed run would not have put there, byte for byte."""
    for path, content in payload(root).items() if root.exists() else ():
        assert undisturbed[path] == content, path


def test_a_run_stopped_at_any_write_is_taken_up(tmp_path, undisturbed, monkeypatch):
    """Stops the run before every rename, every flush and every new folder there is, one after another."""
    steps = 0
    for step in range(200):
        root = tmp_path / f"out{step}"
        left = [step]
        with monkeypatch.context() as patch:
            for name in ("replace", "fsync", "rename", "mkdir"):
                patch.setattr(os, name, stopping(getattr(os, name), left))
            try:
                archive(root, tmp_path / "in")
            except Stopped:
                steps += 1
        whole(root, undisturbed)
        summary = archive(root, tmp_path / "in")
        assert bag(root) == undisturbed, step
        assert summary.archived + summary.unchanged == 5
        assert not (root / "work").exists()
        if left[0] > 0:
            break
    assert steps > 40
    assert verify(root).faults == []


def test_a_run_killed_at_random_moments_is_taken_up(tmp_path):
    """Real kills (``ENGROSS_KILLS`` of them), in every stage from the first read to the last rename."""
    source = scrape(tmp_path / "in", 12)
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.makers.archives", "pipeline.archive.run.batch", "pipeline.article.build", "pipeline.labelling.label", "pipeline.decoding"])

    def start(root: Path):
        run = processes.Process(target=archive, args=(root, source))
        run.start()
        return run

    start(tmp_path / "warm").join()
    started = time.monotonic()
    start(tmp_path / "undisturbed").join()
    lasted = time.monotonic() - started
    undisturbed = bag(tmp_path / "undisturbed")
    chance = random.Random(5)
    stopped = 0
    for n in range(KILLS):
        root = tmp_path / f"out{n}"
        run = start(root)
        time.sleep(chance.uniform(0, 1.1) * lasted)
        run.kill()
        run.join()
        stopped += not (root / "tagmanifest-sha256.txt").exists()
        whole(root, undisturbed)
        archive(root, source)
        assert bag(root) == undisturbed, n
        assert not (root / "work").exists()
        shutil.rmtree(root)
    assert stopped > KILLS // 3


def test_a_killed_command_is_taken_up(tmp_path):
    """Kills of the whole command with its worker processes."""
    source = scrape(tmp_path / "in", 30)
    (tmp_path / "engross.toml").write_text("[archive]\nbatch = 3\n")
    arguments = ("archive", source, "--workers", "2", "-o")
    started = time.monotonic()
    assert engross(*arguments, tmp_path / "undisturbed", cwd=tmp_path).returncode == 0
    lasted = time.monotonic() - started
    undisturbed = bag(tmp_path / "undisturbed")
    chance = random.Random(5)
    for n in range(max(4, KILLS // 5)):
        root = tmp_path / f"out{n}"
        for _ in range(chance.choice((1, 1, 2))):
            run = subprocess.Popen(command(*arguments, root), cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.15, 1.1) * lasted)
            run.send_signal(signal.SIGKILL)
            run.wait()
            whole(root, undisturbed)
        again = engross(*arguments, root, cwd=tmp_path)
        assert again.returncode == 0, again.stderr
        assert bag(root) == undisturbed
        assert not (root / "work").exists()


def test_a_killed_worker_process_is_replaced(tmp_path):
    source = scrape(tmp_path / "in", 60)
    (tmp_path / "engross.toml").write_text("[archive]\nbatch = 2\n")
    assert engross("archive", source, "-o", "undisturbed", "--workers", "2", cwd=tmp_path).returncode == 0
    for attempt in range(5):  # on a busy machine a run may be over before one of its workers was seen
        out = tmp_path / f"out{attempt}"
        killed, code, told = _killed_run(tmp_path, source, out)
        if killed:
            break
    assert killed
    assert code == 0, told
    assert bag(out) == bag(tmp_path / "undisturbed")


def _killed_run(folder, source, out):
    """A run of which one worker process was killed, if any was caught: whether it was, the run's exit code, its standard error."""
    run = subprocess.Popen(command("archive", source, "-o", out, "--workers", "2"), cwd=folder, env=environment(), stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE)
    killed = False
    while run.poll() is None and not killed:
        workers = workers_of(run.pid) if any((out / "work/done").glob("*.*")) else []
        for worker in workers[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
                killed = True
    _, told = run.communicate(timeout=120)
    return killed, run.returncode, told


@pytest.mark.parametrize(("place", "name"), [(os, "fsync"), (making, "write_tei_to")])
def test_a_full_disk_is_no_source_s_fault(place, name, tmp_path, undisturbed, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(place, name, full)
        with pytest.raises(OSError, match="No space"):
            archive(tmp_path / "out", tmp_path / "in")
    whole(tmp_path / "out", undisturbed)
    assert archive(tmp_path / "out", tmp_path / "in").failed == 1
    assert bag(tmp_path / "out") == undisturbed


def test_files_that_are_missing_while_they_are_published_are_told(tmp_path, monkeypatch):
    """The journal lists them, they are not in their places, and what they were made from is gone."""
    source = scrape(tmp_path / "in", 2)

    with monkeypatch.context() as patch:
        patch.setattr(publish, "move", stopping(publish.move, [0]))
        with pytest.raises(Stopped):
            archive(tmp_path / "out", source)
    shutil.rmtree(tmp_path / "out" / "work" / "done")
    with pytest.raises(disk.ArchiveError, match="was about to be published and is missing, and so is its original below work/") as told:
        archive(tmp_path / "out", source)
    assert told.value.code == "half-published"


def test_a_full_disk_is_told_in_a_sentence(tmp_path):
    source = scrape(tmp_path / "in", 3)
    (source / "long.txt").write_text(page(1) + "".join(page(n) for n in range(3, 60)), encoding="utf-8")
    limited = subprocess.run(
        command("archive", source, "-o", tmp_path / "out", "--workers", "1"), env=environment(), capture_output=True, check=False, timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)))
    assert limited.returncode == 1
    assert b"The disk is full" in limited.stderr
    assert b"Traceback" not in limited.stderr
    assert engross("archive", source, "-o", tmp_path / "out").returncode == 0


def test_a_file_in_place_of_the_archive_is_wrong_usage(tmp_path):
    source = scrape(tmp_path / "in", 1)
    (tmp_path / "file").write_text("")
    told = engross("archive", source, "-o", tmp_path / "file")
    assert told.returncode == 2
    assert told.stderr.startswith(b"engross: ")
    assert b"Traceback" not in told.stderr


def test_the_second_of_two_runs_stops(tmp_path):
    source = scrape(tmp_path / "in", 200)
    first = subprocess.Popen(command("archive", source, "-o", tmp_path / "out", "--workers", "1"), env=environment(), stdout=subprocess.DEVNULL)
    while not (tmp_path / "out" / "work" / "plan.json").exists():
        time.sleep(0.01)
    second = engross("archive", source, "-o", tmp_path / "out")
    assert first.wait(60) == 0
    assert second.returncode == 1
    assert f"process {first.pid}".encode() in second.stderr


def test_errors_that_end_a_run_are_sentences():
    assert disk.sentence_for(OSError(errno.ENOSPC, "No space left on device")).startswith("The disk is full")
    assert disk.sentence_for(PermissionError(errno.EACCES, "Permission denied", "x")).startswith("The archive can't be written (x: Permission denied)")
    for code, told in ((sqlite3.SQLITE_FULL, "The disk is full"), (sqlite3.SQLITE_IOERR | 10 << 8, "A working file"), (sqlite3.SQLITE_READONLY, "A working"),
                       (sqlite3.SQLITE_CANTOPEN, "A working file"), (sqlite3.SQLITE_BUSY, "Another process")):
        broken = sqlite3.OperationalError("as SQLite says it")
        broken.sqlite_errorcode = code
        assert disk.sentence_for(broken).startswith(told)
        assert "as SQLite says it" in disk.sentence_for(broken)
    try:
        raise KeyError("x")
    except KeyError as error:
        assert "please report it" in disk.sentence_for(error)

"""The archive as Luigi tasks."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import luigi.rpc
import pytest

from pipeline.archive.run.batch import load_manifest
from pipeline.archive.run.plan import load_plan
from pipeline.archive.run.run import Run, progress_of
from pipeline.archive.store.disk import ArchiveError
from pipeline.settings import Archive as ArchiveSettings
from pipeline.settings import Settings
from pipeline.tasks import Share, digest_of, run_tasks
from pipeline.tasks.shares import Teller, plan_under_way, shares_of
from tests.makers.archives import archive, bag, engross, environment, scrape
from tests.makers.clusters import workers_of


def luigi_command(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "luigi", "--module", "pipeline.tasks", *map(str, arguments)], cwd=cwd, env=environment(),
                          capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("workers", [1, 2])
def test_luigi_s_own_command_runs_it(tmp_path, workers):
    source = scrape(tmp_path / "in", 5)
    (source / "blank.txt").write_bytes(b"\n")
    told = luigi_command("Archive", "--source", source, "--archive", tmp_path / "out", "--local-scheduler", "--workers", workers, cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert "not archived: blank.txt" in told.stderr
    archive(tmp_path / "plain", source, batch=200)
    assert bag(tmp_path / "out") == bag(tmp_path / "plain")
    assert not (tmp_path / "out" / "work").exists()
    again = luigi_command("Archive", "--source", source, "--archive", tmp_path / "out", "--local-scheduler", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert bag(tmp_path / "out") == bag(tmp_path / "plain")


def test_a_second_luigi_run_at_the_same_time_fails(tmp_path):
    source = scrape(tmp_path / "in", 1)
    with Run(tmp_path / "out", Settings()):
        told = luigi_command("Archive", "--source", source, "--archive", tmp_path / "out", "--local-scheduler", cwd=tmp_path)
    assert "another run is at work" in told.stderr
    assert not (tmp_path / "out/bagit.txt").exists()


def planned(tmp_path: Path, count: int = 5, batch: int = 2) -> Run:
    run = Run(tmp_path / "out", Settings(archive=ArchiveSettings(batch=batch))).open()
    run.make_plan([str(scrape(tmp_path / "in", count))])
    return run


def test_a_share_is_complete_when_its_hashes_fit_not_when_files_exist(tmp_path):
    run = planned(tmp_path)
    share = next(shares_of(str(tmp_path / "out"), run.plan))
    assert not share.complete()
    share.run()
    assert share.complete()
    key = run.plan.batches[0].key
    damaged = run.work / "done" / key / "articles.jsonl"
    damaged.write_bytes(damaged.read_bytes()[:-1])
    assert load_manifest(run.work, key) is None
    assert not share.complete()
    share.run()
    assert share.complete()
    shutil.rmtree(run.work / "done" / key)
    (run.work / "done" / key).mkdir()
    assert not share.complete()
    run.close()


def test_a_task_of_a_run_that_another_one_followed_is_told_so(tmp_path):
    run = planned(tmp_path)
    with pytest.raises(ArchiveError, match="another run has begun on this archive. Wait until it ends and run this again."):
        plan_under_way(str(run.root), "0" * 12)
    assert not Share(archive=str(run.root), first=0, last=0, plan="0" * 12).complete()
    run.close()


def test_a_run_has_few_tasks_however_large_it_is(tmp_path):
    run = planned(tmp_path, 6, 1)
    many = type(run.plan)(run.plan.batches * 1000, run.plan.settings, run.plan.recipe, run.plan.date)
    shares = list(shares_of("out", many))
    assert len(shares) <= 400
    assert isinstance(shares[0], Share)
    run.close()


def test_a_batch_that_cannot_be_written_fails_the_run_with_a_sentence(tmp_path, monkeypatch):
    run = planned(tmp_path)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pipeline.archive.run.batch.flush_files", full)
    wrong = run_tasks(run.root, run.plan)
    assert len(wrong) == 1
    assert wrong[0].startswith("The disk is full")
    run.publish()
    summary = run.summary()
    assert (summary.archived, summary.unfinished) == (0, 5)
    run.close()
    monkeypatch.undo()
    assert archive(tmp_path / "out", tmp_path / "in").archived == 5


def test_what_is_finished_is_published_although_a_later_batch_failed(tmp_path, monkeypatch):
    from pipeline.archive.run import batch

    run = planned(tmp_path)
    real, last = batch.load_entries, run.plan.batches[2].key

    def breaking(work, key):
        if key == last:
            raise OSError(errno.EIO, "Input/output error")
        return real(work, key)

    monkeypatch.setattr(batch, "load_entries", breaking)
    assert run_tasks(run.root, run.plan)[0].startswith("The archive can't be written")
    run.publish()
    assert (run.summary().archived, run.summary().unfinished) == (4, 1)
    run.close()
    monkeypatch.undo()
    archive(tmp_path / "out", tmp_path / "in")
    archive(tmp_path / "plain", tmp_path / "in")
    assert bag(tmp_path / "out") == bag(tmp_path / "plain")


def test_no_scheduler_at_the_url(tmp_path):
    told = engross("archive", scrape(tmp_path / "in", 1), "-o", tmp_path / "out", "--scheduler-url", f"http://127.0.0.1:{free_port()}")
    assert told.returncode == 1
    assert b"can't be reached" in told.stderr
    assert b"Traceback" not in told.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def luigid(tmp_path):
    port = free_port()
    server = subprocess.Popen([sys.executable, "-c", "from luigi.cmdline import luigid; luigid()", "--port", str(port), "--address", "127.0.0.1",
                               "--state-path", str(tmp_path / "state")], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}", server
    server.kill()
    server.wait()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_central_scheduler_sees_the_run(tmp_path, luigid, workers):
    url, _ = luigid
    (tmp_path / "engross.toml").write_text("[archive]\nbatch = 3\n")
    told = engross("archive", scrape(tmp_path / "in", 9), "-o", tmp_path / "out", "--scheduler-url", url, "--workers", workers, cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    done = luigi.rpc.RemoteScheduler(url).task_list("DONE", "")
    assert sorted(task["name"] for task in done.values()) == ["Publication", "Share", "Share", "Share"]


def test_progress_is_told_and_a_scheduler_that_goes_away_fails_nothing(tmp_path):
    told, run = [], planned(tmp_path)
    share = next(shares_of(str(tmp_path / "out"), run.plan))
    share.set_progress_percentage = lambda value: told.append(value)
    share.set_status_message = lambda message: told.append(message)
    teller = Teller(share, 4)
    teller._next = 0
    teller(1)
    assert told == [25, "1 of 4 sources"]

    def gone(_):
        raise luigi.rpc.RPCError("gone")

    share.set_progress_percentage = gone
    teller._next = 0
    teller(2)
    teller(3)
    assert teller._next == float("inf")
    run.close()


def test_progress_is_counted_across_processes(tmp_path):
    run = planned(tmp_path, 5)
    assert progress_of(run.work) == 0
    assert run_tasks(run.root, run.plan, workers=2) == []
    assert progress_of(run.work) == 5
    assert load_plan(run.work).size == 5
    assert re.fullmatch(r"[0-9a-f]{12}", digest_of(run.plan))
    run.close()


def test_children_of_a_killed_run_stop(tmp_path):
    source = scrape(tmp_path / "in", 400)
    (tmp_path / "engross.toml").write_text("[archive]\nbatch = 200\n")
    run = subprocess.Popen([sys.executable, "-m", "pipeline", "archive", str(source), "-o", "out", "--workers", "2"], cwd=tmp_path, env=environment())
    while not (children := workers_of(run.pid)):
        assert run.poll() is None
        time.sleep(0.01)
    run.send_signal(signal.SIGKILL)
    run.wait()
    deadline = time.monotonic() + 10
    while any(alive(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(alive(child) for child in children)


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not Path("/proc").exists()

"""What one source may cost: sources that hang, eat memory or end their process are recorded, and cost no other source anything."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.archive.run.child import Child
from pipeline.archive.run.limits import Lost, cause_of, fault_of
from pipeline.archive.run.plan import Place
from pipeline.archive.store.disk import ArchiveError
from pipeline.settings import Limits, Settings, parse_settings, recipe, tried_with
from tests.makers.archives import ROOT, archive, bag, command, engross, environment, scrape

MISBEHAVING = {"PYTHONPATH": f"{ROOT / 'tests/makers/misbehaving'}{os.pathsep}{ROOT}"}
STRICT = "[archive]\nbatch = {batch}\n[limits]\nseconds = 1\nseconds_per_megabyte = 0\nmemory = 300\nmemory_per_megabyte = 0\n"
LIMITS = Limits(seconds=1, seconds_per_megabyte=2, memory=300, memory_per_megabyte=10)


def bad_scrape(folder: Path, *names: str) -> Path:
    """Four good pages, and one page of each name."""
    scrape(folder, 4)
    for name in names:
        (folder / f"{name}.txt").write_text(f"A page called {name}\n\nWe wrote {name} here, in a sentence that stands nowhere else.\n", encoding="utf-8")
    return folder


def failures(root: Path) -> dict[str, str]:
    lines = [json.loads(line) for path in sorted((root / "data/failed").iterdir()) for line in path.read_bytes().splitlines()]
    return {line["name"].removesuffix(".txt"): line["code"] for line in lines}


def texts(root: Path) -> list[str]:
    return sorted(json.loads(line)["text"] for path in (root / "data/articles").iterdir() for line in path.read_bytes().splitlines())


@pytest.mark.parametrize(("workers", "batch"), [("1", 200), pytest.param("2", 3, marks=pytest.mark.slow)])
def test_misbehaving_sources_are_recorded_and_cost_no_neighbour_anything(tmp_path, workers, batch):
    (tmp_path / "engross.toml").write_text(STRICT.format(batch=batch))
    bad = {"read-hang": "too-slow", "read-eat": "too-much-memory", "read-raise": "too-much-memory", "read-exit": "process-died",
           "read-kill": "process-died", "label-hang": "too-slow", "label-eat": "too-much-memory", "label-raise": "too-much-memory",
           "label-exit": "process-died", "label-kill": "process-died"}
    source = bad_scrape(tmp_path / "in", *bad)
    told = engross("archive", source, "-o", tmp_path / "out", "--workers", workers, cwd=tmp_path, env=MISBEHAVING)
    assert told.returncode == 1, told.stderr
    assert b"Traceback" not in told.stderr
    assert failures(tmp_path / "out") == bad
    assert b"14 sources: 4 archived, 0 unchanged, 10 failed" in told.stdout
    assert b"failed: label-hang.txt: cleaning takes more than the 1 second of processor time that limits.seconds" in told.stderr
    archive(tmp_path / "plain", scrape(tmp_path / "good", 4))
    assert texts(tmp_path / "out") == texts(tmp_path / "plain")
    assert engross("verify", tmp_path / "out", cwd=tmp_path).returncode == 0
    again = engross("archive", source, "-o", tmp_path / "out", cwd=tmp_path)
    assert b"4 unchanged, 10 failed" in again.stdout  # known, and not tried again
    (tmp_path / "engross.toml").write_text("")
    raised = engross("archive", source, "-o", tmp_path / "out", cwd=tmp_path)
    assert b"14 sources: 10 archived, 4 unchanged, 0 failed" in raised.stdout


@pytest.mark.slow
def test_the_same_failures_whatever_the_batches_and_workers(tmp_path):
    source = bad_scrape(tmp_path / "in", "label-exit", "label-raise", "read-raise", "label-hang")
    (tmp_path / "engross.toml").write_text(STRICT.format(batch=2))
    for out, workers in (("one", "1"), ("two", "2")):
        engross("archive", source, "-o", tmp_path / out, "--workers", workers, cwd=tmp_path, env=MISBEHAVING)
    assert bag(tmp_path / "one") == bag(tmp_path / "two")


@pytest.mark.slow
def test_what_only_waits_is_ended_by_the_clock(tmp_path):
    (tmp_path / "engross.toml").write_text(STRICT.format(batch=200))
    told = engross("archive", bad_scrape(tmp_path / "in", "read-wait"), "-o", tmp_path / "out", cwd=tmp_path, env=MISBEHAVING)
    assert b"4 archived, 0 unchanged, 1 failed" in told.stdout, told.stderr
    assert failures(tmp_path / "out") == {"read-wait": "too-slow"}


def test_plan_says_what_would_fail(tmp_path):
    (tmp_path / "engross.toml").write_text(STRICT.format(batch=200))
    told = engross("plan", bad_scrape(tmp_path / "in", "read-exit"), "-o", tmp_path / "out", cwd=tmp_path, env=MISBEHAVING)
    assert told.returncode == 0, told.stderr
    assert b"fail: read-exit.txt: the process that cleaned this source ended without a result" in told.stdout


def test_luigi_s_own_command_records_them_as_well(tmp_path):
    settings = tmp_path / "strict.toml"
    settings.write_text(STRICT.format(batch=200))
    told = subprocess.run([sys.executable, "-m", "luigi", "--module", "pipeline.tasks", "Archive", "--local-scheduler", "--settings", str(settings),
                           "--source", str(bad_scrape(tmp_path / "in", "label-kill", "read-hang")), "--archive", str(tmp_path / "out")],
                          cwd=tmp_path, env=environment(MISBEHAVING), capture_output=True, check=False, timeout=120)
    assert told.returncode == 0, told.stderr
    assert failures(tmp_path / "out") == {"label-kill": "process-died", "read-hang": "too-slow"}


@pytest.mark.parametrize(("name", "workers"), [("read-wait", "1"), ("label-wait", "1"), ("label-wait", "2")])
def test_no_process_is_left_when_a_run_is_killed_while_a_source_hangs(tmp_path, name, workers):
    (tmp_path / "engross.toml").write_text("[archive]\nbatch = 2\n")
    run = subprocess.Popen(command("archive", bad_scrape(tmp_path / "in", name), "-o", "out", "--workers", workers), cwd=tmp_path,
                           env=environment(MISBEHAVING) | {"ENGROSS_TEST": str(tmp_path)})
    try:
        deadline = time.monotonic() + 60
        while not hanging(tmp_path) and time.monotonic() < deadline:
            assert run.poll() is None
            time.sleep(0.05)
        assert len(relatives(tmp_path)) > 1
    finally:
        run.send_signal(signal.SIGKILL)
        run.wait()
    deadline = time.monotonic() + 15
    while relatives(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert relatives(tmp_path) == []


def relatives(folder: Path) -> list[int]:
    """The processes that were started for a run in this folder."""
    mark = f"ENGROSS_TEST={folder}".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in path.read_bytes().split(b"\0") and "Z" not in (path.parent / "stat").read_text().rpartition(")")[2].split()[0]:
                found.append(int(path.parent.name))
        except OSError:
            pass
    return found


def hanging(folder: Path) -> bool:
    """True when a process of the run sleeps for a very long time."""
    def sleeps(pid: int) -> bool:
        try:
            return any(path.read_text().strip() == "hrtimer_nanosleep" for path in Path(f"/proc/{pid}/task").glob("*/wchan"))
        except OSError:
            return False
    return any(map(sleeps, relatives(folder)))


def test_what_a_library_has_no_memory_for_is_told_as_such(tmp_path):
    (tmp_path / "engross.toml").write_text("[limits]\nmemory = 50\nmemory_per_megabyte = 0\n")
    folder = scrape(tmp_path / "in", 4)
    (folder / "wide.html").write_text(f"<h1>A title</h1>{'<noscript>' * 400_000}")
    (folder / "wide.jsonl").write_text(json.dumps({"text": "words and words " * 400_000}))
    (folder / "wide.xml").write_text(f"<article><body><p>{'<b>a</b> word' * 300_000}</p></body></article>")
    told = engross("archive", folder, "-o", tmp_path / "out", cwd=tmp_path)
    assert b"4 archived, 0 unchanged, 3 failed" in told.stdout, told.stderr
    assert failures(tmp_path / "out") == dict.fromkeys(["wide.html", "wide.jsonl", "wide.xml"], "too-much-memory")


# -- the process --------------------------------------------------------------------------------------------------------------------------


def counting(task, within):
    """Work of the tests: numbers, some of which misbehave."""
    for number, deed in task:
        with within(1_000):
            if deed == "exit":
                os._exit(3)
            if deed == "once" and not Path(number).exists():
                Path(number).write_text("")
                os.kill(os.getpid(), signal.SIGKILL)
            if deed == "full":
                raise OSError(28, "No space left on device")
            if deed == "odd":
                raise ZeroDivisionError
        yield number, os.getpid()


def run(*task):
    with Child(counting, LIMITS) as child:
        return [result if isinstance(result, Lost) else result[0] for result in child.results(lambda start: task[start:])]


def test_a_process_lives_for_many_tasks():
    with Child(counting, LIMITS) as child:
        pids = {pid for _ in range(3) for _, pid in child.results(lambda start: [(n, "") for n in range(start, 50)])}
    assert len(pids) == 1


def test_a_piece_that_ends_the_process_is_lost_and_the_others_are_done():
    assert run((0, ""), (1, "exit"), (2, "exit"), (3, "")) == [0, Lost("process-died"), Lost("process-died"), 3]


def test_a_process_that_was_killed_from_outside_costs_nothing(tmp_path):
    once = str(tmp_path / "killed")
    assert run((0, ""), (once, "once"), (2, "")) == [0, once, 2]


def test_results_that_nobody_asked_for_do_not_reach_the_next_task():
    with Child(counting, LIMITS) as child:
        for first in (0, 10):
            found = child.results(lambda start, first=first: [(first + n, "") for n in range(start, 3)])
            assert [next(found)[0] for _ in range(3)] == [first, first + 1, first + 2]


def test_a_process_that_is_killed_between_two_tasks_is_replaced():
    with Child(counting, LIMITS) as child:
        [(_, pid)] = child.results(lambda start: [(0, "")][start:])
        os.kill(pid, signal.SIGKILL)
        assert [number for number, _ in child.results(lambda start: [(1, ""), (2, "")][start:])] == [1, 2]


def test_what_is_no_source_s_fault_ends_the_work():
    with pytest.raises(OSError, match="No space left"):
        run((0, ""), (1, "full"))
    with pytest.raises(ArchiveError, match="ZeroDivisionError in counting"):
        run((0, "odd"))


def unstartable(task, within):
    """Work of a process that ends before it begins."""
    yield from ()


def test_a_process_that_does_not_start_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setattr("pipeline.archive.run.child._serve", unstartable)
    with pytest.raises(ArchiveError, match="can't be started"), Child(counting, LIMITS) as child:
        list(child.results(lambda start: [(0, "")][start:]))


def test_sentences_tell_what_was_allowed_and_nothing_that_was_measured():
    slow = fault_of(Lost("too-slow"), Place("a.txt"), 3_500_000, LIMITS)
    assert slow.code == "too-slow"
    assert str(slow).startswith("a.txt: cleaning takes more than the 8 seconds of processor time")
    assert "the 335 megabytes of memory" in str(fault_of(Lost("too-much-memory"), Place("a.txt"), 3_500_000, LIMITS))
    assert cause_of(-signal.SIGPROF) == cause_of(-signal.SIGALRM) == "too-slow"
    assert cause_of(-signal.SIGKILL) == cause_of(0) == cause_of(None) == "process-died"


def test_limits_change_no_recipe_but_what_failed_beyond_them_is_tried_again():
    other = parse_settings("[limits]\nseconds = 5\n")
    assert recipe(other) == recipe(Settings())
    assert tried_with("0" * 12, other.limits) != tried_with("0" * 12, Settings().limits)

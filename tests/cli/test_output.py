"""Where a command prints or writes to a place that takes no more: the place is named, and no traceback is printed."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from pipeline.archive.run.run import Run
from pipeline.archive.store.disk import ArchiveError, sentence_for
from pipeline.report import report
from pipeline.settings import Settings
from tests.makers.archives import archive, command, engross, environment, page, scrape

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.is_char_device(), reason="the system has no device that is always full")
@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("clean", "-"), ("clean", "-", "--json"), ("explain", "-")], ids=" ".join)
def test_standard_output_that_takes_no_more(arguments):
    with FULL.open("wb") as full:
        told = subprocess.run(command(*arguments), input=page(1).encode(), stdout=full, stderr=subprocess.PIPE, env=environment(), check=False)
    assert (told.returncode, told.stderr) == (
        1, b"engross: Standard output can't be written (No space left on device). Mend that and run the same command again.\n")


def full_disk(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_told_with_the_archive(tmp_path):
    scrape(tmp_path / "in", 1)
    run = Run(tmp_path / "out", Settings())
    with pytest.raises(OSError, match="No space") as told, run:  # noqa: PT012  (the end of the run is part of it)
        run.make_plan([str(tmp_path / "in")])
        full_disk()
    assert sentence_for(told.value).startswith(f"The disk is full ({tmp_path}/out: No space left on device). Free some space and run the same command again")


def test_a_disk_that_is_full_is_told_with_the_archive_by_workers(tmp_path):
    source = scrape(tmp_path / "in", 1)
    (tmp_path / "slow").mkdir()
    (tmp_path / "slow/sitecustomize.py").write_text(
        "import errno, os\n_real = os.fsync\ndef full(handle):\n    if 'done' in os.readlink(f'/proc/self/fd/{handle}').split(os.sep):\n"
        "        raise OSError(errno.ENOSPC, 'No space left on device')\n    _real(handle)\nos.fsync = full\n")
    told = engross("archive", source, "-o", tmp_path / "out", env={"PYTHONPATH": f"{tmp_path / 'slow'}{os.pathsep}{environment()['PYTHONPATH']}"})
    assert told.returncode == 1
    assert f"engross: The disk is full ({tmp_path}/out: No space left on device). Free some space".encode() in told.stderr


def test_a_report_on_a_full_disk_is_no_wrong_usage(tmp_path, monkeypatch):
    archive(tmp_path / "out", scrape(tmp_path / "in", 1))
    monkeypatch.setattr(Path, "mkdir", full_disk)
    with pytest.raises(ArchiveError, match=r"out: the report is not up to date, and it can't be written here \(No space left on device\)") as told:
        report(tmp_path / "out")
    assert not told.value.usage


def test_the_end_that_a_system_asks_for_is_that_of_ctrl_c(tmp_path):
    source = scrape(tmp_path / "in", 60)
    run = subprocess.Popen(command("archive", source, "-o", tmp_path / "out"), env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while not (tmp_path / "out" / "work" / "plan.json").exists() and run.poll() is None:
        time.sleep(0.01)
    run.send_signal(signal.SIGTERM)
    _, told = run.communicate(timeout=60)
    assert (run.returncode, told) == (
        1, b"engross: Stopped. Run the same command again; archive, restore and review keep what was finished and go on from there.\n")

"""Sketching elsewhere: portions as files, the same entries as here, whichever process works on them and how often."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.archive.run.readings import load_reading
from pipeline.archive.run.run import Run
from pipeline.archive.run.sketching import FEW
from pipeline.settings import Archive, Settings
from tests.makers.archives import scrape


def planned(root: Path, source: Path, elsewhere=None) -> tuple[list[str], Run]:
    """The keys of the batches."""
    run = Run(root, Settings(archive=Archive(batch=50))).open()
    plan = run.make_plan([str(source)], elsewhere=elsewhere)
    return [batch.key for batch in plan.batches], run


def test_portions_that_are_sketched_elsewhere_give_the_same_batches(tmp_path):
    source = scrape(tmp_path / "in", FEW + 20)
    (source / "picture.txt").write_bytes(bytes(range(256)) * 8)
    seen = []

    def each(job, names):
        work = tmp_path / "there" / "work"
        for name in reversed(names):
            job.do(work, name)
            seen.append(work / job.made.format(name))
        job.do(work, names[0])  # a machine was lost and came back
        assert all(path.exists() for path in seen)

    here, first = planned(tmp_path / "here", source)
    there, second = planned(tmp_path / "there", source, each)
    assert there == here
    assert len(seen) == 5
    assert not (second.work / "portions").exists()
    entries = [line for path in (second.work / "batches").iterdir() for line in path.read_text().splitlines()]
    assert sum('"reading":""' not in line for line in entries) == FEW + 20
    first.close()
    second.close()


def test_few_entries_are_sketched_here(tmp_path):
    def each(*_):
        raise AssertionError("not for so few")

    _, run = planned(tmp_path / "out", scrape(tmp_path / "in", 3), each)
    run.close()


def test_readings_of_two_processes_with_one_number_do_not_meet(tmp_path):
    """As on two machines: the system gives both the same number."""
    from pipeline.archive.run import processes, readings
    from pipeline.clean import read_source
    from pipeline.data import Source

    pages = (b"One page.\n", b"Another page.\n")
    one, other = (read_source(Source("page.txt", page), Settings(), None) for page in pages)
    first = readings.save_reading(tmp_path, one, pages[0])
    processes._number.cache_clear()
    second = readings.save_reading(tmp_path, other, pages[1])
    assert first.split()[0] != second.split()[0]
    assert load_reading(tmp_path, first, pages[0]) == one
    assert load_reading(tmp_path, second, pages[1]) == other


def test_nothing_is_lost_between_portions(tmp_path):
    """What each does not do, the run does not pass over in silence."""
    with pytest.raises(FileNotFoundError):
        planned(tmp_path / "out", scrape(tmp_path / "in", FEW), lambda *_: None)

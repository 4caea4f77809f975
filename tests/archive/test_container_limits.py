"""Containers whose reading hangs, eats memory or ends its process are recorded, and cost no other input anything."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from pipeline.archive.run.containers import STEP, Containers
from pipeline.archive.run.files import InputFile
from pipeline.archive.run.inputs import read_inputs
from pipeline.archive.run.limits import Lost, fault_of_reading
from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.settings import Limits
from tests.archive.test_limits import LIMITS, MISBEHAVING, STRICT, failures
from tests.makers.archives import engross, page, scrape


def lines(path: Path, count: int, first: int = 0) -> Path:
    """A file of JSON lines."""
    rows = [{"url": f"https://{path.stem}.example/{n}", "text": page(first + n)} for n in range(count)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_containers_that_misbehave_are_recorded_and_cost_no_neighbour_anything(tmp_path):
    (tmp_path / "engross.toml").write_text(STRICT.format(batch=200))
    bad = {"lines-hang": "too-slow", "lines-eat": "too-much-memory", "lines-raise": "too-much-memory", "lines-exit": "process-died",
           "lines-kill": "process-died"}
    folder = tmp_path / "in"
    scrape(folder, 2)
    for n, name in enumerate(["aaa", *bad, "zzz"]):
        lines(folder / f"{name}.jsonl", 4, 100 * (n + 1))
    told = engross("archive", folder, "-o", tmp_path / "out", cwd=tmp_path, env=MISBEHAVING)
    assert told.returncode == 1, told.stderr
    assert b"Traceback" not in told.stderr
    assert b"25 sources: 20 archived, 0 unchanged, 5 failed" in told.stdout
    assert {name.removesuffix(".jsonl"): code for name, code in failures(tmp_path / "out").items()} == bad
    assert b"failed: lines-hang.jsonl: reading takes more than the 1 second of processor time" in told.stderr
    assert b"lines-exit.jsonl: the process that read this file ended in the middle, two times; 2 sources before that place were read" in told.stderr
    planned = engross("plan", folder, "-o", tmp_path / "none", cwd=tmp_path, env=MISBEHAVING)
    assert planned.returncode == 0, planned.stderr
    assert b"fail: lines-kill.jsonl" in planned.stdout
    again = engross("archive", folder, "-o", tmp_path / "out", cwd=tmp_path, env=MISBEHAVING)
    assert b"20 unchanged, 5 failed" in again.stdout
    well = engross("archive", folder, "-o", tmp_path / "out", cwd=tmp_path)
    assert b"10 archived, 20 unchanged, 0 failed" in well.stdout


def test_what_a_process_reads_is_what_this_one_reads(tmp_path):
    scrape(tmp_path, 3)
    lines(tmp_path / "b.jsonl", 50)
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    here, there = ([told(item) for item in read_inputs([str(tmp_path)], limits=limits)] for limits in (None, Limits()))
    assert there == here and len(here) == 54


def told(item: Source | Fault) -> object:
    """What can be compared."""
    return (item.code, item.name, item.sentence, item.warning) if isinstance(item, Fault) else item


def test_a_reader_that_is_killed_from_outside_goes_on_where_it_was(tmp_path):
    found = InputFile(str(lines(tmp_path / "a.jsonl", 3000)), "a.jsonl")
    names = []
    with Containers(None, LIMITS) as containers:
        for item in containers.read(found):
            assert isinstance(item, Source)
            names.append(item.url)
            if len(names) == 5:
                os.kill(containers.pid, signal.SIGKILL)
    assert names == [f"https://a.example/{n}" for n in range(3000)]


def test_single_documents_start_no_process(tmp_path, monkeypatch):
    scrape(tmp_path, 3)
    (tmp_path / "page.html").write_text(f"<html><body><p>{page(4)}</p></body></html>")
    monkeypatch.setattr(Containers, "read", None)
    assert len(list(read_inputs([str(tmp_path)], limits=Limits()))) == 4


@pytest.mark.parametrize(("code", "words"), [
    ("too-slow", "the 3 seconds of processor time"), ("too-much-memory", "the 400 megabytes of memory"), ("process-died", "ended in the middle"),
])
def test_sentences_tell_what_was_read_and_what_was_allowed(code, words):
    fault = fault_of_reading(Lost(code), "a.zip", 7, STEP, 10_000_000, LIMITS)
    assert isinstance(fault, Fault) and fault.code == code
    assert words in str(fault) and "7 sources before that place were read" in str(fault)

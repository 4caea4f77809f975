"""The file of decisions: it is read as it was written, wrong lines are named, and no line is lost."""

from __future__ import annotations

import json
import multiprocessing
from dataclasses import asdict
from pathlib import Path

import pytest

from pipeline.archive.decisions import append, load
from pipeline.archive.store.disk import ArchiveError
from pipeline.archive.store.lock import Lock
from pipeline.data import block_digest
from tests.makers.decided import decision, note

CASES = Path(__file__).resolve().parents[1] / "cases" / "decisions"


def test_what_is_noted_is_read_again(tmp_path):
    found = [decision(), decision(after="undo"), decision("Straße — “ß” \u2028", scope="everywhere", source="https://harbour.example/ä?b=1")]
    for one in found:
        append(tmp_path / "new/decisions.jsonl", one)
    assert load(tmp_path / "new/decisions.jsonl") == tuple(found)
    raw = (tmp_path / "new/decisions.jsonl").read_bytes()
    assert raw.count(b"\n") == 3
    assert raw.startswith(b'{"block":"')
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["decisions.jsonl"]


def test_no_file_is_no_decision(tmp_path):
    assert load(tmp_path / "decisions.jsonl") == ()


@pytest.mark.parametrize("case", json.loads((CASES / "faults.json").read_text()), ids=lambda case: case["told"][:30])
def test_a_wrong_line_is_named(tmp_path, case):
    fields = asdict(decision()) | case.get("change", {})
    fields.pop(case.get("drop", ""), None)
    good = json.dumps(asdict(decision()))
    (tmp_path / "decisions.jsonl").write_text(f"{good}\n\n{case.get('line') or json.dumps(fields)}\n{good}\n")
    with pytest.raises(ArchiveError, match=r"decisions\.jsonl, line 3: ") as caught:
        load(tmp_path / "decisions.jsonl")
    assert case["told"] in str(caught.value)
    assert str(caught.value).endswith(".")


def test_lines_of_an_editor_are_read(tmp_path):
    line = json.dumps(asdict(decision()), indent=None).encode()
    (tmp_path / "decisions.jsonl").write_bytes(b"\xef\xbb\xbf" + line + b"\r\n\r\n" + line + b"\r\n")
    assert load(tmp_path / "decisions.jsonl") == (decision(), decision())


def test_nothing_is_added_behind_half_a_line(tmp_path):
    path = tmp_path / "decisions.jsonl"
    path.write_bytes(b'{"block":')
    with pytest.raises(ArchiveError, match="the last line has no end"):
        append(path, decision())
    assert path.read_bytes() == b'{"block":'


def test_a_wrong_decision_is_not_noted(tmp_path):
    with pytest.raises(ArchiveError, match="after must be"):
        append(tmp_path / "decisions.jsonl", decision(after="nonsense"))
    assert not (tmp_path / "decisions.jsonl").exists()


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    note(tmp_path, decision())
    before = (tmp_path / "decisions.jsonl").read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.archive.decisions.os.fsync", full)
    with pytest.raises(ArchiveError, match="decisions.jsonl: the decision can't be noted here .No space left on device.*nothing was changed"):
        note(tmp_path, decision(after="remove"))
    assert (tmp_path / "decisions.jsonl").read_bytes() == before


def test_a_file_that_another_process_writes_to_is_told_and_not_changed(tmp_path, monkeypatch):
    note(tmp_path, decision())
    before = (tmp_path / "decisions.jsonl").read_bytes()
    monkeypatch.setattr("pipeline.archive.decisions._PATIENCE", 0.0)
    held = Lock(tmp_path / "decisions.jsonl.lock").acquire()
    with pytest.raises(ArchiveError, match="decisions.jsonl: another process is writing to this file.*delete .*decisions.jsonl.lock"):
        note(tmp_path, decision(after="remove"))
    held.release()
    assert (tmp_path / "decisions.jsonl").read_bytes() == before


def _note_many(path: str, who: int) -> None:
    for n in range(20):
        append(Path(path), decision(f"{who} {n}"))


def test_many_processes_lose_no_line(tmp_path):
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_note_many, args=(str(tmp_path / "decisions.jsonl"), who)) for who in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert {one.block for one in load(tmp_path / "decisions.jsonl")} == {block_digest(f"{who} {n}") for who in range(4) for n in range(20)}

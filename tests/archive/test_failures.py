"""Failures of a run, of which there may be a million."""

from __future__ import annotations

import json

from pipeline.archive.run.failures import Failures, Known, published_failures
from tests.makers.cost import bytes_for_each


def failure(number: int) -> Known:
    return Known(f"lines.jsonl:{number:06}", "failed", "broken-line", f"lines.jsonl:{number:06}: this line is no JSON. Mend it, or leave it out.")


def test_failures_are_read_by_name_as_often_as_wanted() -> None:
    found = Failures()
    assert (len(found), list(found), found.first(2)) == (0, [], [])
    again = Known("b\udcff", "failed", "again", "…")
    for known in (again, failure(2), Known("b\udcff", "failed", "after", "…"), failure(1)):
        found.add(known)
    assert [known.code for known in found] == ["again", "after", "broken-line", "broken-line"]
    assert (len(found), found.first(1), list(found)[2:]) == (4, [again], [failure(1), failure(2)])


def test_failures_are_not_held_in_memory() -> None:
    def add_and_read(count: int) -> None:
        for _ in Failures(map(failure, range(count))):
            pass

    assert bytes_for_each(lambda count: count, add_and_read, 500) < 40


def test_failures_of_published_batches_are_read_from_the_archive(tmp_path) -> None:
    (tmp_path / "data" / "failed").mkdir(parents=True)
    rows = [{"name": "a", "code": "x", "sentence": "a: no.", "warning": False}, {"name": "b", "code": "y", "sentence": "b: note.", "warning": True}]
    (tmp_path / "data" / "failed" / "00003.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert list(published_failures(tmp_path, [2, 3])) == [Known("a", "failed", "x", "a: no.")]

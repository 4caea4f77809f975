"""Captures of one address: what the catalogue is asked about them costs the same, however many there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.archive.caches.catalogue import Catalogue, OriginRow

PLACE = "https://harbour.example/"


def catalogue(folder: Path, captures: int) -> Catalogue:
    (folder / "manifest").write_text("")
    made = Catalogue(None)
    made.start_over()
    rows = (OriginRow(PLACE, f"{n // 2:064x}", f"2023-05-04T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z", "a.warc", "a1", n + 1, n) for n in range(captures))
    made.add(rows, folder / "manifest")
    return made


def steps(made: Catalogue, question: str, *arguments: str) -> int:
    """How many hundreds of steps SQLite takes for an answer."""
    count = [0]

    def step() -> int:
        count[0] += 1
        return 0

    made._db.set_progress_handler(step, 100)
    getattr(made, question)(*arguments)
    made._db.set_progress_handler(None, 100)
    return count[0]


@pytest.mark.parametrize(("question", "arguments"), [
    ("is_noted", (PLACE, f"{7:064x}", "2023-05-04T00:00:15Z")),
    ("is_noted", (PLACE, "f" * 64, "2023-05-04T23:00:00Z")),
    ("is_captured", (PLACE, "2023-05-04T23:00:00Z")),
    ("latest_at", (PLACE,)),
])
def test_an_answer_costs_the_same_for_many_captures(tmp_path, question, arguments):
    few, many = (steps(catalogue(tmp_path, n), question, *arguments) for n in (100, 3_000))
    assert many <= few + 3


def test_what_is_known_of_a_capture(tmp_path):
    made = catalogue(tmp_path, 10)
    assert made.is_noted(PLACE, f"{1:064x}", "2023-05-04T00:00:02Z")
    assert made.is_noted(PLACE, f"{1:064x}", "2023-05-04T02:00:02+02:00"), "the same moment, in another zone"
    assert made.is_noted(PLACE, f"{4:064x}", "2023-05-05"), "nothing else came after it"
    assert not made.is_noted(PLACE, f"{3:064x}", "2023-05-05")
    assert not made.is_noted(PLACE, f"{1:064x}", "2022-01-01")
    assert made.is_captured(PLACE, "2023-05-04T00:00:02+00:00")
    assert not made.is_captured(PLACE, "2023-05-04T00:00:59Z")
    assert not made.is_captured(PLACE, "")
    latest = made.latest_at(PLACE)
    assert latest is not None and (latest.sha256, latest.captured) == (f"{4:064x}", "2023-05-04T00:00:08Z")

"""The benchmark of scaling: how the shares of a run are told, with few sources."""

from __future__ import annotations

import gzip

import pytest

from benchmarks import scaling
from benchmarks.scale import Step
from benchmarks.scaling import Taken, planning, sets, share, taken
from pipeline.archive.run.formats import FORMATS
from tests.makers.archives import scrape

MANY = {"read": [1.0, 0.0], "plan": [2.0, 3.0], "clean": [1.0, 12.0], "publish": [1.0, 0.0]}
ONE = {"read": [0.5, 0.0], "plan": [0.5, 0.5], "clean": [0.5, 0.5], "publish": [0.5, 0.0]}


def test_the_start_is_subtracted_and_what_cleaning_takes_over_is_not_planning():
    found = share(MANY, ONE, Taken(2.0, 0.5))
    assert (found.whole, found.before) == (17.0, 4.5)
    assert found.planning == pytest.approx(3.0)


def test_what_is_taken_over_is_measured_and_what_is_no_text_is_left_out(tmp_path):
    scrape(tmp_path / "in", 3)
    (tmp_path / "in" / "picture.txt").write_bytes(bytes(range(256)) * 8)
    found = taken(tmp_path / "in", tmp_path)
    assert 0 < found.loaded < found.read < 5


def test_pages_of_a_folder_are_unpacked_and_at_most_so_many(tmp_path):
    (tmp_path / "pages").mkdir()
    for n in range(3):
        (tmp_path / "pages" / f"{n}.html.gz").write_bytes(gzip.compress(b"<p>A page.</p>"))
    (tmp_path / "into").mkdir()
    (name, made), = list(sets(tmp_path / "into", 2, [str(tmp_path / "pages")]))[2:]
    assert name == "pages, 2 pages"
    assert [(path.name, path.read_bytes()) for path in sorted(made.iterdir())] == [(f"0000{n}-{n}.html", b"<p>A page.</p>") for n in range(2)]


def test_a_row_is_printed_for_each_set(capsys):
    planning(3, [])
    rows = capsys.readouterr().out.splitlines()
    assert [row.split(" | ")[0] for row in rows[2:]] == ["| text, 3 made up, 250 words", "| HTML, 3 made up, 400 words"]
    assert all(row.count("%") == 4 for row in rows[2:])


def test_each_format_is_exported_from_few_and_from_many(monkeypatch, capsys):
    asked = []

    def noted(*arguments):
        asked.append(arguments)
        return Step(2.0, 1.0, float(len(asked)), 40.0)

    monkeypatch.setattr(scaling, "measured", noted)
    scaling.memory(2, 4, exported=True)
    assert [arguments[0] for arguments in asked] == ["archive", *["export"] * len(FORMATS)] * 2
    rows = capsys.readouterr().out.splitlines()[2:]
    assert [row.split(" | ")[0] for row in rows] == [f"| {name}" for name in FORMATS]
    assert rows[0] == f"| {next(iter(FORMATS))} | 2 | {3 + len(FORMATS)} | 500.0 | 250.0 |"

"""The benchmark of a very large archive, with few articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import large
from benchmarks.large import NAMES, checks, make, measured, on_disk, row, site_of, steps, told
from benchmarks.scale import Step


def articles(folder: Path) -> list[list[dict[str, str]]]:
    """The rows of each file."""
    return [list(map(json.loads, (folder / name).read_text(encoding="utf-8").splitlines())) for name in NAMES]


def test_articles_are_parted_into_files_and_made_alike_each_time(tmp_path):
    make(tmp_path / "one", 60)
    make(tmp_path / "two", 60)
    rows = articles(tmp_path / "one")
    assert list(map(len, rows)) == [2, 18, 20, 20]
    assert [one for part in rows for one in part] == list(map(row, range(60)))
    assert articles(tmp_path / "two") == rows


def test_articles_have_the_promised_length_and_furniture():
    words = [len(row(n)["text"].split()) for n in range(40)]
    assert 110 < min(words) <= max(words) < 240
    assert all("All rights reserved." in row(n)["text"] for n in range(5))


def test_some_articles_are_reprints_and_some_the_same_page():
    reprint, earlier = row(149), row(109)
    assert (reprint["text"] == earlier["text"], reprint["text"].split("\n\n")[1:6] == earlier["text"].split("\n\n")[1:6]) == (False, True)
    assert row(175)["text"] == row(135)["text"]
    assert row(175)["url"].rpartition("/")[0] == row(135)["url"].rpartition("/")[0]


def test_few_sites_have_many_articles():
    sites = [site_of(n) for n in range(3_000)]
    common = max(map(sites.count, set(sites)))
    assert common > 100
    assert len(set(sites)) > 1_000


@pytest.fixture
def commands(monkeypatch) -> list[list[str]]:
    """The commands that would be run."""
    found: list[list[str]] = []

    def ran(log: Path, step: str, *arguments: str | Path) -> Step:
        found.append([Path(argument).name for argument in map(str, arguments)])
        return Step(2.0, 1.0, 50.0, 40.0)

    monkeypatch.setattr(large, "measured", ran)
    return found


def test_a_run_archives_more_each_time_and_checks_twice(tmp_path, commands):
    make(tmp_path, 60)
    found = list(steps(tmp_path))
    assert [title for title, _, _ in found] == [
        "archive 2 new, 0 known", "archive 18 new, 2 known", "archive, nothing new, 20 known", "plan, nothing new, 20 known", "verify, 20 known",
        "archive 20 new, 20 known", "archive 20 new, 40 known", "archive, nothing new, 60 known", "plan, nothing new, 60 known", "verify, 60 known"]
    assert [number for _, number, _ in found] == [2, 18, 20, 20, 20, 20, 20, 60, 60, 60]
    assert commands[1] == ["archive", "first.jsonl", "second.jsonl", "-o", "out", "--workers", "1"]


def test_the_checks_can_be_done_for_fewer_files(tmp_path, commands):
    make(tmp_path, 60)
    assert [number for _, number, _ in checks(tmp_path, 3)] == [40, 40, 40]
    assert commands[1] == ["plan", "first.jsonl", "second.jsonl", "third.jsonl", "-o", "out"]


def test_a_row_is_printed_for_each_step(capsys):
    told([("archive 4 new, 0 known", 4, Step(3.2, 2.0, 120.4, 80.6))])
    assert capsys.readouterr().out.splitlines()[-1] == "| archive 4 new, 0 known | 3 | 2 | 500.00 | 120 | 81 |"


def test_a_command_is_measured_and_a_failed_one_ends_the_benchmark(tmp_path):
    log = tmp_path / "samples.tsv"
    found = measured(log, "version", "--version")
    assert found.wall > 0 < found.peak
    assert log.read_text().startswith("version\t0\t")
    with pytest.raises(SystemExit, match="wrong: exit code 2"):
        measured(log, "wrong", "archive", "--no-such-option")
    assert "no-such-option" in log.with_suffix(".err").read_text()


def test_bytes_of_files_and_of_the_file_system(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 10_000)
    size, taken = on_disk(tmp_path / "a")
    assert size == 10_000 <= taken

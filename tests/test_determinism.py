"""The same input gives the same bytes, whatever the order, the number of workers, the machine's habits or the day."""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path

import pytest

from tests.makers.archives import archive, bag, engross, page, payload, scrape


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = scrape(tmp_path / "in", 14)
    (folder / "latin.txt").write_bytes(page(20).replace("Birch", "Bürch").encode("windows-1252"))
    (folder / "ümlaut ñame.txt").write_text(page(21).replace("visitors", "visitors â€” dÃ©jÃ vu"), encoding="utf-8")
    (folder / "twin.txt").write_bytes((folder / "page003.txt").read_bytes())
    (folder / "empty.txt").write_bytes(b"")
    rows = [{"id": n, "url": f"https://paper.example/{n % 4}", "text": page(40 + n), "captured": f"2024-01-0{n + 1}"} for n in range(6)]
    (folder / "more.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


@pytest.fixture
def expected(tmp_path: Path, source: Path) -> dict[str, bytes]:
    (tmp_path / "engross.toml").write_text("[archive]\nbatch = 4\n")
    assert engross("archive", source, "-o", tmp_path / "plain", "--workers", "1", cwd=tmp_path).returncode == 1
    return bag(tmp_path / "plain")


@pytest.mark.parametrize(("workers", "env"), [
    ("1", {}), ("2", {}), ("1", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}), ("2", {"TZ": "Pacific/Kiritimati"}),
    ("1", {"PYTHONHASHSEED": "1"}), ("2", {"PYTHONHASHSEED": "4242", "LC_ALL": "tr_TR.UTF-8"}),
])
def test_workers_locale_zone_and_hash_seed_do_not_matter(tmp_path, source, expected, workers, env):
    assert engross("archive", source, "-o", tmp_path / "out", "--workers", workers, cwd=tmp_path, env=env).returncode == 1
    assert bag(tmp_path / "out") == expected


def test_another_day_does_not_matter(tmp_path, source, expected):
    """A clock that runs years ahead, and files that look ten years old."""
    (tmp_path / "later").mkdir()
    (tmp_path / "later/sitecustomize.py").write_text("import time\n_real = time.time\ntime.time = lambda: _real() + 4e8\n")
    for path in source.iterdir():
        os.utime(path, (1.2e9, 1.2e9))
    env = {"PYTHONPATH": os.pathsep.join([str(tmp_path / "later"), str(Path(__file__).resolve().parent.parent)])}
    assert engross("archive", source, "-o", tmp_path / "out", "--workers", "1", cwd=tmp_path, env=env).returncode == 1
    assert bag(tmp_path / "out") == expected


def test_the_order_of_the_input_does_not_matter(tmp_path, source, expected, monkeypatch):
    real = os.listdir

    def shuffled(path):
        found = real(path)
        random.Random(3).shuffle(found)
        return found

    monkeypatch.setattr("pipeline.archive.run.inputs.os.listdir", shuffled)
    monkeypatch.setattr("pipeline.archive.run.inputs.sorted", lambda items, **_: list(items), raising=False)
    archive(tmp_path / "out", source, batch=4)
    assert payload(tmp_path / "out") == {path: content for path, content in expected.items() if path.startswith("data/")}


def test_the_place_of_input_and_output_does_not_matter(tmp_path, source, expected):
    shutil.copytree(source, tmp_path / "elsewhere/deep")
    assert engross("archive", "deep", "-o", "../other", cwd=tmp_path / "elsewhere").returncode == 1
    found = payload(tmp_path / "other")
    assert {line for path, data in found.items() if "articles" in path for line in data.split(b"\n")} == {
        line for path, data in expected.items() if "articles" in path for line in data.split(b"\n")}
    assert {path.rpartition("/")[2]: data for path, data in found.items() if "/tei/" in path} == {
        path.rpartition("/")[2]: data for path, data in expected.items() if "/tei/" in path}

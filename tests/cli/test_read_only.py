"""An archive on a medium that can't be written: every command that only reads works, with its caches and without; the others name the place."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from pipeline import cli
from tests.makers.archives import engross, page, scrape
from tests.makers.unwritable import engross_obeying, read_only

CACHES = ("catalogue", "copies", "doubts", "memory", "report")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An archive with a copy, a doubt and a decision, and what the commands say of it."""
    folder = tmp_path_factory.mktemp("made")
    scrape(folder / "in", 5)
    (folder / "in/again.txt").write_text(page(2).replace("noon", "midday"), encoding="utf-8")
    (folder / "in/short.txt").write_text("Leave a Reply\n", encoding="utf-8")
    assert engross("archive", "in", "-o", "out", cwd=folder).returncode == 0
    article = json.loads((folder / "out/data/articles/00000.jsonl").read_bytes().split(b"\n")[0])
    ids = article["id"], article["sections"][0]["blocks"][0]["id"]
    assert engross("decide", "out", *ids, "remove", "--who", "Ada", cwd=folder).returncode == 0
    return folder, ids


READING = [("verify", "out"), ("doubts", "out"), ("copies", "out"), ("decisions", "out"), ("sites", "suggest", "out"), ("diff", "{}", "out"),
           ("show", "{}", "out"), ("export", "out", "--to", "jsonl", "-o", "-"), ("export", "out", "--to", "sqlite", "-o", "x.sqlite"),
           ("plan", "in", "-o", "out"), ("plan", "in", "-o", "out", "--reapply"), ("report", "out")]
WITH_CACHES = [("doubts", "out"), ("copies", "out"), ("decisions", "out")]


def state(kind, folder, tmp_path):
    """The archive with its caches, without them, with caches of another format, or with caches that lack the last batches."""
    shutil.copytree(folder, tmp_path / kind)
    root = tmp_path / kind / "out"
    for name in CACHES:
        path = root / f"{name}.sqlite"
        if kind == "without" and name != "report":
            path.unlink()
        elif kind == "broken" and name != "report":
            path.write_bytes(b"not a database" * 100)
    if kind == "behind":
        scrape(tmp_path / kind / "in", 7)
        old = {name: (root / f"{name}.sqlite").read_bytes() for name in CACHES}
        assert engross("archive", "in", "-o", "out", cwd=tmp_path / kind).returncode == 0
        for name in ("catalogue", "copies", "doubts", "memory"):
            (root / f"{name}.sqlite").write_bytes(old[name])
    return tmp_path / kind


@pytest.mark.parametrize("kind", ["without", "broken", "behind"])
def test_commands_that_read(made, tmp_path, kind, monkeypatch):
    folder = state(kind, made[0], tmp_path)
    monkeypatch.chdir(folder)
    for arguments in ([part.format(made[1][0]) for part in arguments] for arguments in (READING if kind == "without" else WITH_CACHES)):
        with read_only(folder / "out"):
            told = engross_obeying(*arguments, cwd=folder)
        shutil.copytree(folder / "out", folder / "as it was")
        expected = CliRunner().invoke(cli.main, arguments)
        shutil.rmtree(folder / "out")
        (folder / "as it was").rename(folder / "out")
        assert (told.returncode, told.stdout, told.stderr) == (expected.exit_code, expected.stdout_bytes, expected.stderr_bytes), arguments


def test_a_decision_on_an_archive_that_can_not_be_written(made, tmp_path):
    folder = state("without", made[0], tmp_path)
    with read_only(folder / "out"):
        told = engross_obeying("decide", "out", *made[1], "keep", "--who", "Ada", cwd=folder)
    assert (told.returncode, told.stderr) == (0, b"")
    assert len((folder / "decisions.jsonl").read_bytes().splitlines()) == 2


@pytest.mark.parametrize(("arguments", "code", "sentence"), [
    (("report", "out"), 2, "out: the report is not up to date, and it can't be written here (Permission denied). Copy the archive"),
    (("review", "out"), 2, "out: the report is not up to date, and it can't be written here (Permission denied). Copy the archive"),
    (("archive", "in", "-o", "out"), 2, "out: no archive can be written here (Permission denied). Name another folder with -o."),
    (("restore", "out", "--kind", "comments"), 2, "out: no archive can be written here (Permission denied). Name another folder"),
])
def test_commands_that_write(made, tmp_path, arguments, code, sentence):
    folder = state("without", made[0], tmp_path)
    (folder / "out/report/index.html").unlink()
    with read_only(folder / "out"):
        told = engross_obeying(*arguments, cwd=folder)
    assert told.returncode == code
    assert told.stderr.decode().startswith(f"engross: {sentence}")

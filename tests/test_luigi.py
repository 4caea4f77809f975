"""The tasks that users of Luigi require: done when they should be, sentences where they fail, and the example of docs/luigi.md."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import luigi
import pytest

from pipeline.archive.run.run import Run
from pipeline.settings import Settings
from pipeline.tasks import Archive, Export, Plan, Report, Verify
from tests.makers.archives import ROOT, archive, bag, environment, page, scrape
from tests.test_tasks import luigi_command, luigid  # noqa: F401  (a fixture)

TITLES = "Alder opens its new bridge after 2 years\nBirch opens its new ferry after 3 years\nCedar opens its new library after 4 years\n"


def built(task: luigi.Task, workers: int = 1) -> bool:
    return luigi.build([task], local_scheduler=True, workers=workers, log_level="WARNING")


def task(kind: type[luigi.Task], folder: Path, **more: str) -> luigi.Task:
    return kind(source=str(folder / "in"), archive=str(folder / "out"), **more)


# -- the example --------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def example(tmp_path):
    """A folder with the module of the page, and three pages to archive."""
    text = (ROOT / "docs/luigi.md").read_text(encoding="utf-8")
    (tmp_path / "news.py").write_text(re.search(r"`news.py`:\n\n```python\n(.*?)```", text, re.DOTALL)[1], encoding="utf-8")
    scrape(tmp_path / "scraped", 3)
    return tmp_path


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    there = environment({"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"})
    return subprocess.run([sys.executable, *command], cwd=folder, env=there, capture_output=True, text=True, check=False, timeout=180)


def headlines(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "-m", "luigi", "--module", "news", "Headlines", "--source", "scraped", "--archive", "output", *more)


def test_the_example_with_the_local_scheduler(example):
    told = headlines(example, "--local-scheduler")
    assert "This progress looks :)" in told.stderr, told.stderr
    assert (example / "output.headlines.txt").read_text(encoding="utf-8") == TITLES
    archive(example / "plain", example / "scraped", batch=200)
    assert bag(example / "output") == bag(example / "plain")
    again = headlines(example, "--local-scheduler")
    assert "Did not run any tasks" in again.stderr


@pytest.mark.slow
def test_the_example_with_a_central_scheduler_and_two_workers(example, luigid):  # noqa: F811
    told = headlines(example, "--scheduler-url", luigid[0], "--workers", "2")
    assert "This progress looks :)" in told.stderr, told.stderr
    assert (example / "output.headlines.txt").read_text(encoding="utf-8") == TITLES
    archive(example / "plain", example / "scraped", batch=200)
    assert bag(example / "output") == bag(example / "plain")


@pytest.mark.slow
def test_the_example_as_a_script(example):
    told = run(example, "news.py")
    assert told.returncode == 0, told.stderr
    assert (example / "output.headlines.txt").read_text(encoding="utf-8") == TITLES


# -- when a task is done ------------------------------------------------------------------------------------------------------------------


def test_a_task_is_done_for_the_input_and_the_archive_as_they_are(tmp_path):
    scrape(tmp_path / "in", 2)
    one, other = task(Archive, tmp_path), task(Export, tmp_path)
    assert not one.complete()
    assert built(other)
    assert one.complete() and one.input().exists() and other.complete()
    assert one.output().path == str(tmp_path / "out")
    assert not (tmp_path / "out" / "work").exists()
    lines = Path(other.output().path).read_text(encoding="utf-8")
    assert len(lines.splitlines()) == 2
    (tmp_path / "in/more.txt").write_text(page(7), encoding="utf-8")
    assert not one.complete()
    assert built(other)
    assert one.complete()
    assert len(Path(other.output().path).read_text(encoding="utf-8").splitlines()) == 3
    Path(other.output().path).unlink()
    assert one.complete() and not other.complete()
    (tmp_path / "out/manifest-sha256.txt").unlink()
    assert not one.complete()


def test_an_input_without_anything_new_is_done_as_well(tmp_path):
    scrape(tmp_path / "in", 2)
    archive(tmp_path / "out", tmp_path / "in")
    before = bag(tmp_path / "out")
    assert built(task(Archive, tmp_path))
    assert task(Archive, tmp_path).complete()
    assert bag(tmp_path / "out") == before


def test_a_plan_is_there_until_it_is_published(tmp_path):
    scrape(tmp_path / "in", 2)
    plan = task(Plan, tmp_path)
    assert built(plan)
    assert plan.complete() and not task(Archive, tmp_path).complete()
    assert (tmp_path / "out" / "work" / "plan.json").exists()
    assert built(task(Archive, tmp_path))
    assert plan.complete()
    assert not (tmp_path / "out" / "work").exists()


@pytest.mark.slow
def test_two_workers_do_the_same(tmp_path):
    scrape(tmp_path / "in", 6)
    (tmp_path / "settings.toml").write_text("[archive]\nbatch = 2\n")
    told = luigi_command("Archive", "--source", tmp_path / "in", "--archive", tmp_path / "out", "--settings", tmp_path / "settings.toml",
                         "--local-scheduler", "--workers", "2", cwd=tmp_path)
    assert "This progress looks :)" in told.stderr, told.stderr
    archive(tmp_path / "plain", tmp_path / "in")
    assert bag(tmp_path / "out") == bag(tmp_path / "plain")


def test_the_archive_comes_with_its_report_unless_nobody_wants_it(tmp_path, caplog):
    scrape(tmp_path / "in", 2)
    assert built(task(Archive, tmp_path, no_report=True))
    assert not (tmp_path / "out/report").exists()
    scrape(tmp_path / "in", 3)
    assert built(task(Archive, tmp_path))
    assert "3" in re.search(r"<dt>Articles</dt><dd class=number>(.*?)</dd>", (tmp_path / "out/report/index.html").read_text(encoding="utf-8"))[1]
    scrape(tmp_path / "in", 4)
    shutil.rmtree(tmp_path / "out/report")
    (tmp_path / "out/report").write_text("in the way")
    assert built(task(Archive, tmp_path)), "the archive is whole without it"
    assert "the report can't be written" in caplog.text


def test_the_report_and_the_check_are_made_of_the_archive(tmp_path):
    scrape(tmp_path / "in", 2)
    assert built(task(Report, tmp_path))
    assert Path(task(Report, tmp_path).output().path).name == "index.html"
    assert task(Report, tmp_path).complete()
    assert built(task(Verify, tmp_path))
    assert task(Verify, tmp_path).complete()
    json.loads((tmp_path / "out/tasks.json").read_text())


def test_an_export_replaces_its_own_folder_and_nobody_else_s(tmp_path, caplog):
    scrape(tmp_path / "in", 1)
    assert built(task(Export, tmp_path, format="text"))
    folder = tmp_path / "out-text"
    assert len(list(folder.rglob("*.txt"))) == 1
    (tmp_path / "in/more.txt").write_text(page(7), encoding="utf-8")
    assert built(task(Export, tmp_path, format="text"))
    assert len(list(folder.rglob("*.txt"))) == 2
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter.txt").write_text("dear")
    assert not built(task(Export, tmp_path, format="text", to=str(tmp_path / "mine")))
    assert os.listdir(tmp_path / "mine") == ["letter.txt"]
    assert "exists and is not an empty folder" in caplog.text


# -- names, and what goes wrong -----------------------------------------------------------------------------------------------------------


def test_the_old_names_are_taken_with_a_sentence(tmp_path):
    scrape(tmp_path / "in", 1)
    told = luigi_command("Archive", "--input", tmp_path / "in", "--output", tmp_path / "out", "--local-scheduler", cwd=tmp_path)
    assert "--input is called --source now; the old name goes with the next version." in told.stderr
    assert "--output is called --archive now" in told.stderr
    assert (tmp_path / "out/bagit.txt").exists()


@pytest.mark.filterwarnings("error")
def test_a_task_of_somebody_else_can_be_cloned_into_one():
    class Own(luigi.Task):
        source = luigi.Parameter()
        archive = luigi.Parameter()

    own = Own(source="there", archive="here")
    assert own.clone(Archive) == Archive(source="there", archive="here")
    assert own.clone(Export, format="text").requires() == own.clone(Archive)


@pytest.mark.parametrize(("arguments", "sentence"), [
    (("--source", "nowhere"), "nowhere: there is no such file or folder."),
    (("--source", "in", "--settings", "wrong.toml"), "articles.max_bytes must be a number from 1000 to 2000000000, not 5."),
    (("--source", "in", "--settings", "missing.toml"), "missing.toml"),
    (("--source", "empty"), "empty: there is nothing to read here: no file, or none but files whose names begin with a dot. Name a file"),
    (("--source", "in", "--archive", "full"), "full holds other things"),
])
def test_what_goes_wrong_is_told_in_a_sentence(tmp_path, arguments, sentence):
    scrape(tmp_path / "in", 1)
    (tmp_path / "empty").mkdir()
    scrape(tmp_path / "full", 1)
    (tmp_path / "wrong.toml").write_text("[articles]\nmax_bytes = 5\n")
    (tmp_path / "luigi.cfg").write_text("[retcode]\ntask_failed = 30\n")
    told = luigi_command("Archive", *arguments, "--local-scheduler", cwd=tmp_path)
    assert sentence in told.stderr
    assert "Traceback" not in told.stderr
    assert told.returncode == 30


def test_a_format_that_is_none_is_told_in_a_sentence(tmp_path):
    told = luigi_command("Export", "--format", "docx", "--local-scheduler", cwd=tmp_path)
    assert told.stderr.endswith("tei-corpus, text, vertical, warc.\n")
    assert "There is no format docx. --format is one of " in told.stderr
    assert "Traceback" not in told.stderr
    assert told.returncode == 2


def test_a_damaged_archive_fails_the_check_with_a_sentence(tmp_path, caplog):
    scrape(tmp_path / "in", 1)
    assert built(task(Archive, tmp_path))
    path = next((tmp_path / "out/data/ledger").iterdir())
    path.write_bytes(path.read_bytes() + b" ")
    assert not built(task(Verify, tmp_path))
    assert not task(Verify, tmp_path).complete()
    assert "SHA-256 differs from the manifest" in caplog.text
    assert "Traceback" not in caplog.text


def test_a_task_fails_while_another_run_is_at_work(tmp_path, caplog):
    scrape(tmp_path / "in", 1)
    with Run(tmp_path / "out", Settings()):
        assert not built(task(Archive, tmp_path))
    assert "another run is at work" in caplog.text
    assert built(task(Archive, tmp_path))

"""Paths that are not what a command needs: a file in place of a folder, a part of an archive, an empty name, a run that was stopped."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from pipeline import cli
from pipeline.archive.run.batch import work_batch
from pipeline.archive.run.publish import publish
from pipeline.archive.run.run import Run
from pipeline.archive.verify.verify import verify
from pipeline.settings import Archive, Settings
from tests.makers.archives import archive, scrape
from tests.makers.stopping import Stopped, stopping

IDENT = "a0123456789ab"
ON_ARCHIVES = [("report", "{}"), ("review", "{}"), ("doubts", "{}"), ("copies", "{}"), ("decisions", "{}"), ("sites", "suggest", "{}"),
               ("diff", IDENT, "{}"), ("show", IDENT, "{}"), ("decide", "{}", IDENT, "5", "keep"), ("restore", "{}", "--kind", "comments"),
               ("export", "{}", "--to", "jsonl", "-o", "x")]
WITH_PATHS = [*ON_ARCHIVES, ("verify", "{}"), ("archive", "{}"), ("plan", "{}"), ("clean", "{}"), ("explain", "{}"), ("archive", "-o", "{}"),
              ("plan", "-o", "{}"), ("export", "out", "--to", "jsonl", "-o", "{}"), ("export", "out", "--to", "jsonl", "-o", "x", "--id-file", "{}"),
              ("sites", "import", "{}"), ("archive", "in", "--settings", "{}")]


def told(arguments, path):
    result = CliRunner().invoke(cli.main, [part.format(path) for part in arguments])
    return result.exit_code, result.stderr.removeprefix("engross: ").rstrip("\n")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("arguments", ON_ARCHIVES, ids=" ".join)
def test_what_is_no_archive_is_called_what_it_is(tmp_path, arguments):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "out/data").mkdir(parents=True)
    (tmp_path / "out/bagit.txt").touch()
    long = "n" * 300
    for path, sentence in (
        ("file", "file is a file, not an archive. Name the folder of an archive."),
        ("folder", "folder is not an archive: it holds no bagit.txt. Name the folder of an archive."),
        ("nowhere", "nowhere: there is no such folder. Name the folder of an archive; engross archive makes one."),
        ("out/data", "out/data is a part of the archive out. Name the folder of an archive: out"),
        ("out/bagit.txt", "out/bagit.txt is a part of the archive out. Name the folder of an archive: out"),
        (long, f"{long} can't be read (File name too long). Name the folder of an archive."),
    ):
        assert told(arguments, path) == (2, sentence)


@pytest.mark.parametrize(("path", "what"), [("file", "This is a file, not an archive"), ("nowhere", "There is no such folder"), ("n" * 300, "There is no such folder")])
def test_verify_says_what_is_no_archive(tmp_path, path, what):
    (tmp_path / "file").touch()
    result = CliRunner().invoke(cli.main, ["verify", path])
    assert (result.exit_code, result.stdout.splitlines()[0]) == (2, f"{path}: {what}. Name the folder of an archive. [no-archive]")


NOWHERE = (
    "archive nowhere", "archive page.txt nowhere", "archive nowhere/*.txt", "archive page.txt --settings nowhere", "plan nowhere", "plan page.txt nowhere",
    "clean nowhere", "clean nowhere/*.txt", "clean page.txt --settings nowhere", "explain nowhere",
    "verify nowhere", "restore nowhere --kind comments", "diff a0123456789ab nowhere", "copies nowhere", "doubts nowhere",
    "decide nowhere a0123456789ab p1 keep --who me", "decisions nowhere", "sites suggest nowhere", "sites import nowhere", "sites test nowhere",
    "export nowhere --to jsonl -o -", "report nowhere", "review nowhere", "show a0123456789ab nowhere",
)


@pytest.mark.parametrize("line", NOWHERE)
def test_a_path_that_is_not_there_is_wrong_usage(tmp_path, line):
    """The same exit code from all commands, before anything is done or printed of other inputs."""
    (tmp_path / "page.txt").write_text("A title\n\nA paragraph that says something of the harbour.\n")
    result = CliRunner().invoke(cli.main, line.split())
    assert (result.exit_code, "nowhere" in result.output, "A paragraph" in result.stdout) == (2, True, False)
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]


@pytest.mark.parametrize("command", ["clean", "explain"])
def test_what_is_only_shown_is_shown_beside_a_path_that_is_not_there(tmp_path, command):
    (tmp_path / "page.txt").write_text("A title\n\nA paragraph that says something of the harbour.\n")
    result = CliRunner().invoke(cli.main, [command, "nowhere", "page.txt"])
    assert (result.exit_code, "nowhere" in result.stderr, "A paragraph" in result.stdout) == (1, True, True)


def test_all_commands_are_asked_for_a_path_that_is_not_there():
    known = {name for name, command in cli.main.commands.items() if not hasattr(command, "commands")}
    known |= {f"{name} {own}" for name, command in cli.main.commands.items() for own in getattr(command, "commands", ())}
    assert {name for name in known if not any(line.startswith(f"{name} ") for line in NOWHERE)} == set()


@pytest.mark.parametrize("arguments", WITH_PATHS, ids=" ".join)
def test_an_empty_name_is_refused(tmp_path, arguments):
    code, sentence = told(arguments, "")
    assert (code, sentence.splitlines()[-1].endswith("the name is empty. Write the path of a file or a folder; a dot stands for this folder.")) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["s3://bucket/place", "https://harbour.example/page", "file:///somewhere"])
@pytest.mark.parametrize("arguments", WITH_PATHS, ids=" ".join)
def test_an_address_is_refused(tmp_path, arguments, address):
    """It would be a folder called ``s3:``, made here in silence."""
    code, sentence = told(arguments, address)
    assert (code, f"{address} is an address, and only files and folders of this machine are read and written." in sentence) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["clean", "explain"])
def test_a_folder_without_sources_is_told(tmp_path, command):
    (tmp_path / "empty").mkdir()
    assert told((command, "{}"), "empty") == (
        2, ("empty: there is nothing to read here: no file, or none but files whose names begin with a dot. "
        "Name a file, or a folder that holds articles (docs/inputs.md)."))


def test_a_folder_of_site_files_that_can_not_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "engross.toml").write_text('[review]\nsites = "file/sites"\n')
    (tmp_path / "harbour.example.txt").write_text("title: //h1\n")
    assert told(("sites", "import", "{}"), "harbour.example.txt") == (
        1, "file/sites/harbour.example.toml can't be written (Not a directory). Mend that, or name another folder in the settings (review.sites).")


# -- a run that was stopped ------------------------------------------------------------------------------------------------------------


def begin(root, source, batches):
    """A run on an archive that stops after it has worked on that many batches."""
    run = Run(root, Settings(archive=Archive(batch=2))).open()
    plan = run.make_plan([str(source)])
    for part in plan.batches[:batches]:
        work_batch(run.work, part.key)
    run._lock.release()  # as the end of the process does
    return plan


@pytest.mark.parametrize("batches", [0, 1, 2])
def test_a_first_run_that_was_stopped_is_no_damage(tmp_path, batches):
    begin(tmp_path / "out", scrape(tmp_path / "in", 4), batches)
    (fault,) = verify(tmp_path / "out").faults
    assert str(fault) == ("work/: The first run has not ended. If it was stopped, run the same command again, and it goes on from there: "
                          f"engross archive INPUT -o {tmp_path}/out [unfinished-run]")
    code, sentence = told(("report", "{}"), "out")
    assert code == 2
    assert sentence.startswith("out is not an archive yet. The first run has not ended.")
    archive(tmp_path / "out", tmp_path / "in")
    assert verify(tmp_path / "out").faults == []


def stopped_while_publishing(root, source, monkeypatch, write):
    """A run that is stopped at the n-th file that publishing writes."""
    from pipeline.archive.store import disk

    plan = begin(root, source, 9)
    with monkeypatch.context() as patch:
        patch.setattr(disk.os, "replace", stopping(disk.os.replace, [write]))
        try:
            publish(root, plan, None)
        except Stopped:
            return True
    return False


@pytest.mark.parametrize("first", [True, False])
def test_a_run_that_was_stopped_while_it_published_is_no_damage(tmp_path, monkeypatch, first):
    """Whatever the moment: nothing is told but that the run has not ended."""
    scrape(tmp_path / "in", 2)
    if not first:
        archive(tmp_path / "before", tmp_path / "in")
    scrape(tmp_path / "in", 4)
    seen = 0
    for write in range(60):
        root = tmp_path / f"out{write}"
        if not first:
            shutil.copytree(tmp_path / "before", root)
        if not stopped_while_publishing(root, tmp_path / "in", monkeypatch, write):
            break
        report = verify(root)
        assert {fault.code for fault in report.faults} <= {"unfinished-run"}, write
        assert "Bring the files" not in report.to_text()
        seen += bool(report.faults)
        if write % 8 == 0:
            archive(root, tmp_path / "in")
            assert verify(root).faults == []
    assert seen >= 8


def test_damage_is_told_apart_from_a_run_that_was_stopped(tmp_path, monkeypatch):
    scrape(tmp_path / "in", 2)
    archive(tmp_path / "out", tmp_path / "in")
    scrape(tmp_path / "in", 6)
    assert stopped_while_publishing(tmp_path / "out", tmp_path / "in", monkeypatch, 12)
    lost = next((tmp_path / "out/data/tei/00000").iterdir())
    lost.unlink()
    (tmp_path / "out/data/articles/notes.txt").touch()
    assert {"unfinished-run", "missing", "unlisted"} <= {fault.code for fault in verify(tmp_path / "out").faults}
    shutil.rmtree(tmp_path / "out/work")
    assert {"missing", "unlisted", "oxum"} <= {fault.code for fault in verify(tmp_path / "out").faults}


def test_an_archive_that_lost_its_bag_files_is_damaged_whatever_stands_in_work(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 2))
    for path in (tmp_path / "out").glob("*.txt"):
        path.unlink()
    (tmp_path / "out/work").mkdir()
    assert {"no-bag", "no-manifest", "unlisted"} <= {fault.code for fault in verify(tmp_path / "out").faults}
    assert json.loads(verify(tmp_path / "out").to_json())["faults"]

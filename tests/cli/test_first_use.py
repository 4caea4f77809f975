"""What a person meets who uses the commands for the first time: a wrong name, an empty folder, nothing to take back. Each says what to do."""

from __future__ import annotations

import json
import os

import pytest

from pipeline.archive.run.inputs import read_inputs
from pipeline.data import Source
from tests.makers.archives import archive, engross, page, scrape


@pytest.fixture
def out(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 2))
    return tmp_path / "out"


def first_of(out):
    article = json.loads((out / "data/articles/00000.jsonl").read_bytes().split(b"\n")[0])
    return article["id"], article["sections"][0]["blocks"][0]["id"]


def test_an_input_without_sources_leaves_no_archive_behind(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "there").mkdir()
    for out in ("new", "there"):
        assert engross("archive", "empty", "-o", out, cwd=tmp_path).returncode == 2
    assert sorted(os.listdir(tmp_path)) == ["empty", "there"]
    assert os.listdir(tmp_path / "there") == []


def test_nothing_is_passed_over_in_silence(tmp_path):
    source = scrape(tmp_path / "in", 1)
    (source / ".cache").mkdir()
    (source / ".notes.txt").write_text(page(3), encoding="utf-8")
    (source / "deep").mkdir()
    (source / "deep/up").symlink_to("..")
    told = engross("archive", source, "-o", tmp_path / "out")
    assert told.returncode == 0
    assert told.stderr.decode().splitlines() == [
        f"note: {source}: 2 files or folders with a name that begins with a dot were passed over: .cache, .notes.txt.",
        f"note: {source}: 1 file or folder that is a link to a folder above it was passed over: deep/up.",
    ]
    assert not (tmp_path / "out/data/failed").exists()  # the archive does not depend on where its input lies
    again = engross("archive", source, "-o", tmp_path / "out")
    assert (again.stdout.startswith(b"1 source: 0 archived, 1 unchanged"), again.stderr) == (True, told.stderr)
    assert engross("plan", source, "-o", tmp_path / "out").stdout.startswith(b"note: ")


def test_an_archive_inside_its_input_needs_no_note(tmp_path):
    source = scrape(tmp_path / "in", 1)
    (source / "out").mkdir()
    assert [type(item) for item in read_inputs([str(source)], without=source / "out")] == [Source]


def test_a_folder_of_hidden_files_says_why_it_has_no_sources(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/.page.txt").write_text(page(3), encoding="utf-8")
    told = engross("archive", "in", "-o", "out", cwd=tmp_path)
    assert (told.returncode, told.stderr.decode().splitlines()) == (2, [
        "note: in: 1 file or folder with a name that begins with a dot was passed over: .page.txt.",
        ("engross: in: there is nothing to read here: no file, or none but files whose names begin with a dot. Name a file, or a folder that holds "
        "articles (docs/inputs.md).")])


def test_plan_does_not_count_what_fails_as_new(tmp_path):
    source = scrape(tmp_path / "in", 1)
    (source / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (source / "list.jsonl").write_bytes(b'{"foo": 1}\n{"foo": 2}\n')
    told = engross("plan", source, "-o", tmp_path / "out").stdout.decode().splitlines()
    counted = next(line for line in told if " new, " in line)
    assert counted.startswith("1 new, 3 that can't be archived, 0 changed")


def test_to_take_back_what_nobody_decided_is_refused(out):
    ident, block = first_of(out)
    told = engross("decide", "out", ident, block, "undo", cwd=out.parent)
    assert told.returncode == 2
    assert b"no decision with the scope block stands in page000.txt, so there is nothing to take back" in told.stderr
    assert not (out.parent / "decisions.jsonl").exists()
    assert engross("decide", "out", ident, block, "remove", "--scope", "site", cwd=out.parent).returncode == 0
    assert engross("decide", "out", ident, block, "undo", cwd=out.parent).returncode == 2  # another scope
    assert engross("decide", "out", ident, block, "undo", "--scope", "site", cwd=out.parent).returncode == 0
    assert engross("decide", "out", ident, block, "undo", "--scope", "site", cwd=out.parent).returncode == 2
    assert len((out.parent / "decisions.jsonl").read_bytes().splitlines()) == 2


def test_a_file_of_decisions_that_cannot_be_written_is_named(out):
    (out.parent / "decisions.jsonl").mkdir()
    told = engross("decide", "out", *first_of(out), "remove", cwd=out.parent)
    assert told.returncode == 1
    assert b"decisions.jsonl: the decision can't be noted here (Is a directory), and nothing was changed." in told.stderr
    assert b"Errno" not in told.stderr


def test_plan_and_archive_say_the_same_where_the_decisions_are_missing(out):
    assert engross("decide", "out", *first_of(out), "remove", cwd=out.parent).returncode == 0
    assert engross("archive", "-o", "out", "--reapply", cwd=out.parent).returncode == 0
    (out.parent / "decisions.jsonl").unlink()
    told = [engross(command, "-o", "out", "--reapply", cwd=out.parent) for command in ("archive", "plan")]
    assert [one.returncode for one in told] == [2, 2]
    assert told[0].stderr == told[1].stderr
    assert b"there is no file decisions.jsonl" in told[1].stderr


@pytest.mark.parametrize(("arguments", "told"), [
    (("--id", "nope"), "There is no removal with the id nope in the latest version of any article of out"),
    (("--kind", "advert"), "There is no removal of the kind advert in the latest version"),
])
def test_restore_says_what_it_did_not_find(out, arguments, told):
    asked = engross("restore", "out", *arguments, cwd=out.parent)
    assert asked.returncode == 2
    assert told in asked.stderr.decode()


def test_a_site_may_be_named_by_its_address(tmp_path):
    lines = "".join(json.dumps({"url": f"https://www.mill.example/{n}", "text": page(n)}) + "\n" for n in range(2))
    (tmp_path / "in.jsonl").write_text(lines, encoding="utf-8")
    assert archive(tmp_path / "out", tmp_path / "in.jsonl").archived == 2
    for site in ("mill.example", "https://www.mill.example/", "HTTPS://Mill.example/1?a=b"):
        assert engross("export", "out", "--to", "jsonl", "-o", "-", "--site", site, cwd=tmp_path).stdout.count(b"\n") == 2


def test_a_list_of_ids_that_is_not_there_is_named_plainly(out):
    told = engross("export", "out", "--to", "jsonl", "-o", "-", "--id-file", "ids.txt", cwd=out.parent)
    assert (told.returncode, told.stderr) == (2, (b"engross: ids.txt can't be read as a list of ids (No such file or directory). "
                                             b"Name a text file with an id on each line.\n"))


def test_sites_that_are_a_file_are_named(tmp_path):
    scrape(tmp_path / "in", 1)
    (tmp_path / "sites").write_text("")
    told = engross("plan", "in", cwd=tmp_path)
    assert (told.returncode, told.stderr) == (2, b"engross: sites is not a folder of site files. Name a folder in the settings (review.sites).\n")

"""The command line as a user meets it: in a process of its own, with its exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from lxml import etree

from tests.makers.archives import ROOT, command, engross, environment, page, scrape


def test_archive_and_rerun(tmp_path):
    source = scrape(tmp_path / "in", 5)
    first = engross("archive", source, "-o", tmp_path / "out")
    assert (first.returncode, first.stderr) == (0, b"")
    assert first.stdout == f"5 sources: 5 archived, 0 unchanged, 0 failed. Archive: {tmp_path}/out\nReport: {tmp_path}/out/report/index.html\n".encode()
    again = engross("archive", source, "-o", tmp_path / "out")
    assert again.stdout.startswith(b"5 sources: 0 archived, 5 unchanged, 0 failed.")
    checked = engross("verify", tmp_path / "out")
    assert (checked.returncode, checked.stderr) == (0, b"")
    assert b"5 articles" in checked.stdout
    assert b"all is well" in checked.stdout


def test_failed_sources_are_named_and_exit_with_1(tmp_path):
    source = scrape(tmp_path / "in", 2)
    (source / "blank.txt").write_bytes(b"\n")
    told = engross("archive", source, "-o", tmp_path / "out")
    assert told.returncode == 1
    assert told.stderr.startswith(b"failed: blank.txt: there is nothing in it")
    assert told.stderr.rstrip().endswith(b"[empty-source]")
    assert b"3 sources: 2 archived, 0 unchanged, 1 failed." in told.stdout


def test_defaults_are_seeds_and_output(tmp_path):
    scrape(tmp_path / "seeds", 1)
    assert engross("archive", cwd=tmp_path).returncode == 0
    assert (tmp_path / "output/bagit.txt").exists()
    assert engross("verify", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("arguments", [
    ("archive",), ("archive", "nowhere"), ("archive", "*.nothing"), ("plan", "nowhere"), ("clean",), ("clean", "--nonsense", "x"), ("nonsense",),
    ("archive", "--workers", "none"), ("archive", "in", "--settings", "missing.toml"), ("archive", "empty"),
])
def test_wrong_usage_exits_with_2_and_says_what(tmp_path, arguments):
    scrape(tmp_path / "in", 1)
    (tmp_path / "empty").mkdir()
    told = engross(*arguments, cwd=tmp_path)
    assert told.returncode == 2
    assert told.stderr
    assert b"Traceback" not in told.stderr


def test_wrong_settings_exit_with_2(tmp_path):
    scrape(tmp_path / "in", 1)
    (tmp_path / "engross.toml").write_text("[archive]\nbatch = 0\n")
    told = engross("archive", "in", cwd=tmp_path)
    assert (told.returncode, told.stderr) == (2, b"engross: engross.toml: archive.batch must be a number from 1 to 5000, not 0.\n")


def test_settings_are_read_where_the_command_runs(tmp_path):
    scrape(tmp_path / "in", 3)
    (tmp_path / "engross.toml").write_text('[archive]\nbatch = 1\norganization = "The Mill"\n[articles]\npublisher = "The Mill Archive"\n')
    assert engross("archive", "in", cwd=tmp_path).returncode == 0
    assert len(list((tmp_path / "output/data/articles").iterdir())) == 3
    assert "Source-Organization: The Mill\n" in (tmp_path / "output/bag-info.txt").read_text()
    assert b"<publisher>The Mill Archive</publisher>" in next((tmp_path / "output/data/tei").rglob("*.xml")).read_bytes()


def test_the_declared_date_is_the_only_one(tmp_path):
    scrape(tmp_path / "in", 1)
    assert engross("archive", "in", cwd=tmp_path, env={"SOURCE_DATE_EPOCH": "86400"}).returncode == 0
    assert "Bagging-Date: 1970-01-02\n" in (tmp_path / "output/bag-info.txt").read_text()
    assert engross("archive", "in", cwd=tmp_path, env={"SOURCE_DATE_EPOCH": "today"}).returncode == 2


def test_standard_input_is_archived(tmp_path):
    told = engross("archive", "-", "-o", tmp_path / "out", stdin=page(1).encode())
    assert told.stdout.startswith(b"1 source: 1 archived")
    assert engross("archive", "-", "-o", tmp_path / "out", stdin=page(1).encode()).stdout.startswith(b"1 source: 0 archived, 1 unchanged")
    assert engross("archive", "-", "-o", tmp_path / "out", stdin=page(2).encode()).stdout.startswith(b"1 source: 1 archived")


def test_clean_prints_the_clean_text():
    told = engross("clean", "-", stdin=page(1).encode())
    text = told.stdout.decode()
    assert told.returncode == 0
    assert text.startswith("Birch opens its new ferry after 3 years\n\nThe people of Birch")
    assert text.endswith("sale of the old one.\n")
    assert "Leave a Reply" not in text


def test_clean_in_other_forms(tmp_path):
    file = scrape(tmp_path / "in", 1) / "page000.txt"
    assert json.loads(engross("clean", file, "--json").stdout)["title"].startswith("Alder opens")
    assert etree.fromstring(engross("clean", file, "--tei").stdout).tag.endswith("}TEI")
    removed = engross("clean", file, "--removed").stdout.decode().splitlines()
    assert len(removed) == 6
    assert removed[0].split("\t")[0] == "comment-form"
    assert removed[0].split("\t")[3] == "Leave a Reply"


def test_clean_goes_on_after_a_file_that_fails(tmp_path):
    source = scrape(tmp_path / "in", 2)
    (source / "a.txt").write_bytes(b"")
    told = engross("clean", source / "a.txt", source / "missing.txt", source / "page000.txt", source / "page001.txt")
    assert told.returncode == 1
    assert told.stdout.count(b"The council put the cost") == 2
    assert told.stderr.count(b"engross: ") == 2


def test_explain_shows_labels_and_votes(tmp_path):
    told = engross("explain", scrape(tmp_path / "in", 1) / "page000.txt").stdout.decode()
    assert re.search(r"^\[0\] 0-\d+ title \d\.\d\d \(\w[\w-]*\)\n    Alder opens", told, re.MULTILINE)
    assert re.search(r"^\[\d+\] \d+-\d+ comment-form \d\.\d\d \(\w[\w-]*\)\n    Leave a Reply\n(?:      .*\n)*?      .*words: “", told, re.MULTILINE)


def test_documents_are_parted_by_two_blank_lines(tmp_path):
    source = scrape(tmp_path / "in", 2)
    alone = [engross("clean", source / name).stdout for name in ("page000.txt", "page001.txt")]
    assert engross("clean", source / "page000.txt", source / "page001.txt").stdout == b"\n\n".join(alone)


def test_plan_names_what_fails_once(tmp_path):
    (tmp_path / "list.jsonl").write_bytes(b'{"foo": 1}\n')
    told = engross("plan", tmp_path / "list.jsonl", "-o", tmp_path / "out").stdout.decode().splitlines()
    assert told[0] == ("fail: list.jsonl:1: no field with a known name holds text (fields here: foo). "
                       "Name the field in the settings: inputs.text or inputs.html.")


def test_plan_says_what_would_be_done(tmp_path):
    source = scrape(tmp_path / "in", 2)
    told = engross("plan", source, "-o", tmp_path / "out")
    assert told.returncode == 0
    lines = told.stdout.decode().splitlines()
    assert lines[:3] == [
        "new: page000.txt", "new: page001.txt",
        "2 new, 0 changed, 0 unchanged."]
    assert lines[3:] and all("stands at the edge of 2 of 2 different articles" in line for line in lines[3:])  # the smallest case
    assert not (tmp_path / "out").exists()


def test_verify_exits_with_3_and_names_the_fault(tmp_path):
    engross("archive", scrape(tmp_path / "in", 2), "-o", tmp_path / "out")
    broken = tmp_path / "out/data/articles/00000.jsonl"
    broken.write_bytes(broken.read_bytes().replace(b"council", b"cuoncil", 1))
    told = engross("verify", tmp_path / "out")
    assert told.returncode == 3
    assert b"data/articles/00000.jsonl" in told.stdout
    assert b"[fixity]" in told.stdout
    report = json.loads(engross("verify", tmp_path / "out", "--json").stdout)
    assert {"fixity"} <= {fault["code"] for fault in report["faults"]}


def test_output_is_utf8_whatever_the_locale(tmp_path):
    text = page(1).replace("Birch", "Łódź")
    told = engross("clean", "-", stdin=text.encode(), env={"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"})
    assert told.returncode == 0
    assert "Łódź" in told.stdout.decode("utf-8")


def test_a_reader_that_has_enough_is_no_error(tmp_path):
    file = tmp_path / "long.txt"
    file.write_text("".join(page(n) for n in range(200)), encoding="utf-8")
    run = subprocess.Popen(command("clean", file), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    run.stdout.read(10)
    run.stdout.close()
    told = run.stderr.read()
    assert run.wait(60) == 0
    assert b"Traceback" not in told
    assert b"Exception" not in told


def test_a_terminal_gets_a_progress_bar(tmp_path):
    pty = pytest.importorskip("pty")
    source = scrape(tmp_path / "in", 40)
    main, side = pty.openpty()
    run = subprocess.Popen(command("archive", source, "-o", tmp_path / "out"), env=environment(), stdout=subprocess.DEVNULL, stderr=side)
    os.close(side)
    told = b""
    try:
        while chunk := os.read(main, 4096):
            told += chunk
    except OSError:
        pass
    assert run.wait(60) == 0
    assert b"cleaning" in told
    assert b"100%" in told


def test_version_and_help():
    assert engross("--version").stdout.startswith(b"engross ")
    assert b"Example:" in engross("archive", "--help").stdout
    told = engross()
    assert (b"Commands:" in told.stdout + told.stderr, b"Traceback" in told.stderr) == (True, False)


def test_a_small_file_costs_little_more_than_its_imports(tmp_path):
    """CPU time of start-up, cleaning and end, as a ratio to that of loading NumPy alone: other work on the machine slows both."""
    file = scrape(tmp_path / "in", 1) / "page000.txt"
    engross("clean", file)
    own = min(cpu_of([sys.executable, "-m", "pipeline", "clean", str(file)]) for _ in range(3))
    numpy = min(cpu_of([sys.executable, "-c", "import numpy"]) for _ in range(3))
    assert own < 10 * numpy


def cpu_of(command: list[str]) -> float:
    before = os.times()
    assert subprocess.run(command, capture_output=True, env=environment(), cwd=ROOT, check=False).returncode == 0
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def test_verbose_shows_what_luigi_does(tmp_path):
    source = scrape(tmp_path / "in", 1)
    assert b"Share" in engross("archive", source, "-o", tmp_path / "out", "-v").stderr


def test_only_one_module_prints():
    """`say` makes what it prints neutral; who prints past it lets names and titles act on a terminal."""
    printing = {path.name for path in (ROOT / "pipeline/cli").glob("*.py") if "click.echo(" in path.read_text(encoding="utf-8")}
    assert printing == {"__init__.py", "terminal.py"}

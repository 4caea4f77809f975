"""Faults: a run that is stopped anywhere and taken up again ends in the same bytes; damage is found and named."""

from __future__ import annotations

import contextlib
import errno
import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.archive.store import disk
from pipeline.archive.verify.verify import verify
from tests.makers.archives import archive, bag, command, engross, environment, page, payload, scrape
from tests.makers.clusters import workers_of

KILLS = int(os.environ.get("ENGROSS_KILLS", "20"))


class Stopped(BaseException):
    """Nothing in the program catches this, as nothing catches the end of a process."""


@pytest.fixture
def undisturbed(tmp_path: Path) -> dict[str, bytes]:
    source = scrape(tmp_path / "in", 5)
    (source / "empty.txt").write_bytes(b"")
    archive(tmp_path / "undisturbed", source)
    return bag(tmp_path / "undisturbed")


def whole(root: Path, undisturbed: dict[str, bytes]) -> None:
    """Nothing stands below data/ that an undisturbed run would not have put there, byte for byte."""
    for path, content in payload(root).items() if root.exists() else ():
        assert undisturbed[path] == content, path


def test_a_run_stopped_at_any_write_is_taken_up(tmp_path, undisturbed, monkeypatch):
    """Stops the run before every rename, every flush and every new folder there is, one after another."""
    steps = 0
    for step in range(200):
        root = tmp_path / f"out{step}"
        left = [step]

        def stopping(real, left=left):
            def call(*arguments):
                left[0] -= 1
                if left[0] < 0:
                    raise Stopped
                return real(*arguments)
            return call

        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", stopping(os.replace))
            patch.setattr(os, "fsync", stopping(os.fsync))
            patch.setattr(os, "rename", stopping(os.rename))
            patch.setattr(os, "mkdir", stopping(os.mkdir))
            try:
                archive(root, tmp_path / "in")
            except Stopped:
                steps += 1
        whole(root, undisturbed)
        summary = archive(root, tmp_path / "in")
        assert bag(root) == undisturbed, step
        assert summary.archived + summary.unchanged == 5
        assert not (root / "work").exists()
        if left[0] > 0:
            break
    assert steps > 40
    assert verify(root).faults == []


def test_a_run_killed_at_random_moments_is_taken_up(tmp_path):
    """Real kills (``ENGROSS_KILLS`` of them), in every stage from the first read to the last rename."""
    source = scrape(tmp_path / "in", 12)
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.makers.archives", "pipeline.archive.run.batch", "pipeline.article.build", "pipeline.labelling.label", "pipeline.decoding"])

    def start(root: Path):
        run = processes.Process(target=archive, args=(root, source))
        run.start()
        return run

    start(tmp_path / "warm").join()
    started = time.monotonic()
    start(tmp_path / "undisturbed").join()
    lasted = time.monotonic() - started
    undisturbed = bag(tmp_path / "undisturbed")
    chance = random.Random(5)
    stopped = 0
    for n in range(KILLS):
        root = tmp_path / f"out{n}"
        run = start(root)
        time.sleep(chance.uniform(0, 1.1) * lasted)
        run.kill()
        run.join()
        stopped += not (root / "tagmanifest-sha256.txt").exists()
        whole(root, undisturbed)
        archive(root, source)
        assert bag(root) == undisturbed, n
        assert not (root / "work").exists()
        shutil.rmtree(root)
    assert stopped > KILLS // 3


def test_a_killed_command_is_taken_up(tmp_path):
    """Kills of the whole command with its worker processes."""
    source = scrape(tmp_path / "in", 30)
    (tmp_path / "engross.toml").write_text("[archive]\nbatch = 3\n")
    arguments = ("archive", source, "--workers", "2", "-o")
    started = time.monotonic()
    assert engross(*arguments, tmp_path / "undisturbed", cwd=tmp_path).returncode == 0
    lasted = time.monotonic() - started
    undisturbed = bag(tmp_path / "undisturbed")
    chance = random.Random(5)
    for n in range(max(4, KILLS // 5)):
        root = tmp_path / f"out{n}"
        for _ in range(chance.choice((1, 1, 2))):
            run = subprocess.Popen(command(*arguments, root), cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.15, 1.1) * lasted)
            run.send_signal(signal.SIGKILL)
            run.wait()
            whole(root, undisturbed)
        again = engross(*arguments, root, cwd=tmp_path)
        assert again.returncode == 0, again.stderr
        assert bag(root) == undisturbed
        assert not (root / "work").exists()


def test_a_killed_worker_process_is_replaced(tmp_path):
    source = scrape(tmp_path / "in", 60)
    (tmp_path / "engross.toml").write_text("[archive]\nbatch = 2\n")
    assert engross("archive", source, "-o", "undisturbed", "--workers", "2", cwd=tmp_path).returncode == 0
    for attempt in range(5):  # on a busy machine a run may be over before one of its workers was seen
        out = tmp_path / f"out{attempt}"
        killed, code, told = _killed_run(tmp_path, source, out)
        if killed:
            break
    assert killed
    assert code == 0, told
    assert bag(out) == bag(tmp_path / "undisturbed")


def _killed_run(folder, source, out):
    """A run of which one worker process was killed, if any was caught: whether it was, the run's exit code, its standard error."""
    run = subprocess.Popen(command("archive", source, "-o", out, "--workers", "2"), cwd=folder, env=environment(), stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE)
    killed = False
    while run.poll() is None and not killed:
        workers = workers_of(run.pid) if any((out / "work/done").glob("*.*")) else []
        for worker in workers[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
                killed = True
    _, told = run.communicate(timeout=120)
    return killed, run.returncode, told


def test_a_full_disk_is_no_source_s_fault(tmp_path, undisturbed, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            archive(tmp_path / "out", tmp_path / "in")
    whole(tmp_path / "out", undisturbed)
    assert archive(tmp_path / "out", tmp_path / "in").failed == 1
    assert bag(tmp_path / "out") == undisturbed


def test_a_full_disk_is_told_in_a_sentence(tmp_path):
    source = scrape(tmp_path / "in", 3)
    (source / "long.txt").write_text(page(1) + "".join(page(n) for n in range(3, 60)), encoding="utf-8")
    limited = subprocess.run(
        command("archive", source, "-o", tmp_path / "out", "--workers", "1"), env=environment(), capture_output=True, check=False, timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)))
    assert limited.returncode == 1
    assert b"The disk is full" in limited.stderr
    assert b"Traceback" not in limited.stderr
    assert engross("archive", source, "-o", tmp_path / "out").returncode == 0


def test_an_unwritable_folder_is_wrong_usage(tmp_path):
    source = scrape(tmp_path / "in", 1)
    (tmp_path / "file").write_text("")
    told = engross("archive", source, "-o", tmp_path / "file")
    assert told.returncode == 2
    assert told.stderr.startswith(b"engross: ")
    assert b"Traceback" not in told.stderr


def test_the_second_of_two_runs_stops(tmp_path):
    source = scrape(tmp_path / "in", 200)
    first = subprocess.Popen(command("archive", source, "-o", tmp_path / "out", "--workers", "1"), env=environment(), stdout=subprocess.DEVNULL)
    while not (tmp_path / "out" / "work" / "plan.json").exists():
        time.sleep(0.01)
    second = engross("archive", source, "-o", tmp_path / "out")
    assert first.wait(60) == 0
    assert second.returncode == 1
    assert f"process {first.pid}".encode() in second.stderr


def damaged(root: Path) -> set[str]:
    return {fault.code for fault in verify(root).faults}


@pytest.fixture
def whole_archive(tmp_path: Path) -> Path:
    source = scrape(tmp_path / "in", 3)
    (source / "empty.txt").write_bytes(b"")
    archive(tmp_path / "out", source)
    assert damaged(tmp_path / "out") == set()
    return tmp_path / "out"


def test_a_flipped_bit_in_any_file_is_found_and_named(whole_archive):
    files = [path for path in whole_archive.rglob("*") if path.is_file() and path.suffix != ".sqlite"]
    assert len(files) > 12
    for path in files:
        content = path.read_bytes()
        at = len(content) // 2
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1:])
        faults = verify(whole_archive).faults
        assert any(path.name in fault.where or path.name in fault.sentence for fault in faults), path
        path.write_bytes(content)
    assert damaged(whole_archive) == set()


def test_lost_and_strange_files_are_found(whole_archive):
    lost = next((whole_archive / "data/tei").rglob("*.xml"))
    content = lost.read_bytes()
    lost.unlink()
    assert {"missing", "dangling", "oxum"} <= damaged(whole_archive)
    lost.write_bytes(content)
    (whole_archive / "data/notes.txt").write_text("not ours")
    assert {"unlisted", "oxum"} <= damaged(whole_archive)


@pytest.mark.parametrize("name", [".DS_Store", "._00000.jsonl", "00000 (copy).jsonl", "notes.jsonl"])
def test_strange_files_among_the_data_break_nothing(tmp_path, name):
    """What an operating system or a person leaves there is for verify to name; the caches follow the archive's own files."""
    source = scrape(tmp_path / "in", 3)
    archive(tmp_path / "out", source)
    for folder in ("articles", "sources", "failed", "memory"):
        (tmp_path / "out/data" / folder).mkdir(exist_ok=True)
        (tmp_path / "out/data" / folder / name).write_bytes(b"\0\0")
    (tmp_path / "out/catalogue.sqlite").unlink()
    assert archive(tmp_path / "out", source).unchanged == 3
    assert "unlisted" in damaged(tmp_path / "out")


def relist(root: Path, path: Path, content: bytes) -> None:
    """Someone who changes a file and all the checksums with it: fixity does not find that."""
    import hashlib

    old = hashlib.sha256(path.read_bytes()).hexdigest()
    size = len(content) - path.stat().st_size
    path.write_bytes(content)
    manifest = root / "manifest-sha256.txt"
    manifest.write_text(manifest.read_text().replace(old, hashlib.sha256(content).hexdigest()))
    info = root / "bag-info.txt"
    lines = info.read_text().splitlines()
    lines = [f"Payload-Oxum: {int(x.split()[1].split('.')[0]) + size}.{x.split('.')[1]}" if x.startswith("Payload") else x for x in lines]
    info.write_text("\n".join(lines) + "\n")
    names = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
    tags = "".join(f"{hashlib.sha256((root / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (root / "tagmanifest-sha256.txt").write_text(tags)


def changed_word(line: bytes) -> bytes:
    record = json.loads(line)
    block = record["sections"][0]["blocks"][0]
    block["text"] = block["text"].replace("waited", "wailed")
    record["text"] = record["text"].replace("waited", "wailed")
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize(("kind", "change", "expected"), [
    ("articles", lambda data: b"\n".join([changed_word(data.split(b"\n")[0]), *data.split(b"\n")[1:]]), "rebuild"),
    ("articles", lambda data: data.split(b"\n", 1)[1], "dangling"),
    ("articles", lambda data: data + data.split(b"\n", 1)[0] + b"\n", "id-twice"),
    ("articles", lambda data: data[:-40], "cut-off"),
    ("articles", lambda data: data.replace(b'"version":1', b'"version":"1"', 1), "line-invalid"),
    ("ledger", lambda data: data.replace(b"Leave a Reply", b"Leave a Rebly", 1), "rebuild"),
    ("ledger", lambda data: b"{}\n" + data, "broken-line"),
    ("failed", lambda data: data.replace(b'"warning": false', b'"warning": "no"'), "broken-line"),
    ("sources", lambda data: data[:-30], "broken-record"),
    ("tei", lambda data: data.replace(b"<body>", b"<body><wrong/>", 1), "tei-invalid"),
    ("tei", lambda data: data.replace(b"waited", b"wailed", 1), None),
    ("tei", lambda data: data.replace(b"</TEI>", b"", 1), "tei-not-well-formed"),
])
def test_what_fixity_cannot_find_is_found_by_the_contents(whole_archive, kind, change, expected):
    path = next(path for path in sorted((whole_archive / "data" / kind).rglob("*")) if path.is_file())
    relist(whole_archive, path, change(path.read_bytes()))
    found = damaged(whole_archive)
    assert "fixity" not in found
    assert "oxum" not in found
    assert (expected in found) if expected else found


def without(data: bytes, *path: str) -> bytes:
    """The first line without one of its fields."""
    first, rest = data.split(b"\n", 1)
    record = json.loads(first)
    inner = record
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]
    return json.dumps(record).encode() + b"\n" + rest


@pytest.mark.parametrize(("kind", "change", "expected"), [
    ("articles", lambda data: without(data, "supersedes"), "line-invalid"),
    ("articles", lambda data: without(data, "source"), "line-invalid"),
    ("articles", lambda data: without(data, "source", "sha256"), "line-invalid"),
    ("articles", lambda data: data.replace(b'"source":{', b'"source":null,"was":{', 1), "line-invalid"),
    ("articles", lambda data: data.replace(b'"encoding":{"name":"utf-8"', b'"encoding":{"name":"no-such-code"', 1), "decoding"),
    ("articles", lambda data: data.replace(b'"encoding":{"name":"utf-8"', b'"encoding":{"name":"idna"', 1), "decoding"),
    ("articles", lambda data: data.replace(b'"version":1', b'"version":1e999', 1), "broken-line"),
    ("articles", lambda data: data.replace(b'"version":1', b'"version":1000000000000000000000', 1), "broken-line"),
    ("ledger", lambda data: data.replace(b'"version":1', b'"version":0', 1), "broken-line"),
    ("articles", lambda data: b"[1]\n3\nnull\n" + data, "broken-line"),
    ("memory", lambda data: b"{}\n" + data, "broken-line"),
    ("memory", lambda data: b"no line\n" + data, "broken-line"),
    ("memory", lambda data: data.replace(b'"votes":[]', b'"votes":"none"', 1), "broken-line"),
    ("memory", lambda data: data[:-20], "cut-off"),
    ("recipes", lambda data: data.replace(b'"parts"', b'"party"', 1), "broken-line"),
])
def test_lines_of_another_form_are_faults_and_no_end_of_the_check(whole_archive, kind, change, expected):
    path = next(path for path in sorted((whole_archive / "data" / kind).rglob("*")) if path.is_file())
    changed = change(path.read_bytes())
    assert changed != path.read_bytes()
    relist(whole_archive, path, changed)
    found = damaged(whole_archive)
    assert expected in found
    assert "not-checked" not in found


def test_a_check_that_breaks_off_costs_no_other_batch(whole_archive, monkeypatch):
    from pipeline.archive.verify import batch

    def broken(data, name, real=batch._readings):
        if b"Birch" in data:
            raise RuntimeError("broken")
        return real(data, name)

    monkeypatch.setattr(batch, "_readings", broken)
    report = verify(whole_archive)
    assert [fault.code for fault in report.faults] == ["not-checked"]
    assert report.batches == report.of_batches


def test_a_source_that_was_exchanged_is_found(whole_archive, tmp_path):
    """The records of another archive in which one source reads differently, checksums and all."""
    source = scrape(tmp_path / "other", 3)
    (source / "page001.txt").write_text(page(1).replace("waited", "wailed"), encoding="utf-8")
    (source / "empty.txt").write_bytes(b"")
    archive(tmp_path / "out2", source)
    relist(whole_archive, whole_archive / "data/sources/00001.warc.gz", (tmp_path / "out2/data/sources/00001.warc.gz").read_bytes())
    assert "source-digest" in damaged(whole_archive)


def test_a_changed_word_of_a_page_of_html_is_found(tmp_path):
    paragraphs = "".join(f"<p>{part}</p>" for part in page(2).split("\n\n")[2:6])
    (tmp_path / "in").mkdir()
    (tmp_path / "in/page.html").write_text(f"<!DOCTYPE html><html><body><article><h1>A new library</h1>{paragraphs}</article></body></html>")
    archive(tmp_path / "out", tmp_path / "in")
    assert damaged(tmp_path / "out") == set()
    path = tmp_path / "out/data/articles/00000.jsonl"
    relist(tmp_path / "out", path, path.read_bytes().replace(b"waited", b"wailed"))
    assert "coverage-text" in damaged(tmp_path / "out")


def test_verify_leaves_an_unfinished_run_to_archive(whole_archive):
    (whole_archive / "work/published").mkdir(parents=True)
    (whole_archive / "work/published/00009.json").write_text("{}")
    assert damaged(whole_archive) == {"unfinished-run"}


def test_verify_of_a_folder_that_is_no_archive(tmp_path):
    assert damaged(tmp_path / "nowhere") == {"no-archive"}
    assert damaged(tmp_path) == {"no-bag"}
    assert [str(fault) for fault in verify(tmp_path).faults] == [
        f"{tmp_path}: This folder is no archive: it holds no file of a bag. Name the folder of an archive. [no-bag]"]
    (tmp_path / "data").mkdir()
    assert {"no-bag", "no-manifest"} <= damaged(tmp_path)
    assert not any("Errno" in str(fault) for fault in verify(tmp_path).faults)


def test_a_sample_is_looked_into_and_the_rest_is_counted(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 8))
    report = verify(tmp_path / "out", sample=3)
    assert (report.batches, report.of_batches, report.faults) == (2, 4, [])
    parallel = verify(tmp_path / "out", workers=2)
    assert (parallel.articles, parallel.faults) == (8, [])


def test_errors_that_end_a_run_are_sentences():
    assert disk.sentence_for(OSError(errno.ENOSPC, "No space left on device")).startswith("The disk is full")
    assert disk.sentence_for(PermissionError(errno.EACCES, "Permission denied", "x")).startswith("The archive can't be written (x: Permission denied)")
    for code, told in ((sqlite3.SQLITE_FULL, "The disk is full"), (sqlite3.SQLITE_IOERR | 10 << 8, "A working file"), (sqlite3.SQLITE_READONLY, "A working"),
                       (sqlite3.SQLITE_CANTOPEN, "A working file"), (sqlite3.SQLITE_BUSY, "Another process")):
        broken = sqlite3.OperationalError("as SQLite says it")
        broken.sqlite_errorcode = code
        assert disk.sentence_for(broken).startswith(told)
        assert "as SQLite says it" in disk.sentence_for(broken)
    try:
        raise KeyError("x")
    except KeyError as error:
        assert "please report it" in disk.sentence_for(error)
    assert sys.exc_info() == (None, None, None)

"""Odd input: files that cannot be read, change or vanish, names of every kind, links and globs."""

from __future__ import annotations

import gzip
import os

import pytest

from pipeline.archive.run.preview import preview
from pipeline.archive.run.run import Run
from pipeline.archive.verify.verify import verify
from pipeline.settings import Articles, Settings
from tests.makers.archives import archive, lines, page, scrape
from tests.makers.marked import cases


def test_odd_files_fail_by_name_and_cost_the_others_nothing(tmp_path):
    source = scrape(tmp_path / "in", 2)
    (source / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    (source / "gone.txt").symlink_to(source / "nowhere")
    (source / "folder.txt").mkdir()
    (source / "folder.txt/inside.txt").write_text(page(9), encoding="utf-8")
    os.mkfifo(source / "pipe.txt")
    (source / ".hidden").write_text("never looked at")
    summary = archive(tmp_path / "out", source)
    assert {(row["name"], row["code"]) for row in lines(tmp_path / "out", "failed")} == {
        ("picture.txt", "not-text"), ("gone.txt", "dangling-link"), ("pipe.txt", "no-file"),
    }
    assert (summary.archived, summary.failed) == (3, 3)
    assert "folder.txt/inside.txt" in [article["source"]["name"] for article in lines(tmp_path / "out", "articles")]


def test_a_file_that_cannot_be_opened_is_named(tmp_path, monkeypatch):
    source = scrape(tmp_path / "in", 2)
    real = open

    def refusing(path, *rest, **more):
        if str(path).endswith("page001.txt"):
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **more)

    monkeypatch.setattr("builtins.open", refusing)
    summary = archive(tmp_path / "out", source)
    assert [(failed.name, failed.code) for failed in summary.failures] == [("page001.txt", "unreadable")]


def test_names_that_are_no_utf8_are_kept_readable(tmp_path):
    source = scrape(tmp_path / "in", 1)
    with open(os.fsencode(source) + b"/caf\xe9.txt", "w", encoding="utf-8") as stream:
        stream.write(page(3))
    with open(source / "two\nlines.txt", "w", encoding="utf-8") as stream:
        stream.write(page(4))
    archive(tmp_path / "out", source)
    assert [article["source"]["name"] for article in lines(tmp_path / "out", "articles")] == ["caf\\xe9.txt", "page000.txt", "two\\nlines.txt"]
    assert archive(tmp_path / "out", source).unchanged == 3
    assert verify(tmp_path / "out").faults == []


def test_different_files_of_one_name_all_fail(tmp_path):
    one, two = scrape(tmp_path / "a", 1), scrape(tmp_path / "b", 2)
    (two / "page000.txt").write_text(page(40), encoding="utf-8")
    summary = archive(tmp_path / "out", one, two)
    assert [(failed.name, failed.code) for failed in summary.failures] == [("page000.txt", "same-name")]
    assert summary.archived == 1
    same = archive(tmp_path / "out2", one, one / "page000.txt")
    assert (same.archived, same.failed) == (1, 0)


def test_captures_with_one_record_id_and_the_same_bytes_all_fail(tmp_path):
    head = "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:uuid:2>\r\nWARC-Target-URI: http://quay.example/{}\r\n"
    rest = "WARC-Date: 2010-03-12T10:00:00Z\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n \n\r\n\r\n"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.warc").write_text("".join(head.format(n) + rest for n in range(3)), newline="")
    summary = archive(tmp_path / "out", tmp_path / "in")
    assert [failure.code for failure in summary.failures] == ["empty-source"] * 3
    assert len({failure.sentence for failure in summary.failures}) == 3
    assert verify(tmp_path / "out").faults == []


def test_captures_of_one_address_that_fail_alike_are_one_failure(tmp_path):
    (tmp_path / "in").mkdir()
    for day, text in ((12, ""), (13, page(1)), (14, "")):
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{text}".encode()
        head = ("WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:2>\r\nWARC-Target-URI: http://quay.example/1\r\n"
                f"WARC-Date: 2010-03-{day}T10:00:00Z\r\nContent-Type: application/http\r\nContent-Length: {len(answer)}\r\n\r\n")
        (tmp_path / "in" / f"{day}.warc").write_bytes(head.encode() + answer + b"\r\n\r\n")
    summary = archive(tmp_path / "out", tmp_path / "in", batch=10)
    assert [failure.code for failure in summary.failures] == ["empty-source"]
    assert (summary.read, summary.archived, summary.failed) == (3, 1, 2)
    assert verify(tmp_path / "out").faults == []
    assert archive(tmp_path / "out", tmp_path / "in", batch=10).failed == 2


@pytest.mark.parametrize("case", cases("archive/heads.toml"))
def test_records_with_odd_heads_are_stored_as_they_say(case, tmp_path):
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + page(1).encode()
    (tmp_path / "in").mkdir()
    head = case["head"].replace("LENGTH", str(len(block))).encode()
    (tmp_path / "in" / "a.warc").write_bytes(head + block + b"\r\n\r\n")
    summary = archive(tmp_path / "out", tmp_path / "in")
    assert (summary.archived, summary.failed) == (1, 0), "what is only noted did not fail"
    assert [note.partition(": ")[2] for note in summary.notes] == [note.replace("SIZE", str(len(block))) for note in case.get("notes", [])]
    assert verify(tmp_path / "out").faults == []
    stored = b"".join(gzip.decompress(path.read_bytes()) for path in (tmp_path / "out/data/sources").iterdir())
    assert (head + block in stored) == case["stored"]


def test_a_source_that_is_too_large_fails(tmp_path):
    source = scrape(tmp_path / "in", 1)
    (source / "long.txt").write_text(page(1) + "word " * 1000, encoding="utf-8")
    with Run(tmp_path / "out", Settings(articles=Articles(max_bytes=2000))) as run:
        run.make_plan([str(source)])
        assert run.plan.size == 2
    steps = preview(tmp_path / "out2", [str(source)], Settings(articles=Articles(max_bytes=2000))).steps
    assert [(step.what, step.name) for step in steps] == [("fail", "long.txt"), ("new", "page000.txt")]


def test_an_archive_inside_its_input_is_passed_over(tmp_path):
    source = scrape(tmp_path / "in", 2)
    assert archive(source / "output", source).read == 2
    assert archive(source / "output", source).read == 2


def test_a_link_that_leads_back_to_itself_is_called_so(tmp_path):
    source = scrape(tmp_path / "in", 1)
    (source / "self.txt").symlink_to("self.txt")
    (source / "gone.txt").symlink_to("nowhere")
    assert {row["name"]: row["sentence"] for row in lines(archived(tmp_path, source), "failed")} == {
        "self.txt": "self.txt: a link to self.txt, which leads back to itself. Mend the link, or leave it out.",
        "gone.txt": "gone.txt: a link to nowhere, which is not there. Mend the link, or leave it out."}


def archived(folder, source):
    archive(folder / "out", source)
    return folder / "out"


def test_links_in_circles_end(tmp_path):
    source = scrape(tmp_path / "in", 1)
    (source / "round").symlink_to(source)
    assert archive(tmp_path / "out", source).read == 1


def test_globs_name_files_below_their_fixed_part(tmp_path):
    scrape(tmp_path / "in/x", 1)
    scrape(tmp_path / "in/y", 1)
    summary = archive(tmp_path / "out", str(tmp_path / "in/*/page*.txt"))
    assert summary.archived == 2
    assert lines(tmp_path / "out", "articles")[0]["source"]["name"] == "x/page000.txt"
    assert lines(tmp_path / "out", "articles")[0]["source"]["origins"] == ["y/page000.txt"]


def test_a_file_that_changes_while_it_is_read_fails(tmp_path, monkeypatch):
    source = scrape(tmp_path / "in", 2)
    from pipeline.archive.run import files

    real = files.prepare

    def meddling(stream, name, inputs):
        if name == "page001.txt":
            with open(source / name, "a") as other:
                other.write("more\n")
        return real(stream, name, inputs)

    monkeypatch.setattr(files, "prepare", meddling)
    summary = archive(tmp_path / "out", source)
    assert [(failed.name, failed.code) for failed in summary.failures] == [("page001.txt", "changed")]
    monkeypatch.undo()
    assert archive(tmp_path / "out", source).archived == 1


def test_a_file_that_vanishes_is_named(tmp_path, monkeypatch):
    source = scrape(tmp_path / "in", 2)
    real = os.stat

    def vanishing(path, *rest, **more):
        if str(path).endswith("page001.txt") and os.path.lexists(path):
            os.unlink(path)
        return real(path, *rest, **more)

    monkeypatch.setattr("pipeline.archive.run.inputs.os.stat", vanishing)
    assert [(failed.name, failed.code) for failed in archive(tmp_path / "out", source).failures] == [("page001.txt", "vanished")]

"""The archive on disk: what a run adds, what a rerun leaves alone, what becomes of odd input."""

from __future__ import annotations

import gzip
import io
import json
import os
from pathlib import Path

import bagit
import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from pipeline.archive.caches.catalogue import Catalogue
from pipeline.archive.caches.rebuild import open_catalogue
from pipeline.archive.run.plan import Entry, Place, cut
from pipeline.archive.run.preview import preview
from pipeline.archive.run.run import Run
from pipeline.archive.store.disk import ArchiveError
from pipeline.archive.store.lock import Lock
from pipeline.archive.store.names import printable, slug, tei_name
from pipeline.archive.store.warc import EPOCH, Kept, pack, pack_revisit, target_uri, warc_date
from pipeline.archive.verify.verify import verify
from pipeline.settings import Articles, Settings
from tests.makers.archives import archive, bag, names, page, payload, scrape


def articles(root: Path) -> list[dict]:
    return [json.loads(line) for path in sorted((root / "data/articles").glob("*")) for line in path.read_bytes().splitlines()]


def failures(root: Path) -> list[dict]:
    return [json.loads(line) for path in sorted((root / "data/failed").glob("*")) for line in path.read_bytes().splitlines()]


def test_everything_that_was_read_is_archived_unchanged_or_failed(tmp_path):
    source = scrape(tmp_path / "in", 5)
    (source / "blank.txt").write_bytes(b" \n\n")
    first = archive(tmp_path / "out", source)
    assert (first.read, first.archived, first.unchanged, first.failed, first.unfinished) == (6, 5, 0, 1, 0)
    assert names(first.failures) == ["blank.txt"]
    second = archive(tmp_path / "out", source)
    assert (second.read, second.archived, second.unchanged, second.failed, second.unfinished) == (6, 0, 5, 1, 0)


def test_a_run_makes_a_bag_that_others_validate(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 5))
    bagit.Bag(str(tmp_path / "out")).validate()
    assert (tmp_path / "out/bagit.txt").read_text() == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert "Bagging-Date" not in (tmp_path / "out/bag-info.txt").read_text()
    assert verify(tmp_path / "out").faults == []


def test_batches_are_files_of_their_own(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 5), batch=2)
    names_there = [path for path in payload(tmp_path / "out") if not path.startswith("data/tei")]
    kinds = (("articles", ".jsonl"), ("ledger", ".jsonl"), ("memory", ".jsonl"), ("sources", ".warc.gz"))
    assert names_there == sorted([f"data/{kind}/{n:05d}{suffix}" for kind, suffix in kinds for n in range(3)] + ["data/recipes/00000.jsonl"])
    assert len(list((tmp_path / "out/data/tei/00000").iterdir())) == 2


def test_a_rerun_touches_nothing(tmp_path):
    source = scrape(tmp_path / "in")
    archive(tmp_path / "out", source)
    before = {path: path.stat() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert archive(tmp_path / "out", source).archived == 0
    after = {path: path.stat() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert {p: (s.st_ino, s.st_mtime_ns) for p, s in before.items()} == {p: (s.st_ino, s.st_mtime_ns) for p, s in after.items()}


def test_new_sources_are_appended(tmp_path):
    source = scrape(tmp_path / "in", 4)
    archive(tmp_path / "out", source)
    before = payload(tmp_path / "out")
    (source / "later.txt").write_text(page(77), encoding="utf-8")
    summary = archive(tmp_path / "out", source)
    assert (summary.archived, summary.unchanged) == (1, 4)
    after = payload(tmp_path / "out")
    assert {path: after[path] for path in before} == before
    assert sorted(path.split("/")[2][:5] for path in after.keys() - before.keys()) == ["00002"] * 5
    bagit.Bag(str(tmp_path / "out")).validate()
    assert verify(tmp_path / "out").faults == []


def test_the_working_folder_is_gone_after_a_good_run(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in"))
    assert not (tmp_path / "out/work").exists()


def test_the_input_is_not_touched(tmp_path):
    source = scrape(tmp_path / "in")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) for path in source.iterdir()}
    archive(tmp_path / "out", source)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) for path in source.iterdir()} == before


def test_a_changed_source_becomes_a_new_version(tmp_path):
    source = scrape(tmp_path / "in", 3)
    archive(tmp_path / "out", source)
    (source / "page001.txt").write_text(page(50), encoding="utf-8")
    summary = archive(tmp_path / "out", source)
    assert (summary.archived, summary.unchanged) == (1, 2)
    ids = [article["id"] for article in articles(tmp_path / "out") if article["source"]["name"] == "page001.txt"]
    assert len(set(ids)) == 1
    versions = [(article["version"], article["supersedes"]) for article in articles(tmp_path / "out") if article["source"]["name"] == "page001.txt"]
    assert versions == [(1, None), (2, 1)]
    assert verify(tmp_path / "out").faults == []
    (source / "page001.txt").write_text(page(1), encoding="utf-8")
    archive(tmp_path / "out", source)
    assert articles(tmp_path / "out")[-1]["version"] == 3


def test_captures_of_one_url_are_versions_in_the_order_of_capture(tmp_path):
    rows = [{"url": "https://paper.example/a", "text": page(n), "captured": f"2024-0{n}-01T00:00:00Z"} for n in (3, 1, 2)]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    summary = archive(tmp_path / "out", tmp_path / "in.jsonl", batch=1)
    assert summary.archived == 3
    found = articles(tmp_path / "out")
    assert [article["version"] for article in found] == [1, 2, 3]
    assert [article["source"]["captured"][:7] for article in found] == ["2024-01", "2024-02", "2024-03"]
    assert verify(tmp_path / "out").faults == []


def test_the_same_bytes_from_two_places_are_one_article(tmp_path):
    source = scrape(tmp_path / "in", 2)
    (source / "copy.txt").write_bytes((source / "page001.txt").read_bytes())
    summary = archive(tmp_path / "out", source)
    assert (summary.read, summary.archived) == (3, 3)
    assert [(a["source"]["name"], a["source"]["origins"]) for a in articles(tmp_path / "out")] == [("copy.txt", ["page001.txt"]), ("page000.txt", [])]
    again = archive(tmp_path / "out", source)
    assert (again.archived, again.unchanged) == (0, 3)


def test_known_bytes_from_a_further_place_are_noted_beside_the_article(tmp_path):
    source = scrape(tmp_path / "in", 2)
    archive(tmp_path / "out", source)
    (source / "another.txt").write_bytes((source / "page001.txt").read_bytes())
    summary = archive(tmp_path / "out", source)
    assert (summary.archived, summary.unchanged) == (1, 2)
    assert len(articles(tmp_path / "out")) == 2
    assert [path for path in payload(tmp_path / "out") if "00001" in path] == ["data/memory/00001.jsonl", "data/sources/00001.warc.gz"]
    assert archive(tmp_path / "out", source).unchanged == 3
    (tmp_path / "out/catalogue.sqlite").unlink()
    assert archive(tmp_path / "out", source).unchanged == 3
    assert verify(tmp_path / "out").faults == []


def test_a_failure_is_recorded_once(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/empty.txt").write_bytes(b"")
    for _ in range(3):
        summary = archive(tmp_path / "out", tmp_path / "in")
        assert (summary.failed, names(summary.failures)) == (1, ["empty.txt"])
    assert len(failures(tmp_path / "out")) == 1
    (tmp_path / "in/empty.txt").write_text(page(1), encoding="utf-8")
    assert archive(tmp_path / "out", tmp_path / "in").archived == 1


def test_odd_files_fail_by_name_and_cost_the_others_nothing(tmp_path):
    source = scrape(tmp_path / "in", 2)
    (source / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    (source / "gone.txt").symlink_to(source / "nowhere")
    (source / "folder.txt").mkdir()
    (source / "folder.txt/inside.txt").write_text(page(9), encoding="utf-8")
    os.mkfifo(source / "pipe.txt")
    (source / ".hidden").write_text("never looked at")
    summary = archive(tmp_path / "out", source)
    assert {(row["name"], row["code"]) for row in failures(tmp_path / "out")} == {
        ("picture.txt", "not-text"), ("gone.txt", "dangling-link"), ("pipe.txt", "no-file"),
    }
    assert (summary.archived, summary.failed) == (3, 3)
    assert "folder.txt/inside.txt" in [article["source"]["name"] for article in articles(tmp_path / "out")]


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
    assert [article["source"]["name"] for article in articles(tmp_path / "out")] == ["caf\\xe9.txt", "page000.txt", "two\\nlines.txt"]
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


def test_links_in_circles_end(tmp_path):
    source = scrape(tmp_path / "in", 1)
    (source / "round").symlink_to(source)
    assert archive(tmp_path / "out", source).read == 1


def test_globs_name_files_below_their_fixed_part(tmp_path):
    scrape(tmp_path / "in/x", 1)
    scrape(tmp_path / "in/y", 1)
    summary = archive(tmp_path / "out", str(tmp_path / "in/*/page*.txt"))
    assert summary.archived == 2
    assert articles(tmp_path / "out")[0]["source"]["name"] == "x/page000.txt"
    assert articles(tmp_path / "out")[0]["source"]["origins"] == ["y/page000.txt"]


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


def test_a_fault_in_a_stage_costs_only_its_source(tmp_path, monkeypatch):
    from pipeline.archive.run import making

    real = making.clean_source

    def stumbling(source, settings, **rest):
        if source.name == "page001.txt":
            raise ZeroDivisionError("a stage went wrong")
        return real(source, settings, **rest)

    monkeypatch.setattr(making, "clean_source", stumbling)
    summary = archive(tmp_path / "out", scrape(tmp_path / "in", 4))
    assert (summary.archived, summary.failed) == (3, 1)
    assert "ZeroDivisionError in stumbling" in summary.failures[0].sentence
    assert verify(tmp_path / "out").faults == []


def test_output_that_does_not_fit_the_schema_is_never_published(tmp_path, monkeypatch):
    from pipeline.archive.run import making

    real = making.write_tei
    monkeypatch.setattr(making, "write_tei", lambda article, **more: real(article, **more).replace(b"<body>", b"<body><wrong/>")
                        if article.name == "page001.txt" else real(article, **more))
    summary = archive(tmp_path / "out", scrape(tmp_path / "in", 3))
    assert [(failed.name, failed.code) for failed in summary.failures] == [("page001.txt", "invalid-output")]
    assert len([path for path in payload(tmp_path / "out") if "/tei/" in path]) == 2


def test_a_folder_that_is_no_archive_is_left_alone(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home/letter.txt").write_text("dear")
    with pytest.raises(ArchiveError, match="no archive"):
        archive(tmp_path / "home", scrape(tmp_path / "in", 1))
    assert os.listdir(tmp_path / "home") == ["letter.txt"]


def test_a_run_that_found_nothing_is_followed_by_one_that_does(tmp_path):
    (tmp_path / "in").mkdir()
    assert archive(tmp_path / "out", tmp_path / "in").read == 0
    assert archive(tmp_path / "out", scrape(tmp_path / "in", 1)).archived == 1


def test_an_output_that_cannot_be_made_is_wrong_usage(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArchiveError) as caught:
        archive(tmp_path / "file/out", scrape(tmp_path / "in", 1))
    assert caught.value.usage


def test_a_second_run_says_so_and_stops(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 1))
    with Run(tmp_path / "out", Settings()), pytest.raises(ArchiveError, match=f"process {os.getpid()}"):
        archive(tmp_path / "out", tmp_path / "in")
    assert archive(tmp_path / "out", tmp_path / "in").unchanged == 1


def test_a_lock_of_another_machine_is_believed(tmp_path):
    (tmp_path / "lock").write_text('{"pid": 4, "host": "elsewhere.example"}')
    with pytest.raises(ArchiveError, match=r"elsewhere\.example"):
        Lock(tmp_path / "lock").acquire()
    assert (tmp_path / "lock").exists()


def test_a_stale_lock_of_this_machine_is_taken_over(tmp_path):
    held = Lock(tmp_path / "lock").acquire()
    text = held.path.read_text()
    held.release()
    (tmp_path / "lock").write_text(text)
    Lock(tmp_path / "lock").acquire().release()


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"no database at all" * 100),
                                    lambda path: path.write_bytes(path.read_bytes()[:3000])])
def test_a_broken_catalogue_is_made_again_from_the_data(tmp_path, damage):
    source = scrape(tmp_path / "in", 4)
    (source / "empty.txt").write_bytes(b"")
    archive(tmp_path / "out", source)
    (source / "twin.txt").write_bytes((source / "page001.txt").read_bytes())
    archive(tmp_path / "out", source)
    with Catalogue(tmp_path / "out/catalogue.sqlite") as catalogue:
        before = list(catalogue.rows())
    damage(tmp_path / "out/catalogue.sqlite")
    summary = archive(tmp_path / "out", source)
    assert (summary.archived, summary.unchanged, summary.failed) == (0, 5, 1)
    with Catalogue(tmp_path / "out/catalogue.sqlite") as catalogue:
        assert list(catalogue.rows()) == before


def test_plan_writes_nothing(tmp_path):
    source = scrape(tmp_path / "in", 2)
    archive(tmp_path / "out", source)
    (source / "page001.txt").write_text(page(30), encoding="utf-8")
    (source / "new.txt").write_text(page(31), encoding="utf-8")
    (source / "same.txt").write_text(page(0), encoding="utf-8")
    (tmp_path / "out/catalogue.sqlite").unlink()
    before = bag(tmp_path / "out")
    found = preview(tmp_path / "out", [str(source)], Settings())
    seen, steps = found.seen, found.steps
    assert {(step.what, step.name) for step in steps} == {("changed", "page001.txt"), ("new", "new.txt"), ("same", "same.txt")}
    assert (seen.new, seen.changed, seen.unchanged) == (2, 1, 1)
    assert bag(tmp_path / "out") == before
    assert not (tmp_path / "out/catalogue.sqlite").exists()
    preview(tmp_path / "nowhere", [str(source)], Settings())
    assert not (tmp_path / "nowhere").exists()


def test_another_recipe_makes_nothing_new_by_itself(tmp_path):
    source = scrape(tmp_path / "in", 3)
    archive(tmp_path / "out", source)
    changed = Settings(articles=Articles(publisher="Someone else"))
    with Run(tmp_path / "out", changed) as run:
        assert run.make_plan([str(source)]).size == 0
        assert (run.seen.unchanged, run.seen.stale) == (3, 3)
    with Run(tmp_path / "out", changed) as run:
        assert run.make_plan([str(source)], reapply=True).size == 3


def test_batches_never_part_the_captures_of_one_url():
    entries = [Entry("source", Place(str(n)), identity) for n, identity in enumerate("aabbbc")]
    assert [len(batch) for batch in cut(entries, 1)] == [2, 3, 1]
    assert [len(batch) for batch in cut(entries, 3)] == [5, 1]
    assert list(cut([], 3)) == []


@pytest.mark.parametrize(("name", "url", "expected"), [
    ("Über uns.txt", None, "uber-uns"), ("a/b/Straße_7.html", None, "strasse-7"), ("日本.txt", None, "article"), ("-", None, "article"),
    ("CON.txt", None, "x-con"), ("com1", None, "x-com1"), ("x" * 90, None, "x" * 40), ("crawl.warc#1", "https://a.example/2024/the-story/?x=1", "the-story"),
    ("crawl.warc#1", "https://a.example/", "crawl-warc-1"), ("n", "http://[broken", "n"), ("Łódź.htm", None, "lodz"),
    ("eleven words are far too many for one short name of a file.txt", None, "eleven-words-are-far-too-many-for-one"),
])
def test_slugs_are_short_ascii(name, url, expected):
    assert slug(name, url) == expected


def test_a_later_version_has_another_file_name():
    assert tei_name("a.txt", None, "a0123456789ab", 1) == "a.a0123456789ab.xml"
    assert tei_name("a.txt", None, "a0123456789ab", 2) == "a.a0123456789ab.v2.xml"


def test_printable_names():
    assert printable("caf\udce9\t.txt") == "caf\\xe9\\t.txt"


def test_sources_are_packed_so_that_two_other_readers_read_them(tmp_path):
    source = scrape(tmp_path / "in", 3)
    archive(tmp_path / "out", source, batch=10)
    path = tmp_path / "out/data/sources/00000.warc.gz"
    with path.open("rb") as stream:
        records = [(r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read())
                   for r in ArchiveIterator(stream, check_digests="raise")]
    assert [kind for kind, _, _ in records] == ["warcinfo", "resource", "resource", "resource"]
    assert [(uri, data) for _, uri, data in records[1:]] == [(f"file:///page00{n}.txt", page(n).encode()) for n in range(3)]
    with path.open("rb") as stream:
        fast = [(record.verify_block_digest(), record.reader.read()) for record in FastIterator(stream, parse_http=False)][1:]
    assert fast == [(True, b"")] * 3 or [data for _, data in fast] == [page(n).encode() for n in range(3)]


def test_a_record_that_came_in_a_warc_is_kept_as_it_was(tmp_path):
    html = f"<!DOCTYPE html><html><body><h1>A title</h1>{''.join(f'<p>{p}</p>' for p in page(2).split(chr(10) * 2)[2:5])}</body></html>".encode()
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(html) + html
    record = (b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789abc>\r\nWARC-Date: 2020-02-03T04:05:06Z\r\n"
              b"WARC-Target-URI: https://paper.example/x\r\nContent-Type: application/http;msgtype=response\r\nX-Odd: kept\r\nContent-Length: %d\r\n\r\n"
              % len(block) + block + b"\r\n\r\n")
    (tmp_path / "crawl.warc.gz").write_bytes(gzip.compress(record))
    summary = archive(tmp_path / "out", tmp_path / "crawl.warc.gz")
    assert (summary.archived, summary.failed) == (1, 0)
    data = (tmp_path / "out/data/sources/00000.warc.gz").read_bytes()
    assert record in gzip.decompress(data)
    kinds = [r.rec_type for r in ArchiveIterator(io.BytesIO(data))]
    assert kinds == ["warcinfo", "response", "metadata"]
    assert verify(tmp_path / "out").faults == []


@pytest.mark.parametrize(("captured", "expected"), [
    (None, EPOCH), ("", EPOCH), ("yesterday", EPOCH), ("2024-05-01T10:00:00+02:00", "2024-05-01T08:00:00Z"), ("2024-05-01", "2024-05-01T00:00:00Z"),
    ("2024-05-01T08:00:00Z", "2024-05-01T08:00:00Z"), ("20240501T080000Z", "2024-05-01T08:00:00Z"),
])
def test_warc_dates(captured, expected):
    assert warc_date(captured, EPOCH) == expected


def test_target_uris_are_ascii_without_spaces():
    assert target_uri(Kept("ein Stück/ü.txt", "a", 1, "0" * 64)) == "file:///ein%20St%C3%BCck/%C3%BC.txt"
    assert target_uri(Kept("n", "a", 1, "0" * 64, url="https://a.example/ü x")) == "https://a.example/%C3%BC%20x"


def test_packing_depends_on_nothing_but_the_source():
    kept = Kept("n", "a0123456789ab", 1, "0" * 64, metadata=[("k", "v")])
    other = Kept("m", "a0123456789ab", 1, "0" * 64)
    assert pack(kept, b"x", EPOCH) == pack(kept, b"x", EPOCH)
    assert pack(kept, b"x", EPOCH)[4:10] == b"\0\0\0\0\0\xff"
    assert pack_revisit(other, kept, EPOCH) != pack_revisit(kept, other, EPOCH)


def test_the_catalogue_of_an_empty_archive(tmp_path):
    with open_catalogue(tmp_path) as catalogue:
        assert catalogue.last_batch() == -1
        assert catalogue.current("a") is None

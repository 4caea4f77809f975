"""Removed matter brought back."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from pipeline.archive.run.run import Run
from pipeline.archive.run.stored import removed_in, stored_sources
from pipeline.archive.store.came import document_in
from pipeline.archive.verify.verify import verify
from pipeline.clean import clean_source
from pipeline.data import Label, Source
from pipeline.settings import Archive, Articles, Settings
from tests.makers.archives import archive, engross, finish, lines, page, scrape
from tests.sources.test_sources import zstd


def restored(root: Path, kinds=(), ids=(), settings: Settings | None = None):
    with Run(root, settings or Settings(archive=Archive(batch=2))) as run:
        plan = run.plan_restore(kinds, ids)
        finish(run, plan)
        return run.summary()


def test_a_kind_comes_back_in_every_article(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 3))
    summary = restored(tmp_path / "out", kinds=["comment-form"])
    assert (summary.read, summary.archived) == (3, 3)
    now = [article for article in lines(tmp_path / "out", "articles") if article["version"] == 2]
    assert len(now) == 3
    assert all(article["supersedes"] == 1 and article["text"].endswith("Website\n\nPost Comment") for article in now)
    books = [book for book in lines(tmp_path / "out", "ledger") if book["version"] == 2]
    assert all(book["removed"] == [] and len(book["restored"]) == 6 for book in books)
    assert books[0]["restored"][0] == {"kind": "comment-form", "start": books[0]["restored"][0]["start"], "end": books[0]["restored"][0]["end"],
                                       "reason": "labeller"}
    assert verify(tmp_path / "out").faults == []


def test_what_structure_adds_to_the_evidence_hides_no_removal(tmp_path):
    """A heading and a list of HTML: their elements are told behind what they had been removed as."""
    text = "".join(f"<p>{part}</p>" for part in page(1).rstrip().split("\n\n")[1:5])
    beside = '<aside><h3>Read also</h3><ul><li><a href="/x">The pier is too short</a></li><li><a href="/y">A kettle on the quay</a></li></ul></aside>'
    (tmp_path / "in").mkdir()
    (tmp_path / "in/page.html").write_text(f"<html><head><title>Tea</title></head><body><article><h1>Tea</h1>{text}</article>{beside}</body></html>")
    archive(tmp_path / "out", tmp_path / "in")
    removed = {one.kind for one in removed_in(tmp_path / "out", 0)}
    assert "related" in removed
    summary = restored(tmp_path / "out", kinds=sorted(removed))
    assert (summary.archived, list(summary.failures)) == (1, [])
    (book,) = (book for book in lines(tmp_path / "out", "ledger") if book["version"] == 2)
    assert {one["kind"] for one in book["restored"]} == removed
    assert "Read also" in lines(tmp_path / "out", "articles")[-1]["text"]
    assert verify(tmp_path / "out").faults == []


def test_one_removal_comes_back(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 3))
    wanted = next(removed for removed in removed_in(tmp_path / "out", 0) if removed.kind == "comment-form")
    assert restored(tmp_path / "out", ids=[wanted.id]).archived == 1
    article = lines(tmp_path / "out", "articles")[-1]
    assert article["id"] == wanted.key[0]
    assert article["text"].endswith("\n\nLeave a Reply")
    again = next(removed for removed in removed_in(tmp_path / "out", 2))
    assert restored(tmp_path / "out", ids=[again.id]).archived == 1
    assert lines(tmp_path / "out", "articles")[-1]["version"] == 3
    assert "Leave a Reply\n\nYour email address" in lines(tmp_path / "out", "articles")[-1]["text"]
    assert verify(tmp_path / "out").faults == []


def test_only_the_latest_version_counts(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 2))
    assert restored(tmp_path / "out", kinds=["comment-form"]).archived == 2
    assert restored(tmp_path / "out", kinds=["comment-form"]).read == 0


def test_a_rerun_and_another_recipe_leave_it_restored(tmp_path):
    source = scrape(tmp_path / "in", 2)
    archive(tmp_path / "out", source)
    restored(tmp_path / "out", kinds=["comment-form"])
    assert archive(tmp_path / "out", source).unchanged == 2
    changed = Settings(articles=Articles(publisher="Someone else"))
    with Run(tmp_path / "out", changed) as run:
        plan = run.make_plan([str(source)], reapply=True)
        finish(run, plan)
    latest = lines(tmp_path / "out", "articles")[-1]
    assert latest["version"] == 3
    assert latest["text"].endswith("Post Comment")


def test_an_article_that_moves_to_another_place_stays_restored(tmp_path):
    """The same bytes turn up in a place to which their article belongs."""
    source = scrape(tmp_path / "in", 1)
    archive(tmp_path / "out", source)
    restored(tmp_path / "out", kinds=["comment-form"])
    (source / "first.txt").write_bytes((source / "page000.txt").read_bytes())
    archive(tmp_path / "out", source)
    assert archive(tmp_path / "out", source, reapply=True).older == 2
    (moved,) = lines(tmp_path / "out", "dropped")
    article = lines(tmp_path / "out", "articles")[-1]
    assert (article["source"]["name"], moved["why"], moved["copy_of"]) == ("first.txt", "moved", article["id"])
    assert article["text"].endswith("Website\n\nPost Comment")
    assert verify(tmp_path / "out").faults == []


def test_origins_are_kept(tmp_path):
    source = scrape(tmp_path / "in", 1)
    (source / "twin.txt").write_bytes((source / "page000.txt").read_bytes())
    archive(tmp_path / "out", source)
    (source / "third.txt").write_bytes((source / "page000.txt").read_bytes())
    archive(tmp_path / "out", source)
    restored(tmp_path / "out", kinds=["comment-form"])
    assert lines(tmp_path / "out", "articles")[-1]["source"]["origins"] == ["third.txt", "twin.txt"]
    assert archive(tmp_path / "out", source).unchanged == 3
    assert verify(tmp_path / "out").faults == []


def test_what_is_said_of_a_source_comes_out_of_the_archive_again(tmp_path):
    rows = [{"url": "https://paper.example/ü", "text": page(3), "captured": "2024-05-06", "section": "Town ✓", "n": 7}]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    archive(tmp_path / "out", tmp_path / "in.jsonl")
    first = lines(tmp_path / "out", "articles")[0]
    stored = next(stored_sources(tmp_path / "out", 0, [(first["id"], 1)]))
    assert stored.data == page(3).encode()
    assert (stored.place.url, stored.place.captured, stored.place.charset) == ("https://paper.example/ü", "2024-05-06", "unicode")
    assert ("section", "Town ✓") in stored.place.metadata
    restored(tmp_path / "out", kinds=["comment-form"])
    second = lines(tmp_path / "out", "articles")[-1]
    assert second["source"] == first["source"]
    assert verify(tmp_path / "out").faults == []


def test_a_record_from_a_warc_is_packed_again_as_it_was(tmp_path):
    text = page(5).encode()
    record = (b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789abc>\r\nWARC-Date: 2020-02-03T04:05:06Z\r\n"
              b"WARC-Target-URI: https://paper.example/x\r\nContent-Type: text/plain; charset=utf-8\r\nX-Odd:  kept \r\nContent-Length: %d\r\n\r\n"
              % len(text) + text + b"\r\n\r\n")
    (tmp_path / "crawl.warc").write_bytes(record)
    archive(tmp_path / "out", tmp_path / "crawl.warc")
    restored(tmp_path / "out", kinds=["comment-form"])
    assert record in gzip.decompress((tmp_path / "out/data/sources/00001.warc.gz").read_bytes())
    assert verify(tmp_path / "out").faults == []


def test_of_a_damaged_body_as_much_is_the_source_as_an_older_version_read():
    html = b"<html><body><p>The kiln was lit.</p>" + b"".join(b"<!-- %d -->" % (n * n) for n in range(120_000))
    body = zstd(html)
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: zstd\r\n\r\n" + body[:-len(body) // 4]
    record = (b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789abc>\r\nWARC-Date: 2020-02-03T04:05:06Z\r\n"
              b"WARC-Target-URI: https://paper.example/x\r\nContent-Type: application/http;msgtype=response\r\nContent-Length: %d\r\n\r\n"
              % len(block) + block + b"\r\n\r\n")
    digests = {many: hashlib.sha256(html[:many]).hexdigest() for many in (1 << 20, 3 << 19)}
    read = {many: document_in(record, digest) for many, digest in digests.items()}
    assert all(source is not None and hashlib.sha256(source.data).hexdigest() == digests[many] for many, source in read.items())
    assert document_in(record, "") == read[3 << 19], "all that can be read"
    assert document_in(record.replace(b"text/html", b"image/gif"), "") is None


def test_a_restored_double_is_what_its_twin_is():
    text = ("A title for it\n\nThe tall ship came in at dawn and stayed for the rest of the week.\n\nThe harbour master said that nobody had seen one in years.\n\n"
            "The tall ship at the quay on Monday. Photo: Ada Quill\n\nMany came to look.\n\nThe tall ship at the quay on Monday. Photo: Ada Quill\n\n"
            "It leaves on Friday for the north, its owners said, and will not come back this year.\n")
    plain = clean_source(Source("x", text.encode()), Settings())
    double = [removal for removal in plain.removed if removal.kind is Label.DUPLICATE]
    assert len(double) == 1
    back = clean_source(Source("x", text.encode()), Settings(), restore=[(double[0].start, double[0].end)])
    assert back.removed == ()
    assert back.text.count("The tall ship at the quay") == 2
    assert [restored.kind for restored in back.restored] == [Label.DUPLICATE]


@pytest.mark.parametrize(("arguments", "told"), [
    (("out",), b"Say what is to come back"), (("out", "--kind", "nonsense"), b"There is no kind nonsense"), (("in", "--kind", "share"), b"is not an archive"),
    (("out", "--kind", "cookie-notice"), b"There is no removal of the kind cookie-notice"),
])
def test_wrong_wishes_change_nothing(tmp_path, arguments, told):
    archive(tmp_path / "out", scrape(tmp_path / "in", 1))
    answer = engross("restore", *arguments, cwd=tmp_path)
    assert answer.returncode == 2
    assert told in answer.stderr


def test_the_command(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 2))
    answer = engross("restore", "out", "--kind", "comment-form", cwd=tmp_path)
    assert (answer.returncode, answer.stderr) == (0, b"")
    assert answer.stdout == b"2 sources: 2 archived, 0 unchanged, 0 failed. Archive: out\nReport: out/report/index.html\n"

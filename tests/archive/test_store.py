"""What an archive is stored with: the lock, the names of files, the records of sources."""

from __future__ import annotations

import gzip
import io
import os

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from pipeline.archive.run.batch import seal_folder
from pipeline.archive.run.run import Run
from pipeline.archive.store.disk import ArchiveError, write_whole
from pipeline.archive.store.lock import Lock
from pipeline.archive.store.names import printable, slug, tei_name
from pipeline.archive.store.warc import EPOCH, Kept, pack, pack_revisit, target_uri, warc_date
from pipeline.archive.verify.verify import verify
from pipeline.settings import Settings
from tests.makers.archives import archive, page, scrape


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


@pytest.fixture
def steps(monkeypatch):
    """What is flushed and renamed, in order."""
    done = []

    def flush(handle, real=os.fsync):
        done.append(("flush", os.readlink(f"/proc/self/fd/{handle}")))
        real(handle)

    def rename(old, new, real=os.replace):
        done.append(("rename", os.fspath(new)))
        real(old, new)

    monkeypatch.setattr(os, "fsync", flush)
    monkeypatch.setattr(os, "replace", rename)
    return done


def test_a_file_takes_its_name_when_the_disk_has_its_content(tmp_path, steps):
    write_whole(tmp_path / "a.json", b"{}")
    assert steps == [("flush", f"{tmp_path}/a.json.part"), ("rename", f"{tmp_path}/a.json"), ("flush", str(tmp_path))]


def test_the_manifest_of_a_batch_is_written_when_the_disk_has_its_files(tmp_path, steps):
    (tmp_path / "tei").mkdir()
    for name in ("articles.jsonl", "tei/a.xml"):
        (tmp_path / name).write_bytes(b"a line")
    seal_folder(tmp_path, "key", ["articles.jsonl", "tei/a.xml"], {}, {})
    assert steps == [("flush", f"{tmp_path}{name}") for name in ("/articles.jsonl", "/tei/a.xml", "/tei", "/manifest.json", "")]


def test_a_stale_lock_of_this_machine_is_taken_over(tmp_path):
    held = Lock(tmp_path / "lock").acquire()
    text = held.path.read_text()
    held.release()
    (tmp_path / "lock").write_text(text)
    Lock(tmp_path / "lock").acquire().release()


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
    assert printable("\udcc3\udcbcmlaut.txt") == "\u00fcmlaut.txt", "where the locale is C, Python takes no byte beyond ASCII for a letter"
    assert printable("\ud800 \udc00\udfff") == "\\ud800 \\udc00\\udfff"


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
        assert [record.verify_block_digest() for record in FastIterator(stream, parse_http=False)][1:] == [True] * 3
    with path.open("rb") as stream:
        assert [record.reader.read() for record in FastIterator(stream, parse_http=False)][1:] == [page(n).encode() for n in range(3)]


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

"""Damaged files of sources in an archive: every record outside of the damage is read, and each damaged stretch is told once."""

from __future__ import annotations

import gzip
import json
import re

import pytest

from pipeline.archive.run.stored import stored_sources
from pipeline.archive.store.disk import ArchiveError
from pipeline.archive.store.records import Damage, Record, read_records
from pipeline.archive.verify.verify import verify
from tests.makers.archives import archive, engross, lines, page, relist, scrape

_MEMBER = re.compile(rb"\x1f\x8b\x08\0\0\0\0\0\0\xff")
_BLOCK = b"<html><body><h1>%s</h1><p>The keeper of the ferry counted the boats of the morning and wrote them down.</p></body></html>"


def _starts(data):
    return [found.start() for found in _MEMBER.finditer(data)]


def _flip(data, *places):
    changed = bytearray(data)
    for place in places:
        changed[place] ^= 0x55
    return bytes(changed)


def _checksum_of(data, member):
    """The place of a byte of the checksum of a member."""
    return [*_starts(data), len(data)][member + 1] - 8


@pytest.fixture
def out(tmp_path):
    """An archive with one batch of six articles, and the sources' file in it."""
    archive(tmp_path / "out", scrape(tmp_path / "in", 6), batch=200)
    return tmp_path / "out", tmp_path / "out/data/sources/00000.warc.gz"


def _idents(root):
    return [row["id"] for row in lines(root, "articles")]


def _told(root):
    return [str(fault) for fault in verify(root).faults]


@pytest.mark.parametrize("place", ["checksum", "head", "body"])
def test_one_damaged_record_is_one_sentence(out, place):
    root, path = out
    data = path.read_bytes()
    starts = _starts(data)
    at = {"checksum": _checksum_of(data, 2), "head": starts[2] + 12, "body": starts[3] - 40}[place]
    relist(root, path, _flip(data, at))
    report = verify(root)
    [told] = map(str, report.faults)
    assert f"damaged from byte {starts[2]} to byte {starts[3]} (" in told
    assert re.search(r"The source of a[0-9a-f]{12} version 1 is lost with it\. All records outside of this part were read\. \[broken-record\]$", told)
    assert report.articles == 6


def test_neighbours_are_one_stretch_and_others_another(out):
    root, path = out
    data = path.read_bytes()
    relist(root, path, _flip(data, *(_checksum_of(data, n) for n in (1, 2, 5))))
    starts, told = _starts(data), _told(root)
    assert len(told) == 2
    assert f"from byte {starts[1]} to byte {starts[3]} (" in told[0] and re.search(r"The sources of (a\w+ version 1(, |)){2} are lost with it", told[0])
    assert f"from byte {starts[5]} to byte {starts[6]} (" in told[1]


def test_what_no_head_tells_is_told_by_what_is_missing(out):
    root, path = out
    data = path.read_bytes()
    starts = _starts(data)
    relist(root, path, _flip(data, starts[1], starts[4]))
    told = _told(root)
    assert [line.count("How many records are lost with it is not known") for line in told] == [1, 1, 0]
    assert re.search(r"The sources of (a\w+ version 1(, |)){2} are lost", told[2])


def test_the_end_of_a_file_that_was_cut(out):
    root, path = out
    data = path.read_bytes()
    relist(root, path, data[:-30])
    [told] = _told(root)
    assert "the record that begins there has no end" in told and "The source of " in told


def test_zeros_behind_the_last_record_cost_no_article(out):
    root, path = out
    path.write_bytes(path.read_bytes() + bytes(5000))
    keys = [(ident, 1) for ident in _idents(root)]
    assert sorted(stored.key for stored in stored_sources(root, 0, keys)) == sorted(keys)
    assert [problem.code for problem in verify(root).faults] == ["oxum", "fixity"]


def test_other_articles_are_restored_exported_and_shown(out):
    root, path = out
    data = path.read_bytes()
    keys = [(ident, 1) for ident in _idents(root)]
    lost = next(record for n, record in enumerate(read_records(data)) if n == 2).head["engross-id"]
    path.write_bytes(_flip(data, _checksum_of(data, 2)))
    assert sorted(stored.key for stored in stored_sources(root, 0, [key for key in keys if key[0] != lost])) == sorted(
        key for key in keys if key[0] != lost)
    with pytest.raises(ArchiveError, match=rf"the source of {lost} can't be read; the file is damaged from byte \d+ to byte \d+ \(its checksum .*engross verify"):
        list(stored_sources(root, 0, keys))
    other = next(ident for ident, _ in keys if ident != lost)
    assert engross("show", other, root).returncode == 0
    result = engross("show", lost, root)
    assert result.returncode == 1 and f"the source of {lost} can't be read".encode() in result.stderr
    result = engross("export", root, "--to", "warc", "-o", root.parent / "x.warc.gz")
    assert result.returncode == 1 and f"the source of {lost} can't be read; the file is damaged from byte".encode() in result.stderr


@pytest.mark.parametrize("what", ["sources", "ledger"])
def test_a_kind_comes_back_in_the_articles_beside_a_damaged_one(tmp_path, what):
    archive(tmp_path / "out", scrape(tmp_path / "in", 6), batch=3)
    root, ledger = tmp_path / "out", tmp_path / "out/data/ledger/00000.jsonl"
    path = root / "data/sources/00000.warc.gz"
    lost = [row["id"] for row in lines(root, "articles")][:3]
    if what == "sources":
        lost = [next(record for n, record in enumerate(read_records(path.read_bytes())) if n == 2).head["engross-id"]]
        path.write_bytes(_flip(path.read_bytes(), _checksum_of(path.read_bytes(), 2)))
    else:
        ledger.write_bytes(ledger.read_bytes().replace(b'"removed":', b'"removed', 1))
    answer = engross("restore", root, "--kind", "comment-form")
    assert answer.returncode == 1
    assert f"{6 - len(lost)} sources: {6 - len(lost)} archived, 0 unchanged, 0 failed.".encode() in answer.stdout
    told = answer.stderr.decode().splitlines()[0]
    assert told.startswith(f"engross: {path}: the source of {lost[0]} can't be read" if what == "sources" else f"engross: {ledger}")
    assert {row["id"] for row in lines(root, "articles") if row["version"] == 2} == {row["id"] for row in lines(root, "articles")} - set(lost)


def test_where_no_source_can_be_read_nothing_comes_back(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 1))
    path = tmp_path / "out/data/sources/00000.warc.gz"
    path.write_bytes(_flip(path.read_bytes(), _checksum_of(path.read_bytes(), 1)))
    answer = engross("restore", tmp_path / "out", "--kind", "comment-form")
    assert answer.returncode == 1
    assert answer.stdout.startswith(b"0 sources: 0 archived, 0 unchanged, 0 failed.") and b"can't be read" in answer.stderr


def _crawled(number):
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + _BLOCK % f"Ferry {number}".encode()
    head = (f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Target-URI: http://ferry.example/{number}\r\n"
            f"WARC-Date: 2020-01-02T03:04:05Z\r\nContent-Type: application/http\r\nContent-Length: {len(http)}\r\n\r\n")
    return gzip.compress(head.encode() + http + b"\r\n\r\n", mtime=0)


@pytest.mark.parametrize("member", [1, 2], ids=["the record that came", "the record that names the article"])
def test_a_source_that_came_in_a_web_archive(tmp_path, member):
    """It is two records, and lost with each of them."""
    (tmp_path / "a.warc.gz").write_bytes(b"".join(map(_crawled, range(3))))
    archive(tmp_path / "out", tmp_path / "a.warc.gz", batch=200)
    root, path = tmp_path / "out", tmp_path / "out/data/sources/00000.warc.gz"
    data = path.read_bytes()
    assert len(_starts(data)) == 7
    naming = list(read_records(data))[2]
    relist(root, path, _flip(data, _checksum_of(data, member)))
    [told] = _told(root)
    assert f"The source of {naming.head['engross-id']} version 1 is lost with it." in told
    with pytest.raises(ArchiveError, match=naming.head["engross-id"]):
        list(stored_sources(root, 0, [(ident, 1) for ident in _idents(root)]))
    others = [(ident, 1) for ident in _idents(root) if ident != naming.head["engross-id"]]
    assert len(list(stored_sources(root, 0, others))) == 2


def test_metadata_that_is_lost_is_not_passed_over(tmp_path):
    """A source whose record is followed by a damaged one may have had metadata in that one, so it is not read back as if it had none."""
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": page(1), "colour": "blue"}) + "\n", encoding="utf-8")
    archive(tmp_path / "out", tmp_path / "in.jsonl", batch=200)
    root, path = tmp_path / "out", tmp_path / "out/data/sources/00000.warc.gz"
    data = path.read_bytes()
    assert len(_starts(data)) == 3
    relist(root, path, _flip(data, _checksum_of(data, 2)))
    assert [told.count("1 record is lost with it") for told in _told(root)] == [1]
    with pytest.raises(ArchiveError, match="damaged from byte"):
        list(stored_sources(root, 0, [(_idents(root)[0], 1)]))


def test_a_catalogue_is_not_made_again_where_places_may_be_lost(out):
    """A damaged record may have been a further place of known bytes."""
    root, path = out
    relist(root, path, _flip(path.read_bytes(), _starts(path.read_bytes())[2]))
    (root / "catalogue.sqlite").unlink()
    result = engross("plan", root.parent / "in", "-o", root)
    assert result.returncode == 1
    assert re.search(rb"00000.warc.gz: the file is damaged from byte \d+ to byte \d+ .* further places .*engross verify", result.stderr)


def test_records_and_damage_in_their_order(out):
    data = out[1].read_bytes()
    kinds = [type(item) for item in read_records(_flip(data, _checksum_of(data, 0), _checksum_of(data, 3)))]
    assert kinds == [Damage, Record, Record, Damage, Record, Record, Record]

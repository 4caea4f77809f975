"""``warc`` as warcio and fastwarc read it."""

from __future__ import annotations

import gzip
import io
import json
import shutil
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from pipeline.archive.run.export import export
from pipeline.archive.run.selection import Selection
from pipeline.archive.run.stored import stored_records, stored_sources
from pipeline.archive.store.disk import ArchiveError
from pipeline.archive.store.records import read_records
from pipeline.archive.verify.verify import verify
from pipeline.data import article_id
from tests.makers.archives import archive, page, scrape

ALL = Selection()
CAPTURED = "2024-05-01T08:00:00Z"


def response(n: int) -> bytes:
    body = page(n).encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    head = (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{n:012d}>\r\nWARC-Date: {CAPTURED}\r\n"
            f"WARC-Target-URI: https://elm.example/{n}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n")
    return head.encode() + http + b"\r\n\r\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Three pages in files (one in two places, one in two versions), a row of JSON lines with fields of its own, two of a WARC."""
    folder = tmp_path_factory.mktemp("made")
    source = scrape(folder / "in", 3)
    (source / "same.txt").write_bytes((source / "page000.txt").read_bytes())
    (source / "crawl.warc").write_bytes(response(10) + response(11))
    (source / "rows.jsonl").write_text(json.dumps({"url": "https://fir.example/x", "text": page(20), "editor": "Ada"}) + "\n")
    archive(folder / "out", source)
    (source / "page001.txt").write_text(page(1).replace("most of them", "all of them"), encoding="utf-8")
    archive(folder / "out", source)
    return folder / "out"


def read(path: Path) -> list[tuple[str, dict[str, str], bytes]]:
    with path.open("rb") as stream:
        return [(record.rec_type, {name.lower(): value for name, value in record.rec_headers.headers}, record.raw_stream.read())
                for record in ArchiveIterator(stream, no_record_parse=True, check_digests="raise")]


def test_each_source_is_followed_by_its_clean_text(made, tmp_path):
    export(made, tmp_path / "x.warc.gz", "warc", ALL)
    export(made, tmp_path / "x.jsonl", "jsonl", ALL)
    rows = {row["id"]: row for row in map(json.loads, (tmp_path / "x.jsonl").read_bytes().splitlines())}
    records = read(tmp_path / "x.warc.gz")
    kinds = [kind for kind, _, _ in records]
    assert sorted(set(kinds)) == ["conversion", "metadata", "resource", "response", "warcinfo"]
    assert (kinds[0], kinds.count("resource"), kinds.count("response"), kinds.count("conversion")) == ("warcinfo", 4, 2, 6)
    ids = {head["warc-record-id"]: (kind, head) for kind, head, _ in records}
    for kind, head, body in records:
        if kind == "conversion":
            row = rows.pop(head["engross-id"])
            assert body.decode() == f"{row['title']}\n\n{row['text']}\n"
            of, source = ids[head["warc-refers-to"]]
            assert of == ("response" if "elm.example" in head["warc-target-uri"] else "resource")
            assert (head["warc-target-uri"], head["warc-date"]) == (source["warc-target-uri"], source["warc-date"])
            assert head["engross-version"] == str(row["version"])
    assert rows == {}


def test_records_are_those_of_the_archive(made, tmp_path):
    export(made, tmp_path / "x.warc", "warc", ALL)
    held = {record.raw for path in (made / "data/sources").iterdir() for record in read_records(path.read_bytes())}
    plain = (tmp_path / "x.warc").read_bytes()
    found = [record for record in held if record in plain]
    assert len(found) == 4 + 2 * 2 + 1 + 1  # resources, responses with what names their articles, fields of the row, the opening
    assert response(10) in plain


def test_a_member_for_each_record_and_fastwarc_reads_them(made, tmp_path):
    export(made, tmp_path / "x.warc.gz", "warc", ALL)
    export(made, tmp_path / "x.warc", "warc", ALL)
    packed = (tmp_path / "x.warc.gz").read_bytes()
    assert gzip.decompress(packed) == (tmp_path / "x.warc").read_bytes()
    assert len(list(read_records(packed))) == len(read(tmp_path / "x.warc"))
    assert len(list(FastIterator(io.BytesIO(packed), parse_http=False))) == len(read(tmp_path / "x.warc"))


def test_filters_choose_sources_as_well(made, tmp_path):
    export(made, tmp_path / "x.warc", "warc", Selection(sites=frozenset({"elm.example"})))
    assert [kind for kind, _, _ in read(tmp_path / "x.warc")] == ["warcinfo", *["response", "metadata", "conversion"] * 2]


def test_the_archive_of_an_export_has_the_same_articles(made, tmp_path):
    export(made, tmp_path / "x.warc.gz", "warc", ALL)
    archive(tmp_path / "again", tmp_path / "x.warc.gz")
    for root, name in ((made, "one"), (tmp_path / "again", "two")):
        export(root, tmp_path / name, "jsonl", ALL)
    texts = [sorted(json.loads(line)["text"] for line in (tmp_path / name).read_bytes().splitlines()) for name in ("one", "two")]
    assert texts[0] == texts[1]
    assert verify(tmp_path / "again").faults == []


def test_a_source_that_is_missing_is_a_sentence(made, tmp_path):
    shutil.copytree(made, tmp_path / "broken")
    for path in (tmp_path / "broken/data/sources").iterdir():
        path.write_bytes(b"")
    with pytest.raises(ArchiveError, match=r"the source of a[0-9a-f]{12} can't be read; there is no such record in it\. Run: engross verify"):
        export(tmp_path / "broken", tmp_path / "x.warc", "warc", ALL)
    assert [path.name for path in tmp_path.iterdir()] == ["broken"]


def test_a_record_that_claims_to_be_the_source_of_another_article_is_not_believed(tmp_path):
    """A scraped WARC may hold anything, such as our own fields with the id of another article."""
    source = scrape(tmp_path / "in", 1)
    for n, kind in enumerate(("resource", "metadata\r\nWARC-Type: resource", "resource\r\nWARC-Type: metadata")):
        body = page(5 + n).encode()
        (source / f"crawl{n}.warc").write_bytes((
            f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-00000000000{n}>\r\nWARC-Date: {CAPTURED}\r\n"
            f"WARC-Target-URI: https://elm.example/{n}\r\nEngross-Id: {article_id('page000.txt')}\r\nEngross-Version: 1\r\nEngross-Digest: sha256:0\r\n"
            f"Engross-Name: page000.txt\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body + b"\r\n\r\n")
    archive(tmp_path / "out", source, batch=10)
    key = (article_id("page000.txt"), 1)
    assert [stored.data for stored in stored_sources(tmp_path / "out", 0, {key})] == [page(0).encode()]
    (record,), naming = stored_records(tmp_path / "out", 0)[key]
    assert naming == 0
    assert record.endswith(page(0).encode() + b"\r\n\r\n")
    export(tmp_path / "out", tmp_path / "x.warc", "warc", ALL)
    conversions = [(head["engross-id"], body) for kind, head, body in read(tmp_path / "x.warc") if kind == "conversion"]
    assert verify(tmp_path / "out").faults == []
    assert len(conversions) == len(dict(conversions)) == 3
    assert b"Alder opens" in dict(conversions)[key[0]]

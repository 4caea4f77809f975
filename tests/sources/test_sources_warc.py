"""Web archives: every record has its answer, whatever happened to the file."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from base64 import b32encode
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources import read
from pipeline.sources.http import charset_of, digest_agrees, media_type_in, unwrapped
from pipeline.sources.warc_records import LIES_UNTIL_DISTRUST, Cursor
from tests.makers.marked import cases
from tests.sources.test_sources import zstd

BODY = b"<html><body><p>caf\xe9 and more words</p></body></html>"
PACKED_BODY = gzip.compress(BODY, mtime=0)


def record(kind: str, number: int, block: bytes, content_type: str = "application/http; msgtype=response", **more: str) -> bytes:
    headers = {
        "WARC-Type": kind, "WARC-Record-ID": f"<urn:uuid:{number}>", "WARC-Target-URI": f"http://example.org/{number}",
        "WARC-Date": "2020-01-02T03:04:05Z", "Content-Type": content_type, "Content-Length": str(len(block)),
    } | {key.replace("_", "-"): value for key, value in more.items()}
    return "".join(["WARC/1.1\r\n", *(f"{k}: {v}\r\n" for k, v in headers.items()), "\r\n"]).encode() + block + b"\r\n\r\n"


def http(body: bytes = BODY, status: str = "200 OK", content_type: str = "text/html; charset=ISO-8859-1", more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{more}\r\n".encode() + body


PAGES = [record("response", i, http(BODY + b"." * 300 * i)) for i in range(1, 5)]
RECORDS = [record("warcinfo", 0, b"software: none\r\n", "application/warc-fields"), *PAGES]
PLAIN = b"".join(RECORDS)
MEMBERS = [gzip.compress(r, mtime=0) for r in RECORDS]
PACKED = b"".join(MEMBERS)


def found(data: bytes, name: str = "a.warc.gz") -> tuple[list[str], list[str]]:
    items = list(read(data, name))
    return [i.url or "" for i in items if isinstance(i, Source)], [i.code for i in items if isinstance(i, Fault)]


URLS = [f"http://example.org/{i}" for i in range(1, 5)]


@pytest.mark.parametrize("data", [PLAIN, PACKED, gzip.compress(PLAIN, mtime=0), zstd(PLAIN), PLAIN.replace(b"\r\n\r\n\r\nWARC", b"\r\n\r\nWARC")])
def test_every_way_of_packing(data: bytes) -> None:
    assert found(data) == (URLS, [])


def test_what_a_page_brings_along() -> None:
    source = next(iter(read(PACKED, "crawl/a.warc.gz")))
    assert isinstance(source, Source)
    assert (source.name, source.url, source.media_type, source.charset) == ("urn:uuid:1", URLS[0], "text/html", "ISO-8859-1")
    assert source.captured == "2020-01-02T03:04:05Z"
    assert source.data == BODY + b"." * 300
    assert source.record == PAGES[0].removesuffix(b"\r\n\r\n")
    said = dict(source.metadata)
    assert (said["warc-file"], said["warc-type"]) == ("crawl/a.warc.gz", "response")
    assert said["http-content-type"] == "text/html; charset=ISO-8859-1"


@pytest.mark.parametrize("at", range(len(PACKED) - len(MEMBERS[-1]) + 1, len(PACKED) - 20, 13))
def test_a_packed_file_cut_anywhere_in_its_last_record(at: int) -> None:
    """fastwarc and warcio end such a file without a word."""
    assert found(PACKED[:at]) == (URLS[:3], ["cut-short"])


@pytest.mark.parametrize("at", range(len(PLAIN) - len(PAGES[-1]) + 6, len(PLAIN) - 4, 37))
def test_a_plain_file_cut_anywhere_in_its_last_record(at: int) -> None:
    assert found(PLAIN[:at], "a.warc") == (URLS[:3], ["cut-short"])


def test_a_member_that_lacks_only_its_check_sum() -> None:
    """All of the record is there, so it is kept; that the file is cut is said all the same."""
    assert found(PACKED[:-3]) == (URLS, ["cut-short"])


def test_a_file_that_ends_between_records_is_whole() -> None:
    assert found(PACKED[:-len(MEMBERS[-1])]) == (URLS[:3], [])


def test_a_damaged_member_costs_its_own_record() -> None:
    at = sum(map(len, MEMBERS[:2])) + 120
    broken = PACKED[:at] + bytes([PACKED[at] ^ 0x55]) + PACKED[at + 1:]
    urls, codes = found(broken)
    assert urls == [URLS[0], *URLS[2:]]
    assert "corrupt" in codes


def test_bytes_between_records_are_named() -> None:
    urls, codes = found(PLAIN.replace(PAGES[1], b"not a record\r\n" + PAGES[1]), "a.warc")
    assert (urls, codes) == (URLS, ["warc-unreadable"])


def test_each_stretch_of_junk_is_named_where_it_stands() -> None:
    items = list(read(b"junk\r\n" + PAGES[0] + b"more junk\r\n" + PAGES[1], "a.warc"))
    assert [i.name if isinstance(i, Fault) else i.url for i in items] == ["a.warc#0", URLS[0], f"a.warc#{6 + len(PAGES[0])}", URLS[1]]


def test_a_wrong_length_costs_its_neighbour_at_most() -> None:
    wrong = PAGES[0].replace(b"Content-Length: ", b"Content-Length: 9")
    urls, codes = found(wrong, "a.warc")
    assert (urls, codes) == ([], ["cut-short"])
    short = PAGES[0].replace(b"Content-Length: 4", b"Content-Length: 3")
    urls, codes = found(short + PAGES[1], "a.warc")
    assert (urls, codes) == (URLS[:2], ["warc-unreadable"])


def test_a_record_that_says_only_what_is_known() -> None:
    revisit = record("revisit", 7, b"", WARC_Refers_To_Target_URI="http://example.org/1")
    [fault] = read(revisit, "a.warc")
    assert isinstance(fault, Fault)
    assert (fault.code, fault.warning) == ("warc-revisit", True)
    assert "http://example.org/1" in str(fault)


def test_one_record_without_a_page_is_told_in_the_singular() -> None:
    [fault] = read(record("response", 1, http(b"\x89PNG", content_type="image/png")), "a.warc")
    assert str(fault) == "a.warc: 1 record holds no page and was passed over: image/png 1."


def test_what_is_no_page_is_counted() -> None:
    data = b"".join([
        record("response", 1, http(b"\x89PNG", content_type="image/png")),
        record("response", 2, http(b"\x89PNG", content_type="image/png")),
        record("response", 3, http(status="404 Not Found")), record("response", 4, http(status="301 Moved")),
        record("request", 5, b"GET / HTTP/1.1\r\n\r\n"), record("metadata", 6, b"x: y\r\n"), record("resource", 8, b"10.0.0.1", "text/dns"),
    ])
    [fault] = read(data, "a.warc")
    assert str(fault) == "a.warc: 5 records hold no page and were passed over: image/png 2, status 301 1, status 404 1, text/dns 1."


def test_resources_and_conversions() -> None:
    data = record("resource", 1, b"Words.", "text/plain; charset=utf-8", WARC_Target_URI="urn:text:http://example.org/9")
    data += record("conversion", 2, b"Words.", "text/plain") + record("resource", 3, BODY, "application/octet-stream")
    one, two, three = read(data, "a.warc")
    assert isinstance(one, Source)
    assert (one.url, one.media_type, one.charset, one.data) == ("http://example.org/9", "text/plain", "utf-8", b"Words.")
    assert isinstance(two, Source)
    assert (two.media_type, two.charset) == ("text/plain", None)
    assert isinstance(three, Source)
    assert three.media_type is None


def test_segments_and_truncation_are_reported() -> None:
    data = record("response", 1, http(), WARC_Segment_Number="1") + record("continuation", 2, b"more", WARC_Segment_Number="2")
    assert found(data) == ([], ["warc-segment", "warc-segment"])
    assert found(record("response", 1, http(), WARC_Truncated="length")) == (URLS[:1], ["warc-truncated"])


PAGE = http(b"<html><body><p>" + b"caf\xe9 and more words. " * 40 + b"</p></body></html>")


def _segment(case: dict[str, Any]) -> bytes:
    page = PAGE if not case.get("says_length") else PAGE.replace(b"\r\n\r\n", b"\r\nContent-Length: %d\r\n\r\n" % len(PAGE.partition(b"\r\n\r\n")[2]), 1)
    third = len(page) // 3
    block = PAGE if not case["part"] else page[(case["part"] - 1) * third:case["part"] * third if case["part"] < 3 else len(page)]
    more = {"WARC_Segment_Number": str(case["number"])} if "number" in case else {}
    more |= {"WARC_Segment_Origin_ID": f"<urn:uuid:{case['origin']}>"} if "origin" in case else {}
    more |= {"WARC_Segment_Total_Length": str(len(PAGE))} if case.get("total") else {}
    more |= {"WARC_Block_Digest": "sha1:" + b32encode(hashlib.sha1(block).digest()).decode()}
    return record(case.get("type", "continuation"), case["id"], block, **more)


@pytest.mark.parametrize("case", cases("archive/segments.toml"))
def test_pages_in_segments(case: dict[str, Any]) -> None:
    items = list(read(b"".join(map(_segment, case["records"])), "a.warc"))
    sources = [item for item in items if isinstance(item, Source)]
    assert [source.data for source in sources] == [PAGE.partition(b"\r\n\r\n")[2]] * case["pages"]
    faults = [item for item in items if isinstance(item, Fault)]
    assert [fault.code for fault in faults] == case.get("faults", [])
    assert all(case.get("told", "") in str(fault) for fault in faults)


def test_digests_are_held_against_the_bytes() -> None:
    right = "sha1:" + b32encode(hashlib.sha1(BODY).digest()).decode()
    assert found(record("response", 1, http(), WARC_Payload_Digest=right)) == (URLS[:1], [])
    wrong = "sha1:" + b32encode(hashlib.sha1(b"x").digest()).decode()
    assert found(record("response", 1, http(), WARC_Payload_Digest=wrong)) == (URLS[:1], ["warc-digest"])
    assert digest_agrees("sha256:" + hashlib.sha256(BODY).hexdigest(), BODY) is True
    assert digest_agrees("sha999:abc", BODY) is None
    assert digest_agrees(None, BODY) is None


@pytest.mark.parametrize(("headers", "body"), [
    ({"content-encoding": "gzip"}, gzip.compress(BODY, mtime=0)), ({"content-encoding": "deflate"}, zlib.compress(BODY)),
    ({"content-encoding": "deflate"}, zlib.compress(BODY)[2:-4]), ({"content-encoding": "zstd"}, zstd(BODY)),
    ({"transfer-encoding": "chunked"}, b"5\r\n" + BODY[:5] + b"\r\n%x;x=y\r\n" % (len(BODY) - 5) + BODY[5:] + b"\r\n0\r\n\r\n"),
    ({"transfer-encoding": "chunked", "content-encoding": "gzip"}, b"%x\r\n" % len(PACKED_BODY) + PACKED_BODY + b"\r\n0\r\n\r\n"),
    ({"transfer-encoding": "chunked", "content-encoding": "gzip"}, BODY), ({"content-encoding": "br"}, BODY),
    ({"content-encoding": "identity"}, BODY), ({"content-encoding": "gzip"}, gzip.compress(BODY[:9], mtime=0) + gzip.compress(BODY[9:], mtime=0)),
    ({"content-encoding": "gzip"}, PACKED_BODY + b"\r\n"), ({"content-encoding": "gzip"}, PACKED_BODY + b"<!-- cached -->"),
])
def test_codings_are_undone_where_they_were_done(headers: dict[str, str], body: bytes) -> None:
    assert unwrapped(body, headers) == (BODY, "")


def test_a_brotli_body() -> None:
    brotli = pytest.importorskip("brotli")
    assert unwrapped(brotli.compress(BODY), {"content-encoding": "br"}) == (BODY, "")


def test_a_coding_that_is_cut_or_unknown_is_said() -> None:
    body = gzip.compress(bytes(i * 7919 % 94 + 33 for i in range(3000)))
    data, trouble = unwrapped(body[:-100], {"content-encoding": "gzip"})
    assert trouble == "is packed as gzip, and its end is missing or damaged; what stands before was read"
    assert unwrapped(b"\x28\xb5\x2f\xfd\xff", {"content-encoding": "zstd"})[1].endswith("; it was read as it stands")
    assert unwrapped(b"2\r\nxy\r\n9\r\nz", {"transfer-encoding": "chunked"})[1].endswith("; what stands before was read")
    assert data.startswith(b"!")
    assert unwrapped(b"x", {"content-encoding": "sdch"}) == (b"x", "has the content coding 'sdch', which is not known here; it was read as it stands")
    assert found(record("response", 1, http(body[:-100], more="Content-Encoding: gzip\r\n"))) == (URLS[:1], ["http-coding"])


def test_content_types() -> None:
    types = ("Text/HTML; charset=x", "", "application/octet-stream")
    assert [media_type_in(t) for t in types] == ["text/html", None, None]
    types = ('text/html; charset="UTF-8"', "text/html;charset=koi8-r;x=y", "text/html")
    assert [charset_of(t) for t in types] == ["UTF-8", "koi8-r", None]


# -- lengths that lie, lines that end in LF, ARC ----------------------------------------------------------------------

LONG = [page.replace(b"Content-Length: ", b"Content-Length: 1") for page in PAGES]


def test_a_length_too_large_never_reads_past_its_gzip_member() -> None:
    for n in range(4):
        members = [gzip.compress((LONG if i == n else PAGES)[i], mtime=0) for i in range(4)]
        items = list(read(b"".join(members), "a.warc.gz"))
        assert [i.data for i in items if isinstance(i, Source)] == [BODY + b"." * 300 * i for i in range(1, 5)]
        assert [(i.code, i.warning) for i in items if isinstance(i, Fault)] == [("warc-length", True)]


def test_a_length_too_large_in_a_plain_file_costs_no_neighbour() -> None:
    for n in range(3):
        data = b"".join((LONG if i == n else PAGES)[i] for i in range(4))
        items = list(read(data, "a.warc"))
        assert [i.data for i in items if isinstance(i, Source)] == [BODY + b"." * 300 * i for i in range(1, 5)]
        assert [i.code for i in items if isinstance(i, Fault)] == ["warc-length"]


def test_all_lengths_too_large() -> None:
    pages = [record("response", i, http(BODY + b"." * i)).replace(b"Content-Length: ", b"Content-Length: 77777") for i in range(40)]
    items = list(read(b"".join(pages), "a.warc"))
    assert [i.data for i in items if isinstance(i, Source)][:39] == [BODY + b"." * i for i in range(39)]


def test_of_many_lengths_that_lie_only_the_first_ones_cost_a_search_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"".join(record("response", n, http(BODY)).replace(b"Content-Length: ", b"Content-Length: 1999") for n in range(60))
    sizes: list[int] = []

    def counted(self: Cursor, size: int, real: Any = Cursor.read, **more: Any) -> bytes:
        found: bytes = real(self, size, **more)
        sizes.append(len(found))
        return found

    monkeypatch.setattr(Cursor, "read", counted)
    assert len([item for item in read(data, "a.warc") if isinstance(item, Source)]) == 59, "the last one seems to be cut short"
    assert sum(sizes) < (LIES_UNTIL_DISTRUST + 2) * len(data)


def test_a_record_that_lies_is_not_handed_on_as_a_record() -> None:
    items = list(read(gzip.compress(LONG[0], mtime=0) + gzip.compress(PAGES[1], mtime=0), "a.warc.gz"))
    assert [(item.url, item.record is None) for item in items if isinstance(item, Source)] == [(URLS[0], True), (URLS[1], False)]


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_header_lines_that_end_in_line_feeds_alone(ending: bytes) -> None:
    heads = [page.partition(b"\r\n\r\n")[0].replace(b"\r\n", b"\n") for page in PAGES]
    data = b"".join(head + b"\n\n" + page.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n\r\n") + ending * 2 for head, page in zip(heads, PAGES, strict=True))
    urls, codes = found(data, "a.warc")
    assert (urls, codes) == (URLS, ["warc-bare-lines"])
    assert all(i.record is None for i in read(data, "a.warc") if isinstance(i, Source))


def test_http_headers_that_end_in_line_feeds_and_a_body_that_has_the_other_gap() -> None:
    body = BODY + b"\r\n\r\n<p>more</p>"
    block = b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + body
    [source] = read(record("response", 1, block), "a.warc")
    assert isinstance(source, Source)
    assert source.data == body


ABOUT = b"1 0 Org\nURL IP-address Archive-date Content-type Archive-length\n"
ARC = [b"filedesc://a.arc 0.0.0.0 20200102030405 text/plain %d\n" % len(ABOUT) + ABOUT + b"\n"] + [
    b"http://example.org/%d 10.0.0.1 20200102030405 text/html %d\n" % (i, len(http(BODY))) + http(BODY) + b"\n" for i in range(1, 5)]


@pytest.mark.parametrize("data", [b"".join(ARC), b"".join(gzip.compress(a, mtime=0) for a in ARC), gzip.compress(b"".join(ARC), mtime=0)])
@pytest.mark.parametrize("name", ["a.arc.gz", "a.bin"])
def test_arc(data: bytes, name: str) -> None:
    items = list(read(data, name))
    assert [(i.url, i.captured, i.data, i.charset) for i in items if isinstance(i, Source)] == [
        (url, "2020-01-02T03:04:05Z", BODY, "ISO-8859-1") for url in URLS]
    assert len({i.name for i in items}) == len(items) == 4


def test_arc_with_two_fields_more_and_a_picture_and_a_name() -> None:
    image = http(b"\x89PNG", content_type="image/png")
    data = b"".join([ARC[0], ARC[1].replace(b" text/html ", b" text/html 200 abc - 0 a.arc "),
                     b"http://example.org/i.png 10.0.0.1 20200102030405 image/png %d\n" % len(image) + image + b"\n",
                     b"dns:example.org 10.0.0.1 20200102030405 text/dns 5\nwords\n"])
    urls, codes = found(data, "a.arc")
    assert (urls, codes) == (URLS[:1], ["warc-passed-over"])


def test_arc_that_lies_or_is_cut() -> None:
    lying = ARC[2].replace(b" text/html ", b" text/html 9", 1)
    assert found(b"".join([ARC[0], ARC[1], lying, ARC[3], ARC[4]]), "a.arc") == (URLS, [])
    assert found(b"".join(ARC)[:-30], "a.arc") == (URLS[:3], ["cut-short"])
    assert found(b"".join([ARC[0], ARC[1], b"junk\n", ARC[2]]), "a.arc") == (URLS[:2], ["warc-unreadable"])


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_length_too_small_cuts_no_page(pack: Callable[[bytes], bytes]) -> None:
    short = PAGES[1].replace(b"Content-Length: " + str(len(http(BODY + b"." * 600))).encode(), b"Content-Length: 100")
    assert short != PAGES[1]
    items = list(read(pack(PAGES[0]) + pack(short) + pack(PAGES[2]), "a.warc.gz"))
    pages = [i for i in items if isinstance(i, Source)]
    assert [page.data for page in pages] == [BODY + b"." * 300 * i for i in (1, 2, 3)]
    assert [i.code for i in items if isinstance(i, Fault)] == ["warc-length"]


def test_a_response_without_a_type_is_http_where_it_begins_so() -> None:
    bare = PAGES[0].replace(b"Content-Type: application/http; msgtype=response\r\n", b"").replace(b"Content-Type: application/http\r\n", b"")
    [source] = [item for item in read(bare, "a.warc") if isinstance(item, Source)]
    assert not source.data.startswith(b"HTTP/")


def test_an_arc_whose_first_length_is_wrong_loses_no_record() -> None:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>The pier is too short.</p>"
    pages = b"".join(b"https://n.example/%d 1.2.3.4 20240307180500 text/html %d\n%s\n" % (n, len(body), body) for n in range(2))
    head = b"1 0 Alexa\nURL IP-address Archive-date Content-type Archive-length\n"
    for wrong in (-3, 0, 9):
        data = b"filedesc://a.arc 0.0.0.0 20240307 text/plain %d\n%s\n" % (len(head) + wrong, head) + pages
        assert [item.url for item in read(data, "a.arc") if isinstance(item, Source)] == ["https://n.example/0", "https://n.example/1"], wrong


@pytest.mark.parametrize(("body", "media"), [
    (b"<!DOCTYPE html><html><body><p>The kiln was lit.</p></body></html>", "text/html"),
    (b"\xef\xbb\xbf <html lang=en><body><p>The kiln was lit.</p></body></html>", "text/html"),
    (b"<p>The kiln was lit.</p>\n<p>It went out.</p>", "text/plain"),
    (b"The kiln was lit.\n<html> is a tag.", "text/plain"),
])
def test_a_page_that_its_server_calls_plain_text(body: bytes, media: str) -> None:
    [source] = read(record("response", 1, http(body, content_type="text/plain")), "a.warc")
    assert isinstance(source, Source)
    assert source.media_type == media


def test_what_a_crawler_keeps_of_its_own_work_is_no_page() -> None:
    page = record("resource", 1, b"The kiln was lit.", "text/plain", WARC_Target_URI="https://kiln.example/1.txt")
    log = record("resource", 2, b"--2023-- https://kiln.example/", "text/plain", WARC_Target_URI="metadata://gnu.org/software/wget/warc/wget.log")
    other = record("resource", 3, b"INFO fetched", "text/plain", WARC_Target_URI="urn:X-wpull:log")
    assert found(page + log + other, "a.warc") == (["https://kiln.example/1.txt"], ["warc-passed-over"])


@pytest.mark.parametrize(("body", "media", "told"), [
    (b"User-agent: *\nDisallow: /kiln\n", "text/plain", "a robots.txt for crawlers 1"),
    (b"body { color: red }\n", "text/plain", "a style sheet (CSS) 1"),
    (b"var a=function(){return 1};(function(){a();})();", "text/html", "a program (JavaScript) 1"),
    (b'{"title": "A kiln is lit", "lines": [1, 2]}', "text/html", "JSON 1"),
    (b'<?xml version="1.0"?><urlset xmlns="http://x"><url><loc>x</loc></url></urlset>', "text/html", "XML (<urlset>) of a kind that is not read 1"),
])
def test_what_is_no_page_in_spite_of_its_type_is_counted(body: bytes, media: str, told: str) -> None:
    page, note = read(record("response", 1, http(body, content_type=media)) + PAGES[1], "a.warc")
    assert isinstance(page, Source)
    assert page.url == URLS[1]
    assert isinstance(note, Fault)
    assert (note.code, note.warning) == ("warc-passed-over", True)
    assert str(note).endswith(f": {told}.")


def test_a_page_without_the_head_of_the_answer() -> None:
    body = b"<html><head><title>A kiln is lit</title></head><body><p>The kiln was lit.</p></body></html>"
    [source] = read(record("response", 1, body), "a.warc")
    assert isinstance(source, Source)
    assert (source.data, source.media_type) == (body, "text/html")


def test_a_dictionary_of_zstandard_is_told() -> None:
    [fault] = read(b"\x5d\x2a\x4d\x18\x08\0\0\0\x37\xa4\x30\xec1234\x28\xb5\x2f\xfdabc", "a.warc.zst")
    assert isinstance(fault, Fault)
    assert "with a dictionary of its own" in str(fault)

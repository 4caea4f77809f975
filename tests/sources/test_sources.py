"""Readers of documents and JSON lines: what they give, and that a fault costs nothing but itself."""

from __future__ import annotations

import gzip
import io
import json
import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.data import Source
from pipeline.faults import EmptySource, Fault, NotText
from pipeline.sources import READERS, media_type_of, read, reader_for
from pipeline.sources.packed import lines_of
from pipeline.sources.sniff import binary_kind, utf16_kind

PAGE = b"<!DOCTYPE html><html><head><title>T</title></head><body><p>Words.</p></body></html>"


def zstd(data: bytes) -> bytes:
    from fastwarc.stream_io import ZstdWriter

    class Kept(io.BytesIO):
        def close(self) -> None:
            """The writer closes what it writes to."""

    out = Kept()
    writer = ZstdWriter(out)
    writer.write(data)
    writer.finish()
    del writer
    return out.getvalue()


def sources(data: bytes, name: str, **said: Any) -> list[Source]:
    items = list(read(data, name, **said))
    assert all(isinstance(item, Source) for item in items), items
    return [item for item in items if isinstance(item, Source)]


def faults(data: bytes, name: str) -> list[Fault]:
    return [item for item in read(data, name) if isinstance(item, Fault)]


@pytest.mark.parametrize("name", ["a.txt", "a.text", "a", "-", "folder/b.TXT", "no.suffix.known", "1999.06.01"])
def test_text_by_any_name(name: str) -> None:
    [source] = sources(b"Words\r\nand more", name)
    assert (source.name, source.data, source.media_type, source.charset) == (name, b"Words\r\nand more", None, None)


@pytest.mark.parametrize(("data", "name", "media_type"), [
    (PAGE, "a", "text/html"), (PAGE, "a.txt", "text/html"), (b"\n\n<html lang=en><body>x", "a.bin", "text/html"),
    (b"\xef\xbb\xbf" + PAGE, "a", "text/html"), (PAGE.decode().encode("utf-16"), "a", "text/html"),
    (PAGE.decode().encode("utf-16-le"), "a", "text/html"),
    (b"<?xml version='1.0'?>\n<!-- saved -->\n<!DOCTYPE html>", "a", "text/html"),
    (b"just words", "a.html", "text/html"),
    (b"just words", "a.HTM", "text/html"), (b"just words", "a.html.gz", "text/plain"),
    (b"<p>One para.</p>\n<p>Two.</p>", "a.txt", "text/plain"),
    (b"<3 is how it starts", "a", "text/plain"), (b"<title> is an element", "a.md", "text/plain"),
    (b'<div class="a"><div id="b"><p class="c"><a href="x">y</a><span class="z">', "a", "text/html"),
    (b"<!----> " * 400 + b"just words", "a", "text/plain"), (b"<!---->" * 400 + b"<!DOCTYPE html>", "a", "text/html"),
])
def test_media_type(data: bytes, name: str, media_type: str) -> None:
    assert media_type_of(data, name) == media_type


@pytest.mark.parametrize("pack", [lambda d: d, gzip.compress, zstd, lambda d: gzip.compress(d[:3]) + gzip.compress(d[3:])])
@pytest.mark.parametrize(("name", "media_type"), [("a.txt", None), ("a.html", "text/html"), ("a", None)])
def test_packed_or_not(pack: Any, name: str, media_type: str | None) -> None:
    data = b"Words and words. " * 9000
    for suffix in ("", ".gz", ".zst"):
        [source] = sources(pack(data), name + suffix)
        assert (source.data, source.media_type) == (data, media_type)


@pytest.mark.parametrize(("chunks", "lines"), [
    ([b"ab\ncdefg\nhi\n"], [b"ab", None, b"hi"]), ([b"a", b"b\ncd", b"ef", b"g\nhi"], [b"ab", None, b"hi"]), ([b"abc\nde", b"fg"], [b"abc", None]),
    ([b"\n\nab"], [b"", b"", b"ab"]), ([], []),
])
def test_a_line_that_is_longer_than_allowed_costs_no_other(chunks: list[bytes], lines: list[bytes | None]) -> None:
    assert list(lines_of(iter(chunks), 3)) == lines


def test_a_stream_that_gives_little_at_a_time() -> None:
    class Slow(io.RawIOBase):
        def __init__(self, data: bytes) -> None:
            self.data = data

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            piece, self.data = self.data[:7], self.data[7:]
            buffer[:len(piece)] = piece
            return len(piece)

    lines = b"".join(json.dumps({"text": f"document {i}"}).encode() + b"\n" for i in range(50))
    for data in (lines, gzip.compress(lines), zstd(lines)):
        for name in ("-", "a.jsonl", "part-00000"):
            found = list(read(Slow(data), name))  # type: ignore[arg-type]
            assert [s.data for s in found if isinstance(s, Source)] == [b"document %d" % i for i in range(50)]


PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("data", [b"%PDF-1.4 \n", PNG, b"Rar!\x1a\x07\x00", bytes(range(256)), gzip.compress(PNG, mtime=0)])
def test_binary_input_is_named(data: bytes) -> None:
    [fault] = faults(data, "pictures/a.txt")
    assert fault.code == "not-text"
    assert str(fault).startswith("pictures/a.txt: this is ")
    assert str(fault).endswith(".")
    assert any(word in str(fault) for word in ("Take", "Unpack"))


@pytest.mark.parametrize("cut", [1, 9, 40])
@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_a_packed_text_that_is_cut_short(pack: Any, cut: int) -> None:
    data = bytes(i * 7919 % 94 + 33 for i in range(5000))
    [fault] = faults(pack(data)[:-cut], "a.txt.gz")
    assert fault.code == "cut-short"


def test_packed_data_that_is_damaged() -> None:
    packed = bytearray(gzip.compress(bytes(i * 7919 % 94 + 33 for i in range(5000))))
    packed[len(packed) // 2] ^= 0xFF
    [fault] = faults(bytes(packed), "a.txt.gz")
    assert fault.code == "corrupt"


def test_what_the_outside_says() -> None:
    [source] = sources(b"caf\xe9", "a", charset="latin-1", media_type="text/plain")
    assert (source.charset, source.media_type) == ("latin-1", "text/plain")
    [source] = sources(PAGE, "a", media_type="text/plain")
    assert source.media_type == "text/html"


LINES = b"""\xef\xbb\xbf{"text": "One\xe2\x80\xa8line\xc2\x85here", "id": 17, "url": "http://example.org/1", \
"authors": ["A. One", {"name": "B. Two"}], "crawled": "2024-03-01T10:00:00Z"}

{"content": "Two", "metadata": {"date": "2001-02-03", "url": "http://example.org/2"}, "crawled": "yesterday"}\r
{"text": "Three", "html": "<p>Three</p>", "score": 0.5, "flag": true, "none": null}
{"text": broken}
[1, 2]
"just text"
{"title": "no words"}
{"text": "   "}
{"body": "half \\ud83d pair", "n": NaN}
{"text": "caf\xe9"}
{"raw_content": "Last"}"""


def test_json_lines() -> None:
    items = list(read(LINES, "in/a.jsonl"))
    one, two, three, *bad, half, latin, last = items
    assert isinstance(one, Source)
    assert one.data.decode() == "One\u2028line\x85here"
    assert (one.name, one.url, one.captured, one.charset) == ("in/a.jsonl#17", "http://example.org/1", "2024-03-01T10:00:00Z", "unicode")
    assert {("file", "in/a.jsonl:1"), ("authors", "A. One"), ("authors", "B. Two"), ("id", "17")} <= set(one.metadata)
    assert isinstance(two, Source)
    assert (two.name, two.url, two.captured, ("date", "2001-02-03") in two.metadata) == ("in/a.jsonl:3", "http://example.org/2", None, True)
    assert isinstance(three, Source)
    assert (three.data, three.media_type) == (b"<p>Three</p>", "text/html")
    assert three.metadata == (("file", "in/a.jsonl:4"), ("text", "Three"), ("score", "0.5"))
    assert [(f.code, f.name) for f in bad if isinstance(f, Fault)] == [
        ("broken-line", "in/a.jsonl:5"), ("broken-line", "in/a.jsonl:6"), ("broken-line", "in/a.jsonl:7"),
        ("no-text-field", "in/a.jsonl:8"), ("no-text-field", "in/a.jsonl:9"),
    ]
    assert isinstance(half, Source)
    assert half.data.decode("utf-8", "surrogatepass") == "half \ud83d pair"
    assert isinstance(latin, Fault)
    assert str(latin).startswith("in/a.jsonl:11: this line is not valid JSON (")
    assert isinstance(last, Source)
    assert last.data == b"Last"


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_json_lines_cut_short_keep_the_whole_lines(pack: Any) -> None:
    lines = b"".join(json.dumps({"text": f"{i * 7919 % 9973} words {i * 31 % 977}"}).encode() + b"\n" for i in range(20000))
    *good, fault = read(pack(lines)[:-20000], "a.jsonl.gz")
    assert isinstance(fault, Fault)
    assert fault.code == "cut-short"
    assert len(good) > 3000
    assert all(isinstance(item, Source) for item in good)


def test_lines_end_in_line_feeds_alone() -> None:
    """Across chunks of the stream too."""
    line = '{"text":\r "One\u2028\u0085\u000c%d"}'
    data = "\n".join(line.replace("\x0c", "") % i for i in range(9000)).encode()
    assert [s.data.decode() for s in sources(data, "a.jsonl")] == [f"One\u2028\x85{i}" for i in range(9000)]


def test_json_files() -> None:
    assert [s.name for s in sources(b'{"text": "One"}', "a.json")] == ["a.json"]
    assert [s.data for s in sources(b'[{"text": "One"},\n {"text": "Two"}]', "a.json")] == [b"One", b"Two"]
    assert [s.data for s in sources(b'{"text": "One"}\n{"text": "Two"}\n', "a.json")] == [b"One", b"Two"]


@given(st.lists(st.one_of(st.just("{"), st.builds(json.dumps, st.dictionaries(st.sampled_from(["text", "id", "x"]), st.text())))))
@settings(max_examples=200, deadline=None)
def test_every_line_has_its_answer(lines: list[str]) -> None:
    data = "\n".join(lines).encode()
    assert len(list(read(data, "a.jsonl"))) == max(1, sum(bool(line.strip()) for line in lines)), "a file without lines says so"


def test_readers_are_told_apart() -> None:
    names = ("x/a.warc.gz", "a.WARC", "a.html.zst", "a.ndjson.gz", "a.json", "a.txt", "warc", "")
    assert [reader_for(name, b"").kind for name in names] == [
        "warc", "warc", "html", "jsonl", "json", "text", "text", "text",
    ]
    assert reader_for("a.txt", b"WARC/1.0\r\n").kind == "warc"
    assert len({suffix for reader in READERS for suffix in reader.suffixes}) == sum(len(reader.suffixes) for reader in READERS)


@pytest.mark.parametrize("fault", [
    Fault("cut-short", "It ends.", name="a:1", warning=True), NotText("No.", name="b"), EmptySource("No.", name="c"),
])
def test_faults_cross_process_borders(fault: Fault) -> None:
    back = pickle.loads(pickle.dumps(fault))
    assert type(back) is type(fault)
    assert (back.code, str(back), back.name, back.warning) == (fault.code, str(fault), fault.name, fault.warning)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "part-00000"])
def test_json_in_other_unicode_forms(encoding: str, name: str) -> None:
    lines = '{"id": 1, "text": "Die Brücke ist zu kurz."}\n{"id": 2, "text": "Der Steg ist zu lang."}\n'
    found = list(read(lines.encode(encoding), name))
    assert [s.data.decode() for s in found if isinstance(s, Source)] == ["Die Brücke ist zu kurz.", "Der Steg ist zu lang."]


@pytest.mark.parametrize(("data", "name"), [
    (b"[]", "a.json"), (b"title,text\n", "a.csv"), (b"\n\n", "a.jsonl"), (b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n", "a.warc"),
    (b"filedesc://x 0.0.0.0 20200101000000 text/plain 0\n\n", "a.arc"),
])
def test_an_input_without_documents_says_so(data: bytes, name: str) -> None:
    [note] = list(read(data, name))
    assert isinstance(note, Fault)
    assert note.warning
    assert note.code == "no-documents"
    assert str(note).startswith(name)


@pytest.mark.parametrize("data", [b"\0\1\2\xff\xfe", b"\1\0\2\0\3\0", b"\0\4\0\5\0\6\0\7"])
def test_a_few_bytes_with_nuls_are_no_utf_16(data: bytes) -> None:
    assert utf16_kind(data) is None
    assert binary_kind(data) == "binary data"


def test_lines_in_utf8_stay_where_the_first_ones_are_in_windows_1252() -> None:
    plain = json.dumps({"title": "The kiln", "text": "The kiln was lit at dawn. " * 20}).encode() + b"\n"
    data = b'{"title": "Caf\xe9", "text": "The caf\xe9 opens."}\n' + plain * 200 + '{"title": "Käse", "text": "Käse und „Brot“."}\n'.encode()
    texts = [item.data.decode() for item in read(data, "a.jsonl") if isinstance(item, Source)]
    assert (texts[0], texts[-1]) == ("The café opens.", "Käse und „Brot“.")

"""Bombs, names that point elsewhere, containers in containers: refused in one sentence, and neighbours are read."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib
from typing import Any

import pytest

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.settings import Inputs
from pipeline.sources import markdown, read
from tests.makers.containers import ARTICLES, tarred, zipped
from tests.makers.marked import cases
from tests.sources.test_sources import zstd
from tests.sources.test_sources_warc import http, record

WORDS = ARTICLES[0].text.encode()
SMALL = Inputs(max_unpacked=1_000_000, max_members=5)
ZEROS = b"words " * 1_000_000


def read_all(data: bytes, name: str, inputs: Inputs | None = None) -> tuple[list[str], list[Fault]]:
    items = list(read(data, name, inputs=inputs))
    return [i.name for i in items if isinstance(i, Source)], [i for i in items if isinstance(i, Fault)]


@pytest.mark.parametrize(("data", "name"), [
    (gzip.compress(ZEROS), "a.txt.gz"), (zstd(ZEROS), "a.txt.zst"), (zipped({"a.txt": ZEROS}), "a.zip"), (gzip.compress(tarred({"a.txt": ZEROS})), "a.tar.gz"),
    (gzip.compress(b'{"text": "' + ZEROS + b'"}'), "a.jsonl.gz"), (zipped({"a.txt.gz": gzip.compress(ZEROS)}), "a.zip"),
    (zipped({"b.zip": zipped({"a.txt": ZEROS})}), "a.zip"), (gzip.compress(b"From: a@b\nSubject: x\nDate: y\n\n" + ZEROS), "a.eml.gz"),
])
def test_what_unpacks_to_too_much(data: bytes, name: str) -> None:
    names, faults = read_all(data, name, SMALL)
    assert not names
    assert [fault.code for fault in faults] == ["unpacks-too-large"]
    assert "inputs.max_unpacked" in str(faults[0])


def test_what_was_read_before_the_limit_stays() -> None:
    names, faults = read_all(zipped({"a.txt": WORDS, "b.txt": ZEROS, "c.txt": WORDS}), "z.zip", SMALL)
    assert names == ["z.zip/a.txt"]
    assert [fault.code for fault in faults] == ["unpacks-too-large"]


def test_a_plain_file_is_as_large_as_it_is() -> None:
    assert read_all(ZEROS, "a.txt", SMALL)[0] == ["a.txt"]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_too_many_members(pack) -> None:
    names, faults = read_all(pack({f"{n}.txt": WORDS for n in range(9)}), "a.bin", SMALL)
    assert len(names) == 5
    assert [fault.code for fault in faults] == ["too-many-members"]


def test_a_body_that_unpacks_to_too_much() -> None:
    packed = zlib.compressobj(9, wbits=31)
    body = b"".join(packed.compress(b"\0" * (1 << 20)) for _ in range(300)) + packed.flush()
    items = list(read(record("response", 1, http(body, more="Content-Encoding: gzip\r\n")), "a.warc"))
    assert [i.code for i in items if isinstance(i, Fault)] == ["too-large"]
    assert not any(isinstance(i, Source) for i in items)


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_names_name_and_lead_nowhere(pack) -> None:
    members = ["../../etc/passwd.txt", "/abs.txt", "C:\\dir\\win.txt", "a/./b//c.txt", "long" * 22 + ".txt"]
    names, faults = read_all(pack(dict.fromkeys(members, WORDS)), "in/a.bin")
    assert names == [f"in/a.bin/{name}" for name in ("etc/passwd.txt", "abs.txt", "C:/dir/win.txt", "a/b/c.txt", members[-1])]
    assert not faults


def test_two_members_of_one_name() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for text in (WORDS, ARTICLES[1].text.encode()):
            info = tarfile.TarInfo("a.txt")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text))
    assert read_all(out.getvalue(), "a.tar")[0] == ["a.tar/a.txt", "a.tar/a.txt~2"]


def test_links_and_devices_are_no_members() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
            info = tarfile.TarInfo("/etc/passwd")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    names, [fault] = read_all(out.getvalue(), "a.tar")
    assert not names
    assert (fault.code, fault.warning) == ("members-passed-over", True)


@pytest.mark.parametrize(("deep", "codes"), [(2, []), (3, ["too-deep"])])
def test_containers_in_one_another(deep: int, codes: list[str]) -> None:
    data = zipped({"a.txt": WORDS})
    for n in range(deep):
        data = zipped({f"{n}.zip": data})
    names, faults = read_all(data, "a.zip")
    assert ([name.rpartition("/")[2] for name in names], [fault.code for fault in faults]) == ([] if codes else ["a.txt"], codes)


def test_an_encrypted_member_costs_no_neighbour() -> None:
    data = bytearray(zipped({"a.txt": WORDS, "b.txt": WORDS}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    names, [fault] = read_all(bytes(data), "a.zip")
    assert names == ["a.zip/b.txt"]
    assert (fault.code, fault.name) == ("encrypted", "a.zip/a.txt")


def test_a_damaged_member_costs_no_neighbour() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("a.txt", "b.txt"):
            archive.writestr(name, WORDS)
    data = out.getvalue().replace(b"lighthouse", b"lighthorse", 1)
    names, [fault] = read_all(data, "a.zip")
    assert names == ["a.zip/b.txt"]
    assert (fault.code, fault.name) == ("corrupt", "a.zip/a.txt")


def test_a_tar_in_zstandard() -> None:
    assert read_all(zstd(tarred({"a.txt": WORDS})), "a.tar.zst")[0] == ["a.tar.zst/a.txt"]


@pytest.mark.parametrize(("members", "word"), [
    ({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}, "Word"), ({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}, "Excel"),
    ({"mimetype": b"application/epub+zip", "a.xhtml": b"<p/>"}, "EPUB"), ({"mimetype": b"application/vnd.oasis.opendocument.text"}, "OpenDocument"),
])
def test_documents_that_are_zip_archives_are_refused_by_name(members, word) -> None:
    names, [fault] = read_all(zipped(members), "a.zip")
    assert not names
    assert (fault.code, word in str(fault)) == ("not-text", True)


def test_pictures_in_an_archive_are_counted_and_other_documents_named() -> None:
    members = {"a.txt": WORDS, "i": b"\x89PNG\r\n\x1a\n\0\0", "s.css": b"p {}", "b.pdf": b"%PDF-1.4\n%\xe2\xe3", "__MACOSX/a.txt": b"\0\1"}
    names, faults = read_all(zipped(members), "a.zip")
    assert names == ["a.zip/a.txt"]
    assert [(fault.code, fault.name, fault.warning) for fault in faults] == [
        ("not-text", "a.zip/b.pdf", False), ("members-passed-over", "a.zip", True)]


def test_parts_of_a_message_that_never_end_are_one_damaged_message() -> None:
    data = b"From: a@b.example\nSubject: x\nDate: Thu, 3 Feb 2022 10:00:00 +0100\n" + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 2000
    names, [fault] = read_all(data, "a.eml")
    assert (names, fault.code) == ([], "cut-short")


@pytest.mark.parametrize("case", cases("xml/limits.toml"))
@pytest.mark.parametrize(("large", "code", "limit"), [
    ("<b>" * 300 + "ash" + "</b>" * 300, "too-deep", "elements that stand more than 256 deep"),
    (f"<b>{'ash ' * 2_600_000}</b>", "too-large", "one text of more than 10 MB"),
], ids=["deep", "long"])
def test_xml_beyond_a_limit_is_not_called_damaged(case: dict[str, Any], large: str, code: str, limit: str) -> None:
    names, [fault] = read_all(case["input"].replace("LARGE", large).encode(), case["file"])
    assert (names, fault.code) == (case["sources"], code)
    assert f"{case['told']} {limit}" in str(fault)
    assert case["read"] in str(fault)
    assert "damaged" not in str(fault)


@pytest.mark.parametrize("depth", [100, 10_000, 200_000])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_json_that_is_deep(name: str, depth: int) -> None:
    names, faults = read_all(b'{"text": "words", "x": ' + b"[" * depth + b"]" * depth + b"}", name)
    assert len(names) + len(faults) == 1


def test_markdown_that_is_deeper_than_its_parser_goes_keeps_its_words() -> None:
    data = "".join(f"{'  ' * n}- word{n}\n" for n in range(60)).encode()
    [source] = read(data, "a.md")
    assert isinstance(source, Source)
    assert all(f"word{n}\n".encode() in source.data for n in range(60))


@pytest.mark.parametrize(("before", "depth", "is_told"), [
    ("", 18, True), ("# A title\n\nWords.\n\n", 40, True), ("", 17, False), ("```\ncode\n\n", 18, False), ("Words.\n", 18, False),
])
def test_markdown_with_a_quotation_deeper_than_its_parser_goes_is_told_before_it_is_parsed(
    before: str, depth: int, is_told: bool, monkeypatch: pytest.MonkeyPatch,
) -> None:
    parsed = []
    monkeypatch.setattr(markdown, "_parser", lambda made=markdown._parser: parsed.append(made) or made())
    [source] = read(f"{before}{'>' * depth} a word\n".encode(), "a.md")
    assert isinstance(source, Source)
    assert bool(parsed) is not is_told
    assert source.media_type == ("text/plain" if is_told else source.media_type)
    assert b"a word" in source.data


@pytest.mark.parametrize("piece", ["[", "![", "[a", "[a]([", "*[`"])
def test_markdown_with_more_open_brackets_than_text_has_keeps_its_words(piece: str) -> None:
    data = f"# A title\n\nBefore [it](https://sea.example/a).\n\n{piece * 300} word [x](https://sea.example/b)\n\nBehind [it](https://sea.example/c).\n"
    [source] = read(data.encode(), "a.md")
    assert isinstance(source, Source)
    page = source.data.decode()
    assert '<a href="https://sea.example/a">it</a>' in page and '<a href="https://sea.example/c">it</a>' in page
    assert "word [x](https://sea.example/b)" in page
    assert page.count("[") >= 300


def test_markdown_with_as_many_brackets_as_text_may_have_has_its_links() -> None:
    [source] = read(("[a](b) " * 500 + "[" * 90 + "[x](https://sea.example/b)\n").encode(), "a.md")
    assert isinstance(source, Source)
    assert source.data.count(b"<a href") == 501


@pytest.mark.parametrize(("lines", "media_type"), [(20_000, "text/html"), (20_001, "text/plain")])
def test_markdown_of_very_many_lines_of_a_few_characters_is_not_rendered(lines: int, media_type: str) -> None:
    [source] = read(b"a\n" * lines, "list.md")
    assert isinstance(source, Source)
    assert source.media_type == media_type

"""Input that means harm: entities, scripts, deep nesting, damaged lines, web archives that lie. Each gives a sound result or a sentence."""

from __future__ import annotations

import gzip
import json
import tomllib
import zlib
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pipeline.clean import clean_source
from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.settings import Settings
from pipeline.sources import read
from tests.sources.test_sources import zstd
from tests.sources.test_sources_warc import http, record
from tools.fuzz.properties import check_fault, checked

FOLDER = Path(__file__).resolve().parents[1] / "cases" / "hostile"
CASES = [(path.stem, case) for path in sorted(FOLDER.glob("*.toml")) for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]]
WORDS = "The lane begins at the quay and follows the sea wall for an hour, and there it ends."
SECRET = "the secret itself"
DEEP = 10_000
MANY = 900
"""As many levels as the reader of JSON takes."""
OPENED = [f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(60)]
CLOSED = [f"--b{n}--\n" for n in reversed(range(40))]


def _filled(text: str, folder: Path) -> bytes:
    secret = folder / "secret.txt"
    secret.write_text(SECRET)
    bomb = "<!DOCTYPE lolz [<!ENTITY a 'aaaaaaaaaa'>" + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)) + "]>"
    for mark, value in {
        "DEEPLIST": "[" * DEEP + "1" + "]" * DEEP, "DEEPNAME": '{"name":' * DEEP + '"A B"' + "}" * DEEP, "BOMB": bomb,
        "MANYNAMES": '{"name":' * MANY + '"A B"' + "}" * MANY, "DEEPDIVS": "<div>" * DEEP * 2 + "WORDS" + "</div>" * DEEP * 2,
        "MANYSECTIONS": "<section>" * MANY, "DEEPPARTS": "".join(OPENED), "CLOSEPARTS": "".join(CLOSED), "PARTS": "".join(OPENED[:40]),
        "SECRET": secret.as_uri(), "WORDS": WORDS,
    }.items():
        text = text.replace(mark, value)
    return text.encode()


@pytest.mark.parametrize(("kind", "case"), CASES, ids=[f"{kind}: {case['label']}" for kind, case in CASES])
def test_case(kind: str, case: dict[str, Any], tmp_path: Path) -> None:
    items = list(read(_filled(case["input"], tmp_path), case["file"]))
    sources = [item for item in items if isinstance(item, Source)]
    assert [check_fault(item) for item in items if isinstance(item, Fault)] == case["codes"]
    assert len(sources) == case["sources"]
    assert [checked(source) for source in sources] == [""] * len(sources)
    assert len({source.name for source in sources}) == case.get("names", len(sources))
    articles = [clean_source(source, Settings()) for source in sources]
    texts = "\n".join(f"{article.title}\n{article.text}\n{[removal.text for removal in article.removed]}" for article in articles)
    for wanted in case.get("holds", ()):
        assert wanted.replace("WORDS", WORDS) in texts
    written = "\n".join(article.to_tei() + article.to_json() for article in articles)
    for unwanted in case.get("lacks", ()):
        assert unwanted not in written


TYPES: list[Any] = [None, True, 1, -1, 1e308, "x", [], {}, [[]], [None], {"a": 1}, "\0", "", [1, 2], {"name": None}, {"name": ["x"]}, {"@value": 3},
                    {"rendered": [1]}, {"rendered": {"x": 1}}, "9" * 5000, [{}], "[" * 900, 10 ** 18]
FIELDS = ("title", "author", "authors", "date", "published", "updated", "url", "id", "language", "tags", "section", "publisher", "captured", "crawled",
          "metadata", "html", "markdown", "description", "content", "name", "image", "_source", "version", "sections", "summary", "items", "posts")


def test_fields_of_the_wrong_type_cost_no_source() -> None:
    lines = [json.dumps({"text": f"T\n\n{WORDS}", field: value}) for field, value in product(FIELDS, TYPES)]
    items = list(read("\n".join(lines).encode(), "a.jsonl"))
    assert len(items) >= len(lines)
    found = {code for item in items if isinstance(item, Source) and (code := checked(item))}
    assert found <= {"empty-source"}
    assert {check_fault(item) for item in items if isinstance(item, Fault)} <= {"broken-line", "no-text-field"}


@pytest.mark.parametrize("field", ["text", "html", "markdown", "content", "body", "items", "posts", "sections"])
def test_a_text_of_the_wrong_type_is_told(field: str) -> None:
    items = list(read("\n".join(json.dumps({field: value}) for value in TYPES).encode(), "a.jsonl"))
    assert len(items) >= len(TYPES)
    for item in items:
        assert check_fault(item) in ("broken-line", "no-text-field") if isinstance(item, Fault) else checked(item) in ("", "empty-source")


PAGE = f"<html><body><h1>T</h1><p>{WORDS}</p><p>{WORDS} {WORDS} One.</p></body></html>".encode()
CHUNKED = "Transfer-Encoding: chunked\r\n"
LYING = {
    "a date that is none": (record("response", 1, http(PAGE), WARC_Date="yesterday\x01"), []),
    "an address that runs a script": (record("response", 1, http(PAGE), WARC_Target_URI="javascript:alert(1)"), []),
    "an address that is broken": (record("response", 1, http(PAGE), WARC_Target_URI="http://[::1"), []),
    "an address that acts on a terminal": (record("response", 1, http(PAGE), WARC_Target_URI="http://a.example/\x1b[31m\u202e"), []),
    "an id that acts on a terminal and leads elsewhere": (record("response", 1, http(PAGE), WARC_Record_ID="<urn:\x1b[31m\u202e../../x>"), []),
    "a length below nothing": (record("response", 1, http(PAGE), Content_Length="-5"), ["warc-unreadable", "warc-passed-over"]),
    "a length beyond all files": (record("response", 1, http(PAGE), Content_Length="9" * 30), ["warc-unreadable", "warc-passed-over"]),
    "a length in words": (record("response", 1, http(PAGE), Content_Length="abc"), ["warc-unreadable", "warc-passed-over"]),
    "a charset that is none": (record("response", 1, http(PAGE, content_type='text/html; charset="\x01x-8"')), []),
    "a charset that is code": (record("response", 1, http(PAGE, content_type="text/html; charset=unicode_escape")), []),
    "a charset that unpacks": (record("response", 1, http(PAGE, content_type="text/html; charset=zip")), []),
    "a charset of seven bits": (record("response", 1, http(PAGE, content_type="text/html; charset=utf-7")), []),
    "a chunk beyond all files": (record("response", 1, http(b"ffffffffffffffffffff\r\n" + PAGE, more=CHUNKED)), []),
    "a chunk below nothing": (record("response", 1, http(b"-5\r\n" + PAGE, more=CHUNKED)), []),
    "chunks whose last one is cut": (record("response", 1, http(b"ff\r\n" + PAGE[:255] + b"\r\nff\r\n" + PAGE[255:300], more=CHUNKED)), ["http-coding"]),
    "chunks without their end mark": (record("response", 1, http(b"%x\r\n" % len(PAGE) + PAGE + b"\r\n", more=CHUNKED)), []),
    "a packed body that is damaged": (record("response", 1, http(b"\x28\xb5\x2f\xfd\xff\xff", more="Content-Encoding: zstd\r\n")), ["http-coding", "not-text"]),
    "a brotli body that is damaged": (record("response", 1, http(Random(3).randbytes(300), more="Content-Encoding: br\r\n")), ["http-coding", "not-text"]),
    "five thousand codings": (record("response", 1, http(PAGE, more=f"Content-Encoding: {', '.join(['gzip'] * 5000)}\r\n")), []),
    "a status that acts on a terminal": (record("response", 1, http(PAGE, status="\x1b[31m")), ["warc-passed-over"]),
    "a revisit of an address that acts": (record("revisit", 1, b"", WARC_Refers_To_Target_URI="http://e.example/\x1b[31m"), ["warc-revisit"]),
    "a revisit with its page": (record("revisit", 1, http(PAGE)), ["warc-revisit"]),
    "a conversion to HTML": (record("conversion", 1, PAGE, "text/html"), []),
    "no headers": (b"WARC/1.1\r\n\r\n\r\n", ["warc-passed-over"]),
    "a header of 200,000 characters": (record("response", 1, http(PAGE), X="y" * 200_000), []),
    "twenty thousand headers": (record("response", 1, http(PAGE), **{f"X_{n}": "y" for n in range(20_000)}), []),
}
NEIGHBOUR = record("response", 9, http(PAGE.replace(b"One", b"Two")))


@pytest.mark.parametrize("label", LYING)
def test_a_record_that_lies_costs_no_neighbour(label: str) -> None:
    data, codes = LYING[label]
    items = list(read(data + NEIGHBOUR, "a.warc"))
    found = [check_fault(item) if isinstance(item, Fault) else checked(item) for item in items]
    assert sorted(code for code in found if code) == sorted(codes)
    assert any(isinstance(item, Source) and b"Two" in item.data for item in items)


def test_a_brotli_body_that_is_cut_is_told() -> None:
    brotli = pytest.importorskip("brotli")
    body = brotli.compress(PAGE + bytes(n * 7919 % 94 + 33 for n in range(3000)))
    items = list(read(record("response", 1, http(body[:-20], more="Content-Encoding: br\r\n")) + NEIGHBOUR, "a.warc"))
    assert "http-coding" in [item.code for item in items if isinstance(item, Fault)]


def test_a_body_that_is_larger_than_any_document_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("http", "http_dump", "warc"):
        monkeypatch.setattr(f"pipeline.sources.{module}.LARGEST", 5000)
    for coding, packed in (("zstd", zstd), ("gzip", gzip.compress), ("deflate", zlib.compress)):
        answer = http(packed(PAGE * 100), more=f"Content-Encoding: {coding}\r\n")
        [fault, after] = read(record("response", 1, answer) + NEIGHBOUR, "a.warc")
        assert isinstance(fault, Fault) and fault.code == "too-large" and "unpacks to more than" in fault.sentence
        assert isinstance(after, Source)
        [fault] = read(answer, "a.http")
        assert isinstance(fault, Fault) and fault.code == "too-large" and "unpacks to more than" in fault.sentence


@pytest.mark.parametrize("mark", [b"---", b"+++"])
def test_a_rule_above_a_text_with_the_line_ends_of_windows_is_no_endless_front_matter(mark: bytes) -> None:
    data = mark + b"\r\n" + b"".join(b"A line of words, number %d\r\n" % n for n in range(150))
    [item] = read(data, "a.txt")
    assert isinstance(item, Source) and item.data == data

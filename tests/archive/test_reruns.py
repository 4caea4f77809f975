"""A second run over an unchanged input archives nothing, whatever the input."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from pipeline.archive.verify.verify import verify
from tests.makers.archives import archive, page, payload
from tests.sources.test_sources_warc import http, record

URL = "https://harbour.example/x"
HTML = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1>{1}</article></body></html>"


def html(n: int) -> bytes:
    title, *paragraphs = page(n).split("\n\n")
    return HTML.format(title, "".join(f"<p>{text}</p>" for text in paragraphs[:6])).encode()


def lines(*documents: dict[str, object]) -> bytes:
    return b"".join(json.dumps(document).encode() + b"\n" for document in documents)


def response(n: int, number: int, date: str) -> bytes:
    return record("response", number, http(html(n), content_type="text/html; charset=utf-8"), WARC_Target_URI=URL, WARC_Date=date)


def text(n: int, number: int, date: str, kind: str = "conversion") -> bytes:
    return record(kind, number, page(n).encode(), "text/plain", WARC_Target_URI=URL, WARC_Date=date)


def shown(n: int, number: int, date: str, before: str = "urn:text:") -> bytes:
    return record("resource", number, page(n).encode(), "text/plain", WARC_Target_URI=before + URL, WARC_Date=date)


DAY = "2023-05-05"
MOMENT = "2023-05-05T10:00:00Z"
SOON = "2023-05-05T10:00:07Z"
LATER = "2023-05-06T10:00:00Z"
MHTML = (f"From: <Saved by Blink>\nSnapshot-Content-Location: {URL}\nDate: Fri, 5 May 2023 10:00:00 -0000\nMIME-Version: 1.0\n"
         f"Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html; charset=utf-8\nContent-Location: {URL}\n\n")
INPUTS: dict[str, dict[str, bytes]] = {
    "two captures of one day": {"a.jsonl": lines(*({"url": URL, "crawled": DAY, "text": page(n)} for n in range(2)))},
    "three captures of one day, one twice": {"a.jsonl": lines(*({"url": URL, "crawled": DAY, "text": page(n)} for n in (0, 1, 0, 2)))},
    "captures without a date": {"a.jsonl": lines(*({"url": URL, "text": page(n)} for n in range(3)))},
    "captures with and without a date": {"a.jsonl": lines({"url": URL, "text": page(0)}, {"url": URL, "text": page(1), "crawled": DAY})},
    "the same bytes under two names, others between them": {
        f"{n}.jsonl": lines({"url": URL, "text": page(k)}) for n, k in enumerate((0, 1, 1, 0, 1))},
    "the same captures in two files": {f"{n}.jsonl": lines(*({"url": URL, "crawled": DAY, "text": page(k)} for k in range(2))) for n in range(2)},
    "one id twice": {"a.jsonl": lines(*({"id": "7", "text": page(n)} for n in range(3)))},
    "one id twice in two files": {name: lines({"id": "7", "text": page(n)}) for n, name in enumerate(("a.jsonl", "b.jsonl"))},
    "one id and one address": {"a.jsonl": lines(*({"id": "7", "url": URL, "text": page(n)} for n in range(3)))},
    "a web archive with its text": {"c.warc": response(0, 1, MOMENT), "c.warc.wet.gz": gzip.compress(text(0, 2, MOMENT), mtime=0)},
    "a text before its web archive": {"a.warc.wet.gz": gzip.compress(text(0, 1, MOMENT), mtime=0), "b.warc": response(0, 2, MOMENT)},
    "a web archive whose bytes another file has too": {
        "a.mhtml": MHTML.encode() + html(0) + b"\n--x--\n", "c.warc": response(0, 1, MOMENT), "c.warc.wet.gz": gzip.compress(text(0, 2, MOMENT), mtime=0),
        "later.jsonl": lines({"url": URL, "crawled": "2023-06-01 10:00:00", "text": page(3)}), "undated.jsonl": lines({"url": URL, "text": page(3)})},
    "a page with its text as a browser showed it, some seconds later": {
        "c.warc": response(0, 1, MOMENT) + shown(0, 2, SOON) + shown(1, 3, SOON, "urn:textFinal:")},
    "text that a browser showed, in a file of its own before the page's": {
        "a.warc.gz": gzip.compress(shown(0, 2, SOON), mtime=0), "b.warc": response(0, 1, MOMENT)},
    "text that a browser showed, and no page": {"c.warc": shown(0, 2, SOON)},
    "a page that did not change, its texts, and another capture": {
        "c.warc": response(0, 1, MOMENT) + response(0, 2, LATER) + response(1, 3, LATER),
        "c.wet": text(0, 4, MOMENT) + text(0, 5, LATER)},
    "the same bytes twice in one moment, others between them": {
        "c.warc": response(0, 1, MOMENT) + response(1, 2, MOMENT) + response(0, 3, MOMENT) + response(2, 4, MOMENT)},
    "two responses of one second": {"c.warc": response(0, 1, MOMENT) + response(1, 2, MOMENT)},
    "a table with one id twice": {"t.csv": b"id,title,text\n" + b"".join(f'7,T,"{page(n)}"\n'.encode() for n in range(2))},
    "a message twice": {"m.mbox": b"".join(b"From a@b.example Thu May  4 10:00:00 2023\nMessage-ID: <1@x>\nFrom: A <a@b.example>\nSubject: S\n"
                                           b"Date: Thu, 4 May 2023 10:00:00 +0000\n\n" + page(n).encode() + b"\n" for n in range(2))},
    "a download of the press with one number twice": {"f.txt": "".join(
        f"HD\n{page(n).partition(chr(10))[0]}\nWC\n90 words\nPD\n4 May 2023\nSN\nThe Quay\nLA\nEnglish\nLP\n{page(n)}\nAN\nDocument Q01\n\n" for n in range(2)).encode()},
    "damaged lines": {"a.jsonl": lines({"text": page(0)}) + b"{broken\n{broken\n"},
}


@pytest.mark.parametrize("name", INPUTS)
def test_run_two_archives_nothing(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for file, data in INPUTS[name].items():
        (folder / file).write_bytes(data)
    first = archive(tmp_path / "out", folder)
    assert first.archived
    before = payload(tmp_path / "out")
    for _ in range(2):
        again = archive(tmp_path / "out", folder)
        assert (again.archived, again.unchanged, again.read) == (0, first.archived, first.read)
    assert payload(tmp_path / "out") == before


@pytest.mark.parametrize("name", [
    "a web archive with its text", "a text before its web archive", "a page with its text as a browser showed it, some seconds later",
    "text that a browser showed, in a file of its own before the page's"])
def test_a_page_and_its_text_are_one_capture(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for file, data in INPUTS[name].items():
        (folder / file).write_bytes(data)
    archive(tmp_path / "out", folder)
    [line] = payload(tmp_path / "out")["data/articles/00000.jsonl"].splitlines()
    assert json.loads(line)["source"]["media_type"] == "text/html"


def test_a_text_of_another_moment_is_a_capture_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "c.warc").write_bytes(response(0, 1, MOMENT) + text(1, 2, "2024-01-01T00:00:00Z"))
    assert archive(tmp_path / "out", tmp_path / "c.warc").archived == 2
    assert archive(tmp_path / "out", tmp_path / "c.warc").archived == 0
    assert len(payload(tmp_path / "out")["data/articles/00000.jsonl"].splitlines()) == 2


def test_a_page_after_its_text_is_a_better_version(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.wet").write_bytes(text(0, 1, MOMENT))
    assert archive(tmp_path / "out", folder).archived == 1
    (folder / "b.warc").write_bytes(response(0, 2, MOMENT))
    assert archive(tmp_path / "out", folder).archived == 1
    assert archive(tmp_path / "out", folder).archived == 0


def test_captures_of_one_moment_that_take_turns_are_a_version_for_each_source(tmp_path: Path) -> None:
    """As two overlapping crawls in several files have them; a check would take turns for the work of reruns that do not settle."""
    folder = tmp_path / "in"
    folder.mkdir()
    for at in range(6):
        (folder / f"{at}.warc").write_bytes(response(at % 2, at, MOMENT))
    assert archive(tmp_path / "out", folder).archived == 6
    assert archive(tmp_path / "out", folder).archived == 0
    assert len(payload(tmp_path / "out")["data/articles/00000.jsonl"].splitlines()) == 2
    assert verify(tmp_path / "out").faults == []

"""ZIP archives that were cut short: the members that are whole are read, though the list of members is missing."""

from __future__ import annotations

import io
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources import read
from tests.makers.containers import ARTICLES
from tests.makers.cost import grows_with_length

CASES = tomllib.loads((Path(__file__).parents[1] / "cases/packed/cut_office.toml").read_text("utf-8"))["case"]

TEXTS = {f"page{n}.txt": f"{ARTICLES[0].text[:300]} {n}" for n in range(4)}


class _Pipe(io.BytesIO):
    """A file that cannot be sought: the lengths of members stand behind them."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation


def _zipped(method: int, pipe: bool = False, members: dict[str, str] | None = None) -> bytes:
    out = _Pipe() if pipe else io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, text in (members or TEXTS).items():
            archive.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(("method", "pipe"), [(zipfile.ZIP_DEFLATED, False), (zipfile.ZIP_DEFLATED, True), (zipfile.ZIP_STORED, False),
                                              (zipfile.ZIP_STORED, True)])
def test_members_before_the_cut_are_read(method: int, pipe: bool):
    data = _zipped(method, pipe)
    cut = data[:data.rindex(b"PK\x03\x04") + 60]
    *sources, fault = read(cut, "a.zip")
    assert [(item.name, item.data.decode()) for item in sources if isinstance(item, Source)] == [
        (f"a.zip/{name}", text) for name, text in list(TEXTS.items())[:3]]
    assert str(fault) == ("a.zip: this ZIP archive cannot be read whole: the list of its members, which stands at the end of the file, is missing; "
                          "3 members before the damage can be read. Fetch the file again.")


def test_a_member_whose_bytes_are_damaged_is_left_out():
    data = bytearray(_zipped(zipfile.ZIP_STORED))
    data[60] ^= 0xFF
    items = list(read(bytes(data[:-100]), "a.zip"))
    assert [item.name for item in items if isinstance(item, Source)] == ["a.zip/page1.txt", "a.zip/page2.txt", "a.zip/page3.txt"]


def test_of_a_wacz_the_web_archives_alone_are_read():
    page = "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://kiln.example/1\r\nContent-Type: text/plain\r\nContent-Length: 17\r\n\r\nThe kiln was lit.\r\n\r\n"
    members = {"pages/pages.jsonl": '{"url": "http://kiln.example/1", "text": "The kiln was lit."}\n', "archive/data.warc": page, "datapackage.json": "{}"}
    items = list(read(_zipped(zipfile.ZIP_DEFLATED, members=members)[:-60], "a.wacz"))
    assert [item.url for item in items if isinstance(item, Source)] == ["http://kiln.example/1"]
    assert [item.code for item in items if isinstance(item, Fault)] == ["corrupt"]


@pytest.mark.parametrize("members", [("_rels/.rels", "word/document.xml", "word/styles.xml"), ("docProps/app.xml", "word/document.xml", "[Content_Types].xml"),
                                     ("word/document.xml", "word/styles.xml")])
def test_a_word_document_is_told_by_its_members_wherever_they_stand(members: tuple[str, ...]):
    article = "<article><title>The kiln</title><body>The kiln was lit again. It was hot.</body></article>"
    [fault] = read(_zipped(zipfile.ZIP_DEFLATED, members=dict.fromkeys(members, article))[:-60], "a.docx")
    assert isinstance(fault, Fault)
    assert (fault.code, "this is a Word document that is damaged" in str(fault)) == ("not-text", True)


@pytest.mark.parametrize("pipe", [False, True])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_left_of_an_office_document_is_told_by_its_parts(case: dict[str, Any], pipe: bool):
    parts = dict.fromkeys(case["members"], "<part>The kiln was lit again. It was hot.</part>") | case.get("contents", {})
    items = list(read(_zipped(zipfile.ZIP_DEFLATED, pipe, parts)[:-60], "a.zip"))
    if wanted := case.get("kind"):
        assert [item.code for item in items if isinstance(item, Fault)] == ["not-text"] and len(items) == 1
        assert f"this is {wanted} that is damaged" in str(items[0])
    else:
        assert not any("is damaged" in str(item) for item in items)


def test_a_folder_called_word_is_no_office():
    items = list(read(_zipped(zipfile.ZIP_DEFLATED, members={"word/one.txt": TEXTS["page1.txt"], **TEXTS})[:-60], "a.zip"))
    assert len([item for item in items if isinstance(item, Source)]) == 5


@pytest.mark.parametrize("first", ["[Content_Types].xml", "mimetype"])
def test_a_document_of_an_office_is_not_read(first: str):
    [fault] = read(_zipped(zipfile.ZIP_DEFLATED, members={first: "x", **TEXTS})[:-60], "a.docx")
    assert isinstance(fault, Fault)
    assert "is missing" in str(fault)


def test_the_cost_grows_with_the_number_of_members() -> None:
    def made(n: int) -> bytes:
        return _zipped(zipfile.ZIP_DEFLATED, members={f"{k}.txt": f"{k} words" for k in range(n)})[:-30]

    assert grows_with_length(made, lambda data: list(read(data, "a.zip")), 300)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
@pytest.mark.parametrize("cut", [slice(30, None), slice(30, -40)], ids=["start", "start and end"])
def test_members_behind_a_missing_start_are_read(method: int, cut: slice):
    items = list(read(_zipped(method)[cut], "a.zip"))
    assert [item.name for item in items if isinstance(item, Source)] == ["a.zip/page1.txt", "a.zip/page2.txt", "a.zip/page3.txt"]
    assert [item.code for item in items if isinstance(item, Fault)] == ["corrupt"]

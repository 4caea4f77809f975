"""Every container that is text x the forms in which programs write text: encodings, line ends, what stands before and behind it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.data import Source
from pipeline.decoding import decode
from pipeline.faults import Fault
from pipeline.sources import read
from pipeline.sources.said import said_in
from tests.makers.containers import good

BINARY = (".gz", ".zip", ".tar", ".wacz", ".warc", ".arc")
DOCUMENTS = ("plain.txt", "page.html", "single.html", "articles.xml")
FILES = {name: data for name, data in good().items() if not name.endswith((*BINARY, *DOCUMENTS))}


def with_ends(end: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b"\r\n", b"\n").replace(b"\n", end)


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "LF": with_ends(b"\n"), "CR LF": with_ends(b"\r\n"), "CR": with_ends(b"\r"), "CR CR LF": with_ends(b"\r\r\n"), "LF CR": with_ends(b"\n\r"),
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data, "empty lines before it": lambda data: b"\r\n  \n\n" + data,
    "a byte order mark and empty lines": lambda data: b"\xef\xbb\xbf\r\n\r\n" + data, "NULs behind it": lambda data: data + b"\0" * 512,
    "the mark of the end of a file of DOS": lambda data: data + b"\x1a",
    "UTF-16": lambda data: data.decode().encode("utf-16"), "UTF-16LE": lambda data: data.decode().encode("utf-16-le"),
    "UTF-16BE": lambda data: data.decode().encode("utf-16-be"), "UTF-32": lambda data: data.decode().encode("utf-32"),
    "UTF-16 with CR": lambda data: with_ends(b"\r")(data).decode().encode("utf-16"),
}


def what_is_read(data: bytes, name: str) -> list[tuple[object, ...]]:
    items = list(read(data, name))
    assert not [item for item in items if isinstance(item, Fault) and not item.warning]
    return [(source.url, source.captured, source.media_type, list(said_in(source.metadata)), " ".join(decode(source).text.split()))
            for source in items if isinstance(source, Source)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", FILES)
def test_other_forms_say_the_same(name: str, form: str) -> None:
    wanted = what_is_read(FILES[name], name)
    assert wanted
    assert what_is_read(FORMS[form](FILES[name]), name) == wanted


def test_the_containers_that_are_text_are_there() -> None:
    assert {"trafilatura.jsonl", "table.csv", "news.rss", "one.eml", "box.mbox", "page.mhtml", "nexis.txt", "factiva.html", "clip.md"} <= FILES.keys()


@pytest.mark.parametrize("end", [b"\r", b"\r\r\n", b"\n\r"])
def test_a_web_archive_whose_line_ends_were_changed_is_refused(end: bytes) -> None:
    [fault] = read(with_ends(end)(good()["crawl.warc"]), "crawl.warc")
    assert isinstance(fault, Fault)
    assert (fault.code, fault.warning) == ("corrupt", False)
    assert "were changed on their way" in str(fault)

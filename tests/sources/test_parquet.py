"""Parquet and Arrow, with pyarrow and without."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources import read
from tests.makers.containers import ARTICLES


def table() -> Any:
    pa = pytest.importorskip("pyarrow")
    from datetime import date

    return pa.table({
        "id": [0, 1], "title": [a.title for a in ARTICLES], "authors": [[a.author] for a in ARTICLES], "date": [date.fromisoformat(a.date) for a in ARTICLES],
        "url": [a.url for a in ARTICLES], "text": [a.text for a in ARTICLES],
    })


def parquet() -> bytes:
    found = table()
    from pyarrow import parquet as module

    out = io.BytesIO()
    module.write_table(found, out)
    return out.getvalue()


def arrow() -> bytes:
    found = table()
    from pyarrow import ipc

    out = io.BytesIO()
    with ipc.new_file(out, found.schema) as writer:
        writer.write_table(found)
    return out.getvalue()


@pytest.mark.parametrize("make", [parquet, arrow])
@pytest.mark.parametrize("name", ["a.parquet", "part-0", "a.txt"])
def test_rows(make: Any, name: str) -> None:
    for stream in (make(), io.BytesIO(make())):
        sources = list(read(stream, name))
        assert [(s.name, s.url, s.data.decode()) for s in sources if isinstance(s, Source)] == [
            (f"{name}#{n}", a.url, a.text) for n, a in enumerate(ARTICLES)]
        said = dict(sources[0].metadata)  # type: ignore[union-attr]
        assert (said["said:title:title"], said["said:author:authors"], said["said:published:date"]) == (ARTICLES[0].title, "Ines Okafor", "2021-03-09")


@pytest.mark.parametrize("make", [parquet, arrow])
@pytest.mark.parametrize("share", [0.01, 0.5, 0.95])
def test_damage_is_one_sentence(make: Any, share: float) -> None:
    data = make()
    [fault] = read(data[:max(int(len(data) * share), 8)], "a.parquet")
    assert isinstance(fault, Fault)
    assert fault.code == "corrupt"
    assert str(fault).endswith("Fetch the file again.")


def test_no_column_with_text() -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet as module

    out = io.BytesIO()
    module.write_table(pa.table({"port": ["Tarrow"], "length": [41]}), out)
    [fault] = read(out.getvalue(), "a.parquet")
    assert isinstance(fault, Fault)
    assert (fault.code, "port, length" in str(fault)) == ("no-text-field", True)


@pytest.mark.parametrize("data", [b"PAR1" + bytes(100), b"ARROW1\0\0" + bytes(100)])
def test_without_pyarrow(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    [fault] = read(data, "a.bin")
    assert isinstance(fault, Fault)
    assert fault.code == "needs-pyarrow"
    assert "pip install 'engross[parquet]'" in str(fault)

"""Files whose name says a container and whose bytes are something else: read where they are text, else refused by name."""

from __future__ import annotations

import io
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pipeline.data import Source
from pipeline.decoding import decode
from pipeline.faults import Fault
from pipeline.sources import read

CASES = tomllib.loads((Path(__file__).resolve().parents[1] / "cases/packed/names.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize(("case", "file"), [pytest.param(case, file, id=f"{file}: {case['label']}") for case in CASES for file in case["files"]])
def test_case(case: dict[str, Any], file: str) -> None:
    data = bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode()
    items = list(read(data, file))
    faults = [item for item in items if isinstance(item, Fault)]
    assert [fault.code for fault in faults] == case["codes"]
    assert all(str(fault).startswith(f"{file}: ") and case["says"] in str(fault) for fault in faults)
    sources = [item for item in items if isinstance(item, Source)]
    assert len(sources) == (not faults)
    assert all(decode(source).text.strip() for source in sources)


MEMBERS = tomllib.loads((Path(__file__).resolve().parents[1] / "cases/packed/members.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", MEMBERS, ids=[case["label"] for case in MEMBERS])
def test_the_name_of_a_member(case: dict[str, Any]) -> None:
    name = case["name"].encode(case["codec"])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a" * len(name)), "The kiln was lit on Monday.\n")
    data = stream.getvalue().replace(b"a" * len(name), name)
    if case.get("utf8"):
        for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = data.index(mark) + flags
            data = data[:at] + b"\0\x08" + data[at + 2:]
    [source] = read(data, "in.zip")
    assert isinstance(source, Source)
    assert source.name == f"in.zip/{case['read']}"

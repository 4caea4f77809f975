"""The list of members of a ZIP archive, read part by part: the same members, and memory that does not grow with their number."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import islice

import pytest

from pipeline.data import Source
from pipeline.sources import read, zip_parts
from tests.makers.cost import bytes_for_each
from tests.sources.test_source_limits import WORDS, read_all


def packed(members: int, *, name: str = "quay/é{}.txt", before: bytes = b"", comment: bytes = b"", zip64: bool = False) -> bytes:
    """An archive of a number of members, with bytes before it and a comment behind it."""
    out = io.BytesIO(before)
    out.seek(0, io.SEEK_END)
    with zipfile.ZipFile(out, "a") as archive:
        for n in range(members):
            with archive.open(name.format(n), "w", force_zip64=zip64) as member:
                member.write(WORDS)
        archive.comment = comment
    return out.getvalue()


def contents(data: bytes) -> Iterator[tuple[str, str]]:
    """Name of each source, and the code of each fault."""
    return (("source", item.name) if isinstance(item, Source) else (item.code, str(item)) for item in read(data, "a.zip"))


@pytest.mark.parametrize("form", [
    {}, {"comment": b"of the quay"}, {"before": b"PK\x03\x04" + b"what stands before"}, {"zip64": True},
], ids=["plain", "comment", "before", "zip64"])
@pytest.mark.parametrize("part", [130, 1000])
def test_parts_of_the_list_tell_what_the_whole_list_tells(form: dict[str, object], part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed(40, **form)  # type: ignore[arg-type]
    whole = list(contents(data))
    assert len(whole) == 40
    opened = 0

    def counted(*given: object) -> object:
        nonlocal opened
        opened += 1
        return extended(*given)  # type: ignore[arg-type]

    extended = zip_parts._Extended
    monkeypatch.setattr(zip_parts, "_PART", part)
    monkeypatch.setattr(zip_parts, "_Extended", counted)
    assert list(contents(data)) == whole
    assert opened > 4


def test_memory_does_not_grow_with_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_parts, "_PART", 1 << 14)

    def first(data: bytes) -> None:
        with io.BytesIO(data) as stream:
            assert len(list(islice(read(stream, "a.zip"), 1))) == 1

    assert bytes_for_each(packed, first, 500) < 60  # an object of the library takes 600, and the bytes that are read count once


def test_a_wrong_length_in_the_list_costs_no_member() -> None:
    data = bytearray(packed(5, name="{}.txt"))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[second + 29] = 0xF0  # the length of its name, beyond the end of the list
    names, [fault] = read_all(bytes(data), "a.zip")
    assert len(names) == 5
    assert fault.code == "corrupt"

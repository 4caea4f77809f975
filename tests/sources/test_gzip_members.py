"""Web archives with damaged gzip members: the records of all other members are read, and each damaged stretch is one sentence with its place."""

from __future__ import annotations

import gzip
from random import Random

import pytest

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources import read
from tests.makers.cost import grows_with_length
from tests.makers.damaged import damaged, with_places
from tests.makers.marked import cases
from tests.sources.test_sources_warc import MEMBERS, RECORDS, URLS, http, record


@pytest.mark.parametrize("case", cases("packed/damaged_warc.toml"))
def test_every_record_outside_the_damage_is_read(case):
    data, places = damaged(MEMBERS, case)
    items = list(read(data, "a.warc.gz"))
    assert [item.url for item in items if isinstance(item, Source)] == [url for n, url in enumerate(URLS, 1) if n not in case["lost"]]
    assert [str(item) for item in items if isinstance(item, Fault)] == [with_places(says, places) for says in case["says"]]


def test_reading_goes_on_where_a_record_begins() -> None:
    """A member that goes on with the record of the damaged one before it is no place to go on at, and no sentence of its own."""
    page = record("response", 9, http(b"<p>" + b"words and more words " * 900))
    damaged = bytearray(gzip.compress(page[:400], mtime=0))
    damaged[-8] ^= 0x55
    data = MEMBERS[0] + bytes(damaged) + gzip.compress(page[400:], mtime=0) + MEMBERS[1]
    fault, source = list(read(data, "a.warc.gz"))
    assert isinstance(fault, Fault) and isinstance(source, Source)
    assert f"reading went on at byte {len(data) - len(MEMBERS[1])}." in str(fault)
    assert source.url == URLS[0]


@pytest.mark.parametrize("zeros", [512, 200_000])
def test_zeros_that_fill_the_file_up_are_no_damage(zeros: int) -> None:
    items = list(read(b"".join(MEMBERS) + bytes(zeros), "a.warc.gz"))
    assert [item.url for item in items if isinstance(item, Source)] == URLS
    assert not [item for item in items if isinstance(item, Fault)]


def test_damage_in_a_large_member_of_many_records() -> None:
    noise = Random(5)
    pages = [record("response", n, http(b"<p>" + noise.randbytes(20_000).hex().encode())) for n in range(12)]
    packed = bytearray(gzip.compress(b"".join(pages), mtime=0))
    packed[-8] ^= 0x55
    items = list(read(bytes(packed) + MEMBERS[1], "a.warc.gz"))
    assert 3 < len([item for item in items if isinstance(item, Source)]) < 13
    [fault] = [item for item in items if isinstance(item, Fault)]
    assert "the records before the damage were read, and the last of them may be wrong" in str(fault)
    assert f"reading went on at byte {len(packed)}" in str(fault)


@pytest.mark.parametrize("data", [
    lambda n: b"".join(MEMBERS[1][:-8] + b"\0" * 8 for _ in range(n)), lambda n: MEMBERS[0] + b"\x1f\x8b\x08" * n * 40,
    lambda n: MEMBERS[0] + MEMBERS[1][:200] + b"\x1f\x8b\x08\0" * n * 40,
], ids=["each member is damaged", "marks alone", "marks behind damage"])
def test_the_cost_of_damage_grows_with_the_length(data) -> None:
    assert grows_with_length(data, lambda made: list(read(made, "a.warc.gz")), 1500)


def test_bytes_that_are_no_record_are_counted_in_what_was_unpacked() -> None:
    [fault] = [item for item in read(gzip.compress(RECORDS[0] + b"junk\r\n" + RECORDS[1]), "a.warc.gz") if isinstance(item, Fault)]
    assert f"bytes {len(RECORDS[0])} to {len(RECORDS[0]) + 6} of the unpacked file are no WARC record" in str(fault)

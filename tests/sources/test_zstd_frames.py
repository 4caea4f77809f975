"""Zstandard files of many frames of which some are damaged: what all other frames hold is read, and each damaged stretch is one sentence."""

from __future__ import annotations

import json
import re
from random import Random

import pytest

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.settings import Inputs
from pipeline.sources import read
from tests.makers.cost import grows_with_length
from tests.makers.damaged import damaged, with_places
from tests.makers.marked import cases
from tests.sources.test_sources import zstd
from tests.sources.test_sources_warc import RECORDS, URLS, http, record

FRAMES = [zstd(one) for one in RECORDS]
LINES = [zstd("".join(json.dumps({"title": f"Kiln {n}", "text": f"The kiln of number {n} was lit."}) + "\n" for n in range(m, m + 10)).encode())
         for m in range(0, 50, 10)]


@pytest.mark.parametrize("case", cases("packed/damaged_warc_zstd.toml"))
def test_every_record_outside_the_damage_is_read(case):
    data, places = damaged(FRAMES, case)
    items = list(read(data, "a.warc.zst"))
    assert [item.url for item in items if isinstance(item, Source)] == [url for n, url in enumerate(URLS, 1) if n not in case["lost"]]
    assert [str(item) for item in items if isinstance(item, Fault)] == [with_places(says, places) for says in case["says"]]


@pytest.mark.parametrize("zeros", [512, 200_000])
def test_zeros_that_fill_the_file_up_are_no_damage(zeros: int) -> None:
    items = list(read(b"".join(FRAMES) + bytes(zeros), "a.warc.zst"))
    assert [item.url if isinstance(item, Source) else str(item) for item in items] == URLS


def test_damage_in_a_large_frame_of_many_records() -> None:
    noise = Random(5)
    packed = bytearray(zstd(b"".join(record("response", n, http(b"<p>" + noise.randbytes(40_000).hex().encode())) for n in range(12))))
    packed[len(packed) - 60_000:len(packed) - 59_000] = bytes(1000)
    items = list(read(bytes(packed) + FRAMES[1], "a.warc.zst"))
    assert 3 < len([item for item in items if isinstance(item, Source)]) < 13
    [fault] = [str(item) for item in items if isinstance(item, Fault)]
    assert "the records before the damage were read, and the last of them may be wrong" in fault
    assert "all behind it in the same zstandard frame, are lost" in fault
    assert f"reading went on at byte {len(packed)}" in fault


def test_what_is_unpacked_is_counted() -> None:
    items = list(read(b"".join(FRAMES), "a.warc.zst", inputs=Inputs(max_unpacked=len(RECORDS[0]) + len(RECORDS[1]) + 10)))
    assert [item.code for item in items if isinstance(item, Fault)] == ["unpacks-too-large"]


def _read_lines(which: tuple[int, ...]) -> tuple[list[str], list[str]]:
    parts = [frame[:20] + bytes([frame[20] ^ 0xFF]) + frame[21:] if n in which else frame for n, frame in enumerate(LINES)]
    items = list(read(b"".join(parts), "a.jsonl.zst"))
    return [item.name for item in items if isinstance(item, Source)], [str(item) for item in items if isinstance(item, Fault)]


def test_lines_behind_damage_are_read():
    names, faults = _read_lines((1,))
    at, on = len(LINES[0]), len(LINES[0]) + len(LINES[1])
    assert names == [*(f"a.jsonl.zst:{n}" for n in range(1, 11)), *(f"a.jsonl.zst@{on}:{n}" for n in range(1, 31))]
    [fault] = faults
    assert re.fullmatch(rf"a\.jsonl\.zst: the file is damaged from byte {at} to byte {on} \(.+\): lines before the damage were read, and may be wrong; "
                        rf"how many lines are lost is not known; reading went on at byte {on}\. Fetch the file again\.", fault)


@pytest.mark.parametrize(("which", "read_of"), [((1, 3), 30), ((0,), 40), ((3, 4), 30), ((0, 1, 2, 3, 4), 0)])
def test_lines_of_other_frames_are_read(which: tuple[int, ...], read_of: int):
    names, faults = _read_lines(which)
    assert len(names) == len(set(names)) == read_of
    assert faults


def test_damage_that_nothing_follows_is_told_as_before():
    names, faults = _read_lines((4,))
    assert len(names) == 40
    assert faults[-1].startswith("a.jsonl.zst: the zstandard stream cannot be read whole: ")


@pytest.mark.parametrize("data", [
    lambda n: b"".join(FRAMES[1][:-4] + b"\0" * 4 for _ in range(n)), lambda n: FRAMES[0] + b"\x28\xb5\x2f\xfd" * n * 40,
    lambda n: FRAMES[0] + FRAMES[1][:200] + b"\x28\xb5\x2f\xfd\0" * n * 40,
], ids=["each frame is damaged", "marks alone", "marks behind damage"])
def test_the_cost_of_damage_grows_with_the_length(data) -> None:
    assert grows_with_length(data, lambda made: list(read(made, "a.warc.zst")), 500)

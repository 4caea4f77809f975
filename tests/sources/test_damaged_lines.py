"""JSON lines in several gzip members of which one is damaged: the lines of all others are read, under names of their own behind the damage."""

from __future__ import annotations

import gzip
import json

import pytest

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources import read
from tests.makers.cost import grows_with_length


def _member(numbers: range, **more: str) -> bytes:
    rows = ({"title": f"Kiln {n}", "text": f"The kiln of number {n} was lit.", **more} for n in numbers)
    return gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode(), mtime=0)


MEMBERS = [_member(range(n * 10, n * 10 + 10)) for n in range(5)]


def _damaged(*which: int) -> list[bytes]:
    return [member[:40] + bytes([member[40] ^ 0xFF]) + member[41:] if n in which else member for n, member in enumerate(MEMBERS)]


def _read(parts: list[bytes]) -> tuple[list[str], list[str]]:
    items = list(read(b"".join(parts), "a.jsonl.gz"))
    return [item.name for item in items if isinstance(item, Source)], [str(item) for item in items if isinstance(item, Fault)]


def test_lines_behind_damage_are_read():
    parts = _damaged(1)
    at, on = len(parts[0]), len(parts[0]) + len(parts[1])
    names, faults = _read(parts)
    assert names == [*(f"a.jsonl.gz:{n}" for n in range(1, 11)), *(f"a.jsonl.gz@{on}:{n}" for n in range(1, 31))]
    assert [fault for fault in faults if "broken" not in fault and "not valid JSON" not in fault] == [
        (f"a.jsonl.gz: the file is damaged from byte {at} to byte {on} (its packed bytes are damaged): lines before the damage were read, and may be "
        f"wrong; how many lines are lost is not known; reading went on at byte {on}. Fetch the file again.")]


@pytest.mark.parametrize(("which", "read_of"), [((1, 3), 30), ((0,), 40), ((3, 4), 30), ((0, 1, 2, 3, 4), 0)])
def test_damage_in_several_members(which: tuple[int, ...], read_of: int):
    names, faults = _read(_damaged(*which))
    assert len(names) == len(set(names)) == read_of
    assert faults


def test_damage_that_nothing_follows_is_told_as_before():
    names, faults = _read(_damaged(4))
    assert len(names) == 40
    assert faults[-1].startswith("a.jsonl.gz: the gzip stream cannot be read whole: its packed bytes are damaged; what follows the first ")


def test_ids_count_through_the_damage():
    parts = _damaged(1)
    parts[0] = _member(range(2), id="x")
    parts[4] = _member(range(2), id="x")
    names, _ = _read(parts)
    assert len(names) == len(set(names))
    assert "a.jsonl.gz#x~4" in names


def test_the_cost_of_many_damaged_members_grows_with_their_number() -> None:
    parts = b"".join(_damaged(1, 3))
    assert grows_with_length(lambda n: parts * n, lambda made: list(read(made, "a.jsonl.gz")), 200)

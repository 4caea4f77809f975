"""TAR archives in which something is wrong: every member whose header is whole is read, and what is lost is told."""

from __future__ import annotations

import pytest

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources import read
from tests.makers.containers import ARTICLES, tarred
from tests.makers.cost import bytes_for_each, grows_with_length
from tests.makers.marked import cases

MEMBERS = {f"{letter}.txt": f"{ARTICLES[0].text[:400]} {letter}".encode() for letter in "abc"}


@pytest.mark.parametrize("case", cases("packed/tar.toml"))
def test_every_member_that_is_whole_is_read(case):
    data = bytearray(tarred(MEMBERS))
    for at in case.get("flip", []):
        data[at] ^= 0x01
    made = (tarred(MEMBERS) if case.get("first") else b"") + bytes(data) * (2 if case.get("twice") else 1)
    items = list(read(made + (case.get("behind", "") * 1024).encode()[:1024], "a.tar"))
    assert [item.name for item in items if isinstance(item, Source)] == [f"a.tar/{name}" for name in case["read"]]
    assert [str(item) for item in items if isinstance(item, Fault)] == case["says"]


def test_the_cost_of_blocks_that_belong_to_no_member_grows_with_their_number() -> None:
    whole = tarred(MEMBERS)
    assert grows_with_length(lambda n: whole[:1024] + b"x" * 512 * n + whole[1024:], lambda made: list(read(made, "a.tar")), 500)


def test_what_was_read_of_a_member_is_not_held_until_the_last_one() -> None:
    """Names are held, so that two members have no name in common; headers are not."""
    def read_through(made: bytes) -> None:
        for _ in read(made, "a.tar"):
            pass

    assert bytes_for_each(lambda n: tarred({f"{number:04}.txt": MEMBERS["a.txt"] for number in range(n)}), read_through, 150) < 400
